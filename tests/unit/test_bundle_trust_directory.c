/* trust/directory*.c: who may sign a version, what one that cannot become
 * complete says of it, two that add to one draft, and two of one number. */
#include "bundle/trust/directory.h"
#include "base/file.h"
#include "support_directory.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define SIGNERS 12

static struct evid_key *keys[SIGNERS];

static int
make_keys(void **state)
{
	(void)state;
	return support_keys(keys, SIGNERS);
}

static int
free_keys(void **state)
{
	(void)state;
	support_keys_free(keys, SIGNERS);
	return 0;
}

static void
supersede(struct evid_directory *d, const struct evid_key *key)
{
	assert_int_equal(evid_directory_revoke(d, support_keyid(key),
	    EVID_REVOKED_SUPERSEDED, support_at(90 * MONTH), NULL, NULL),
	    EVID_OK);
}

/* what `check` says, and in which result */
static char *
missing(const struct evid_directory *d, const struct evid_directory *last,
    int result)
{
	char *text = NULL;
	int got;

	assert_int_equal(evid_directory_check(d, last, support_at(91 * MONTH),
	    &text, &got, NULL), EVID_OK);
	assert_int_equal(got, result);
	return text;
}

/* a signed version 1 of the first @n keys */
static struct evid_directory *
version_1(size_t n)
{
	struct evid_directory *d = support_draft((unsigned int)n, keys, n);

	for (size_t i = 0; i < n; i++)
		assert_int_equal(evid_directory_sign(d, keys[i], NULL),
		    EVID_OK);
	return d;
}

/* the draft of the version after the file's */
static struct evid_directory *
next_of(struct evid_directory *d, const char *path)
{
	struct evid_directory *next = NULL;

	assert_int_equal(evid_directory_write(d, path, 1, NULL), EVID_OK);
	assert_int_equal(evid_directory_read(path, &next, NULL), EVID_OK);
	assert_int_equal(evid_directory_begin_next(next,
	    support_at(91 * MONTH), support_at(200 * MONTH), NULL), EVID_OK);
	return next;
}

static void
a_draft_that_too_few_can_sign_says_so(void **state)
{
	struct evid_directory *d = support_draft(2, keys, 2);
	struct evid_directory_facts facts;
	char *text;

	(void)state;
	evid_directory_tell(d, &facts);
	assert_int_equal(facts.n_able, 2);
	text = missing(d, NULL, 3);
	assert_non_null(strstr(text, "signed by 0 of the 2 contacts that this "
	    "version demands; 2 more can sign\n"));
	assert_null(strstr(text, "never"));
	free(text);
	supersede(d, keys[0]);
	evid_directory_tell(d, &facts);
	assert_int_equal(facts.n_able, 1);
	assert_int_equal(evid_directory_sign(d, keys[1], NULL), EVID_OK);
	text = missing(d, NULL, 3);
	assert_non_null(strstr(text, "signed by 1 of the 2 contacts that this "
	    "version demands; 0 more can sign\n  it can never be complete: by "
	    "this version, 1 contact has a key that may sign it; changed with "
	    "-o, it begins anew\n"));
	free(text);
	evid_directory_free(d);
}

static void
a_key_that_the_version_revokes_does_not_sign_it(void **state)
{
	struct evid_directory *d = support_draft(1, keys, 2);
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	supersede(d, keys[0]);
	assert_int_equal(evid_directory_sign(d, keys[0], &err),
	    EVID_ERR_ARGUMENT);
	assert_non_null(strstr(err.message, "itself revokes the key"));
	assert_int_equal(d->envelope->n_signatures, 0);
	evid_directory_free(d);
}

static void
unless_the_version_before_demands_it(void **state)
{
	struct evid_directory *last = version_1(2), *next;
	enum evid_follow follow;
	int before_alone = -1;
	char *why = NULL;

	(void)state;
	next = next_of(last, "1.json");
	supersede(next, keys[0]);
	assert_int_equal(evid_directory_set_threshold(next, 1, NULL),
	    EVID_OK);
	assert_int_equal(evid_directory_sign(next, keys[0], NULL),
	    EVID_ERR_ARGUMENT);
	assert_int_equal(evid_directory_sign_after(next, last, keys[2],
	    &before_alone, NULL), EVID_ERR_ARGUMENT);
	assert_int_equal(evid_directory_sign_after(next, last, keys[0],
	    &before_alone, NULL), EVID_OK);
	assert_int_equal(before_alone, 1);
	assert_int_equal(evid_directory_sign_after(next, last, keys[1],
	    &before_alone, NULL), EVID_OK);
	assert_int_equal(before_alone, 0);
	assert_int_equal(evid_directory_follow(last, next, &follow, &why,
	    NULL), EVID_OK);
	assert_int_equal(follow, EVID_FOLLOWS);
	free(missing(next, last, 0));
	evid_directory_free(last);
	evid_directory_free(next);
}

static void
a_version_that_is_not_the_one_before_lends_no_right(void **state)
{
	struct evid_directory *last = version_1(2), *other = version_1(2);
	struct evid_directory *next = next_of(last, "1.json");
	int before_alone;

	(void)state;
	supersede(next, keys[0]);
	assert_int_equal(evid_directory_sign_after(next, other, keys[0],
	    &before_alone, NULL), EVID_ERR_ARGUMENT);
	assert_int_equal(evid_directory_sign_after(next, next, keys[0],
	    &before_alone, NULL), EVID_ERR_ARGUMENT);
	evid_directory_free(last);
	evid_directory_free(other);
	evid_directory_free(next);
}

static int
sign_file(const struct evid_key *key)
{
	struct evid_directory *d = NULL;
	int failed;

	failed = evid_directory_read_to_change("d.json", &d, NULL) !=
	    EVID_OK || evid_directory_sign(d, key, NULL) != EVID_OK ||
	    evid_directory_write(d, "d.json", 1, NULL) != EVID_OK;
	evid_directory_free(d);
	return failed;
}

static void
of_many_that_sign_one_draft_none_is_lost(void **state)
{
	struct evid_directory *d = support_draft(SIGNERS, keys, SIGNERS);
	int status;

	(void)state;
	assert_int_equal(evid_directory_write(d, "d.json", 0, NULL), EVID_OK);
	evid_directory_free(d);
	for (size_t i = 0; i < SIGNERS; i++)
		if (fork() == 0)
			_exit(sign_file(keys[i]));
	for (size_t i = 0; i < SIGNERS; i++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	assert_int_equal(evid_directory_read("d.json", &d, NULL), EVID_OK);
	assert_int_equal(evi_directory_require(d, NULL), EVID_OK);
	evid_directory_free(d);
}

static void
of_one_number_one_version_is_remembered(void **state)
{
	struct evid_directory *last = version_1(2);
	struct evid_directory *one = next_of(last, "1.json");
	struct evid_directory *two = next_of(last, "1.json");
	uint64_t version;
	enum evid_seen seen;

	(void)state;
	assert_int_equal(mkdir("s", 0700), 0);
	/* A draft becomes another: its number alone is noted. */
	assert_int_equal(evid_directory_remember(one, "s", NULL), EVID_OK);
	supersede(two, keys[1]);
	assert_int_equal(evid_directory_seen(two, "s", &seen, NULL),
	    EVID_OK);
	assert_int_equal(seen, EVID_SEEN_NOT);
	assert_int_equal(evid_directory_sign(one, keys[0], NULL), EVID_OK);
	assert_int_equal(evid_directory_sign(two, keys[0], NULL), EVID_OK);
	assert_int_equal(evid_directory_remember(one, "s", NULL), EVID_OK);
	assert_int_equal(evid_directory_seen(two, "s", &seen, NULL),
	    EVID_OK);
	assert_int_equal(seen, EVID_SEEN_OTHER);
	assert_int_equal(evid_directory_remember(two, "s", NULL),
	    EVID_ERR_FORGED);
	/* Another signature makes no other version. */
	assert_int_equal(evid_directory_sign(one, keys[1], NULL), EVID_OK);
	assert_int_equal(evid_directory_seen(one, "s", &seen, NULL),
	    EVID_OK);
	assert_int_equal(seen, EVID_SEEN_THIS);
	assert_int_equal(evid_directory_highest(two, "s", &version, NULL),
	    EVID_OK);
	assert_int_equal(version, 2);
	assert_int_equal(evid_directory_seen(last, "s", &seen, NULL),
	    EVID_OK);
	assert_int_equal(seen, EVID_SEEN_LATER);
	/* Who looked before a later one was noted writes nothing below it. */
	assert_int_equal(evid_directory_put(last, "late.json", EVID_PUT_NEW,
	    "s", NULL), EVID_ERR_UNTRUSTED);
	assert_int_not_equal(access("late.json", F_OK), 0);
	evid_directory_free(last);
	evid_directory_free(one);
	evid_directory_free(two);
}

static void
a_file_of_another_kind_is_called_by_its_name(void **state)
{
	static const struct {
		const char *text, *says;
	} files[] = {
		{ "{\"schema\":\"urn:libevidence:pins:1\",\"pins\":[]}",
		    "it is no directory: it is a pin list" },
		{ "{\"schema\":\"urn:libevidence:policy:1\",\"name\":\"\"}\n",
		    "it is no directory: it is a policy" },
		{ "{\"a\": 1}", "it is no directory: it is of another kind" },
		{ "directory\n", "it is no directory: " },
	};
	struct evid_directory *d = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct evid_error err = EVID_ERROR_INIT;

		assert_int_equal(evi_file_write("f", files[i].text,
		    strlen(files[i].text), 0600, true, NULL), EVID_OK);
		assert_int_equal(evid_directory_read("f", &d, &err),
		    EVID_ERR_FORMAT);
		if (strstr(err.message, files[i].says) == NULL)
			fail_msg("%s: not %s", err.message, files[i].says);
	}
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, support_enter, \
    support_leave)
	const struct CMUnitTest tests[] = {
		T(a_draft_that_too_few_can_sign_says_so),
		T(a_key_that_the_version_revokes_does_not_sign_it),
		T(unless_the_version_before_demands_it),
		T(a_version_that_is_not_the_one_before_lends_no_right),
		T(of_many_that_sign_one_draft_none_is_lost),
		T(of_one_number_one_version_is_remembered),
		T(a_file_of_another_kind_is_called_by_its_name),
	};

	return cmocka_run_group_tests(tests, make_keys, free_keys);
}
