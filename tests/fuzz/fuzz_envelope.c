/* Seals' envelopes: what is read is written as it was. */
#include "support.h"

#include "record/statement.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct evi_envelope e;
	struct evi_buf again = EVI_BUF_INIT;	/* owned here */
	const char *why;

	memset(&e, 0, sizeof(e));
	HOLDS(evi_envelope_read(data, len, &e, &why, NULL) == EVID_OK);
	if (why == NULL) {
		HOLDS(e.n_signatures <= EVI_SIGNERS_MAX);
		HOLDS(evi_envelope_write(&e, &again, NULL) == EVID_OK);
		HOLDS(fuzz_same(&again, data, len));
	}
	evi_envelope_free(&e);
	evi_buf_free(&again);
	return 0;
}
