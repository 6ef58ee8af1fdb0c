/*
 * Reading JSON objects whose keys stand in a known order, and small values.
 */
#include "record/keys.h"
#include "record/statement.h"
#include "base/memory.h"
#include "base/text.h"
#include "record/statement.h"

#include <string.h>

bool
evi_read_bad(struct evi_reader *r, const char *why)
{
	if (r->why == NULL)
		r->why = why;
	return false;
}

static bool
no_memory(struct evi_reader *r)
{
	r->memory = true;
	return false;
}

enum evid_status
evi_read_status(const struct evi_reader *r, const char **why_out,
    struct evid_error *err)
{
	*why_out = r->memory ? NULL : r->why;
	return r->memory ? evi_fail_memory(err) : EVID_OK;
}

bool
evi_read_json(struct evi_reader *r, const char *what, const void *text,
    size_t len, struct evi_json **out)
{
	bool canonical = false;
	enum evid_status status;

	status = evi_json_parse_canonical(text, len, what, out, &canonical,
	    NULL);
	if (status == EVID_ERR_MEMORY)
		return no_memory(r);
	if (status == EVID_ERR_LIMIT)
		return evi_read_bad(r,
		    "JSON is larger than 16 MiB or nested deeper than 32");
	if (status != EVID_OK)
		return evi_read_bad(r, "it is not JSON as the format has it");
	/* No text of JSON holds a CR but between its parts. */
	if (!canonical && memchr(text, '\r', len) != NULL)
		return evi_read_bad(r, "it has the line ends of another "
		    "system (CR LF), which a program put there on the way: "
		    "get the file anew, as it was written");
	if (!canonical)
		return evi_read_bad(r, "JSON is not in the one encoding");
	return true;
}

bool
evi_read_keys(struct evi_reader *r, const struct evi_json *object,
    const char *const *keys, size_t n_keys, struct evi_json **values,
    const char *why)
{
	void *place = NULL;
	const char *key;
	struct evi_json *value;

	if (object == NULL || evi_json_type(object) != EVI_JSON_OBJECT)
		return evi_read_bad(r, why);
	/* No key is there twice: so the known ones that are there must be
	 * the first ones, in their order. */
	for (size_t i = 0; i < n_keys; i++) {
		values[i] = evi_json_get(object, keys[i]);
		if (values[i] == NULL)
			continue;
		if (!evi_json_next(object, &place, &key, &value) ||
		    strcmp(key, keys[i]) != 0)
			return evi_read_bad(r,
			    "keys do not stand in the format's order");
	}
	if (place == NULL ? evi_json_count(object) > 0 :
	    evi_json_next(object, &place, &key, &value))
		r->unknown = true;
	return true;
}

bool
evi_read_exactly(struct evi_reader *r, const struct evi_json *object,
    const char *const *keys, size_t n_keys, struct evi_json **values,
    const char *why)
{
	if (!evi_read_keys(r, object, keys, n_keys, values, why))
		return false;
	return evi_json_count(object) == n_keys || evi_read_bad(r, why);
}

bool
evi_read_text(struct evi_reader *r, const struct evi_json *value, char **out,
    const char *why)
{
	const char *text;

	if (value == NULL || !evi_json_string(value, &text))
		return evi_read_bad(r, why);
	*out = evi_strdup(text);
	return *out != NULL || no_memory(r);
}

bool
evi_read_hex(struct evi_reader *r, const struct evi_json *value, uint8_t *out,
    size_t len, const char *why)
{
	const char *text;

	if (value == NULL || !evi_json_string(value, &text) ||
	    !evi_unhex(text, strlen(text), out, len))
		return evi_read_bad(r, why);
	return true;
}

bool
evi_read_u64(struct evi_reader *r, const struct evi_json *value,
    uint64_t *out, const char *why)
{
	if (value == NULL || !evi_json_u64(value, out))
		return evi_read_bad(r, why);
	return true;
}

bool
evi_read_time(struct evi_reader *r, const struct evi_json *value,
    struct evi_instant *out, const char *why)
{
	const char *text;

	if (value == NULL || !evi_json_string(value, &text) ||
	    !evi_instant_parse(text, out))
		return evi_read_bad(r, why);
	return true;
}

bool
evi_read_base64(struct evi_reader *r, const struct evi_json *value,
    struct evi_buf *out, const char *why)
{
	const char *text;

	if (value == NULL || !evi_json_string(value, &text))
		return evi_read_bad(r, why);
	if (!evi_unbase64(text, strlen(text), out))
		return out->failed ? no_memory(r) : evi_read_bad(r, why);
	return true;
}

bool
evi_read_spki(struct evi_reader *r, const struct evi_json *value,
    struct evi_buf *out, uint8_t keyid_out[EVI_SHA256_LEN], const char *why)
{
	return evi_read_base64(r, value, out, why) &&
	    (evi_sha256(out->data, out->len, keyid_out, NULL) == EVID_OK ||
	    no_memory(r));
}

bool
evi_read_bytes(struct evi_reader *r, const struct evi_json *plain,
    const struct evi_json *encoded, char **out, const char *why)
{
	struct evi_buf bytes = EVI_BUF_INIT;	/* owned here */
	bool good = false;

	if ((plain == NULL) == (encoded == NULL))
		return evi_read_bad(r, why);
	if (plain != NULL)
		return evi_read_text(r, plain, out, why);
	if (!evi_read_base64(r, encoded, &bytes, why))
		goto out;
	if (evi_utf8_valid(bytes.data, bytes.len) ||
	    memchr(bytes.data, '\0', bytes.len) != NULL) {
		(void)evi_read_bad(r, why);
		goto out;
	}
	good = evi_buf_take(&bytes, out, NULL) == EVID_OK || no_memory(r);
out:
	evi_buf_free(&bytes);
	return good;
}

bool
evi_read_array(struct evi_reader *r, const struct evi_json *value,
    const char *why)
{
	if (value == NULL || evi_json_type(value) != EVI_JSON_ARRAY)
		return evi_read_bad(r, why);
	return true;
}

bool
evi_read_texts(struct evi_reader *r, const struct evi_json *value,
    struct evi_texts *out, const char *why)
{
	const char *text;

	if (!evi_read_array(r, value, why))
		return false;
	for (size_t i = 0; i < evi_json_count(value); i++) {
		if (!evi_json_string(evi_json_at(value, i), &text))
			return evi_read_bad(r, why);
		if (evi_texts_add(out, text, NULL) != EVID_OK) {
			r->memory = true;
			return false;
		}
	}
	return true;
}

bool
evi_read_is(const struct evi_json *value, const char *want)
{
	const char *text;

	return value != NULL && evi_json_string(value, &text) &&
	    strcmp(text, want) == 0;
}

bool
evi_read_mark(struct evi_reader *r, const struct evi_json *object,
    const char *key, bool *out, const char *why)
{
	*out = false;
	if (evi_json_get(object, key) == NULL)
		return true;
	if (!evi_json_get_bool(object, key, out) || !*out)
		return evi_read_bad(r, why);
	return true;
}

bool
evi_read_choice(struct evi_reader *r, const struct evi_json *value,
    const char *const *names, size_t n_names, unsigned int *out,
    const char *why)
{
	const char *text;

	if (value == NULL || !evi_json_string(value, &text))
		return evi_read_bad(r, why);
	for (unsigned int i = 0; i < n_names; i++) {
		if (strcmp(text, names[i]) == 0) {
			*out = i;
			return true;
		}
	}
	return evi_read_bad(r, why);
}
