/*
 * Texts: base64 and hex have one form and come back; what is shown has no
 * byte that a terminal or a page would act on; numbers come back.
 */
#include "support.h"

#include "base/num.h"
#include "base/text.h"

#include <stdio.h>

static void
check_shown(const uint8_t *data, size_t len)
{
	struct evi_buf shown = EVI_BUF_INIT;	/* owned here */
	struct evi_buf html = EVI_BUF_INIT;	/* owned here */
	uint32_t code;
	size_t n;

	evi_text_escape(&shown, data, len);
	evi_html_escape(&html, data, len);
	HOLDS(!shown.failed && !html.failed);
	for (size_t at = 0; at < shown.len; at += n) {
		n = evi_utf8_next(shown.data + at, shown.len - at, &code);
		HOLDS(n > 0 && !evi_is_control(code) && !evi_is_bidi(code) &&
		    code != 0xfeff);
	}
	if (html.len > 0)
		HOLDS(strpbrk((const char *)html.data, "<>\"'") == NULL);
	evi_buf_free(&shown);
	evi_buf_free(&html);
}

static void
check_base64(const uint8_t *data, size_t len)
{
	struct evi_buf bytes = EVI_BUF_INIT;	/* owned here */
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */

	if (evi_unbase64((const char *)data, len, &bytes)) {
		evi_base64_add(&text, bytes.data, bytes.len);
		HOLDS(fuzz_same(&text, data, len));
	}
	evi_buf_clear(&bytes);
	evi_buf_clear(&text);
	evi_base64_add(&text, data, len);
	HOLDS(evi_unbase64(evi_buf_text(&text), text.len, &bytes));
	HOLDS(fuzz_same(&bytes, data, len));
	evi_buf_free(&bytes);
	evi_buf_free(&text);
}

static void
check_numbers(const char *text)
{
	uint64_t value;
	char again[24];
	uint8_t bytes[32];
	char hex[65];

	if (evi_parse_u64(text, strlen(text), &value)) {
		(void)snprintf(again, sizeof(again), "%llu",
		    (unsigned long long)value);
		HOLDS(strcmp(again, text) == 0);
	}
	(void)evi_parse_size(text, &value);
	if (evi_unhex(text, strlen(text), bytes, sizeof(bytes))) {
		evi_hex(bytes, sizeof(bytes), hex);
		HOLDS(strcmp(hex, text) == 0);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct fuzz_input in = { data, len };
	char *text;	/* owned here */
	uint32_t code;
	bool valid = true;

	for (size_t at = 0, n; valid && at < len; at += n) {
		n = evi_utf8_next(data + at, len - at, &code);
		valid = n > 0;
		HOLDS(!valid || code < 0xd800 ||
		    (code > 0xdfff && code <= 0x10ffff));
	}
	HOLDS(valid == evi_utf8_valid(data, len));
	check_shown(data, len);
	check_base64(data, len);
	text = fuzz_text(&in, '\0');
	check_numbers(text);
	free(text);
	return 0;
}
