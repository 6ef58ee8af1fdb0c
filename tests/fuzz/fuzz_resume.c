/*
 * The state of a sealing: what is read is written again, and that is read as
 * the same.
 */
#include "support.h"

#include "base/num.h"
#include "record/resume.h"

static void
check_extent(const struct evi_extent *x)
{
	HOLDS(x->size <= EVI_MAX_INTEGER);
}

static void
check_good(const struct evi_resume *r)
{
	HOLDS(r->output <= EVI_MAX_INTEGER && r->tar <= EVI_MAX_INTEGER);
	check_extent(&r->source);
	check_extent(&r->manifest);
	check_extent(&r->inventory);
	check_extent(&r->blocks);
	check_extent(&r->done);
	HOLDS(r->clock.clock_source != NULL && r->clock.zone != NULL);
	HOLDS(r->line != NULL || r->done.size == 0);
	HOLDS(r->n_volumes <= 999);
	HOLDS(!r->sealed || strlen(r->id) == 36);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct evi_resume first = { .line = NULL };	/* owned here */
	struct evi_resume second = { .line = NULL };	/* owned here */
	struct evi_buf text = EVI_BUF_INIT;		/* owned here */
	struct evi_buf again = EVI_BUF_INIT;		/* owned here */

	if (evi_resume_read(data, len, "state", &first, NULL) == EVID_OK) {
		check_good(&first);
		HOLDS(evi_resume_write(&first, &text, NULL) == EVID_OK);
		HOLDS(evi_resume_read(text.data, text.len, "state", &second,
		    NULL) == EVID_OK);
		HOLDS(evi_resume_write(&second, &again, NULL) == EVID_OK);
		HOLDS(fuzz_same(&again, text.data, text.len));
	}
	evi_resume_free(&first);
	evi_resume_free(&second);
	evi_buf_free(&text);
	evi_buf_free(&again);
	return 0;
}
