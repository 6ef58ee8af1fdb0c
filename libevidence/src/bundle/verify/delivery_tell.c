/*
 * What a delivery's check found, for people and as JSON.
 */
#include "bundle/verify/delivery.h"
#include "bundle/custody/party.h"

#include "base/file.h"
#include "base/text.h"

#include <string.h>

void
evi_delivery_tell(struct evi_delivery *d, enum evi_finding_code code,
    const char *path, const char *message, const char *hint)
{
	const struct evi_finding_kind *kind = &evi_finding_kinds[code];
	struct evi_emit *e = &d->findings_json;

	d->worst = evi_worse(d->worst, kind->effect);
	if (message == NULL)
		message = kind->meaning;
	if (hint == NULL)
		hint = kind->hint;
	if (!d->json) {
		evi_buf_add_text(&d->findings, "  ");
		if (path != NULL) {
			evi_text_escape(&d->findings, path, strlen(path));
			evi_buf_add_text(&d->findings, ": ");
		}
		evi_buf_add_format(&d->findings, "%s [%s]\n    hint: %s\n",
		    message, kind->code, hint);
		return;
	}
	evi_emit_open(e, '{');
	evi_emit_key(e, "code");
	evi_emit_text(e, kind->code);
	evi_emit_key(e, "class");
	evi_emit_text(e, evi_class_name(kind->class));
	evi_emit_key(e, "path");
	if (path == NULL)
		evi_emit_null(e);
	else
		evi_emit_lossy(e, evi_path_base(path));
	evi_emit_key(e, "range");
	evi_emit_null(e);
	evi_emit_key(e, "message");
	evi_emit_text(e, message);
	evi_emit_key(e, "hint");
	evi_emit_text(e, hint);
	evi_emit_key(e, "file");
	if (path == NULL)
		evi_emit_null(e);
	else
		evi_emit_lossy(e, path);
	evi_emit_close(e, '}');
}

void
evi_delivery_tell_file(struct evi_delivery *d,
    const struct evi_json *named, const char *path,
    enum evi_file_result result)
{
	static const char *const names[] = { "as-sent", "missing", "cut",
		"changed" };
	const char *name = "", *hex = "";
	struct evi_emit *e = &d->files_json;
	uint64_t size = 0;

	(void)evi_json_get_string(named, "name", &name);
	(void)evi_json_get_string(named, "sha256", &hex);
	(void)evi_json_get_u64(named, "size", &size);
	if (!d->json) {
		evi_buf_add_format(&d->files, "  %-11s ", names[result]);
		evi_text_escape(&d->files, path, strlen(path));
		evi_buf_add_byte(&d->files, '\n');
		return;
	}
	evi_emit_open(e, '{');
	evi_emit_key(e, "name");
	evi_emit_text(e, name);
	evi_emit_key(e, "size");
	evi_emit_u64(e, size);
	evi_emit_key(e, "sha256");
	evi_emit_text(e, hex);
	evi_emit_key(e, "status");
	evi_emit_text(e, names[result]);
	evi_emit_key(e, "file");
	evi_emit_lossy(e, path);
	evi_emit_close(e, '}');
}

uint64_t
evi_delivery_threshold(const struct evi_delivery *d)
{
	const struct evi_policy *p = evi_trust_policy(d->options->trust);

	return p == NULL || p->threshold <= 1 ? 0 : p->threshold;
}

/* Of what is no more than it has, there is nothing to say. */
static void
write_threshold(const struct evi_delivery *d, struct evi_emit *e)
{
	evi_emit_key(e, "policyThreshold");
	if (evi_delivery_threshold(d) == 0)
		evi_emit_null(e);
	else
		evi_emit_u64(e, evi_delivery_threshold(d));
	evi_emit_key(e, "policyThresholdApplied");
	if (evi_delivery_threshold(d) == 0)
		evi_emit_null(e);
	else
		evi_emit_bool(e, false);
}

static void
write_json(const struct evi_delivery *d, struct evi_buf *out)
{
	struct evi_emit e = { out, false, false };
	const struct evi_custody_event *over = &d->log->events[d->over];
	char at[EVI_INSTANT_TEXT_CAP], as_at[EVI_INSTANT_TEXT_CAP];

	(void)evi_instant_format(over->at, at);
	evi_emit_open(&e, '{');
	evi_emit_key(&e, "verdict");
	evi_emit_text(&e, evid_result_name(evi_result_of(d->worst)));
	evi_emit_key(&e, "exitStatus");
	evi_emit_u64(&e, (uint64_t)evi_result_of(d->worst));
	evi_emit_key(&e, "handOver");
	evi_emit_hex(&e, over->digest, EVI_SHA256_LEN);
	evi_emit_key(&e, "sealDigest");
	if (d->event.of_exhibit)
		evi_emit_null(&e);
	else
		evi_emit_hex(&e, d->event.subject, EVI_SHA256_LEN);
	evi_emit_key(&e, "at");
	evi_emit_text(&e, at);
	evi_emit_key(&e, "asAt");
	if (d->options->has_at && evi_instant_format(d->log->now, as_at))
		evi_emit_text(&e, as_at);
	else
		evi_emit_null(&e);
	evi_emit_key(&e, "from");
	evi_party_json(&e, &d->from);
	evi_emit_key(&e, "to");
	evi_party_json(&e, &d->to);
	write_threshold(d, &e);
	evi_emit_key(&e, "files");
	evi_emit_open(&e, '[');
	evi_buf_add(out, d->files.data, d->files.len);
	evi_emit_close(&e, ']');
	evi_emit_key(&e, "findings");
	evi_emit_open(&e, '[');
	evi_buf_add(out, d->findings.data, d->findings.len);
	evi_emit_close(&e, ']');
	evi_emit_close(&e, '}');
}

static void
write_text(const struct evi_delivery *d, struct evi_buf *out)
{
	static const char *const heads[] = { "AS SENT", "NOT AS SENT", "",
		"NOT TRUSTED", "INCOMPLETE", "NOT CHECKED" };
	char at[EVI_INSTANT_TEXT_CAP];

	evi_instant_people(d->log->events[d->over].at, at);
	evi_buf_add_format(out, "delivery: %s\n  handed over %s by ",
	    heads[evi_result_of(d->worst)], at);
	evi_party_text(out, &d->from);
	evi_buf_add_text(out, "\n  to          ");
	evi_party_text(out, &d->to);
	evi_buf_add_byte(out, '\n');
	if (d->options->has_at) {
		evi_instant_people(d->log->now, at);
		evi_buf_add_format(out, "  judged as at %s\n", at);
	}
	if (evi_delivery_threshold(d) > 0)
		evi_buf_add_format(out, "  threshold   NOT APPLIED: the policy "
		    "asks for %llu signers of a bundle; a hand-over has "
		    "one\n", (unsigned long long)evi_delivery_threshold(d));
	evi_buf_add(out, d->files.data, d->files.len);
	if (d->findings.len > 0)
		evi_buf_add_text(out, "findings\n");
	evi_buf_add(out, d->findings.data, d->findings.len);
}

void
evi_delivery_write(const struct evi_delivery *d, struct evi_buf *out)
{
	if (d->json)
		write_json(d, out);
	else
		write_text(d, out);
}
