/* trust/pinned.c: several pin lists are one, in whatever order they are read;
 * two that contradict each other are none. */
#include "bundle/trust/parts.h"
#include "support_directory.h"

#include <stdio.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define HOLDER "\"holder\":{\"name\":\"N\",\"organization\":\"O\"," \
	"\"state\":\"KZ\"},\"uses\":[\"seal\"]"

/* a list of the one key, with that said of it, and how it was confirmed */
static void
list(const char *path, const char *said, const char *confirmed)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fprintf(f, "{\"schema\":\"urn:libevidence:pins:1\",\"pins\":[{"
	    "\"publicKey\":\"AQI=\",%s,\"confirmed\":{%s}}]}", said,
	    confirmed);
	assert_int_equal(fclose(f), 0);
}

/* who is said to have confirmed it, by a.json and b.json in that order */
static char
first_by(const char *one, const char *other)
{
	static const uint8_t spki[] = { 1, 2 };
	struct evid_trust *trust = NULL;
	uint8_t keyid[EVI_SHA256_LEN];
	char by;

	assert_int_equal(evid_trust_new(&trust, NULL), EVID_OK);
	assert_int_equal(evid_trust_read_pins(trust, one, NULL), EVID_OK);
	assert_int_equal(evid_trust_read_pins(trust, other, NULL), EVID_OK);
	assert_int_equal(evi_sha256(spki, sizeof(spki), keyid, NULL),
	    EVID_OK);
	by = evi_trust_pin(trust, keyid)->document == NULL ? '-' :
	    evi_trust_pin(trust, keyid)->document[0];
	evid_trust_free(trust);
	return by;
}

static void
of_two_that_agree_the_first_confirmed_is_shown(void **state)
{
	static const struct {
		const char *first, *second;	/* documents: 1, 2 */
	} rows[] = {
		{ "\"by\":\"Z\",\"how\":\"other\",\"at\":"
		    "\"2026-01-01T00:00:00Z\",\"document\":\"1\"",
		  "\"by\":\"A\",\"how\":\"in-person\",\"at\":"
		    "\"2026-01-01T00:00:00-01:00\",\"document\":\"2\"" },
		{ "\"by\":\"A\",\"how\":\"other\",\"at\":"
		    "\"2026-01-01T00:00:00Z\",\"document\":\"1\"",
		  "\"by\":\"B\",\"how\":\"in-person\",\"at\":"
		    "\"2026-01-01T00:00:00Z\",\"document\":\"2\"" },
		{ "\"by\":\"A\",\"how\":\"telephone\",\"at\":"
		    "\"2026-01-01T00:00:00Z\",\"document\":\"1\"",
		  "\"by\":\"A\",\"how\":\"other\",\"at\":"
		    "\"2026-01-01T00:00:00Z\",\"document\":\"2\"" },
		{ "\"by\":\"A\",\"how\":\"other\",\"at\":"
		    "\"2026-01-01T00:00:00Z\",\"document\":\"1\"",
		  "\"by\":\"A\",\"how\":\"other\",\"at\":"
		    "\"2026-01-01T00:00:00Z\",\"document\":\"2\"" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		list("a.json", HOLDER, rows[i].first);
		list("b.json", HOLDER, rows[i].second);
		assert_int_equal(first_by("a.json", "b.json"), '1');
		assert_int_equal(first_by("b.json", "a.json"), '1');
	}
	list("a.json", HOLDER, "\"by\":\"A\",\"how\":\"other\",\"at\":"
	    "\"2026-01-01T00:00:00Z\",\"document\":null");
	assert_int_equal(first_by("a.json", "b.json"), '-');
	assert_int_equal(first_by("b.json", "a.json"), '-');
}

static void
two_that_contradict_each_other_are_no_trust(void **state)
{
	static const char confirmed[] = "\"by\":\"A\",\"how\":\"other\","
	    "\"at\":\"2026-01-01T00:00:00Z\"";
	static const struct {
		const char *said, *part;
	} rows[] = {
		{ "\"holder\":{\"name\":\"N\",\"organization\":\"O\","
		    "\"state\":\"VN\"},\"uses\":[\"seal\"]",
		  "another State: \"KZ\" and \"VN\"" },
		{ "\"holder\":{\"name\":\"N\",\"organization\":\"P\","
		    "\"state\":\"KZ\"},\"uses\":[\"seal\"]",
		  "another organization: \"O\" and \"P\"" },
		{ "\"holder\":{\"name\":\"\",\"organization\":\"O\","
		    "\"state\":\"KZ\"},\"uses\":[\"seal\"]",
		  "another name: \"N\" and \"\"" },
		{ "\"holder\":{\"name\":\"N\",\"organization\":\"O\","
		    "\"state\":\"KZ\"},\"uses\":[\"seal\",\"custody\"]",
		  "another list of uses" },
	};
	struct evid_trust *trust;

	(void)state;
	list("a.json", HOLDER, confirmed);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct evid_error err = EVID_ERROR_INIT;

		list("b\n.json", rows[i].said, confirmed);
		assert_int_equal(evid_trust_new(&trust, NULL), EVID_OK);
		assert_int_equal(evid_trust_read_pins(trust, "a.json", NULL),
		    EVID_OK);
		assert_int_equal(evid_trust_read_pins(trust, "b\n.json",
		    &err), EVID_ERR_FORMAT);
		assert_non_null(strstr(err.message,
		    "a.json and b\\n.json contradict each other: "));
		assert_non_null(strstr(err.message, rows[i].part));
		/* and what was read before stands as it was */
		assert_int_equal(trust->n_pins, 1);
		assert_int_equal(evid_trust_read_pins(trust, "a.json", NULL),
		    EVID_OK);
		evid_trust_free(trust);
	}
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, support_enter, \
    support_leave)
	const struct CMUnitTest tests[] = {
		T(of_two_that_agree_the_first_confirmed_is_shown),
		T(two_that_contradict_each_other_are_no_trust),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
