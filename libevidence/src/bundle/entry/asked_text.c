/*
 * The conditions that ask for an answer, for whoever is to give it: whose each
 * is, how it came, and its wording.  A State's name is that by trust; what the
 * sealer or an event states stands between quotes.
 */
#include "bundle/entry/hand.h"

#include "base/text.h"
#include "record/case_parts.h"
#include "record/field.h"

#include <string.h>
#include <strings.h>

#define SHOWN_MAX ((size_t)16 << 10)	/* bytes of one wording */
#define ID_SHOWN 100			/* bytes of an id in a message */

/* between quotes, and no more than @most bytes of it */
static void
quote_some(struct evi_buf *out, const char *text, size_t most)
{
	struct evi_buf safe = EVI_BUF_INIT;	/* owned here */
	size_t len = strnlen(text, most + 1);

	if (len > most)
		len = evi_utf8_cut(text, most);
	evi_text_escape(&safe, text, len);
	evi_text_quote(out, evi_buf_text(&safe));
	if (text[len] != '\0')
		evi_buf_add_text(out, " ... and more, which is not shown "
		    "here");
	out->failed |= safe.failed;
	evi_buf_free(&safe);
}

static void
quote(struct evi_buf *out, const char *text)
{
	quote_some(out, text, SHOWN_MAX);
}

enum evid_status
evi_fail_condition(struct evid_error *err, const char *id, const char *text,
    const char *hint)
{
	struct evi_buf shown = EVI_BUF_INIT;	/* owned here */

	quote_some(&shown, id, ID_SHOWN);
	evi_fail(err, EVID_ERR_ARGUMENT, "condition %s: %s",
	    evi_buf_text(&shown), text);
	evi_hint(err, "%s", hint);
	evi_buf_free(&shown);
	return EVID_ERR_ARGUMENT;
}

static void
add_state(struct evi_buf *out, const char *state)
{
	if (evi_state_letters(state))
		evi_buf_add_text(out, state);
	else
		quote(out, state);
}

/* ---- the wording ---- */

/* how well a text's tag suits a reader: the same, of one language, not */
static unsigned int
suits(const char *tag, const char *language)
{
	size_t len = strcspn(language == NULL ? "" : language, "-_");

	if (language == NULL || tag == NULL)
		return 0;
	if (strcasecmp(tag, language) == 0)
		return 2;
	return len > 0 && strcspn(tag, "-_") == len &&
	    strncasecmp(tag, language, len) == 0;
}

/* the wording in the reader's language; where there is none, the first */
static size_t
choose(const struct evi_json *list, const char *language)
{
	unsigned int best = 0;
	size_t i, chosen = 0;

	for (i = 0; i < evi_json_count(list); i++) {
		unsigned int n = suits(evi_case_text(evi_json_at(list, i),
		    "lang"), language);

		if (n > best) {
			best = n;
			chosen = i;
		}
	}
	return chosen;
}

static void
add_wording(struct evi_buf *out, const struct evi_json *value,
    const char *language)
{
	size_t i, n, chosen, others = 0;
	const struct evi_json *list = evi_case_list(value, "text", &n);
	const char *text = evi_case_text(value, "text"), *tag;

	chosen = n == 0 ? 0 : choose(list, language);
	if (n > 0)
		text = evi_case_text(evi_json_at(list, chosen), "text");
	if (text == NULL) {
		evi_buf_add_text(out, "    it has no wording\n");
		return;
	}
	evi_buf_add_text(out, "    ");
	quote(out, text);
	tag = n == 0 ? NULL : evi_case_text(evi_json_at(list, chosen), "lang");
	if (tag != NULL) {
		evi_buf_add_text(out, ", in ");
		quote(out, tag);
	}
	for (i = 0; i < n && n > 1; i++) {
		tag = evi_case_text(evi_json_at(list, i), "lang");
		if (i == chosen || tag == NULL)
			continue;
		evi_buf_add_text(out, others++ == 0 ? "; also in " : ", ");
		quote(out, tag);
	}
	evi_buf_add_text(out, "\n");
}

/* ---- whose it is ---- */

static void
add_head(struct evi_buf *out, const char *id, const struct evi_json *value)
{
	const char *type = evi_case_text(value, "type");
	const char *until = evi_case_text(value, "until");

	evi_buf_add_text(out, "  condition ");
	quote(out, id);
	evi_buf_add_text(out, ", ");
	if (type != NULL && evi_case_condition_type(type))
		evi_buf_add_text(out, type);
	else
		quote(out, type == NULL ? "" : type);
	if (until != NULL) {
		evi_buf_add_text(out, ", until ");
		quote(out, until);
	}
}

/* false: no memory */
static bool
mask(struct evi_masks *masks, struct evi_json *value)
{
	return masks == NULL || evi_masks_texts(masks, value);
}

static enum evid_status
sealed(struct evi_buf *out, const struct evi_wanted_words *w,
    const char *language, struct evi_masks *masks, struct evid_error *err)
{
	struct evi_json *value = evi_json_dup(w->sealed);	/* owned here */
	const char *state;

	if (value == NULL || !mask(masks, value)) {
		evi_json_free(value);
		return evi_fail_memory(err);
	}
	state = evi_case_text(value, "imposedBy");
	add_head(out, evi_case_text(value, "id"), value);
	evi_buf_add_text(out, ", sealed in the bundle, of ");
	if (state == NULL)
		evi_buf_add_text(out, "no State that is stated");
	else
		add_state(out, state);
	evi_buf_add_text(out, "\n");
	add_wording(out, value, language);
	evi_json_free(value);
	return EVID_OK;
}

static enum evid_status
changed(struct evi_buf *out, const struct evid_custody *c,
    const struct evi_wanted_words *w, const char *language,
    struct evi_masks *masks, struct evid_error *err)
{
	struct evi_event full;			/* owned here */
	const char *why, *stated, *change, *state;
	struct evi_known_key known;
	char hex[2 * EVI_SHA256_LEN + 1];
	const struct evi_json *value;
	enum evid_status status;

	status = evi_custody_event_read(c, w->event, &full, err);
	if (status == EVID_OK && !mask(masks, full.details))
		status = evi_fail_memory(err);
	if (status != EVID_OK) {
		evi_event_free(&full);
		return status;
	}
	value = evi_json_get(full.details, "value");
	stated = evi_case_text(value, "imposedBy");
	change = evi_case_text(full.details, "change");
	state = evi_custody_state(c, w->event, &known, &why);
	evi_hex(c->events[w->event].digest, EVI_SHA256_LEN, hex);
	add_head(out, evi_case_text(full.details, "condition"), value);
	evi_buf_add_format(out, ", %s by event %.12s", change == NULL ?
	    "changed" : change, hex);
	if (*state != '\0') {
		evi_buf_add_text(out, ", of ");
		add_state(out, state);
	} else {
		evi_hex(full.keyid, EVI_SHA256_LEN, hex);
		evi_buf_add_format(out, ", of a State not known here, by key "
		    "%.4s…%s", hex, hex + 60);
	}
	if (stated != NULL && strcmp(stated, state) != 0) {
		evi_buf_add_text(out, "; it says to be imposed by ");
		quote(out, stated);
	}
	evi_buf_add_text(out, "\n");
	add_wording(out, value, language);
	evi_event_free(&full);
	return EVID_OK;
}

enum evid_status
evi_wanted_tell(const struct evid_custody *c, const struct evi_wanted *wanted,
    const char *language, struct evi_masks *masks, evid_text_fn *take,
    void *context, struct evid_error *err)
{
	struct evi_buf out = EVI_BUF_INIT;	/* owned here */
	enum evid_status status = EVID_OK;
	size_t i;

	for (i = 0; i < wanted->n_words && status == EVID_OK; i++) {
		const struct evi_wanted_words *w = &wanted->words[i];

		if (!evi_wanted_needs(wanted, w->id))
			continue;
		evi_buf_clear(&out);
		if (w->event == EVI_NONE)
			status = sealed(&out, w, language, masks, err);
		else
			status = changed(&out, c, w, language, masks, err);
		if (status == EVID_OK)
			status = evi_buf_status(&out, err);
		if (status == EVID_OK && take(context, evi_buf_text(&out),
		    out.len) != 0)
			status = evi_fail(err, EVID_ERR_CANCELLED,
			    "it was stopped as asked");
	}
	evi_buf_free(&out);
	return status;
}
