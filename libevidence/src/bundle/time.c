/*
 * Instants as a caller writes and shows them (evidence/progress.h).
 */
#include "base/instant.h"
#include "evidence/progress.h"

#include <stdio.h>
#include <string.h>

int
evid_time_parse(const char *text, struct evid_time *out)
{
	char whole[EVI_INSTANT_TEXT_CAP];
	struct evi_instant t;

	/* A date alone. */
	if (strlen(text) == 10) {
		(void)snprintf(whole, sizeof(whole), "%sT00:00:00Z", text);
		text = whole;
	}
	if (!evi_instant_parse_any(text, &t))
		return 0;
	out->seconds = t.seconds;
	out->nanoseconds = t.nanoseconds;
	return 1;
}

void
evid_time_format(struct evid_time time, char out[EVID_TIME_TEXT_CAP])
{
	struct evi_instant t = { time.seconds, time.nanoseconds };

	if (!evi_instant_format(t, out))
		out[0] = '\0';
}
