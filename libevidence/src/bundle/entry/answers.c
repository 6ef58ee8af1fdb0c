/*
 * Which hand-over an answer answers: the one that is named, or the only one
 * that can be; else why there is none.
 */
#include "bundle/entry/hand.h"
#include "bundle/custody/word.h"

#include "base/text.h"
#include "bundle/tell.h"

#include <string.h>

/* How it can be answered: only where there is none that comes before. */
enum how {
	HOW_OPEN,
	HOW_NOTED,			/* its sender noted an answer */
	HOW_CLAIMED,			/* its sender's key does not count */
	HOW_NOT
};

/* what is found on the way, to say why there is none */
struct found {
	uint32_t can;			/* the last that can be answered */
	size_t n_can;
	struct evi_buf list;		/* those that can; owned */
	enum how how;			/* all of them */
	const struct evi_custody_over *ours;	/* of this key, that cannot */
	const struct evi_custody_over *others;	/* of another key, that can;
						 * the last of @n_others */
	size_t n_others;
	enum how others_how;
};

/* which key must answer it: the receiver's, or its sender's for what he notes
 * of an answer outside */
static const uint8_t *
answering(const struct evi_draft *d, const struct evi_custody_event *h)
{
	return d->event.type == EVI_EVENT_ACKNOWLEDGED ?
	    d->set->keys[h->key].id : h->ref;
}

/* are both of the same contact of a directory? */
static bool
one_contact(const struct evi_draft *d, const struct evi_buf *spki)
{
	struct evi_known_key mine, his;

	return evi_custody_known_spki(d->set, &d->event.spki,
	    EVID_USE_CUSTODY, d->event.at, &mine) &&
	    evi_custody_known_spki(d->set, spki, EVID_USE_CUSTODY,
	    d->event.at, &his) && evi_word_one_contact(&mine, &his);
}

/* the draft's key and the receiver's, which need not have signed anything */
static enum evid_status
of_one_contact(const struct evi_draft *d, uint32_t over, bool *same_out,
    struct evid_error *err)
{
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
	    one_contact(d, &spki);
	evi_buf_free(&spki);
	evi_event_free(&full);
	return EVID_OK;
}

/* is it to the draft's key, or, of the sender's own word, by it? */
static enum evid_status
is_ours(const struct evi_draft *d, uint32_t over, bool *ours_out,
    struct evid_error *err)
{
	const struct evi_custody_event *h = &d->set->events[over];

	*ours_out = evi_draft_speaks_for(d, answering(d, h));
	if (*ours_out)
		return EVID_OK;
	if (d->event.type != EVI_EVENT_ACKNOWLEDGED)
		return of_one_contact(d, over, ours_out, err);
	*ours_out = one_contact(d, &d->set->keys[h->key].spki);
	return EVID_OK;
}

/* Is it a claim for the key alone that handed over, which somebody here knows,
 * or says to be compromised?  Of a stranger's nobody knows whose it is. */
static bool
is_claimed(const struct evid_custody *c, uint32_t over)
{
	const struct evi_custody_event *h = &c->events[over];
	struct evi_known_key known;

	return !h->counts && !h->unchecked && (c->keys[h->key].compromised ||
	    evi_custody_known(c, over, &known));
}

/* What the sender noted closes it, and is not the last word: the receiver's
 * own goes before it, and the sender notes again what he noted wrongly.  What
 * is a claim is not open, and whom it names says all the same what became of
 * it. */
static enum how
how_answered(const struct evi_draft *d, const struct evi_custody_over *over)
{
	bool sender = d->event.type == EVI_EVENT_ACKNOWLEDGED;

	if (over->open)
		return HOW_OPEN;
	if (!sender && over->first != EVI_NONE)
		return HOW_NOT;
	if (!d->set->events[over->event].counts)
		return is_claimed(d->set, over->event) ? HOW_CLAIMED :
		    HOW_NOT;
	return (sender ? over->outside : over->answer) != EVI_NONE ?
	    HOW_NOTED : HOW_NOT;
}

static void
can_answer(const struct evi_draft *d, struct found *f, uint32_t over,
    enum how how)
{
	if (f->n_can > 0 && how > f->how)
		return;
	if (f->n_can > 0 && how < f->how) {
		f->n_can = 0;
		evi_buf_clear(&f->list);
	}
	f->how = how;
	f->can = over;
	evi_custody_list_add(&f->list, f->n_can++,
	    d->set->events[over].digest);
}

static enum evid_status
look(const struct evi_draft *d, const struct evi_custody_over *over,
    struct found *f, struct evid_error *err)
{
	const struct evi_custody_event *h = &d->set->events[over->event];
	enum how how = how_answered(d, over);
	enum evid_status status;
	bool ours = false;

	if (memcmp(d->set->subjects[h->subject].digest, d->event.subject,
	    EVI_SHA256_LEN) != 0)
		return EVID_OK;
	if (d->event.type == EVI_EVENT_DELIVERED) {
		can_answer(d, f, over->event, HOW_OPEN);
		return EVID_OK;
	}
	status = is_ours(d, over->event, &ours, err);
	if (status != EVID_OK)
		return status;
	if (ours && how != HOW_NOT) {
		can_answer(d, f, over->event, how);
	} else if (ours) {
		if (f->ours == NULL || over->answer != EVI_NONE)
			f->ours = over;
	} else if (how <= f->others_how && how != HOW_NOT) {
		f->n_others = f->others_how == how ? f->n_others + 1 : 1;
		f->others = over;
		f->others_how = how;
	}
	return EVID_OK;
}

static void
several(const struct evi_draft *d, const struct found *f, const char *log,
    struct evid_error *err)
{
	static const char *const kinds[] = {
		[HOW_OPEN] = "open hand-overs that this key can answer",
		[HOW_NOTED] = "hand-overs of which their sender noted an "
		    "answer and that this key can answer still",
		[HOW_CLAIMED] = "hand-overs, each of them a claim, that this "
		    "key can answer",
	};

	evi_fail(err, EVID_ERR_ARGUMENT, "%s: there are %zu %s: %s", log,
	    f->n_can, d->event.type == EVI_EVENT_DELIVERED ? "hand-overs" :
	    kinds[f->how], evi_buf_text(&f->list));
	evi_hint(err, "name one of them (--hand-over); evid-custody list%s "
	    "shows them", f->how == HOW_OPEN ? " --open" : "");
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
	static const char *const kinds[] = {
		[HOW_OPEN] = "is open",
		[HOW_NOTED] = "is there, of which its sender noted an answer,",
		[HOW_CLAIMED] = "is there, a claim,",
	};
	const uint8_t *of = answering(d, &d->set->events[f->others->event]);
	uint32_t key = evi_custody_find_key(d->set, of);
	char hex[2 * EVI_SHA256_LEN + 1];

	evi_hex(of, EVI_SHA256_LEN, hex);
	evi_fail(err, EVID_ERR_ARGUMENT, "%s: there is no open hand-over %s "
	    "this key: the %sone that %s is %s key %.4s…%s", log, which,
	    f->n_others > 1 ? "last " : "", kinds[f->others_how], which, hex,
	    hex + 60);
	/* Such a key signs no more, and names no next one. */
	if (key != EVI_NONE && d->set->keys[key].compromised)
		evi_hint(err, d->event.type == EVI_EVENT_ACKNOWLEDGED ?
		    "that key is compromised: hand it over again with this "
		    "one" : "that key is compromised: ask the sender to hand "
		    "it over again, to this one");
	else if (!evi_draft_hint_named(d, of, err))
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

/* An answer to a claim counts by the key that answers alone: nobody who counts
 * named that (docs/format.md, 9.6). */
static void
tell_claimed(struct evi_draft *d, uint32_t over)
{
	const struct evid_custody *c = d->set;
	struct evi_known_key known;

	d->note = c->keys[c->events[over].key].compromised ? "the hand-over "
	    "that it answers is a claim, for the key that signed that is "
	    "compromised" : "the hand-over that it answers is a claim, for "
	    "the key that signed that was not valid for it";
	d->advice = EVI_HINT_NEW_KEY;
	if (evi_custody_no_trust(c) ||
	    evi_draft_known(d, &d->event.spki, &known))
		return;
	d->no_effect = "the hand-over that it answers is a claim, for its "
	    "key, and those trusted here do not know the key that answers";
	d->advice = "it counts for whoever knows this key: have it pinned, or "
	    "in the directory (evid-trust), and name it here, too (-p, "
	    "--pins, -t); and ask the sender to hand it over again with a new "
	    "key";
}

enum evid_status
evi_draft_answer(struct evi_draft *d, uint32_t *over_out,
    struct evid_error *err)
{
	struct found f = { .can = EVI_NONE,	/* its list owned here */
		.how = HOW_OPEN, .others_how = HOW_NOT };
	uint32_t named;
	enum evid_status status = find_named(d, &named, err);
	size_t i;

	for (i = 0; i < d->set->n_overs && status == EVID_OK; i++)
		if (named == EVI_NONE || d->set->overs[i].event == named)
			status = look(d, &d->set->overs[i], &f, err);
	/* Who has answered one that counts does not mean a claim unnamed. */
	if (f.how == HOW_CLAIMED && f.ours != NULL &&
	    f.ours->answer != EVI_NONE && named == EVI_NONE)
		f.n_can = 0;
	*over_out = f.can;
	if (status == EVID_OK && f.n_can != 1)
		status = no_such(d, &f, err);
	if (status == EVID_OK && f.how == HOW_CLAIMED)
		tell_claimed(d, f.can);
	evi_buf_free(&f.list);
	d->over = *over_out;
	return status != EVID_OK ? status : evi_digests_add(
	    &d->event.answers, d->set->events[*over_out].digest, err);
}
