/*
 * What stands in an event's details beside what machines act on, as
 * custody-event.schema.json has it: whoever signs states it so.  A reader
 * takes it as it is (docs/format.md, 9.3), so this is asked before signing
 * alone.
 *
 *	Text = string, Texts = [{lang, text, status}], Person = {name, ...}
 */
#include "record/event.h"
#include "base/text.h"
#include "record/case_parts.h"
#include "record/field.h"

#include <string.h>

enum form {
	TEXT, WORDS,			/* a string; one that says something */
	TEXTS, TEXT_OR_TEXTS,		/* in one or more languages */
	CHOICE,				/* one of the values */
	FLAG, DIGEST, STATE,
	OBJECT				/* of the keys */
};

struct keys;

struct key {
	const char *name;
	enum form form;
	bool list, required;
	const struct keys *keys;
	const char *const *values;
};

struct keys {
	const struct key *items;
	size_t n;
};

#define KEYS(table) { table, sizeof(table) / sizeof((table)[0]) }
#define PLAIN(name, form) { name, form, false, false, NULL, NULL }
#define OF(name, keys) { name, OBJECT, false, false, &(keys), NULL }

static const char *const statuses[] = { "original", "official", "sworn",
	"unofficial", "machine", NULL };
static const struct key texts_table[] = {
	{ "text", WORDS, false, true, NULL, NULL },
	PLAIN("lang", TEXT),
	{ "status", CHOICE, false, false, NULL, statuses },
};
static const struct keys texts = KEYS(texts_table);

static const struct key scan_table[] = {
	{ "sha256", DIGEST, false, true, NULL, NULL },
};
static const struct keys scan = KEYS(scan_table);

static const char *const signatures[] = { "digital", "ink",
	"national-e-signature", "none", NULL };
static const struct key person_table[] = {
	{ "name", WORDS, false, true, NULL, NULL },
	PLAIN("script", TEXT), PLAIN("latin", TEXT), PLAIN("rank", TEXT),
	PLAIN("badge", TEXT), PLAIN("unit", TEXT),
	PLAIN("organization", TEXT), PLAIN("state", TEXT),
	PLAIN("identity", TEXT), PLAIN("telephone", TEXT),
	{ "signature", CHOICE, false, false, NULL, signatures },
	PLAIN("keyid", DIGEST), OF("scan", scan),
};
static const struct keys person = KEYS(person_table);

static const struct key authority_table[] = { PLAIN("kind", TEXT),
	PLAIN("number", TEXT), PLAIN("issuer", TEXT) };
static const struct keys authority = KEYS(authority_table);
static const struct key place_table[] = { PLAIN("address", TEXT),
	PLAIN("room", TEXT) };
static const struct keys place = KEYS(place_table);
static const struct key storage_table[] = { PLAIN("location", TEXT),
	PLAIN("locker", TEXT), { "access", TEXT, true, false, NULL, NULL } };
static const struct keys storage = KEYS(storage_table);
static const struct key medium_table[] = { PLAIN("kind", TEXT),
	PLAIN("serial", TEXT), PLAIN("capacity", TEXT),
	PLAIN("encrypted", FLAG) };
static const struct keys medium = KEYS(medium_table);
static const struct key container_table[] = { PLAIN("bag", TEXT),
	PLAIN("oldSeal", TEXT), PLAIN("newSeal", TEXT),
	PLAIN("intact", FLAG) };
static const struct keys container = KEYS(container_table);
static const struct key action_table[] = { PLAIN("tool", TEXT),
	PLAIN("version", TEXT), PLAIN("input", TEXT), PLAIN("output", TEXT) };
static const struct keys action = KEYS(action_table);
static const struct key disposal_table[] = { PLAIN("authority", TEXT),
	PLAIN("method", TEXT), PLAIN("witness", TEXT) };
static const struct keys disposal = KEYS(disposal_table);

static const struct key seizure_table[] = { PLAIN("record", TEXT) };
static const struct keys seizure = KEYS(seizure_table);
static const struct key bag_table[] = { PLAIN("sealNumber", TEXT),
	PLAIN("condition", TEXT) };
static const struct keys bag = KEYS(bag_table);

static const char *const methods[] = { "hand", "courier", "pouch", "post",
	"upload", "email", "internal", NULL };
static const struct key common_table[] = {
	PLAIN("description", TEXTS),
	PLAIN("maker", TEXT),
	PLAIN("model", TEXT),
	PLAIN("serial", TEXT),
	{ "imei", TEXT, true, false, NULL, NULL },
	PLAIN("quantity", TEXT),
	{ "exhibits", TEXT, true, false, NULL, NULL },
	PLAIN("copy", TEXT),
	PLAIN("copies", TEXT),
	PLAIN("purpose", TEXT_OR_TEXTS),
	OF("authority", authority),
	OF("seizure", seizure),
	OF("releasedBy", person),
	OF("receivedBy", person),
	{ "witnesses", OBJECT, true, false, &person, NULL },
	OF("interpreter", person),
	OF("place", place),
	OF("storage", storage),
	{ "method", CHOICE, false, false, NULL, methods },
	PLAIN("carrier", TEXT),
	PLAIN("tracking", TEXT),
	OF("medium", medium),
	{ "volumes", TEXT, true, false, NULL, NULL },
	PLAIN("fileSha256", DIGEST),
	OF("container", container),
	OF("bag", bag),
	OF("action", action),
	OF("disposal", disposal),
};
static const struct keys common = KEYS(common_table);

/* of any event but a consent, whose `to` is a State */
static const struct key moved_table[] = { PLAIN("from", TEXT),
	PLAIN("to", TEXT) };
static const struct keys moved = KEYS(moved_table);
/* of any event but one on a condition of the case, which `condition` names */
static const struct key state_table[] = { PLAIN("before", TEXT_OR_TEXTS),
	PLAIN("after", TEXT_OR_TEXTS), PLAIN("changes", TEXT_OR_TEXTS),
	PLAIN("why", TEXT_OR_TEXTS) };
static const struct keys state = KEYS(state_table);
static const struct key found_table[] = { OF("condition", state) };
static const struct keys found = KEYS(found_table);

static const struct key to_table[] = {
	{ "state", STATE, false, true, NULL, NULL },
};
static const struct keys to = KEYS(to_table);
static const struct key consent_table[] = {
	{ "to", OBJECT, false, true, &to, NULL },
	PLAIN("scope", TEXT_OR_TEXTS), PLAIN("until", TEXT),
};
static const struct keys consent_keys = KEYS(consent_table);
static const struct key acknowledged_table[] = { OF("by", person),
	OF("scan", scan) };
static const struct keys acknowledged = KEYS(acknowledged_table);

static const struct key preserved_table[] = {
	{ "items", TEXT, true, false, NULL, NULL },
	PLAIN("ends", TEXT),
};
static const struct keys preserved = KEYS(preserved_table);

static const struct keys *
keys_of(enum evi_event_type type)
{
	switch (type) {
	case EVI_EVENT_CONSENT_GIVEN:
	case EVI_EVENT_CONSENT_REFUSED:
		return &consent_keys;
	case EVI_EVENT_ACKNOWLEDGED:
		return &acknowledged;
	case EVI_EVENT_PRESERVATION_EFFECTED:
	case EVI_EVENT_PRESERVATION_EXTENDED:
	case EVI_EVENT_PRESERVATION_RELEASED:
		return &preserved;
	default:
		return NULL;
	}
}

static const struct key *
key_named(const struct keys *keys, const char *name, size_t len)
{
	for (size_t i = 0; keys != NULL && i < keys->n; i++)
		if (strncmp(keys->items[i].name, name, len) == 0 &&
		    keys->items[i].name[len] == '\0')
			return &keys->items[i];
	return NULL;
}

static bool
names_text(const struct keys *keys, const char *path)
{
	for (;;) {
		size_t len = strcspn(path, ".");
		const struct key *key = key_named(keys, path, len);

		if (key == NULL || key->list)
			return false;
		if (path[len] == '\0')
			return key->form == TEXT || key->form == WORDS ||
			    key->form == TEXT_OR_TEXTS;
		keys = key->keys;
		path += len + 1;
	}
}

bool
evi_event_field_is_text(const char *path)
{
	const struct keys *const all[] = { &common, &moved, &found,
		&consent_keys, &preserved, &acknowledged };

	if (strncmp(path, "fields.", 7) == 0)	/* as a correction has it */
		path += 7;
	/* ids and words that machines act on */
	if (strcmp(path, "condition") == 0 ||
	    strcmp(path, "corrects.why") == 0)
		return true;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (names_text(all[i], path))
			return true;
	return false;
}

struct walk {
	struct evi_buf path, why, hint;
};

static bool value(struct walk *w, const struct key *key,
    const struct evi_json *json);

static void
list_names(struct evi_buf *out, const char *before, size_t i, size_t n,
    const char *name)
{
	evi_buf_add_format(out, "%s%s%s", i == 0 ? "" : i + 1 == n ?
	    " or " : ", ", before, name);
}

/* what is to be written there */
static void
hint_of(struct walk *w, const struct key *key)
{
	const char *path = evi_buf_text(&w->path);
	size_t i, n = 0;

	switch (key->form) {
	case TEXT:
	case WORDS:
		evi_buf_add_format(&w->hint, key->list ? "write a list of "
		    "texts: --set '%s=[\"...\"]'" : "write a text; one that "
		    "could be JSON stands between quotes: --set "
		    "'%s=\"17\"'", path);
		break;
	case CHOICE:
		while (key->values[n] != NULL)
			n++;
		evi_buf_add_text(&w->hint, "write ");
		for (i = 0; i < n; i++)
			list_names(&w->hint, "", i, n, key->values[i]);
		break;
	case TEXTS:
	case TEXT_OR_TEXTS:
		evi_buf_add_format(&w->hint, "write it in one or more "
		    "languages: --set '%s=[{\"lang\":\"en\","
		    "\"text\":\"...\"}]'", path);
		break;
	case FLAG:
		evi_buf_add_format(&w->hint, "write true or false: --set "
		    "%s=true", path);
		break;
	case DIGEST:
		evi_buf_add_text(&w->hint, "write a SHA-256, 64 hex digits in "
		    "lower case");
		break;
	case STATE:
		evi_buf_add_text(&w->hint, "write a State such as KZ, or "
		    "org:NAME");
		break;
	case OBJECT:
		evi_buf_add_text(&w->hint, key->list ? "write a list of "
		    "objects with " : "set what it has, such as ");
		for (i = 0; i < key->keys->n && i < 4; i++)
			evi_buf_add_format(&w->hint, "%s%s%s%s",
			    i == 0 ? "" : ", ", key->list ? "" : path,
			    key->list ? "" : ".", key->keys->items[i].name);
		break;
	}
}

static const char *
name_of(const struct key *key)
{
	static const char *const names[] = {
		[TEXT] = "a text", [WORDS] = "a text that says something",
		[TEXTS] = "a text in one or more languages",
		[TEXT_OR_TEXTS] = "a text, nor one in several languages",
		[CHOICE] = "one of the words for it",
		[FLAG] = "true or false", [DIGEST] = "a SHA-256",
		[STATE] = "a State", [OBJECT] = "an object",
	};

	return key->list ? key->form == OBJECT ? "a list of objects" :
	    "a list of texts" : names[key->form];
}

/* false, with what is wrong where it stands */
static bool
wrong(struct walk *w, const struct key *key, bool there)
{
	if (w->why.len > 0)
		return false;			/* told further in */
	evi_buf_add_format(&w->why, "`details.%s` is %s%s",
	    evi_buf_text(&w->path), there ? "not " : "not there: it is ",
	    name_of(key));
	hint_of(w, key);
	return false;
}

static size_t
enter(struct walk *w, const char *name)
{
	size_t len = w->path.len;

	evi_buf_add_format(&w->path, "%s%s", len > 0 ? "." : "", name);
	return len;
}

static bool
object(struct walk *w, const struct keys *keys, const struct evi_json *json)
{
	bool good = true;
	size_t i;

	for (i = 0; i < keys->n && good; i++) {
		const struct key *key = &keys->items[i];
		const struct evi_json *at = evi_json_get(json, key->name);
		size_t len = enter(w, key->name);

		if (at != NULL)
			good = value(w, key, at);
		else if (key->required)
			good = wrong(w, key, false);
		evi_buf_cut(&w->path, len);
	}
	return good;
}

static bool
is_digest(const char *text)
{
	uint8_t digest[EVI_SHA256_LEN];

	return evi_unhex(text, strlen(text), digest, sizeof(digest));
}

static bool
text_good(const struct key *key, const char *text)
{
	switch (key->form) {
	case TEXT:
	case TEXT_OR_TEXTS:
		return true;
	case WORDS:
		return *text != '\0';
	case CHOICE:
		return evi_case_among(text, key->values);
	case DIGEST:
		return is_digest(text);
	case STATE:
		return evi_state_good(text);
	default:
		return false;
	}
}

/* each of a list; where it is not to be empty, at least one */
static bool
each(struct walk *w, const struct key *key, const struct evi_json *json,
    bool some)
{
	size_t n = evi_json_count(json), i;
	bool good = evi_json_type(json) == EVI_JSON_ARRAY && (n > 0 || !some);

	for (i = 0; i < n && good; i++) {
		size_t len = w->path.len;

		evi_buf_add_format(&w->path, "[%zu]", i);
		good = value(w, key, evi_json_at(json, i));
		evi_buf_cut(&w->path, len);
	}
	return good;
}

static bool
value(struct walk *w, const struct key *key, const struct evi_json *json)
{
	static const struct key text = OF("text", texts);
	struct key one = *key;
	const char *words;
	bool good;

	one.list = false;
	if (key->list)
		good = each(w, &one, json, false);
	else if (evi_json_string(json, &words))
		good = text_good(key, words);
	else if (key->form == TEXTS || key->form == TEXT_OR_TEXTS)
		good = each(w, &text, json, true);
	else if (key->form == FLAG)
		good = evi_json_type(json) == EVI_JSON_BOOL;
	else if (key->form == OBJECT)
		good = evi_json_type(json) == EVI_JSON_OBJECT &&
		    object(w, key->keys, json);
	else
		good = false;
	return good || wrong(w, key, true);
}

enum evid_status
evi_event_fields_check(const struct evi_event *e, struct evid_error *err)
{
	struct walk w = { EVI_BUF_INIT, EVI_BUF_INIT, EVI_BUF_INIT };
						/* owned here */
	const struct keys *own = keys_of(e->type);
	bool consent = own == &consent_keys;
	bool named = consent || e->type == EVI_EVENT_CONDITION_CHANGED;
	enum evid_status status = EVID_OK;

	if (!object(&w, &common, e->details) ||
	    (!consent && !object(&w, &moved, e->details)) ||
	    (!named && !object(&w, &found, e->details)) ||
	    (own != NULL && !object(&w, own, e->details))) {
		status = evi_fail(err, EVID_ERR_ARGUMENT, "%s: %s",
		    e->type_name, evi_buf_text(&w.why));
		evi_hint(err, "%s", evi_buf_text(&w.hint));
	}
	if (w.path.failed || w.why.failed || w.hint.failed)
		status = evi_fail_memory(err);
	evi_buf_free(&w.path);
	evi_buf_free(&w.why);
	evi_buf_free(&w.hint);
	return status;
}
