/*
 * Reading JSON objects whose keys stand in a known order, unknown ones after
 * them (docs/format.md, section 3.1), and the small values of a bundle.
 *
 * A reader keeps the first thing that is wrong, as a constant text, apart from
 * a want of memory: each function returns false for either.
 */
#ifndef EVI_RECORD_KEYS_H
#define EVI_RECORD_KEYS_H

#include "adapt/digest.h"
#include "adapt/json.h"
#include "base/instant.h"

struct evi_texts;		/* record/statement.h */

struct evi_reader {
	const char *why;	/* NULL: nothing wrong so far */
	bool unknown;		/* keys that are not known here */
	bool memory;		/* none left */
};

#define EVI_READER_INIT { NULL, false, false }

bool evi_read_bad(struct evi_reader *r, const char *why);	/* false */
/* EVID_OK with *why_out, or EVID_ERR_MEMORY */
enum evid_status evi_read_status(const struct evi_reader *r,
    const char **why_out, struct evid_error *err);

/* a text in the one encoding; *out is for evi_json_free, on failure too (NULL
 * or what could be read).  @what it is, where it costs too much */
bool evi_read_json(struct evi_reader *r, const char *what, const void *text,
    size_t len, struct evi_json **out);

/* the values of the known keys of @object (NULL for what is absent); the
 * known ones must come first and in order */
bool evi_read_keys(struct evi_reader *r, const struct evi_json *object,
    const char *const *keys, size_t n_keys, struct evi_json **values,
    const char *why);
/* the same, and no others: each must be there */
bool evi_read_exactly(struct evi_reader *r, const struct evi_json *object,
    const char *const *keys, size_t n_keys, struct evi_json **values,
    const char *why);

/* each false and @why where @value is NULL or not of that form */
bool evi_read_text(struct evi_reader *r, const struct evi_json *value,
    char **out, const char *why);
bool evi_read_hex(struct evi_reader *r, const struct evi_json *value,
    uint8_t *out, size_t len, const char *why);
bool evi_read_u64(struct evi_reader *r, const struct evi_json *value,
    uint64_t *out, const char *why);
bool evi_read_time(struct evi_reader *r, const struct evi_json *value,
    struct evi_instant *out, const char *why);
bool evi_read_base64(struct evi_reader *r, const struct evi_json *value,
    struct evi_buf *out, const char *why);
/* a key, and its id; @why where it is not base64 */
bool evi_read_spki(struct evi_reader *r, const struct evi_json *value,
    struct evi_buf *out, uint8_t keyid_out[EVI_SHA256_LEN], const char *why);
/* @plain a text, or @encoded bytes that are not UTF-8 and have no NUL; one of
 * the two */
bool evi_read_bytes(struct evi_reader *r, const struct evi_json *plain,
    const struct evi_json *encoded, char **out, const char *why);
bool evi_read_array(struct evi_reader *r, const struct evi_json *value,
    const char *why);
/* an array of texts, added to @out */
bool evi_read_texts(struct evi_reader *r, const struct evi_json *value,
    struct evi_texts *out, const char *why);
/* is it that text? */
bool evi_read_is(const struct evi_json *value, const char *want);
/* only `true` may stand at @key; absent is false */
bool evi_read_mark(struct evi_reader *r, const struct evi_json *object,
    const char *key, bool *out, const char *why);
/* one of @names, by its index */
bool evi_read_choice(struct evi_reader *r, const struct evi_json *value,
    const char *const *names, size_t n_names, unsigned int *out,
    const char *why);

#endif
