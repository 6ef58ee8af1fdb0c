/*
 * What is wrong with a log and by what trust names stand: what every view of
 * it says, in words and as JSON.
 */
#include "bundle/view/view.h"

#include "base/text.h"

#define EACH_FAULT_SHOWN 5

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
message(struct evi_buf *out, const struct evid_custody *c,
    const struct evi_custody_finding *f)
{
	evi_custody_mask_message(c, f, out);
	evi_buf_add_format(out, " [%s]", evi_finding_kinds[f->code].code);
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

/* Of a fault a few of each code, of what has no effect one: so that no number
 * of one hides another. */
bool
evi_view_finding(struct evi_buf *out, const struct evid_custody *c,
    bool effect, size_t *place, uint32_t *event_out, uint64_t *more_out)
{
	const struct evi_custody_finding *f;
	size_t each = effect ? EACH_FAULT_SHOWN : 1, n;

	while (*place < c->n_findings && (!is_shown(&c->findings[*place],
	    effect) || count_of(c, c->findings[*place].code, 0, *place) >=
	    each))
		++*place;
	if (*place >= c->n_findings)
		return false;
	f = &c->findings[(*place)++];
	*event_out = f->event;
	n = count_of(c, f->code, 0, *place);
	*more_out = n < each && count_of(c, f->code, *place,
	    c->n_findings) > 0 ? 0 : c->room.counts[f->code] - n;
	message(out, c, f);
	return true;
}

bool
evi_view_rest(struct evi_buf *out, const struct evid_custody *c, bool cut)
{
	if (c->room.left_out > 0)
		evi_buf_add_format(out, "evid-custody verify tells of %zu of "
		    "%llu findings, and counts the others", c->n_findings,
		    (unsigned long long)c->n_findings + c->room.left_out);
	else if (cut)
		evi_buf_add_text(out, "evid-custody verify tells of all");
	return c->room.left_out > 0 || cut;
}

static size_t
n_later(const struct evid_custody *c)
{
	size_t n = 0;
	uint32_t i;

	for (i = 0; i < c->n_events; i++)
		n += evi_custody_later(c, i);
	return n;
}

bool
evi_view_as_at(struct evi_buf *out, const struct evid_custody *c)
{
	char at[EVI_INSTANT_TEXT_CAP];
	size_t n;

	if (!c->options.as_of || !c->options.has_now)
		return false;
	n = n_later(c);
	evi_instant_people(c->now, at);
	evi_buf_add_format(out, "%s; %zu event%s later than that instant", at,
	    n, n == 1 ? " is" : "s are");
	return true;
}

void
evi_view_as_at_json(struct evi_emit *out, const struct evid_custody *c)
{
	char at[EVI_INSTANT_TEXT_CAP];

	evi_emit_key(out, "asAt");
	if (c->options.as_of && c->options.has_now &&
	    evi_instant_format(c->now, at))
		evi_emit_text(out, at);
	else
		evi_emit_null(out);
	evi_emit_u64_at(out, "laterEvents", n_later(c));
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
    uint64_t more, struct evid_error *err)
{
	evi_buf_add_format(&v->text, "  %s", evi_buf_text(text));
	if (event != EVI_NONE) {
		evi_buf_add_text(&v->text, ", event ");
		evi_buf_add_hex(&v->text, v->c->events[event].digest, 6);
	}
	if (more > 0)
		evi_buf_add_format(&v->text, ", and %llu more like it",
		    (unsigned long long)more);
	evi_buf_add_byte(&v->text, '\n');
	v->text.failed |= text->failed;
	return evi_view_flush_some(v, err);
}

/* @title: what they are, where there is any */
static enum evid_status
findings(struct evi_view *v, bool effect, const char *title, bool *cut,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t place = 0, n = 0;
	uint64_t more = 0;
	uint32_t event = EVI_NONE;
	bool any = true;

	while (status == EVID_OK && any) {
		struct evi_buf text = EVI_BUF_INIT;	/* owned here */

		any = evi_view_finding(&text, v->c, effect, &place, &event,
		    &more);
		if (any && n++ == 0)
			evi_buf_add_format(&v->text, "%s\n", title);
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
	struct evi_buf at = EVI_BUF_INIT, rest = EVI_BUF_INIT;	/* owned */
	bool cut = false;
	enum evid_status status;

	if (evi_view_as_at(&at, v->c))
		evi_buf_add_format(&v->text, "judged as at %s\n",
		    evi_buf_text(&at));
	evi_buf_free(&at);
	if (evi_custody_without_bundle(v->c))
		evi_buf_add_text(&v->text, EVI_CUSTODY_WITHOUT "\n");
	evi_buf_add_text(&v->text, "names vouched for by ");
	status = evi_view_trust(&v->text, v->c, err);
	evi_buf_add_byte(&v->text, '\n');
	if (status == EVID_OK)
		status = findings(v, true, "what is wrong", &cut, err);
	if (status == EVID_OK)
		status = findings(v, false, "what else was found, without "
		    "effect", &cut, err);
	if (evi_view_rest(&rest, v->c, cut))
		evi_buf_add_format(&v->text, "  %s\n", evi_buf_text(&rest));
	evi_buf_free(&rest);
	return status;
}

static void
one_finding(struct evi_emit *out, const struct evid_custody *c,
    const struct evi_custody_finding *f)
{
	const struct evi_finding_kind *kind = &evi_finding_kinds[f->code];
	struct evi_buf told = EVI_BUF_INIT;	/* owned here */

	evi_custody_mask_message(c, f, &told);
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
	evi_emit_text(out, evi_buf_text(&told));
	out->out->failed |= told.failed;
	evi_buf_free(&told);
	evi_emit_key(out, "hint");
	evi_emit_text(out, evi_custody_hint(c, f));
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
	evi_emit_u64(out, c->room.left_out);
	evi_emit_key(out, "findingCounts");
	evi_emit_open(out, '{');
	for (i = 0; i < EVI_FINDING_COUNT; i++)
		if (c->room.counts[i] > 0)
			evi_emit_u64_at(out, evi_finding_kinds[i].code,
			    c->room.counts[i]);
	evi_emit_close(out, '}');
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
