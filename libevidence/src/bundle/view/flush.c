/*
 * A view goes out piece by piece, so that it is never all in memory.
 */
#include "bundle/view/view.h"

#define PIECE ((size_t)64 << 10)

enum evid_status
evi_view_flush(struct evi_view *v, struct evid_error *err)
{
	enum evid_status status = evi_buf_status(&v->text, err);

	if (status != EVID_OK || v->text.len == 0)
		return status;
	if (v->take(v->context, evi_buf_text(&v->text), v->text.len) != 0)
		return evi_fail(err, EVID_ERR_CANCELLED,
		    "the writing was stopped as asked");
	evi_buf_clear(&v->text);
	return EVID_OK;
}

enum evid_status
evi_view_flush_some(struct evi_view *v, struct evid_error *err)
{
	return v->text.len < PIECE ? EVID_OK : evi_view_flush(v, err);
}
