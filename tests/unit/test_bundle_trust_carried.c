/* trust/directory*.c: what becomes of a draft that is carried: signatures that
 * count for nobody, one that too few have signed, and where it is written. */
#include "bundle/trust/directory.h"
#include "support_directory.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define SIGNERS 3

static struct evid_key *keys[SIGNERS];
static const uint8_t no_signature[64];

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
sign(struct evid_directory *d, size_t i)
{
	assert_int_equal(evid_directory_sign(d, keys[i], NULL), EVID_OK);
}

/* none of its signatures holds */
static void
spoil_all(struct evid_directory *d)
{
	for (size_t i = 0; i < d->envelope->n_signatures; i++)
		d->envelope->signatures[i].sig.data[3] ^= 1;
}

/* one by a key that the directory has not, after all others */
static void
add_stranger(struct evid_directory *d)
{
	struct evi_signature *s =
	    &d->envelope->signatures[d->envelope->n_signatures++];

	memset(s, 0, sizeof(*s));
	memset(s->keyid, 0xff, sizeof(s->keyid));
	evi_buf_add(&s->sig, no_signature, 64);
	assert_int_equal(evi_buf_status(&s->sig, NULL), EVID_OK);
}

static void
assert_left_out(struct evid_directory *d, const struct evid_directory *last,
    size_t n_false, size_t n_unknown)
{
	size_t got_false, got_unknown;

	assert_int_equal(evid_directory_leave_out(d, last, &got_false,
	    &got_unknown, NULL), EVID_OK);
	assert_int_equal(got_false, n_false);
	assert_int_equal(got_unknown, n_unknown);
}

static void
what_is_false_or_asked_by_nobody_is_left_out(void **state)
{
	struct evid_directory *d = support_draft(2, keys, 2);

	(void)state;
	sign(d, 0);
	assert_left_out(d, NULL, 0, 0);
	assert_int_equal(d->envelope->n_signatures, 1);
	spoil_all(d);
	sign(d, 1);
	add_stranger(d);
	assert_left_out(d, NULL, 1, 1);
	assert_int_equal(d->envelope->n_signatures, 1);
	sign(d, 0);
	assert_int_equal(evi_directory_require(d, NULL), EVID_OK);
	evid_directory_free(d);
}

static void
whom_the_version_before_asks_for_stays(void **state)
{
	struct evid_directory *last = support_draft(1, keys, 2), *d = NULL;
	int before_alone;

	(void)state;
	sign(last, 0);
	assert_int_equal(evid_directory_write(last, "1", 0, NULL), EVID_OK);
	assert_int_equal(evid_directory_read("1", &d, NULL), EVID_OK);
	assert_int_equal(evid_directory_begin_next(d, support_at(91 * MONTH),
	    support_at(200 * MONTH), NULL), EVID_OK);
	assert_int_equal(evid_directory_revoke(d, support_keyid(keys[1]),
	    EVID_REVOKED_SUPERSEDED, support_at(90 * MONTH), NULL, NULL),
	    EVID_OK);
	assert_int_equal(evid_directory_sign_after(d, last, keys[1],
	    &before_alone, NULL), EVID_OK);
	assert_true(before_alone);
	add_stranger(d);
	/* Without the one before it, it may be one of its keys. */
	assert_left_out(d, NULL, 0, 0);
	assert_left_out(d, d, 0, 0);
	assert_left_out(d, last, 0, 1);
	assert_int_equal(d->envelope->n_signatures, 1);
	evid_directory_free(last);
	evid_directory_free(d);
}

static void
one_that_too_few_have_signed_begins_anew(void **state)
{
	struct evid_directory *d = support_draft(2, keys, 2);
	struct evid_directory_facts facts;
	size_t n;

	(void)state;
	sign(d, 0);
	assert_int_equal(evid_directory_set_threshold(d, 1, NULL),
	    EVID_ERR_ARGUMENT);
	assert_int_equal(evid_directory_begin_again(d, &n, NULL), EVID_OK);
	assert_int_equal(n, 1);
	assert_int_equal(evid_directory_set_threshold(d, 1, NULL), EVID_OK);
	evid_directory_tell(d, &facts);
	assert_int_equal(facts.version, 1);
	assert_int_equal(facts.n_signatures, 0);
	sign(d, 1);
	assert_int_equal(evid_directory_begin_again(d, &n, NULL), EVID_OK);
	assert_int_equal(n, 0);
	assert_int_equal(d->envelope->n_signatures, 1);
	evid_directory_free(d);
}

static void
what_cannot_be_noted_is_not_written(void **state)
{
	struct evid_directory *d = support_draft(1, keys, 1), *was = NULL;
	struct evid_directory_facts facts;
	uint64_t version;
	struct stat st;

	(void)state;
	assert_int_not_equal(evid_directory_put(d, "d", EVID_PUT_NEW,
	    "/dev/null", NULL), EVID_OK);
	assert_int_not_equal(stat("d", &st), 0);
	assert_int_equal(mkdir("s", 0700), 0);
	assert_int_equal(evid_directory_put(d, "d", EVID_PUT_NEW, "s", NULL),
	    EVID_OK);
	assert_int_equal(evid_directory_highest(d, "s", &version, NULL),
	    EVID_OK);
	assert_int_equal(version, 1);
	sign(d, 0);
	assert_int_not_equal(evid_directory_put(d, "d", EVID_PUT_IN_PLACE,
	    "/dev/null", NULL), EVID_OK);
	assert_int_equal(evid_directory_read("d", &was, NULL), EVID_OK);
	evid_directory_tell(was, &facts);
	assert_int_equal(facts.n_signatures, 0);
	assert_int_equal(evid_directory_put(d, "d", EVID_PUT_NEW, NULL, NULL),
	    EVID_ERR_EXISTS);
	assert_int_equal(chmod("d", 0600), 0);
	assert_int_equal(evid_directory_put(d, "d", EVID_PUT_IN_PLACE, "s",
	    NULL), EVID_OK);
	assert_int_equal(stat("d", &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	evid_directory_free(was);
	evid_directory_free(d);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, support_enter, \
    support_leave)
	const struct CMUnitTest tests[] = {
		T(what_is_false_or_asked_by_nobody_is_left_out),
		T(whom_the_version_before_asks_for_stays),
		T(one_that_too_few_have_signed_begins_anew),
		T(what_cannot_be_noted_is_not_written),
	};

	return cmocka_run_group_tests(tests, make_keys, free_keys);
}
