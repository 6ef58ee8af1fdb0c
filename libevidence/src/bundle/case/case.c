/*
 * Reading a case, from a file or from what a bundle was sealed with, and what
 * is asked of it (evidence/case.h).  What the fields mean is record/case_*.c's.
 */
#include "bundle/case/case.h"

#include "adapt/key.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "bundle/custody/masked.h"
#include "bundle/stream/tail_read.h"
#include "record/case_check.h"
#include "record/case_clock.h"
#include "record/case_edit.h"
#include "record/case_fields.h"
#include "record/statement.h"
#include "record/tags.h"
#include "record/tar.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct parts {
	struct evi_buf seal, case_file, conditions, tagmanifest;
	struct evi_custody_masking *masking;	/* the case's */
};

static struct evid_case *
new_case(void)
{
	return evi_zalloc(sizeof(struct evid_case));
}

void
evid_case_free(struct evid_case *c)
{
	if (c == NULL)
		return;
	evi_json_free(c->json);
	evi_json_free(c->questions);
	evi_custody_masking_free(c->masking);
	free(c->origin);
	free(c->name);
	free(c);
}

/* ---- a case.json ---- */

enum evid_status
evi_case_file(const char *path, struct evi_json **out,
    struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	struct evi_buf name = EVI_BUF_INIT;	/* owned here */
	enum evid_status status;

	*out = NULL;
	evi_text_escape(&name, path, strlen(path));
	status = evi_file_read(path, EVI_JSON_LIMIT, &text, err);
	if (status == EVID_OK)
		status = evi_case_no_other(text.data, text.len, path, err);
	if (status != EVID_OK)
		goto out;
	status = evi_json_parse_to_sign(text.data, text.len,
	    evi_buf_text(&name), out, err);
	if (status == EVID_ERR_FORMAT)
		evi_hint(err, "mend the line that is named; a number with a "
		    "fraction is written as a text: \"1.5\"");
out:
	evi_buf_free(&name);
	evi_buf_free(&text);
	return status;
}

static enum evid_status
read_file(const char *path, struct evid_case *c, struct evid_error *err)
{
	enum evid_status status = evi_case_file(path, &c->json, err);

	if (status == EVID_ERR_LIMIT && strcmp(path, "-") == 0 &&
	    err != NULL) {
		err->hint[0] = '\0';
		evi_hint(err, EVI_CASE_HINT_PIPED);
	}
	if (status == EVID_OK && evi_json_type(c->json) != EVI_JSON_OBJECT)
		status = evi_fail(err, EVID_ERR_FORMAT,
		    "%s: a case is a JSON object", c->name);
	return status == EVID_OK ? evi_case_version(c->json, path, err) :
	    status;
}

/* ---- a bundle ---- */

static enum evid_status
content(void *context, enum evi_tag tag, const uint8_t *data, size_t len,
    struct evid_error *err)
{
	struct parts *parts = context;
	struct evi_buf *text = tag == EVI_TAG_SEAL ? &parts->seal :
	    tag == EVI_TAG_CASE ? &parts->case_file :
	    tag == EVI_TAG_CONDITIONS ? &parts->conditions :
	    tag == EVI_TAG_TAGMANIFEST ? &parts->tagmanifest : NULL;

	if (tag == EVI_TAG_INVENTORY)
		return evi_masking_add(parts->masking, data, len, err);
	return text == NULL ? EVID_OK :
	    evi_tail_keep(text, tag, data, len, err);
}

static enum evid_status
half(const struct evi_buf *text, const char *name, struct evi_json **out,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;

	*out = NULL;
	if (text->len > 0)
		status = evi_json_parse(text->data, text->len, name, out,
		    err);
	if (status == EVID_OK && *out != NULL &&
	    evi_json_type(*out) != EVI_JSON_OBJECT)
		status = evi_fail(err, EVID_ERR_FORMAT,
		    "%s: it is not an object", name);
	return status;
}

static bool
join_unknown(struct evi_json *to, const struct evi_json *from)
{
	struct evi_json *value;
	const char *key;
	void *place = NULL;
	bool good = true;

	while (from != NULL && good &&
	    evi_json_next(from, &place, &key, &value)) {
		if (evi_case_key(&evi_case_root, key, strlen(key)) == NULL &&
		    evi_json_get(to, key) == NULL)
			good = evi_json_set(to, key, evi_json_ref(value));
	}
	return good;
}

/* Both halves as one case, in the order of the fields, without salts. */
static struct evi_json *
join(const struct evi_json *first, const struct evi_json *second)
{
	struct evi_json *whole = evi_json_new_object();
	bool good = whole != NULL;

	for (size_t i = 0; i < evi_case_root.n && good; i++) {
		const char *key = evi_case_root.keys[i].name;
		struct evi_json *value = evi_json_get(first, key);

		if (value == NULL)
			value = evi_json_get(second, key);
		if (value != NULL && strcmp(key, "salt") != 0)
			good = evi_json_set(whole, key, evi_json_ref(value));
	}
	if (good && join_unknown(whole, first) && join_unknown(whole, second))
		return whole;
	evi_json_free(whole);
	return NULL;
}

/* Are the flags those that the seal has?  Who sealed is not asked. */
static enum evid_status
end_masking(const struct parts *parts, const struct evi_statement *s,
    struct evid_error *err)
{
	uint8_t inventory[EVI_SHA256_LEN], manifest[EVI_SHA256_LEN];
	enum evid_status status;

	status = evi_masking_digest(parts->masking, inventory, err);
	if (status == EVID_OK)
		status = evi_sha256(parts->tagmanifest.data,
		    parts->tagmanifest.len, manifest, err);
	return status == EVID_OK ? evi_masking_end(parts->masking,
	    memcmp(manifest, s->tagmanifest, EVI_SHA256_LEN) == 0 &&
	    evi_masking_listed(&parts->tagmanifest, EVI_TAG_INVENTORY,
	    inventory), err) : status;
}

static enum evid_status
take_seal(const struct parts *parts, struct evid_case *c,
    struct evid_error *err)
{
	struct evi_envelope *e = evi_zalloc(sizeof(*e));
	struct evi_statement s;
	const char *why = NULL;
	enum evid_status status;

	memset(&s, 0, sizeof(s));
	if (e == NULL)
		return evi_fail_memory(err);
	status = evi_envelope_read(parts->seal.data, parts->seal.len, e, &why,
	    err);
	if (status == EVID_OK && why == NULL)
		status = evi_statement_read(e->payload.data, e->payload.len,
		    &s, &why, NULL, err);
	if (status == EVID_OK && why != NULL)
		status = evi_fail(err, EVID_ERR_FORMAT,
		    "evidence/seal.json: %s", why);
	if (status == EVID_OK)
		status = evi_sha256(parts->seal.data, parts->seal.len,
		    c->seal_digest, err);
	if (status == EVID_OK)
		status = end_masking(parts, &s, err);
	c->sealed = true;
	c->sealed_at = s.sealed_at;
	evi_statement_free(&s);
	evi_envelope_free(e);
	free(e);
	return status;
}

static enum evid_status
read_parts(const struct parts *parts, struct evid_case *c,
    struct evid_error *err)
{
	struct evi_json *first = NULL, *second = NULL;	/* owned here */
	enum evid_status status = take_seal(parts, c, err);

	if (status == EVID_OK)
		status = half(&parts->case_file, "evidence/case.json", &first,
		    err);
	if (status == EVID_OK)
		status = half(&parts->conditions, "evidence/conditions.json",
		    &second, err);
	if (status == EVID_OK) {
		c->json = join(first, second);
		if (c->json == NULL)
			status = evi_fail_memory(err);
	}
	evi_json_free(first);
	evi_json_free(second);
	return status;
}

static enum evid_status
read_bundle(const char *path, const struct evid_masks *masks,
    struct evid_case *c, struct evid_error *err)
{
	struct parts parts = { EVI_BUF_INIT, EVI_BUF_INIT, EVI_BUF_INIT,
		EVI_BUF_INIT, NULL };
	struct evi_tail_reader tail;
	enum evid_status status = evi_crypto_init(err);

	if (status == EVID_OK)
		status = evi_masking_new(masks, &c->masking, err);
	if (status != EVID_OK)
		return status;
	parts.masking = c->masking;
	status = evi_tail_reader_open(&tail, path, err);
	if (status == EVID_OK)
		status = evi_tail_reader_read(&tail, content, &parts, err);
	evi_tail_reader_close(&tail);
	if (status == EVID_OK)
		status = read_parts(&parts, c, err);
	evi_buf_free(&parts.seal);
	evi_buf_free(&parts.case_file);
	evi_buf_free(&parts.conditions);
	evi_buf_free(&parts.tagmanifest);
	return status;
}

static enum evid_status
take_name(const char *path, struct evid_case *c, struct evid_error *err)
{
	struct evi_buf name = EVI_BUF_INIT;
	enum evid_status status;

	evi_text_show_path(&name, path);
	status = evi_buf_take(&name, &c->name, err);
	evi_buf_free(&name);
	return status;
}

/* A folder, gzip or tar is a bundle; anything else is read as JSON. */
static enum evid_status
is_bundle(const char *path, bool *out, struct evid_error *err)
{
	struct evi_input input;
	uint8_t head[EVI_TAR_BLOCK] = { 0 };
	struct stat st;
	size_t n = 0;
	enum evid_status status;

	*out = false;
	if (strcmp(path, "-") == 0)
		return EVID_OK;
	if (stat(path, &st) != 0)
		return evi_fail_errno(err, errno, "open", path);
	*out = S_ISDIR(st.st_mode);
	if (*out || !S_ISREG(st.st_mode))
		return EVID_OK;
	status = evi_input_open(&input, path, err);
	if (status == EVID_OK)
		status = evi_input_read_at(&input, 0, head, sizeof(head), &n,
		    err);
	evi_input_close(&input);
	*out = evi_head_is_packed(head, n);
	return status;
}

enum evid_status
evid_case_read_masked(const char *path, const struct evid_masks *masks,
    struct evid_case **case_out, int *sealed_out, struct evid_error *err)
{
	struct evid_case *c = new_case();
	enum evid_status status;
	bool bundle = false;

	*case_out = NULL;
	if (sealed_out != NULL)
		*sealed_out = 0;
	if (c == NULL)
		return evi_fail_memory(err);
	status = take_name(path, c, err);
	if (status == EVID_OK)
		status = is_bundle(path, &bundle, err);
	if (sealed_out != NULL)
		*sealed_out = bundle;
	if (status == EVID_OK)
		status = bundle ? read_bundle(path, masks, c, err) :
		    read_file(path, c, err);
	if (status != EVID_OK) {
		evid_case_free(c);
		return status;
	}
	*case_out = c;
	return EVID_OK;
}

enum evid_status
evid_case_read(const char *path, struct evid_case **case_out,
    int *sealed_out, struct evid_error *err)
{
	return evid_case_read_masked(path, NULL, case_out, sealed_out, err);
}

/* A bundle states the schema in any case. */
int
evid_case_is_none(const struct evid_case *c)
{
	struct evi_json *value;
	const char *key;
	void *place = NULL;

	while (c->sealed && evi_json_next(c->json, &place, &key, &value))
		if (strcmp(key, "schema") != 0)
			return 0;
	return c->sealed;
}

/* ---- fields ---- */

int
evid_case_question(const struct evid_case *c, size_t index,
    const char **path_out, const char **question_out)
{
	const struct evi_json *question = evi_json_at(c->questions, index);

	return c->questions != NULL && question != NULL &&
	    evi_json_get_string(question, "path", path_out) &&
	    evi_json_get_string(question, "question", question_out);
}

const char *
evid_case_origin(const struct evid_case *c)
{
	return c->origin == NULL ? "" : c->origin;
}

const char *const *
evid_case_words(const char *path)
{
	return evi_case_path_words(path);
}

enum evid_status
evid_case_set(struct evid_case *c, const char *path, const char *value,
    struct evid_error *err)
{
	return evi_case_path_set(c->json, path, value, err);
}

enum evid_status
evid_case_get(const struct evid_case *c, const char *path, char **text_out,
    struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;
	struct evi_json *value;
	const char *string;

	*text_out = NULL;
	if (!evi_case_path_get(c->json, path, &value))
		return EVID_OK;
	if (evi_json_string(value, &string))
		evi_buf_add_text(&text, string);
	else
		evi_json_write(&text, value);
	return evi_buf_take(&text, text_out, err);
}

enum evid_status
evid_case_text(const struct evid_case *c, char **text_out,
    struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;

	*text_out = NULL;
	evi_json_write_pretty(&text, c->json);
	evi_buf_add_byte(&text, '\n');
	if (text.len > EVI_JSON_LIMIT) {
		evi_buf_free(&text);
		return evi_fail(err, EVID_ERR_LIMIT,
		    "the case is larger than 16 MiB");
	}
	return evi_buf_take(&text, text_out, err);
}
