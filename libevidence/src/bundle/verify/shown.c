/*
 * Words of a seal or a case, for people (shown.h).
 */
#include "bundle/verify/shown.h"

#include "base/text.h"
#include "record/case_parts.h"
#include "record/field.h"

void
evi_shown_word(struct evi_buf *out, const char *text, bool known)
{
	char shown[EVI_CASE_SHOWN_CAP];

	(void)evi_case_shown(text, shown);
	if (known)
		evi_buf_add_text(out, shown);
	else
		evi_text_quote(out, shown);
}

void
evi_shown_time(struct evi_buf *out, const char *text)
{
	struct evi_instant end;

	evi_shown_word(out, text, evi_case_time(text, true, &end, NULL));
}

void
evi_shown_state(struct evi_buf *out, const char *state)
{
	evi_shown_word(out, state, evi_state_letters(state));
}

void
evi_shown_condition(struct evi_buf *out, const char *type)
{
	evi_shown_word(out, type, evi_case_condition_type(type));
}

void
evi_shown_signer(struct evi_buf *out, const struct evi_signer *s)
{
	const char *const parts[] = { s->name, s->organization, s->state };
	struct evi_buf names = EVI_BUF_INIT;	/* owned here */

	evi_text_stated_names(&names, parts, 3, "seal");
	evi_buf_add_text(out, names.len == 0 ? "no name" :
	    evi_buf_text(&names));
	out->failed |= names.failed;
	evi_buf_free(&names);
}
