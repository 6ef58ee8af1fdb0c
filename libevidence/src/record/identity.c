/*
 * NAME.id: what a signer states of himself beside his key.  It proves nothing
 * of itself; it is copied into each seal.
 *
 *	{"schema":URN,"name":TEXT,"organization":TEXT,"state":TEXT,
 *	 "keyid":HEX} LF, for people to read: on several lines
 *
 * People may edit it: any JSON is read, in any order of keys.
 */
#include "record/emit.h"
#include "record/tags.h"
#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define SCHEMA "urn:libevidence:key-id:1"

void
evi_identity_free(struct evi_identity *identity)
{
	free(identity->name);
	free(identity->organization);
	free(identity->state);
	memset(identity, 0, sizeof(*identity));
}

static enum evid_status
fail_file(struct evid_error *err, const char *file, const char *what,
    const char *field)
{
	struct evi_buf shown = EVI_BUF_INIT;	/* owned here */
	enum evid_status status;

	evi_text_escape(&shown, file, strlen(file));
	status = evi_fail(err, EVID_ERR_FORMAT, what, evi_buf_text(&shown),
	    field);
	evi_buf_free(&shown);
	return status;
}

enum evid_status
evi_identity_write(const struct evi_identity *identity, struct evi_buf *out,
    struct evid_error *err)
{
	struct evi_json *json = evi_json_new_object();	/* owned here */
	char hex[2 * EVI_SHA256_LEN + 1];
	enum evid_status status;

	if (!evi_text_good(identity->name) ||
	    !evi_text_good(identity->organization) ||
	    !evi_text_good(identity->state)) {
		status = evi_fail(err, EVID_ERR_ARGUMENT, "a signer's text "
		    "has control characters, or more than 1,024 bytes");
		goto out;
	}
	evi_hex(identity->keyid, EVI_SHA256_LEN, hex);
	if (!evi_json_set(json, "schema", evi_json_new_string(SCHEMA)) ||
	    !evi_json_set(json, "name",
	    evi_json_new_string(identity->name)) ||
	    !evi_json_set(json, "organization",
	    evi_json_new_string(identity->organization)) ||
	    !evi_json_set(json, "state",
	    evi_json_new_string(identity->state)) ||
	    !evi_json_set(json, "keyid", evi_json_new_string(hex))) {
		status = evi_fail_memory(err);
		goto out;
	}
	evi_json_write_pretty(out, json);
	evi_buf_add_byte(out, '\n');
	status = evi_buf_status(out, err);
out:
	evi_json_free(json);
	return status;
}

static enum evid_status
read_field(const struct evi_json *json, const char *file, const char *key,
    char **out, struct evid_error *err)
{
	const char *text;

	if (!evi_json_get_string(json, key, &text) || !evi_text_good(text))
		return fail_file(err, file, "%s: the field `%s` is not a text "
		    "without control characters, of at most 1,024 bytes",
		    key);
	*out = evi_strdup(text);
	return *out == NULL ? evi_fail_memory(err) : EVID_OK;
}

static enum evid_status
read_identity(const struct evi_json *json, const char *file,
    struct evi_identity *out, struct evid_error *err)
{
	enum evid_status status;
	const char *text;

	if (!evi_json_get_string(json, "schema", &text) ||
	    strcmp(text, SCHEMA) != 0)
		return fail_file(err, file, "%s: it does not say who signs: "
		    "the field `schema` is not \"%s\"", SCHEMA);
	status = read_field(json, file, "name", &out->name, err);
	if (status != EVID_OK)
		return status;
	status = read_field(json, file, "organization", &out->organization,
	    err);
	if (status != EVID_OK)
		return status;
	status = read_field(json, file, "state", &out->state, err);
	if (status != EVID_OK)
		return status;
	if (!evi_json_get_string(json, "keyid", &text) ||
	    !evi_unhex(text, strlen(text), out->keyid, EVI_SHA256_LEN))
		return fail_file(err, file,
		    "%s: the field `%s` is not 64 hex digits", "keyid");
	return EVID_OK;
}

enum evid_status
evi_identity_read(const void *text, size_t len, const char *file,
    struct evi_identity *out, struct evid_error *err)
{
	struct evi_json *json = NULL;		/* owned here */
	enum evid_status status;

	memset(out, 0, sizeof(*out));
	status = evi_json_parse(text, len, file, &json, err);
	if (status == EVID_OK)
		status = read_identity(json, file, out, err);
	if (status != EVID_OK)
		evi_identity_free(out);
	evi_json_free(json);
	return status;
}
