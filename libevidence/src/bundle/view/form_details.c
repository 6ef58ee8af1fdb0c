/*
 * All that stands in the details of an event, so that nothing is left out: of
 * what is known, the cell and the words stand in the table below; the rest is
 * shown by its name.  What form_type.c has told is passed over.
 */
#include "bundle/view/form.h"

#include "base/text.h"

#include <string.h>

#define EACH_MAX 64			/* lines of one kind in a row */
#define VALUE_MAX 4096			/* bytes of a value */

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
	{ "mediaType", ANY, EVI_FORM_WHAT, "media type: " },
	{ "statement", ANY, EVI_FORM_WHAT, "the statement: " },
	{ "only", ANY, EVI_FORM_EVENT, "the only copy of this holder: " },

	{ "description", ANY, EVI_FORM_ITEM, "description: " },
	{ "maker", ANY, EVI_FORM_ITEM, "maker: " },
	{ "model", ANY, EVI_FORM_ITEM, "model: " },
	{ "serial", ANY, EVI_FORM_ITEM, "serial number: " },
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

struct walk {
	struct evi_form_row *row;
	enum evi_event_type type;
	bool known;			/* this pass tells what the table has;
					 * the next the rest */
	struct evi_buf path;
	uint64_t counts[N_TABLE + 1], left_out;
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

/* a value as it is, but cut where it is longer than anybody reads */
static void
add_value(struct evi_buf *out, const char *text)
{
	size_t len = strlen(text), cut = VALUE_MAX;

	if (len <= VALUE_MAX) {
		evi_buf_add_text(out, text);
		return;
	}
	while (cut > 0 && ((unsigned char)text[cut] & 0xc0) == 0x80)
		cut--;
	evi_buf_add(out, text, cut);
	evi_buf_add_format(out, " [cut here: the event has %zu bytes]", len);
}

static void
tell(struct walk *w, const char *value)
{
	const char *rest = "";
	size_t i = entry_of(w, &rest);
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */

	if ((i < N_TABLE) != w->known)
		return;
	if (w->counts[i]++ >= EACH_MAX) {
		w->left_out++;
		return;
	}
	if (i == N_TABLE)
		rest = evi_buf_text(&w->path);
	if (*rest != '\0')
		evi_buf_add_format(&text, "%s = ", rest);
	add_value(&text, value);
	evi_form_add(w->row, i == N_TABLE ? EVI_FORM_WHAT : table[i].cell,
	    i == N_TABLE ? "also stated: " : table[i].label,
	    evi_buf_text(&text));
	w->left_out += text.failed;
	evi_buf_free(&text);
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

static void
tell_text(struct walk *w, const struct evi_json *value)
{
	const char *lang = "", *text = "", *status = "";
	struct evi_buf out = EVI_BUF_INIT;	/* owned here */

	(void)evi_json_get_string(value, "lang", &lang);
	(void)evi_json_get_string(value, "text", &text);
	(void)evi_json_get_string(value, "status", &status);
	evi_buf_add_text(&out, text);
	if (*lang != '\0' || *status != '\0')
		evi_buf_add_format(&out, " (%s%s%s)", lang, *lang != '\0' &&
		    *status != '\0' ? ", " : "", status);
	tell(w, evi_buf_text(&out));
	evi_buf_free(&out);
}

/* "Sgt. Kim, Unit 3, KZ, badge 17" */
static const struct {
	const char *key, *before;
} parts[] = { { "rank", "" }, { "name", "" }, { "latin", "in Latin letters " },
	{ "script", "script " }, { "unit", "" }, { "organization", "" },
	{ "state", "" }, { "badge", "badge " }, { "identity", "identity " },
	{ "telephone", "telephone " }, { "signature", "signature: " },
	{ "keyid", "key " } };

#define N_PARTS (sizeof(parts) / sizeof(parts[0]))

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

static void
tell_person(struct walk *w, const struct evi_json *p)
{
	struct evi_buf out = EVI_BUF_INIT;	/* owned here */
	const char *text;
	size_t i;

	for (i = 0; i < N_PARTS; i++)
		if (evi_json_get_string(p, parts[i].key, &text) &&
		    *text != '\0')
			evi_buf_add_format(&out, "%s%s%s", out.len > 0 ? ", " :
			    "", parts[i].before, text);
	tell(w, evi_buf_text(&out));
	evi_buf_free(&out);
}

/* is it a member of a person, which tell_person() tells? */
static bool
is_part(const char *key, const struct evi_json *value)
{
	size_t i;

	for (i = 0; i < N_PARTS; i++)
		if (strcmp(key, parts[i].key) == 0)
			return evi_json_type(value) == EVI_JSON_STRING;
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
		if (person && is_part(key, member))
			continue;
		add_key(&w->path, key);
		walk(w, member);
		if (w->path.failed)
			break;
		w->path.len = len;
		w->path.data[len] = '\0';
	}
}

static void
walk(struct walk *w, const struct evi_json *value)
{
	const char *text, *rest;
	size_t known = entry_of(w, &rest), i;
	struct evi_buf out = EVI_BUF_INIT;	/* owned here */

	if (known < N_TABLE && table[known].label == NULL)
		return;
	switch (evi_json_type(value)) {
	case EVI_JSON_OBJECT:
		if (is_person(w)) {
			tell_person(w, value);
			walk_object(w, value, true);
		} else if (is_text(value)) {
			tell_text(w, value);
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
		tell(w, text);
		break;
	case EVI_JSON_BOOL:
		evi_json_write(&out, value);
		tell(w, strcmp(evi_buf_text(&out), "true") == 0 ? "yes" :
		    strcmp(evi_buf_text(&w->path), "container.intact") == 0 ?
		    "NO" : "no");
		break;
	default:
		evi_json_write(&out, value);
		tell(w, evi_buf_text(&out));
		break;
	}
	evi_buf_free(&out);
}

void
evi_form_details(const struct evi_event *full, struct evi_form_row *row)
{
	struct walk w = { .row = row, .type = full->type, .known = true,
		.path = EVI_BUF_INIT };		/* owned here */

	walk_object(&w, full->details, false);
	w.known = false;
	walk_object(&w, full->details, false);
	if (w.left_out > 0)
		evi_form_add_format(row, EVI_FORM_WHAT, "", "and %llu more "
		    "details, not shown here: evid-custody list --json has "
		    "them", (unsigned long long)w.left_out);
	evi_buf_free(&w.path);
}
