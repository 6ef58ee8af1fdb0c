/*
 * Who may say what: an event counts where its key is one that was asked for,
 * and its type is one that this key may say of this subject.  Everything else
 * is a claim: kept, shown, without effect.  Of keys key.c judges, of answers
 * to hand-overs answer.c and asked.c, of conditions imposer.c.
 */
#include "bundle/custody/word.h"
#include "bundle/custody/judge.h"

#include "base/text.h"

#include <string.h>

#define CRITICAL_SHOWN 256		/* bytes of what must be understood */

static enum evid_status
judge_correction(struct evid_custody *c, uint32_t i, struct evid_error *err)
{
	struct evi_custody_event *e = &c->events[i];
	uint32_t of = evi_custody_find(c, e->ref);
	uint32_t author = of != EVI_NONE ? c->events[of].key :
	    evi_custody_newer_key(c, e->ref);

	e->may = author != EVI_NONE && evi_custody_succeeds(c, e->key, author);
	if (author == EVI_NONE)
		e->denied = EVI_DENIED_ABSENT;
	return e->may || author == EVI_NONE ? EVID_OK :
	    evi_word_deny(c, i, EVI_DENIED_AUTHOR, err);
}

const char *
evi_custody_critical(const struct evid_custody *c, const char *text,
    struct evi_buf *out)
{
	if (evi_trust_understands(c->options.trust, text))
		return NULL;
	evi_text_stated_cut(out, text, CRITICAL_SHOWN, "event");
	return evi_buf_text(out);
}

static enum evid_status
judge_critical(struct evid_custody *c, uint32_t i, struct evid_error *err)
{
	struct evi_event full;
	enum evid_status status;
	size_t k;

	status = evi_custody_event_read(c, i, &full, err);
	if (status != EVID_OK)
		return status;
	for (k = 0; k < full.critical.count && status == EVID_OK; k++) {
		struct evi_buf shown = EVI_BUF_INIT;	/* owned here */
		const char *text = evi_custody_critical(c,
		    full.critical.items[k], &shown);

		if (text != NULL)
			status = evi_custody_tell(c,
			    EVI_FINDING_CUSTODY_CRITICAL_UNKNOWN, i, err,
			    "%s", text);
		evi_buf_free(&shown);
	}
	evi_event_free(&full);
	return status;
}

static enum evid_status
judge_type(struct evid_custody *c, uint32_t i, struct evid_error *err)
{
	struct evi_event full;
	enum evid_status status;

	status = evi_custody_event_read(c, i, &full, err);
	if (status == EVID_OK)
		status = evi_custody_tell(c, EVI_FINDING_CUSTODY_TYPE_UNKNOWN,
		    i, err, "\"%s\"", full.type_name);
	evi_event_free(&full);
	return status;
}

/* That a key is stolen, somebody else may know: of which key he said so is
 * told, and that what it signed stands. */
static enum evid_status
deny_compromise(struct evid_custody *c, uint32_t i, struct evid_error *err)
{
	struct evi_custody_event *e = &c->events[i];
	uint32_t of = evi_custody_find_key(c, e->ref);
	char hex[2 * EVI_SHA256_LEN + 1];

	if (of != EVI_NONE && c->keys[of].compromised)
		return evi_word_deny(c, i, EVI_DENIED_HOLDER, err);
	e->denied = EVI_DENIED_HOLDER;
	evi_hex(e->ref, EVI_SHA256_LEN, hex);
	return evi_custody_tell(c, EVI_FINDING_CUSTODY_CLAIM, i, err,
	    "%s, and changes nothing of what key %.4s…%s signed",
	    evi_word_denied(EVI_DENIED_HOLDER), hex, hex + 60);
}

static enum evid_status
judge_word(struct evid_custody *c, uint32_t i, struct evid_error *err)
{
	struct evi_custody_event *e = &c->events[i];
	enum evid_status status = EVID_OK;

	switch (evi_event_who((enum evi_event_type)e->type)) {
	case EVI_WHO_ANYONE:
		e->may = true;
		if (e->type == EVI_EVENT_HANDED_OVER)
			status = evi_word_hand_over(c, i, err);
		break;
	case EVI_WHO_RECEIVER:
	case EVI_WHO_SENDER:
		status = evi_word_answer(c, i, err);
		break;
	case EVI_WHO_AUTHOR:
		status = judge_correction(c, i, err);
		break;
	case EVI_WHO_IMPOSER:
		status = evi_word_condition(c, i, err);
		break;
	case EVI_WHO_KEY_HOLDER:	/* judged with the keys */
		if (e->may)
			status = evi_word_sealer(c, i, err);
		else if (!e->unchecked)
			status = deny_compromise(c, i, err);
		break;
	case EVI_WHO_NOBODY:
		e->denied = EVI_DENIED_TYPE;
		status = judge_type(c, i, err);
		break;
	}
	if (status == EVID_OK && e->critical)
		status = judge_critical(c, i, err);
	return status;
}

/* Some judgements rest on others: hand-overs before their receipts. */
static enum evid_status
judge_pass(struct evid_custody *c, bool answers, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	uint32_t i;

	for (i = 0; i < c->n_events && status == EVID_OK; i++) {
		enum evi_who who = evi_event_who(
		    (enum evi_event_type)c->events[i].type);

		if (evi_custody_aside(c, i) || answers !=
		    (who == EVI_WHO_RECEIVER || who == EVI_WHO_SENDER))
			continue;
		status = judge_word(c, i, err);
		if (status == EVID_OK)
			status = evi_word_key(c, i, err);
	}
	return status;
}

enum evid_status
evi_custody_judge_words(struct evid_custody *c, struct evid_error *err)
{
	enum evid_status status = evi_word_imposers(c, err);

	if (status == EVID_OK)
		status = judge_pass(c, false, err);
	if (status == EVID_OK)
		status = evi_word_asked(c, err);
	if (status == EVID_OK)
		status = judge_pass(c, true, err);
	return status;
}
