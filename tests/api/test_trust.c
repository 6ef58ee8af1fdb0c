/* evidence/trust.h, directory.h, pins.h: all that evid-trust does, by a
 * program that knows the public headers alone. */
#include "support_bundle.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <setjmp.h>

#include <cmocka.h>

#define DAY INT64_C(86400)
#define START INT64_C(1790000000)

static struct evid_time
day(int64_t n)
{
	struct evid_time t = { START + n * DAY, 0 };

	return t;
}

static const char *
beside(const struct test_bundle *b, const char *name)
{
	static char path[128];

	(void)snprintf(path, sizeof(path), "%s/%s", b->folder, name);
	return path;
}

/* a directory of one contact that signs it, with the bundle's key in it */
static struct evid_directory *
make_directory(const struct test_bundle *b, const struct evid_key *signer)
{
	static const char *const langs[] = { "en" }, *const names[] = { "L" };
	struct evid_contact_options c = EVID_CONTACT_OPTIONS_INIT;
	struct evid_directory_key_options k =
	    EVID_DIRECTORY_KEY_OPTIONS_INIT;
	struct evid_directory *d = NULL;
	struct evid_public_key *pub = NULL;
	struct evid_error err = EVID_ERROR_INIT;
	char id[37];

	assert_int_equal(evid_directory_new("d", 1, day(0), day(1000), &d,
	    &err), EVID_OK);
	c.state = "KZ";
	c.authority_language = langs;
	c.authority = names;
	c.n_authority = 1;
	c.has_kind = 1;
	assert_int_equal(evid_directory_set_contact(d, &c, id, &err),
	    EVID_OK);
	assert_int_equal(evid_key_public(signer, &pub, &err), EVID_OK);
	k.key = pub;
	k.uses = EVID_USE_DIRECTORY;
	k.has_valid_from = 1;
	k.valid_from = day(0);
	assert_int_equal(evid_directory_add_key(d, id, &k, &err), EVID_OK);
	k.key = b->pub;
	k.uses = EVID_USE_SEAL;
	assert_int_equal(evid_directory_add_key(d, id, &k, &err), EVID_OK);
	evid_public_key_free(pub);
	return d;
}

static void
digest_at(struct evid_trust *trust, struct evid_time at, char out[65])
{
	struct evid_error err = EVID_ERROR_INIT;

	assert_int_equal(evid_trust_digest(trust, at, out, &err), EVID_OK);
	assert_int_equal(strlen(out), 64);
}

static void
digest_of(struct evid_trust *trust, char out[65])
{
	digest_at(trust, day(0), out);
}

static void
a_bundle_is_judged_by_a_directory_at_an_instant(void **state)
{
	struct test_bundle *b = *state;
	struct evid_verify_options o = EVID_VERIFY_OPTIONS_INIT;
	struct evid_directory *d;
	struct evid_key *signer = NULL;
	struct evid_trust *trust = NULL;
	struct evid_verdict *v = NULL;
	struct evid_error err = EVID_ERROR_INIT;
	const char *path = beside(b, "d.json");
	char one[65], two[65];

	assert_int_equal(evid_key_generate(&signer, &err), EVID_OK);
	d = make_directory(b, signer);
	assert_int_equal(evid_directory_write(d, path, 0, &err), EVID_OK);
	assert_int_equal(evid_trust_new(&trust, &err), EVID_OK);
	assert_int_equal(evid_trust_read_directory(trust, path, NULL, &err),
	    EVID_ERR_FORGED);
	assert_int_equal(evid_directory_sign(d, signer, &err), EVID_OK);
	assert_int_equal(evid_directory_write(d, path, 0, NULL),
	    EVID_ERR_EXISTS);
	assert_int_equal(evid_directory_write(d, path, 1, NULL), EVID_OK);
	assert_int_equal(evid_trust_read_directory(trust, path, NULL, NULL),
	    EVID_OK);
	assert_int_equal(evid_trust_read_directory(trust, path, NULL, NULL),
	    EVID_ERR_ARGUMENT);
	o.trust = trust;
	assert_int_equal(evid_verify_path(b->path, &o, &v, NULL),
	    EVID_ERR_ARGUMENT);
	o.has_at = 1;
	o.at = day(100);
	assert_int_equal(evid_verify_path(b->path, &o, &v, NULL), EVID_OK);
	assert_int_equal(evid_verdict_result(v), EVID_VERIFIED);
	/* Its digest is another once its end, or a key's beginning, lies
	 * between two instants. */
	digest_at(trust, day(100), one);
	digest_at(trust, day(999), two);
	assert_string_equal(one, two);
	digest_at(trust, day(1001), two);
	assert_string_not_equal(one, two);
	digest_at(trust, day(-1), two);
	assert_string_not_equal(one, two);
	evid_trust_free(trust);	/* the verdict has what it needs */
	{
		char *text = NULL;

		assert_int_equal(evid_verdict_text(v, 1, &text, NULL),
		    EVID_OK);
		assert_non_null(strstr(text, "L, KZ (key "));
		free(text);
	}
	evid_verdict_free(v);
	unlink(path);
	evid_directory_free(d);
	evid_key_free(signer);
}

static void
a_version_is_followed_by_the_next_alone(void **state)
{
	struct test_bundle *b = *state;
	struct evid_directory *last, *next = NULL;
	struct evid_directory_facts facts;
	struct evid_key *signer = NULL;
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_follow follow;
	const char *path = beside(b, "d.json");
	char keyid[EVID_KEYID_TEXT_CAP], *why = NULL;
	int result = 0;

	assert_int_equal(evid_key_generate(&signer, &err), EVID_OK);
	last = make_directory(b, signer);
	assert_int_equal(evid_directory_begin_next(last, day(1), day(900),
	    NULL), EVID_ERR_ARGUMENT);
	assert_int_equal(evid_directory_check(last, NULL, day(1), &why,
	    &result, NULL), EVID_OK);
	assert_int_equal(result, 3);
	assert_non_null(strstr(why, "not signed yet: L, KZ"));
	free(why);
	assert_int_equal(evid_directory_sign(last, signer, NULL), EVID_OK);
	assert_int_equal(evid_directory_sign(last, b->key, NULL),
	    EVID_ERR_ARGUMENT);
	assert_int_equal(evid_directory_write(last, path, 1, NULL), EVID_OK);
	assert_int_equal(evid_directory_read(path, &next, NULL), EVID_OK);
	unlink(path);

	evid_public_key_id(b->pub, keyid);
	assert_int_equal(evid_directory_revoke(next, keyid,
	    EVID_REVOKED_LOST, day(1), NULL, NULL), EVID_ERR_ARGUMENT);
	assert_int_equal(evid_directory_begin_next(next, day(-1), day(900),
	    NULL), EVID_ERR_ARGUMENT);
	assert_int_equal(evid_directory_begin_next(next, day(1), day(900),
	    NULL), EVID_OK);
	assert_int_equal(evid_directory_revoke(next, keyid,
	    EVID_REVOKED_COMPROMISED, day(1), NULL, NULL), EVID_OK);
	assert_int_equal(evid_directory_revoke(next, keyid,
	    EVID_REVOKED_LOST, day(1), NULL, NULL), EVID_ERR_ARGUMENT);
	evid_directory_tell(next, &facts);
	assert_int_equal(facts.version, 2);
	assert_int_equal(facts.n_signatures, 0);
	assert_int_equal(evid_directory_follow(last, next, &follow, &why,
	    NULL), EVID_OK);
	assert_int_equal(follow, EVID_FOLLOW_TOO_FEW);
	free(why);
	assert_int_equal(evid_directory_sign(next, signer, NULL), EVID_OK);
	assert_int_equal(evid_directory_follow(last, next, &follow, &why,
	    NULL), EVID_OK);
	assert_int_equal(follow, EVID_FOLLOWS);
	assert_null(why);
	assert_int_equal(evid_directory_follow(next, last, &follow, &why,
	    NULL), EVID_OK);
	assert_int_equal(follow, EVID_FOLLOW_NOT_NEXT);
	free(why);
	evid_directory_free(last);
	evid_directory_free(next);
	evid_key_free(signer);
}

static void
a_threshold_from_1_to_64_alone_is_taken(void **state)
{
	struct evid_directory *d = NULL;

	(void)state;
	assert_int_equal(evid_directory_new("d", 0, day(0), day(1), &d, NULL),
	    EVID_ERR_ARGUMENT);
	assert_int_equal(evid_directory_new("d", 65, day(0), day(1), &d,
	    NULL), EVID_ERR_ARGUMENT);
	assert_int_equal(evid_directory_new("d", 1, day(1), day(1), &d, NULL),
	    EVID_ERR_ARGUMENT);
	assert_int_equal(evid_directory_new("a\nb", 1, day(0), day(1), &d,
	    NULL), EVID_ERR_ARGUMENT);
	assert_null(d);
}

static void
a_digest_is_of_what_is_trusted_alone(void **state)
{
	struct test_bundle *b = *state;
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_trust *one = NULL, *two = NULL;
	struct evid_key *other = NULL;
	struct evid_public_key *pub = NULL;
	char empty[65], a[65], c[65];

	assert_int_equal(evid_trust_new(&one, &err), EVID_OK);
	assert_int_equal(evid_trust_new(&two, &err), EVID_OK);
	assert_int_equal(evid_key_generate(&other, &err), EVID_OK);
	assert_int_equal(evid_key_public(other, &pub, &err), EVID_OK);
	digest_of(one, empty);

	assert_int_equal(evid_trust_add_key(one, b->pub, &err), EVID_OK);
	digest_of(one, a);
	assert_string_not_equal(a, empty);
	assert_int_equal(evid_trust_add_key(one, pub, &err), EVID_OK);
	digest_of(one, a);
	assert_int_equal(evid_trust_add_key(two, pub, &err), EVID_OK);
	digest_of(two, c);
	assert_string_not_equal(a, c);
	assert_int_equal(evid_trust_add_key(two, b->pub, &err), EVID_OK);
	digest_of(two, c);
	assert_string_equal(a, c);

	evid_trust_set_threshold(two, 2);
	digest_of(two, c);
	assert_string_not_equal(a, c);
	evid_public_key_free(pub);
	evid_key_free(other);
	evid_trust_free(one);
	evid_trust_free(two);
}

static void
a_number_is_held_to_the_keys(void **state)
{
	struct test_bundle *b = *state;
	char number[EVID_NUMBER_TEXT_CAP];
	unsigned int group = 99;

	evid_public_key_number(b->pub, number);
	assert_int_equal(evid_public_key_compare_number(b->pub, number,
	    &group), EVID_NUMBER_SAME);
	assert_int_equal(group, 0);
	number[8] = number[8] == '0' ? '1' : '0';
	assert_int_equal(evid_public_key_compare_number(b->pub, number,
	    &group), EVID_NUMBER_GROUP);
	assert_int_equal(group, 2);
	assert_int_equal(evid_public_key_compare_number(b->pub, "12345",
	    &group), EVID_NUMBER_LENGTH);
	assert_int_equal(evid_public_key_compare_number(b->pub,
	    "83192-4 50769-9 93269-8 43178-7 99332-4 50028-7 81188-6 45488-6 "
	    "13352-0 12313-1", &group), EVID_NUMBER_OTHER);
}

static void
times_are_read_as_people_write_them(void **state)
{
	static const char *const bad[] = { "", "2026", "2026-02-30",
		"2026-10-26 ", "tomorrow", "2026-10-26T09:14:03",
		"2026-10-26T09:14:03.1234567890Z" };
	char text[EVID_TIME_TEXT_CAP];
	struct evid_time t;

	(void)state;
	assert_int_equal(evid_time_parse("2026-10-26T09:14:03.25+05:00", &t),
	    1);
	evid_time_format(t, text);
	assert_string_equal(text, "2026-10-26T04:14:03.250000000Z");
	assert_int_equal(evid_time_parse("2026-10-26", &t), 1);
	evid_time_format(t, text);
	assert_string_equal(text, "2026-10-26T00:00:00.000000000Z");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (evid_time_parse(bad[i], &t))
			fail_msg("taken: %s", bad[i]);
	t.seconds = INT64_MAX;
	evid_time_format(t, text);
	assert_string_equal(text, "");
}

static int
set_up(void **state)
{
	static struct test_bundle b;

	test_bundle_make(&b, 2, 100);
	*state = &b;
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_bundle_is_judged_by_a_directory_at_an_instant),
		cmocka_unit_test(a_version_is_followed_by_the_next_alone),
		cmocka_unit_test(
		    a_threshold_from_1_to_64_alone_is_taken),
		cmocka_unit_test(a_digest_is_of_what_is_trusted_alone),
		cmocka_unit_test(a_number_is_held_to_the_keys),
		cmocka_unit_test(times_are_read_as_people_write_them),
	};

	return cmocka_run_group_tests(tests, set_up,
	    test_bundle_tear_down);
}
