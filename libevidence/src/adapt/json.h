/*
 * JSON by jansson, and the one encoding of it (docs/format.md, "JSON").
 *
 * Values are jansson's, behind a name of ours.  Reading refuses duplicate
 * keys, reals, integers past 2^53-1 either way, nesting over 32, NUL in
 * strings (jansson's default), a BOM and trailing data.
 */
#ifndef EVI_ADAPT_JSON_H
#define EVI_ADAPT_JSON_H

#include "base/buf.h"
#include "base/instant.h"

#define EVI_JSON_DEPTH 32
#define EVI_JSON_LIMIT ((size_t)16 << 20)

struct evi_json;		/* a value; counted by reference */

enum evi_json_type {
	EVI_JSON_OBJECT, EVI_JSON_ARRAY, EVI_JSON_STRING, EVI_JSON_INTEGER,
	EVI_JSON_BOOL, EVI_JSON_NULL
};

/* any JSON text; messages give NAME:line:column.  EVID_ERR_FORMAT, LIMIT */
enum evid_status evi_json_parse(const void *text, size_t len,
    const char *name, struct evi_json **out, struct evid_error *err);
/* the same of what will be signed: -0, which the one encoding has not, is
 * refused by its place (EVID_ERR_ARGUMENT), and not taken for 0 */
enum evid_status evi_json_parse_to_sign(const void *text, size_t len,
    const char *name, struct evi_json **out, struct evid_error *err);
/* as evi_json_parse(), and the text must be the one encoding of what it says;
 * *canonical_out says whether (a text that is no JSON is still an error) */
enum evid_status evi_json_parse_canonical(const void *text, size_t len,
    const char *name, struct evi_json **out, bool *canonical_out,
    struct evid_error *err);
/* would its tree cost more than one may?  Then none of these read it
 * (EVID_ERR_MEMORY).  Of what is no JSON it may say anything. */
bool evi_json_too_heavy(const void *text, size_t len);
/* Did a tree that this thread built lack memory, and was not written since?
 * It is forgotten: whoever begins with something else asks, so that nothing
 * fails for a tree that was given up. */
bool evi_json_take_lost(void);
void evi_json_free(struct evi_json *value);		/* drops a reference */
struct evi_json *evi_json_ref(struct evi_json *value);

/* the one encoding: keys in the order they were added or read, no spaces,
 * escapes only \" \\ \b \t \n \f \r and \u00xx in lower case */
void evi_json_write(struct evi_buf *out, const struct evi_json *value);
void evi_json_write_string(struct evi_buf *out, const char *text, size_t len);
/* for people: two spaces an indent */
void evi_json_write_pretty(struct evi_buf *out, const struct evi_json *value);

enum evi_json_type evi_json_type(const struct evi_json *value);
/* borrowed; NULL where there is none, or @object is NULL or no object */
struct evi_json *evi_json_get(const struct evi_json *object, const char *key);
/* true where the value is there and of the type; false leaves *out alone */
bool evi_json_get_string(const struct evi_json *object, const char *key,
    const char **out);
bool evi_json_get_u64(const struct evi_json *object, const char *key,
    uint64_t *out);
bool evi_json_get_bool(const struct evi_json *object, const char *key,
    bool *out);
bool evi_json_string(const struct evi_json *value, const char **out);
bool evi_json_u64(const struct evi_json *value, uint64_t *out);
size_t evi_json_count(const struct evi_json *value);	/* array or object */
struct evi_json *evi_json_at(const struct evi_json *array, size_t index);
/* the members of an object in order: the index-th key and value; borrowed */
bool evi_json_member(const struct evi_json *object, size_t index,
    const char **key_out, struct evi_json **value_out);
/* the same, one after the other, in a time that does not grow with the object
 * (evi_json_member's does): *place begins as NULL; false after the last */
bool evi_json_next(const struct evi_json *object, void **place,
    const char **key_out, struct evi_json **value_out);

/* building: each takes its value (frees it on failure too); a NULL value or
 * target makes a failed addition, which is reported as false.  Where memory
 * lacked, the next evi_json_write of this thread fails, too: an addition that
 * nobody looked at does not make half a document */
struct evi_json *evi_json_new_object(void);
struct evi_json *evi_json_new_array(void);
struct evi_json *evi_json_new_string(const char *text);
/* of what a buffer holds; NULL, and so on, where the buffer has failed */
struct evi_json *evi_json_new_buf(const struct evi_buf *text);
struct evi_json *evi_json_new_u64(uint64_t value);
struct evi_json *evi_json_new_bool(bool value);
struct evi_json *evi_json_new_null(void);
struct evi_json *evi_json_new_hex(const void *data, size_t len);
/* null where it cannot be written (base/instant.h) */
struct evi_json *evi_json_new_instant(struct evi_instant t);
bool evi_json_set(struct evi_json *object, const char *key,
    struct evi_json *value);
bool evi_json_append(struct evi_json *array, struct evi_json *value);
/* at an index that is there */
bool evi_json_put(struct evi_json *array, size_t index,
    struct evi_json *value);
void evi_json_remove(struct evi_json *object, const char *key);
/* nothing of it is shared with @value; NULL without memory */
struct evi_json *evi_json_dup(const struct evi_json *value);

#endif
