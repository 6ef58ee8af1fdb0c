/* base/error.c and base/status.c: one failure, told once, on one line. */
#include "base/error.h"

#include <errno.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
the_first_failure_is_kept(void **state)
{
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	assert_int_equal(evi_fail(&err, EVID_ERR_FORMAT, "line %d", 7),
	    EVID_ERR_FORMAT);
	assert_int_equal(evi_fail(&err, EVID_ERR_IO, "later"), EVID_ERR_IO);
	assert_int_equal(err.status, EVID_ERR_FORMAT);
	assert_string_equal(err.message, "line 7");
	evi_hint(&err, "first");
	evi_hint(&err, "second");
	assert_string_equal(err.hint, "first");
}

static void
an_error_of_the_system_is_named_in_english(void **state)
{
	(void)state;
	assert_string_equal(evi_errno_text(ENOENT),
	    "No such file or directory");
	assert_string_equal(evi_errno_text(EIO), "Input/output error");
	assert_string_equal(evi_errno_text(-1), "unknown error");
	assert_string_equal(evi_errno_text(99999), "unknown error");
}

static void
no_error_value_is_no_crash(void **state)
{
	(void)state;
	assert_int_equal(evi_fail(NULL, EVID_ERR_KEY, "x"), EVID_ERR_KEY);
	assert_int_equal(evi_fail_errno(NULL, ENOSPC, "write", "a"),
	    EVID_ERR_SPACE);
	assert_int_equal(evi_fail_memory(NULL), EVID_ERR_MEMORY);
	evi_hint(NULL, "x");
}

static void
errno_is_kept_where_the_system_failed(void **state)
{
	struct evid_error io = EVID_ERROR_INIT, format = EVID_ERROR_INIT;

	(void)state;
	errno = EIO;
	evi_fail(&io, EVID_ERR_IO, "x");
	evi_fail(&format, EVID_ERR_FORMAT, "x");
	assert_int_equal(io.system, EIO);
	assert_int_equal(format.system, 0);
}

static void
a_long_message_is_cut_at_a_character(void **state)
{
	struct evid_error err = EVID_ERROR_INIT;
	char text[2 * EVID_ERROR_MESSAGE_CAP];
	size_t len;

	(void)state;
	/* Two-byte letters after one byte: an odd cut would split one. */
	for (size_t shift = 0; shift < 2; shift++) {
		struct evid_error fresh = EVID_ERROR_INIT;

		err = fresh;
		memset(text, 'a', shift);
		for (size_t i = shift; i + 2 < sizeof(text); i += 2)
			memcpy(text + i, "\xd0\x96", 2);
		text[sizeof(text) - 2] = '\0';
		evi_fail(&err, EVID_ERR_FORMAT, "%s", text);
		len = strlen(err.message);
		assert_true(len >= EVID_ERROR_MESSAGE_CAP - 2);
		assert_int_equal((len - shift) % 2, 0);
	}
	/* what is no text at all ends all the same */
	err = (struct evid_error)EVID_ERROR_INIT;
	memset(text, 0x80, sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	evi_fail(&err, EVID_ERR_FORMAT, "%s", text);
	assert_int_equal(strlen(err.message), EVID_ERROR_MESSAGE_CAP - 1);
}

static void
system_failures_have_their_statuses(void **state)
{
	static const struct {
		int error;
		enum evid_status status;
	} cases[] = {
		{ ENOENT, EVID_ERR_NOT_FOUND }, { ENOTDIR, EVID_ERR_NOT_FOUND },
		{ ENOSPC, EVID_ERR_SPACE }, { EDQUOT, EVID_ERR_SPACE },
		{ EFBIG, EVID_ERR_SPACE }, { EEXIST, EVID_ERR_EXISTS },
		{ EACCES, EVID_ERR_UNREADABLE }, { EPERM, EVID_ERR_UNREADABLE },
		{ EIO, EVID_ERR_IO }, { EROFS, EVID_ERR_IO },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct evid_error err = EVID_ERROR_INIT;

		assert_int_equal(evi_fail_errno(&err, cases[i].error, "open",
		    "f"), cases[i].status);
		assert_int_equal(err.system, cases[i].error);
		assert_true(err.hint[0] != '\0');
	}
}

static void
a_hostile_name_is_shown_escaped_with_the_reason(void **state)
{
	struct evid_error err = EVID_ERROR_INIT;
	char path[3000];

	(void)state;
	evi_fail_errno(&err, ENOENT, "open", "a\x1b[31m\nb");
	assert_string_equal(err.message,
	    "a\\u{001B}[31m\\nb: open: No such file or directory");
	memset(&err, 0, sizeof(err));
	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	evi_fail_errno(&err, ENOSPC, "write", path);
	assert_non_null(strstr(err.message,
	    "xxx: write: No space left on device"));
	assert_non_null(strstr(err.hint, "another file system"));
}

static void
every_status_has_its_name(void **state)
{
	(void)state;
	assert_string_equal(evid_status_name(EVID_OK), "EVID_OK");
	assert_string_equal(evid_status_name(EVID_ERR_CANCELLED),
	    "EVID_ERR_CANCELLED");
	assert_string_equal(evid_status_name((enum evid_status)19), "unknown");
	for (int i = 1; i <= EVID_ERR_UNTRUSTED; i++)
		assert_int_equal(strncmp(evid_status_name(
		    (enum evid_status)i), "EVID_ERR_", 9), 0);
	assert_true(evid_version()[0] >= '0' && evid_version()[0] <= '9');
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_failure_is_kept),
		cmocka_unit_test(an_error_of_the_system_is_named_in_english),
		cmocka_unit_test(no_error_value_is_no_crash),
		cmocka_unit_test(errno_is_kept_where_the_system_failed),
		cmocka_unit_test(a_long_message_is_cut_at_a_character),
		cmocka_unit_test(system_failures_have_their_statuses),
		cmocka_unit_test(
		    a_hostile_name_is_shown_escaped_with_the_reason),
		cmocka_unit_test(every_status_has_its_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
