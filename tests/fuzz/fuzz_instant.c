/* Instants: what is read in the one form is written as it was. */
#include "support.h"

#include "base/instant.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct fuzz_input in = { data, len };
	char *text = fuzz_text(&in, '\0');	/* owned here */
	char again[EVI_INSTANT_TEXT_CAP];
	struct evi_instant t, same;

	if (evi_instant_parse(text, &t)) {
		HOLDS(t.nanoseconds < 1000000000);
		HOLDS(evi_instant_format(t, again));
		HOLDS(strcmp(text, again) == 0);
		HOLDS(evi_instant_parse_any(text, &same));
		HOLDS(same.seconds == t.seconds &&
		    same.nanoseconds == t.nanoseconds);
		evi_instant_people(t, again);
	}
	if (evi_instant_parse_any(text, &t) && evi_instant_format(t, again)) {
		HOLDS(evi_instant_parse(again, &same));
		HOLDS(same.seconds == t.seconds &&
		    same.nanoseconds == t.nanoseconds);
	}
	t.seconds = (int64_t)fuzz_number(&(struct fuzz_input){ data, len }, 8);
	t.nanoseconds = 0;
	if (evi_instant_format(t, again))
		HOLDS(evi_instant_parse(again, &same) &&
		    same.seconds == t.seconds);
	free(text);
	return 0;
}
