/*
 * A growing run of bytes.  Sticky failure: once an addition fails for want of
 * memory, further ones do nothing and evi_buf_status says EVID_ERR_MEMORY, so
 * that an encoder checks once, at its end.
 */
#ifndef EVI_BASE_BUF_H
#define EVI_BASE_BUF_H

#include "base/error.h"

#include <stdbool.h>

struct evi_buf {
	uint8_t *data;	/* always followed by a NUL that is not counted,
			 * once anything was added */
	size_t len;
	size_t cap;
	bool failed;
};

#define EVI_BUF_INIT { NULL, 0, 0, false }

void evi_buf_free(struct evi_buf *buf);		/* and ready for use again */
void evi_buf_wipe(struct evi_buf *buf);		/* zeroed (not elided), freed */
void evi_buf_clear(struct evi_buf *buf);	/* empty, room kept */
/* its first @len bytes, if it has more; what failed stays so */
void evi_buf_cut(struct evi_buf *buf, size_t len);
bool evi_buf_reserve(struct evi_buf *buf, size_t more);
void evi_buf_add(struct evi_buf *buf, const void *data, size_t len);
void evi_buf_add_byte(struct evi_buf *buf, uint8_t byte);
/* the bytes as they are, between two quotation marks */
void evi_buf_add_quoted(struct evi_buf *buf, const void *data, size_t len);
void evi_buf_add_text(struct evi_buf *buf, const char *text);
void evi_buf_add_format(struct evi_buf *buf, const char *format, ...)
    EVID_PRINTF(2, 3);
void evi_buf_add_u64(struct evi_buf *buf, uint64_t value);	/* decimal */
void evi_buf_add_hex(struct evi_buf *buf, const void *data, size_t len);
enum evid_status evi_buf_status(const struct evi_buf *buf,
    struct evid_error *err);
/* evi_buf_text - the content as a C string; "" when empty or failed */
const char *evi_buf_text(const struct evi_buf *buf);
/* evi_buf_take - hand the memory over as a C string (never NULL on OK) */
enum evid_status evi_buf_take(struct evi_buf *buf, char **text_out,
    struct evid_error *err);

#endif
