/*
 * Small questions that the parts of a case's check ask of it.
 */
#include "record/case_parts.h"

#include <stdio.h>
#include <string.h>

const char *
evi_case_text(const struct evi_json *object, const char *key)
{
	const char *text;

	if (!evi_json_get_string(object, key, &text) || text[0] == '\0')
		return NULL;
	return text;
}

const struct evi_json *
evi_case_list(const struct evi_json *object, const char *key, size_t *n_out)
{
	const struct evi_json *list = evi_json_get(object, key);

	*n_out = list != NULL && evi_json_type(list) == EVI_JSON_ARRAY ?
	    evi_json_count(list) : 0;
	return list;
}

bool
evi_case_has_texts(const struct evi_json *object, const char *key)
{
	const struct evi_json *list;
	size_t n;

	list = evi_case_list(object, key, &n);
	for (size_t i = 0; i < n; i++) {
		if (evi_case_text(evi_json_at(list, i), "text") != NULL)
			return true;
	}
	return false;
}

bool
evi_case_is(const struct evi_json *object, const char *key,
    const char *value)
{
	const char *text;

	return evi_json_get_string(object, key, &text) &&
	    strcmp(text, value) == 0;
}

bool
evi_case_holds(const struct evi_json *object, const char *key,
    const char *value)
{
	const struct evi_json *list;
	const char *text;
	size_t n;

	list = evi_case_list(object, key, &n);
	for (size_t i = 0; i < n; i++) {
		if (evi_json_string(evi_json_at(list, i), &text) &&
		    strcmp(text, value) == 0)
			return true;
	}
	return false;
}

struct evi_json *
evi_case_set_of(const struct evi_json *json, const char *list_key,
    const char *key)
{
	struct evi_json *set = evi_json_new_object();
	const struct evi_json *list;
	bool good = set != NULL;
	size_t n;

	list = evi_case_list(json, list_key, &n);
	for (size_t i = 0; i < n && good; i++) {
		const char *text = evi_case_text(evi_json_at(list, i), key);

		if (text != NULL)
			good = evi_json_set(set, text,
			    evi_json_new_bool(true));
	}
	if (good)
		return set;
	evi_json_free(set);
	return NULL;
}

bool
evi_case_flag(const struct evi_json *object, const char *key)
{
	bool value = false;

	return evi_json_get_bool(object, key, &value) && value;
}

bool
evi_case_among(const char *text, const char *const *list)
{
	for (size_t i = 0; list[i] != NULL; i++) {
		if (strcmp(text, list[i]) == 0)
			return true;
	}
	return false;
}

bool
evi_case_is_request(const char *kind)
{
	static const char *const kinds[] = { "preservation-request",
		"preservation-extension", "mla-request", "mla-supplement",
		"emergency-request", NULL };

	return evi_case_among(kind, kinds);
}

bool
evi_case_is_answer(const char *kind)
{
	static const char *const kinds[] = { "preservation-confirmation",
		"partial-disclosure", "mla-answer", "partial-answer",
		"refusal", "postponement", "emergency-answer", NULL };

	return evi_case_among(kind, kinds);
}

/* A date alone is taken as its end, in UTC: nobody is warned too early of an
 * end that he wrote as a day. */
bool
evi_case_time(const char *text, bool date, struct evi_instant *out,
    bool *day_out)
{
	char whole[40];

	if (day_out != NULL)
		*day_out = false;
	if (evi_instant_parse_any(text, out))
		return true;
	if (!date || strlen(text) != 10)
		return false;
	(void)snprintf(whole, sizeof(whole), "%sT23:59:59Z", text);
	if (!evi_instant_parse_any(whole, out))
		return false;
	if (day_out != NULL)
		*day_out = true;
	return true;
}
