/*
 * Words that say nothing are not signed: a reservation or a reason of white
 * space would stand in a record as if somebody had left it out.
 */
#include "bundle/entry/sign.h"

#include "base/text.h"
#include "bundle/tell.h"

#include <string.h>

static enum evid_status
blank(const struct evi_draft *d, const char *where, struct evid_error *err)
{
	evi_fail(err, EVID_ERR_ARGUMENT, "%s: `details.%s` says nothing",
	    d->event.type_name, where);
	evi_hint(err, "say it in words: they are what is read later");
	return EVID_ERR_ARGUMENT;
}

/* @inner: the object that it stands in, or NULL */
static const struct {
	enum evi_event_type type;
	const char *inner, *key, *where;
} words[] = {
	{ EVI_EVENT_RECEIVED, NULL, "reservation", "reservation" },
	{ EVI_EVENT_REFUSED, NULL, "reason", "reason" },
	{ EVI_EVENT_ACKNOWLEDGED, "by", "name", "by.name" },
	{ EVI_EVENT_CORRECTED, "corrects", "why", "corrects.why" },
	{ EVI_EVENT_CONDITION_CHANGED, NULL, "condition", "condition" },
	{ EVI_EVENT_CONSENT_GIVEN, NULL, "condition", "condition" },
	{ EVI_EVENT_CONSENT_REFUSED, NULL, "condition", "condition" },
};

/* What is absent, or no text, is told when the event is written. */
enum evid_status
evi_draft_said(const struct evi_draft *d, struct evid_error *err)
{
	const struct evi_json *details = d->event.details;
	const struct evi_json *statement = evi_json_get(details, "statement");
	const char *text;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (words[i].type == d->event.type && evi_json_get_string(
		    words[i].inner == NULL ? details : evi_json_get(details,
		    words[i].inner), words[i].key, &text) &&
		    evi_text_blank(text))
			return blank(d, words[i].where, err);
	for (size_t i = 0; d->event.type == EVI_EVENT_ENDORSED &&
	    i < evi_json_count(statement); i++)
		if (evi_json_get_string(evi_json_at(statement, i), "text",
		    &text) && evi_text_blank(text))
			return blank(d, "statement", err);
	return EVID_OK;
}
