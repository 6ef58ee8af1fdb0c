/*
 * Bundles of any members, sealed anew each time, so that a check behind the
 * signature is reached.  The verdict is the same in every container and for
 * any number of threads, and what is called verified is what the format
 * promises: names safe, in order, once, in the manifest and the inventory.
 */
#include "support_bundle.h"

#include "evidence/inspect.h"
#include "record/name.h"
#include "record/tags.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#define N_KEYS 2

static struct evid_public_key *keys[N_KEYS];

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	keys[0] = fuzz_key("a.pub");
	keys[1] = fuzz_key("b.pub");
	return 0;
}

static enum evid_result
result_of(const struct evi_buf *file, unsigned int threads)
{
	struct evid_verify_options options = EVID_VERIFY_OPTIONS_INIT;
	struct evid_verdict *verdict;	/* owned here */
	enum evid_result result;

	options.keys = keys;
	options.n_keys = N_KEYS;
	options.threads = threads;
	verdict = fuzz_verify(file->data, file->len, (size_t)1 << 20,
	    &options);
	result = evid_verdict_result(verdict);
	evid_verdict_free(verdict);
	return result;
}

/* The lines of the tag file @path. */
static size_t
count_lines(const struct fuzz_bundle *b, const char *path)
{
	size_t n = 0;

	for (size_t i = 0; i < b->count; i++) {
		const struct evi_buf *c = &b->members[i].content;

		for (size_t k = 0; strcmp(b->members[i].path, path) == 0 &&
		    k < c->len; k++)
			n += c->data[k] == '\n';
	}
	return n;
}

static void
check_verified(const struct fuzz_bundle *b)
{
	const char *before = "";
	enum evi_tag last = EVI_TAG_BAGIT;
	size_t n_data = 0;

	for (size_t i = 0; i < b->count; i++) {
		const char *path = b->members[i].path;
		size_t len = strlen(path);
		enum evi_tag tag = evi_tag_of(path);

		HOLDS(tag != EVI_TAG_NONE && tag >= last);
		last = tag;
		for (size_t k = 0; k < i; k++) {
			const char *other = b->members[k].path;
			size_t n = strlen(other);

			HOLDS(strcmp(other, path) != 0);
			HOLDS(n >= len || strncmp(path, other, n) != 0 ||
			    path[n] != '/');
			HOLDS(len >= n || strncmp(path, other, len) != 0 ||
			    other[len] != '/');
		}
		if (tag != EVI_TAG_PAYLOAD)
			continue;
		HOLDS(evi_path_grammar(path + 5, len - 5));
		HOLDS(strcmp(before, path) < 0);
		before = path;
		n_data++;
	}
	HOLDS(n_data > 0);
	HOLDS(count_lines(b, "manifest-sha256.txt") == n_data);
	HOLDS(count_lines(b, "evidence/inventory.jsonl") >= n_data);
}

static int
count_member(void *context, const struct evid_member *member)
{
	HOLDS(member->path[0] != '\0' && member->line[0] == '{');
	++*(size_t *)context;
	return 0;
}

static int
take_summary(void *context, const char *json, const char *text)
{
	(void)context;
	HOLDS(json[0] == '{' && text[0] != '\0');
	return 0;
}

/* How many objects an inspection lists; SIZE_MAX where it fails. */
static size_t
inspect(const struct evi_buf *file)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	enum evid_status status;
	size_t count = 0;
	char path[64];

	HOLDS(fd >= 0 && write(fd, file->data, file->len) ==
	    (ssize_t)file->len);
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	status = evid_inspect_path(path, take_summary, count_member, &count,
	    NULL);
	(void)close(fd);
	return status == EVID_OK ? count : SIZE_MAX;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct fuzz_bundle b;		/* owned here */
	struct evi_buf tar = EVI_BUF_INIT;	/* owned here */
	struct evi_buf bgzf = EVI_BUF_INIT;	/* owned here */
	struct evi_buf gzip = EVI_BUF_INIT;	/* owned here */
	unsigned int keep;
	enum evid_result result;

	fuzz_bundle_read(&b, (struct fuzz_input){ data, len }, &keep);
	fuzz_bundle_make(&b, keep);
	fuzz_bundle_tar(&b, &tar);
	result = result_of(&tar, 1);
	if (result == EVID_VERIFIED)
		check_verified(&b);
	if (len % 4 == 0 || result == EVID_VERIFIED) {
		fuzz_bundle_bgzf(&b, &bgzf);
		HOLDS(result_of(&bgzf, len % 16 == 0 ? 3 : 1) == result);
		if (result == EVID_VERIFIED)
			HOLDS(inspect(&bgzf) == count_lines(&b,
			    "evidence/inventory.jsonl"));
	}
	if (len % 4 == 1) {
		fuzz_bundle_gzip(&b, &gzip);
		HOLDS(result_of(&gzip, 1) == result);
	}
	evi_buf_free(&tar);
	evi_buf_free(&bgzf);
	evi_buf_free(&gzip);
	fuzz_bundle_free(&b);
	return 0;
}
