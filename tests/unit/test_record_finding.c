/* record/finding.c: every code is whole, and the worst effect wins. */
#include "record/finding.h"

#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
every_finding_has_a_code_a_meaning_and_a_hint(void **state)
{
	(void)state;
	for (size_t i = 0; i < EVI_FINDING_COUNT; i++) {
		const struct evi_finding_kind *kind = &evi_finding_kinds[i];

		assert_non_null(kind->code);
		assert_int_equal(strspn(kind->code,
		    "abcdefghijklmnopqrstuvwxyz0123456789-"),
		    strlen(kind->code));
		assert_true(strlen(kind->code) > 2);
		assert_true(strlen(kind->meaning) > 2);
		assert_true(strlen(kind->hint) > 2);
		assert_true(kind->effect >= 0 && kind->effect <= 5 &&
		    kind->effect != 2);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(kind->code,
			    evi_finding_kinds[k].code);
	}
}

static void
a_class_and_its_effect_agree(void **state)
{
	(void)state;
	for (size_t i = 0; i < EVI_FINDING_COUNT; i++) {
		const struct evi_finding_kind *kind = &evi_finding_kinds[i];

		if (kind->class == EVI_CLASS_ALTERED)
			assert_int_equal(kind->effect, 1);
		if (kind->class == EVI_CLASS_INCOMPLETE)
			assert_int_equal(kind->effect, 4);
		if (kind->class == EVI_CLASS_UNTRUSTED)
			assert_int_equal(kind->effect, 3);
	}
	assert_string_equal(
	    evi_finding_kinds[EVI_FINDING_BLOCK_DAMAGED].code,
	    "block-damaged");
	assert_int_equal(evi_finding_kinds[EVI_FINDING_FORMAT_UNKNOWN].effect,
	    5);
}

static void
the_worse_of_two_effects_is_in_the_order_1_5_4_3_0(void **state)
{
	static const int order[] = { 1, 5, 4, 3, 0 };

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		for (size_t k = i; k < 5; k++) {
			assert_int_equal(evi_worse(order[i], order[k]),
			    order[i]);
			assert_int_equal(evi_worse(order[k], order[i]),
			    order[i]);
		}
	}
}

static void
classes_have_the_names_of_the_manual(void **state)
{
	(void)state;
	assert_string_equal(evi_class_name(EVI_CLASS_ALTERED), "altered");
	assert_string_equal(evi_class_name(EVI_CLASS_INCOMPLETE),
	    "incomplete");
	assert_string_equal(evi_class_name(EVI_CLASS_UNTRUSTED), "untrusted");
	assert_string_equal(evi_class_name(EVI_CLASS_FOREIGN),
	    "foreign-files");
	assert_string_equal(evi_class_name(EVI_CLASS_LOCAL), "local");
	assert_string_equal(evi_class_name(EVI_CLASS_LEGAL), "legal");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_finding_has_a_code_a_meaning_and_a_hint),
		cmocka_unit_test(a_class_and_its_effect_agree),
		cmocka_unit_test(
		    the_worse_of_two_effects_is_in_the_order_1_5_4_3_0),
		cmocka_unit_test(classes_have_the_names_of_the_manual),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
