/* What may be added to and what may be cut off, wherever its lines begin. */
#include "bundle/custody/file.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <setjmp.h>

#include <cmocka.h>

#define BEGIN "{\"payload\":\""
/* in form, and no event for all that */
#define SIGNED BEGIN "e30=\",\"payloadType\":\"application/vnd.in-toto+" \
	"json\",\"signatures\":[{\"keyid\":\""
#define WHOLE SIGNED "00\",\"sig\":\"AA==\"}]}"
#define PIECE 65536

static char path[] = "/tmp/evid-log-XXXXXX";

/* @before bytes of @filler, then @text; the status of the check */
static enum evid_status
checked(size_t before, int filler, const char *text, size_t len)
{
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;
	struct evi_log log;
	FILE *f = fopen(path, "wb");
	size_t i;

	assert_non_null(f);
	for (i = 0; i < before; i++)
		(void)fputc(filler, f);
	assert_int_equal(fwrite(text, 1, len, f), len);
	fclose(f);
	assert_int_equal(evi_log_open(&log, path, false, &err), EVID_OK);
	status = evi_log_check(&log, &err);
	evi_log_close(&log);
	return status;
}

#define CHECKED(before, filler, text) \
	checked(before, filler, text, sizeof(text) - 1)

static void
a_line_that_begins_as_an_event_makes_a_log(void **state)
{
	size_t before;

	(void)state;
	assert_int_equal(CHECKED(0, 0, ""), EVID_OK);
	assert_int_equal(CHECKED(0, 0, BEGIN "\"}\n"), EVID_OK);
	assert_int_equal(CHECKED(0, 0, "foreign\n\n" BEGIN), EVID_OK);
	for (before = PIECE - 16; before < PIECE + 4; before++) {
		assert_int_equal(CHECKED(before, 'x', "\n" BEGIN), EVID_OK);
		assert_int_equal(CHECKED(before, '\n', BEGIN), EVID_OK);
		assert_int_equal(CHECKED(before, '{', "\n" BEGIN "\n"),
		    EVID_OK);
	}
}

static void
so_does_what_is_left_of_its_first_line(void **state)
{
	size_t len;

	(void)state;
	for (len = 1; len < sizeof(BEGIN); len++)
		assert_int_equal(checked(0, 0, BEGIN, len), EVID_OK);
	assert_int_equal(CHECKED(2 * PIECE, '\0', ""), EVID_OK);
}

static void
lines_that_end_in_crlf_alone_are_no_events(void **state)
{
	size_t before;

	(void)state;
	assert_int_equal(CHECKED(0, 0, BEGIN "\"}\r\n"), EVID_ERR_FORMAT);
	assert_int_equal(CHECKED(0, 0, BEGIN "\r\n" BEGIN "\r\n"),
	    EVID_ERR_FORMAT);
	assert_int_equal(CHECKED(0, 0, BEGIN "\r\n" BEGIN "\n"), EVID_OK);
	assert_int_equal(CHECKED(0, 0, "x\r\n" BEGIN "\n"), EVID_OK);
	for (before = PIECE - 16; before < PIECE + 4; before++) {
		assert_int_equal(CHECKED(before, 'x', "\n" BEGIN "\r\n"),
		    EVID_ERR_FORMAT);
		assert_int_equal(CHECKED(before, 'x', "\n" BEGIN "\r\n" BEGIN
		    "x\n"), EVID_OK);
	}
}

/* A byte order mark, and no event behind it. */
static void
one_with_a_mark_alone_is_no_log_of_an_editor(void **state)
{
	static const struct {
		const char *text;
		size_t len;
		const char *why;
	} rows[] = {
		{ "\xef\xbb\xbf" BEGIN "\"}\n", 17,
		    "it begins with a byte order mark" },
		{ "\xef\xbb\xbf{\"name\":\"a file of an editor\"}\n", 35,
		    "it is no custody log" },
		{ "\xef\xbb\xbf{}\n", 6, "it is no custody log" },
		{ "\xef\xbb\xbe" BEGIN "\"}\n", 17,
		    "it is no custody log" },
	};
	struct evi_log log;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct evid_error err = EVID_ERROR_INIT;

		assert_int_equal(checked(0, 0, rows[i].text, rows[i].len),
		    EVID_ERR_FORMAT);
		assert_int_equal(evi_log_open(&log, path, false, &err),
		    EVID_OK);
		assert_int_equal(evi_log_check(&log, &err), EVID_ERR_FORMAT);
		if (strstr(err.message, rows[i].why) == NULL)
			fail_msg("row %zu: %s", i, err.message);
		evi_log_close(&log);
	}
}

static void
anything_else_is_no_log(void **state)
{
	size_t before;

	(void)state;
	assert_int_equal(CHECKED(0, 0, "\n"), EVID_ERR_FORMAT);
	assert_int_equal(CHECKED(0, 0, " " BEGIN "\n"), EVID_ERR_FORMAT);
	assert_int_equal(CHECKED(0, 0, "{\"payload\": \""),
	    EVID_ERR_FORMAT);
	assert_int_equal(CHECKED(0, 0, "\0\0x"), EVID_ERR_FORMAT);
	for (before = PIECE - 16; before < PIECE + 4; before++) {
		assert_int_equal(CHECKED(before, 'x', BEGIN "\n"),
		    EVID_ERR_FORMAT);
		assert_int_equal(CHECKED(before, '\0', BEGIN "\n"),
		    EVID_ERR_FORMAT);
	}
}

static void
the_beginning_of_an_event_or_zeros_alone_are_cut(void **state)
{
	static const struct {
		const char *text;
		size_t len;
		uint64_t cut;
		enum evid_status status;
	} rows[] = {
		{ BEGIN "\"}\n{", 16, 1, EVID_OK },
		{ BEGIN "\"}\n" BEGIN "abc", 30, 15, EVID_OK },
		{ BEGIN "\"}\n\0\0\0", 18, 3, EVID_OK },
		{ BEGIN "\"}\n", 15, 0, EVID_OK },
		{ BEGIN "\"}\n" BEGIN "abc\0\0", 32, 17, EVID_OK },
		{ BEGIN "\"}\n" BEGIN "ab\",\"payloadT", 40, 25, EVID_OK },
		{ BEGIN "\"}\n" SIGNED "00\",\"si", 14 + sizeof(SIGNED) +
		    7, sizeof(SIGNED) + 6, EVID_OK },
		{ BEGIN "\"}\n" SIGNED "00\",\"six", 14 + sizeof(SIGNED) +
		    8, 0, EVID_ERR_FORMAT },
		{ BEGIN "\"}\n" SIGNED "0g", 14 + sizeof(SIGNED) + 2, 0,
		    EVID_ERR_FORMAT },
		{ BEGIN "\"}\n" BEGIN "abc\0x", 32, 0, EVID_ERR_FORMAT },
		{ BEGIN "\"}\n" BEGIN "abc ", 31, 0, EVID_ERR_FORMAT },
		{ BEGIN "\"}\n" BEGIN "abc{", 31, 0, EVID_ERR_FORMAT },
		{ BEGIN "\"}\n" WHOLE, 14 + sizeof(WHOLE), 0,
		    EVID_ERR_FORMAT },
		{ BEGIN "\"}\n" WHOLE, 13 + sizeof(WHOLE),
		    sizeof(WHOLE) - 2, EVID_OK },
		{ BEGIN "\"}\n[", 16, 0, EVID_ERR_FORMAT },
		{ BEGIN "\"}\n\0\0x", 18, 0, EVID_ERR_FORMAT },
	};
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_custody_mended done;
	struct evi_mend mend;
	struct evi_log log;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memset(&done, 0, sizeof(done));
		assert_int_equal(checked(0, 0, rows[i].text, rows[i].len),
		    EVID_OK);
		assert_int_equal(evi_log_open(&log, path, false, &err),
		    EVID_OK);
		assert_int_equal(evi_log_mending(&log, &mend, &err),
		    rows[i].status);
		assert_int_equal(log.size, rows[i].len);
		if (rows[i].status == EVID_OK)
			assert_int_equal(evi_log_mend(&log, &mend, &done,
			    &err), EVID_OK);
		assert_int_equal(done.cut, rows[i].cut);
		assert_int_equal(log.size, rows[i].len - done.cut);
		evi_log_close(&log);
	}
}

static int
set_up(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	if (fd < 0)
		return 1;
	close(fd);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	return unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_that_begins_as_an_event_makes_a_log),
		cmocka_unit_test(so_does_what_is_left_of_its_first_line),
		cmocka_unit_test(lines_that_end_in_crlf_alone_are_no_events),
		cmocka_unit_test(one_with_a_mark_alone_is_no_log_of_an_editor),
		cmocka_unit_test(anything_else_is_no_log),
		cmocka_unit_test(
		    the_beginning_of_an_event_or_zeros_alone_are_cut),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
