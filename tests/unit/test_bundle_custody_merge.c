/* bundle/custody/merge.c: distinct lines in the order of their digests. */
#include "bundle/custody/merge.h"

#include "base/buf.h"

#include <fcntl.h>
#include <unistd.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>

#include <cmocka.h>

static enum evid_status
take(void *context, const void *data, size_t len, struct evid_error *err)
{
	(void)err;
	evi_buf_add(context, data, len);
	return EVID_OK;
}

static int
file_of(const char *text, size_t len)
{
	char path[] = "/tmp/evid-merge-XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(write(fd, text, len), (ssize_t)len);
	return fd;
}

static enum evid_status
add(struct evi_union *u, int fd, const char *name, struct evid_error *err)
{
	struct evi_log log = { .fd = fd, .path = name };

	assert_int_equal(evi_log_measure(&log, NULL), EVID_OK);
	return evi_union_add_log(u, &log, NULL, err);
}

/* SHA-256: "b" 3e23…, "c" 2e7d…, "" e3b0…, "a" ca97… */
static void
lines_stand_once_by_their_digests(void **state)
{
	struct evi_union u;
	struct evi_buf out = EVI_BUF_INIT;

	(void)state;
	memset(&u, 0, sizeof(u));
	assert_int_equal(add(&u, file_of("a\nb\n\na\n", 7), "one", NULL),
	    EVID_OK);
	assert_int_equal(add(&u, file_of("c\nb\n", 4), "two", NULL), EVID_OK);
	assert_int_equal(add(&u, file_of("", 0), "none", NULL),
	    EVID_OK);
	evi_union_sort(&u);
	assert_int_equal(u.n_lines, 4);
	assert_int_equal(evi_union_write(&u, take, &out, NULL), EVID_OK);
	assert_string_equal(evi_buf_text(&out), "c\nb\na\n\n");
	evi_buf_free(&out);
	evi_union_free(&u);
}

static void
of_logs_without_a_line_nothing_is_left(void **state)
{
	struct evi_union u;
	struct evi_buf out = EVI_BUF_INIT;

	(void)state;
	memset(&u, 0, sizeof(u));
	assert_int_equal(add(&u, file_of("", 0), "none", NULL), EVID_OK);
	assert_int_equal(add(&u, file_of("", 0), "nor here", NULL), EVID_OK);
	evi_union_sort(&u);
	assert_int_equal(u.n_lines, 0);
	assert_int_equal(evi_union_write(&u, take, &out, NULL), EVID_OK);
	assert_int_equal(out.len, 0);
	evi_buf_free(&out);
	evi_union_free(&u);
}

static void
a_line_longer_than_a_piece_is_whole(void **state)
{
	enum { LEN = (256 << 10) + 77 };
	struct evi_union u;
	struct evi_buf out = EVI_BUF_INIT;
	char *text = malloc(LEN + 3);

	(void)state;
	assert_non_null(text);
	memset(&u, 0, sizeof(u));
	memset(text, 'x', LEN);
	memcpy(text + LEN, "\ny\n", 3);
	assert_int_equal(add(&u, file_of(text, LEN + 3), "one", NULL), EVID_OK);
	evi_union_sort(&u);
	assert_int_equal(u.n_lines, 2);
	assert_int_equal(u.lines[0].len + u.lines[1].len, LEN + 1);
	assert_int_equal(evi_union_write(&u, take, &out, NULL), EVID_OK);
	assert_int_equal(out.len, LEN + 3);
	evi_buf_free(&out);
	evi_union_free(&u);
	free(text);
}

static void
a_torn_line_is_not_merged(void **state)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct evi_union u;

	(void)state;
	memset(&u, 0, sizeof(u));
	assert_int_equal(add(&u, file_of("a\nb", 3), "one", &err),
	    EVID_ERR_TRUNCATED);
	assert_non_null(strstr(err.message, "one: its last line is torn"));
	evi_union_free(&u);
}

static void
a_log_that_shrank_is_told(void **state)
{
	struct evi_union u;
	struct evi_buf out = EVI_BUF_INIT;

	(void)state;
	memset(&u, 0, sizeof(u));
	assert_int_equal(add(&u, file_of("abc\n", 4), "one", NULL), EVID_OK);
	assert_int_equal(ftruncate(u.fds[0], 2), 0);
	assert_int_equal(evi_union_write(&u, take, &out, NULL),
	    EVID_ERR_CHANGED);
	evi_buf_free(&out);
	evi_union_free(&u);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_stand_once_by_their_digests),
		cmocka_unit_test(of_logs_without_a_line_nothing_is_left),
		cmocka_unit_test(a_line_longer_than_a_piece_is_whole),
		cmocka_unit_test(a_torn_line_is_not_merged),
		cmocka_unit_test(a_log_that_shrank_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
