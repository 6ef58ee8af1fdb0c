/* trust/trust.c: how a key stands at two instants, whoever trusts it. */
#include "bundle/key.h"
#include "bundle/trust/trust.h"
#include "evidence/directory.h"
#include "evidence/pins.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define MONTH INT64_C(2592000)
#define SEALED (100 * MONTH)	/* months count from 1970 */
#define NOW (102 * MONTH)

static char folder[64];
static struct evid_key *signer, *sealer;

static int
set_up(void **state)
{
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	strcpy(folder, "/tmp/evid-trust-XXXXXX");
	return mkdtemp(folder) == NULL ||
	    evid_key_generate(&signer, &err) != EVID_OK ||
	    evid_key_generate(&sealer, &err) != EVID_OK;
}

static int
tear_down(void **state)
{
	char command[96];

	(void)state;
	evid_key_free(signer);
	evid_key_free(sealer);
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	return system(command);
}

static struct evid_time
at(int64_t seconds)
{
	struct evid_time t = { seconds, 0 };

	return t;
}

static const char *
path_of(const char *name)
{
	static char path[128];

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

/* how the sealer's key stands in the directory */
struct standing {
	unsigned int uses;
	int64_t from, until;		/* until 0: it does not end */
	int reason;			/* -1: not revoked */
	int64_t revoked_at;
};

static struct evid_trust *
trust_by_directory(const struct standing *s)
{
	static const char *const langs[] = { "en" }, *const names[] = { "L" };
	struct evid_contact_options c = EVID_CONTACT_OPTIONS_INIT;
	struct evid_directory_key_options k =
	    EVID_DIRECTORY_KEY_OPTIONS_INIT;
	struct evid_public_key *first = NULL, *second = NULL;
	struct evid_directory *d = NULL;
	struct evid_trust *trust = NULL;
	struct evid_error err = EVID_ERROR_INIT;
	char id[37], keyid[EVID_KEYID_TEXT_CAP];

	assert_int_equal(evid_key_public(signer, &first, &err), EVID_OK);
	assert_int_equal(evid_key_public(sealer, &second, &err), EVID_OK);
	assert_int_equal(evid_directory_new("d", 1, at(90 * MONTH),
	    at(200 * MONTH), &d, &err), EVID_OK);
	c.state = "KZ";
	c.authority_language = langs;
	c.authority = names;
	c.n_authority = 1;
	c.has_kind = 1;
	assert_int_equal(evid_directory_set_contact(d, &c, id, &err),
	    EVID_OK);
	k.key = first;
	k.uses = EVID_USE_DIRECTORY;
	assert_int_equal(evid_directory_add_key(d, id, &k, &err), EVID_OK);
	k.key = second;
	k.uses = s->uses;
	k.has_valid_from = 1;
	k.valid_from = at(s->from);
	k.has_valid_until = s->until != 0;
	k.valid_until = at(s->until);
	assert_int_equal(evid_directory_add_key(d, id, &k, &err), EVID_OK);
	evid_public_key_id(second, keyid);
	if (s->reason >= 0)
		assert_int_equal(evid_directory_revoke(d, keyid,
		    (enum evid_revocation)s->reason, at(s->revoked_at), NULL,
		    &err), EVID_OK);
	assert_int_equal(evid_directory_sign(d, signer, &err), EVID_OK);
	assert_int_equal(evid_directory_write(d, path_of("d.json"), 1, &err),
	    EVID_OK);
	assert_int_equal(evid_trust_new(&trust, &err), EVID_OK);
	assert_int_equal(evid_trust_read_directory(trust, path_of("d.json"),
	    NULL, &err), EVID_OK);
	evid_directory_free(d);
	evid_public_key_free(first);
	evid_public_key_free(second);
	return trust;
}

static bool
find(const struct evid_trust *trust, struct evi_known_key *out)
{
	struct evi_instant claimed = { SEALED, 0 }, now = { NOW, 0 };

	return evi_trust_find(trust, sealer->spki.data, sealer->spki.len,
	    EVID_USE_SEAL, claimed, now, out);
}

static void
a_key_stands_as_the_directory_says_at_both_instants(void **state)
{
	static const struct {
		struct standing s;
		enum evi_standing at_claimed, at_now;
		bool since;
	} rows[] = {
		{ { EVID_USE_SEAL, 0, 0, -1, 0 },
		    EVI_STANDING_VALID, EVI_STANDING_VALID, false },
		{ { EVID_USE_SEAL, SEALED, 0, -1, 0 },
		    EVI_STANDING_VALID, EVI_STANDING_VALID, false },
		{ { EVID_USE_SEAL, SEALED + 1, 0, -1, 0 },
		    EVI_STANDING_NOT_YET, EVI_STANDING_VALID, false },
		{ { EVID_USE_SEAL, 0, SEALED, -1, 0 },
		    EVI_STANDING_VALID, EVI_STANDING_EXPIRED, false },
		{ { EVID_USE_SEAL, 0, SEALED - 1, -1, 0 },
		    EVI_STANDING_EXPIRED, EVI_STANDING_EXPIRED, false },
		{ { EVID_USE_SEAL, 0, 0, EVID_REVOKED_LOST, SEALED },
		    EVI_STANDING_REVOKED, EVI_STANDING_REVOKED, false },
		{ { EVID_USE_SEAL, 0, 0, EVID_REVOKED_LOST, SEALED + 1 },
		    EVI_STANDING_VALID, EVI_STANDING_REVOKED, true },
		{ { EVID_USE_SEAL, 0, 0, EVID_REVOKED_SUPERSEDED, NOW },
		    EVI_STANDING_VALID, EVI_STANDING_REVOKED, true },
		{ { EVID_USE_SEAL, 0, 0, EVID_REVOKED_SUPERSEDED, NOW + 1 },
		    EVI_STANDING_VALID, EVI_STANDING_VALID, false },
		{ { EVID_USE_SEAL, 0, 0, EVID_REVOKED_COMPROMISED, NOW + 1 },
		    EVI_STANDING_COMPROMISED, EVI_STANDING_COMPROMISED,
		    false },
		{ { EVID_USE_CUSTODY, 0, 0, EVID_REVOKED_COMPROMISED, NOW },
		    EVI_STANDING_COMPROMISED, EVI_STANDING_COMPROMISED,
		    false },
		{ { EVID_USE_CUSTODY, 0, SEALED - 1, -1, 0 },
		    EVI_STANDING_WRONG_USE, EVI_STANDING_WRONG_USE, false },
	};
	struct evi_known_key known;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct evid_trust *trust = trust_by_directory(&rows[i].s);

		assert_true(find(trust, &known));
		assert_int_equal(known.source, EVI_SOURCE_DIRECTORY);
		if (known.at_claimed != rows[i].at_claimed ||
		    known.at_now != rows[i].at_now ||
		    known.revoked_since != rows[i].since)
			fail_msg("row %zu: %s, %s", i,
			    evi_standing_name(known.at_claimed),
			    evi_standing_name(known.at_now));
		assert_string_equal(known.state, "KZ");
		assert_string_equal(known.organization, "L");
		assert_string_equal(known.kind, "24-7");
		evid_trust_free(trust);
	}
}

static void
a_given_key_comes_before_a_pin_before_the_directory(void **state)
{
	const struct standing expired = { EVID_USE_SEAL, 0, 1, -1, 0 };
	struct evid_trust *trust = trust_by_directory(&expired);
	struct evid_pin_options pin = EVID_PIN_OPTIONS_INIT;
	struct evid_public_key *key = NULL;
	struct evi_known_key known;
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	assert_int_equal(evid_key_public(sealer, &key, &err), EVID_OK);
	pin.key = key;
	pin.name = "N";
	pin.state = "VN";
	pin.by = "B";
	pin.uses = EVID_USE_SEAL;
	assert_int_equal(evid_pins_add(path_of("p.json"), &pin, &err),
	    EVID_OK);
	assert_int_equal(evid_pins_add(path_of("p.json"), &pin, &err),
	    EVID_ERR_EXISTS);
	assert_true(find(trust, &known));
	assert_int_equal(known.at_claimed, EVI_STANDING_EXPIRED);
	assert_int_equal(evid_trust_read_pins(trust, path_of("p.json"),
	    &err), EVID_OK);
	assert_true(find(trust, &known));
	assert_int_equal(known.source, EVI_SOURCE_PIN);
	assert_int_equal(known.at_claimed, EVI_STANDING_VALID);
	assert_string_equal(known.state, "VN");
	assert_int_equal(strlen(known.holder), 36);	/* the contact */
	assert_int_equal(evid_trust_add_key(trust, key, &err), EVID_OK);
	assert_true(find(trust, &known));
	assert_int_equal(known.source, EVI_SOURCE_GIVEN);
	assert_int_equal(known.uses, EVID_USES_ALL);
	assert_string_equal(known.name, "N");
	evid_public_key_free(key);
	evid_trust_free(trust);
}

static void
what_nobody_names_is_unknown(void **state)
{
	struct evid_trust *trust = NULL;
	struct evid_public_key *key = NULL;
	struct evi_known_key known;
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	assert_true(evi_trust_is_empty(NULL));
	assert_int_equal(evid_trust_new(&trust, &err), EVID_OK);
	assert_true(evi_trust_is_empty(trust));
	assert_false(find(trust, &known));
	assert_int_equal(known.at_claimed, EVI_STANDING_UNKNOWN);
	assert_int_equal(known.source, EVI_SOURCE_NONE);
	assert_string_equal(known.state, "");
	assert_true(evi_trust_allows_open(trust));
	assert_false(evi_trust_allows_partial(trust));
	assert_false(evi_trust_understands(trust, "urn:x"));
	assert_int_equal(evi_trust_threshold(trust), 1);
	assert_int_equal(evid_key_public(sealer, &key, &err), EVID_OK);
	assert_int_equal(evid_trust_add_key(trust, key, &err), EVID_OK);
	assert_false(evi_trust_is_empty(trust));
	assert_true(find(trust, &known));
	assert_int_equal(strlen(known.holder), 64);
	evid_public_key_free(key);
	evid_trust_free(trust);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_key_stands_as_the_directory_says_at_both_instants),
		cmocka_unit_test(
		    a_given_key_comes_before_a_pin_before_the_directory),
		cmocka_unit_test(what_nobody_names_is_unknown),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
