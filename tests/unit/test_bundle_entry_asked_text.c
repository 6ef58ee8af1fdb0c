/* bundle/entry/wanted.c, asked_text.c: what a sealed condition asks, in words
 * for whoever is to answer it. */
#include "support_custody.h"

#include "bundle/entry/hand.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>

#include <cmocka.h>

static int
take(void *context, const char *text, size_t len)
{
	evi_buf_add(context, text, len);
	return 0;
}

/* what is asked where these conditions are sealed, of who reads @language */
static void
asked(const char *conditions, const char *language, const char *wanted)
{
	const struct evi_instant at = { 100, 0 };
	struct evid_custody *c = support_set();
	struct evi_wanted all = EVI_WANTED_INIT;
	struct evi_buf text = EVI_BUF_INIT, out = EVI_BUF_INIT;

	evi_buf_add_format(&text, "{\"conditions\":[%s]}", conditions);
	c->has_seal = true;
	assert_int_equal(evi_json_parse(text.data, text.len,
	    "conditions.json", &c->sealed_conditions, NULL), EVID_OK);
	assert_int_equal(evi_custody_judge(c, NULL), EVID_OK);
	assert_int_equal(evi_wanted_gather(c, EVI_NONE, at, &all, NULL),
	    EVID_OK);
	assert_int_equal(evi_wanted_tell(c, &all, language, NULL, take, &out,
	    NULL), EVID_OK);
	assert_string_equal(evi_buf_text(&out), wanted);
	evi_wanted_free(&all);
	evi_buf_free(&text);
	evi_buf_free(&out);
	evid_custody_free(c);
}

#define ASKS "\"needsAcceptance\":true"

static void
what_is_not_of_our_words_stands_between_quotes(void **state)
{
	(void)state;
	asked("{\"id\":\"A\"," ASKS ",\"type\":\"report-use\","
	    "\"imposedBy\":\"KZ\",\"until\":\"2027-01-01\","
	    "\"text\":\"whole\"}", NULL,
	    "  condition \"A\", report-use, until \"2027-01-01\", sealed in "
	    "the bundle, of KZ\n    \"whole\"\n");
	asked("{\"id\":\"A\"," ASKS ",\"type\":\"of KZ\","
	    "\"imposedBy\":\"KZ, all\",\"text\":\"a\\nb\"}", NULL,
	    "  condition \"A\", \"of KZ\", sealed in the bundle, of \"KZ, "
	    "all\"\n    \"a\\n" "b\"\n");
	asked("{\"id\":\"A\"," ASKS "}", NULL, "  condition \"A\", \"\", "
	    "sealed in the bundle, of no State that is stated\n"
	    "    it has no wording\n");
}

/* It has no name by which it could be answered. */
static void
one_without_an_id_asks_nothing(void **state)
{
	(void)state;
	asked("{" ASKS ",\"type\":\"report-use\",\"imposedBy\":\"KZ\"},"
	    "{\"id\":\"B\",\"text\":\"b\"},"
	    "{\"id\":\"C\"," ASKS ",\"type\":\"report-use\","
	    "\"imposedBy\":\"KZ\",\"text\":[]}", NULL,
	    "  condition \"C\", report-use, sealed in the bundle, of KZ\n"
	    "    it has no wording\n");
}

static void
the_wording_is_in_the_readers_language(void **state)
{
	static const struct {
		const char *language, *wording;
	} rows[] = {
		{ NULL, "\"one\"; also in \"fr\", \"en-GB\"" },
		{ "de", "\"one\"; also in \"fr\", \"en-GB\"" },
		{ "", "\"one\"; also in \"fr\", \"en-GB\"" },
		{ "-x", "\"one\"; also in \"fr\", \"en-GB\"" },
		{ "fra", "\"one\"; also in \"fr\", \"en-GB\"" },
		{ "FR", "\"deux\", in \"fr\"; also in \"en-GB\"" },
		{ "fr_CH", "\"deux\", in \"fr\"; also in \"en-GB\"" },
		{ "en", "\"three\", in \"en-GB\"; also in \"fr\"" },
		{ "en-gb", "\"three\", in \"en-GB\"; also in \"fr\"" },
	};
	char wanted[160];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)snprintf(wanted, sizeof(wanted), "  condition \"A\", "
		    "report-use, sealed in the bundle, of KZ\n    %s\n",
		    rows[i].wording);
		asked("{\"id\":\"A\"," ASKS ",\"type\":\"report-use\","
		    "\"imposedBy\":\"KZ\",\"text\":[{\"text\":\"one\"},"
		    "{\"lang\":\"fr\",\"text\":\"deux\"},"
		    "{\"lang\":\"en-GB\",\"text\":\"three\"}]}",
		    rows[i].language, wanted);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    what_is_not_of_our_words_stands_between_quotes),
		cmocka_unit_test(one_without_an_id_asks_nothing),
		cmocka_unit_test(the_wording_is_in_the_readers_language),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
