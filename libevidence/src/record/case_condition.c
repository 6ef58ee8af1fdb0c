/*
 * One condition by itself, as a case has it and as an event of the custody log
 * states it later.  What is wrong with it is one table, whoever asks: what is
 * to be signed, sealed or in an event, is held to it, and a case that is
 * checked is told of it.  What rests on the rest of a case or on the time is
 * case_limits.c's.
 */
#include "record/case_parts.h"
#include "record/field.h"

#include "base/text.h"

#include <stdio.h>

static bool
is_blank(const struct evi_json *o, const char *key)
{
	const char *text;

	return evi_json_get_string(o, key, &text) && evi_text_blank(text);
}

/* A condition may end by an event, which is an object. */
static bool
is_no_time(const struct evi_json *o, const char *key)
{
	struct evi_instant end;
	const char *text;

	return evi_json_get_string(o, key, &text) &&
	    !evi_case_time(text, true, &end, NULL);
}

static bool
names_no_event(const struct evi_json *o, const char *key)
{
	const struct evi_json *until = evi_json_get(o, key);

	return evi_json_type(until) == EVI_JSON_OBJECT &&
	    evi_case_text(until, "event") == NULL;
}

static bool
has_no_day(const struct evi_json *o, const char *key)
{
	static const char *const dated[] = { "retain-until", "delete-after",
		"return-after", NULL };
	const char *type = evi_case_text(o, "type");

	return type != NULL && evi_case_among(type, dated) &&
	    evi_json_get(o, key) == NULL;
}

static bool
is_no_state(const struct evi_json *o, const char *key)
{
	const char *state;

	return evi_json_get_string(o, key, &state) && !evi_state_good(state);
}

static bool
is_no_urn(const struct evi_json *o, const char *key)
{
	const char *text = evi_case_text(o, key);

	return text != NULL && !evi_case_is_urn(text);
}

static bool
is_of_nothing(const struct evi_json *o, const char *key)
{
	const struct evi_json *list;
	const char *id;
	size_t n;

	list = evi_case_list(o, key, &n);
	for (size_t i = 0; i < n; i++)
		if (evi_json_string(evi_json_at(list, i), &id) &&
		    !evi_text_blank(id))
			return false;
	return true;
}

static bool
has_no_text(const struct evi_json *o, const char *key)
{
	const struct evi_json *list;
	size_t n;

	list = evi_case_list(o, key, &n);
	for (size_t i = 0; i < n; i++)
		if (evi_case_text(evi_json_at(list, i), "text") != NULL &&
		    !is_blank(evi_json_at(list, i), "text"))
			return false;
	return true;
}

/* who is told */
enum told {
	ALL,
	WHO_SIGNS,		/* of a case that is checked, every field is
				 * told so (case_values.c) */
	WHO_CHECKS		/* it is signed all the same */
};

static const struct {
	const char *key;
	enum told told;
	enum evi_case_rule rule;
	bool (*wrong)(const struct evi_json *o, const char *key);
	const char *message;
} rules[] = {
	{ "id", WHO_SIGNS, EVI_RULE_EMPTY, is_blank, "it says nothing" },
	{ "type", WHO_SIGNS, EVI_RULE_EMPTY, is_blank, "it says nothing" },
	{ "text", ALL, EVI_RULE_CONDITION_TEXT, has_no_text,
	    "it has no text" },
	{ "imposedBy", WHO_SIGNS, EVI_RULE_STATE, is_no_state,
	    "it is no State, such as KZ or org:NAME" },
	{ "appliesTo", ALL, EVI_RULE_ID_UNKNOWN, is_of_nothing,
	    "it applies to nothing" },
	{ "until", WHO_SIGNS, EVI_RULE_EMPTY, is_blank, "it says nothing" },
	{ "until", WHO_SIGNS, EVI_RULE_TIME, is_no_time, "it is neither a "
	    "time with its offset nor a day: it would never end" },
	{ "until", WHO_CHECKS, EVI_RULE_CONDITION_UNTIL, has_no_day,
	    "it has no end, and neither a day nor an event is stated" },
	{ "until", WHO_CHECKS, EVI_RULE_CONDITION_UNTIL, names_no_event,
	    "it ends with an event, but which is not stated" },
	{ "critical", WHO_SIGNS, EVI_RULE_EMPTY, is_blank,
	    "it says nothing" },
	{ "critical", ALL, EVI_RULE_CONDITION_CRITICAL, is_no_urn,
	    "it is no URN" },
};

static void
check(const struct evi_json *value, const char *where, const char *who,
    enum told but, struct evi_case_findings *out)
{
	char path[64];

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		if (rules[i].told == but ||
		    !rules[i].wrong(value, rules[i].key))
			continue;
		(void)snprintf(path, sizeof(path), "%s%s", where,
		    rules[i].key);
		evi_case_add(out, rules[i].rule, path, "%s%s", who,
		    rules[i].message);
	}
}

void
evi_case_check_condition(const struct evi_json *value,
    struct evi_case_findings *out)
{
	evi_case_check_form_of(value, &evi_case_condition_shape, out);
	if (out->n == 0)
		check(value, "", "", WHO_CHECKS, out);
}

void
evi_case_check_conditions(const struct evi_json *json,
    struct evi_case_findings *out)
{
	const struct evi_json *list;
	char where[48];
	size_t n;

	list = evi_case_list(json, "conditions", &n);
	for (size_t i = 0; i < n; i++) {
		(void)snprintf(where, sizeof(where), "conditions[%zu].", i);
		check(evi_json_at(list, i), where, "", WHO_CHECKS, out);
	}
}

void
evi_case_check_one(struct evi_case_checking *c, const struct evi_json *o,
    size_t i)
{
	char where[48], who[48];

	(void)snprintf(where, sizeof(where), "conditions[%zu].", i);
	(void)snprintf(who, sizeof(who), "condition %zu: ", i + 1);
	check(o, where, who, WHO_SIGNS, c->out);
}
