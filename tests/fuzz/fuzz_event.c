/*
 * Lines of the custody log: what is signed is one event, which is written as
 * it was read.
 */
#include "support.h"

#include "record/event.h"

static void
check_good(const struct evi_event *e, bool unknown, const struct evi_buf *pae)
{
	struct evi_buf again = EVI_BUF_INIT;	/* owned here */

	HOLDS(e->type == EVI_EVENT_UNKNOWN ||
	    strcmp(evi_event_name(e->type), e->type_name) == 0);
	HOLDS(e->answers.count <= EVI_ANSWERS_MAX);
	HOLDS(evi_event_details_fault(e) == NULL);
	HOLDS(evi_event_write(e, &again, NULL) == EVID_OK);
	/* what is signed ends with the payload */
	HOLDS(unknown || (again.len <= pae->len && memcmp(again.data,
	    pae->data + pae->len - again.len, again.len) == 0));
	(void)evi_event_only_copy(e);
	evi_buf_free(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct evi_event e = { .zone = NULL };			/* owned here */
	struct evi_buf pae = EVI_BUF_INIT, sig = EVI_BUF_INIT;	/* owned here */
	bool unknown = false, keyid_good = false;
	const char *why;

	HOLDS(evi_event_read_line(data, len, &e, &pae, &sig, &keyid_good,
	    &why, &unknown, NULL) == EVID_OK);
	if (why == NULL)
		check_good(&e, unknown, &pae);
	evi_event_free(&e);
	/* the same bytes as a payload alone */
	memset(&e, 0, sizeof(e));
	evi_buf_clear(&pae);
	HOLDS(evi_event_read(data, len, &e, &why, &unknown, NULL) == EVID_OK);
	if (why == NULL) {
		evi_buf_add(&pae, data, len);
		check_good(&e, unknown, &pae);
	}
	evi_event_free(&e);
	evi_buf_free(&pae);
	evi_buf_free(&sig);
	return 0;
}
