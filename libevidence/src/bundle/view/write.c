/*
 * Which view of a log is written (evidence/custody.h).
 */
#include "bundle/view/view.h"

#include "base/memory.h"

enum evid_status
evid_custody_write(const struct evid_custody *c, enum evid_custody_view view,
    evid_text_fn *take, void *context, struct evid_error *err)
{
	struct evi_view v = { c, take, context, EVI_BUF_INIT };
	enum evid_status status = EVID_ERR_ARGUMENT;
	uint64_t lacks = evi_memory_lacks();

	switch (view) {
	case EVID_CUSTODY_TREE:
		status = evi_view_tree(&v, err);
		break;
	case EVID_CUSTODY_OPEN:
		status = evi_view_open(&v, err);
		break;
	case EVID_CUSTODY_JSON:
		status = evi_view_json(&v, err);
		break;
	case EVID_CUSTODY_VERDICT:
	case EVID_CUSTODY_VERDICT_JSON:
		status = evi_view_verdict(&v,
		    view == EVID_CUSTODY_VERDICT_JSON, err);
		break;
	case EVID_CUSTODY_FORM:
	case EVID_CUSTODY_FORM_HTML:
		status = evi_view_form(&v, view == EVID_CUSTODY_FORM_HTML,
		    err);
		break;
	}
	if (status == EVID_OK)
		status = evi_view_flush(&v, err);
	evi_buf_free(&v.text);
	return evi_whole(lacks, status, err);
}
