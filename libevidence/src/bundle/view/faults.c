/*
 * What is wrong with a log and by what trust names stand: what every view of
 * it says, in words and as JSON.
 */
#include "bundle/view/view.h"

#include "base/text.h"

#define FAULTS_SHOWN 20

const char *
evi_view_headline(const struct evid_custody *c)
{
	switch (evid_custody_result(c)) {
	case EVID_VERIFIED:
		return "SOUND";
	case EVID_NOT_INTACT:
		return "NOT INTACT";
	case EVID_NOT_TRUSTED:
		return "NOT TRUSTED";
	case EVID_INCOMPLETE:
		return "INCOMPLETE";
	default:
		return "NOT CHECKED";
	}
}

enum evid_status
evi_view_trust(struct evi_buf *out, const struct evid_custody *c,
    struct evid_error *err)
{
	if (evi_custody_no_trust(c))
		evi_buf_add_text(out, "nobody: no key, pin or directory was "
		    "given; each name is what its owner, or another, states");
	else
		evi_trust_words(c->options.trust, out);
	return evi_buf_status(out, err);
}

/* that no trust was given is said where names are told of */
static bool
is_fault(const struct evi_custody_finding *f)
{
	return evi_finding_kinds[f->code].effect != 0 &&
	    f->code != EVI_FINDING_NO_TRUST_GIVEN;
}

bool
evi_view_fault(struct evi_buf *out, const struct evid_custody *c,
    size_t *place, uint32_t *event_out)
{
	const struct evi_custody_finding *f;

	while (*place < c->n_findings && !is_fault(&c->findings[*place]))
		++*place;
	if (*place >= c->n_findings)
		return false;
	f = &c->findings[(*place)++];
	evi_buf_add_format(out, "%s [%s]", f->message,
	    evi_finding_kinds[f->code].code);
	*event_out = f->event;
	return true;
}

enum evid_status
evi_view_faults(struct evi_view *v, struct evid_error *err)
{
	const struct evid_custody *c = v->c;
	enum evid_status status;
	size_t place = 0, n = 0;
	uint32_t event;

	evi_buf_add_text(&v->text, "names vouched for by ");
	status = evi_view_trust(&v->text, c, err);
	evi_buf_add_byte(&v->text, '\n');
	while (status == EVID_OK && n < FAULTS_SHOWN) {
		struct evi_buf line = EVI_BUF_INIT;	/* owned here */

		if (!evi_view_fault(&line, c, &place, &event))
			break;
		if (n++ == 0)
			evi_buf_add_text(&v->text, "what is wrong\n");
		evi_buf_add_format(&v->text, "  %s", evi_buf_text(&line));
		if (event != EVI_NONE) {
			evi_buf_add_text(&v->text, ", event ");
			evi_buf_add_hex(&v->text, c->events[event].digest, 6);
		}
		evi_buf_add_byte(&v->text, '\n');
		evi_buf_free(&line);
		status = evi_view_flush_some(v, err);
	}
	if (n == FAULTS_SHOWN || c->left_out > 0)
		evi_buf_add_text(&v->text, "  evid-custody verify tells of "
		    "all\n");
	return status;
}

static void
one_finding(struct evi_emit *out, const struct evid_custody *c,
    const struct evi_custody_finding *f)
{
	const struct evi_finding_kind *kind = &evi_finding_kinds[f->code];

	evi_emit_open(out, '{');
	evi_emit_key(out, "code");
	evi_emit_text(out, kind->code);
	evi_emit_key(out, "class");
	evi_emit_text(out, evi_class_name(kind->class));
	evi_emit_key(out, "effect");
	evi_emit_u64(out, (uint64_t)kind->effect);
	evi_emit_key(out, "event");
	if (f->event == EVI_NONE)
		evi_emit_null(out);
	else
		evi_emit_hex(out, c->events[f->event].digest,
		    EVI_SHA256_LEN);
	evi_emit_key(out, "path");
	if (f->source == EVI_NONE)
		evi_emit_null(out);
	else
		evi_emit_text(out, c->sources[f->source].name);
	evi_emit_key(out, "line");
	if (f->line == 0)
		evi_emit_null(out);
	else
		evi_emit_u64(out, f->line);
	evi_emit_key(out, "message");
	evi_emit_text(out, f->message);
	evi_emit_key(out, "hint");
	evi_emit_text(out, kind->hint);
	evi_emit_close(out, '}');
}

void
evi_view_findings(struct evi_emit *out, const struct evid_custody *c)
{
	size_t i;

	evi_emit_key(out, "findings");
	evi_emit_open(out, '[');
	for (i = 0; i < c->n_findings; i++)
		one_finding(out, c, &c->findings[i]);
	evi_emit_close(out, ']');
	evi_emit_key(out, "findingsLeftOut");
	evi_emit_u64(out, c->left_out);
}

void
evi_view_heads(struct evi_emit *out, const struct evid_custody *c,
    enum evid_status *status, struct evid_error *err)
{
	struct evi_digests heads = { NULL, 0, 0 };	/* owned here */
	size_t i;

	*status = evi_custody_heads(c, false, &heads, err);
	evi_emit_key(out, "heads");
	evi_emit_open(out, '[');
	for (i = 0; i < heads.count; i++)
		evi_emit_hex(out, heads.items[i], EVI_SHA256_LEN);
	evi_emit_close(out, ']');
	evi_digests_free(&heads);
}
