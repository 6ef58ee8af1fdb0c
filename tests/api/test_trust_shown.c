/* evidence/directory.h, trust.h: how a directory is shown and checked as of an
 * instant, and what the digest of a trust is over. */
#include "support_bundle.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
written(const struct test_bundle *b, const char *name, const char *text)
{
	static char paths[8][128];
	static unsigned int n;
	char *path = paths[n++ % 8];
	FILE *f;

	(void)snprintf(path, sizeof(paths[0]), "%s/%s", b->folder, name);
	if (text != NULL) {
		f = fopen(path, "wb");
		assert_non_null(f);
		assert_int_equal(fwrite(text, 1, strlen(text), f),
		    strlen(text));
		assert_int_equal(fclose(f), 0);
	}
	return path;
}

/* a contact's further key of its own, valid in these days; its id */
static void
add_key(struct evid_directory *d, const char *contact, int64_t from,
    int64_t until, const char *succeeds, char keyid[EVID_KEYID_TEXT_CAP])
{
	struct evid_directory_key_options k =
	    EVID_DIRECTORY_KEY_OPTIONS_INIT;
	struct evid_public_key *pub = NULL;
	struct evid_key *key = NULL;

	assert_int_equal(evid_key_generate(&key, NULL), EVID_OK);
	assert_int_equal(evid_key_public(key, &pub, NULL), EVID_OK);
	k.key = pub;
	k.uses = EVID_USE_SEAL;
	k.has_valid_from = 1;
	k.valid_from = day(from);
	k.has_valid_until = until > 0;
	k.valid_until = day(until);
	k.storage = succeeds == NULL ? NULL : "on a card";
	k.succeeds = succeeds;
	assert_int_equal(evid_directory_add_key(d, contact, &k, NULL),
	    EVID_OK);
	evid_public_key_id(pub, keyid);
	evid_public_key_free(pub);
	evid_key_free(key);
}

/* signed by @b's key, of threshold 1, until day 1000 */
static struct evid_directory *
make(const struct test_bundle *b, char id[37])
{
	static const char *const langs[] = { "en" }, *const names[] = { "L" };
	struct evid_contact_options c = EVID_CONTACT_OPTIONS_INIT;
	struct evid_directory_key_options k =
	    EVID_DIRECTORY_KEY_OPTIONS_INIT;
	struct evid_directory *d = NULL;

	assert_int_equal(evid_directory_new("d", 1, day(0), day(1000), &d,
	    NULL), EVID_OK);
	c.state = "KZ";
	c.authority_language = langs;
	c.authority = names;
	c.n_authority = 1;
	c.has_kind = 1;
	assert_int_equal(evid_directory_set_contact(d, &c, id, NULL),
	    EVID_OK);
	k.key = b->pub;
	k.uses = EVID_USE_DIRECTORY | EVID_USE_SEAL;
	assert_int_equal(evid_directory_add_key(d, id, &k, NULL), EVID_OK);
	return d;
}

static void
shows(const struct evid_directory *d, int64_t on, const char *part, bool is)
{
	char *text = NULL;

	assert_int_equal(evid_directory_text(d, day(on), &text, NULL),
	    EVID_OK);
	if ((strstr(text, part) != NULL) != is)
		fail_msg("%s: %s", part, text);
	free(text);
}

static void
keys_are_shown_as_they_stand_then(void **state)
{
	struct test_bundle *b = *state;
	char id[37], old[EVID_KEYID_TEXT_CAP], next[EVID_KEYID_TEXT_CAP],
	    gone[EVID_KEYID_TEXT_CAP], stolen[EVID_KEYID_TEXT_CAP];
	struct evid_directory *d = make(b, id);
	struct evid_time since = day(20);

	add_key(d, id, 10, 100, NULL, old);
	add_key(d, id, 0, 0, old, next);
	add_key(d, id, 0, 0, NULL, gone);
	add_key(d, id, 0, 0, NULL, stolen);
	assert_int_equal(evid_directory_revoke(d, gone, EVID_REVOKED_LOST,
	    day(30), NULL, NULL), EVID_OK);
	assert_int_equal(evid_directory_revoke(d, stolen,
	    EVID_REVOKED_COMPROMISED, day(30), &since, NULL), EVID_OK);
	shows(d, 5, ", a draft", true);
	shows(d, 5, "not yet valid", true);
	shows(d, 50, "not yet valid", false);
	shows(d, 50, "expired", false);
	shows(d, 101, "expired", true);
	shows(d, 5, " until 20", true);
	shows(d, 5, "kept on a card", true);
	shows(d, 5, "      succeeds ", true);
	shows(d, 5, old, true);
	shows(d, 5, "revoked as lost on ", true);
	shows(d, 5, "revoked as compromised on ", true);
	shows(d, 5, ", to be feared since ", true);
	assert_int_equal(evid_directory_sign(d, b->key, NULL), EVID_OK);
	shows(d, 5, ", a draft", false);
	evid_directory_free(d);
}

static void
a_directory_past_its_end_is_not_complete(void **state)
{
	struct test_bundle *b = *state;
	char id[37], *missing = NULL;
	struct evid_directory *d = make(b, id);
	int result = -1;

	assert_int_equal(evid_directory_check(d, NULL, day(5), &missing,
	    &result, NULL), EVID_OK);
	assert_int_equal(result, 3);
	assert_string_not_equal(missing, "");
	assert_null(strstr(missing, "past its end"));
	free(missing);
	assert_int_equal(evid_directory_check(d, NULL, day(1001), &missing,
	    &result, NULL), EVID_OK);
	assert_int_equal(result, 3);
	assert_non_null(strstr(missing, "that this version demands"));
	assert_non_null(strstr(missing, "it is past its end\n"));
	free(missing);
	assert_int_equal(evid_directory_sign(d, b->key, NULL), EVID_OK);
	assert_int_equal(evid_directory_check(d, NULL, day(5), &missing,
	    &result, NULL), EVID_OK);
	assert_string_equal(missing, "");
	assert_int_equal(result, 0);
	free(missing);
	assert_int_equal(evid_directory_check(d, NULL, day(1001), &missing,
	    &result, NULL), EVID_OK);
	assert_int_equal(result, 3);
	assert_string_not_equal(missing, "");
	free(missing);
	shows(d, 1001, "past its end", true);
	shows(d, 999, "past its end", false);
	evid_directory_free(d);
}

static void
digest(const struct evid_trust *trust, int64_t on, char out[65])
{
	assert_int_equal(evid_trust_digest(trust, day(on), out, NULL),
	    EVID_OK);
	assert_int_equal(strlen(out), 64);
}

/* Each of these changes what is trusted, and so the digest. */
static void
a_digest_is_over_all_that_is_trusted(void **state)
{
	struct test_bundle *b = *state;
	struct evid_pin_options pin = EVID_PIN_OPTIONS_INIT;
	const char *pins = written(b, "pins.json", NULL);
	const char *policy = written(b, "policy.json",
	    "{\"schema\":\"urn:libevidence:policy:1\",\"name\":\"n\","
	    "\"directoryMaxAgeDays\":40}");
	const char *path = written(b, "d.json", NULL);
	char id[37], keyid[EVID_KEYID_TEXT_CAP], seen[16][65];
	struct evid_directory *d = make(b, id);
	struct evid_trust *trust = NULL;
	size_t n = 0, i, k;

	pin.key = b->pub;
	pin.state = "KZ";
	pin.uses = EVID_USE_SEAL;
	pin.by = "A";
	pin.at = day(0);
	assert_int_equal(evid_pins_add(pins, &pin, NULL), EVID_OK);
	add_key(d, id, 10, 100, NULL, keyid);
	add_key(d, id, 0, 0, NULL, keyid);
	assert_int_equal(evid_directory_revoke(d, keyid, EVID_REVOKED_LOST,
	    day(60), NULL, NULL), EVID_OK);
	assert_int_equal(evid_directory_sign(d, b->key, NULL), EVID_OK);
	assert_int_equal(evid_directory_write(d, path, 0, NULL), EVID_OK);
	evid_directory_free(d);
	assert_int_equal(evid_trust_new(&trust, NULL), EVID_OK);
	digest(trust, 5, seen[n++]);
	assert_int_equal(evid_trust_add_key(trust, b->pub, NULL), EVID_OK);
	digest(trust, 5, seen[n++]);
	assert_int_equal(evid_trust_read_pins(trust, pins, NULL), EVID_OK);
	digest(trust, 5, seen[n++]);
	evid_trust_set_threshold(trust, 2);
	digest(trust, 5, seen[n++]);
	assert_int_equal(evid_trust_read_directory(trust, path, NULL, NULL),
	    EVID_OK);
	digest(trust, 5, seen[n++]);
	assert_int_equal(evid_trust_read_policy(trust, policy, NULL),
	    EVID_OK);
	assert_int_equal(evid_trust_read_policy(trust, policy, NULL),
	    EVID_ERR_ARGUMENT);
	/* a key begins, the directory grows old, a key is revoked, a key
	 * ends, the directory ends */
	digest(trust, 5, seen[n++]);
	digest(trust, 15, seen[n++]);
	digest(trust, 45, seen[n++]);
	digest(trust, 65, seen[n++]);
	digest(trust, 105, seen[n++]);
	digest(trust, 1005, seen[n++]);
	for (i = 0; i < n; i++)
		for (k = 0; k < i; k++)
			if (strcmp(seen[i], seen[k]) == 0)
				fail_msg("%zu and %zu are the same", k, i);
	/* and of nothing else: no day between them matters */
	digest(trust, 6, seen[n]);
	assert_string_equal(seen[n], seen[5]);
	digest(trust, 110, seen[n]);
	assert_string_equal(seen[n], seen[9]);
	evid_trust_free(trust);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_shown_as_they_stand_then),
		cmocka_unit_test(a_directory_past_its_end_is_not_complete),
		cmocka_unit_test(a_digest_is_over_all_that_is_trusted),
	};

	return cmocka_run_group_tests(tests, test_bundle_set_up,
	    test_bundle_tear_down);
}
