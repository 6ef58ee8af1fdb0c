/* NAME.id files: what is read, written and read again says the same. */
#include "support.h"

#include "record/tags.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct evi_identity a = { 0 }, b = { 0 };	/* owned here */
	struct evi_buf text = EVI_BUF_INIT;		/* owned here */

	if (evi_identity_read(data, len, "A.id", &a, NULL) == EVID_OK) {
		HOLDS(evi_text_good(a.name) && evi_text_good(a.organization) &&
		    evi_text_good(a.state));
		HOLDS(evi_identity_write(&a, &text, NULL) == EVID_OK);
		HOLDS(evi_identity_read(text.data, text.len, "A.id", &b,
		    NULL) == EVID_OK);
		HOLDS(strcmp(a.name, b.name) == 0 &&
		    strcmp(a.organization, b.organization) == 0 &&
		    strcmp(a.state, b.state) == 0);
		HOLDS(memcmp(a.keyid, b.keyid, sizeof(a.keyid)) == 0);
		evi_identity_free(&a);
		evi_identity_free(&b);
	}
	evi_buf_free(&text);
	return 0;
}
