/*
 * What an event or a case states, in the words of a row: texts of several
 * languages and persons, each word of theirs between quotes.
 */
#include "bundle/view/form.h"

#include "base/text.h"

#include <string.h>

#define VALUE_MAX 4096			/* bytes of a value */

void
evi_form_words(struct evi_buf *out, const char *text, const char *where)
{
	evi_text_stated_cut(out, text, VALUE_MAX, where);
}

/* one text of several languages: {lang, text, status} and nothing else */
static bool
is_text(const struct evi_json *value)
{
	static const char *const keys[] = { "lang", "text", "status" };
	const char *word;
	size_t n = 0, i;

	for (i = 0; i < 3; i++)
		n += evi_json_get_string(value, keys[i], &word);
	return n == evi_json_count(value) &&
	    evi_json_get_string(value, "text", &word);
}

bool
evi_form_text(struct evi_buf *out, const struct evi_json *value,
    const char *where)
{
	const char *lang = "", *text = "", *status = "";

	if (!is_text(value))
		return false;
	(void)evi_json_get_string(value, "lang", &lang);
	(void)evi_json_get_string(value, "text", &text);
	(void)evi_json_get_string(value, "status", &status);
	evi_form_words(out, text, where);
	if (*lang != '\0') {
		evi_buf_add_text(out, ", in language ");
		evi_form_words(out, lang, where);
	}
	if (*status != '\0') {
		evi_buf_add_text(out, ", status ");
		evi_form_words(out, status, where);
	}
	return true;
}

/* "Sgt. Kim", "Unit 3", "KZ", badge "17" */
static const struct {
	const char *key, *before;
} parts[] = { { "rank", "" }, { "name", "" }, { "latin", "in Latin letters " },
	{ "script", "script " }, { "unit", "" }, { "organization", "" },
	{ "state", "" }, { "badge", "badge " }, { "identity", "identity " },
	{ "telephone", "telephone " }, { "signature", "signature: " },
	{ "keyid", "key " } };

#define N_PARTS (sizeof(parts) / sizeof(parts[0]))

void
evi_form_person(struct evi_buf *out, const struct evi_json *p,
    const char *where)
{
	const char *text;
	size_t i;

	for (i = 0; i < N_PARTS; i++) {
		if (!evi_json_get_string(p, parts[i].key, &text) ||
		    *text == '\0')
			continue;
		evi_buf_add_format(out, "%s%s", out->len > 0 ? ", " : "",
		    parts[i].before);
		evi_form_words(out, text, where);
	}
}

bool
evi_form_is_part(const char *key, const struct evi_json *value)
{
	size_t i;

	for (i = 0; i < N_PARTS; i++)
		if (strcmp(key, parts[i].key) == 0)
			return evi_json_type(value) == EVI_JSON_STRING;
	return false;
}
