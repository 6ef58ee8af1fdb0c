/*
 * One condition by itself, as a case has it and as an event of the custody log
 * states it later: both are signed, so both are held to the same.
 */
#include "record/case_parts.h"
#include "record/field.h"

#include "base/text.h"

const char *
evi_case_condition_blank(const struct evi_json *value)
{
	static const char *const keys[] = { "id", "type", "critical", "until" };
	const char *text;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (evi_json_get_string(value, keys[i], &text) &&
		    evi_text_blank(text))
			return keys[i];
	return NULL;
}

void
evi_case_check_condition(const struct evi_json *value,
    struct evi_case_findings *out)
{
	const char *state, *critical, *blank;

	evi_case_check_form_of(value, &evi_case_condition_shape, out);
	if (out->n > 0)
		return;
	blank = evi_case_condition_blank(value);
	state = evi_case_text(value, "imposedBy");
	critical = evi_case_text(value, "critical");
	if (blank != NULL)
		evi_case_add(out, EVI_RULE_EMPTY, blank, "it says nothing");
	if (state == NULL || !evi_state_good(state))
		evi_case_add(out, EVI_RULE_STATE, "imposedBy",
		    "it is no State, such as KZ or org:NAME");
	if (critical != NULL && !evi_case_is_urn(critical))
		evi_case_add(out, EVI_RULE_CONDITION_CRITICAL, "critical",
		    "it is no URN");
}
