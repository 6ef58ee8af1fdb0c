/*
 * Text: hex, base64, UTF-8, escaping for a terminal.  Pure.
 */
#ifndef EVI_BASE_TEXT_H
#define EVI_BASE_TEXT_H

#include "base/buf.h"

/* lower-case hex; @out has room for 2 * len + 1 */
void evi_hex(const void *data, size_t len, char *out);
/* exactly 2 * len lower-case digits, nothing else; false otherwise */
bool evi_unhex(const char *text, size_t text_len, uint8_t *out, size_t len);

/* RFC 4648 section 4, padded */
void evi_base64_add(struct evi_buf *out, const void *data, size_t len);
/* the one encoding only: padded, spare bits zero, no white space */
bool evi_unbase64(const char *text, size_t text_len, struct evi_buf *out);

/*
 * evi_utf8_next - the length of the well-formed sequence (Unicode table 3-7)
 * at @p, and its code point; 0 where there is none.  @len is at least 1.
 */
size_t evi_utf8_next(const uint8_t *p, size_t len, uint32_t *code_out);
bool evi_utf8_valid(const void *data, size_t len);
/* how many bytes of a longer text, @most or a few less, end with a character */
size_t evi_utf8_cut(const void *text, size_t most);

/* C0, DEL, C1, U+2028, U+2029 */
bool evi_is_control(uint32_t code);
/* U+061C U+200E U+200F U+202A-202E U+2066-2069 */
bool evi_is_bidi(uint32_t code);
/*
 * Characters that show nothing where they stand, so that two texts which
 * differ look alike: Unicode's Default_Ignorable_Code_Point, U+FFF9-FFFB and
 * the noncharacters (U+FDD0-FDEF and the last two of each plane).  Not among
 * them: what writing needs, U+200C and U+200D (Persian, Urdu, the scripts of
 * India, joined emoji) and the Mongolian U+180B-180D and U+180F.
 */
bool evi_is_invisible(uint32_t code);
/* Unicode White_Space: 9-D 20 85 A0 1680 2000-200A 2028 2029 202F 205F 3000 */
bool evi_is_space(uint32_t code);
/* is it empty, or of nothing but white space and what shows nothing? */
bool evi_text_blank(const char *text);

/*
 * evi_text_escape - @data made safe for a terminal and one line: control,
 * bidirectional and invisible characters, bytes that are not UTF-8 and the
 * backslash become \n \t \r \\ \xXX (bytes) or \u{XXXX}; all else as it is.
 */
void evi_text_escape(struct evi_buf *out, const void *data, size_t len);
/* stated.c: text that is safe, between double quotes, with \" for one in it:
 * what somebody else states, so that it cannot pass for our own words */
void evi_text_quote(struct evi_buf *out, const char *safe);
/* what somebody else states, escaped and between quotes */
void evi_text_stated(struct evi_buf *out, const char *text);
/* the same; of more than @most bytes the beginning, and how many there are;
 * @where it stands whole: "event", "seal" */
void evi_text_stated_cut(struct evi_buf *out, const char *text, size_t most,
    const char *where);
#define EVI_NAME_SHOWN ((size_t)1024)	/* bytes of a name that is stated */
/* names that somebody states, of which any may be empty; nothing where all
 * are */
void evi_text_stated_names(struct evi_buf *out, const char *const *parts,
    size_t n, const char *where);
/* those of @parts that are not empty, escaped, with commas between them */
void evi_text_list(struct evi_buf *out, const char *const *parts, size_t n);

/* the same for a path in a message, which has room for what is said of it
 * too: of a path over EVI_SHOWN_MAX bytes "..." and its end */
#define EVI_SHOWN_MAX 256
void evi_text_show_path(struct evi_buf *out, const char *path);

/* HTML text: & < > " ' as entities, after evi_text_escape's control rules */
void evi_html_escape(struct evi_buf *out, const void *data, size_t len);
/* the entities alone, of what was escaped before */
void evi_html_entities(struct evi_buf *out, const void *data, size_t len);

#endif
