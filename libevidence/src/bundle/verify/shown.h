/*
 * Words of a seal or a case, shown to people so that they cannot pass for the
 * reader's own (docs/format.md, 10.4): as they are where they are of a
 * vocabulary that is known, else between quotes.
 */
#ifndef EVI_BUNDLE_VERIFY_SHOWN_H
#define EVI_BUNDLE_VERIFY_SHOWN_H

#include "record/statement.h"

/* one that is longer than any that is known is cut */
void evi_shown_word(struct evi_buf *out, const char *text, bool known);
void evi_shown_time(struct evi_buf *out, const char *text);
void evi_shown_state(struct evi_buf *out, const char *state);
void evi_shown_condition(struct evi_buf *out, const char *type);
/* the names that a seal states of a signer; "no name" where it states none */
void evi_shown_signer(struct evi_buf *out, const struct evi_signer *s);

#endif
