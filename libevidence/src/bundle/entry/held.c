/*
 * A draft that says its holder has what he gave up before is not signed
 * (docs/format.md, section 9.5).
 */
#include "bundle/entry/sign.h"
#include "bundle/custody/judge.h"

#include "base/text.h"

#include <string.h>

/* by which event the draft's holder had given it up before; or NONE */
static enum evid_status
parting_of(const struct evi_draft *d, uint32_t *parting_out,
    struct evid_error *err)
{
	const struct evid_custody *c = d->set;
	uint32_t of = evi_custody_find_subject(c, d->event.subject);
	uint32_t key = evi_custody_find_key(c, d->event.keyid);

	/* That it succeeds another is noted in the log at hand. */
	if (key == EVI_NONE && d->succession != EVI_NONE)
		key = c->events[d->succession].key;
	*parting_out = EVI_NONE;
	return key == EVI_NONE || of == EVI_NONE ? EVID_OK :
	    evi_custody_parting(c, d->event.type, key, of, d->event.at,
	    parting_out, err);
}

enum evid_status
evi_draft_parted(const struct evi_draft *d, struct evid_error *err)
{
	char at[EVI_INSTANT_TEXT_CAP], hex[2 * EVI_SHA256_LEN + 1];
	struct evi_buf shown = EVI_BUF_INIT;	/* owned here */
	const struct evi_custody_event *e;
	uint32_t parting;
	enum evid_status status = parting_of(d, &parting, err);

	if (status != EVID_OK || parting == EVI_NONE)
		return status;
	e = &d->set->events[parting];
	evi_instant_people(e->at, at);
	evi_hex(e->digest, EVI_SHA256_LEN, hex);
	evi_text_escape(&shown, d->entry->log, strlen(d->entry->log));
	evi_fail(err, EVID_ERR_ARGUMENT, "%s: %s would contradict event "
	    "%.12s: by that the only copy here went at %s (%s); nothing was "
	    "signed", evi_buf_text(&shown), d->event.type_name, hex, at,
	    evi_event_name((enum evi_event_type)e->type));
	evi_hint(err, "was there another copy: first evid-custody add "
	    "corrected --answers %.12s --set corrects.why=TEXT --set "
	    "fields.only=false; did it come back: collected or receive; was "
	    "this before: --when", hex);
	evi_buf_free(&shown);
	return EVID_ERR_ARGUMENT;
}
