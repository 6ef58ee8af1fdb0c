/*
 * The case as its author wrote it, cut into what travels with every part and
 * what a disclosure holds back; and a reader's check of either half.  What
 * the fields mean is judged elsewhere.
 *
 *	case.json       = {"schema":URN,"salt":HEX, all other keys} LF
 *	conditions.json = {"schema":URN,"salt":HEX, the keys listed below} LF
 */
#include "record/case_parts.h"
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

void
evi_case_marks_free(struct evi_case_marks *marks)
{
	evi_texts_free(&marks->exhibits);
	evi_texts_free(&marks->path_ids);
	evi_texts_free(&marks->paths);
	evi_texts_free(&marks->flags);
	evi_texts_free(&marks->flag_ids);
}

static enum evid_status
add_pair(struct evi_texts *first, const char *a, struct evi_texts *second,
    const char *b, struct evid_error *err)
{
	enum evid_status status = evi_texts_add(first, a, err);

	return status == EVID_OK ? evi_texts_add(second, b, err) : status;
}

/* The exhibits, and the names under which they are to be sealed. */
static enum evid_status
collect_exhibits(const struct evi_json *json, const char *name,
    struct evi_case_marks *out, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	const struct evi_json *list, *paths;
	const char *path;
	size_t n, n_paths;

	list = evi_case_list(json, "exhibits", &n);
	for (size_t i = 0; i < n && status == EVID_OK; i++) {
		const char *id = evi_case_text(evi_json_at(list, i), "id");

		if (id == NULL)
			continue;
		status = evi_texts_add(&out->exhibits, id, err);
		paths = evi_case_list(evi_json_at(list, i), "paths",
		    &n_paths);
		/* The inventory names it at each of them. */
		if (status == EVID_OK && n_paths > 0 && !evi_text_good(id))
			status = fail_field(err, name, "the id of an exhibit "
			    "that has paths has control characters, or more "
			    "than 1,024 bytes");
		for (size_t k = 0; k < n_paths && status == EVID_OK; k++) {
			if (evi_json_string(evi_json_at(paths, k), &path) &&
			    path[0] != '\0')
				status = add_pair(&out->path_ids, id,
				    &out->paths, path, err);
		}
	}
	return status;
}

/* The exhibit that an id is of: itself, or that of the item. */
static const char *
exhibit_of(const struct evi_json *json, const char *id)
{
	const struct evi_json *list;
	size_t n;

	if (strcmp(id, "all") == 0)
		return "";
	list = evi_case_list(json, "items", &n);
	for (size_t i = 0; i < n; i++) {
		const char *exhibit = evi_case_text(evi_json_at(list, i),
		    "exhibit");

		if (evi_case_is(evi_json_at(list, i), "id", id) &&
		    exhibit != NULL)
			return exhibit;
	}
	return id;
}

static enum evid_status
collect_flags(const struct evi_json *json, const char *name,
    struct evi_case_marks *out, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	const struct evi_json *list, *ids;
	const char *id;
	size_t n, n_ids;

	list = evi_case_list(json, "flags", &n);
	for (size_t i = 0; i < n && status == EVID_OK; i++) {
		const char *flag = evi_case_text(evi_json_at(list, i),
		    "flag");

		if (flag == NULL || !evi_flag_known(flag))
			return fail_field(err, name, "a flag of the case is "
			    "not one of the list, nor begins with x-");
		ids = evi_case_list(evi_json_at(list, i), "appliesTo",
		    &n_ids);
		for (size_t k = 0; k < n_ids && status == EVID_OK; k++) {
			if (evi_json_string(evi_json_at(ids, k), &id) &&
			    id[0] != '\0')
				status = add_pair(&out->flags, flag,
				    &out->flag_ids, exhibit_of(json, id),
				    err);
		}
	}
	return status;
}

/* what to do about the first thing that is wrong */
static void
hint_of(enum evi_case_rule rule, struct evid_error *err)
{
	if (rule == EVI_RULE_TIME)
		evi_hint(err, EVI_CASE_HINT_TIME "; evid-case check lists all "
		    "such fields");
	else if (rule == EVI_RULE_FORM)
		evi_hint(err, "evid-case check lists all such fields");
	else
		evi_hint(err, "%s; evid-case check lists all such fields",
		    evi_case_rules[rule].hint);
}

/* The first field whose form is broken, by its path; or, once it is good, the
 * first time that is none, for what is said to end by it would never, and what
 * is wrong with a condition: once it is sealed nobody could read or meet it. */
static enum evid_status
check_fields(const struct evi_json *json, const char *name,
    struct evid_error *err)
{
	struct evi_case_findings found = { 0 };		/* owned here */
	struct evi_buf shown = EVI_BUF_INIT;		/* owned here */
	enum evid_status status = evi_case_version(json, name, err);

	if (status != EVID_OK)
		return status;
	evi_case_check_form(json, &found);
	if (found.n == 0)
		evi_case_check_times(json, &found);
	if (found.n == 0)
		evi_case_check_conditions(json, &found);
	evi_text_escape(&shown, name, strlen(name));
	if (found.memory)
		status = evi_fail_memory(err);
	else if (found.n > 0 && found.items[0].path[0] == '\0')
		status = evi_fail(err, EVID_ERR_FORMAT, "%s: %s",
		    evi_buf_text(&shown), found.items[0].message);
	else if (found.n > 0)
		status = evi_fail(err, EVID_ERR_FORMAT, "%s: `%s`: %s",
		    evi_buf_text(&shown), found.items[0].path,
		    found.items[0].message);
	if (status == EVID_ERR_FORMAT)
		hint_of(found.items[0].rule, err);
	evi_case_findings_free(&found);
	evi_buf_free(&shown);
	return status;
}

/* @salts: first that of the case, then that of the conditions. */
enum evid_status
evi_case_split(const char *case_text, size_t len, const char *name,
    const uint8_t salts[2][SALT_LEN], struct evi_buf *case_out,
    struct evi_buf *conditions_out, struct evi_case_marks *marks_out,
    struct evid_error *err)
{
	struct evi_json *json = NULL;		/* owned here */
	enum evid_status status;

	if (case_text == NULL)
		return write_half(NULL, true, salts[1], conditions_out, err);
	status = evi_case_no_other(case_text, len, name, err);
	if (status != EVID_OK)
		return status;
	status = evi_json_parse_to_sign(case_text, len, name, &json, err);
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
	status = collect_exhibits(json, name, marks_out, err);
	if (status == EVID_OK)
		status = collect_flags(json, name, marks_out, err);
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
read_file(struct evi_reader *r, const char *what, const void *text,
    size_t len, struct evi_json **json_out)
{
	if (len == 0 || ((const char *)text)[len - 1] != '\n')
		return evi_read_bad(r, "it does not end with a line feed");
	return evi_read_json(r, what, text, len - 1, json_out);
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

	(void)(read_file(&r, "case or conditions", text, len, &json) &&
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

	(void)(read_file(&r, "recipients", text, len, &json) &&
	    evi_read_keys(&r, json, keys, 2, v, "it is not an object") &&
	    evi_read_hex(&r, v[0], salt, sizeof(salt),
	    "`salt` is not 32 hex digits") &&
	    evi_read_array(&r, v[1], "`recipients` is not an array"));
	status = evi_read_status(&r, why_out, err);
	evi_json_free(json);
	return status;
}

const char evi_flag_hint[] = "use csam, child-victim, intimate-adult, "
    "legal-privilege, medical, journalist, source, undercover, classified, "
    "live-malware, biometric, third-party-bulk, or one of your own with x- "
    "before it";

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
