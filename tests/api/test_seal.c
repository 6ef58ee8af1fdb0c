/* evidence/seal.h: sealing from files, by the shared library alone. */
#include "support_seal.h"

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
		struct evid_seal_options o = test_seal_options(outputs[i]);
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
	test_expect_result("1", EVID_VERIFIED);
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
		struct evid_seal_options o = test_seal_options(outputs[i]);
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
		test_expect_result("three", EVID_VERIFIED);
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
	struct evid_seal_options o = test_seal_options("out");
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
	test_expect_result("out", EVID_VERIFIED);
}

static void
other_tools_read_what_was_sealed(void **state)
{
	const char *const path = "src";
	struct evid_seal_options o = test_seal_options("out.evidence.tar.gz");
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
	struct evid_seal_options o = test_seal_options("out");
	struct evid_seal_result result;
	struct evid_error err = EVID_ERROR_INIT;
	uint64_t limit = 5000000;

	(void)state;
	write_file("big", 20000000);
	o.progress = stop_after;
	o.context = &limit;
	assert_int_equal(evid_seal_paths(&o, &path, 1, &result, &err),
	    EVID_ERR_CANCELLED);
	test_expect_only(names, 1);
	o.volume_size = 1000000;
	assert_int_equal(evid_seal_paths(&o, &path, 1, &result, NULL),
	    EVID_ERR_CANCELLED);
	test_expect_only(names, 1);
}

enum harm { GROW, SHRINK, MODIFY, RESTORE, REPLACE, REMOVE };

struct harming {
	enum harm harm;
	int done;
};

/* does its harm once, when the first bytes are dealt with */
static int
harm(void *context, uint64_t done, uint64_t total)
{
	struct harming *h = context;
	struct stat st;
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
	else if (h->harm == RESTORE)	/* its time of change, as it was */
		h->done += fstat(fd, &st) == 0 &&
		    pwrite(fd, "x", 1, 1000) == 1 && futimens(fd,
		    (struct timespec []){ st.st_atim, st.st_mtim }) == 0;
	else if (h->harm == REPLACE)
		h->done += rename("other", "big") == 0;
	else
		h->done += unlink("big") == 0;
	close(fd);
	return h->done != 2;
}

static const char *const words[] = { "grew", "shrank", "modified",
	"modified", "replaced", "removed" };

static void
a_file_that_changes_while_it_is_read_is_named_with_how(void **state)
{
	const char *const path = "big";
	struct evid_seal_options o = test_seal_options("out");
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
	struct evid_seal_options o = test_seal_options("out");
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
		test_expect_result("out", EVID_NOT_TRUSTED);
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
	struct evid_seal_options o = test_seal_options("out");
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
	test_expect_result("out", EVID_VERIFIED);
	assert_int_equal(system("tar xzf out && cmp sparse N/data/sparse && "
	    "grep -q '\"holes\":\\[{\"offset\":0,' "
	    "N/evidence/inventory.jsonl"), 0);
}

static void
volumes_join_to_the_one_file(void **state)
{
	const char *const path = "src";
	struct evid_seal_options o = test_seal_options("one");
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
	test_expect_result("cut.001", EVID_VERIFIED);
}

static void
too_small_volumes_are_refused_with_a_size_that_suffices(void **state)
{
	const char *const path = "big";
	const char *const names[] = { "big" };
	struct evid_seal_options o = test_seal_options("cut");
	struct evid_seal_result result;
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	write_file("big", 3000000);
	o.volume_size = 100;
	assert_int_equal(evid_seal_paths(&o, &path, 1, &result, &err),
	    EVID_ERR_LIMIT);
	assert_non_null(strstr(err.hint, "suffice"));
	test_expect_only(names, 1);
	assert_true(sscanf(strpbrk(err.hint, "0123456789"), "%lu",
	    &o.volume_size) == 1);
	assert_int_equal(evid_seal_paths(&o, &path, 1, &result, NULL),
	    EVID_OK);
}

static void
operands_that_name_nothing_are_refused(void **state)
{
	const char *const path = "";
	struct evid_seal_options o = test_seal_options("out");
	struct evid_seal_result result;
	struct evid_error err = EVID_ERROR_INIT, empty = EVID_ERROR_INIT;

	(void)state;
	assert_int_equal(evid_seal_paths(&o, &path, 0, &result, &err),
	    EVID_ERR_ARGUMENT);
	assert_string_equal(err.message, "nothing to seal");
	assert_int_equal(evid_seal_paths(&o, &path, 1, &result, &empty),
	    EVID_ERR_ARGUMENT);
	assert_string_equal(empty.message, "an operand without a name");
	test_expect_only(NULL, 0);
}

/* with standard input a file, and back */
static void
standard_input_has_a_name_without_one(void **state)
{
	const char *const path = "-";
	struct evid_seal_options o = test_seal_options("out");
	struct evid_seal_result result;
	int kept = dup(STDIN_FILENO), fd;
	enum evid_status status;

	(void)state;
	write_file("f", 100);
	fd = open("f", O_RDONLY);
	assert_true(kept >= 0 && fd >= 0);
	assert_int_equal(dup2(fd, STDIN_FILENO), STDIN_FILENO);
	status = evid_seal_paths(&o, &path, 1, &result, NULL);
	assert_int_equal(dup2(kept, STDIN_FILENO), STDIN_FILENO);
	close(kept);
	close(fd);
	assert_int_equal(status, EVID_OK);
	assert_int_equal(system("tar xzf out N/data/stdin && "
	    "cmp N/data/stdin f"), 0);
}

static void
a_bundles_name_is_had_from_its_operand(void **state)
{
	static const struct {
		const char *path, *name;
	} rows[] = {
		{ "a/b", "b" }, { "a/b//", "b" }, { "/", "root" },
		{ "///", "root" }, { "/..", "root" }, { "here/.", "here" },
		{ "here/below/..", "here" }, { "nothing/.", NULL },
		{ "a/con", NULL }, { "a b", NULL },
	};
	struct evid_error err;
	char name[65];

	(void)state;
	assert_int_equal(system("mkdir -p here/below"), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		enum evid_status status;

		err = (struct evid_error)EVID_ERROR_INIT;
		status = evid_bundle_name_from(rows[i].path, name, &err);
		if (rows[i].name != NULL) {
			assert_int_equal(status, EVID_OK);
			assert_string_equal(name, rows[i].name);
			continue;
		}
		assert_int_equal(status, EVID_ERR_ARGUMENT);
		assert_non_null(strstr(err.message,
		    "cannot be the name of a bundle"));
		assert_string_equal(err.hint, "give one (-n)");
	}
}

static void
of_several_exhibits_the_longest_path_wins(void **state)
{
	static const struct evid_mark orders[2][2] = {
		{ { "E1", "src" }, { "E2", "src/sub" } },
		{ { "E2", "src/sub" }, { "E1", "src" } },
	};
	const char *const path = "src";

	(void)state;
	assert_int_equal(system("mkdir -p src/sub && echo a >src/a && "
	    "echo b >src/sub/b"), 0);
	for (size_t i = 0; i < 2; i++) {
		struct evid_seal_options o = test_seal_options("out");
		struct evid_seal_result result;

		o.force = 1;
		o.exhibits = orders[i];
		o.n_exhibits = 2;
		assert_int_equal(evid_seal_paths(&o, &path, 1, &result, NULL),
		    EVID_OK);
		assert_int_equal(system("tar xzOf out "
		    "N/evidence/inventory.jsonl >list && "
		    "grep '\"path\":\"data/src/a\"' list | "
		    "grep -q '\"exhibit\":\"E1\"' && "
		    "grep '\"path\":\"data/src/sub/b\"' list | "
		    "grep -q '\"exhibit\":\"E2\"'"), 0);
	}
}

static void
one_key_twice_is_refused(void **state)
{
	const char *const path = "f";
	struct evid_seal_options o = test_seal_options("out");
	struct evid_key *const twice[] = { o.keys[0], o.keys[0] };
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		SEALS(the_same_bytes_come_whatever_the_number_of_threads),
		SEALS(
	    each_compressor_and_level_gives_its_own_bytes_whatever_the_threads),
		SEALS(volumes_are_the_same_bytes_whatever_the_threads),
		SEALS(isal_is_for_level_1_alone),
		SEALS(other_tools_read_what_was_sealed),
		SEALS(cancelling_leaves_nothing),
		SEALS(a_file_that_changes_while_it_is_read_is_named_with_how),
		SEALS(asked_to_the_change_is_recorded_and_the_seal_partial),
		SEALS(holes_are_told_and_not_stored),
		SEALS(volumes_join_to_the_one_file),
		SEALS(too_small_volumes_are_refused_with_a_size_that_suffices),
		SEALS(operands_that_name_nothing_are_refused),
		SEALS(standard_input_has_a_name_without_one),
		SEALS(a_bundles_name_is_had_from_its_operand),
		SEALS(of_several_exhibits_the_longest_path_wins),
		SEALS(one_key_twice_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
