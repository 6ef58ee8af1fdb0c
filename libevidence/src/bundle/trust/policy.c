/*
 * A policy as a file: signed; and which of the files of trust a file is.
 */
#include "record/policy.h"

#include "base/file.h"
#include "base/memory.h"
#include "bundle/tell.h"
#include "bundle/trust/directory.h"
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
		status = evi_fail_path(err, EVID_ERR_FORMAT, path, why, NULL);
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
evid_trust_kind_of(const char *path, enum evid_trust_kind *kind_out,
    struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	struct evi_json *json = NULL;		/* owned here */
	enum evid_status status;

	*kind_out = EVID_TRUST_KIND_NONE;
	status = evi_file_read(path, EVI_DIRECTORY_LIMIT, &text, err);
	if (status == EVID_OK)
		status = evi_json_parse(text.data, text.len, path, &json,
		    err);
	if (status == EVID_OK) {
		*kind_out = kind_of(json);
		if (*kind_out == EVID_TRUST_KIND_NONE)
			status = evi_fail_path(err, EVID_ERR_FORMAT, path,
			    "it is neither a directory, a pin list nor a "
			    "policy", NULL);
	}
	evi_json_free(json);
	evi_buf_free(&text);
	return status;
}
