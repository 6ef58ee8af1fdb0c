/*
 * A log as JSON, all of it (schemas/custody-list.schema.json).
 */
#include "bundle/view/view.h"
#include "bundle/custody/idle.h"
#include "bundle/custody/party.h"

#include "base/text.h"

#include <string.h>

static void
time_json(struct evi_emit *out, const struct evi_event *e)
{
	char text[EVI_INSTANT_TEXT_CAP];

	evi_emit_open(out, '{');
	evi_emit_key(out, "at");
	(void)evi_instant_format(e->at, text);
	evi_emit_text(out, text);
	evi_emit_key(out, "zone");
	evi_emit_text(out, e->zone);
	evi_emit_key(out, "source");
	evi_emit_text(out, e->source);
	if (e->certainty != NULL) {
		evi_emit_key(out, "certainty");
		evi_emit_text(out, e->certainty);
	}
	if (e->has_recorded_at) {
		evi_emit_key(out, "recordedAt");
		(void)evi_instant_format(e->recorded_at, text);
		evi_emit_text(out, text);
	}
	evi_emit_close(out, '}');
}

static void
hex_or_null(struct evi_emit *out, const char *key, bool known,
    const uint8_t digest[EVI_SHA256_LEN])
{
	evi_emit_key(out, key);
	if (known)
		evi_emit_hex(out, digest, EVI_SHA256_LEN);
	else
		evi_emit_null(out);
}

/* where it stands: its chain, and what it answers */
static void
chain_json(struct evi_view *v, struct evi_emit *out, uint32_t i)
{
	const struct evi_custody_event *e = &v->c->events[i];
	size_t k;

	evi_emit_hex_at(out, "branch", e->branch, EVI_BRANCH_LEN);
	hex_or_null(out, "prev", e->has_prev, e->prev);
	evi_emit_key(out, "answers");
	evi_emit_open(out, '[');
	for (k = 0; k < e->n_answers; k++)
		evi_emit_hex(out, v->c->pool[e->answers + k],
		    EVI_SHA256_LEN);
	evi_emit_close(out, ']');
}

/* what a correction made of it, and what it, as one, makes of nothing */
static void
corrected_json(struct evi_view *v, struct evi_emit *out, uint32_t i,
    const struct evi_event *full)
{
	uint32_t by = v->c->events[i].taken_back;
	struct evi_idle idle;
	size_t place = 0;

	hex_or_null(out, "anotherCopy", by != EVI_NONE, by == EVI_NONE ?
	    NULL : v->c->events[by].digest);
	evi_emit_key(out, "idleFields");
	evi_emit_open(out, '[');
	while (evi_idle_next(v->c, i, full->details, &place, &idle)) {
		evi_emit_open(out, '{');
		evi_emit_key(out, "field");
		evi_emit_text(out, idle.key);
		evi_emit_key(out, "why");
		evi_emit_text(out, idle.why);
		evi_emit_close(out, '}');
	}
	evi_emit_close(out, ']');
}

static enum evid_status
event_json(struct evi_view *v, struct evi_emit *out, uint32_t i,
    struct evid_error *err)
{
	const struct evi_custody_event *e = &v->c->events[i];
	uint32_t before = v->c->keys[e->key].before;
	struct evi_party by = { .name = NULL };	/* both owned here */
	struct evi_event full;
	enum evid_status status;
	size_t k;

	status = evi_custody_event_read(v->c, i, &full, err);
	if (status == EVID_OK)
		status = evi_custody_signer(v->c, i, &full, &by, err);
	if (status == EVID_OK)
		status = evi_custody_mask_event(v->c, &full, err);
	if (status == EVID_OK)
		status = evi_custody_mask(v->c, full.details, err);
	if (status != EVID_OK)
		goto out;
	evi_emit_open(out, '{');
	evi_emit_hex_at(out, "event", e->digest, EVI_SHA256_LEN);
	evi_emit_key(out, "line");
	evi_emit_u64(out, e->line);
	evi_emit_key(out, "sealed");
	evi_emit_bool(out, e->sealed);
	evi_emit_key(out, "subject");
	if (full.of_exhibit)
		evi_emit_text(out, full.uid);
	else
		evi_emit_hex(out, full.subject, EVI_SHA256_LEN);
	evi_emit_key(out, "type");
	evi_emit_text(out, full.type_name);
	evi_emit_key(out, "standing");
	evi_emit_text(out, evi_view_standing(v->c, i));
	evi_emit_key(out, "why");
	if (evi_custody_why(v->c, i) != NULL)
		evi_emit_text(out, evi_custody_why(v->c, i));
	else
		evi_emit_null(out);
	evi_emit_key(out, "by");
	evi_party_json(out, &by);
	hex_or_null(out, "succeeds", before != EVI_NONE, before == EVI_NONE ?
	    NULL : v->c->keys[before].id);
	chain_json(v, out, i);
	evi_emit_key(out, "time");
	time_json(out, &full);
	evi_emit_key(out, "ahead");
	evi_emit_bool(out, evi_custody_ahead(v->c, i));
	corrected_json(v, out, i, &full);
	evi_emit_key(out, "critical");
	evi_emit_open(out, '[');
	for (k = 0; k < full.critical.count; k++)
		evi_emit_text(out, full.critical.items[k]);
	evi_emit_close(out, ']');
	evi_emit_key(out, "details");
	evi_json_write(out->out, full.details);
	evi_emit_close(out, '}');
out:
	evi_party_free(&by);
	evi_event_free(&full);
	return status;
}

enum evid_status
evi_view_json(struct evi_view *v, struct evid_error *err)
{
	struct evi_emit out = { &v->text, false, false };
	enum evid_status status = EVID_OK;
	size_t i;

	evi_emit_open(&out, '{');
	evi_emit_key(&out, "log");
	evi_emit_text(&out, v->c->name);
	evi_emit_key(&out, "bundle");
	if (v->c->has_seal)
		evi_emit_hex(&out, v->c->seal, EVI_SHA256_LEN);
	else
		evi_emit_null(&out);
	evi_emit_key(&out, "events");
	evi_emit_open(&out, '[');
	for (i = 0; i < v->c->n_events && status == EVID_OK; i++) {
		status = event_json(v, &out, (uint32_t)i, err);
		if (status == EVID_OK)
			status = evi_view_flush_some(v, err);
	}
	evi_emit_close(&out, ']');
	evi_emit_key(&out, "handOvers");
	evi_emit_open(&out, '[');
	for (i = 0; i < v->c->n_overs && status == EVID_OK; i++) {
		status = evi_custody_open_json(v->c, &v->c->overs[i], &out,
		    err);
		if (status == EVID_OK)
			status = evi_view_flush_some(v, err);
	}
	evi_emit_close(&out, ']');
	if (status == EVID_OK)
		evi_view_heads(&out, v->c, &status, err);
	evi_view_findings(&out, v->c);
	evi_view_as_at_json(&out, v->c);
	evi_emit_key(&out, "trust");
	evi_trust_json(v->c->options.trust, &out);
	evi_emit_u64_at(&out, "exitStatus",
	    (uint64_t)evi_result_of(v->c->n_events == 0 ? v->c->worst :
	    v->c->worst_but_trust));
	evi_emit_close(&out, '}');
	evi_buf_add_byte(&v->text, '\n');
	return status;
}
