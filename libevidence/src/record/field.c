/*
 * Reading documents with the place of what is wrong (field.h).
 */
#include "record/field.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const evi_use_names[EVI_N_USES] = { "seal", "custody", "endorse",
	"directory", "intake" };

static void
begin(struct evi_field *f, const char *file, struct evid_error *err)
{
	memset(f, 0, sizeof(*f));
	f->file = file;
	f->err = err;
	f->status = EVID_OK;
	evi_buf_add_text(&f->path, "$");
}

enum evid_status
evi_field_document(const void *text, size_t len, const char *file,
    evi_field_fn *read, void *out, struct evid_error *err)
{
	struct evi_json *json = NULL;		/* owned here */
	enum evid_status status;
	struct evi_field f;

	status = evi_json_parse(text, len, file, &json, err);
	if (status != EVID_OK)
		return status;
	begin(&f, file, err);
	(void)read(&f, json, out);
	evi_json_free(json);
	evi_buf_free(&f.path);
	return f.status;
}

/* A key from outside stands in a message: as a terminal may show it. */
size_t
evi_field_enter(struct evi_field *f, const char *key)
{
	size_t mark = f->path.len;

	evi_buf_add_byte(&f->path, '.');
	evi_text_escape(&f->path, key, strlen(key));
	return mark;
}

size_t
evi_field_enter_at(struct evi_field *f, size_t index)
{
	size_t mark = f->path.len;

	evi_buf_add_format(&f->path, "[%zu]", index);
	return mark;
}

void
evi_field_leave(struct evi_field *f, size_t mark)
{
	evi_buf_cut(&f->path, mark);
}

static bool EVID_PRINTF(3, 0)
fail_with(struct evi_field *f, enum evid_status status, const char *format,
    va_list arguments)
{
	struct evi_buf file = EVI_BUF_INIT;	/* owned here */
	char what[256];

	if (f->status != EVID_OK)
		return false;
	(void)vsnprintf(what, sizeof(what), format, arguments);
	evi_text_escape(&file, f->file, strlen(f->file));
	f->status = evi_fail(f->err, status, "%s: %s: %s",
	    evi_buf_text(&file), evi_buf_text(&f->path), what);
	evi_buf_free(&file);
	return false;
}

bool
evi_field_fail(struct evi_field *f, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	(void)fail_with(f, EVID_ERR_FORMAT, format, arguments);
	va_end(arguments);
	return false;
}

static bool EVID_PRINTF(2, 3)
too_new(struct evi_field *f, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	(void)fail_with(f, EVID_ERR_TOO_NEW, format, arguments);
	va_end(arguments);
	evi_hint(f->err, "use a newer version");
	return false;
}

bool
evi_field_no_memory(struct evi_field *f)
{
	if (f->status == EVID_OK)
		f->status = evi_fail_memory(f->err);
	return false;
}

/* what is wrong at @key of the object where reading stands */
static bool
fail_at(struct evi_field *f, const char *key, const char *what)
{
	(void)evi_field_enter(f, key);
	return evi_field_fail(f, "%s", what);
}

/* false where there is nothing to read; *good_out then is the answer */
static bool
there(struct evi_field *f, const struct evi_json *object, const char *key,
    enum evi_need need, struct evi_json **out, bool *good_out)
{
	*out = evi_json_get(object, key);
	*good_out = true;
	if (*out != NULL)
		return true;
	if (need == EVI_REQUIRED)
		*good_out = fail_at(f, key, "it is missing");
	return false;
}

bool
evi_field_is_object(struct evi_field *f, const struct evi_json *value)
{
	return (value != NULL && evi_json_type(value) == EVI_JSON_OBJECT) ||
	    evi_field_fail(f, "not an object");
}

bool
evi_field_schema(struct evi_field *f, const struct evi_json *object,
    const char *urn, const char *what)
{
	size_t len = strlen(urn) - 1;	/* without the number */
	const char *text;

	if (!evi_field_is_object(f, object))
		return false;
	if (!evi_json_get_string(object, "schema", &text) ||
	    strncmp(text, urn, len) != 0 || text[len] == '\0')
		return evi_field_fail(f, "it is no %s: `schema` is not \"%s\"",
		    what, urn);
	return strcmp(text, urn) == 0 ||
	    too_new(f, "a %s of a version that is not known here", what);
}

bool
evi_field_text(struct evi_field *f, const struct evi_json *object,
    const char *key, enum evi_need need, char **out)
{
	struct evi_json *value;
	const char *text;
	bool good;

	if (!there(f, object, key, need, &value, &good))
		return good;
	if (!evi_json_string(value, &text) || !evi_text_good(text))
		return fail_at(f, key, "not a text without control "
		    "characters, of at most 1,024 bytes");
	*out = evi_strdup(text);
	return *out != NULL || evi_field_no_memory(f);
}

bool
evi_field_u64(struct evi_field *f, const struct evi_json *object,
    const char *key, enum evi_need need, uint64_t min, uint64_t max,
    uint64_t *out)
{
	struct evi_json *value;
	uint64_t number;
	bool good;

	if (!there(f, object, key, need, &value, &good))
		return good;
	if (!evi_json_u64(value, &number) || number < min || number > max) {
		(void)evi_field_enter(f, key);
		return evi_field_fail(f, "not a whole number from %llu to "
		    "%llu", (unsigned long long)min, (unsigned long long)max);
	}
	*out = number;
	return true;
}

bool
evi_field_bool(struct evi_field *f, const struct evi_json *object,
    const char *key, enum evi_need need, bool *out)
{
	struct evi_json *value;
	bool good;

	if (!there(f, object, key, need, &value, &good))
		return good;
	return evi_json_get_bool(object, key, out) ||
	    fail_at(f, key, "neither true nor false");
}

bool
evi_field_time(struct evi_field *f, const struct evi_json *object,
    const char *key, enum evi_need need, bool any, bool *has_out,
    struct evi_instant *out)
{
	struct evi_json *value;
	const char *text;
	bool good;

	if (!there(f, object, key, need, &value, &good))
		return good;
	if (!evi_json_string(value, &text) || !(any ?
	    evi_instant_parse_any(text, out) : evi_instant_parse(text, out)))
		return fail_at(f, key, any ?
		    "not a time such as 2026-10-26T09:14:03+05:00" :
		    "not a time such as 2026-10-26T09:14:03.000000000Z");
	if (has_out != NULL)
		*has_out = true;
	return true;
}

bool
evi_field_choice(struct evi_field *f, const struct evi_json *object,
    const char *key, enum evi_need need, const char *const *names,
    size_t n_names, unsigned int *out)
{
	struct evi_buf list = EVI_BUF_INIT;	/* owned here */
	struct evi_json *value;
	const char *text;
	size_t i;
	bool good;

	if (!there(f, object, key, need, &value, &good))
		return good;
	for (i = 0; evi_json_string(value, &text) && i < n_names; i++) {
		if (strcmp(text, names[i]) == 0) {
			*out = (unsigned int)i;
			return true;
		}
	}
	for (i = 0; i < n_names; i++)
		evi_buf_add_format(&list, "%s%s", i == 0 ? "" : ", ",
		    names[i]);
	(void)evi_field_enter(f, key);
	(void)evi_field_fail(f, "none of %s", evi_buf_text(&list));
	evi_buf_free(&list);
	return false;
}

bool
evi_field_hex(struct evi_field *f, const struct evi_json *object,
    const char *key, enum evi_need need, uint8_t *out, size_t len,
    bool *has_out)
{
	struct evi_json *value;
	const char *text;
	bool good;

	if (!there(f, object, key, need, &value, &good))
		return good;
	if (!evi_json_string(value, &text) ||
	    !evi_unhex(text, strlen(text), out, len)) {
		(void)evi_field_enter(f, key);
		return evi_field_fail(f, "not %zu lower-case hex digits",
		    2 * len);
	}
	if (has_out != NULL)
		*has_out = true;
	return true;
}

bool
evi_field_array(struct evi_field *f, const struct evi_json *object,
    const char *key, enum evi_need need, struct evi_json **out)
{
	bool good;

	if (!there(f, object, key, need, out, &good))
		return good;
	return evi_json_type(*out) == EVI_JSON_ARRAY ||
	    fail_at(f, key, "not an array");
}

bool
evi_field_object(struct evi_field *f, const struct evi_json *object,
    const char *key, enum evi_need need, struct evi_json **out)
{
	bool good;

	if (!there(f, object, key, need, out, &good))
		return good;
	return evi_json_type(*out) == EVI_JSON_OBJECT ||
	    fail_at(f, key, "not an object");
}

bool
evi_field_texts(struct evi_field *f, const struct evi_json *object,
    const char *key, enum evi_need need, struct evi_texts *out)
{
	struct evi_json *array = NULL;
	size_t mark = f->path.len, i;
	const char *text;

	if (!evi_field_array(f, object, key, need, &array))
		return false;
	for (i = 0; array != NULL && i < evi_json_count(array); i++) {
		if (!evi_json_string(evi_json_at(array, i), &text) ||
		    !evi_text_good(text)) {
			(void)evi_field_enter(f, key);
			(void)evi_field_enter_at(f, i);
			return evi_field_fail(f, "not a text without control "
			    "characters, of at most 1,024 bytes");
		}
		if (evi_texts_add(out, text, NULL) != EVID_OK)
			return evi_field_no_memory(f);
	}
	evi_field_leave(f, mark);
	return true;
}

bool
evi_field_uuid(struct evi_field *f, const struct evi_json *object,
    const char *key, char out[37])
{
	const char *text;

	if (!evi_json_get_string(object, key, &text) || !evi_uuid_good(text))
		return fail_at(f, key,
		    "not a UUID of version 4 in lower case");
	memcpy(out, text, strlen(text) + 1);
	return true;
}

bool
evi_state_letters(const char *state)
{
	return strlen(state) == 2 && state[0] >= 'A' && state[0] <= 'Z' &&
	    state[1] >= 'A' && state[1] <= 'Z';
}

bool
evi_state_good(const char *state)
{
	if (strncmp(state, "org:", 4) == 0)
		return state[4] != '\0';
	return evi_state_letters(state);
}

bool
evi_field_state(struct evi_field *f, const struct evi_json *object,
    const char *key, enum evi_need need, char **out)
{
	if (!evi_field_text(f, object, key, need, out))
		return false;
	return *out == NULL || evi_state_good(*out) ||
	    fail_at(f, key, "not a State: two capital letters "
	    "(ISO 3166-1), or org:NAME");
}

bool
evi_field_uses(struct evi_field *f, const struct evi_json *object,
    const char *key, unsigned int *out)
{
	struct evi_json *array = NULL;
	const char *text;
	size_t i, k;

	*out = 0;
	if (!evi_field_array(f, object, key, EVI_REQUIRED, &array))
		return false;
	for (i = 0; i < evi_json_count(array); i++) {
		for (k = 0; evi_json_string(evi_json_at(array, i), &text) &&
		    k < EVI_N_USES; k++)
			if (strcmp(text, evi_use_names[k]) == 0)
				break;
		if (!evi_json_string(evi_json_at(array, i), &text) ||
		    k == EVI_N_USES)
			return fail_at(f, key, "uses are seal, custody, "
			    "endorse, directory, intake");
		if ((*out & 1u << k) != 0)
			return fail_at(f, key, "a use stands twice");
		*out |= 1u << k;
	}
	return *out != 0 || fail_at(f, key, "there is no use");
}

bool
evi_field_spki(struct evi_field *f, const struct evi_json *object,
    const char *key, struct evi_buf *spki_out,
    uint8_t keyid_out[EVI_SHA256_LEN])
{
	const char *text;

	if (!evi_json_get_string(object, key, &text) ||
	    !evi_unbase64(text, strlen(text), spki_out) ||
	    spki_out->len == 0)
		return spki_out->failed ? evi_field_no_memory(f) :
		    fail_at(f, key, "not a public key in base64");
	return evi_sha256(spki_out->data, spki_out->len, keyid_out, NULL) ==
	    EVID_OK || evi_field_no_memory(f);
}

bool
evi_field_rest(struct evi_field *f, const struct evi_json *object,
    const char *const *keys, size_t n_keys, struct evi_json **rest_out)
{
	void *place = NULL;
	struct evi_json *value;
	const char *key;
	size_t i;

	while (evi_json_next(object, &place, &key, &value)) {
		for (i = 0; i < n_keys && strcmp(key, keys[i]) != 0; i++)
			continue;
		if (i < n_keys)
			continue;
		if (*rest_out == NULL)
			*rest_out = evi_json_new_object();
		if (!evi_json_set(*rest_out, key, evi_json_ref(value)))
			return evi_field_no_memory(f);
	}
	return true;
}

/* a place without the "$." that it begins with */
static bool
note_place(struct evi_field *f, const char *key, struct evi_texts *unknown)
{
	struct evi_buf place = EVI_BUF_INIT;	/* owned here */
	size_t mark = evi_field_enter(f, "");
	bool good;

	evi_buf_add(&place, f->path.data, f->path.len);
	evi_buf_add_text(&place, key);
	evi_field_leave(f, mark);
	good = !place.failed && place.len > 2 && evi_texts_add(unknown,
	    evi_buf_text(&place) + strlen("$."), NULL) == EVID_OK;
	evi_buf_free(&place);
	return good || evi_field_no_memory(f);
}

bool
evi_field_rest_noted(struct evi_field *f, const struct evi_json *object,
    const char *const *keys, size_t n_keys, struct evi_json **rest_out,
    struct evi_texts *unknown)
{
	void *place = NULL;
	struct evi_json *value;
	const char *key;

	if (!evi_field_rest(f, object, keys, n_keys, rest_out))
		return false;
	while (*rest_out != NULL &&
	    evi_json_next(*rest_out, &place, &key, &value))
		if (strncmp(key, "x-", 2) != 0 &&
		    !note_place(f, key, unknown))
			return false;
	return true;
}
