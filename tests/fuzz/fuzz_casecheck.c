/*
 * The check of a case: whatever JSON it is given it ends, tells of a bounded
 * number of things in text that is safe, and what the form alone tells of the
 * whole tells too.
 */
#include "support.h"

#include "base/text.h"
#include "record/case_check.h"

static void
check_findings(const struct evi_case_findings *f)
{
	HOLDS(!f->memory && f->n <= EVI_CASE_FINDINGS_MAX);
	HOLDS(f->worst == 0 || f->worst == 2 || f->worst == 3);
	for (size_t i = 0; i < f->n; i++) {
		const char *texts[2] = { f->items[i].path,
		    f->items[i].message };

		for (size_t k = 0; k < 2; k++) {
			size_t len = strlen(texts[k]), n;
			uint32_t code;

			for (size_t at = 0; at < len; at += n) {
				n = evi_utf8_next((const uint8_t *)texts[k] +
				    at, len - at, &code);
				HOLDS(n > 0 && !evi_is_control(code) &&
				    !evi_is_bidi(code));
			}
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct evi_case_findings form = { NULL }, all = form;	/* owned here */
	struct evi_instant now = { 1793006043, 0 };
	struct evi_json *json = NULL;				/* owned here */

	if (evi_json_parse(data, len, "case", &json, NULL) != EVID_OK)
		return 0;
	evi_case_check_form(json, &form);
	check_findings(&form);
	HOLDS(evi_case_check_all(json, now, NULL, 0, &all, NULL) == EVID_OK);
	check_findings(&all);
	HOLDS(form.worst != 2 || all.worst == 2);
	evi_case_findings_free(&form);
	evi_case_findings_free(&all);
	evi_json_free(json);
	return 0;
}
