/* trust/policy.c, policy_check.c: what is to be found of a policy and of the
 * directory by it, at any instant. */
#include "bundle/trust/trust.h"
#include "base/file.h"
#include "evidence/directory.h"
#include "support_directory.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define POLICY "{\"schema\":\"urn:libevidence:policy:1\",\"name\":\"n\""
#define DAY INT64_C(86400)
#define ISSUED (90 * MONTH)	/* of support_draft() */

static struct evid_key *key;

static int
make_key(void **state)
{
	(void)state;
	return evid_key_generate(&key, NULL) == EVID_OK ? 0 : -1;
}

static int
free_key(void **state)
{
	(void)state;
	evid_key_free(key);
	return 0;
}

static void
write_policy(const char *more)
{
	struct evi_buf text = EVI_BUF_INIT;

	evi_buf_add_format(&text, "%s%s}", POLICY, more);
	assert_int_equal(evi_file_write("po.json", text.data, text.len, 0600,
	    true, NULL), EVID_OK);
	evi_buf_free(&text);
}

static void
write_directory(void)
{
	struct evid_directory *d = support_draft(1, &key, 1);

	assert_int_equal(evid_directory_sign(d, key, NULL), EVID_OK);
	assert_int_equal(evid_directory_write(d, "d.json", 1, NULL), EVID_OK);
	evid_directory_free(d);
}

/* the findings by this policy, with or without the directory, as a line of
 * their codes */
static void
expect(const char *more, bool with_directory, const char *state, int64_t now,
    const char *codes)
{
	struct evi_instant t = { now, 0 };
	struct evi_buf line = EVI_BUF_INIT;
	struct evid_trust *trust = NULL;
	struct evid_verdict *v = NULL;

	assert_int_equal(evid_trust_new(&trust, NULL), EVID_OK);
	if (with_directory)
		assert_int_equal(evid_trust_read_directory(trust, "d.json",
		    state, NULL), EVID_OK);
	if (more != NULL) {
		write_policy(more);
		assert_int_equal(evid_trust_read_policy(trust, "po.json",
		    NULL), EVID_OK);
	}
	assert_int_equal(evi_verdict_new("b", &v, NULL), EVID_OK);
	assert_int_equal(evi_trust_findings(trust, t, v, NULL), EVID_OK);
	for (size_t i = 0; i < v->n_findings; i++)
		evi_buf_add_format(&line, "%s%s", i == 0 ? "" : " ",
		    evi_finding_kinds[v->findings[i].code].code);
	assert_string_equal(evi_buf_text(&line), codes);
	evi_buf_free(&line);
	evid_verdict_free(v);
	evid_trust_free(trust);
}

static void
a_demand_that_is_not_known_cannot_be_met(void **state)
{
	(void)state;
	expect("", false, NULL, ISSUED, "");
	expect(",\"tresholds\":2", false, NULL, ISSUED, "policy-unknown-key");
	expect(",\"x-tresholds\":2,\"x-\":0", false, NULL, ISSUED, "");
	expect(",\"a\":0,\"signers\":{\"kinds\":[\"court\"],\"state\":[]}",
	    false, NULL, ISSUED, "policy-unknown-key policy-unknown-key");
	expect(",\"understood\":[\"a\"],\"a\":0", false, NULL, ISSUED,
	    "policy-unknown-key");
	expect(",\"understood\":[\" \",\"u\",\"\"]", false, NULL, ISSUED,
	    "policy-blank policy-blank");
	expect(",\"critical\":[\"u\"],\"understood\":[\"u\"]", false, NULL,
	    ISSUED, "critical-unknown");
}

static void
a_young_directory_must_be_there_and_young(void **state)
{
	static const char max[] = ",\"directoryMaxAgeDays\":2";

	(void)state;
	write_directory();
	expect(max, false, NULL, ISSUED, "directory-age-unknown");
	expect(max, true, NULL, ISSUED, "");
	expect(max, true, NULL, ISSUED + 2 * DAY, "");
	expect(max, true, NULL, ISSUED + 2 * DAY + 1, "directory-too-old");
	expect(max, true, NULL, ISSUED - 1,
	    "instant-before-directory directory-age-unknown");
	expect(NULL, true, NULL, ISSUED - 1, "instant-before-directory");
	expect("", true, NULL, 300 * MONTH, "directory-stale");
	expect(",\"staleDirectory\":true", true, NULL, 300 * MONTH,
	    "directory-stale-allowed");
}

static void
what_the_station_saw_of_a_directory_holds(void **state)
{
	struct evid_directory *d = NULL;

	(void)state;
	assert_int_equal(mkdir("s", 0700), 0);
	write_directory();
	assert_int_equal(evid_directory_read("d.json", &d, NULL), EVID_OK);
	assert_int_equal(evid_directory_remember(d, "s", NULL), EVID_OK);
	expect(NULL, true, "s", ISSUED, "");
	assert_int_equal(evid_directory_begin_next(d, support_at(ISSUED + 1),
	    support_at(200 * MONTH), NULL), EVID_OK);
	assert_int_equal(evid_directory_sign(d, key, NULL), EVID_OK);
	assert_int_equal(evid_directory_remember(d, "s", NULL), EVID_OK);
	expect(NULL, true, "s", ISSUED, "directory-rolled-back");
	evid_directory_free(d);

	/* another version 2 */
	assert_int_equal(evid_directory_read("d.json", &d, NULL), EVID_OK);
	assert_int_equal(evid_directory_begin_next(d, support_at(ISSUED + 2),
	    support_at(200 * MONTH), NULL), EVID_OK);
	assert_int_equal(evid_directory_sign(d, key, NULL), EVID_OK);
	assert_int_equal(evid_directory_write(d, "d.json", 1, NULL), EVID_OK);
	expect(NULL, true, "s", ISSUED + 2, "directory-forked");
	evid_directory_free(d);
}

static void
check(const char *more, int result, const char *text)
{
	char *missing = NULL;
	int got = -1;

	write_policy(more);
	assert_int_equal(evid_policy_check("po.json", &missing, &got, NULL),
	    EVID_OK);
	assert_int_equal(got, result);
	assert_string_equal(missing, text);
	free(missing);
}

static void
a_check_names_what_could_never_be_met(void **state)
{
	(void)state;
	check("", 0, "");
	check(",\"x-a\":1", 0, "");
	check(",\"tresholds\":2,\"critical\":[\"u\"]", 3,
	    "a key that is not known: tresholds\n"
	    "critical, and not understood: u\n");
	check(",\"understood\":[\"u\",\"\",\" \\u00a0\\u200b\"]", 3,
	    "blank, and understood by nobody: understood[1]\n"
	    "blank, and understood by nobody: understood[2]\n");
	check(",\"a\\u001b\":2", 3, "a key that is not known: a\\u{001B}\n");
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, support_enter, \
    support_leave)
	const struct CMUnitTest tests[] = {
		T(a_demand_that_is_not_known_cannot_be_met),
		T(a_young_directory_must_be_there_and_young),
		T(what_the_station_saw_of_a_directory_holds),
		T(a_check_names_what_could_never_be_met),
	};

	return cmocka_run_group_tests(tests, make_key, free_key);
}
