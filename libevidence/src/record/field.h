/*
 * Reading documents that people write, carry and mend: the first thing wrong
 * is told with the file and its place, as a JSON path:
 *
 *	un247.json: $.contacts[2].keys[0].validFrom: not a time
 *
 * Keys may stand in any order here; who wants the one encoding writes what
 * was read again and compares.
 */
#ifndef EVI_RECORD_FIELD_H
#define EVI_RECORD_FIELD_H

#include "adapt/digest.h"
#include "adapt/json.h"
#include "base/instant.h"
#include "record/statement.h"

struct evi_field {
	const char *file;
	struct evid_error *err;
	enum evid_status status;	/* of the first failure */
	struct evi_buf path;		/* "$.contacts[2]" */
};

/* a whole document: parsed, and read by @read, which is true for one as it
 * should be.  What was made of another is @out's owner's to release */
typedef bool evi_field_fn(struct evi_field *f, const struct evi_json *json,
    void *out);
enum evid_status evi_field_document(const void *text, size_t len,
    const char *file, evi_field_fn *read, void *out, struct evid_error *err);

enum evi_need { EVI_REQUIRED, EVI_OPTIONAL };

/* one step down; leave with what was returned */
size_t evi_field_enter(struct evi_field *f, const char *key);
size_t evi_field_enter_at(struct evi_field *f, size_t index);
void evi_field_leave(struct evi_field *f, size_t mark);
/* EVID_ERR_FORMAT at the place where reading stands; false */
bool evi_field_fail(struct evi_field *f, const char *format, ...)
    EVID_PRINTF(2, 3);
bool evi_field_no_memory(struct evi_field *f);		/* false */

/*
 * The value at @key of @object.  Each is false after telling what is wrong;
 * an optional one that is absent is true, and leaves *out alone.
 */
/* URN and a number; another number is EVID_ERR_TOO_NEW */
bool evi_field_schema(struct evi_field *f, const struct evi_json *object,
    const char *urn, const char *what);
bool evi_field_text(struct evi_field *f, const struct evi_json *object,
    const char *key, enum evi_need need, char **out);
bool evi_field_u64(struct evi_field *f, const struct evi_json *object,
    const char *key, enum evi_need need, uint64_t min, uint64_t max,
    uint64_t *out);
bool evi_field_bool(struct evi_field *f, const struct evi_json *object,
    const char *key, enum evi_need need, bool *out);
/* @any: as people write it, with any offset; else the format's form alone */
bool evi_field_time(struct evi_field *f, const struct evi_json *object,
    const char *key, enum evi_need need, bool any, bool *has_out,
    struct evi_instant *out);
bool evi_field_choice(struct evi_field *f, const struct evi_json *object,
    const char *key, enum evi_need need, const char *const *names,
    size_t n_names, unsigned int *out);
bool evi_field_hex(struct evi_field *f, const struct evi_json *object,
    const char *key, enum evi_need need, uint8_t *out, size_t len,
    bool *has_out);
bool evi_field_texts(struct evi_field *f, const struct evi_json *object,
    const char *key, enum evi_need need, struct evi_texts *out);
bool evi_field_uuid(struct evi_field *f, const struct evi_json *object,
    const char *key, char out[37]);
/* two capital letters, or org: and a name */
bool evi_field_state(struct evi_field *f, const struct evi_json *object,
    const char *key, enum evi_need need, char **out);
/* uses of a key (enum evid_use), at least one, none twice */
bool evi_field_uses(struct evi_field *f, const struct evi_json *object,
    const char *key, unsigned int *out);
bool evi_field_spki(struct evi_field *f, const struct evi_json *object,
    const char *key, struct evi_buf *spki_out,
    uint8_t keyid_out[EVI_SHA256_LEN]);
/* borrowed; NULL and false, or NULL and true where it may be absent */
bool evi_field_array(struct evi_field *f, const struct evi_json *object,
    const char *key, enum evi_need need, struct evi_json **out);
bool evi_field_object(struct evi_field *f, const struct evi_json *object,
    const char *key, enum evi_need need, struct evi_json **out);
bool evi_field_is_object(struct evi_field *f, const struct evi_json *value);
/* the keys that are not among @keys, in their order: a new object for
 * evi_json_free, or NULL where there is none */
bool evi_field_rest(struct evi_field *f, const struct evi_json *object,
    const char *const *keys, size_t n_keys, struct evi_json **rest_out);
/* the same, and into @unknown their places, as "pins[0].revoked", but of what
 * begins with "x-": that is somebody's own note */
bool evi_field_rest_noted(struct evi_field *f, const struct evi_json *object,
    const char *const *keys, size_t n_keys, struct evi_json **rest_out,
    struct evi_texts *unknown);

/* a State: two capital letters, or "org:" and a name; which letters name one
 * is no matter of this program */
bool evi_state_good(const char *state);
/* the letters alone: they pass for no words of ours */
bool evi_state_letters(const char *state);
/* the names of uses, in the order of their bits */
#define EVI_N_USES 5
extern const char *const evi_use_names[EVI_N_USES];

#endif
