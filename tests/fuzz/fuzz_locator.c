/* The locator: what is read is written as it was. */
#include "support.h"

#include "base/num.h"
#include "record/tags.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	uint8_t text[EVI_LOCATOR_LEN], again[EVI_LOCATOR_LEN];
	struct evi_locator locator;

	memset(text, ' ', sizeof(text));
	memcpy(text, data, len < sizeof(text) ? len : sizeof(text));
	if (!evi_locator_read(text, &locator))
		return 0;
	HOLDS(locator.tail_offset <= EVI_MAX_INTEGER &&
	    locator.tail_size <= EVI_MAX_INTEGER &&
	    locator.seal_offset <= EVI_MAX_INTEGER &&
	    locator.seal_size <= EVI_MAX_INTEGER);
	evi_locator_write(again, &locator);
	HOLDS(memcmp(text, again, sizeof(text)) == 0);
	return 0;
}
