/*
 * Writing JSON in the one encoding (docs/format.md, section 3.1), token by
 * token: commas are put where they belong, what is no UTF-8 is noticed.
 */
#ifndef EVI_RECORD_EMIT_H
#define EVI_RECORD_EMIT_H

#include "base/buf.h"
#include "base/instant.h"

struct evi_texts;

struct evi_emit {
	struct evi_buf *out;
	bool comma;		/* something stands before in this level */
	bool bad_text;		/* a text that had to be UTF-8 was not */
};

void evi_emit_open(struct evi_emit *e, char bracket);	/* '{' or '[' */
void evi_emit_close(struct evi_emit *e, char bracket);	/* '}' or ']' */
/* @key: our own, or one that was read as UTF-8 */
void evi_emit_key(struct evi_emit *e, const char *key);
void evi_emit_text(struct evi_emit *e, const char *text);
/* what the system told: bytes that are no UTF-8 become U+FFFD */
void evi_emit_lossy(struct evi_emit *e, const char *text);
void evi_emit_u64(struct evi_emit *e, uint64_t value);
void evi_emit_bool(struct evi_emit *e, bool value);
void evi_emit_null(struct evi_emit *e);
void evi_emit_hex(struct evi_emit *e, const void *data, size_t len);
void evi_emit_base64(struct evi_emit *e, const void *data, size_t len);
/* KEY and the text, or KEYBase64 and its bytes where they are no UTF-8 */
void evi_emit_bytes(struct evi_emit *e, const char *key, const char *bytes);
/* a member of an object: its key, and its value or how that opens */
void evi_emit_open_at(struct evi_emit *e, const char *key, char bracket);
void evi_emit_text_at(struct evi_emit *e, const char *key, const char *text);
void evi_emit_u64_at(struct evi_emit *e, const char *key, uint64_t value);
void evi_emit_hex_at(struct evi_emit *e, const char *key, const void *data,
    size_t len);
void evi_emit_texts_at(struct evi_emit *e, const char *key,
    const struct evi_texts *texts);
/* as the format has it; a time that it has not is a bad text */
void evi_emit_time_at(struct evi_emit *e, const char *key,
    struct evi_instant t);
/* memory, or EVID_ERR_ARGUMENT for a bad text of @what */
enum evid_status evi_emit_status(const struct evi_emit *e, const char *what,
    struct evid_error *err);

#endif
