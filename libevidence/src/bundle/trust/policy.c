/*
 * A policy as a file: signed; and which of the files of trust a file is.
 */
#include "record/policy.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "bundle/tell.h"
#include "bundle/trust/directory.h"
#include "bundle/trust/trust.h"
#include "evidence/trust.h"
#include "record/pins.h"

#include <stdlib.h>
#include <string.h>

static enum evid_status
read_envelope(const char *path, const struct evi_buf *text,
    struct evi_envelope *out, struct evid_error *err)
{
	const char *why = NULL;
	enum evid_status status;

	status = evi_envelope_read_as(text->data, text->len, EVI_POLICY_TYPE,
	    true, out, &why, err);
	if (status == EVID_OK && why != NULL)
		status = evi_fail_kind(path, text, EVID_TRUST_KIND_POLICY,
		    why, err);
	return status;
}

bool
evi_is_envelope(const struct evi_buf *text)
{
	static const char head[] = "{\"payload\":";

	return text->len >= sizeof(head) - 1 &&
	    memcmp(text->data, head, sizeof(head) - 1) == 0;
}

enum evid_status
evid_policy_sign(const char *path, const struct evid_key *key,
    const char *output, int force, struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT, out = EVI_BUF_INIT;	/* owned */
	struct evi_envelope *e = evi_zalloc(sizeof(*e));	/* owned */
	struct evi_policy policy;
	enum evid_status status;

	if (e == NULL)
		return evi_fail_memory(err);
	status = evi_file_read(path, EVI_POLICY_LIMIT, &text, err);
	if (status == EVID_OK && evi_is_envelope(&text)) {
		status = read_envelope(path, &text, e, err);
	} else if (status == EVID_OK) {
		evi_buf_add(&e->payload, text.data, text.len);
		status = evi_buf_status(&e->payload, err);
	}
	if (status == EVID_OK)
		status = evi_policy_read(e->payload.data, e->payload.len, path,
		    &policy, err);
	if (status == EVID_OK) {
		evi_policy_free(&policy);
		status = evi_envelope_sign(e, EVI_POLICY_TYPE, key, err);
	}
	if (status == EVID_OK)
		status = evi_envelope_write_as(e, EVI_POLICY_TYPE, &out, err);
	if (status == EVID_OK)
		status = evi_file_write(output, out.data, out.len, 0644,
		    force != 0, err);
	evi_envelope_free(e);
	free(e);
	evi_buf_free(&text);
	evi_buf_free(&out);
	return status;
}

static enum evid_trust_kind
kind_of(const struct evi_json *json)
{
	static const struct {
		const char *key, *begins;
		enum evid_trust_kind kind;
	} signs[] = {
		{ "schema", "urn:libevidence:pins:", EVID_TRUST_KIND_PINS },
		{ "schema", "urn:libevidence:policy:",
		    EVID_TRUST_KIND_POLICY },
		{ "payloadType", EVI_POLICY_TYPE, EVID_TRUST_KIND_POLICY },
		{ "payloadType", EVI_DIRECTORY_TYPE,
		    EVID_TRUST_KIND_DIRECTORY },
	};
	const char *text;

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (evi_json_get_string(json, signs[i].key, &text) &&
		    strncmp(text, signs[i].begins,
		    strlen(signs[i].begins)) == 0)
			return signs[i].kind;
	return EVID_TRUST_KIND_NONE;
}

enum evid_status
evi_fail_kind(const char *path, const struct evi_buf *text,
    enum evid_trust_kind wanted, const char *why, struct evid_error *err)
{
	static const struct {
		const char *is, *hint;
	} kinds[] = {
		{ "it is of another kind", "check that it is the file that "
		    "was meant" },
		{ "it is a directory", "a directory is named with -t" },
		{ "it is a pin list", "a pin list is named with --pins" },
		{ "it is a policy", "a policy is named with --policy" },
	};
	struct evi_json *json = NULL;		/* owned here */
	struct evi_buf what = EVI_BUF_INIT;	/* owned here */
	enum evid_trust_kind kind = wanted;

	if (evi_json_parse(text->data, text->len, path, &json, NULL) ==
	    EVID_OK)
		kind = kind_of(json);
	evi_json_free(json);
	if (kind != wanted)
		why = kinds[kind].is;
	evi_buf_add_format(&what, "it is no %s: %s", wanted ==
	    EVID_TRUST_KIND_POLICY ? "signed policy" : "directory", why);
	(void)evi_fail_path(err, EVID_ERR_FORMAT, path, evi_buf_text(&what),
	    kinds[kind == wanted ? 0 : kind].hint);
	evi_buf_free(&what);
	return EVID_ERR_FORMAT;
}

/* a line for each of @texts */
static void
add_lines(struct evi_buf *out, const char *before,
    const struct evi_texts *texts)
{
	size_t i;

	for (i = 0; i < texts->count; i++) {
		evi_buf_add_text(out, before);
		evi_text_escape(out, texts->items[i],
		    strlen(texts->items[i]));
		evi_buf_add_byte(out, '\n');
	}
}

enum evid_status
evid_policy_check(const char *path, char **missing_out, int *result_out,
    struct evid_error *err)
{
	struct evid_trust *trust = NULL;	/* owned here */
	struct evi_buf out = EVI_BUF_INIT;	/* owned here */
	const struct evi_policy *p;
	enum evid_status status = evid_trust_new(&trust, err);

	*missing_out = NULL;
	*result_out = 0;
	if (status == EVID_OK)
		status = evid_trust_read_policy(trust, path, err);
	if (status == EVID_OK) {
		p = evi_trust_policy(trust);
		add_lines(&out, "a key that is not known: ", &p->unknown);
		add_lines(&out, "blank, and understood by nobody: ",
		    &p->blank);
		add_lines(&out, "critical, and not understood: ",
		    &p->critical);
		*result_out = out.len > 0 ? 3 : 0;
		status = evi_buf_take(&out, missing_out, err);
	}
	evi_buf_free(&out);
	evid_trust_free(trust);
	return status;
}

enum evid_status
evi_kind_of_text(const char *path, const struct evi_buf *text,
    enum evid_trust_kind *kind_out, struct evid_error *err)
{
	struct evi_json *json = NULL;		/* owned here */
	enum evid_status status;

	*kind_out = EVID_TRUST_KIND_NONE;
	status = evi_json_parse(text->data, text->len, path, &json, err);
	if (status == EVID_OK) {
		*kind_out = kind_of(json);
		if (*kind_out == EVID_TRUST_KIND_NONE)
			status = evi_fail_path(err, EVID_ERR_FORMAT, path,
			    "it is neither a directory, a pin list nor a "
			    "policy", NULL);
	}
	evi_json_free(json);
	return status;
}

enum evid_status
evid_trust_kind_of(const char *path, enum evid_trust_kind *kind_out,
    struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	enum evid_status status;

	*kind_out = EVID_TRUST_KIND_NONE;
	status = evi_file_read(path, EVI_DIRECTORY_LIMIT, &text, err);
	if (status == EVID_OK)
		status = evi_kind_of_text(path, &text, kind_out, err);
	evi_buf_free(&text);
	return status;
}
