/*
 * Text that a tool shows: arguments made safe for a terminal, JSON and HTML.
 */
#ifndef EVID_TOOLS_TEXT_H
#define EVID_TOOLS_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * text_escaped - @text made safe for one line of a terminal, for free()
 *
 * As the library escapes: control, bidirectional and invisible characters
 * (but not U+200C and U+200D, which writing needs), bytes that are not UTF-8
 * and the backslash.  NULL without memory.
 */
char *text_escaped(const char *text);

/* a JSON string with its quotes; a byte that is not UTF-8 is U+FFFD */
void text_json(FILE *out, const char *text);

/*
 * text_json_value - JSON from the library, made safe to be looked at
 *
 * What text_escaped() would escape stands in it as \uXXXX, as text_json()
 * writes it too: for a parser the same value, for a terminal without effect.
 *
 * @json: @len bytes of well-formed JSON, or the next whole characters of it
 */
void text_json_value(FILE *out, const char *json, size_t len);

/* the text of an HTML element or attribute; controls and bidirectional
 * characters are left out */
void text_html(FILE *out, const char *text);

/* 12961 as "12,961"; @out has room for 32 bytes */
const char *text_count(uint64_t number, char out[32]);

/* 448000000 as "448 MB"; @out has room for 32 bytes */
const char *text_bytes(uint64_t bytes, char out[32]);

/*
 * text_utc - an instant as RFC 3339 has it, without its "Z"
 *
 * Also of a year before 1000, whose zeros strftime leaves out.
 *
 * @out: "2026-10-26T09:14:03"; room for a "Z" is left
 *
 * 0 where it is of no year that can be counted.
 */
#define TEXT_UTC_CAP 32
int text_utc(int64_t seconds, char out[TEXT_UTC_CAP]);

#endif
