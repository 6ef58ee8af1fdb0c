/*
 * An event of a list, on one line: what happened, with what would change its
 * meaning if it were not said, and how it stands.
 */
#include "bundle/view/view.h"
#include "bundle/custody/idle.h"
#include "bundle/custody/party.h"

#include "base/memory.h"
#include "base/text.h"
#include "record/case_parts.h"
#include "record/field.h"

#include <stdlib.h>
#include <string.h>

#define SHOWN 12			/* hex digits of a digest in a list */
#define WORDS_SHOWN 1024		/* bytes of what an event states */
#define ANSWERS_SHOWN 64		/* that are more than "accepted" */
#define VALUE_SHOWN 300			/* bytes of a condition's new value */

/* what the event states, between quotes: it must not pass for our words */
static void
add(struct evi_buf *out, const char *before, const char *text)
{
	if (*text == '\0')
		return;
	evi_buf_add_text(out, before);
	evi_text_stated_cut(out, text, WORDS_SHOWN, "event");
}

/* a word of a vocabulary that is known as it is */
static void
add_word(struct evi_buf *out, const char *before, const char *text,
    bool known)
{
	if (!known || *text == '\0')
		add(out, before, text);
	else
		evi_buf_add_format(out, "%s%s", before, text);
}

static void
add_time(struct evi_buf *out, const char *before, const char *text)
{
	struct evi_instant end;

	add_word(out, before, text, evi_case_time(text, true, &end, NULL));
}

static const char *
text_at(const struct evi_json *object, const char *key)
{
	const char *text = "";

	(void)evi_json_get_string(object, key, &text);
	return text;
}

static bool
is_accepted(const struct evi_json *one)
{
	return strcmp(text_at(one, "answer"), "accepted") == 0;
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* the ids of those that are accepted, in order; NULL where there are none */
static const char **
accepted(const struct evi_json *list, size_t *n_out)
{
	size_t n = evi_json_count(list), i;
	const char **ids = n == 0 ? NULL : evi_zalloc_array(n, sizeof(*ids));

	*n_out = 0;
	for (i = 0; i < n && ids != NULL; i++)
		if (is_accepted(evi_json_at(list, i)))
			ids[(*n_out)++] = text_at(evi_json_at(list, i), "id");
	if (*n_out > 0)
		qsort(ids, *n_out, sizeof(*ids), by_text);
	return ids;
}

/* what is not accepted, or not as it is; and that it is, where the same
 * receipt says that, too */
static void
answers(struct evi_buf *out, const struct evi_json *list)
{
	size_t n = evi_json_count(list), n_ids = 0, i;
	size_t shown = 0;
	const char **ids = n == 0 ? NULL : accepted(list, &n_ids);

	out->failed |= n > 0 && ids == NULL;
	for (i = 0; i < n && ids != NULL; i++) {
		const struct evi_json *one = evi_json_at(list, i);
		const char *given = text_at(one, "answer");
		const char *id = text_at(one, "id");

		if (is_accepted(one) || shown++ >= ANSWERS_SHOWN)
			continue;
		evi_buf_add_format(out, ", condition %s%s ", n_ids > 0 &&
		    bsearch(&id, ids, n_ids, sizeof(*ids), by_text) != NULL ?
		    "accepted, and the same " : "",
		    strcmp(given, "with-reservation") == 0 ?
		    "accepted with a reservation" : "NOT ACCEPTED");
		add(out, "", id);
		add(out, ": ", text_at(one, "text"));
	}
	if (shown > ANSWERS_SHOWN)
		evi_buf_add_format(out, ", and %zu more conditions NOT "
		    "ACCEPTED or with a reservation", shown - ANSWERS_SHOWN);
	free(ids);
}

/* the condition as it is to be; all of it is in the JSON */
static void
new_value(struct evi_buf *out, const struct evi_json *value)
{
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */

	if (value == NULL)
		return;
	evi_json_write(&text, value);
	if (text.len > VALUE_SHOWN) {
		const char *type = text_at(value, "type");

		add_word(out, ", to be of type ", type,
		    evi_case_condition_type(type));
		add_time(out, ", until ", text_at(value, "until"));
	} else {
		/* JSON has quotes of its own. */
		evi_buf_add_text(out, ", to be ");
		evi_text_escape(out, text.data, text.len);
	}
	out->failed |= text.failed;
	evi_buf_free(&text);
}

/* what is right, as a correction has it; all of it is in the JSON */
static void
new_fields(struct evi_buf *out, const struct evi_json *fields)
{
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	size_t n = evi_json_count(fields);

	evi_json_write(&text, fields);
	if (n == 0) {
		evi_buf_add_text(out, ", which states no field");
	} else if (text.len > VALUE_SHOWN) {
		evi_buf_add_format(out, ", to read as %zu field%s in the JSON "
		    "ha%s it", n, n == 1 ? "" : "s", n == 1 ? "s" : "ve");
	} else {
		/* JSON has quotes of its own. */
		evi_buf_add_text(out, ", to read ");
		evi_text_escape(out, text.data, text.len);
	}
	out->failed |= text.failed;
	evi_buf_free(&text);
}

/* Of these types the first keys have one of the words of format.md, 9.3. */
static void
by_type(struct evi_buf *out, const struct evi_event *full)
{
	const struct evi_json *d = full->details, *to = evi_json_get(d, "to");
	const char *state;

	switch (full->type) {
	case EVI_EVENT_RECEIVED:
		add_word(out, ", ", text_at(d, "acceptance"), true);
		break;
	case EVI_EVENT_ACKNOWLEDGED:
		add_word(out, ", ", text_at(d, "result"), true);
		add_word(out, ", by ", text_at(d, "means"), true);
		add(out, ", as stated of ", text_at(evi_json_get(d, "by"),
		    "name"));
		break;
	case EVI_EVENT_CONDITION_CHANGED:
		add_word(out, ", ", text_at(d, "change"), true);
		break;
	case EVI_EVENT_CONSENT_GIVEN:
	case EVI_EVENT_CONSENT_REFUSED:
		state = text_at(to, "state");
		add_word(out, ", to ", state, evi_state_letters(state));
		add_time(out, ", until ", text_at(d, "until"));
		break;
	case EVI_EVENT_PRESERVATION_EXTENDED:
		add_time(out, ", until ", text_at(d, "ends"));
		break;
	case EVI_EVENT_CORRECTED:
		add(out, ", ", text_at(evi_json_get(d, "corrects"), "why"));
		new_fields(out, evi_json_get(d, "fields"));
		break;
	case EVI_EVENT_KEY_COMPROMISED:
		add_time(out, ", since ", text_at(d, "since"));
		break;
	case EVI_EVENT_ATTACHED:
		add_word(out, ", sha256 ", text_at(d, "sha256"), true);
		break;
	default:
		break;
	}
}

/* What he gave up was not the only one, whatever the event says. */
static void
taken_back(struct evi_buf *out, const struct evid_custody *c, uint32_t by)
{
	char hex[2 * EVI_SHA256_LEN + 1];

	if (by == EVI_NONE)
		return;
	evi_hex(c->events[by].digest, EVI_SHA256_LEN, hex);
	evi_buf_add_format(out, ", CORRECTED by %.*s%s: there was another "
	    "copy", SHOWN, hex, c->events[by].counts ? "" :
	    ", which is a claim");
}

static void
summary_of(struct evi_buf *out, const struct evid_custody *c, uint32_t event,
    const struct evi_event *full)
{
	static const struct {
		const char *key, *before;
	} worth[] = { { "reason", ", reason " },
		{ "reservation", ", reservation " },
		{ "name", ", name " }, { "copy", ", copy " } };
	const struct evi_json *d = full->details;
	bool truth;
	size_t i;

	add(out, ", condition ", text_at(d, "condition"));
	by_type(out, full);
	for (i = 0; i < sizeof(worth) / sizeof(worth[0]); i++)
		add(out, worth[i].before, text_at(d, worth[i].key));
	if (full->type == EVI_EVENT_RECEIVED)
		answers(out, evi_json_get(d, "conditions"));
	else if (full->type == EVI_EVENT_CONDITION_CHANGED)
		new_value(out, evi_json_get(d, "value"));
	if (evi_json_get_bool(d, "only", &truth) && truth)
		evi_buf_add_text(out, ", the only copy of this holder");
	taken_back(out, c, c->events[event].taken_back);
	if (evi_json_get_bool(evi_json_get(d, "container"), "intact",
	    &truth) && !truth)
		evi_buf_add_text(out, ", container NOT INTACT");
}

/* whom it was handed to, which key is the next, or is no more to be trusted */
static void
add_to(struct evi_buf *out, const struct evi_custody_event *e,
    const struct evi_party *to)
{
	if (to->name != NULL) {
		evi_buf_add_text(out, " to ");
		evi_party_text(out, to);
	} else if (e->type == EVI_EVENT_KEY_SUCCEEDED) {
		evi_view_key(out, " to ", e->ref);
	} else if (e->type == EVI_EVENT_KEY_COMPROMISED) {
		evi_view_key(out, " of ", e->ref);
	}
}

/* "[claim: by a stranger]"; of what counts, and has an effect, nothing */
static void
add_standing(struct evi_buf *out, const struct evid_custody *c, uint32_t i)
{
	const char *why = evi_custody_why(c, i);

	if (!c->events[i].counts || why != NULL)
		evi_buf_add_format(out, " [%s%s%s]", evi_view_standing(c, i),
		    why == NULL ? "" : ": ", why == NULL ? "" : why);
	if (c->events[i].sealed)
		evi_buf_add_text(out, " [sealed]");
	if (evi_custody_ahead(c, i))
		evi_buf_add_text(out, " [later than the instant judged]");
}

/* of what readers act on, what a correction does not change */
static void
add_idle(struct evi_buf *out, const struct evid_custody *c, uint32_t i,
    const struct evi_event *full)
{
	struct evi_idle idle;
	size_t place = 0;

	while (evi_idle_next(c, i, full->details, &place, &idle))
		evi_buf_add_format(out, " [without effect: \"%s\": %s]",
		    idle.key, idle.why);
}

enum evid_status
evi_view_event(struct evi_view *v, uint32_t i, const char *before,
    struct evid_error *err)
{
	const struct evi_custody_event *e = &v->c->events[i];
	char at[EVI_INSTANT_TEXT_CAP], hex[2 * EVI_SHA256_LEN + 1];
	struct evi_party to = { .name = NULL };	/* both owned here */
	struct evi_event full;
	enum evid_status status;
	size_t k;

	status = evi_custody_event_read(v->c, i, &full, err);
	if (status == EVID_OK && full.type == EVI_EVENT_HANDED_OVER)
		status = evi_custody_receiver(v->c, i, &full, &to, err);
	if (status == EVID_OK)
		status = evi_custody_mask(v->c, full.details, err);
	if (status != EVID_OK)
		goto out;
	evi_instant_people(e->at, at);
	evi_hex(e->digest, EVI_SHA256_LEN, hex);
	evi_buf_add_format(&v->text, "%s%.*s  %s  ", before, SHOWN, hex, at);
	add_word(&v->text, "", full.type_name, evi_event_who(full.type) !=
	    EVI_WHO_NOBODY);
	if (full.of_exhibit)
		evi_buf_add_format(&v->text, " (exhibit %s)", full.uid);
	add_to(&v->text, e, &to);
	summary_of(&v->text, v->c, i, &full);
	for (k = 0; k < e->n_answers; k++) {
		evi_hex(v->c->pool[e->answers + k], EVI_SHA256_LEN, hex);
		evi_buf_add_format(&v->text, "%s%.*s", k == 0 ?
		    ", answers " : " ", SHOWN, hex);
	}
	add_standing(&v->text, v->c, i);
	add_idle(&v->text, v->c, i, &full);
	evi_buf_add_byte(&v->text, '\n');
	status = evi_view_flush_some(v, err);
out:
	evi_party_free(&to);
	evi_event_free(&full);
	return status;
}
