/*
 * All that stands in the details of an event, so that nothing is left out: of
 * what is known, the cell and the words stand in the table below; the rest is
 * shown by its name.  What form_type.c has told is passed over.
 */
#include "bundle/view/form.h"

#include "base/text.h"
#include "record/case_parts.h"
#include "record/field.h"

#include <string.h>

#define KEY_MAX 256			/* bytes of a name of a value */

#define ANY EVI_EVENT_UNKNOWN

/*
 * A path "place.room" is a value; with ".*" also what is below, by its name.
 * Label NULL: told elsewhere, with all that is below.
 */
static const struct {
	const char *path;
	enum evi_event_type type;	/* or ANY */
	enum evi_form_cell cell;
	const char *label;
} table[] = {
	{ "receiver", EVI_EVENT_HANDED_OVER, EVI_FORM_WHAT, NULL },
	{ "files", EVI_EVENT_HANDED_OVER, EVI_FORM_WHAT, NULL },
	{ "conditions", EVI_EVENT_HANDED_OVER, EVI_FORM_WHAT, NULL },
	{ "heads", EVI_EVENT_HANDED_OVER, EVI_FORM_WHAT, NULL },
	{ "files", EVI_EVENT_RECEIVED, EVI_FORM_WHAT, NULL },
	{ "conditions", EVI_EVENT_RECEIVED, EVI_FORM_WHAT, NULL },
	{ "heads", EVI_EVENT_RECEIVED, EVI_FORM_WHAT, NULL },
	{ "verdict", EVI_EVENT_RECEIVED, EVI_FORM_WHAT, NULL },
	{ "newKey", EVI_EVENT_KEY_SUCCEEDED, EVI_FORM_WHAT, NULL },
	{ "keyid", EVI_EVENT_KEY_COMPROMISED, EVI_FORM_WHAT, NULL },
	{ "name", EVI_EVENT_ATTACHED, EVI_FORM_WHAT, NULL },
	{ "size", EVI_EVENT_ATTACHED, EVI_FORM_WHAT, NULL },
	{ "sha256", EVI_EVENT_ATTACHED, EVI_FORM_WHAT, NULL },
	{ "corrects.event", EVI_EVENT_CORRECTED, EVI_FORM_WHAT, NULL },

	{ "acceptance", EVI_EVENT_RECEIVED, EVI_FORM_EVENT, "" },
	{ "reservation", EVI_EVENT_RECEIVED, EVI_FORM_WHAT,
	    "the reservation: " },
	{ "reason", ANY, EVI_FORM_WHAT, "the reason: " },
	{ "result", EVI_EVENT_ACKNOWLEDGED, EVI_FORM_EVENT, "the answer: " },
	{ "means", EVI_EVENT_ACKNOWLEDGED, EVI_FORM_WHAT,
	    "the answer came by " },
	{ "by", EVI_EVENT_ACKNOWLEDGED, EVI_FORM_WHAT,
	    "who answered, as stated: " },
	{ "scan.sha256", EVI_EVENT_ACKNOWLEDGED, EVI_FORM_WHAT,
	    "the scan of it: sha256 " },
	{ "change", EVI_EVENT_CONDITION_CHANGED, EVI_FORM_EVENT, "" },
	{ "condition", ANY, EVI_FORM_EVENT, "condition: " },
	{ "condition.before", ANY, EVI_FORM_WHAT, "its condition before: " },
	{ "condition.after", ANY, EVI_FORM_WHAT, "its condition after: " },
	{ "condition.changes", ANY, EVI_FORM_WHAT, "what changed in it: " },
	{ "condition.why", ANY, EVI_FORM_WHAT, "why it changed: " },
	{ "value.*", EVI_EVENT_CONDITION_CHANGED, EVI_FORM_WHAT,
	    "the condition as it is to be: " },
	{ "to.state", EVI_EVENT_CONSENT_GIVEN, EVI_FORM_EVENT,
	    "consent to: " },
	{ "to.state", EVI_EVENT_CONSENT_REFUSED, EVI_FORM_EVENT,
	    "no consent to: " },
	{ "scope", ANY, EVI_FORM_WHAT, "for: " },
	{ "until", ANY, EVI_FORM_WHAT, "until: " },
	{ "corrects.why", EVI_EVENT_CORRECTED, EVI_FORM_WHAT, "why: " },
	{ "fields.*", EVI_EVENT_CORRECTED, EVI_FORM_WHAT,
	    "it is to read: " },
	{ "since", ANY, EVI_FORM_WHAT, "since: " },
	{ "ends", EVI_EVENT_PRESERVATION_EXTENDED, EVI_FORM_EVENT,
	    "until: " },
	{ "mediaType", ANY, EVI_FORM_WHAT, "media type: " },
	{ "statement", ANY, EVI_FORM_WHAT, "the statement: " },
	{ "only", ANY, EVI_FORM_EVENT, "the only copy of this holder: " },

	{ "description", ANY, EVI_FORM_ITEM, "description: " },
	{ "maker", ANY, EVI_FORM_ITEM, "maker: " },
	{ "model", ANY, EVI_FORM_ITEM, "model: " },
	{ "serial", ANY, EVI_FORM_ITEM, "serial number: " },
	{ "imei", ANY, EVI_FORM_ITEM, "IMEI: " },
	{ "quantity", ANY, EVI_FORM_ITEM, "quantity: " },
	{ "seizure.record", ANY, EVI_FORM_ITEM, "seizure record: " },
	{ "exhibits", ANY, EVI_FORM_ITEM, "exhibit: " },
	{ "copy", ANY, EVI_FORM_ITEM, "copy: " },
	{ "copies", ANY, EVI_FORM_ITEM, "copies: " },
	{ "purpose", ANY, EVI_FORM_PURPOSE, "" },
	{ "authority.kind", ANY, EVI_FORM_PURPOSE, "authority: " },
	{ "authority.number", ANY, EVI_FORM_PURPOSE, "its number: " },
	{ "authority.issuer", ANY, EVI_FORM_PURPOSE, "by whom: " },
	{ "releasedBy", ANY, EVI_FORM_RELEASED,
	    "by hand of, as stated by the signer: " },
	{ "receivedBy", ANY, EVI_FORM_RECEIVED,
	    "by hand of, as stated by the signer: " },
	{ "witnesses", ANY, EVI_FORM_WHAT, "witness, as stated: " },
	{ "interpreter", ANY, EVI_FORM_WHAT, "interpreter, as stated: " },
	{ "place.address", ANY, EVI_FORM_PLACE, "at " },
	{ "place.room", ANY, EVI_FORM_PLACE, "room " },
	{ "place", ANY, EVI_FORM_PLACE, "at " },
	{ "storage.location", ANY, EVI_FORM_PLACE, "stored: " },
	{ "storage.locker", ANY, EVI_FORM_PLACE, "locker " },
	{ "storage.access", ANY, EVI_FORM_PLACE, "access: " },
	{ "from", ANY, EVI_FORM_PLACE, "from " },
	{ "to", ANY, EVI_FORM_PLACE, "to " },
	{ "method", ANY, EVI_FORM_PLACE, "by " },
	{ "carrier", ANY, EVI_FORM_PLACE, "carrier " },
	{ "tracking", ANY, EVI_FORM_PLACE, "tracking " },
	{ "container.bag", ANY, EVI_FORM_SEALS, "bag " },
	{ "container.oldSeal", ANY, EVI_FORM_SEALS, "old seal " },
	{ "container.newSeal", ANY, EVI_FORM_SEALS, "new seal " },
	{ "container.intact", ANY, EVI_FORM_SEALS, "container intact: " },
	{ "bag.sealNumber", ANY, EVI_FORM_SEALS, "bag " },
	{ "bag.condition", ANY, EVI_FORM_SEALS, "its condition: " },
	{ "medium.kind", ANY, EVI_FORM_WHAT, "medium: " },
	{ "medium.serial", ANY, EVI_FORM_WHAT, "its serial number: " },
	{ "medium.capacity", ANY, EVI_FORM_WHAT, "its capacity: " },
	{ "medium.encrypted", ANY, EVI_FORM_WHAT, "it is encrypted: " },
	{ "volumes", ANY, EVI_FORM_WHAT, "volume: " },
	{ "fileSha256", ANY, EVI_FORM_WHAT, "the file: sha256 " },
	{ "action.tool", ANY, EVI_FORM_WHAT, "tool: " },
	{ "action.version", ANY, EVI_FORM_WHAT, "its version: " },
	{ "action.input", ANY, EVI_FORM_WHAT, "what went in: " },
	{ "action.output", ANY, EVI_FORM_WHAT, "what came out: " },
	{ "disposal.authority", ANY, EVI_FORM_WHAT, "disposal, by order of: " },
	{ "disposal.method", ANY, EVI_FORM_WHAT, "disposal, how: " },
	{ "disposal.witness", ANY, EVI_FORM_WHAT,
	    "disposal, witness as stated: " },
};

#define N_TABLE (sizeof(table) / sizeof(table[0]))

/* what stands without quotes: a word that format.md, 9.3, has for the key, a
 * State of two letters, a time */
static const struct {
	const char *path;
	enum evi_event_type type;	/* or ANY */
	enum { WORD, STATE, TIME } of;
} vocabulary[] = {
	{ "acceptance", EVI_EVENT_RECEIVED, WORD },
	{ "result", EVI_EVENT_ACKNOWLEDGED, WORD },
	{ "means", EVI_EVENT_ACKNOWLEDGED, WORD },
	{ "scan.sha256", EVI_EVENT_ACKNOWLEDGED, WORD },
	{ "change", EVI_EVENT_CONDITION_CHANGED, WORD },
	{ "to.state", EVI_EVENT_CONSENT_GIVEN, STATE },
	{ "to.state", EVI_EVENT_CONSENT_REFUSED, STATE },
	{ "until", ANY, TIME },
	{ "since", ANY, TIME },
	{ "ends", EVI_EVENT_PRESERVATION_EXTENDED, TIME },
};

#define N_VOCABULARY (sizeof(vocabulary) / sizeof(vocabulary[0]))

struct walk {
	struct evi_form_row *row;
	enum evi_event_type type;
	bool known;			/* this pass tells what the table has;
					 * the next the rest */
	struct evi_buf path;
	uint64_t counts[N_TABLE + 1];
};

/* the entry for a path: itself, or, with ".*", what is below; N_TABLE if there
 * is none.  *rest_out: the path below */
static size_t
entry_of(const struct walk *w, const char **rest_out)
{
	const char *path = evi_buf_text(&w->path);
	size_t i;

	for (i = 0; i < N_TABLE; i++) {
		size_t len = strlen(table[i].path);
		bool below = len > 2 && table[i].path[len - 1] == '*';

		if (table[i].type != ANY && table[i].type != w->type)
			continue;
		*rest_out = "";
		if (!below && strcmp(path, table[i].path) == 0)
			return i;
		if (below && strncmp(path, table[i].path, len - 1) == 0) {
			*rest_out = path + len - 1;
			return i;
		}
	}
	return N_TABLE;
}

static bool
is_word(const struct walk *w, const char *text)
{
	const char *path = evi_buf_text(&w->path);
	struct evi_instant end;
	size_t i;

	for (i = 0; i < N_VOCABULARY; i++) {
		if (strcmp(path, vocabulary[i].path) != 0 ||
		    (vocabulary[i].type != ANY &&
		    vocabulary[i].type != w->type))
			continue;
		return vocabulary[i].of == WORD ||
		    (vocabulary[i].of == STATE ? evi_state_letters(text) :
		    evi_case_time(text, true, &end, NULL));
	}
	return false;
}

/* What an event comes to, in its first cell, is not to be pushed out of the
 * row by what else it states. */
static void
put(struct walk *w, size_t i, struct evi_buf *text)
{
	if (i == N_TABLE)
		evi_form_put_stated(w->row, EVI_FORM_WHAT, "also stated: ",
		    text);
	else if (table[i].cell == EVI_FORM_EVENT && w->counts[i] == 1)
		evi_form_put(w->row, table[i].cell, table[i].label, text);
	else
		evi_form_put_stated(w->row, table[i].cell, table[i].label,
		    text);
}

/* @value: escaped, and quoted where it is to be; it is used up */
static void
tell(struct walk *w, struct evi_buf *value)
{
	const char *rest = "";
	size_t i = entry_of(w, &rest);
	struct evi_buf text = EVI_BUF_INIT;	/* used up below */

	if ((i < N_TABLE) != w->known) {
		evi_buf_free(value);
		return;
	}
	if (w->counts[i]++ >= EVI_FORM_EACH) {
		evi_form_leave(w->row, value);
		return;
	}
	if (i == N_TABLE)
		rest = evi_buf_text(&w->path);
	if (*rest != '\0') {
		evi_text_stated_cut(&text, rest, KEY_MAX, "event");
		evi_buf_add_text(&text, " = ");
	}
	evi_buf_add(&text, evi_buf_text(value), value->len);
	text.failed |= value->failed;
	evi_buf_free(value);
	put(w, i, &text);
}

static bool
is_person(const struct walk *w)
{
	static const char *const who[] = { "releasedBy", "receivedBy",
		"witnesses", "interpreter", "by" };
	const char *path = evi_buf_text(&w->path), *rest;
	size_t i;

	for (i = 0; i < sizeof(who) / sizeof(who[0]); i++)
		if (strcmp(path, who[i]) == 0)
			return entry_of(w, &rest) < N_TABLE;
	return false;
}

/* A key with a dot in it must not look like two. */
static void
add_key(struct evi_buf *path, const char *key)
{
	if (path->len > 0)
		evi_buf_add_byte(path, '.');
	if (*key == '\0' || strpbrk(key, ".*") != NULL)
		evi_json_write_string(path, key, strlen(key));
	else
		evi_buf_add_text(path, key);
}

static void walk(struct walk *w, const struct evi_json *value);

/* @person: but for what is told of a person */
static void
walk_object(struct walk *w, const struct evi_json *value, bool person)
{
	size_t len = w->path.len;
	struct evi_json *member;
	void *place = NULL;
	const char *key;

	while (evi_json_next(value, &place, &key, &member)) {
		if (person && evi_form_is_part(key, member))
			continue;
		add_key(&w->path, key);
		walk(w, member);
		if (w->path.failed)
			break;
		evi_buf_cut(&w->path, len);
	}
}

/* That there is none is stated, too. */
static bool
is_empty(const struct evi_json *value)
{
	enum evi_json_type type = evi_json_type(value);

	return (type == EVI_JSON_OBJECT || type == EVI_JSON_ARRAY) &&
	    evi_json_count(value) == 0;
}

static void
walk(struct walk *w, const struct evi_json *value)
{
	const char *text, *rest;
	size_t known = entry_of(w, &rest), i;
	bool truth;
	struct evi_buf out = EVI_BUF_INIT;	/* used up by tell */

	if (known < N_TABLE && table[known].label == NULL)
		return;
	if (is_empty(value)) {
		evi_json_write(&out, value);
		tell(w, &out);
		return;
	}
	switch (evi_json_type(value)) {
	case EVI_JSON_OBJECT:
		if (is_person(w)) {
			evi_form_person(&out, value, "event");
			if (out.len == 0)
				evi_text_stated(&out, "");
			tell(w, &out);
			walk_object(w, value, true);
		} else if (evi_form_text(&out, value, "event")) {
			tell(w, &out);
		} else {
			walk_object(w, value, false);
		}
		break;
	case EVI_JSON_ARRAY:
		for (i = 0; i < evi_json_count(value); i++)
			walk(w, evi_json_at(value, i));
		break;
	case EVI_JSON_STRING:
		(void)evi_json_string(value, &text);
		if (is_word(w, text))
			evi_buf_add_text(&out, text);
		else
			evi_form_words(&out, text, "event");
		tell(w, &out);
		break;
	case EVI_JSON_BOOL:
		evi_json_write(&out, value);
		truth = strcmp(evi_buf_text(&out), "true") == 0;
		evi_buf_free(&out);
		evi_buf_add_text(&out, truth ? "yes" :
		    strcmp(evi_buf_text(&w->path), "container.intact") == 0 ?
		    "NO" : "no");
		tell(w, &out);
		break;
	default:
		evi_json_write(&out, value);
		tell(w, &out);
		break;
	}
}

void
evi_form_details(const struct evi_event *full, struct evi_form_row *row)
{
	struct walk w = { .row = row, .type = full->type, .known = true,
		.path = EVI_BUF_INIT };		/* owned here */

	walk_object(&w, full->details, false);
	w.known = false;
	walk_object(&w, full->details, false);
	evi_buf_free(&w.path);
}
