/*
 * What is asked of a case: its check and its clocks, as values of the public
 * interface.  The files of clock lengths are read here, and conditions go by
 * the custody log that was taken.
 */
#include "bundle/case/case.h"

#include "adapt/key.h"
#include "base/memory.h"
#include "base/text.h"
#include "bundle/custody/masked.h"
#include "bundle/custody/preserved.h"
#include "bundle/custody/said.h"
#include "record/case_check.h"
#include "record/case_clock.h"
#include "record/case_parts.h"
#include "record/finding.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCHEMA_LENGTHS "urn:libevidence:clock-lengths:1"

struct lengths {
	struct evi_json **items;
	size_t n;
};

static void
lengths_free(struct lengths *lengths)
{
	for (size_t i = 0; i < lengths->n; i++)
		evi_json_free(lengths->items[i]);
	free(lengths->items);
}

static enum evid_status
lengths_read(const struct evid_case_options *o, struct lengths *out,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	struct evi_buf shown = EVI_BUF_INIT;
	const struct evi_json *clocks;

	if (o == NULL || o->version != EVID_CASE_OPTIONS_VERSION)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "case options of an unknown version");
	out->items = evi_zalloc_array(o->n_lengths + 1, sizeof(*out->items));
	if (out->items == NULL)
		return evi_fail_memory(err);
	for (size_t i = 0; i < o->n_lengths && status == EVID_OK; i++) {
		status = evi_case_file(o->lengths[i], &out->items[i], err);
		if (status != EVID_OK)
			break;
		out->n++;
		status = evi_case_version_of(out->items[i], SCHEMA_LENGTHS,
		    "clock lengths", o->lengths[i], err);
		if (status != EVID_OK)
			break;
		clocks = evi_json_get(out->items[i], "clocks");
		if (evi_case_is(out->items[i], "schema", SCHEMA_LENGTHS) &&
		    clocks != NULL && evi_json_type(clocks) == EVI_JSON_ARRAY)
			continue;
		evi_text_escape(&shown, o->lengths[i],
		    strlen(o->lengths[i]));
		status = evi_fail(err, EVID_ERR_FORMAT,
		    "%s: it has not `schema` \"" SCHEMA_LENGTHS "\" with a "
		    "list `clocks`", evi_buf_text(&shown));
		evi_hint(err, "compare it with a file that was installed");
		evi_buf_free(&shown);
	}
	return status;
}

static struct evi_instant
now_of(const struct evid_case_options *o)
{
	struct evi_instant now = { o->now.seconds, o->now.nanoseconds };

	return now;
}

static struct evid_finding
legal_finding(const char *code, int effect, const char *hint)
{
	struct evid_finding finding;

	memset(&finding, 0, sizeof(finding));
	finding.code = code;
	finding.cls = "legal";
	finding.axis = "legal";
	finding.effect = effect;
	finding.hint = hint;
	return finding;
}

/* What is found of a bundle's case may quote a masked name; its path is made
 * of names of fields. */
static enum evid_status
mask_findings(const struct evid_case *c, struct evi_case_findings *found,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;

	for (size_t i = 0; i < found->n && status == EVID_OK; i++)
		status = evi_masking_text(c->masking,
		    &found->items[i].message, err);
	return status;
}

/* What names a clock to a calendar is a digest of it, and stays. */
static enum evid_status
mask_clocks(const struct evid_case *c, struct evi_clocks *clocks,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;

	for (size_t i = 0; i < clocks->n && status == EVID_OK; i++) {
		struct evi_clock *clock = &clocks->items[i];

		status = evi_masking_text(c->masking, &clock->about, err);
		if (status == EVID_OK)
			status = evi_masking_text(c->masking,
			    &clock->counted_by, err);
		/* An end that counts is a time, and no name. */
		if (status == EVID_OK && !clock->has_end)
			status = evi_masking_text(c->masking,
			    &clock->end_text, err);
	}
	return status;
}

static int
tell_finding(const struct evi_case_finding *f, evid_case_finding_fn *told,
    void *context)
{
	const struct evi_case_rule_kind *kind = &evi_case_rules[f->rule];
	struct evid_finding finding = legal_finding(kind->code, kind->effect,
	    kind->hint);

	finding.path = f->path;
	finding.message = f->message;
	return told(context, &finding);
}

enum evid_status
evid_case_check(const struct evid_case *c,
    const struct evid_case_options *options, evid_case_finding_fn *told,
    void *context, int *worst_out, struct evid_error *err)
{
	struct lengths lengths = { NULL, 0 };		/* owned here */
	struct evi_case_findings found = { 0 };		/* owned here */
	enum evid_status status = lengths_read(options, &lengths, err);

	*worst_out = 0;
	if (status == EVID_OK)
		status = evi_case_check_all(c->json, now_of(options),
		    lengths.items, lengths.n, &found, err);
	if (status == EVID_OK)
		status = mask_findings(c, &found, err);
	*worst_out = found.worst;
	for (size_t i = 0; i < found.n && status == EVID_OK; i++) {
		if (tell_finding(&found.items[i], told, context) != 0)
			status = evi_fail(err, EVID_ERR_CANCELLED,
			    "the check was stopped as asked");
	}
	evi_case_findings_free(&found);
	lengths_free(&lengths);
	return status;
}

static int
tell_clock(const struct evi_clock *c, evid_case_clock_fn *told,
    void *context)
{
	struct evid_clock clock;

	memset(&clock, 0, sizeof(clock));
	clock.what = c->what;
	clock.path = c->path;
	clock.about = c->about;
	clock.ends = c->end_text;
	clock.has_end = c->has_end;
	clock.end.seconds = c->end.seconds;
	clock.end.nanoseconds = c->end.nanoseconds;
	clock.suggested = c->suggested;
	clock.source = c->source;
	clock.counted_by = c->counted_by;
	clock.state = evi_clock_state_name(c);
	return told(context, &clock);
}

/* The form must hold: clocks of a case that is none would mislead. */
enum evid_status
evi_case_good_form(const struct evid_case *c, struct evid_error *err)
{
	struct evi_case_findings found = { 0 };		/* owned here */
	enum evid_status status = EVID_OK;

	evi_case_check_form(c->json, &found);
	status = found.memory ? evi_fail_memory(err) :
	    mask_findings(c, &found, err);
	if (status == EVID_OK && found.n > 0)
		status = evi_fail(err, EVID_ERR_FORMAT, "%s%s%s: %s",
		    c->name == NULL ? "" : c->name, c->name == NULL ? "" : ": ",
		    found.items[0].path, found.items[0].message);
	if (status == EVID_ERR_FORMAT)
		evi_hint(err, "evid-case check lists all such fields");
	evi_case_findings_free(&found);
	return status;
}

enum evid_status
evid_case_take_log(struct evid_case *c, const struct evid_custody *log,
    struct evid_error *err)
{
	if (log != NULL && !c->sealed)
		return evi_fail(err, EVID_ERR_ARGUMENT, "the case was not "
		    "read from a bundle, so that no custody log is of it");
	if (log != NULL && !log->has_seal)
		return evi_fail(err, EVID_ERR_ARGUMENT, "the custody log was "
		    "read without its bundle");
	if (log != NULL && memcmp(log->seal, c->seal_digest,
	    EVI_SHA256_LEN) != 0)
		return evi_fail(err, EVID_ERR_MISMATCH, "the custody log was "
		    "read with another bundle than the case");
	c->log = log;
	return EVID_OK;
}

/* the clocks, and, where there is a log, what became of its words on
 * preservations */
struct gathered {
	struct evi_clocks clocks;
	struct evi_custody_preserved preserved;
};

static void
gathered_free(struct gathered *g)
{
	evi_clocks_free(&g->clocks);
	evi_custody_preserved_free(&g->preserved);
}

/* Conditions begin as conditions.json says, which the log was read with. */
static enum evid_status
clocks_by_log(const struct evid_case *c, struct evi_instant at,
    const struct lengths *lengths, struct gathered *out,
    struct evid_error *err)
{
	struct evi_custody_said said = { .n = 0 };	/* both owned here */
	struct evi_conditions then;
	struct evi_clocks_log log = { .conditions = &then };
	enum evid_status status;

	memset(&then, 0, sizeof(then));
	status = evi_custody_said_gather(c->log, &said, err);
	if (status == EVID_OK)
		status = evi_conditions_at(c->log->sealed_conditions,
		    said.events, said.n, at, &then, err);
	if (status == EVID_OK)
		status = evi_custody_preserved_gather(c->log, &out->preserved,
		    err);
	log.words = out->preserved.words;
	log.n_words = out->preserved.n;
	if (status == EVID_OK)
		status = evi_clocks_of(c->json, &log, at, lengths->items,
		    lengths->n, &out->clocks, err);
	evi_conditions_free(&then);
	evi_custody_said_free(&said);
	return status;
}

static enum evid_status
gather(const struct evid_case *c, const struct evid_case_options *options,
    struct gathered *out, struct evid_error *err)
{
	struct lengths lengths = { NULL, 0 };		/* owned here */
	enum evid_status status = evi_case_good_form(c, err);

	if (status == EVID_OK)
		status = lengths_read(options, &lengths, err);
	if (status == EVID_OK)
		status = c->log != NULL ? clocks_by_log(c, now_of(options),
		    &lengths, out, err) : evi_clocks_of(c->json, NULL,
		    now_of(options), lengths.items, lengths.n, &out->clocks,
		    err);
	if (status == EVID_OK)
		status = mask_clocks(c, &out->clocks, err);
	lengths_free(&lengths);
	return status;
}

enum evid_status
evid_case_clocks(const struct evid_case *c,
    const struct evid_case_options *options, evid_case_clock_fn *told,
    void *context, struct evid_error *err)
{
	struct gathered g = { .clocks = { NULL, 0, 0 } };	/* owned here */
	enum evid_status status = gather(c, options, &g, err);

	for (size_t i = 0; i < g.clocks.n && status == EVID_OK; i++) {
		if (tell_clock(&g.clocks.items[i], told, context) != 0)
			status = evi_fail(err, EVID_ERR_CANCELLED,
			    "the telling was stopped as asked");
	}
	gathered_free(&g);
	return status;
}

static int
tell_unmoved(const struct evi_preservation_word *word,
    evid_case_finding_fn *told, void *context)
{
	const struct evi_finding_kind *kind =
	    &evi_finding_kinds[EVI_FINDING_PRESERVATION_CHANGE_IGNORED];
	const char *why = evi_preservation_unmoved(word);
	struct evid_finding finding = legal_finding(kind->code, kind->effect,
	    kind->hint);
	char hex[2 * EVI_SHA256_LEN + 1], path[32];

	if (why == NULL)
		return 0;
	evi_hex(word->digest, EVI_SHA256_LEN, hex);
	(void)snprintf(path, sizeof(path), "event %.16s", hex);
	finding.path = path;
	finding.message = why;
	return told(context, &finding);
}

enum evid_status
evid_case_unmoved(const struct evid_case *c,
    const struct evid_case_options *options, evid_case_finding_fn *told,
    void *context, struct evid_error *err)
{
	struct gathered g = { .clocks = { NULL, 0, 0 } };	/* owned here */
	enum evid_status status = gather(c, options, &g, err);

	for (size_t i = 0; i < g.preserved.n && status == EVID_OK; i++) {
		if (tell_unmoved(&g.preserved.words[i], told, context) != 0)
			status = evi_fail(err, EVID_ERR_CANCELLED,
			    "the telling was stopped as asked");
	}
	gathered_free(&g);
	return status;
}

enum evid_status
evid_case_ics(const struct evid_case *c,
    const struct evid_case_options *options, uint64_t warn_seconds,
    char **text_out, struct evid_error *err)
{
	struct gathered g = { .clocks = { NULL, 0, 0 } };	/* owned here */
	struct evi_buf text = EVI_BUF_INIT;		/* owned here */
	const char *own = evi_case_text(evi_json_get(c->json, "reference"),
	    "own");
	char *shown = evi_strdup(own == NULL ? "" : own);	/* owned here */
	enum evid_status status = evi_crypto_init(err);

	*text_out = NULL;
	if (status == EVID_OK)
		status = shown == NULL ? evi_fail_memory(err) :
		    evi_masking_text(c->masking, &shown, err);
	if (status == EVID_OK)
		status = gather(c, options, &g, err);
	if (status == EVID_OK)
		status = evi_clocks_ics(&g.clocks, own == NULL ? "" : own,
		    shown, now_of(options), warn_seconds, &text, err);
	free(shown);
	gathered_free(&g);
	if (status == EVID_OK)
		return evi_buf_take(&text, text_out, err);
	evi_buf_free(&text);
	return status;
}
