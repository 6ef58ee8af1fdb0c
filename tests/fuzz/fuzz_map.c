/*
 * ddrescue's maps: what is unread of a small medium is what no block of the
 * map covers as finished, byte for byte.
 */
#include "support.h"

#include "record/noted.h"

#include <stdio.h>

#define SIZE_MAX_HERE 1024

/* The finished bytes of a map that was found good, read in another way. */
static void
finished(const char *text, uint64_t size, bool done[SIZE_MAX_HERE])
{
	bool position = false;
	char *copy = strdup(text), *rest = copy, *line;	/* owned here */

	HOLDS(copy != NULL);
	memset(done, 0, SIZE_MAX_HERE);
	while ((line = strsep(&rest, "\n")) != NULL) {
		char *place, *from = strtok_r(line, " \t\r", &place);
		char *count, *state;
		uint64_t at, n;

		if (from == NULL || from[0] == '#')
			continue;
		if (!position) {
			position = true;
			continue;
		}
		count = strtok_r(NULL, " \t\r", &place);
		state = strtok_r(NULL, " \t\r", &place);
		HOLDS(count != NULL && state != NULL);
		at = strtoull(from, NULL, 0);
		n = strtoull(count, NULL, 0);
		for (uint64_t i = 0; i < size; i++) {
			if (state[0] == '+' && i >= at && i - at < n)
				done[i] = true;
		}
	}
	free(copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct fuzz_input in = { data, len };
	uint64_t size = fuzz_number(&in, 2) % (SIZE_MAX_HERE + 1), at = 0;
	struct evi_ranges unread;		/* owned here */
	bool done[SIZE_MAX_HERE];
	char *text = fuzz_text(&in, '\0');	/* owned here */

	if (evi_map_read(text, strlen(text), "map", size, &unread, NULL) ==
	    EVID_OK) {
		finished(text, size, done);
		for (size_t i = 0; i < unread.count; i++) {
			const struct evi_range *r = &unread.items[i];

			HOLDS(r->length > 0 && r->offset >= at &&
			    r->offset + r->length <= size && r->from_source);
			for (; at < r->offset; at++)
				HOLDS(done[at]);
			for (; at < r->offset + r->length; at++)
				HOLDS(!done[at]);
		}
		for (; at < size; at++)
			HOLDS(done[at]);
		evi_ranges_free(&unread);
	}
	free(text);
	return 0;
}
