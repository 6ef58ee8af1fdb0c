/*
 * The only file of the library that reads a clock (clock.h), and only while
 * sealing.  What it says is recorded as the signer's claim.
 */
#include "bundle/clock.h"

#include "base/buf.h"
#include "base/memory.h"

#include <stdlib.h>
#include <sys/timex.h>
#include <time.h>

struct evi_instant
evi_clock_now(const struct evid_seal_options *options)
{
	struct evi_instant now = { 0, 0 };
	struct timespec t = { 0, 0 };

	if (options->clock != NULL) {
		struct evid_time given = options->clock(options->context);

		now.seconds = given.seconds;
		now.nanoseconds = given.nanoseconds;
		return now;
	}
	clock_gettime(CLOCK_REALTIME, &t);
	now.seconds = t.tv_sec;
	now.nanoseconds = (uint32_t)t.tv_nsec;
	return now;
}

/* Does a time service hold the clock, and how well does it think it does? */
static void
describe_system(struct evi_statement *s)
{
	struct timex tx = { .modes = 0 };
	int state = adjtimex(&tx);

	s->synchronised = -1;
	if (state < 0)
		return;
	s->synchronised = state != TIME_ERROR &&
	    (tx.status & STA_UNSYNC) == 0;
	if (s->synchronised != 1 || tx.esterror < 0)
		return;
	s->has_error = true;
	/* Microseconds, rounded up: an error is not to look smaller. */
	s->error_milliseconds = ((uint64_t)tx.esterror + 999) / 1000;
}

static void
add_zone(struct evi_buf *out, struct evi_instant at)
{
	time_t seconds = (time_t)at.seconds;
	struct tm tm;
	long offset = 0;

	tzset();
	if (localtime_r(&seconds, &tm) != NULL)
		offset = tm.tm_gmtoff / 60;
	evi_buf_add_byte(out, offset < 0 ? '-' : '+');
	offset = labs(offset);
	evi_buf_add_format(out, "%02ld:%02ld", offset / 60, offset % 60);
}

enum evid_status
evi_clock_describe(const struct evid_seal_options *options,
    struct evi_statement *s, struct evid_error *err)
{
	bool injected = options->clock != NULL;
	struct evi_buf zone = EVI_BUF_INIT;
	enum evid_status status;

	s->synchronised = -1;
	if (injected) {
		evi_buf_add_text(&zone, "+00:00");
	} else {
		describe_system(s);
		add_zone(&zone, s->started_at);
	}
	s->clock_source = evi_strdup(injected ? "injected" : "system");
	status = evi_buf_take(&zone, &s->zone, err);
	if (status == EVID_OK && s->clock_source == NULL)
		status = evi_fail_memory(err);
	evi_buf_free(&zone);
	return status;
}
