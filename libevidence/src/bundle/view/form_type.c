/*
 * What an event of its type says: to whom, which files, under which
 * conditions, with which answers, which event it corrects, which key is the
 * next.  What any event may say beside is form_details.c's.
 */
#include "bundle/view/form.h"

#include "base/text.h"
#include "record/number.h"

#include <string.h>

#define FILES_SHOWN 8
#define CHANGES_SHOWN 64
#define ANSWERS_SHOWN 256

void
evi_form_event(struct evi_form_row *row, const struct evid_custody *c,
    enum evi_form_cell cell, const char *label,
    const uint8_t digest[EVI_SHA256_LEN])
{
	char hex[2 * EVI_SHA256_LEN + 1];
	uint32_t i = evi_custody_find(c, digest);

	evi_hex(digest, EVI_SHA256_LEN, hex);
	if (i == EVI_NONE)
		evi_form_add_format(row, cell, label, "event %s, which is not "
		    "in this log", hex);
	else
		evi_form_add_format(row, cell, label, "row %lu, event %.12s",
		    (unsigned long)i + 1, hex);
}

static void
file(struct evi_form_row *row, const char *label, const struct evi_json *one)
{
	struct evi_buf text = EVI_BUF_INIT;	/* used up by evi_form_put */
	const char *name = "", *digest = "";
	uint64_t size = 0;

	(void)evi_json_get_string(one, "name", &name);
	(void)evi_json_get_string(one, "sha256", &digest);
	(void)evi_json_get_u64(one, "size", &size);
	evi_buf_add_format(&text, "sha256 %s, %llu bytes, ", digest,
	    (unsigned long long)size);
	evi_form_words(&text, name, "event");
	evi_form_put(row, EVI_FORM_WHAT, label, &text);
}

static void
files(struct evi_form_row *row, const struct evi_event *full)
{
	const struct evi_json *list = evi_json_get(full->details, "files");
	size_t n = evi_json_count(list), i;
	uint64_t all = 0, size;

	for (i = 0; i < n; i++) {
		size = 0;
		(void)evi_json_get_u64(evi_json_at(list, i), "size", &size);
		all = size > UINT64_MAX - all ? UINT64_MAX : all + size;
		if (i < FILES_SHOWN)
			file(row, "file: ", evi_json_at(list, i));
	}
	if (n > FILES_SHOWN)
		evi_form_add_format(row, EVI_FORM_WHAT, "", "and %zu more "
		    "files, of %llu bytes in all; the event has each digest",
		    n - FILES_SHOWN, (unsigned long long)all);
}

/* one that has no effect changes nothing, though it was named */
static void
change(struct evi_form_row *row, const struct evid_custody *c,
    const uint8_t digest[EVI_SHA256_LEN])
{
	uint32_t i = evi_custody_find(c, digest);

	evi_form_event(row, c, EVI_FORM_WHAT, i == EVI_NONE ||
	    (c->events[i].counts && evi_custody_no_effect(c, i) == NULL) ?
	    "conditions as changed by " :
	    "named as a change of conditions, WITHOUT EFFECT: ", digest);
}

static void
handed_over(struct evi_form_row *row, const struct evid_custody *c,
    const struct evi_event *full)
{
	const struct evi_json *terms = evi_json_get(full->details,
	    "conditions");
	struct evi_digests list = { NULL, 0, 0 };	/* owned here */
	uint8_t digest[EVI_SHA256_LEN];
	char hex[2 * EVI_SHA256_LEN + 1];
	size_t i;

	files(row, full);
	if (evi_digest_get(terms, "sealed", digest)) {
		evi_hex(digest, EVI_SHA256_LEN, hex);
		evi_form_add_format(row, EVI_FORM_WHAT, "conditions: ",
		    "%s, sha256 %s", !c->has_seal ? "as sealed" :
		    memcmp(digest, c->conditions_digest, sizeof(digest)) == 0 ?
		    "those sealed in the bundle" :
		    "OTHER than those of this bundle", hex);
	}
	if (evi_digests_get(terms, "changes", &list))
		for (i = 0; i < list.count && i < CHANGES_SHOWN; i++)
			change(row, c, list.items[i]);
	if (list.count > CHANGES_SHOWN)
		evi_form_add_format(row, EVI_FORM_WHAT, "", "and by %zu more "
		    "events", list.count - CHANGES_SHOWN);
	evi_digests_free(&list);
}

/* the receipt's files beside those of each hand-over that it answers; of both
 * the summary keeps a digest, of sizes and digests without names */
static void
compared(struct evi_form_row *row, const struct evid_custody *c,
    const struct evi_custody_event *e)
{
	uint32_t k, n = 0, others = 0;

	for (k = 0; k < e->n_answers && e->n_facts > 0; k++) {
		uint32_t h = evi_custody_find(c, c->pool[e->answers + k]);
		bool same;

		if (h == EVI_NONE || c->events[h].n_facts == 0 ||
		    c->events[h].type != EVI_EVENT_HANDED_OVER)
			continue;
		same = memcmp(c->pool[e->facts],
		    c->pool[c->events[h].facts], EVI_SHA256_LEN) == 0;
		if (n++ < EVI_FORM_EACH)
			evi_form_add_format(row, EVI_FORM_WHAT, "", same ?
			    "the files are those of row %lu" :
			    "OTHER FILES than those of row %lu",
			    (unsigned long)h + 1);
		else
			others += !same;
	}
	if (n > EVI_FORM_EACH)
		evi_form_add_format(row, EVI_FORM_WHAT, others > 0 ?
		    "OTHER FILES: " : "", "of %lu more rows that it answers "
		    "the files are these in %lu",
		    (unsigned long)n - EVI_FORM_EACH,
		    (unsigned long)n - EVI_FORM_EACH - others);
}

/* What it states is between quotes: it must not pass for our words. */
static void
answer(struct evi_form_row *row, const struct evi_json *one)
{
	const char *id = "", *given = "", *text = "";
	struct evi_buf words = EVI_BUF_INIT;	/* used up by evi_form_put */

	(void)evi_json_get_string(one, "id", &id);
	(void)evi_json_get_string(one, "answer", &given);
	(void)evi_json_get_string(one, "text", &text);
	evi_form_words(&words, id, "event");
	if (*text != '\0') {
		evi_buf_add_text(&words, ": ");
		evi_form_words(&words, text, "event");
	}
	evi_form_put_stated(row, EVI_FORM_WHAT, strcmp(given, "accepted") == 0 ?
	    "condition accepted: " : strcmp(given, "with-reservation") == 0 ?
	    "condition accepted WITH A RESERVATION: " :
	    "condition NOT ACCEPTED: ", &words);
}

static bool
is_accepted(const struct evi_json *one)
{
	const char *given = "";

	(void)evi_json_get_string(one, "answer", &given);
	return strcmp(given, "accepted") == 0;
}

/* those that are not accepted first, so that no number of others hides them */
static void
answers(struct evi_form_row *row, const struct evi_event *full)
{
	const struct evi_json *list = evi_json_get(full->details,
	    "conditions");
	size_t n = evi_json_count(list), shown = 0, i;
	unsigned int accepted;

	for (accepted = 0; accepted < 2; accepted++)
		for (i = 0; i < n; i++) {
			const struct evi_json *one = evi_json_at(list, i);

			if (is_accepted(one) != (accepted == 1))
				continue;
			if (shown++ < ANSWERS_SHOWN)
				answer(row, one);
		}
	if (shown > ANSWERS_SHOWN)
		evi_form_add_format(row, EVI_FORM_WHAT, "", "and %zu more "
		    "conditions", shown - ANSWERS_SHOWN);
}

/* of those that a verdict of this library comes to */
static bool
is_status(const char *text)
{
	static const enum evid_result all[] = { EVID_VERIFIED,
		EVID_NOT_TRUSTED, EVID_INCOMPLETE, EVID_NOT_INTACT,
		EVID_NOT_CHECKED };
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strcmp(text, evid_result_name(all[i])) == 0)
			return true;
	return strcmp(text, "not-a-bundle") == 0;
}

static void
verdict(struct evi_form_row *row, const struct evi_event *full)
{
	const struct evi_json *v = evi_json_get(full->details, "verdict");
	const struct evi_json *tool = evi_json_get(v, "tool");
	const char *status = "", *policy = "", *name = "", *version = "";
	struct evi_buf text = EVI_BUF_INIT;	/* used up by evi_form_put */
	uint64_t exit_status = 0;

	if (!evi_json_get_u64(v, "exitStatus", &exit_status))
		return;
	(void)evi_json_get_string(v, "status", &status);
	(void)evi_json_get_string(v, "policySha256", &policy);
	(void)evi_json_get_string(tool, "name", &name);
	(void)evi_json_get_string(tool, "version", &version);
	evi_buf_add_format(&text, "exit status %llu, ",
	    (unsigned long long)exit_status);
	if (is_status(status))
		evi_buf_add_text(&text, status);
	else
		evi_form_words(&text, status, "event");
	if (*policy != '\0')
		evi_buf_add_format(&text, ", policy sha256 %s", policy);
	evi_buf_add_text(&text, ", by ");
	evi_form_words(&text, name, "event");
	evi_buf_add_byte(&text, ' ');
	evi_form_words(&text, version, "event");
	evi_form_put(row, EVI_FORM_WHAT, "the receiver's own verdict: ",
	    &text);
}

static void
key(struct evi_form_row *row, const char *label,
    const uint8_t keyid[EVI_SHA256_LEN])
{
	char number[EVI_NUMBER_TEXT_CAP];

	evi_number_format(keyid, number);
	evi_form_add(row, EVI_FORM_WHAT, label, number);
}

/* what it answers, which the type gives its sense */
static void
answered(struct evi_form_row *row, const struct evid_custody *c,
    const struct evi_custody_event *e)
{
	uint32_t k;

	for (k = 0; k < e->n_answers && k < CHANGES_SHOWN; k++)
		evi_form_event(row, c, EVI_FORM_WHAT,
		    e->type == EVI_EVENT_CORRECTED && memcmp(e->ref,
		    c->pool[e->answers + k], EVI_SHA256_LEN) == 0 ?
		    "corrects " : "answers ", c->pool[e->answers + k]);
	if (e->n_answers > CHANGES_SHOWN)
		evi_form_add_format(row, EVI_FORM_WHAT, "", "and %lu more",
		    (unsigned long)e->n_answers - CHANGES_SHOWN);
}

void
evi_form_type(const struct evi_form *f, uint32_t i,
    const struct evi_event *full, struct evi_form_row *row)
{
	const struct evid_custody *c = f->c;
	const struct evi_custody_event *e = &c->events[i];
	uint8_t keyid[EVI_SHA256_LEN];

	answered(row, c, e);
	switch (full->type) {
	case EVI_EVENT_HANDED_OVER:
		handed_over(row, c, full);
		break;
	case EVI_EVENT_RECEIVED:
		answers(row, full);
		verdict(row, full);
		compared(row, c, e);
		files(row, full);
		break;
	case EVI_EVENT_KEY_SUCCEEDED:
		if (evi_event_new_key(full, keyid))
			key(row, "the next key: ", keyid);
		break;
	case EVI_EVENT_KEY_COMPROMISED:
		if (evi_digest_get(full->details, "keyid", keyid))
			key(row, "the key: ", keyid);
		break;
	case EVI_EVENT_ATTACHED:
		file(row, "document: ", full->details);
		break;
	default:
		break;
	}
}
