/*
 * An example: seal what is in memory, and verify what comes from anywhere.
 *
 *	cc seal_and_verify.c $(pkg-config --cflags --libs libevidence)
 *	./a.out DIRECTORY
 *
 * It makes a key, seals two texts that never were files into
 * DIRECTORY/message.evidence.tar.gz, and verifies that bundle three times:
 * with the signer's key, with no key, and with one byte changed on the way.
 * It prints each verdict with its findings, and ends with 0 if all three are
 * as they should be.
 *
 * It uses nothing but the public headers.  A program of your own would keep
 * its key in a file (evid_key_write, evid_key_read), and give the public key
 * to those who verify.
 */
#include <evidence/evidence.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_CAP 4096

/* What is sealed: a folder and two files in it, all in memory. */
struct object {
	const char *path;
	enum evid_object_type type;
	const char *text;
};

/*
 * Objects come in the order of the bundle: byte order of their paths, where
 * a directory's ends with '/'.
 */
static const struct object objects[] = {
	{ "message", EVID_OBJECT_DIRECTORY, "" },
	{ "message/body.txt", EVID_OBJECT_FILE, "The goods leave on Monday.\n" },
	{ "message/headers.txt", EVID_OBJECT_FILE, "From: a@example.org\n" },
};

#define N_OBJECTS (sizeof(objects) / sizeof(objects[0]))

/* Where the source is: the object being read, and how far into it. */
struct source_state {
	size_t n_given;
	size_t offset;
};

/* The library asks for the next object... */
static enum evid_status
next_object(void *context, struct evid_source_object *object_out,
    int *end_out, struct evid_error *err)
{
	struct source_state *state = context;
	const struct object *o;

	(void)err;
	*end_out = state->n_given == N_OBJECTS;
	if (*end_out)
		return EVID_OK;
	o = &objects[state->n_given++];
	state->offset = 0;
	object_out->path = o->path;
	object_out->type = o->type;
	object_out->size = strlen(o->text);
	object_out->has_modified = 1;
	object_out->modified.seconds = 1000000000;	/* 2001-09-09 */
	object_out->modified.nanoseconds = 0;
	return EVID_OK;
}

/* ...and then for its bytes, as many as it wants, until all are given. */
static enum evid_status
read_object(void *context, void *data, size_t len, size_t *n_out,
    struct evid_error *err)
{
	struct source_state *state = context;
	const char *text = objects[state->n_given - 1].text;
	size_t left = strlen(text) - state->offset;

	(void)err;
	*n_out = len < left ? len : left;
	memcpy(data, text + state->offset, *n_out);
	state->offset += *n_out;
	return EVID_OK;
}

/* Seals the objects into a bundle at @path, signed with @key. */
static enum evid_status
seal(const char *path, struct evid_key *key, struct evid_error *err)
{
	struct evid_seal_options options = EVID_SEAL_OPTIONS_INIT;
	struct evid_key *const keys[] = { key };
	struct source_state state = { 0, 0 };
	struct evid_source source = {
		.version = EVID_SOURCE_VERSION,
		.context = &state,
		.next = next_object,
		.read = read_object,
	};
	struct evid_seal_result result;
	enum evid_status status;

	options.output = path;
	options.name = "message";
	options.keys = keys;
	options.n_keys = 1;
	status = evid_seal_source(&options, &source, &result, err);
	if (status != EVID_OK)
		return status;
	/* To be noted, or told by telephone: it stands for the whole. */
	printf("sealed %llu files; seal %s\n\n",
	    (unsigned long long)result.files, result.seal_number);
	return EVID_OK;
}

/* Where a bundle comes from; @flip is the byte that changes on the way. */
struct wire {
	FILE *file;
	long at;
	long flip;
};

/* The library asks for the bundle's bytes, in order; 0 bytes are the end. */
static enum evid_status
read_wire(void *context, void *data, size_t len, size_t *n_out,
    struct evid_error *err)
{
	struct wire *wire = context;
	long n;

	(void)err;
	*n_out = fread(data, 1, len, wire->file);
	if (ferror(wire->file))
		return EVID_ERR_IO;
	n = (long)*n_out;
	if (wire->flip >= wire->at && wire->flip < wire->at + n)
		((unsigned char *)data)[wire->flip - wire->at] ^= 1;
	wire->at += n;
	return EVID_OK;
}

static void
print_findings(const struct evid_verdict *verdict)
{
	struct evid_finding f;
	size_t i;

	for (i = 0; evid_verdict_finding(verdict, i, &f); i++) {
		printf("  %s (%s)", f.code, f.cls);
		if (f.path[0] != '\0')
			printf(" in %s", f.path);
		if (f.has_range)
			printf(", %llu bytes from byte %llu",
			    (unsigned long long)f.length,
			    (unsigned long long)f.offset);
		printf(": %s\n", f.message);
		if (f.hint[0] != '\0')
			printf("    hint: %s\n", f.hint);
	}
}

/*
 * Verifies the bundle at @path as it comes over a wire, trusting @trusted
 * (NULL: nobody), and prints the verdict.  A bundle that is not intact is no
 * error: EVID_OK says that there is a verdict, and *@result_out which.
 */
static enum evid_status
verify(const char *title, const char *path,
    struct evid_public_key *trusted, long flip,
    enum evid_result *result_out, struct evid_error *err)
{
	struct evid_verify_options options = EVID_VERIFY_OPTIONS_INIT;
	struct evid_public_key *const keys[] = { trusted };
	struct evid_verdict *verdict = NULL;
	struct wire wire = { NULL, 0, flip };
	enum evid_status status;

	wire.file = fopen(path, "rb");
	if (wire.file == NULL) {
		status = EVID_ERR_NOT_FOUND;
		snprintf(err->message, sizeof(err->message),
		    "the bundle just sealed cannot be opened");
		goto out;
	}
	options.keys = keys;
	options.n_keys = trusted != NULL;
	status = evid_verify_read(read_wire, &wire, path, &options, &verdict,
	    err);
	if (status != EVID_OK)
		goto out;
	*result_out = evid_verdict_result(verdict);
	printf("%s: %s, %llu files intact\n", title,
	    evid_result_name(*result_out),
	    (unsigned long long)evid_verdict_files(verdict));
	print_findings(verdict);
out:
	evid_verdict_free(verdict);
	if (wire.file != NULL)
		fclose(wire.file);
	return status;
}

/* Whether the bundle is verified, untrusted and refused as it should be. */
static enum evid_status
three_verdicts(const char *path, struct evid_key *key, int *as_told_out,
    struct evid_error *err)
{
	struct evid_public_key *public = NULL;
	enum evid_result known, unknown, changed;
	enum evid_status status;

	status = evid_key_public(key, &public, err);
	if (status != EVID_OK)
		goto out;
	status = verify("with the key", path, public, -1, &known, err);
	if (status != EVID_OK)
		goto out;
	status = verify("without a key", path, NULL, -1, &unknown, err);
	if (status != EVID_OK)
		goto out;
	status = verify("with byte 100 changed", path, public, 100, &changed,
	    err);
	if (status != EVID_OK)
		goto out;
	*as_told_out = known == EVID_VERIFIED &&
	    unknown == EVID_NOT_TRUSTED && changed == EVID_NOT_INTACT;
out:
	evid_public_key_free(public);
	return status;
}

int
main(int argc, char **argv)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_key *key = NULL;
	enum evid_status status;
	char path[PATH_CAP];
	int as_told = 0, n;

	if (argc != 2) {
		fprintf(stderr, "usage: %s DIRECTORY\n", argv[0]);
		return 2;
	}
	n = snprintf(path, sizeof(path), "%s/message.evidence.tar.gz",
	    argv[1]);
	if (n < 0 || (size_t)n >= sizeof(path)) {
		fprintf(stderr, "%s: the path is too long\n", argv[0]);
		return 2;
	}
	status = evid_key_generate(&key, &err);
	if (status == EVID_OK)
		status = evid_key_set_identity(key, "A. Investigator",
		    "Forensics Laboratory", "KZ", &err);
	if (status == EVID_OK)
		status = seal(path, key, &err);
	if (status == EVID_OK)
		status = three_verdicts(path, key, &as_told, &err);
	if (status != EVID_OK)
		fprintf(stderr, "%s: %s: %s\n%s\n", argv[0],
		    evid_status_name(status), err.message, err.hint);
	evid_key_free(key);
	return status == EVID_OK && as_told ? EXIT_SUCCESS : EXIT_FAILURE;
}
