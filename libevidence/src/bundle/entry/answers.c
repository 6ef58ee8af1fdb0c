/*
 * Which hand-over an answer answers: the one that is named, or the only one
 * that can be; else why there is none.
 */
#include "bundle/entry/sign.h"

#include "base/text.h"
#include "bundle/tell.h"

#include <string.h>

/* what is found on the way, to say why there is none */
struct found {
	uint32_t can;			/* the last that can be answered */
	size_t n_can;
	struct evi_buf list;		/* those that can; owned */
	bool again;			/* they are closed, by what their
					 * sender noted: only if none is open */
	const struct evi_custody_over *ours;	/* of this key, that cannot */
	const struct evi_custody_over *others;	/* open, of another key */
};

/* another key of the same contact of a directory */
static enum evid_status
of_one_contact(const struct evi_draft *d, uint32_t over, bool *same_out,
    struct evid_error *err)
{
	struct evi_known_key mine, his;
	struct evi_buf spki = EVI_BUF_INIT;	/* both owned here */
	struct evi_event full;
	const char *text = "";
	enum evid_status status;

	*same_out = false;
	status = evi_custody_event_read(d->set, over, &full, err);
	if (status != EVID_OK)
		return status;
	(void)evi_json_get_string(evi_json_get(full.details, "receiver"),
	    "publicKey", &text);
	*same_out = evi_unbase64(text, strlen(text), &spki) &&
	    evi_custody_known_spki(d->set, &d->event.spki, EVID_USE_CUSTODY,
	    d->event.at, &mine) && evi_custody_known_spki(d->set, &spki,
	    EVID_USE_CUSTODY, d->event.at, &his) && mine.entry != NULL &&
	    his.entry != NULL && strcmp(mine.holder, his.holder) == 0;
	evi_buf_free(&spki);
	evi_event_free(&full);
	return EVID_OK;
}

/* is it to the draft's key, or, of the sender's own word, by it? */
static enum evid_status
is_ours(const struct evi_draft *d, const struct evi_custody_event *h,
    uint32_t over, bool *ours_out, struct evid_error *err)
{
	if (d->event.type == EVI_EVENT_ACKNOWLEDGED)
		*ours_out = evi_draft_speaks_for(d, d->set->keys[h->key].id);
	else
		*ours_out = evi_draft_speaks_for(d, h->ref);
	return *ours_out || d->event.type == EVI_EVENT_ACKNOWLEDGED ?
	    EVID_OK : of_one_contact(d, over, ours_out, err);
}

/* What the sender noted closes it, and is not the last word: the receiver's
 * own goes before it, and the sender notes again what he noted wrongly. */
static bool
is_noted(const struct evi_draft *d, const struct evi_custody_over *over)
{
	return !over->open && d->set->events[over->event].counts &&
	    (d->event.type == EVI_EVENT_ACKNOWLEDGED ?
	    over->outside != EVI_NONE : over->answer != EVI_NONE &&
	    over->first == EVI_NONE);
}

/* @again: though it is closed */
static void
can_answer(const struct evi_draft *d, struct found *f, uint32_t over,
    bool again)
{
	if (f->n_can > 0 && again && !f->again)
		return;
	if (f->n_can > 0 && !again && f->again) {
		f->n_can = 0;
		evi_buf_clear(&f->list);
	}
	f->again = again;
	f->can = over;
	evi_custody_list_add(&f->list, f->n_can++,
	    d->set->events[over].digest);
}

static enum evid_status
look(const struct evi_draft *d, const struct evi_custody_over *over,
    struct found *f, struct evid_error *err)
{
	const struct evi_custody_event *h = &d->set->events[over->event];
	enum evid_status status;
	bool ours = false;

	if (memcmp(d->set->subjects[h->subject].digest, d->event.subject,
	    EVI_SHA256_LEN) != 0)
		return EVID_OK;
	if (d->event.type == EVI_EVENT_DELIVERED) {
		can_answer(d, f, over->event, false);
		return EVID_OK;
	}
	status = is_ours(d, h, over->event, &ours, err);
	if (status != EVID_OK)
		return status;
	if (ours && (over->open || is_noted(d, over)))
		can_answer(d, f, over->event, !over->open);
	else if (ours)
		f->ours = over;
	else if (over->open)
		f->others = over;
	return EVID_OK;
}

static void
several(const struct evi_draft *d, const struct found *f, const char *log,
    struct evid_error *err)
{
	evi_fail(err, EVID_ERR_ARGUMENT, d->event.type ==
	    EVI_EVENT_DELIVERED ? "%s: there are %zu hand-overs: %s" :
	    f->again ? "%s: there are %zu hand-overs of which their sender "
	    "noted an answer and that this key can answer still: %s" :
	    "%s: there are %zu open hand-overs that this key can answer: %s",
	    log, f->n_can, evi_buf_text(&f->list));
	evi_hint(err, "name one of them (--hand-over); evid-custody list%s "
	    "shows them", f->again ? "" : " --open");
}

/* one that is this key's, and cannot be answered */
static void
closed(const struct evi_draft *d, const struct found *f, const char *log,
    const char *which, struct evid_error *err)
{
	const struct evid_custody *c = d->set;
	char hex[2 * EVI_SHA256_LEN + 1];

	if (f->ours->answer == EVI_NONE) {
		evi_fail(err, EVID_ERR_ARGUMENT, "%s: there is no open "
		    "hand-over %s this key: the one that is there is by "
		    "nobody who is trusted", log, which);
		evi_hint(err, "name whom you trust (-p, -t, --pins)");
		return;
	}
	evi_hex(c->events[f->ours->answer].digest, EVI_SHA256_LEN, hex);
	evi_fail(err, EVID_ERR_ARGUMENT, "%s: there is no open hand-over %s "
	    "this key: it was answered already, by event %.*s (%s)", log,
	    which, EVI_HEX_SHOWN, hex, evi_custody_over_name(c, f->ours));
	evi_hint(err, "evid-custody list shows what was answered and how");
}

static void
of_another(const struct evi_draft *d, const struct found *f, const char *log,
    const char *which, struct evid_error *err)
{
	const struct evi_custody_event *h = &d->set->events[f->others->event];
	const uint8_t *of = d->event.type == EVI_EVENT_ACKNOWLEDGED ?
	    d->set->keys[h->key].id : h->ref;
	char hex[2 * EVI_SHA256_LEN + 1];

	evi_hex(of, EVI_SHA256_LEN, hex);
	evi_fail(err, EVID_ERR_ARGUMENT, "%s: there is no open hand-over %s "
	    "this key: the one that is open is %s key %.4s…%s", log, which,
	    which, hex, hex + 60);
	if (!evi_draft_hint_named(d, of, err))
		evi_hint(err, "sign with that key, or with one that it names "
		    "as the next (evid-custody add key-succeeded)");
}

static enum evid_status
no_such(const struct evi_draft *d, const struct found *f,
    struct evid_error *err)
{
	const char *which = d->event.type == EVI_EVENT_ACKNOWLEDGED ? "by" :
	    "to";
	struct evi_buf shown = EVI_BUF_INIT;	/* owned here */
	const char *log;

	evi_text_escape(&shown, d->entry->log, strlen(d->entry->log));
	log = evi_buf_text(&shown);
	if (f->n_can > 1) {
		several(d, f, log, err);
	} else if (f->ours != NULL) {
		closed(d, f, log, which, err);
	} else if (f->others != NULL) {
		of_another(d, f, log, which, err);
	} else {
		evi_fail(err, EVID_ERR_ARGUMENT, "%s: there is no open "
		    "hand-over %s this key: the log has none of this "
		    "evidence that is open", log, which);
		if (!evi_draft_hint_named(d, NULL, err))
			evi_hint(err, "merge the sender's log first: "
			    "evid-custody list --open shows what is open");
	}
	evi_buf_free(&shown);
	return EVID_ERR_ARGUMENT;
}

/* the event that --hand-over names, which must be a hand-over */
static enum evid_status
find_named(const struct evi_draft *d, uint32_t *out, struct evid_error *err)
{
	const char *text = d->entry->hand_over;
	enum evid_status status;

	*out = EVI_NONE;
	if (text == NULL)
		return EVID_OK;
	status = evi_custody_by_prefix(d->set, text, out, err);
	if (status == EVID_OK &&
	    d->set->events[*out].type != EVI_EVENT_HANDED_OVER)
		status = evi_fail_path(err, EVID_ERR_ARGUMENT, text,
		    "that event is no hand-over", "evid-custody list --open "
		    "shows those that are open, by whom and to whom");
	return status;
}

enum evid_status
evi_draft_answer(struct evi_draft *d, uint32_t *over_out,
    struct evid_error *err)
{
	struct found f = { .can = EVI_NONE };	/* its list owned here */
	uint32_t named;
	enum evid_status status = find_named(d, &named, err);
	size_t i;

	for (i = 0; i < d->set->n_overs && status == EVID_OK; i++)
		if (named == EVI_NONE || d->set->overs[i].event == named)
			status = look(d, &d->set->overs[i], &f, err);
	*over_out = f.can;
	if (status == EVID_OK && f.n_can != 1)
		status = no_such(d, &f, err);
	evi_buf_free(&f.list);
	d->over = *over_out;
	return status != EVID_OK ? status : evi_digests_add(
	    &d->event.answers, d->set->events[*over_out].digest, err);
}
