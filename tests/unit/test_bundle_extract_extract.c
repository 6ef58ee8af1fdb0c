/* The parts of an extraction: links that stay, members asked for, names, what
 * is kept until the verdict. */
#include "base/beneath.h"
#include "bundle/extract/tree.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static void
links_that_stay(void **state)
{
	(void)state;
	assert_true(evi_link_stays("a", 0));
	assert_true(evi_link_stays("./a//b/.", 0));
	assert_true(evi_link_stays("..x", 0));
	assert_true(evi_link_stays("../a", 1));
	assert_true(evi_link_stays("../../a/b", 2));
	assert_true(evi_link_stays("..", 1));
	assert_true(evi_link_stays("./../a", 1));
}

static void
links_that_lead_outside(void **state)
{
	(void)state;
	assert_false(evi_link_stays("", 3));
	assert_false(evi_link_stays("/etc/passwd", 3));
	assert_false(evi_link_stays("..", 0));
	assert_false(evi_link_stays("../a", 0));
	assert_false(evi_link_stays("./../../a", 1));
	/* "a" may itself be a link to anywhere within. */
	assert_false(evi_link_stays("a/..", 3));
	assert_false(evi_link_stays("a/../b", 3));
	assert_false(evi_link_stays("../a/../../b", 3));
}

static void
a_choice_covers_what_is_below(void **state)
{
	static const char *const globs[] = { "src/sub", "*.txt", "none" };
	struct evi_choice choice;
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	assert_int_equal(evi_choice_open(&choice, globs, 3, &err), EVID_OK);
	assert_true(evi_choice_has(&choice, "src/sub"));
	assert_true(evi_choice_has(&choice, "src/sub/a/b"));
	assert_false(evi_choice_has(&choice, "src/subway"));
	assert_false(evi_choice_has(&choice, "src"));
	assert_true(evi_choice_has(&choice, "src/x.txt"));
	assert_true(evi_choice_has(&choice, "src/folder.txt/in it"));
	assert_int_equal(evi_choice_check(&choice, &err), EVID_ERR_ARGUMENT);
	assert_memory_equal(err.message, "none: ", 6);
	evi_choice_close(&choice);
}

static void
a_choice_from_member_paths_never_leaves_out(void **state)
{
	static const char *const globs[] = { "src/a?b" };
	struct evi_choice choice;

	(void)state;
	assert_int_equal(evi_choice_open(&choice, globs, 1, NULL), EVID_OK);
	assert_true(evi_choice_may_have(&choice, "data/src/a=3Ab"));
	assert_true(evi_choice_may_have(&choice, "data/src/axb/below"));
	assert_false(evi_choice_may_have(&choice, "data/src/other"));
	assert_true(evi_choice_may_have(&choice,
	    "data/src/other=~0123456789abcdef"));
	evi_choice_close(&choice);
}

static char folder[64];
static struct evi_store store;
static struct evi_sink sink;

static int
enter(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/evidence-test-XXXXXX");
	return mkdtemp(folder) == NULL || chdir(folder) != 0 ? -1 : 0;
}

static int
leave(void **state)
{
	(void)state;
	return chdir("/") == 0 && evi_beneath_remove(AT_FDCWD, folder) ? 0 :
	    -1;
}

static void
open_store(bool single)
{
	assert_int_equal(evi_store_open(&store, single, NULL, NULL, NULL),
	    EVID_OK);
	if (!single)
		store.folder = open(".", O_RDONLY | O_DIRECTORY);
	sink = evi_store_sink(&store);
}

static void
close_store(void)
{
	if (store.folder >= 0)
		close(store.folder);
	evi_store_close(&store);
}

/* a member whose content comes in pieces of @step bytes */
static void
keep(const char *path, const uint8_t *data, size_t len, size_t step,
    bool damaged)
{
	static struct evi_tuple member;
	size_t done, n;

	memset(&member, 0, sizeof(member));
	strcpy(member.path, path);
	member.path_len = strlen(path);
	member.size = len;
	member.damaged = damaged;
	assert_int_equal(sink.begin(&store, path, len, NULL), EVID_OK);
	for (done = 0; done < len; done += n) {
		n = len - done < step ? len - done : step;
		assert_int_equal(sink.data(&store, data + done, n, NULL),
		    EVID_OK);
	}
	assert_int_equal(sink.end(&store, &member, NULL), EVID_OK);
}

static void
read_kept(uint64_t number, uint8_t *out, size_t len, uint64_t *blocks_out)
{
	static struct evi_kept kept;
	char name[24];
	struct stat st;
	int fd, bin;

	assert_int_equal(evi_store_kept(&store, number, &kept, NULL),
	    EVID_OK);
	assert_int_equal(kept.size, len);
	bin = store.single ? -1 : evi_store_place(&store, &store.bin,
	    number, name);
	fd = store.single ? dup(store.content) : openat(bin, name, O_RDONLY);
	assert_true(fd >= 0);
	assert_int_equal(pread(fd, out, len, store.single ?
	    (off_t)kept.at : 0), len);
	assert_int_equal(fstat(fd, &st), 0);
	if (!store.single)
		assert_int_equal(st.st_size, len);
	*blocks_out = (uint64_t)st.st_blocks;
	close(fd);
}

#define LEN ((size_t)1 << 20)

static void
zeros_become_holes_and_nothing_else_changes(void **state)
{
	static const size_t steps[] = { LEN, 65280, 4096, 1000, 1 };
	uint8_t *data = calloc(1, LEN), *back = malloc(LEN);
	uint64_t blocks;
	size_t i, k;

	(void)state;
	assert_true(data != NULL && back != NULL);
	memset(data + 300000, 'x', 5000);
	data[LEN / 2] = 1;
	for (k = 0; k < 2; k++) {
		open_store(k == 1);
		for (i = 0; i < 5; i++) {
			char path[] = "data/0";

			path[5] = (char)('0' + i);
			keep(path, data, LEN, steps[i], false);
		}
		assert_int_equal(evi_store_end(&store, NULL), EVID_OK);
		for (i = 0; i < 5; i++) {
			read_kept(i, back, LEN, &blocks);
			assert_memory_equal(data, back, LEN);
			assert_true(k == 1 || blocks * 512 < LEN / 4);
		}
		close_store();
	}
	free(data);
	free(back);
}

static void
what_is_damaged_or_cut_is_not_kept(void **state)
{
	static struct evi_kept kept;
	uint8_t back[8];
	uint64_t blocks;
	bool found = false;
	size_t k;

	(void)state;
	for (k = 0; k < 2; k++) {
		open_store(k == 1);
		keep("data/a", (const uint8_t *)"first", 5, 2, false);
		keep("data/b", (const uint8_t *)"damaged", 7, 3, true);
		/* no end: it was cut */
		assert_int_equal(sink.begin(&store, "data/c", 9, NULL),
		    EVID_OK);
		assert_int_equal(sink.data(&store, (const uint8_t *)"cut", 3,
		    NULL), EVID_OK);
		keep("data/d", (const uint8_t *)"last", 4, 4, false);
		keep("data/e", NULL, 0, 1, false);
		assert_int_equal(evi_store_end(&store, NULL), EVID_OK);
		assert_int_equal(store.count, 3);
		read_kept(0, back, 5, &blocks);
		assert_memory_equal(back, "first", 5);
		read_kept(1, back, 4, &blocks);
		assert_memory_equal(back, "last", 4);
		assert_int_equal(evi_store_find(&store, "data/d", &kept,
		    &found, NULL), EVID_OK);
		assert_true(found);
		assert_int_equal(kept.number, 1);
		assert_int_equal(evi_store_find(&store, "data/b", &kept,
		    &found, NULL), EVID_OK);
		assert_false(found);
		close_store();
	}
}

static enum evid_status
count_line(void *context, const char *line, size_t len,
    struct evid_error *err)
{
	size_t *n = context;

	(void)err;
	assert_int_equal(len, *n * 1000);
	assert_true(len == 0 || line[len - 1] == 'l');
	(*n)++;
	return EVID_OK;
}

static void
lines_come_back_whole(void **state)
{
	uint8_t *line = malloc(600000);
	size_t i, n = 0;

	(void)state;
	assert_non_null(line);
	memset(line, 'l', 600000);
	open_store(true);
	for (i = 0; i < 500; i++) {
		assert_int_equal(sink.inventory(&store, line, i * 1000, NULL),
		    EVID_OK);
		assert_int_equal(sink.inventory(&store,
		    (const uint8_t *)"\n", 1, NULL), EVID_OK);
	}
	assert_int_equal(evi_store_end(&store, NULL), EVID_OK);
	assert_int_equal(evi_store_lines(&store, count_line, &n, NULL),
	    EVID_OK);
	assert_int_equal(n, 500);
	close_store();
	free(line);
}

static void
names_to_try_are_safe_in_the_end(void **state)
{
	struct evi_naming naming = { .folder = AT_FDCWD };
	char name[NAME_MAX + 1], next[NAME_MAX + 1];
	bool usable = false;

	(void)state;
	assert_int_equal(evi_naming_try(&naming, "plain", "plain", 0, name,
	    &usable, NULL), EVID_OK);
	assert_true(usable && !naming.tried);
	assert_string_equal(name, "plain");
	assert_int_equal(evi_naming_try(&naming, "a:b", "a=3Ab", 0, name,
	    &usable, NULL), EVID_OK);
	/* This file system holds any name; another may not. */
	assert_true(usable && naming.tried);
	assert_int_equal(access("names", F_OK), -1);
	naming.bad = ~0u;
	assert_int_equal(evi_naming_try(&naming, "a:b", "a=3Ab", 0, name,
	    &usable, NULL), EVID_OK);
	assert_false(usable);
	assert_int_equal(evi_naming_try(&naming, "a:b", "a=3Ab", 1, name,
	    &usable, NULL), EVID_OK);
	assert_true(usable);
	assert_string_equal(name, "a=3Ab");
	assert_int_equal(evi_naming_try(&naming, "a:b", "a=3Ab", 2, name,
	    &usable, NULL), EVID_OK);
	assert_true(usable && strspn(name, "=~0123456789abcdef") ==
	    strlen(name));
	/* Where that stands there, too, the next one is another. */
	assert_int_equal(evi_naming_try(&naming, "a:b", "a=3Ab", 3, next,
	    &usable, NULL), EVID_OK);
	assert_true(usable && strncmp(next, name, strlen(name)) == 0);
	assert_string_equal(next + strlen(name), "-3");
	assert_int_equal(evi_naming_try(&naming, "..", "..", 0, name,
	    &usable, NULL), EVID_OK);
	assert_false(usable);
	assert_int_equal(evi_naming_try(&naming, "a/b", "a", 0, name,
	    &usable, NULL), EVID_OK);
	assert_false(usable);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, enter, leave)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(links_that_stay),
		cmocka_unit_test(links_that_lead_outside),
		cmocka_unit_test(a_choice_covers_what_is_below),
		cmocka_unit_test(a_choice_from_member_paths_never_leaves_out),
		CASE(zeros_become_holes_and_nothing_else_changes),
		CASE(what_is_damaged_or_cut_is_not_kept),
		CASE(lines_come_back_whole),
		CASE(names_to_try_are_safe_in_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
