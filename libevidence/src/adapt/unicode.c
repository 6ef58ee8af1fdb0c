/*
 * Normalisation and case folding, by utf8proc (its Unicode version is the
 * writer's affair: a reader needs neither).
 */
#include "adapt/unicode.h"

#include <limits.h>
#include <stdlib.h>
#include <utf8proc.h>

static enum evid_status
map(const char *text, size_t len, unsigned int options, struct evi_buf *out,
    struct evid_error *err)
{
	utf8proc_uint8_t *mapped = NULL;	/* owned here */
	utf8proc_ssize_t n;

	/* utf8proc counts in its own code points, four bytes each. */
	if (len > INT_MAX / 32)
		return evi_fail(err, EVID_ERR_LIMIT, "a text too long");
	if (len == 0) {
		evi_buf_add(out, "", 0);
		return evi_buf_status(out, err);
	}
	n = utf8proc_map((const utf8proc_uint8_t *)text,
	    (utf8proc_ssize_t)len, &mapped, (utf8proc_option_t)options);
	if (n == UTF8PROC_ERROR_NOMEM)
		return evi_fail_memory(err);
	if (n < 0)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "a text that is not UTF-8");
	evi_buf_add(out, mapped, (size_t)n);
	free(mapped);
	return evi_buf_status(out, err);
}

static bool
is_ascii(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)text[i] >= 0x80)
			return false;
	}
	return true;
}

enum evid_status
evi_nfc(const char *text, size_t len, struct evi_buf *out,
    struct evid_error *err)
{
	/* ASCII is its own normal form; most names are. */
	if (len > 0 && is_ascii(text, len)) {
		evi_buf_add(out, text, len);
		return evi_buf_status(out, err);
	}
	return map(text, len, UTF8PROC_STABLE | UTF8PROC_COMPOSE, out, err);
}

enum evid_status
evi_fold(const char *text, size_t len, struct evi_buf *out,
    struct evid_error *err)
{
	struct evi_buf nfc = EVI_BUF_INIT;	/* owned here */
	enum evid_status status;

	if (len > 0 && is_ascii(text, len)) {
		size_t from = out->len;

		evi_buf_add(out, text, len);
		for (size_t i = from; i < out->len; i++) {
			uint8_t c = out->data[i];

			out->data[i] = c >= 'A' && c <= 'Z' ?
			    (uint8_t)(c - 'A' + 'a') : c;
		}
		return evi_buf_status(out, err);
	}
	status = evi_nfc(text, len, &nfc, err);
	if (status == EVID_OK)
		status = map(evi_buf_text(&nfc), nfc.len, UTF8PROC_STABLE |
		    UTF8PROC_CASEFOLD | UTF8PROC_COMPOSE, out, err);
	evi_buf_free(&nfc);
	return status;
}
