/*
 * What a log comes to, for people and as JSON
 * (schemas/custody-verdict.schema.json).
 */
#include "bundle/view/view.h"
#include "bundle/custody/party.h"

#include "base/text.h"

#include <string.h>

static void
successions_json(struct evi_emit *out, const struct evid_custody *c)
{
	size_t i;

	evi_emit_key(out, "successions");
	evi_emit_open(out, '[');
	for (i = 0; i < c->n_keys; i++) {
		if (c->keys[i].before != EVI_NONE)
			evi_view_succession_json(out, c, &c->keys[i]);
	}
	evi_emit_close(out, ']');
}

static enum evid_status
verdict_json(struct evi_view *v, struct evid_error *err)
{
	const struct evid_custody *c = v->c;
	enum evid_result result = evid_custody_result(c);
	struct evi_emit out = { &v->text, false, false };
	enum evid_status status = EVID_OK;
	char now[EVI_INSTANT_TEXT_CAP];
	size_t i;

	evi_emit_open(&out, '{');
	evi_emit_key(&out, "verdict");
	evi_emit_text(&out, evid_result_name(result));
	evi_emit_key(&out, "exitStatus");
	evi_emit_u64(&out, (uint64_t)result);
	evi_emit_key(&out, "log");
	evi_emit_text(&out, c->name);
	evi_emit_key(&out, "bundle");
	if (c->has_seal)
		evi_emit_hex(&out, c->seal, EVI_SHA256_LEN);
	else
		evi_emit_null(&out);
	evi_emit_key(&out, "status");
	evi_emit_text(&out, evi_custody_status(c));
	evi_emit_key(&out, "events");
	evi_emit_u64(&out, c->n_events);
	evi_view_heads(&out, c, &status, err);
	evi_emit_key(&out, "open");
	evi_emit_open(&out, '[');
	for (i = 0; i < c->n_overs && status == EVID_OK; i++)
		if (c->overs[i].open)
			status = evi_custody_open_json(c, &c->overs[i], &out,
			    err);
	evi_emit_close(&out, ']');
	successions_json(&out, c);
	evi_view_findings(&out, c);
	evi_emit_key(&out, "tool");
	evi_emit_open(&out, '{');
	evi_emit_key(&out, "name");
	evi_emit_text(&out, c->options.tool_name == NULL ? "libevidence" :
	    c->options.tool_name);
	evi_emit_key(&out, "version");
	evi_emit_text(&out, evid_version());
	evi_emit_close(&out, '}');
	evi_view_as_at_json(&out, c);
	evi_emit_key(&out, "checkedAt");
	if (c->options.has_now && evi_instant_format(c->now, now))
		evi_emit_text(&out, now);
	else
		evi_emit_null(&out);
	evi_emit_close(&out, '}');
	evi_buf_add_byte(&v->text, '\n');
	return status;
}

/* who speaks for whom: why a receipt by another key may count */
static enum evid_status
successions_text(struct evi_view *v, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t i;

	for (i = 0; i < v->c->n_keys && status == EVID_OK; i++) {
		if (v->c->keys[i].before == EVI_NONE)
			continue;
		evi_view_succession(&v->text, v->c, &v->c->keys[i]);
		status = evi_view_flush_some(v, err);
	}
	return status;
}

static enum evid_status
verdict_text(struct evi_view *v, struct evid_error *err)
{
	const struct evid_custody *c = v->c;
	struct evi_buf *out = &v->text, at = EVI_BUF_INIT;	/* owned */
	enum evid_status status;
	size_t i;

	evi_buf_add_format(out, "%s: %s\n", c->name, evi_view_headline(c));
	if (evi_view_as_at(&at, c))
		evi_buf_add_format(out, "  as at       %s\n",
		    evi_buf_text(&at));
	evi_buf_free(&at);
	evi_buf_add_text(out, "  custody     ");
	status = evi_custody_summary(c, out, err);
	evi_buf_add_byte(out, '\n');
	if (status == EVID_OK)
		status = successions_text(v, err);
	if (c->has_seal)
		evi_buf_add_text(out, "  bundle      its end alone was read; "
		    "evid-verify checks its content\n");
	else if (evi_custody_without_bundle(c))
		evi_buf_add_text(out, "  bundle      " EVI_CUSTODY_WITHOUT
		    "; name it beside the log\n");
	for (i = 0; i < c->n_findings && status == EVID_OK; i++) {
		const struct evi_custody_finding *f = &c->findings[i];
		const struct evi_finding_kind *kind =
		    &evi_finding_kinds[f->code];
		char hex[2 * EVI_SHA256_LEN + 1];

		if (i == 0)
			evi_buf_add_text(out, "findings\n");
		evi_buf_add_text(out, "  ");
		evi_custody_mask_message(c, f, out);
		evi_buf_add_format(out, " [%s]\n", kind->code);
		if (f->event != EVI_NONE) {
			evi_hex(c->events[f->event].digest, EVI_SHA256_LEN,
			    hex);
			evi_buf_add_format(out, "    event %s\n", hex);
		}
		evi_buf_add_format(out, "    hint: %s\n",
		    evi_custody_hint(c, f));
	}
	if (c->room.left_out > 0) {
		evi_buf_add_text(out, "  and ");
		evi_room_words(out, &c->room);
		evi_buf_add_text(out, "\n    hint: evid-custody list --json "
		    "has each event, with how it stands\n");
	}
	return status;
}

enum evid_status
evi_view_verdict(struct evi_view *v, bool json, struct evid_error *err)
{
	return json ? verdict_json(v, err) : verdict_text(v, err);
}
