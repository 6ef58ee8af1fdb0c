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
	return evi_result_headline(evid_custody_result(c), "SOUND");
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
is_shown(const struct evi_custody_finding *f, bool effect)
{
	return (evi_finding_kinds[f->code].effect != 0) == effect &&
	    f->code != EVI_FINDING_NO_TRUST_GIVEN;
}

static void
message(struct evi_buf *out, const struct evi_custody_finding *f)
{
	evi_buf_add_format(out, "%s [%s]", f->message,
	    evi_finding_kinds[f->code].code);
}

bool
evi_view_fault(struct evi_buf *out, const struct evid_custody *c,
    size_t *place, uint32_t *event_out)
{
	while (*place < c->n_findings && !is_shown(&c->findings[*place],
	    true))
		++*place;
	if (*place >= c->n_findings)
		return false;
	*event_out = c->findings[*place].event;
	message(out, &c->findings[(*place)++]);
	return true;
}

/* how many findings of a code stand from @from to before @to */
static size_t
count_of(const struct evid_custody *c, enum evi_finding_code code,
    size_t from, size_t to)
{
	size_t n = 0;

	for (; from < to; from++)
		n += c->findings[from].code == code;
	return n;
}

/* One of each code, so that no number of one hides another. */
bool
evi_view_note(struct evi_buf *out, const struct evid_custody *c,
    size_t *place, uint32_t *event_out, size_t *more_out)
{
	const struct evi_custody_finding *f;

	while (*place < c->n_findings && (!is_shown(&c->findings[*place],
	    false) || count_of(c, c->findings[*place].code, 0, *place) > 0))
		++*place;
	if (*place >= c->n_findings)
		return false;
	f = &c->findings[(*place)++];
	*event_out = f->event;
	*more_out = count_of(c, f->code, *place, c->n_findings);
	message(out, f);
	return true;
}

bool
evi_view_of_key(enum evi_finding_code code)
{
	return code == EVI_FINDING_CUSTODY_KEY_COMPROMISED ||
	    code == EVI_FINDING_CUSTODY_KEY_REVOKED_SINCE ||
	    code == EVI_FINDING_CUSTODY_SIGNER_UNKNOWN ||
	    code == EVI_FINDING_CUSTODY_ALGORITHM_UNKNOWN;
}

/* a finding on a line of its own */
static enum evid_status
line(struct evi_view *v, const struct evi_buf *text, uint32_t event,
    size_t more, struct evid_error *err)
{
	evi_buf_add_format(&v->text, "  %s", evi_buf_text(text));
	if (event != EVI_NONE) {
		evi_buf_add_text(&v->text, ", event ");
		evi_buf_add_hex(&v->text, v->c->events[event].digest, 6);
	}
	if (more > 0)
		evi_buf_add_format(&v->text, ", and %zu more like it", more);
	evi_buf_add_byte(&v->text, '\n');
	v->text.failed |= text->failed;
	return evi_view_flush_some(v, err);
}

static enum evid_status
notes(struct evi_view *v, bool *cut, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t place = 0, more = 0, n = 0;
	uint32_t event = EVI_NONE;
	bool any = true;

	while (status == EVID_OK && any) {
		struct evi_buf text = EVI_BUF_INIT;	/* owned here */

		any = evi_view_note(&text, v->c, &place, &event, &more);
		if (any && n++ == 0)
			evi_buf_add_text(&v->text, "what else was found, "
			    "without effect\n");
		if (any)
			status = line(v, &text, event, more, err);
		*cut |= any && more > 0;
		evi_buf_free(&text);
	}
	return status;
}

enum evid_status
evi_view_faults(struct evi_view *v, struct evid_error *err)
{
	const struct evid_custody *c = v->c;
	bool any = true, cut = c->left_out > 0;
	size_t place = 0, n = 0;
	uint32_t event = EVI_NONE;
	enum evid_status status;

	evi_buf_add_text(&v->text, "names vouched for by ");
	status = evi_view_trust(&v->text, c, err);
	evi_buf_add_byte(&v->text, '\n');
	while (status == EVID_OK && any && n < FAULTS_SHOWN) {
		struct evi_buf text = EVI_BUF_INIT;	/* owned here */

		any = evi_view_fault(&text, c, &place, &event);
		if (any && n++ == 0)
			evi_buf_add_text(&v->text, "what is wrong\n");
		if (any)
			status = line(v, &text, event, 0, err);
		evi_buf_free(&text);
	}
	cut |= n == FAULTS_SHOWN;
	if (status == EVID_OK)
		status = notes(v, &cut, err);
	if (cut)
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
