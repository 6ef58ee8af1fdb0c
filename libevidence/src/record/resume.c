/*
 * The state of a sealing, to bytes and back (resume.h).
 *
 *	{"schema", "terms": {NAME: DIGEST}, "seed", "startedAt",
 *	 "clock": {"source", "synchronised", "estimatedErrorMilliseconds",
 *	 "zone"}, "source": EXTENT, "output", "tar", "manifest": EXTENT,
 *	 "inventory": EXTENT, "blocks": EXTENT,
 *	 "object": null or {"line", "done": EXTENT},
 *	 "sealed": null or {"id", "sealDigest", "objects", "files", "bytes",
 *	 "volumes", "partial"}}
 *
 * An EXTENT is {"size", "sha256"}.
 */
#include "record/resume.h"

#include "base/memory.h"
#include "base/num.h"
#include "record/emit.h"
#include "record/field.h"
#include "record/statement_parts.h"

#include <stdlib.h>
#include <string.h>

static const char *const term_names[EVI_N_TERMS] = {
#define T(id, name, text) name,
	EVI_TERMS(T)
#undef T
};

const char *const evi_term_texts[EVI_N_TERMS] = {
#define T(id, name, text) text,
	EVI_TERMS(T)
#undef T
};

void
evi_resume_free(struct evi_resume *r)
{
	evi_statement_free(&r->clock);
	free(r->line);
	memset(r, 0, sizeof(*r));
}

static void
emit_extent(struct evi_emit *e, const char *key, const struct evi_extent *x)
{
	evi_emit_key(e, key);
	evi_emit_open(e, '{');
	evi_emit_u64_at(e, "size", x->size);
	evi_emit_hex_at(e, "sha256", x->sha256, EVI_SHA256_LEN);
	evi_emit_close(e, '}');
}

static void
emit_object(struct evi_emit *e, const struct evi_resume *r)
{
	evi_emit_key(e, "object");
	if (r->line == NULL) {
		evi_emit_null(e);
		return;
	}
	evi_emit_open(e, '{');
	evi_emit_key(e, "line");
	evi_emit_text(e, r->line);
	emit_extent(e, "done", &r->done);
	evi_emit_close(e, '}');
}

static void
emit_sealed(struct evi_emit *e, const struct evi_resume *r)
{
	evi_emit_key(e, "sealed");
	if (!r->sealed) {
		evi_emit_null(e);
		return;
	}
	evi_emit_open(e, '{');
	evi_emit_key(e, "id");
	evi_emit_text(e, r->id);
	evi_emit_hex_at(e, "sealDigest", r->seal_digest, EVI_SHA256_LEN);
	evi_emit_u64_at(e, "objects", r->n_objects);
	evi_emit_u64_at(e, "files", r->n_files);
	evi_emit_u64_at(e, "bytes", r->n_bytes);
	evi_emit_u64_at(e, "volumes", r->n_volumes);
	evi_emit_key(e, "partial");
	evi_emit_bool(e, r->partial);
	evi_emit_close(e, '}');
}

enum evid_status
evi_resume_write(const struct evi_resume *r, struct evi_buf *out,
    struct evid_error *err)
{
	struct evi_emit e = { .out = out };
	char at[EVI_INSTANT_TEXT_CAP];
	size_t i;

	if (!evi_instant_format(r->clock.started_at, at))
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "the clock shows no time that can be written");
	evi_emit_open(&e, '{');
	evi_emit_key(&e, "schema");
	evi_emit_text(&e, EVI_RESUME_SCHEMA);
	evi_emit_key(&e, "terms");
	evi_emit_open(&e, '{');
	for (i = 0; i < EVI_N_TERMS; i++)
		evi_emit_hex_at(&e, term_names[i], r->terms[i], EVI_SHA256_LEN);
	evi_emit_close(&e, '}');
	evi_emit_hex_at(&e, "seed", r->seed, EVI_SHA256_LEN);
	evi_emit_key(&e, "startedAt");
	evi_emit_text(&e, at);
	evi_statement_emit_clock(&e, &r->clock);
	emit_extent(&e, "source", &r->source);
	evi_emit_u64_at(&e, "output", r->output);
	evi_emit_u64_at(&e, "tar", r->tar);
	emit_extent(&e, "manifest", &r->manifest);
	emit_extent(&e, "inventory", &r->inventory);
	emit_extent(&e, "blocks", &r->blocks);
	emit_object(&e, r);
	emit_sealed(&e, r);
	evi_emit_close(&e, '}');
	return evi_emit_status(&e, "state", err);
}

static bool
read_digest(struct evi_field *f, const struct evi_json *object,
    const char *key, uint8_t out[EVI_SHA256_LEN])
{
	return evi_field_hex(f, object, key, EVI_REQUIRED, out,
	    EVI_SHA256_LEN, NULL);
}

static bool
read_number(struct evi_field *f, const struct evi_json *object,
    const char *key, uint64_t *out)
{
	return evi_field_u64(f, object, key, EVI_REQUIRED, 0,
	    EVI_MAX_INTEGER, out);
}

static bool
read_extent(struct evi_field *f, const struct evi_json *object,
    const char *key, struct evi_extent *out)
{
	struct evi_json *x = NULL;
	size_t mark;

	if (!evi_field_object(f, object, key, EVI_REQUIRED, &x))
		return false;
	mark = evi_field_enter(f, key);
	if (!read_number(f, x, "size", &out->size) ||
	    !read_digest(f, x, "sha256", out->sha256))
		return false;
	evi_field_leave(f, mark);
	return true;
}

static bool
read_terms(struct evi_field *f, const struct evi_json *json,
    struct evi_resume *r)
{
	struct evi_json *terms = NULL;
	size_t mark, i;

	if (!evi_field_object(f, json, "terms", EVI_REQUIRED, &terms))
		return false;
	mark = evi_field_enter(f, "terms");
	for (i = 0; i < EVI_N_TERMS; i++)
		if (!read_digest(f, terms, term_names[i], r->terms[i]))
			return false;
	evi_field_leave(f, mark);
	return true;
}

static bool
is_null(const struct evi_json *object, const char *key)
{
	const struct evi_json *value = evi_json_get(object, key);

	return value != NULL && evi_json_type(value) == EVI_JSON_NULL;
}

static bool
read_clock(struct evi_field *f, const struct evi_json *json,
    struct evi_statement *s)
{
	struct evi_json *clock = NULL;
	bool synchronised = false;
	size_t mark;

	if (!evi_field_time(f, json, "startedAt", EVI_REQUIRED, false, NULL,
	    &s->started_at) ||
	    !evi_field_object(f, json, "clock", EVI_REQUIRED, &clock))
		return false;
	mark = evi_field_enter(f, "clock");
	s->has_error = !is_null(clock, "estimatedErrorMilliseconds");
	if (!evi_field_text(f, clock, "source", EVI_REQUIRED,
	    &s->clock_source) ||
	    !evi_field_text(f, clock, "zone", EVI_REQUIRED, &s->zone) ||
	    (!is_null(clock, "synchronised") && !evi_field_bool(f, clock,
	    "synchronised", EVI_REQUIRED, &synchronised)) ||
	    (s->has_error && !read_number(f, clock,
	    "estimatedErrorMilliseconds", &s->error_milliseconds)))
		return false;
	s->synchronised = is_null(clock, "synchronised") ? -1 : synchronised;
	evi_field_leave(f, mark);
	return true;
}

static bool
read_object(struct evi_field *f, const struct evi_json *json,
    struct evi_resume *r)
{
	struct evi_json *object = NULL;
	const char *line;
	size_t mark;

	if (is_null(json, "object"))
		return true;
	if (!evi_field_object(f, json, "object", EVI_REQUIRED, &object))
		return false;
	mark = evi_field_enter(f, "object");
	if (!evi_json_get_string(object, "line", &line))
		return evi_field_fail(f, "it has no line");
	r->line = evi_strdup(line);
	if (r->line == NULL)
		return evi_field_no_memory(f);
	if (!read_extent(f, object, "done", &r->done))
		return false;
	evi_field_leave(f, mark);
	return true;
}

static bool
read_sealed(struct evi_field *f, const struct evi_json *json,
    struct evi_resume *r)
{
	struct evi_json *sealed = NULL;

	r->sealed = !is_null(json, "sealed");
	if (!r->sealed)
		return true;
	if (!evi_field_object(f, json, "sealed", EVI_REQUIRED, &sealed))
		return false;
	(void)evi_field_enter(f, "sealed");
	return evi_field_uuid(f, sealed, "id", r->id) &&
	    read_digest(f, sealed, "sealDigest", r->seal_digest) &&
	    read_number(f, sealed, "objects", &r->n_objects) &&
	    read_number(f, sealed, "files", &r->n_files) &&
	    read_number(f, sealed, "bytes", &r->n_bytes) &&
	    evi_field_u64(f, sealed, "volumes", EVI_REQUIRED, 0, 999,
	    &r->n_volumes) &&
	    evi_field_bool(f, sealed, "partial", EVI_REQUIRED, &r->partial);
}

static bool
read_state(struct evi_field *f, const struct evi_json *json,
    void *out)
{
	struct evi_resume *r = out;

	return evi_field_schema(f, json, EVI_RESUME_SCHEMA,
	    "state of a sealing") && read_terms(f, json, r) &&
	    read_digest(f, json, "seed", r->seed) &&
	    read_clock(f, json, &r->clock) &&
	    read_extent(f, json, "source", &r->source) &&
	    read_number(f, json, "output", &r->output) &&
	    read_number(f, json, "tar", &r->tar) &&
	    read_extent(f, json, "manifest", &r->manifest) &&
	    read_extent(f, json, "inventory", &r->inventory) &&
	    read_extent(f, json, "blocks", &r->blocks) &&
	    read_object(f, json, r) && read_sealed(f, json, r);
}

enum evid_status
evi_resume_read(const void *text, size_t len, const char *name,
    struct evi_resume *out, struct evid_error *err)
{
	enum evid_status status;

	memset(out, 0, sizeof(*out));
	status = evi_field_document(text, len, name, read_state, out, err);
	if (status != EVID_OK)
		evi_resume_free(out);
	return status;
}
