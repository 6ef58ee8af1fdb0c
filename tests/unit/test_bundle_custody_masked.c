/* bundle/custody/masked.c: which texts of a log are masked names. */
#include "support_custody.h"

#include "bundle/custody/masked.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>

#include <cmocka.h>

#define DETAILS "{\"acceptance\":\"accepted\",\"list\":[\"d/000001\"," \
    "{\"a\":\"top\",\"b\":\"d/zz\"}],\"method\":\"hand\"}"

static void
object(struct evid_custody *c, const char *name, const char *flag)
{
	char line[512];
	int len = snprintf(line, sizeof(line), "{\"path\":\"data/%s\","
	    "\"size\":0,\"sha256\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4"
	    "649b934ca495991b7852b855\",\"type\":\"file\","
	    "\"salt\":\"a6343f1913a51f23864741dd14e970c5\",\"flags\":[\"%s\"],"
	    "\"source\":{\"kind\":\"tree\",\"path\":\"%s\",\"mode\":\"0644\","
	    "\"uid\":0,\"gid\":0}}\n", name, flag, name);

	/* in two pieces, as a tail may come */
	assert_int_equal(evi_masking_add(c->masking, (uint8_t *)line, 100,
	    NULL), EVID_OK);
	assert_int_equal(evi_masking_add(c->masking, (uint8_t *)line + 100,
	    (size_t)len - 100, NULL), EVID_OK);
}

static struct evid_custody *
begun(const struct evid_masks *masks)
{
	struct evid_custody *c = support_set();

	c->options.masks = masks;
	assert_int_equal(evi_custody_masking_begin(c, NULL), EVID_OK);
	return c;
}

static void
expect(struct evid_custody *c, const char *wanted)
{
	struct evi_json *json = NULL;
	struct evi_buf text = EVI_BUF_INIT;

	assert_int_equal(evi_json_parse(DETAILS, strlen(DETAILS), "details",
	    &json, NULL), EVID_OK);
	assert_int_equal(evi_custody_mask(c, json, NULL), EVID_OK);
	evi_json_write(&text, json);
	assert_string_equal(evi_buf_text(&text), wanted);
	evi_buf_free(&text);
	evi_json_free(json);
	evid_custody_free(c);
}

static void
a_masked_name_is_masked_at_any_depth(void **state)
{
	struct evid_custody *c = begun(NULL);

	(void)state;
	object(c, "d/000001", "csam");
	object(c, "d/zz", "medical");
	object(c, "top", "child-victim");
	assert_int_equal(evi_masking_end(c->masking, true, NULL), EVID_OK);
	expect(c, "{\"acceptance\":\"accepted\",\"list\":"
	    "[\"[masked object 1]\",{\"a\":\"[masked object 3]\","
	    "\"b\":\"d/zz\"}],\"method\":\"hand\"}");
}

static void
past_what_is_kept_paths_are_masked(void **state)
{
	struct evid_custody *c = begun(NULL);
	char name[16];
	unsigned int i;

	(void)state;
	for (i = 1; i <= EVI_MASKED_MAX / 2 + 1; i++) {
		(void)snprintf(name, sizeof(name), "d/%06u", i);
		object(c, name, "csam");
	}
	object(c, "top", "csam");
	assert_int_equal(evi_masking_end(c->masking, true, NULL), EVID_OK);
	expect(c, "{\"acceptance\":\"accepted\",\"list\":"
	    "[\"[masked]\",{\"a\":\"[masked]\",\"b\":\"[masked]\"}],"
	    "\"method\":\"hand\"}");
}

static void
of_flags_that_are_not_known_all_is_masked(void **state)
{
	const char *const flags[] = { "medical" };
	struct evid_masks masks = { .flags = flags, .n_flags = 1 };
	struct evid_custody *c = begun(&masks);

	(void)state;
	object(c, "d/000001", "legal-privilege");
	assert_int_equal(evi_masking_end(c->masking, false, NULL), EVID_OK);
	expect(c, "{\"acceptance\":\"[masked]\",\"list\":[\"[masked]\","
	    "{\"a\":\"[masked]\",\"b\":\"[masked]\"}],"
	    "\"method\":\"[masked]\"}");
	c = begun(&masks);
	object(c, "d/000001", "x\",7,\"");
	assert_int_equal(evi_masking_end(c->masking, true, NULL), EVID_OK);
	expect(c, "{\"acceptance\":\"[masked]\",\"list\":[\"[masked]\","
	    "{\"a\":\"[masked]\",\"b\":\"[masked]\"}],"
	    "\"method\":\"[masked]\"}");
}

static void
of_flags_that_are_not_known_paths_are_masked_unasked(void **state)
{
	struct evid_masks none = { .no_defaults = 1 };
	struct evid_custody *c = begun(NULL);

	(void)state;
	object(c, "d/000001", "plain");
	assert_int_equal(evi_masking_end(c->masking, false, NULL), EVID_OK);
	expect(c, "{\"acceptance\":\"accepted\",\"list\":"
	    "[\"[masked]\",{\"a\":\"top\",\"b\":\"[masked]\"}],"
	    "\"method\":\"hand\"}");
	c = begun(&none);
	assert_int_equal(evi_masking_end(c->masking, false, NULL), EVID_OK);
	expect(c, DETAILS);
}

/* each of @texts becomes the one after it */
static void
expect_texts(struct evid_custody *c, const char *const *texts)
{
	for (; *texts != NULL; texts += 2) {
		char *text = strdup(texts[0]);

		assert_non_null(text);
		assert_int_equal(evi_custody_mask_text(c, &text, NULL),
		    EVID_OK);
		assert_string_equal(text, texts[1]);
		free(text);
	}
	evid_custody_free(c);
}

static void
names_within_a_text_are_masked(void **state)
{
	static const char *const texts[] = {
		"the first is d/000001, or 000001",
		"the first is [masked object 1], or [masked object 1]",
		"accepted", "accepted", "", "", "d/000002", "d/000002", NULL };
	struct evid_custody *c = begun(NULL);

	(void)state;
	object(c, "d/000001", "csam");
	object(c, "d/000002", "plain");
	assert_int_equal(evi_masking_end(c->masking, true, NULL), EVID_OK);
	expect_texts(c, texts);
}

static void
of_flags_that_are_not_known_what_may_be_a_name_is_masked(void **state)
{
	static const char *const texts[] = {
		"operand", "[masked]", "the operand, whole",
		"the [masked], whole", "victim-anna.jpg", "[masked]",
		"a victim.tar.gz b", "[masked]", "2026-11-28T03:18:24.60025Z",
		"2026-11-28T03:18:24.60025Z", "version 1.50", "version 1.50",
		"J. Smith", "J. Smith", "Officer A.B. Smith",
		"Officer A.B. Smith", "accepted", "accepted", "ends here.",
		"ends here.", "a/b", "[masked]", NULL };
	struct evid_custody *c = begun(NULL);

	(void)state;
	object(c, "operand", "plain");
	object(c, "d/000001", "plain");
	assert_int_equal(evi_masking_end(c->masking, false, NULL), EVID_OK);
	expect_texts(c, texts);
}

/* As many operands as are kept, and one more: of all alike long. */
static void
past_what_is_kept_of_operands_each_text_is_masked(void **state)
{
	static const char *const within[] = { "o0001", "[masked]", "J. Smith",
		"J. Smith", NULL };
	static const char *const past[] = { "o0001", "[masked]", "J. Smith",
		"[masked]", NULL };
	struct evid_masks none = { .no_defaults = 1 };

	(void)state;
	for (unsigned int more = 0; more < 3; more++) {
		struct evid_custody *c = begun(more == 2 ? &none : NULL);
		char name[16];

		for (unsigned int i = 0; i < 4096 + (more > 0); i++) {
			(void)snprintf(name, sizeof(name), "o%04x", i);
			object(c, name, "plain");
			object(c, name, "plain");
		}
		assert_int_equal(evi_masking_end(c->masking, false, NULL),
		    EVID_OK);
		if (more == 2)
			expect(c, DETAILS);
		else
			expect_texts(c, more == 0 ? within : past);
	}
}

static void
what_is_not_to_be_shown_is_not_masked(void **state)
{
	(void)state;
	expect(support_set(), DETAILS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_masked_name_is_masked_at_any_depth),
		cmocka_unit_test(past_what_is_kept_paths_are_masked),
		cmocka_unit_test(of_flags_that_are_not_known_all_is_masked),
		cmocka_unit_test(
		    of_flags_that_are_not_known_paths_are_masked_unasked),
		cmocka_unit_test(names_within_a_text_are_masked),
		cmocka_unit_test(
		    of_flags_that_are_not_known_what_may_be_a_name_is_masked),
		cmocka_unit_test(
		    past_what_is_kept_of_operands_each_text_is_masked),
		cmocka_unit_test(what_is_not_to_be_shown_is_not_masked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
