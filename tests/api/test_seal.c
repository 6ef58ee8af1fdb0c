/* evidence/seal.h: sealing from files and from callbacks, by the shared
 * library alone. */
#include "support_bundle.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];
static struct evid_key *key;

static int
make_folder(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/evid-seal-XXXXXX");
	return mkdtemp(folder) == NULL || chdir(folder) != 0 ||
	    evid_key_generate(&key, NULL) != EVID_OK;
}

static int
remove_folder(void **state)
{
	char command[96];

	(void)state;
	evid_key_free(key);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return chdir("/") != 0 || system(command) != 0;
}

/* the same run of bytes each time it is begun anew */
static void
even(void *context, void *out, size_t len)
{
	uint64_t *next = context;
	uint8_t *p = out;
	size_t i;

	for (i = 0; i < len; i++) {
		*next = *next * 6364136223846793005u + 1442695040888963407u;
		p[i] = (uint8_t)(*next >> 56);
	}
}

static struct evid_time
noon(void *context)
{
	struct evid_time t = { 1792833243, 5 };

	(void)context;
	return t;
}

static struct evid_seal_options
options(const char *output)
{
	struct evid_seal_options o = EVID_SEAL_OPTIONS_INIT;

	o.output = output;
	o.name = "N";
	o.keys = &key;
	o.n_keys = 1;
	o.threads = 2;
	return o;
}

static void
write_file(const char *path, size_t size)
{
	uint8_t block[4096];
	uint64_t seed = size;
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	while (size > 0) {
		size_t n = size < sizeof(block) ? size : sizeof(block);

		even(&seed, block, n);
		assert_int_equal(fwrite(block, 1, n, f), n);
		size -= n;
	}
	assert_int_equal(fclose(f), 0);
}

static uint8_t *
read_file(const char *path, size_t *len_out)
{
	struct stat st;
	uint8_t *data;
	FILE *f = fopen(path, "rb");

	assert_non_null(f);
	assert_int_equal(fstat(fileno(f), &st), 0);
	data = malloc((size_t)st.st_size + 1);
	assert_non_null(data);
	*len_out = fread(data, 1, (size_t)st.st_size, f);
	fclose(f);
	return data;
}

static void
expect_same_files(const char *a, const char *b)
{
	size_t a_len, b_len;
	uint8_t *x = read_file(a, &a_len), *y = read_file(b, &b_len);

	assert_int_equal(a_len, b_len);
	assert_memory_equal(x, y, a_len);
	free(x);
	free(y);
}

static void
expect_result(const char *path, enum evid_result expected)
{
	struct evid_verify_options o = EVID_VERIFY_OPTIONS_INIT;
	struct evid_public_key *public = NULL;
	struct evid_verdict *verdict = NULL;
	struct evid_error err = EVID_ERROR_INIT;

	assert_int_equal(evid_key_public(key, &public, &err), EVID_OK);
	o.keys = &public;
	o.n_keys = 1;
	assert_int_equal(evid_verify_path(path, &o, &verdict, &err), EVID_OK);
	assert_int_equal(evid_verdict_result(verdict), expected);
	evid_verdict_free(verdict);
	evid_public_key_free(public);
}

static void
expect_only(const char *const *names, size_t n)
{
	const struct dirent *entry;
	DIR *dir = opendir(".");
	size_t i, found = 0;

	while ((entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		for (i = 0; i < n; i++)
			if (strcmp(entry->d_name, names[i]) == 0)
				break;
		if (i == n)
			fail_msg("%s was left behind", entry->d_name);
		found++;
	}
	closedir(dir);
	assert_int_equal(found, n);
}

static const size_t border_sizes[] = { 0, 1, 511, 512, 513, 65279, 65280,
	65281, 1043456, 1044480, 1044481, 3000000 };
#define N_BORDERS (sizeof(border_sizes) / sizeof(border_sizes[0]))

static void
make_tree(void)
{
	char path[64];
	size_t i;

	mkdir("src", 0755);
	for (i = 0; i < N_BORDERS; i++) {
		snprintf(path, sizeof(path), "src/%zu", border_sizes[i]);
		write_file(path, border_sizes[i]);
	}
	mkdir("src/empty", 0755);
	assert_int_equal(link("src/512", "src/zz"), 0);
	for (i = 0; i < 5000; i++) {
		snprintf(path, sizeof(path), "src/empty/d%04zu", i);
		assert_int_equal(mkdir(path, 0755), 0);
	}
	/* Whoever looks into a new folder moves its time of access, once: let
	 * it be ourselves, for it is part of what is sealed. */
	usleep(20000);
	assert_int_equal(system("find src -type d -exec ls {} + >/dev/null"),
	    0);
}

static void
the_same_bytes_come_whatever_the_number_of_threads(void **state)
{
	const char *const path = "src";
	const unsigned int threads[] = { 1, 2, 4 };
	const char *const outputs[] = { "1", "2", "4" };
	struct evid_seal_result results[3];
	size_t i;

	(void)state;
	make_tree();
	for (i = 0; i < 3; i++) {
		struct evid_seal_options o = options(outputs[i]);
		struct evid_error err = EVID_ERROR_INIT;
		uint64_t seed = 1;

		o.threads = threads[i];
		o.random = even;
		o.clock = noon;
		o.context = &seed;
		o.also_md5 = 1;
		assert_int_equal(evid_seal_paths(&o, &path, 1, &results[i],
		    &err), EVID_OK);
	}
	/* If not the library's order, what of the source moved meanwhile? */
	if (system("cmp -s 1 2 && cmp -s 1 4") != 0)
		(void)!system("for i in 1 2 4; do tar xzOf $i "
		    "N/evidence/inventory.jsonl >$i.jsonl; done; "
		    "diff 1.jsonl 2.jsonl; diff 1.jsonl 4.jsonl");
	expect_same_files("1", "2");
	expect_same_files("1", "4");
	assert_string_equal(results[0].seal_digest, results[2].seal_digest);
	assert_int_equal(results[0].files, N_BORDERS);
	assert_int_equal(results[0].objects, N_BORDERS + 5003);
	expect_result("1", EVID_VERIFIED);
}

/* @a and @b: the same tree sealed by one thread and by three */
static void
seal_twice(enum evid_compressor compressor, int level, uint64_t volume_size,
    const char *a, const char *b)
{
	const char *const path = "src";
	const char *const outputs[] = { a, b };
	size_t i;

	for (i = 0; i < 2; i++) {
		struct evid_seal_options o = options(outputs[i]);
		struct evid_seal_result result;
		struct evid_error err = EVID_ERROR_INIT;
		uint64_t seed = 1;

		o.compressor = compressor;
		o.level = level;
		o.volume_size = volume_size;
		o.threads = i == 0 ? 1 : 3;
		o.force = 1;
		o.random = even;
		o.clock = noon;
		o.context = &seed;
		if (evid_seal_paths(&o, &path, 1, &result, &err) != EVID_OK)
			fail_msg("compressor %d, level %d: %s",
			    (int)compressor, level, err.message);
	}
}

static void
each_compressor_and_level_gives_its_own_bytes_whatever_the_threads(
    void **state)
{
	const struct {
		enum evid_compressor compressor;
		int level;
	} ways[] = {
		{ EVID_COMPRESSOR_BEST, 0 }, { EVID_COMPRESSOR_BEST, 6 },
		{ EVID_COMPRESSOR_LIBDEFLATE, 1 },
		{ EVID_COMPRESSOR_LIBDEFLATE, 9 },
		{ EVID_COMPRESSOR_ZLIB, 1 }, { EVID_COMPRESSOR_ZLIB, 6 },
	};
	size_t i;

	(void)state;
	make_tree();
	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		seal_twice(ways[i].compressor, ways[i].level, 0, "one",
		    "three");
		expect_same_files("one", "three");
		expect_result("three", EVID_VERIFIED);
		assert_int_equal(system("gzip -t three && gzip -dc three | "
		    "tar xOf - N/manifest-sha256.txt >list && "
		    "{ [ -e first ] || cp list first; } && "
		    "cmp list first"), 0);
	}
	/* zlib and libdeflate are not one: each was truly used. */
	seal_twice(EVID_COMPRESSOR_LIBDEFLATE, 6, 0, "one", "three");
	seal_twice(EVID_COMPRESSOR_ZLIB, 6, 0, "other", "another");
	assert_int_not_equal(system("cmp -s one other"), 0);
}

static void
volumes_are_the_same_bytes_whatever_the_threads(void **state)
{
	(void)state;
	make_tree();
	seal_twice(EVID_COMPRESSOR_BEST, 1, 1000000, "one", "three");
	assert_int_equal(system("cat one.0* >one && cat three.0* >three && "
	    "ls one.0* | wc -l >n1 && ls three.0* | wc -l >n3 && "
	    "cmp n1 n3"), 0);
	expect_same_files("one", "three");
}

static void
isal_is_for_level_1_alone(void **state)
{
	const char *const path = "f";
	struct evid_seal_options o = options("out");
	struct evid_seal_result result;
	enum evid_status status;

	(void)state;
	write_file("f", 100000);
	o.compressor = EVID_COMPRESSOR_ISAL;
	o.level = 2;
	assert_int_equal(evid_seal_paths(&o, &path, 1, &result, NULL),
	    EVID_ERR_ARGUMENT);
	o.level = 1;
	status = evid_seal_paths(&o, &path, 1, &result, NULL);
	if (status == EVID_ERR_ARGUMENT)
		skip();		/* this machine or this build has none */
	assert_int_equal(status, EVID_OK);
	expect_result("out", EVID_VERIFIED);
}

static void
other_tools_read_what_was_sealed(void **state)
{
	const char *const path = "src";
	struct evid_seal_options o = options("out.evidence.tar.gz");
	struct evid_seal_result result;

	(void)state;
	make_tree();
	assert_int_equal(evid_seal_paths(&o, &path, 1, &result, NULL),
	    EVID_OK);
	assert_int_equal(system("gzip -t out.evidence.tar.gz && "
	    "tar xzf out.evidence.tar.gz && cd N && "
	    "sha256sum --quiet -c manifest-sha256.txt && "
	    "sha256sum --quiet -c tagmanifest-sha256.txt && "
	    "for f in data/src/*; do cmp $f ../src/$(basename $f) || exit 1; "
	    "done"), 0);
}

/* objects of a caller: two folders' worth of counted bytes */
struct counted {
	unsigned int next, n;
	size_t size, left;
	char path[32];
	size_t short_by;
};

static enum evid_status
next_counted(void *context, struct evid_source_object *object_out,
    int *end_out, struct evid_error *err)
{
	struct counted *c = context;

	(void)err;
	*end_out = c->next == c->n;
	if (*end_out)
		return EVID_OK;
	snprintf(c->path, sizeof(c->path), "box/f%06u", c->next++);
	object_out->path = c->path;
	object_out->size = c->left = c->size;
	object_out->has_modified = 1;
	object_out->modified.seconds = 1000000000;
	return EVID_OK;
}

static enum evid_status
read_counted(void *context, void *data, size_t len, size_t *n_out,
    struct evid_error *err)
{
	struct counted *c = context;
	size_t n = len < 1000 ? len : 1000;

	(void)err;
	if (c->left <= c->short_by)
		n = 0;
	memset(data, (int)(c->next & 0xff), n);
	c->left -= n;
	*n_out = n;
	return EVID_OK;
}

static void
what_callbacks_give_is_sealed(void **state)
{
	struct counted c = { .n = 3000, .size = 1234 };
	struct evid_source source = { EVID_SOURCE_VERSION, &c, next_counted,
		read_counted };
	struct evid_seal_options o = options("out");
	struct evid_seal_result result;
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	assert_int_equal(evid_seal_source(&o, &source, &result, &err),
	    EVID_OK);
	assert_int_equal(result.files, 3000);
	assert_int_equal(result.bytes, 3000 * 1234);
	expect_result("out", EVID_VERIFIED);
}

static void
a_source_that_gives_less_than_it_said_ends_the_sealing(void **state)
{
	struct counted c = { .n = 3, .size = 5000, .short_by = 2000 };
	struct evid_source source = { EVID_SOURCE_VERSION, &c, next_counted,
		read_counted };
	struct evid_seal_options o = options("out");
	struct evid_seal_result result;
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	assert_int_equal(evid_seal_source(&o, &source, &result, &err),
	    EVID_ERR_CHANGED);
	assert_non_null(strstr(err.message, "box/f000000"));
	expect_only(NULL, 0);
}

/* objects of a table, each of nothing but zeros */
struct listed {
	const struct evid_source_object *objects;
	unsigned int next, n;
	bool too_much;
};

static enum evid_status
next_listed(void *context, struct evid_source_object *object_out,
    int *end_out, struct evid_error *err)
{
	struct listed *l = context;

	(void)err;
	*end_out = l->next == l->n;
	if (!*end_out)
		*object_out = l->objects[l->next++];
	return EVID_OK;
}

static enum evid_status
read_zeros(void *context, void *data, size_t len, size_t *n_out,
    struct evid_error *err)
{
	struct listed *l = context;

	(void)err;
	memset(data, 0, len);
	*n_out = l->too_much ? len + 1 : len;
	return EVID_OK;
}

static enum evid_status
seal_listed(const struct evid_source_object *objects, unsigned int n,
    bool too_much, struct evid_seal_result *result, struct evid_error *err)
{
	struct listed l = { objects, 0, n, too_much };
	struct evid_source source = { EVID_SOURCE_VERSION, &l, next_listed,
		read_zeros };
	struct evid_seal_options o = options("out");

	*err = (struct evid_error)EVID_ERROR_INIT;
	return evid_seal_source(&o, &source, result, err);
}

static void
a_source_gives_folders_too(void **state)
{
	static const struct evid_source_object objects[] = {
		{ .path = "box", .type = EVID_OBJECT_DIRECTORY, .size = 7 },
		{ .path = "box/f", .size = 3 },
	};
	struct evid_seal_result result;
	struct evid_error err;

	(void)state;
	assert_int_equal(seal_listed(objects, 2, false, &result, &err),
	    EVID_OK);
	assert_int_equal(result.files, 1);
	assert_int_equal(result.bytes, 3);
	expect_result("out", EVID_VERIFIED);
	assert_int_equal(system("gzip -dc out | tar xO "
	    "N/evidence/inventory.jsonl | grep -q "
	    "'^{\"path\":\"data/box/\",.*\"type\":\"directory\"'"), 0);
}

/* What a caller does wrong is told, and nothing is left. */
static void
a_source_that_is_wrong_ends_the_sealing(void **state)
{
	static const struct {
		struct evid_source_object object;
		bool too_much;
		enum evid_status status;
		const char *message;
	} rows[] = {
		{ { .size = 1 }, false, EVID_ERR_ARGUMENT,
		    "an object without a path" },
		{ { .path = "" }, false, EVID_ERR_ARGUMENT, "empty" },
		{ { .path = "/a" }, false, EVID_ERR_ARGUMENT, "empty" },
		{ { .path = "a//b" }, false, EVID_ERR_ARGUMENT, "empty" },
		{ { .path = "a/" }, false, EVID_ERR_ARGUMENT, "empty" },
		{ { .path = "f", .size = 9 }, true, EVID_ERR_CHANGED, "f: " },
		{ { .path = "f", .size = UINT64_MAX }, false, EVID_ERR_LIMIT,
		    "2^53-1" },
		{ { .path = "f", .has_modified = 1, .modified = { 0,
		    1000000000 } }, false, EVID_ERR_ARGUMENT, "f: " },
		{ { .path = "f", .has_modified = 1, .modified = { INT64_MAX,
		    0 } }, false, EVID_ERR_ARGUMENT, "f: " },
	};
	struct evid_source none = { EVID_SOURCE_VERSION, NULL, next_listed,
		NULL };
	struct evid_seal_options o = options("out");
	struct evid_seal_result result;
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		enum evid_status status = seal_listed(&rows[i].object, 1,
		    rows[i].too_much, &result, &err);

		if (status != rows[i].status ||
		    strstr(err.message, rows[i].message) == NULL)
			fail_msg("row %zu: %d, %s", i, (int)status,
			    err.message);
		expect_only(NULL, 0);
	}
	err = (struct evid_error)EVID_ERROR_INIT;
	assert_int_equal(evid_seal_source(&o, &none, &result, &err),
	    EVID_ERR_ARGUMENT);
	assert_non_null(strstr(err.message, "without callbacks"));
	o.version++;
	err = (struct evid_error)EVID_ERROR_INIT;
	assert_int_equal(evid_seal_source(&o, &none, &result, &err),
	    EVID_ERR_ARGUMENT);
	assert_non_null(strstr(err.message, "another version"));
	o = options("out");
	o.name = NULL;
	err = (struct evid_error)EVID_ERROR_INIT;
	assert_int_equal(evid_seal_source(&o, &none, &result, &err),
	    EVID_ERR_ARGUMENT);
	assert_non_null(strstr(err.message, "not a name for a bundle"));
	expect_only(NULL, 0);
}

static enum evid_status
next_backwards(void *context, struct evid_source_object *object_out,
    int *end_out, struct evid_error *err)
{
	static const char *const paths[] = { "a", "a-b", "a/b" };
	unsigned int *next = context;

	(void)err;
	*end_out = *next == 3;
	object_out->path = paths[*next % 3];
	++*next;
	return EVID_OK;
}

static void
a_file_that_is_also_a_folder_is_refused(void **state)
{
	unsigned int next = 0;
	struct evid_source source = { EVID_SOURCE_VERSION, &next,
		next_backwards, read_counted };
	struct evid_seal_options o = options("out");
	struct evid_seal_result result;
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	assert_int_equal(evid_seal_source(&o, &source, &result, &err),
	    EVID_ERR_ARGUMENT);
	assert_non_null(strstr(err.message, "a/b"));
}

static int
stop_after(void *context, uint64_t done, uint64_t total)
{
	const uint64_t *limit = context;

	(void)total;
	return done > *limit;
}

static void
cancelling_leaves_nothing(void **state)
{
	const char *const path = "big";
	const char *const names[] = { "big" };
	struct evid_seal_options o = options("out");
	struct evid_seal_result result;
	struct evid_error err = EVID_ERROR_INIT;
	uint64_t limit = 5000000;

	(void)state;
	write_file("big", 20000000);
	o.progress = stop_after;
	o.context = &limit;
	assert_int_equal(evid_seal_paths(&o, &path, 1, &result, &err),
	    EVID_ERR_CANCELLED);
	expect_only(names, 1);
	o.volume_size = 1000000;
	assert_int_equal(evid_seal_paths(&o, &path, 1, &result, NULL),
	    EVID_ERR_CANCELLED);
	expect_only(names, 1);
}

enum harm { GROW, SHRINK, MODIFY, REPLACE, REMOVE };

struct harming {
	enum harm harm;
	int done;
};

/* does its harm once, when the first bytes are dealt with */
static int
harm(void *context, uint64_t done, uint64_t total)
{
	struct harming *h = context;
	int fd;

	(void)total;
	if (done == 0 || h->done)
		return 0;
	h->done = 1;
	fd = open("big", O_WRONLY);
	if (h->harm == GROW)
		h->done += pwrite(fd, "x", 1, 30000000) == 1;
	else if (h->harm == SHRINK)
		h->done += ftruncate(fd, 100) == 0;
	else if (h->harm == MODIFY)
		h->done += pwrite(fd, "x", 1, 1000) == 1;
	else if (h->harm == REPLACE)
		h->done += rename("other", "big") == 0;
	else
		h->done += unlink("big") == 0;
	close(fd);
	return h->done != 2;
}

static const char *const words[] = { "grew", "shrank", "modified",
	"replaced", "removed" };

static void
a_file_that_changes_while_it_is_read_is_named_with_how(void **state)
{
	const char *const path = "big";
	struct evid_seal_options o = options("out");
	struct evid_seal_result result;
	enum harm kind;

	(void)state;
	o.threads = 1;
	o.progress = harm;
	for (kind = GROW; kind <= REMOVE; kind++) {
		struct harming h = { kind, 0 };
		struct evid_error err = EVID_ERROR_INIT;

		unlink("big");
		write_file("big", 30000000);
		write_file("other", 5);
		o.context = &h;
		assert_int_equal(evid_seal_paths(&o, &path, 1, &result, &err),
		    EVID_ERR_CHANGED);
		assert_int_equal(h.done, 2);
		assert_non_null(strstr(err.message, "big"));
		assert_non_null(strstr(err.message, words[kind]));
		assert_int_equal(access("out", F_OK), -1);
	}
}

static void
asked_to_the_change_is_recorded_and_the_seal_partial(void **state)
{
	const char *const path = "big";
	struct evid_seal_options o = options("out");
	struct evid_seal_result result;
	enum harm kind;
	char command[128];

	(void)state;
	o.threads = 1;
	o.force = 1;
	o.on_change = EVID_ON_CHANGE_RECORD;
	o.progress = harm;
	for (kind = GROW; kind <= REMOVE; kind++) {
		struct harming h = { kind, 0 };
		struct evid_error err = EVID_ERROR_INIT;

		unlink("big");
		write_file("big", 30000000);
		write_file("other", 5);
		o.context = &h;
		assert_int_equal(evid_seal_paths(&o, &path, 1, &result, &err),
		    EVID_OK);
		assert_true(result.partial);
		assert_int_equal(result.bytes, 30000000);
		expect_result("out", EVID_NOT_TRUSTED);
		snprintf(command, sizeof(command), "tar xzOf out "
		    "N/evidence/inventory.jsonl | grep -q "
		    "'\"changed\":\\[.*\"%s\"'", words[kind]);
		assert_int_equal(system(command), 0);
	}
}

static void
holes_are_told_and_not_stored(void **state)
{
	const char *const path = "sparse";
	struct evid_seal_options o = options("out");
	struct evid_seal_result result;
	struct stat st;
	int fd = open("sparse", O_WRONLY | O_CREAT, 0644);

	(void)state;
	assert_int_equal(ftruncate(fd, 200000000), 0);
	assert_int_equal(pwrite(fd, "x", 1, 100000000), 1);
	close(fd);
	assert_int_equal(evid_seal_paths(&o, &path, 1, &result, NULL),
	    EVID_OK);
	assert_int_equal(stat("out", &st), 0);
	assert_true(st.st_size < 4000000);
	expect_result("out", EVID_VERIFIED);
	assert_int_equal(system("tar xzf out && cmp sparse N/data/sparse && "
	    "grep -q '\"holes\":\\[{\"offset\":0,' "
	    "N/evidence/inventory.jsonl"), 0);
}

static void
volumes_join_to_the_one_file(void **state)
{
	const char *const path = "src";
	struct evid_seal_options o = options("one");
	struct evid_seal_result result;
	uint64_t seed = 9;

	(void)state;
	make_tree();
	o.random = even;
	o.clock = noon;
	o.context = &seed;
	assert_int_equal(evid_seal_paths(&o, &path, 1, &result, NULL),
	    EVID_OK);
	assert_int_equal(result.volumes, 0);
	seed = 9;
	o.output = "cut";
	o.volume_size = 1000000;
	assert_int_equal(evid_seal_paths(&o, &path, 1, &result, NULL),
	    EVID_OK);
	assert_true(result.volumes > 2);
	assert_int_equal(system("cat cut.* | cmp - one"), 0);
	expect_result("cut.001", EVID_VERIFIED);
}

static void
too_small_volumes_are_refused_with_a_size_that_suffices(void **state)
{
	const char *const path = "big";
	const char *const names[] = { "big" };
	struct evid_seal_options o = options("cut");
	struct evid_seal_result result;
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	write_file("big", 3000000);
	o.volume_size = 100;
	assert_int_equal(evid_seal_paths(&o, &path, 1, &result, &err),
	    EVID_ERR_LIMIT);
	assert_non_null(strstr(err.hint, "suffice"));
	expect_only(names, 1);
	assert_true(sscanf(strpbrk(err.hint, "0123456789"), "%lu",
	    &o.volume_size) == 1);
	assert_int_equal(evid_seal_paths(&o, &path, 1, &result, NULL),
	    EVID_OK);
}

static void
one_key_twice_is_refused(void **state)
{
	const char *const path = "f";
	struct evid_key *const twice[] = { key, key };
	struct evid_seal_options o = options("out");
	struct evid_seal_result result;

	(void)state;
	write_file("f", 1);
	o.keys = twice;
	o.n_keys = 2;
	assert_int_equal(evid_seal_paths(&o, &path, 1, &result, NULL),
	    EVID_ERR_ARGUMENT);
	o.n_keys = 0;
	assert_int_equal(evid_seal_paths(&o, &path, 1, &result, NULL),
	    EVID_ERR_ARGUMENT);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_folder, remove_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_same_bytes_come_whatever_the_number_of_threads),
		TEST(
	    each_compressor_and_level_gives_its_own_bytes_whatever_the_threads),
		TEST(volumes_are_the_same_bytes_whatever_the_threads),
		TEST(isal_is_for_level_1_alone),
		TEST(other_tools_read_what_was_sealed),
		TEST(what_callbacks_give_is_sealed),
		TEST(a_source_that_gives_less_than_it_said_ends_the_sealing),
		TEST(a_source_gives_folders_too),
		TEST(a_source_that_is_wrong_ends_the_sealing),
		TEST(a_file_that_is_also_a_folder_is_refused),
		TEST(cancelling_leaves_nothing),
		TEST(a_file_that_changes_while_it_is_read_is_named_with_how),
		TEST(asked_to_the_change_is_recorded_and_the_seal_partial),
		TEST(holes_are_told_and_not_stored),
		TEST(volumes_join_to_the_one_file),
		TEST(too_small_volumes_are_refused_with_a_size_that_suffices),
		TEST(one_key_twice_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
