/*
 * What is found wrong with a log: what there is room for is kept, and the
 * effect of all counts.  What anybody can write are lines that are none, and
 * events of keys that trust does not know, whoever handed over to them.
 */
#include "bundle/custody/custody.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

uint32_t
evi_custody_key_of(const struct evid_custody *c,
    const struct evi_custody_finding *f)
{
	return f->event != EVI_NONE ? c->events[f->event].key : f->key;
}

/* whoever is known may have named him: he may write as much as a stranger */
static bool
by_unknown(const struct evid_custody *c, const struct evi_custody_finding *f)
{
	uint32_t key = evi_custody_key_of(c, f);

	return key != EVI_NONE && c->keys[key].unknown;
}

static bool
by_stranger(const struct evid_custody *c, const struct evi_custody_finding *f)
{
	return by_unknown(c, f) && !c->keys[evi_custody_key_of(c, f)].named;
}

bool
evi_custody_anybodys(const struct evid_custody *c,
    const struct evi_custody_finding *f)
{
	return evi_custody_key_of(c, f) == EVI_NONE ? f->event == EVI_NONE &&
	    f->source != EVI_NONE : by_unknown(c, f);
}

#define LEFT_OUT "left out of a copy of the log: sed 3d LOG >COPY, were it " \
	"line 3"

/* What anybody can add to a log beside a bundle, and nobody signed of this
 * evidence, whoever has that log can leave out; of a sealed one he cannot. */
static const char *
hint_beside(const struct evid_custody *c, const struct evi_custody_finding *f)
{
	if (f->source >= c->n_sources || c->sources[f->source].sealed)
		return NULL;
	switch (f->code) {
	case EVI_FINDING_CUSTODY_LINE_FOREIGN:
		return "ask whoever gave the log where it comes from; as "
		    "it is no event, the line can be " LEFT_OUT;
	case EVI_FINDING_CUSTODY_SIGNATURE_INVALID:
		return "do not rely on it; ask its signer for his log, and "
		    "merge; as nobody signed it so, the line can be "
		    LEFT_OUT;
	case EVI_FINDING_CUSTODY_OTHER_SUBJECT:
		return "keep a log for each bundle; as it counts for nothing "
		    "here, its line can be " LEFT_OUT " (evid-custody verify "
		    "--json has the number)";
	default:
		return NULL;
	}
}

static enum evid_status
tell(struct evid_custody *c, struct evi_custody_finding finding,
    struct evid_error *err, const char *format, va_list arguments)
{
	const struct evi_finding_kind *kind = &evi_finding_kinds[finding.code];
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	bool strange = kind->effect != 0 && by_stranger(c, &finding);
	int effect = strange ? 0 : kind->effect;
	char detail[512];

	/* What is wrong in a stranger's event is his: told, and no more. */
	if (strange)
		finding.code = EVI_FINDING_CUSTODY_STRANGER;
	c->worst = evi_worse(c->worst, effect);
	if (finding.code != EVI_FINDING_NO_TRUST_GIVEN)
		c->worst_but_trust = evi_worse(c->worst_but_trust, effect);
	if (finding.code == EVI_FINDING_CUSTODY_CLAIM &&
	    finding.event != EVI_NONE)
		c->events[finding.event].n_claims++;
	if (!evi_room_take(&c->room, finding.code,
	    evi_custody_anybodys(c, &finding)))
		return EVID_OK;
	if (evi_grow(&c->findings, c->n_findings, &c->findings_cap,
	    sizeof(*c->findings)) != 0)
		return evi_fail_memory(err);
	if (strange)
		evi_buf_add_format(&text, "%s: %s: ",
		    evi_finding_kinds[finding.code].meaning, kind->code);
	evi_buf_add_text(&text, kind->meaning);
	if (format != NULL) {
		(void)vsnprintf(detail, sizeof(detail), format, arguments);
		/* It may have been cut within a character. */
		while (!evi_utf8_valid(detail, strlen(detail)))
			detail[strlen(detail) - 1] = '\0';
		evi_buf_add_text(&text, ": ");
		evi_buf_add_text(&text, detail);
	}
	if (finding.hint == NULL)
		finding.hint = hint_beside(c, &finding);
	c->findings[c->n_findings] = finding;
	return evi_buf_take(&text, &c->findings[c->n_findings].message,
	    err) == EVID_OK ? (c->n_findings++, EVID_OK) : EVID_ERR_MEMORY;
}

enum evid_status
evi_custody_tell(struct evid_custody *c, enum evi_finding_code code,
    uint32_t event, struct evid_error *err, const char *format, ...)
{
	struct evi_custody_finding finding = { .code = code, .event = event,
		.key = EVI_NONE, .source = EVI_NONE };
	enum evid_status status;
	va_list arguments;

	if (event != EVI_NONE) {
		finding.source = c->events[event].source;
		finding.line = c->events[event].line;
	}
	va_start(arguments, format);
	status = tell(c, finding, err, format, arguments);
	va_end(arguments);
	return status;
}

enum evid_status
evi_custody_tell_line(struct evid_custody *c, enum evi_finding_code code,
    const struct evi_custody_place *place, struct evid_error *err,
    const char *format, ...)
{
	struct evi_custody_finding finding = { .code = code,
		.event = EVI_NONE, .key = place->key, .source = place->source,
		.line = place->line, .hint = place->hint };
	enum evid_status status;
	va_list arguments;

	va_start(arguments, format);
	status = tell(c, finding, err, format, arguments);
	va_end(arguments);
	return status;
}
