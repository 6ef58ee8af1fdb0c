/*
 * The trust directory, read.  What was understood is written again and must
 * be the same bytes: so keys stand in their order, and there is one encoding.
 */
#include "record/directory.h"

#include "base/memory.h"
#include "evidence/trust.h"
#include "record/field.h"

#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static bool
read_revoked(struct evi_field *f, const struct evi_json *value,
    struct evi_directory_key *k, struct evi_texts *unknown)
{
	static const char *const keys[] = { "at", "reason",
	    "compromisedSince" };
	unsigned int reason = 0;

	if (!evi_field_time(f, value, "at", EVI_REQUIRED, false, NULL,
	    &k->revoked_at) ||
	    !evi_field_choice(f, value, "reason", EVI_REQUIRED,
	    evi_revocation_names, EVI_N_REVOCATIONS, &reason) ||
	    !evi_field_time(f, value, "compromisedSince", EVI_OPTIONAL, false,
	    &k->has_since, &k->since))
		return false;
	k->reason = (enum evi_revocation)reason;
	k->revoked = true;
	return evi_field_rest_noted(f, value, keys, COUNT(keys),
	    &k->revoked_rest, unknown);
}

/* a time, or null: it does not end */
static bool
read_until(struct evi_field *f, const struct evi_json *object,
    struct evi_directory_key *k)
{
	const struct evi_json *value = evi_json_get(object, "validUntil");

	if (value != NULL && evi_json_type(value) == EVI_JSON_NULL)
		return true;
	return evi_field_time(f, object, "validUntil", EVI_REQUIRED, false,
	    &k->has_valid_until, &k->valid_until);
}

/* Where the bytes are signed, a set has one form. */
static bool
uses_in_order(struct evi_field *f, const struct evi_json *object,
    unsigned int uses)
{
	const struct evi_json *array = evi_json_get(object, "uses");
	struct evi_buf wanted = EVI_BUF_INIT;	/* owned here */
	const char *text = "";
	bool good = true;
	size_t i, n = 0;

	for (i = 0; i < EVI_N_USES; i++) {
		if ((uses & 1u << i) == 0)
			continue;
		(void)evi_json_string(evi_json_at(array, n++), &text);
		good = good && strcmp(text, evi_use_names[i]) == 0;
		evi_buf_add_format(&wanted, "%s%s", n == 1 ? "" : ", ",
		    evi_use_names[i]);
	}
	if (!good) {
		(void)evi_field_enter(f, "uses");
		(void)evi_field_fail(f, "not in their order: %s",
		    evi_buf_text(&wanted));
	}
	evi_buf_free(&wanted);
	return good;
}

static bool
read_key(struct evi_field *f, const struct evi_json *value,
    struct evi_contact *c, struct evi_texts *unknown)
{
	static const char *const keys[] = { "publicKey", "uses", "validFrom",
	    "validUntil", "storage", "succeeds", "revoked" };
	struct evi_json *revoked = NULL;
	struct evi_directory_key *k;
	size_t mark;
	bool good;

	if (c->n_keys == EVI_CONTACT_KEYS_MAX)
		return evi_field_fail(f, "a contact has more than %d keys",
		    EVI_CONTACT_KEYS_MAX);
	k = evi_contact_new_key(c);
	if (k == NULL)
		return evi_field_no_memory(f);
	if (!evi_field_is_object(f, value) ||
	    !evi_field_spki(f, value, "publicKey", &k->spki, k->keyid) ||
	    !evi_field_uses(f, value, "uses", &k->uses) ||
	    !uses_in_order(f, value, k->uses) ||
	    !evi_field_time(f, value, "validFrom", EVI_REQUIRED, false, NULL,
	    &k->valid_from) || !read_until(f, value, k) ||
	    !evi_field_text(f, value, "storage", EVI_REQUIRED,
	    &k->storage) ||
	    !evi_field_hex(f, value, "succeeds", EVI_OPTIONAL, k->succeeds,
	    EVI_SHA256_LEN, &k->has_succeeds) ||
	    !evi_field_object(f, value, "revoked", EVI_OPTIONAL, &revoked))
		return false;
	if (revoked != NULL) {
		mark = evi_field_enter(f, "revoked");
		good = read_revoked(f, revoked, k, unknown);
		evi_field_leave(f, mark);
		if (!good)
			return false;
	}
	return evi_field_rest_noted(f, value, keys, COUNT(keys), &k->rest,
	    unknown);
}

static bool
read_authority(struct evi_field *f, const struct evi_json *value,
    struct evi_contact *c, struct evi_texts *unknown)
{
	static const char *const keys[] = { "lang", "text" };
	struct evi_authority *a;

	if (evi_grow(&c->authority, c->n_authority, &c->authority_cap,
	    sizeof(*c->authority)) != 0)
		return evi_field_no_memory(f);
	a = &c->authority[c->n_authority++];
	memset(a, 0, sizeof(*a));
	return evi_field_is_object(f, value) &&
	    evi_field_text(f, value, "lang", EVI_REQUIRED, &a->lang) &&
	    evi_field_text(f, value, "text", EVI_REQUIRED, &a->text) &&
	    evi_field_rest_noted(f, value, keys, COUNT(keys), &a->rest,
	    unknown);
}

typedef bool read_item_fn(struct evi_field *f, const struct evi_json *value,
    struct evi_contact *c, struct evi_texts *unknown);

static bool
read_items(struct evi_field *f, const struct evi_json *object,
    const char *key, read_item_fn *item, struct evi_contact *c,
    struct evi_texts *unknown)
{
	struct evi_json *array = NULL;
	size_t outer, inner, i;
	bool good = true;

	if (!evi_field_array(f, object, key, EVI_REQUIRED, &array))
		return false;
	outer = evi_field_enter(f, key);
	for (i = 0; i < evi_json_count(array) && good; i++) {
		inner = evi_field_enter_at(f, i);
		good = item(f, evi_json_at(array, i), c, unknown);
		evi_field_leave(f, inner);
	}
	evi_field_leave(f, outer);
	return good;
}

static bool
read_contact(struct evi_field *f, const struct evi_json *value,
    struct evi_directory *d)
{
	static const char *const keys[] = { "id", "state", "authority",
	    "kind", "telephone", "email", "hours", "zone", "languages",
	    "recipients", "keys" };
	struct evi_contact *c = evi_directory_new_contact(d);

	if (c == NULL)
		return evi_field_no_memory(f);
	return evi_field_is_object(f, value) &&
	    evi_field_uuid(f, value, "id", c->id) &&
	    evi_field_state(f, value, "state", EVI_REQUIRED, &c->state) &&
	    read_items(f, value, "authority", read_authority, c,
	    &d->unknown) &&
	    evi_field_choice(f, value, "kind", EVI_REQUIRED, evi_contact_kind_names,
	    EVI_N_CONTACT_KINDS, &c->kind) &&
	    evi_field_texts(f, value, "telephone", EVI_REQUIRED,
	    &c->telephone) &&
	    evi_field_texts(f, value, "email", EVI_REQUIRED, &c->email) &&
	    evi_field_text(f, value, "hours", EVI_REQUIRED, &c->hours) &&
	    evi_field_text(f, value, "zone", EVI_REQUIRED, &c->zone) &&
	    evi_field_texts(f, value, "languages", EVI_REQUIRED,
	    &c->languages) &&
	    evi_field_texts(f, value, "recipients", EVI_REQUIRED,
	    &c->recipients) &&
	    read_items(f, value, "keys", read_key, c, &d->unknown) &&
	    evi_field_rest_noted(f, value, keys, COUNT(keys), &c->rest,
	    &d->unknown);
}

static bool
read_contacts(struct evi_field *f, const struct evi_json *json,
    struct evi_directory *d)
{
	struct evi_json *array = NULL;
	size_t outer, inner, i;

	if (!evi_field_array(f, json, "contacts", EVI_REQUIRED, &array))
		return false;
	outer = evi_field_enter(f, "contacts");
	for (i = 0; i < evi_json_count(array); i++) {
		inner = evi_field_enter_at(f, i);
		if (!read_contact(f, evi_json_at(array, i), d))
			return false;
		evi_field_leave(f, inner);
	}
	evi_field_leave(f, outer);
	return true;
}

static bool
read_directory(struct evi_field *f, const struct evi_json *json,
    struct evi_directory *d)
{
	static const char *const keys[] = { "schema", "id", "name", "version",
	    "issuedAt", "expires", "threshold", "contacts", "critical" };

	return evi_field_schema(f, json, EVI_DIRECTORY_SCHEMA,
	    "directory") &&
	    evi_field_uuid(f, json, "id", d->id) &&
	    evi_field_text(f, json, "name", EVI_REQUIRED, &d->name) &&
	    evi_field_u64(f, json, "version", EVI_REQUIRED, 1,
	    EVI_VERSION_MAX, &d->version) &&
	    evi_field_time(f, json, "issuedAt", EVI_REQUIRED, false, NULL,
	    &d->issued_at) &&
	    evi_field_time(f, json, "expires", EVI_REQUIRED, false, NULL,
	    &d->expires) &&
	    evi_field_u64(f, json, "threshold", EVI_REQUIRED, 1,
	    EVI_SIGNERS_MAX, &d->threshold) && read_contacts(f, json, d) &&
	    evi_field_texts(f, json, "critical", EVI_REQUIRED,
	    &d->critical) &&
	    evi_field_rest_noted(f, json, keys, COUNT(keys), &d->rest,
	    &d->unknown);
}

/* the rules that need the whole */
static bool
check_rules(struct evi_field *f, const struct evi_directory *d)
{
	struct evi_buf where = EVI_BUF_INIT;	/* owned here */
	bool memory = false;
	const char *why = evi_directory_fault(d, &where, &memory);

	if (memory)
		(void)evi_field_no_memory(f);
	if (why != NULL) {
		evi_buf_add(&f->path, where.data, where.len);
		(void)evi_field_fail(f, "%s", why);
	}
	evi_buf_free(&where);
	return why == NULL && !memory;
}

/* the same bytes again */
static bool
check_encoding(struct evi_field *f, const void *payload, size_t len,
    const struct evi_directory *d)
{
	struct evi_buf again = EVI_BUF_INIT;	/* owned here */
	bool good;

	if (evi_directory_write(d, &again, NULL) != EVID_OK) {
		evi_buf_free(&again);
		return evi_field_no_memory(f);
	}
	good = again.len == len && memcmp(again.data, payload, len) == 0;
	evi_buf_free(&again);
	return good || evi_field_fail(f, "it is not in the one encoding: "
	    "order of keys, or white space");
}

/* what is read, and the bytes that it is read from */
struct whole {
	const void *payload;
	size_t len;
	struct evi_directory *d;
};

static bool
read_whole(struct evi_field *f, const struct evi_json *json, void *out)
{
	struct whole *w = out;

	return read_directory(f, json, w->d) && check_rules(f, w->d) &&
	    check_encoding(f, w->payload, w->len, w->d);
}

enum evid_status
evi_directory_read(const void *payload, size_t len, const char *file,
    struct evi_directory *out, struct evid_error *err)
{
	struct whole whole = { payload, len, out };
	enum evid_status status;

	memset(out, 0, sizeof(*out));
	status = evi_field_document(payload, len, file, read_whole, &whole,
	    err);
	if (status != EVID_OK)
		evi_directory_free(out);
	return status;
}
