/*
 * The pin list, to bytes and back.
 */
#include "record/pins.h"

#include "base/memory.h"
#include "base/num.h"
#include "base/text.h"
#include "record/field.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

const char *const evi_how_names[EVI_N_HOWS] = { "in-person", "telephone",
	"diplomatic-note", "document", "other" };

void
evi_pin_wipe(struct evi_pin *p)
{
	evi_buf_free(&p->spki);
	free(p->name);
	free(p->organization);
	free(p->state);
	free(p->by);
	free(p->document);
	free(p->holder);
	evi_json_free(p->holder_rest);
	evi_json_free(p->confirmed_rest);
	evi_json_free(p->rest);
	memset(p, 0, sizeof(*p));
}

void
evi_pins_free(struct evi_pins *pins)
{
	size_t i;

	for (i = 0; i < pins->count; i++)
		evi_pin_wipe(&pins->items[i]);
	free(pins->file);
	free(pins->items);
	free(pins->order);
	evi_json_free(pins->rest);
	evi_texts_free(&pins->unknown);
	memset(pins, 0, sizeof(*pins));
}

struct evi_pin *
evi_pins_new(struct evi_pins *pins)
{
	if (evi_grow(&pins->items, pins->count, &pins->cap,
	    sizeof(*pins->items)) != 0)
		return NULL;
	memset(&pins->items[pins->count], 0, sizeof(*pins->items));
	return &pins->items[pins->count++];
}

/* Found in a time that does not grow with the list; what was added since it
 * was read stands behind. */
struct evi_pin *
evi_pins_find(const struct evi_pins *pins,
    const uint8_t keyid[EVI_SHA256_LEN])
{
	size_t low = 0, high = pins->n_order;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct evi_pin *p = &pins->items[pins->order[middle]];
		int order = memcmp(p->keyid, keyid, EVI_SHA256_LEN);

		if (order == 0)
			return p;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static bool
add_rest(struct evi_json *object, const struct evi_json *rest)
{
	void *place = NULL;
	struct evi_json *value;
	const char *key;

	while (rest != NULL && evi_json_next(rest, &place, &key, &value))
		if (!evi_json_set(object, key, evi_json_ref(value)))
			return false;
	return true;
}

static struct evi_json *
spki_json(const struct evi_buf *spki)
{
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	struct evi_json *value;

	evi_base64_add(&text, spki->data, spki->len);
	value = text.failed ? NULL : evi_json_new_string(evi_buf_text(&text));
	evi_buf_free(&text);
	return value;
}

static struct evi_json *
uses_json(unsigned int uses)
{
	struct evi_json *array = evi_json_new_array();
	size_t i;

	for (i = 0; i < EVI_N_USES; i++) {
		if ((uses & 1u << i) != 0 && !evi_json_append(array,
		    evi_json_new_string(evi_use_names[i]))) {
			evi_json_free(array);
			return NULL;
		}
	}
	return array;
}

static struct evi_json *
holder_json(const struct evi_pin *p)
{
	struct evi_json *o = evi_json_new_object();

	if (evi_json_set(o, "name", evi_json_new_string(p->name)) &&
	    evi_json_set(o, "organization",
	    evi_json_new_string(p->organization)) &&
	    evi_json_set(o, "state", evi_json_new_string(p->state)) &&
	    add_rest(o, p->holder_rest))
		return o;
	evi_json_free(o);
	return NULL;
}

static struct evi_json *
confirmed_json(const struct evi_pin *p)
{
	struct evi_json *o = evi_json_new_object();
	char at[EVI_INSTANT_TEXT_CAP];

	if (evi_instant_format(p->at, at) &&
	    evi_json_set(o, "by", evi_json_new_string(p->by)) &&
	    evi_json_set(o, "how",
	    evi_json_new_string(evi_how_names[p->how])) &&
	    evi_json_set(o, "at", evi_json_new_string(at)) &&
	    evi_json_set(o, "document", p->document == NULL ?
	    evi_json_new_null() : evi_json_new_string(p->document)) &&
	    add_rest(o, p->confirmed_rest))
		return o;
	evi_json_free(o);
	return NULL;
}

static struct evi_json *
pin_json(const struct evi_pin *p)
{
	struct evi_json *o = evi_json_new_object();

	if (evi_json_set(o, "publicKey", spki_json(&p->spki)) &&
	    evi_json_set(o, "holder", holder_json(p)) &&
	    evi_json_set(o, "uses", uses_json(p->uses)) &&
	    evi_json_set(o, "confirmed", confirmed_json(p)) &&
	    add_rest(o, p->rest))
		return o;
	evi_json_free(o);
	return NULL;
}

enum evid_status
evi_pins_write(const struct evi_pins *pins, struct evi_buf *out,
    struct evid_error *err)
{
	struct evi_json *json = evi_json_new_object();	/* owned here */
	struct evi_json *array = evi_json_new_array();
	bool good = array != NULL;
	size_t i;

	for (i = 0; i < pins->count; i++)
		good = good && evi_json_append(array,
		    pin_json(&pins->items[i]));
	good = evi_json_set(json, "schema",
	    evi_json_new_string(EVI_PINS_SCHEMA)) && good;
	good = evi_json_set(json, "pins", array) && good;
	good = good && add_rest(json, pins->rest);
	if (good) {
		evi_json_write_pretty(out, json);
		evi_buf_add_byte(out, '\n');
	}
	evi_json_free(json);
	return good ? evi_buf_status(out, err) : evi_fail_memory(err);
}

/* Holders are one if they are named alike. */
static bool
set_holder(struct evi_field *f, struct evi_pin *p)
{
	struct evi_buf text = EVI_BUF_INIT;

	evi_buf_add_format(&text, "pin:%s\n%s\n%s", p->state,
	    p->organization, p->name);
	return evi_buf_take(&text, &p->holder, NULL) == EVID_OK ||
	    evi_field_no_memory(f);
}

static bool
read_holder(struct evi_field *f, const struct evi_json *value,
    struct evi_pin *p, struct evi_texts *unknown)
{
	static const char *const keys[] = { "name", "organization", "state" };

	return evi_field_text(f, value, "name", EVI_REQUIRED, &p->name) &&
	    evi_field_text(f, value, "organization", EVI_REQUIRED,
	    &p->organization) &&
	    evi_field_state(f, value, "state", EVI_REQUIRED, &p->state) &&
	    set_holder(f, p) &&
	    evi_field_rest_noted(f, value, keys, COUNT(keys),
	    &p->holder_rest, unknown);
}

static bool
read_confirmed(struct evi_field *f, const struct evi_json *value,
    struct evi_pin *p, struct evi_texts *unknown)
{
	static const char *const keys[] = { "by", "how", "at", "document" };
	const struct evi_json *document = evi_json_get(value, "document");

	if (!evi_field_text(f, value, "by", EVI_REQUIRED, &p->by) ||
	    !evi_field_choice(f, value, "how", EVI_REQUIRED, evi_how_names,
	    EVI_N_HOWS, &p->how) ||
	    !evi_field_time(f, value, "at", EVI_REQUIRED, true, NULL,
	    &p->at))
		return false;
	if ((document == NULL || evi_json_type(document) != EVI_JSON_NULL) &&
	    !evi_field_text(f, value, "document", EVI_OPTIONAL,
	    &p->document))
		return false;
	return evi_field_rest_noted(f, value, keys, COUNT(keys),
	    &p->confirmed_rest, unknown);
}

static bool
read_pin(struct evi_field *f, const struct evi_json *value,
    struct evi_pins *pins)
{
	static const char *const keys[] = { "publicKey", "holder", "uses",
	    "confirmed" };
	struct evi_json *holder = NULL, *confirmed = NULL;
	struct evi_pin *p = evi_pins_new(pins);
	size_t mark;

	if (p == NULL)
		return evi_field_no_memory(f);
	if (!evi_field_is_object(f, value) ||
	    !evi_field_spki(f, value, "publicKey", &p->spki, p->keyid) ||
	    !evi_field_uses(f, value, "uses", &p->uses) ||
	    !evi_field_object(f, value, "holder", EVI_REQUIRED, &holder) ||
	    !evi_field_object(f, value, "confirmed", EVI_REQUIRED,
	    &confirmed) ||
	    !evi_field_rest_noted(f, value, keys, COUNT(keys), &p->rest,
	    &pins->unknown))
		return false;
	mark = evi_field_enter(f, "holder");
	if (!read_holder(f, holder, p, &pins->unknown))
		return false;
	evi_field_leave(f, mark);
	mark = evi_field_enter(f, "confirmed");
	if (!read_confirmed(f, confirmed, p, &pins->unknown))
		return false;
	evi_field_leave(f, mark);
	return true;
}

/* by key, and of one key in the order of the list */
static int
by_keyid(const void *left, const void *right, void *context)
{
	const struct evi_pin *items = context;
	const size_t *a = left, *b = right;
	int order = memcmp(items[*a].keyid, items[*b].keyid, EVI_SHA256_LEN);

	return order != 0 ? order : evi_order_u64(*a, *b);
}

static bool
order_pins(struct evi_field *f, struct evi_pins *pins)
{
	size_t i, twice = SIZE_MAX;

	pins->order = evi_zalloc_array(pins->count + 1, sizeof(*pins->order));
	if (pins->order == NULL)
		return evi_field_no_memory(f);
	for (i = 0; i < pins->count; i++)
		pins->order[i] = i;
	qsort_r(pins->order, pins->count, sizeof(*pins->order), by_keyid,
	    pins->items);
	pins->n_order = pins->count;
	for (i = 1; i < pins->count; i++)
		if (memcmp(pins->items[pins->order[i - 1]].keyid,
		    pins->items[pins->order[i]].keyid, EVI_SHA256_LEN) == 0 &&
		    pins->order[i] < twice)
			twice = pins->order[i];
	if (twice == SIZE_MAX)
		return true;
	(void)evi_field_enter_at(f, twice);
	return evi_field_fail(f, "the key is pinned above already");
}

static bool
read_pins(struct evi_field *f, const struct evi_json *json, void *out)
{
	struct evi_pins *pins = out;
	static const char *const keys[] = { "schema", "pins" };
	struct evi_json *array = NULL;
	size_t outer, inner, i;

	if (!evi_field_schema(f, json, EVI_PINS_SCHEMA, "pin list") ||
	    !evi_field_array(f, json, "pins", EVI_REQUIRED, &array))
		return false;
	outer = evi_field_enter(f, "pins");
	for (i = 0; i < evi_json_count(array); i++) {
		inner = evi_field_enter_at(f, i);
		if (!read_pin(f, evi_json_at(array, i), pins))
			return false;
		evi_field_leave(f, inner);
	}
	if (!order_pins(f, pins))
		return false;
	evi_field_leave(f, outer);
	return evi_field_rest_noted(f, json, keys, COUNT(keys), &pins->rest,
	    &pins->unknown);
}

enum evid_status
evi_pins_read(const void *text, size_t len, const char *file,
    struct evi_pins *out, struct evid_error *err)
{
	struct evi_buf shown = EVI_BUF_INIT;
	enum evid_status status;

	memset(out, 0, sizeof(*out));
	evi_text_show_path(&shown, file);
	status = evi_buf_take(&shown, &out->file, err);
	if (status == EVID_OK)
		status = evi_field_document(text, len, file, read_pins, out,
		    err);
	if (status != EVID_OK)
		evi_pins_free(out);
	return status;
}
