/*
 * A verdict: findings gathered while a bundle is read.  What a code means for
 * the whole stands in record/finding.h; here the worst is kept, also of the
 * findings that are not listed because there are too many.
 */
#include "bundle/verdict/verdict.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum evid_status
evi_verdict_new(const char *file, struct evid_verdict **out,
    struct evid_error *err)
{
	struct evid_verdict *v = evi_zalloc(sizeof(*v));
	struct evi_buf name = EVI_BUF_INIT;
	enum evid_status status;

	*out = NULL;
	if (v == NULL)
		return evi_fail_memory(err);
	evi_text_escape(&name, file, strlen(file));
	status = evi_buf_take(&name, &v->file, err);
	if (status != EVID_OK) {
		free(v);
		return status;
	}
	*out = v;
	return EVID_OK;
}

void
evid_verdict_free(struct evid_verdict *v)
{
	size_t i;

	if (v == NULL)
		return;
	for (i = 0; i < v->n_findings; i++) {
		free(v->findings[i].path);
		free(v->findings[i].message);
	}
	for (i = 0; i < EVI_SIGNERS_MAX; i++) {
		free(v->signer_trust[i].name);
		free(v->signer_trust[i].organization);
		free(v->signer_trust[i].state);
		free(v->signer_trust[i].source_words);
		free(v->signer_trust[i].standing_words);
	}
	free(v->policy_name);
	free(v->directory_name);
	free(v->findings);
	free(v->file);
	free(v->tool);
	evi_statement_free(&v->statement);
	evi_buf_free(&v->conditions);
	evi_texts_free(&v->custody_heads);
	evi_buf_free(&v->custody_open);
	evi_buf_free(&v->successions);
	evi_buf_free(&v->succession_text);
	free(v->custody_words);
	evi_masks_free(&v->masks);
	evi_json_free(v->legal);
	evi_buf_free(&v->legal_text);
	free(v);
}

/* "MEANING: DETAIL", or the meaning alone */
static enum evid_status
message_of(enum evi_finding_code code, const char *format, va_list arguments,
    char **out, struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;
	char detail[1024];

	evi_buf_add_text(&text, evi_finding_kinds[code].meaning);
	if (format != NULL) {
		(void)vsnprintf(detail, sizeof(detail), format, arguments);
		evi_buf_add_text(&text, ": ");
		evi_buf_add_text(&text, detail);
	}
	return evi_buf_take(&text, out, err);
}

static enum evid_status
add(struct evid_verdict *v, struct evi_verdict_finding *finding,
    const char *path, struct evid_error *err, const char *format,
    va_list arguments)
{
	const struct evi_finding_kind *kind = &evi_finding_kinds[finding->code];
	struct evi_buf text = EVI_BUF_INIT;
	enum evid_status status;

	v->worst = evi_worse(v->worst, kind->effect);
	v->has_effect[kind->effect] = true;
	v->axis_worst[kind->axis] = evi_worse(v->axis_worst[kind->axis],
	    kind->effect);
	if (!evi_room_take(&v->room, finding->code, finding->anybodys))
		return EVID_OK;
	if (evi_grow(&v->findings, v->n_findings, &v->findings_cap,
	    sizeof(*v->findings)) != 0)
		return evi_fail_memory(err);
	if (path != NULL)
		evi_text_escape(&text, path, strlen(path));
	status = evi_buf_take(&text, &finding->path, err);
	if (status != EVID_OK)
		return status;
	status = message_of(finding->code, format, arguments,
	    &finding->message, err);
	if (status != EVID_OK) {
		free(finding->path);
		return status;
	}
	v->findings[v->n_findings++] = *finding;
	return EVID_OK;
}

enum evid_status
evi_verdict_add(struct evid_verdict *v, enum evi_finding_code code,
    const char *path, struct evid_error *err, const char *format, ...)
{
	struct evi_verdict_finding finding = { .code = code };
	enum evid_status status;
	va_list arguments;

	va_start(arguments, format);
	status = add(v, &finding, path, err, format, arguments);
	va_end(arguments);
	return status;
}

enum evid_status
evi_verdict_add_hint(struct evid_verdict *v, enum evi_finding_code code,
    const char *path, const char *hint, bool anybodys,
    struct evid_error *err, const char *format, ...)
{
	struct evi_verdict_finding finding = { .code = code, .hint = hint,
		.anybodys = anybodys };
	enum evid_status status;
	va_list arguments;

	va_start(arguments, format);
	status = add(v, &finding, path, err, format, arguments);
	va_end(arguments);
	return status;
}

const char *
evi_verdict_hint(const struct evi_verdict_finding *finding)
{
	return finding->hint != NULL ? finding->hint :
	    evi_finding_kinds[finding->code].hint;
}

enum evid_status
evi_verdict_add_range(struct evid_verdict *v, enum evi_finding_code code,
    const char *path, uint64_t offset, uint64_t length,
    struct evid_error *err, const char *format, ...)
{
	struct evi_verdict_finding finding = { .code = code,
		.has_range = true, .offset = offset, .length = length };
	enum evid_status status;
	va_list arguments;

	va_start(arguments, format);
	status = add(v, &finding, path, err, format, arguments);
	va_end(arguments);
	return status;
}

/* Is its path that of nothing sealed, or perhaps not?  What damage or a hand
 * made of a masked name tells it as well. */
static bool
of_no_object(enum evi_finding_code code)
{
	return code == EVI_FINDING_FOREIGN_FILE ||
	    code == EVI_FINDING_MEMBER_UNEXPECTED ||
	    code == EVI_FINDING_MANIFEST_MISMATCH ||
	    code == EVI_FINDING_INVENTORY_FORM;
}

/* Below data/ alone: no other file of a bundle has a name from outside. */
static enum evid_status
mask_one(struct evid_verdict *v, struct evi_verdict_finding *f, bool all,
    struct evid_error *err)
{
	static const char data[] = "data/";
	struct evi_buf shown = EVI_BUF_INIT;
	char label[EVI_MASK_LABEL_CAP];
	const char *rest = strstr(f->path, data);
	uint64_t number = 0;
	size_t len = sizeof(data) - 1;
	char *masked;
	enum evid_status status;

	if (rest == NULL)
		return EVID_OK;
	if (!evi_masks_find(&v->masks, rest, &number) && !all) {
		len = of_no_object(f->code) ?
		    evi_masks_beside(&v->masks, rest) : 0;
		if (len == 0)
			return EVID_OK;
	}
	evi_mask_label(number, label);
	evi_buf_add(&shown, rest, len);
	evi_buf_add_text(&shown, label);
	status = evi_buf_take(&shown, &masked, err);
	if (status != EVID_OK)
		return status;
	free(f->path);
	f->path = masked;
	return EVID_OK;
}

enum evid_status
evi_verdict_mask(struct evid_verdict *v, bool known, struct evid_error *err)
{
	bool all = !known && evi_masks_strict(&v->masks);
	enum evid_status status = EVID_OK;

	for (size_t i = 0; i < v->n_findings && status == EVID_OK; i++)
		status = mask_one(v, &v->findings[i], all, err);
	return status;
}

bool
evi_verdict_names(const struct evid_verdict *v, enum evi_finding_code code,
    const char *path)
{
	struct evi_buf text = EVI_BUF_INIT;
	bool found = false;
	size_t i;

	for (i = 0; i < v->n_findings && !found; i++) {
		if (v->findings[i].code != code)
			continue;
		if (path != NULL && text.len == 0)
			evi_text_escape(&text, path, strlen(path));
		found = path == NULL ||
		    strcmp(v->findings[i].path, evi_buf_text(&text)) == 0;
	}
	evi_buf_free(&text);
	return found;
}

bool
evi_verdict_has(const struct evid_verdict *v, int effect)
{
	return v->has_effect[effect];
}

int
evi_verdict_integrity(const struct evid_verdict *v)
{
	return evi_worse(v->axis_worst[EVI_AXIS_INTEGRITY],
	    v->axis_worst[EVI_AXIS_SIGNATURE]);
}

int
evi_verdict_exit(const struct evid_verdict *v)
{
	if (v->worst == 0 && v->members_only && v->trust == EVI_TRUST_MET)
		return 0;
	return (int)evid_verdict_result(v);
}

const char *
evi_verdict_scope(const struct evid_verdict *v)
{
	return v->members_only ? "members" : "whole";
}

struct evi_instant
evi_verdict_instant(const struct evid_verdict *v)
{
	return v->has_at ? v->at : v->now;
}

const char *
evi_container_name(const struct evid_verdict *v)
{
	return evi_container_kind_name(v->container, v->recompressed);
}

enum evid_result
evi_result_of(int effect)
{
	switch (effect) {
	case 0:
		return EVID_VERIFIED;
	case 1:
		return EVID_NOT_INTACT;
	case 3:
		return EVID_NOT_TRUSTED;
	case 4:
		return EVID_INCOMPLETE;
	default:
		return EVID_NOT_CHECKED;
	}
}

enum evid_result
evid_verdict_result(const struct evid_verdict *v)
{
	/* Only what was read as a whole can be verified. */
	if (v->worst == 0 && (!v->whole || v->trust != EVI_TRUST_MET))
		return EVID_NOT_CHECKED;
	return evi_result_of(v->worst);
}

const char *
evid_result_name(enum evid_result result)
{
	switch (result) {
	case EVID_VERIFIED:
		return "verified";
	case EVID_NOT_INTACT:
		return "not-intact";
	case EVID_NOT_TRUSTED:
		return "not-trusted";
	case EVID_INCOMPLETE:
		return "incomplete";
	case EVID_NOT_CHECKED:
		break;
	}
	return "not-checked";
}

const char *
evi_result_words(enum evid_result result)
{
	switch (result) {
	case EVID_VERIFIED:
		return "verified";
	case EVID_NOT_INTACT:
		return "not intact";
	case EVID_NOT_TRUSTED:
		return "not trusted";
	case EVID_INCOMPLETE:
		return "incomplete";
	case EVID_NOT_CHECKED:
		break;
	}
	return "not checked";
}

const char *
evi_result_headline(enum evid_result result, const char *good)
{
	switch (result) {
	case EVID_VERIFIED:
		return good;
	case EVID_NOT_INTACT:
		return "NOT INTACT";
	case EVID_NOT_TRUSTED:
		return "NOT TRUSTED";
	case EVID_INCOMPLETE:
		return "INCOMPLETE";
	case EVID_NOT_CHECKED:
		break;
	}
	return "NOT CHECKED";
}

uint64_t
evid_verdict_files(const struct evid_verdict *v)
{
	return v->files;
}

uint64_t
evid_verdict_bytes(const struct evid_verdict *v)
{
	return v->bytes;
}

size_t
evid_verdict_findings(const struct evid_verdict *v)
{
	return v->n_findings;
}

static const char *
axis_name(enum evi_axis axis)
{
	static const char *const names[] = { "integrity", "signature",
		"trust", "time", "custody", "legal" };

	return names[axis];
}

static void
tell(const struct evi_verdict_finding *f, struct evid_finding *finding_out)
{
	const struct evi_finding_kind *kind = &evi_finding_kinds[f->code];

	finding_out->code = kind->code;
	finding_out->cls = evi_class_name(kind->class);
	finding_out->axis = axis_name(kind->axis);
	finding_out->effect = kind->effect;
	finding_out->path = f->path;
	finding_out->has_range = f->has_range;
	finding_out->offset = f->offset;
	finding_out->length = f->length;
	finding_out->message = f->message;
	finding_out->hint = evi_verdict_hint(f);
}

int
evid_verdict_finding(const struct evid_verdict *v, size_t index,
    struct evid_finding *finding_out)
{
	if (index >= v->n_findings)
		return 0;
	tell(&v->findings[index], finding_out);
	return 1;
}

const struct evi_verdict_finding *
evi_verdict_not_trusted_for(const struct evid_verdict *v)
{
	const struct evi_verdict_finding *found = NULL;

	for (size_t i = 0; i < v->n_findings; i++) {
		const struct evi_verdict_finding *f = &v->findings[i];

		if (f->code == EVI_FINDING_NO_TRUST_GIVEN ||
		    f->code == EVI_FINDING_SIGNER_NOT_TRUSTED)
			return NULL;
		if (found == NULL && evi_finding_kinds[f->code].effect ==
		    (int)EVID_NOT_TRUSTED)
			found = f;
	}
	return found;
}

int
evid_verdict_not_trusted_for(const struct evid_verdict *v,
    struct evid_finding *finding_out)
{
	const struct evi_verdict_finding *f = evi_verdict_not_trusted_for(v);

	if (f == NULL)
		return 0;
	tell(f, finding_out);
	return 1;
}
