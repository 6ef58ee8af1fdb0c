/*
 * Text from outside, and who looks at it: names, claims and wordings can hold
 * what a terminal, a page or the eye takes for something else.  What the
 * library says to people is escaped already; this is for what a caller shows
 * by itself.  Pure; safe from any thread.
 */
#ifndef EVIDENCE_TEXT_H
#define EVIDENCE_TEXT_H

#include "evidence/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * evid_text_next - the character that a text begins with
 *
 * @len: bytes of the text that are left
 * @code_out: its code point (owned by the caller; 0 where there is none)
 *
 * The number of its bytes; 0 where no well-formed UTF-8 (Unicode, table 3-7)
 * stands, or nothing is left.
 */
EVID_API size_t
evid_text_next(const void *text, size_t len, uint32_t *code_out);

/**
 * evid_text_deceives - is it a character that is not to be shown as it is?
 *
 * Controls and line separators; what turns the direction of writing; what
 * shows nothing, so that two texts that differ look alike (Unicode's
 * Default_Ignorable_Code_Point and the noncharacters, but not what writing
 * needs: U+200C, U+200D, the Mongolian ones).
 */
EVID_API int evid_text_deceives(uint32_t code);

/**
 * evid_text_escape - a text made safe for one line of a terminal
 *
 * What deceives, bytes that are not UTF-8 and the backslash become \n \t \r
 * \\ \xXX (bytes) or \u{XXXX}; all else stands as it is.
 *
 * @escaped_out: UTF-8, for free() (owned by the caller)
 *
 * Errors: EVID_ERR_MEMORY.
 */
EVID_API EVID_CHECKED enum evid_status
evid_text_escape(const char *text, char **escaped_out,
    struct evid_error *err);

#ifdef __cplusplus
}
#endif

#endif
