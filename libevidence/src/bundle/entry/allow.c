/*
 * What is not signed: an event by a key that whoever is trusted does not
 * allow it, in another bundle's log, of before the bundle was sealed, or with
 * a condition that nobody could read, or that no time ends.
 */
#include "bundle/entry/sign.h"
#include "bundle/custody/word.h"

#include "base/text.h"
#include "bundle/clock.h"
#include "bundle/key.h"
#include "bundle/tell.h"
#include "record/case_parts.h"
#include "record/condition.h"
#include "record/field.h"

#include <string.h>

static const char *
what_to_do(enum evi_standing standing)
{
	switch (standing) {
	case EVI_STANDING_WRONG_USE:
		return "sign with a key that is for this, or have its pin or "
		    "the directory say so (evid-trust)";
	case EVI_STANDING_NOT_YET:
		return "sign with the key that was valid then, or once this "
		    "one is; look at the clock, and at --when if it was given";
	default:
		return "sign with the key that took its place, which the "
		    "directory names; a new one goes into it first "
		    "(evid-trust)";
	}
}

/* A key that nobody knows may sign: the hand-over names it. */
enum evid_status
evi_entry_allowed(const struct evid_custody_entry *o, const char *type,
    struct evid_error *err)
{
	unsigned int use = strcmp(type, "endorsed") == 0 ? EVID_USE_ENDORSE :
	    EVID_USE_CUSTODY;
	struct evid_seal_options clock = evi_entry_clock(o);
	struct evi_known_key known;
	struct evi_instant now, at;
	char hex[2 * EVI_SHA256_LEN + 1], from[EVI_INSTANT_TEXT_CAP] = "";

	at = now = evi_clock_now(&clock);
	if (o->has_at) {
		at.seconds = o->at.seconds;
		at.nanoseconds = o->at.nanoseconds;
	}
	if (strcmp(type, "key-compromised") == 0 || o->trust == NULL ||
	    !evi_trust_find(o->trust, o->key->spki.data, o->key->spki.len,
	    use, at, now, &known))
		return EVID_OK;
	if (known.at_claimed == EVI_STANDING_VALID)
		known.at_claimed = known.at_now;
	if (known.at_claimed == EVI_STANDING_VALID)
		return EVID_OK;
	evi_hex(o->key->keyid, EVI_SHA256_LEN, hex);
	if (known.at_claimed == EVI_STANDING_NOT_YET && known.entry != NULL)
		evi_instant_people(known.entry->valid_from, from);
	evi_fail(err, EVID_ERR_UNTRUSTED, "nothing was signed, for by key "
	    "%.4s…%s it would be a claim without effect: %s%s%s", hex,
	    hex + 60, evi_word_standing(known.at_claimed),
	    *from == '\0' ? "" : ": it is valid from ", from);
	evi_hint(err, "%s", what_to_do(known.at_claimed));
	return EVID_ERR_UNTRUSTED;
}

/* a bundle that the log is of; NULL: of none, or of ours, too.  What is sealed
 * of one in ours is not the log's. */
static const struct evi_custody_subject *
of_another(const struct evid_custody *c)
{
	const struct evi_custody_subject *other = NULL;
	uint32_t i;

	for (i = 0; i < c->n_events; i++) {
		const struct evi_custody_subject *s =
		    &c->subjects[c->events[i].subject];

		if (c->events[i].sealed || s->uid[0] != '\0')
			continue;
		if (memcmp(s->digest, c->seal, EVI_SHA256_LEN) == 0)
			return NULL;
		if (other == NULL)
			other = s;
	}
	return other;
}

enum evid_status
evi_draft_same_log(const struct evi_draft *d, struct evid_error *err)
{
	const struct evi_custody_subject *other;
	char theirs[2 * EVI_SHA256_LEN + 1], ours[2 * EVI_SHA256_LEN + 1];
	struct evi_buf bundle = EVI_BUF_INIT;	/* owned here */

	other = d->set->has_seal ? of_another(d->set) : NULL;
	if (other == NULL)
		return EVID_OK;
	evi_hex(other->digest, EVI_SHA256_LEN, theirs);
	evi_hex(d->set->seal, EVI_SHA256_LEN, ours);
	evi_text_escape(&bundle, d->entry->bundle, strlen(d->entry->bundle));
	evi_fail(err, EVID_ERR_ARGUMENT, "%s: it is the log of another "
	    "bundle, of seal %.*s, and not of %s, of seal %.*s",
	    d->set->name, EVI_HEX_SHOWN, theirs, evi_buf_text(&bundle),
	    EVI_HEX_SHOWN, ours);
	evi_hint(err, "name the log of this bundle (--log); a log is of one "
	    "bundle, and of what went into it");
	evi_buf_free(&bundle);
	return EVID_ERR_ARGUMENT;
}

/* A time that somebody states; a clock is what it is. */
enum evid_status
evi_draft_sealed_before(const struct evi_draft *d, struct evid_error *err)
{
	char at[EVI_INSTANT_TEXT_CAP], sealed[EVI_INSTANT_TEXT_CAP];

	if (!d->entry->has_at || d->event.of_exhibit ||
	    (d->event.type != EVI_EVENT_HANDED_OVER &&
	    d->event.type != EVI_EVENT_RECEIVED &&
	    d->event.type != EVI_EVENT_REFUSED &&
	    d->event.type != EVI_EVENT_ACKNOWLEDGED) ||
	    !evi_custody_before_seal(d->set, d->event.at))
		return EVID_OK;
	evi_instant_people(d->event.at, at);
	evi_instant_people(d->set->sealed_at, sealed);
	evi_fail(err, EVID_ERR_ARGUMENT, "the time stated, %s, lies before "
	    "the bundle was sealed, %s", at, sealed);
	evi_hint(err, "state when it was handed over or answered (--when)");
	return EVID_ERR_ARGUMENT;
}

/* ---- what a word on conditions must say to have an effect ---- */

static bool
names_state(const struct evi_json *o, const char *key)
{
	const char *text;

	return evi_json_get_string(o, key, &text) && evi_state_good(text);
}

static enum evid_status
unclear(const struct evi_draft *d, const char *where, const char *why,
    const char *hint, struct evid_error *err)
{
	evi_fail(err, EVID_ERR_ARGUMENT, "%s: `details.%s`%s",
	    d->event.type_name, where, why);
	evi_hint(err, "%s", hint);
	return EVID_ERR_ARGUMENT;
}

/* What ends by no time would never end. */
static enum evid_status
check_consent(const struct evi_draft *d, struct evid_error *err)
{
	const struct evi_json *details = d->event.details;
	const struct evi_json *until = evi_json_get(details, "until");
	struct evi_instant end;
	const char *text;

	if (!names_state(evi_json_get(details, "to"), "state"))
		return unclear(d, "to.state", " is no State, such as KZ or "
		    "org:NAME", evi_fields_wanted(d->event.type), err);
	return until == NULL || (evi_json_string(until, &text) &&
	    evi_case_time(text, true, &end, NULL)) ? EVID_OK :
	    unclear(d, "until", ": it is neither a time with its offset nor "
	    "a day: it would never end", EVI_CASE_HINT_TIME "; without "
	    "`until` it has no end", err);
}

static const char *
hint_of(const struct evi_draft *d, enum evi_case_rule rule)
{
	return rule == EVI_RULE_FORM ? evi_fields_wanted(d->event.type) :
	    rule == EVI_RULE_TIME ? EVI_CASE_HINT_TIME "; without `until` it "
	    "has no end, or write what it ends with: {\"event\":\"...\"}" :
	    evi_case_rules[rule].hint;
}

/* The condition as it is to be is one, by the rules of a case; that there is
 * none is said when the event is written. */
static enum evid_status
check_value(const struct evi_draft *d, struct evid_error *err)
{
	const struct evi_json *value = evi_json_get(d->event.details, "value");
	struct evi_case_findings found = { 0 };		/* owned here */
	struct evi_buf where = EVI_BUF_INIT, why = EVI_BUF_INIT;
	const char *condition = "", *id = "";
	enum evid_status status = EVID_OK;

	if (value == NULL || evi_json_type(value) != EVI_JSON_OBJECT)
		return EVID_OK;
	(void)evi_json_get_string(d->event.details, "condition", &condition);
	if (evi_json_get_string(value, "id", &id) && strcmp(condition, id) !=
	    0)
		return unclear(d, "value.id", " is not `details.condition`",
		    evi_fields_wanted(d->event.type), err);
	evi_case_check_condition(value, &found);
	if (found.n > 0 && !found.memory) {
		evi_buf_add_format(&where, "value.%s", found.items[0].path);
		evi_buf_add_format(&why, ": %s", found.items[0].message);
		status = unclear(d, evi_buf_text(&where), evi_buf_text(&why),
		    hint_of(d, found.items[0].rule), err);
	}
	if (found.memory)
		status = evi_fail_memory(err);
	evi_case_findings_free(&found);
	evi_buf_free(&where);
	evi_buf_free(&why);
	return status;
}

/* A word on a preservation moves its clock. */
static enum evid_status
check_preservation(const struct evi_draft *d, struct evid_error *err)
{
	const struct evi_json *ends = evi_json_get(d->event.details, "ends");
	struct evi_instant end;
	const char *text;

	if (d->event.type == EVI_EVENT_PRESERVATION_EXTENDED && ends == NULL)
		return unclear(d, "ends", " is not there: it moves no clock",
		    evi_fields_wanted(d->event.type), err);
	return ends == NULL || (evi_json_string(ends, &text) &&
	    evi_case_time(text, true, &end, NULL)) ? EVID_OK :
	    unclear(d, "ends", ": it is neither a time with its offset nor a "
	    "day", EVI_CASE_HINT_TIME, err);
}

/* Before it is asked whether there is such a condition. */
static enum evid_status
check_condition(const struct evi_draft *d, struct evid_error *err)
{
	const struct evi_json *details = d->event.details;
	enum evi_condition_how how;

	if (evi_case_text(details, "condition") == NULL)
		return unclear(d, "condition", " names none",
		    evi_fields_wanted(d->event.type), err);
	return d->event.type != EVI_EVENT_CONDITION_CHANGED ||
	    evi_condition_change(details, &how) ? EVID_OK :
	    unclear(d, "change", " is none of loosened, tightened, added, "
	    "lifted", evi_fields_wanted(d->event.type), err);
}

enum evid_status
evi_draft_clear(const struct evi_draft *d, struct evid_error *err)
{
	enum evid_status status = EVID_OK;

	switch (d->event.type) {
	case EVI_EVENT_CONDITION_CHANGED:
		status = check_condition(d, err);
		return status == EVID_OK ? check_value(d, err) : status;
	case EVI_EVENT_CONSENT_GIVEN:
	case EVI_EVENT_CONSENT_REFUSED:
		status = check_condition(d, err);
		return status == EVID_OK ? check_consent(d, err) : status;
	case EVI_EVENT_PRESERVATION_EXTENDED:
	case EVI_EVENT_PRESERVATION_RELEASED:
		return check_preservation(d, err);
	default:
		return EVID_OK;
	}
}
