/* Arguments that no function promises anything for are refused, with words,
 * and change nothing. */
#include "support_bundle.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <setjmp.h>

#include <cmocka.h>

#define HEX "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct evid_time start = { INT64_C(1790000000), 0 };
static const struct evid_time end = { INT64_C(1890000000), 0 };
static const struct evid_time never = { INT64_MAX, 0 };

static char *
beside(const struct test_bundle *b, const char *name)
{
	static char paths[4][128];
	static unsigned int n;
	char *path = paths[n++ % 4];

	(void)snprintf(path, sizeof(paths[0]), "%s/%s", b->folder, name);
	return path;
}

#define REFUSED(call, part) do { \
	struct evid_error err = EVID_ERROR_INIT; \
	assert_int_equal(call, EVID_ERR_ARGUMENT); \
	if (strstr(err.message, part) == NULL) \
		fail_msg("%s", err.message); \
} while (0)

static struct evid_pin_options
a_pin(const struct test_bundle *b)
{
	struct evid_pin_options o = EVID_PIN_OPTIONS_INIT;

	o.key = b->pub;
	o.state = "KZ";
	o.uses = EVID_USE_SEAL;
	o.by = "A. Kim";
	o.at = start;
	return o;
}

static void
pins_that_say_too_little(void **state)
{
	struct test_bundle *b = *state;
	const char *path = beside(b, "pins.json");
	struct evid_pin_options bad[11];
	size_t i, n = sizeof(bad) / sizeof(bad[0]);

	for (i = 0; i < n; i++)
		bad[i] = a_pin(b);
	bad[0].version = 0;
	bad[1].uses = 0;
	bad[2].uses = EVID_USES_ALL + 1;
	bad[3].how = (enum evid_how)99;
	bad[4].at = never;
	bad[5].state = NULL;
	bad[6].state = "kz";
	bad[7].by = NULL;
	bad[8].by = "";
	bad[9].name = "two\nlines";
	bad[10].document = "\x1b[2J";
	for (i = 0; i < n; i++) {
		struct evid_error err = EVID_ERROR_INIT;

		if (evid_pins_add(path, &bad[i], &err) != EVID_ERR_ARGUMENT ||
		    err.message[0] == '\0')
			fail_msg("pin %zu is taken", i);
		assert_int_equal(access(path, F_OK), -1);
	}
	bad[0] = a_pin(b);
	assert_int_equal(evid_pins_add(path, &bad[0], NULL), EVID_OK);
	assert_string_equal(evid_how_name((enum evid_how)99), "unknown");
	assert_string_equal(evid_use_name(1u << 30), "unknown");
}

static int
stop_at(void *context, const struct evid_pin *pin)
{
	size_t *n = context;

	assert_non_null(pin->keyid);
	++*n;
	return 1;
}

static void
who_is_told_of_pins_may_end_it(void **state)
{
	struct test_bundle *b = *state;
	struct evid_pin_options o = a_pin(b);
	const char *path = beside(b, "two.json");
	struct evid_key *key = NULL;
	struct evid_public_key *pub = NULL;
	size_t n = 0;

	assert_int_equal(evid_key_generate(&key, NULL), EVID_OK);
	assert_int_equal(evid_key_public(key, &pub, NULL), EVID_OK);
	assert_int_equal(evid_pins_add(path, &o, NULL), EVID_OK);
	o.key = pub;
	assert_int_equal(evid_pins_add(path, &o, NULL), EVID_OK);
	assert_int_equal(evid_pins_read(path, stop_at, &n, NULL),
	    EVID_ERR_CANCELLED);
	assert_int_equal(n, 1);
	evid_public_key_free(pub);
	evid_key_free(key);
}

static size_t
bytes_of(const struct evid_directory *d, const struct test_bundle *b,
    char *out, size_t cap)
{
	const char *path = beside(b, "draft.json");
	FILE *f;
	size_t n;

	assert_int_equal(evid_directory_write(d, path, 1, NULL), EVID_OK);
	f = fopen(path, "rb");
	assert_non_null(f);
	n = fread(out, 1, cap, f);
	(void)fclose(f);
	assert_true(n > 0 && n < cap);
	return n;
}

static struct evid_contact_options
a_contact(void)
{
	static const char *const langs[] = { "en" }, *const names[] = { "L" };
	struct evid_contact_options c = EVID_CONTACT_OPTIONS_INIT;

	c.state = "KZ";
	c.authority_language = langs;
	c.authority = names;
	c.n_authority = 1;
	c.has_kind = 1;
	return c;
}

static struct evid_directory_key_options
a_key(const struct test_bundle *b)
{
	struct evid_directory_key_options k =
	    EVID_DIRECTORY_KEY_OPTIONS_INIT;

	k.key = b->pub;
	k.uses = EVID_USE_SEAL | EVID_USE_DIRECTORY;
	return k;
}

static void
bad_contacts(struct evid_directory *d)
{
	struct evid_contact_options bad[7];
	size_t i, n = sizeof(bad) / sizeof(bad[0]);
	char id[37];

	for (i = 0; i < n; i++)
		bad[i] = a_contact();
	bad[0].version = 0;
	bad[1].kind = (enum evid_contact_kind)99;
	bad[2].state = NULL;
	bad[3].has_kind = 0;
	bad[4].n_authority = 0;
	bad[5].state = "kz";
	bad[6].id = "no such";
	for (i = 0; i < n; i++) {
		struct evid_error err = EVID_ERROR_INIT;

		if (evid_directory_set_contact(d, &bad[i], id, &err) !=
		    EVID_ERR_ARGUMENT || err.message[0] == '\0')
			fail_msg("contact %zu is taken", i);
	}
}

static void
bad_keys(struct evid_directory *d, const char *contact,
    const struct test_bundle *b)
{
	struct evid_directory_key_options bad[6];
	size_t i, n = sizeof(bad) / sizeof(bad[0]);

	for (i = 0; i < n; i++)
		bad[i] = a_key(b);
	bad[0].version = 0;
	bad[1].uses = 0;
	bad[2].uses = EVID_USES_ALL + 1;
	bad[3].succeeds = "123";
	bad[4].succeeds = HEX;		/* no key of the contact */
	bad[5].storage = "two\nlines";
	for (i = 0; i < n; i++) {
		struct evid_error err = EVID_ERROR_INIT;

		if (evid_directory_add_key(d, contact, &bad[i], &err) !=
		    EVID_ERR_ARGUMENT || err.message[0] == '\0')
			fail_msg("key %zu is taken", i);
	}
	REFUSED(evid_directory_add_key(d, "no such", &bad[3], &err),
	    "no contact");
}

static void
a_draft_stays_as_it_was_when_a_change_is_refused(void **state)
{
	struct test_bundle *b = *state;
	struct evid_directory *d = NULL;
	struct evid_contact_options c = a_contact();
	struct evid_directory_key_options k = a_key(b);
	char before[8192], after[8192], id[37];
	size_t n;

	REFUSED(evid_directory_new("two\nlines", 1, start, end, &d, &err),
	    "name");
	REFUSED(evid_directory_new("d", 1, end, start, &d, &err), "expires");
	REFUSED(evid_directory_new("d", 65, start, end, &d, &err),
	    "threshold");
	assert_null(d);
	assert_int_equal(evid_directory_new("d", 1, start, end, &d, NULL),
	    EVID_OK);
	assert_int_equal(evid_directory_set_contact(d, &c, id, NULL),
	    EVID_OK);
	n = bytes_of(d, b, before, sizeof(before));
	bad_contacts(d);
	bad_keys(d, id, b);
	REFUSED(evid_directory_set_threshold(d, 0, &err), "threshold");
	REFUSED(evid_directory_revoke(d, HEX, EVID_REVOKED_LOST, start, NULL,
	    &err), "no key");
	REFUSED(evid_directory_revoke(d, "1", EVID_REVOKED_LOST, start, NULL,
	    &err), "no key");
	assert_int_equal(bytes_of(d, b, after, sizeof(after)), n);
	assert_memory_equal(before, after, n);
	/* and what is right is taken then, without what was refused */
	assert_int_equal(evid_directory_add_key(d, id, &k, NULL), EVID_OK);
	REFUSED(evid_directory_add_key(d, id, &k, &err), "already");
	REFUSED(evid_directory_begin_next(d, start, end, &err), "draft");
	assert_int_equal(evid_directory_sign(d, b->key, NULL), EVID_OK);
	n = bytes_of(d, b, before, sizeof(before));
	REFUSED(evid_directory_set_contact(d, &c, id, &err), "signed");
	REFUSED(evid_directory_add_key(d, id, &k, &err), "signed");
	REFUSED(evid_directory_set_threshold(d, 1, &err), "signed");
	REFUSED(evid_directory_revoke(d, HEX, EVID_REVOKED_LOST, start, NULL,
	    &err), "signed");
	REFUSED(evid_directory_begin_next(d, end, start, &err), "expires");
	assert_int_equal(bytes_of(d, b, after, sizeof(after)), n);
	assert_memory_equal(before, after, n);
	evid_directory_free(d);
}

static void
revocations_are_taken_as_they_are(void **state)
{
	struct test_bundle *b = *state;
	struct evid_directory *d = NULL;
	struct evid_contact_options c = a_contact();
	struct evid_directory_key_options k = a_key(b);
	char id[37], keyid[EVID_KEYID_TEXT_CAP];

	evid_public_key_id(b->pub, keyid);

	assert_int_equal(evid_directory_new("d", 1, start, end, &d, NULL),
	    EVID_OK);
	assert_int_equal(evid_directory_set_contact(d, &c, id, NULL),
	    EVID_OK);
	assert_int_equal(evid_directory_add_key(d, id, &k, NULL), EVID_OK);
	REFUSED(evid_directory_revoke(d, keyid, (enum evid_revocation)99,
	    start, NULL, &err), "no key");
	/* since when is said of a compromised key alone */
	REFUSED(evid_directory_revoke(d, keyid, EVID_REVOKED_LOST, start,
	    &start, &err), "ompromised");
	assert_int_equal(evid_directory_revoke(d, keyid, EVID_REVOKED_LOST,
	    start, NULL, NULL), EVID_OK);
	assert_int_equal(evid_directory_revoke(d, keyid,
	    EVID_REVOKED_COMPROMISED, start, &start, NULL), EVID_OK);
	REFUSED(evid_directory_revoke(d, keyid, EVID_REVOKED_LOST, start,
	    NULL, &err), "already");
	evid_directory_free(d);
}

static void
logs_and_entries_that_lack_something(void **state)
{
	struct test_bundle *b = *state;
	struct evid_custody_options o = EVID_CUSTODY_OPTIONS_INIT;
	struct evid_custody_entry whole = EVID_CUSTODY_ENTRY_INIT, e;
	struct evid_custody_added added;
	struct evid_custody *c = NULL;
	const char *log = beside(b, "none.jsonl");

	REFUSED(evid_custody_read(NULL, 0, &o, &c, &err), "neither");
	o.version = 0;
	REFUSED(evid_custody_read(&log, 1, &o, &c, &err), "version");
	whole.log = log;
	whole.bundle = b->path;
	whole.key = b->key;
	whole.state = b->folder;
	whole.type = "stored";
	e = whole;
	e.version = 0;
	REFUSED(evid_custody_add(&e, &added, &err), "version");
	e = whole;
	e.log = NULL;
	REFUSED(evid_custody_add(&e, &added, &err), "needs a log");
	e = whole;
	e.key = NULL;
	REFUSED(evid_custody_add(&e, &added, &err), "needs a log");
	e = whole;
	e.state = NULL;
	REFUSED(evid_custody_add(&e, &added, &err), "needs a log");
	e = whole;
	e.type = NULL;
	REFUSED(evid_custody_add(&e, &added, &err), "no type");
	e.type = "weighed";
	REFUSED(evid_custody_add(&e, &added, &err), "no such type");
	e.type = "handed-over";
	REFUSED(evid_custody_add(&e, &added, &err), "files and conditions");
	e.type = "received";
	REFUSED(evid_custody_add(&e, &added, &err), "files and conditions");
	e = whole;
	e.bundle = NULL;
	e.exhibit = "7";
	REFUSED(evid_custody_add(&e, &added, &err), "uid");
	assert_int_equal(access(log, F_OK), -1);
}

static void
hand_overs_and_receipts_that_lack_something(void **state)
{
	struct test_bundle *b = *state;
	struct evid_custody_entry e = EVID_CUSTODY_ENTRY_INIT;
	struct evid_hand_over over = EVID_HAND_OVER_INIT;
	struct evid_verify_options how = EVID_VERIFY_OPTIONS_INIT;
	struct evid_receipt r = EVID_RECEIPT_INIT;
	struct evid_custody_added added;
	struct evid_verdict *v = NULL;
	const char *log = beside(b, "none.jsonl");
	const char *path = b->path;
	enum evid_result result;
	char *text = NULL;

	e.log = log;
	e.bundle = b->path;
	e.key = b->key;
	e.state = b->folder;
	REFUSED(evid_custody_hand_over(&e, &over, &added, &err), "");
	over.to = b->pub;
	over.version = 0;
	REFUSED(evid_custody_hand_over(&e, &over, &added, &err), "");
	REFUSED(evid_custody_receive(&e, &r, &v, &added, &err), "trust");
	r.verify = &how;
	r.version = 0;
	REFUSED(evid_custody_receive(&e, &r, &v, &added, &err), "trust");
	r.version = EVID_RECEIPT_VERSION;
	r.acceptance = EVID_WITH_RESERVATION;
	REFUSED(evid_custody_receive(&e, &r, &v, &added, &err), "words");
	r.reservation = "";
	REFUSED(evid_custody_receive(&e, &r, &v, &added, &err), "words");
	r.acceptance = EVID_ACCEPTED;
	r.reservation = "r";
	REFUSED(evid_custody_receive(&e, &r, &v, &added, &err),
	    "no reservation");
	assert_null(v);
	REFUSED(evid_delivery_check(log, &path, 0, &how, 0, &text, &result,
	    &err), "no file");
	how.version = 0;
	REFUSED(evid_delivery_check(log, &path, 1, &how, 0, &text, &result,
	    &err), "");
	REFUSED(evid_verify_path(path, &how, &v, &err), "");
	REFUSED(evid_verify_path(path, NULL, &v, &err), "");
	assert_null(text);
	assert_null(v);
	assert_int_equal(access(log, F_OK), -1);
}

/* What no seal could state, and who it was before stays. */
static void
names_that_no_seal_could_state(void **state)
{
	struct test_bundle *b = *state;
	char *id = beside(b, "k.id"), text[512], much[1026];
	FILE *f;
	size_t n;

	memset(much, 'n', sizeof(much) - 1);
	much[sizeof(much) - 1] = '\0';
	assert_int_equal(evid_key_set_identity(b->key, "Who", NULL, "KZ",
	    NULL), EVID_OK);
	REFUSED(evid_key_set_identity(b->key, "a\x1b", "o", "KZ", &err),
	    "name: not a text of at most 1,024 bytes");
	REFUSED(evid_key_set_identity(b->key, much, "o", "KZ", &err),
	    "name: not a text");
	REFUSED(evid_key_set_identity(b->key, "n", "\xff", "KZ", &err),
	    "organization: not a text");
	REFUSED(evid_key_set_identity(b->key, "n", "o", "Kazakhstan", &err),
	    "not a State");
	assert_int_equal(evid_key_write_identity(b->key, id, NULL),
	    EVID_OK);
	f = fopen(id, "rb");
	assert_non_null(f);
	n = fread(text, 1, sizeof(text) - 1, f);
	text[n] = '\0';
	fclose(f);
	assert_non_null(strstr(text, "\"name\": \"Who\""));
	assert_non_null(strstr(text, "\"state\": \"KZ\""));
	assert_int_equal(evid_key_set_identity(b->key, NULL, NULL, NULL, NULL),
	    EVID_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pins_that_say_too_little),
		cmocka_unit_test(who_is_told_of_pins_may_end_it),
		cmocka_unit_test(
		    a_draft_stays_as_it_was_when_a_change_is_refused),
		cmocka_unit_test(revocations_are_taken_as_they_are),
		cmocka_unit_test(logs_and_entries_that_lack_something),
		cmocka_unit_test(hand_overs_and_receipts_that_lack_something),
		cmocka_unit_test(names_that_no_seal_could_state),
	};

	return cmocka_run_group_tests(tests, test_bundle_set_up,
	    test_bundle_tear_down);
}
