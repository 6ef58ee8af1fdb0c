/*
 * The case as its author wrote it, cut into what travels with every part and
 * what a disclosure holds back; and a reader's check of either half.  What
 * the fields mean is judged elsewhere.
 *
 *	case.json       = {"schema":URN,"salt":HEX, all other keys} LF
 *	conditions.json = {"schema":URN,"salt":HEX, the keys listed below} LF
 */
#include "record/emit.h"
#include "record/keys.h"
#include "record/tags.h"
#include "base/text.h"

#include <string.h>

#define SALT_LEN 16

static bool
is_condition(const char *key)
{
	static const char *const keys[] = { "inReplyTo", "legalBasis",
	    "conditions", "confidential", "personalData", "handling",
	    "preservation" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (strcmp(key, keys[i]) == 0)
			return true;
	}
	return false;
}

/* EVID_ERR_FORMAT, with the file's name made safe to show. */
static enum evid_status
fail_field(struct evid_error *err, const char *name, const char *what)
{
	struct evi_buf shown = EVI_BUF_INIT;	/* owned here */
	enum evid_status status;

	evi_text_escape(&shown, name, strlen(name));
	status = evi_fail(err, EVID_ERR_FORMAT, "%s: %s",
	    evi_buf_text(&shown), what);
	evi_buf_free(&shown);
	return status;
}

static void
write_head(struct evi_emit *e, const uint8_t salt[SALT_LEN])
{
	evi_emit_open(e, '{');
	evi_emit_key(e, "schema");
	evi_emit_text(e, EVI_SCHEMA_CASE);
	evi_emit_key(e, "salt");
	evi_emit_hex(e, salt, SALT_LEN);
}

/* One half: the head, and of @json (which may be NULL) the keys of that half
 * in their order. */
static enum evid_status
write_half(const struct evi_json *json, bool conditions,
    const uint8_t salt[SALT_LEN], struct evi_buf *out, struct evid_error *err)
{
	struct evi_emit e = { out, false, false };
	void *place = NULL;
	const char *key;
	struct evi_json *value;

	write_head(&e, salt);
	while (json != NULL && evi_json_next(json, &place, &key, &value)) {
		if (strcmp(key, "schema") == 0 || strcmp(key, "salt") == 0 ||
		    is_condition(key) != conditions)
			continue;
		evi_emit_key(&e, key);
		evi_json_write(out, value);
		e.comma = true;
	}
	evi_emit_close(&e, '}');
	evi_buf_add_byte(out, '\n');
	if (out->len > EVI_JSON_LIMIT)
		return evi_fail(err, EVID_ERR_LIMIT,
		    "the case is larger than 16 MiB");
	return evi_emit_status(&e, "case", err);
}

/* The ids of the exhibits, so that an option can be held against them. */
static enum evid_status
collect_exhibits(const struct evi_json *json, const char *name,
    struct evi_texts *out, struct evid_error *err)
{
	const struct evi_json *array = evi_json_get(json, "exhibits");
	enum evid_status status;
	const char *id;

	if (array == NULL)
		return EVID_OK;
	if (evi_json_type(array) != EVI_JSON_ARRAY)
		return fail_field(err, name,
		    "the field `exhibits` is not an array");
	for (size_t i = 0; i < evi_json_count(array); i++) {
		if (!evi_json_get_string(evi_json_at(array, i), "id", &id))
			return fail_field(err, name,
			    "an exhibit has no text as its `id`");
		status = evi_texts_add(out, id, err);
		if (status != EVID_OK)
			return status;
	}
	return EVID_OK;
}

static enum evid_status
check_fields(const struct evi_json *json, const char *name,
    struct evid_error *err)
{
	const struct evi_json *reference = evi_json_get(json, "reference");
	const char *schema;

	if (evi_json_type(json) != EVI_JSON_OBJECT)
		return fail_field(err, name, "a case is a JSON object");
	if (!evi_json_get_string(json, "schema", &schema) ||
	    strcmp(schema, EVI_SCHEMA_CASE) != 0)
		return fail_field(err, name, "the field `schema` is not \""
		    EVI_SCHEMA_CASE "\"");
	if (reference != NULL && evi_json_type(reference) != EVI_JSON_OBJECT)
		return fail_field(err, name,
		    "the field `reference` is not an object");
	return EVID_OK;
}

/* @salts: first that of the case, then that of the conditions. */
enum evid_status
evi_case_split(const char *case_text, size_t len, const char *name,
    const uint8_t salts[2][SALT_LEN], struct evi_buf *case_out,
    struct evi_buf *conditions_out, struct evi_texts *exhibits_out,
    struct evid_error *err)
{
	struct evi_json *json = NULL;		/* owned here */
	enum evid_status status;

	if (case_text == NULL)
		return write_half(NULL, true, salts[1], conditions_out, err);
	status = evi_json_parse(case_text, len, name, &json, err);
	if (status != EVID_OK) {
		if (status == EVID_ERR_FORMAT)
			evi_hint(err, "a case is JSON, as case.schema.json "
			    "describes it; a number that is not whole is "
			    "written as a text: \"1.5\"");
		goto out;
	}
	status = check_fields(json, name, err);
	if (status != EVID_OK)
		goto out;
	status = collect_exhibits(json, name, exhibits_out, err);
	if (status != EVID_OK)
		goto out;
	status = write_half(json, false, salts[0], case_out, err);
	if (status != EVID_OK)
		goto out;
	status = write_half(json, true, salts[1], conditions_out, err);
out:
	evi_json_free(json);
	return status;
}

/* One JSON object in the one encoding, then LF; *json_out is the caller's. */
static bool
read_file(struct evi_reader *r, const void *text, size_t len,
    struct evi_json **json_out)
{
	if (len == 0 || ((const char *)text)[len - 1] != '\n')
		return evi_read_bad(r, "it does not end with a line feed");
	return evi_read_json(r, text, len - 1, json_out);
}

enum evid_status
evi_case_check(const void *text, size_t len, const char **why_out,
    struct evid_error *err)
{
	static const char *const keys[] = { "schema", "salt" };
	static const char *const schemas[] = { EVI_SCHEMA_CASE };
	struct evi_reader r = EVI_READER_INIT;
	struct evi_json *json = NULL;		/* owned here */
	struct evi_json *v[2];
	uint8_t salt[SALT_LEN];
	unsigned int which;
	enum evid_status status;

	(void)(read_file(&r, text, len, &json) &&
	    evi_read_keys(&r, json, keys, 2, v, "it is not an object") &&
	    evi_read_choice(&r, v[0], schemas, 1, &which,
	    "`schema` is not first, or another") &&
	    evi_read_hex(&r, v[1], salt, sizeof(salt),
	    "`salt` is not 32 hex digits"));
	status = evi_read_status(&r, why_out, err);
	evi_json_free(json);
	return status;
}

enum evid_status
evi_recipients_check(const void *text, size_t len, const char **why_out,
    struct evid_error *err)
{
	static const char *const keys[] = { "salt", "recipients" };
	struct evi_reader r = EVI_READER_INIT;
	struct evi_json *json = NULL;		/* owned here */
	struct evi_json *v[2];
	uint8_t salt[SALT_LEN];
	enum evid_status status;

	(void)(read_file(&r, text, len, &json) &&
	    evi_read_keys(&r, json, keys, 2, v, "it is not an object") &&
	    evi_read_hex(&r, v[0], salt, sizeof(salt),
	    "`salt` is not 32 hex digits") &&
	    evi_read_array(&r, v[1], "`recipients` is not an array"));
	status = evi_read_status(&r, why_out, err);
	evi_json_free(json);
	return status;
}

bool
evi_flag_known(const char *flag)
{
	static const char *const flags[] = { "csam", "child-victim",
	    "intimate-adult", "legal-privilege", "medical", "journalist",
	    "source", "undercover", "classified", "live-malware", "biometric",
	    "third-party-bulk" };

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (strcmp(flag, flags[i]) == 0)
			return true;
	}
	return strncmp(flag, "x-", 2) == 0 && flag[2] != '\0' &&
	    evi_text_good(flag);
}
