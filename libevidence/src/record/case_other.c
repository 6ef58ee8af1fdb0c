/*
 * What was given in the place of a case: another document of ours is told as
 * what it is, and what reads it.
 */
#include "record/case_check.h"

#include "base/text.h"
#include "record/document.h"

#include <stdbool.h>
#include <string.h>

static void
hint_of(const struct evi_document *found, const char *name,
    struct evid_error *err)
{
	bool sealed = found->kind == EVI_DOCUMENT_LOG ||
	    found->kind == EVI_DOCUMENT_SEAL;

	if (found->kind != EVI_DOCUMENT_PACKED)
		evi_hint(err, "%s; name the case%s", found->hint, sealed ?
		    ", or the bundle that it is sealed in" : "");
	else if (strcmp(name, "-") == 0)
		evi_hint(err, "%s", EVI_CASE_HINT_PIPED);
	else
		evi_hint(err, "evid-case check shows the case of a bundle; a "
		    "case is a JSON file, as evid-case new begins one");
}

enum evid_status
evi_case_no_other(const void *text, size_t len, const char *name,
    struct evid_error *err)
{
	const struct evi_document *found = evi_document_of(text, len);
	struct evi_buf shown = EVI_BUF_INIT;	/* owned here */

	if (found == NULL || found->kind == EVI_DOCUMENT_CASE)
		return EVID_OK;
	evi_text_show_path(&shown, name);
	evi_fail(err, EVID_ERR_FORMAT, "%s: this is %s, and no case",
	    evi_buf_text(&shown), found->what);
	hint_of(found, name, err);
	evi_buf_free(&shown);
	return EVID_ERR_FORMAT;
}
