/*
 * The progress bar: share done, amount, rate, time left.  The rate is that of
 * the whole so far, so that the time left does not jump about.
 */
#include "common/progress.h"
#include "common/signals.h"
#include "common/text.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define TENTH ((uint64_t)100 * 1000 * 1000)	/* of a second */
#define SECOND (10 * TENTH)

static struct {
	bool on;
	bool drawn;
	const char *verb;
	uint64_t begun;		/* nanoseconds of the monotonic clock */
	uint64_t last;		/* when it was last drawn */
} bar;

static uint64_t
now(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_MONOTONIC, &t) != 0)
		return 0;
	return (uint64_t)t.tv_sec * SECOND + (uint64_t)t.tv_nsec;
}

void
progress_begin(enum progress_when when, int quiet, const char *verb)
{
	bar.on = when == PROGRESS_ALWAYS ||
	    (when == PROGRESS_AUTO && !quiet && isatty(STDERR_FILENO));
	bar.drawn = false;
	bar.verb = verb;
	bar.begun = now();
	bar.last = 0;
}

static void
draw_left(uint64_t seconds)
{
	if (seconds >= 3600)
		fprintf(stderr, ", %" PRIu64 ":%02" PRIu64 ":%02" PRIu64
		    " left", seconds / 3600, seconds / 60 % 60, seconds % 60);
	else
		fprintf(stderr, ", %" PRIu64 ":%02" PRIu64 " left",
		    seconds / 60, seconds % 60);
}

static void
draw(uint64_t done, uint64_t total, uint64_t elapsed)
{
	char amount[32], whole[32], speed[32];
	double rate = (double)done * (double)SECOND / (double)elapsed;

	fprintf(stderr, "\r\033[K%s ", bar.verb);
	if (total != 0)
		fprintf(stderr, "%3d%%  %s of %s",
		    done >= total ? 100 :
		    (int)((double)done * 100 / (double)total),
		    text_bytes(done, amount), text_bytes(total, whole));
	else
		fprintf(stderr, "%s", text_bytes(done, amount));
	fprintf(stderr, ", %s/s", text_bytes((uint64_t)rate, speed));
	if (total > done && rate >= 1)
		draw_left((uint64_t)((double)(total - done) / rate));
	fflush(stderr);
	bar.drawn = true;
}

/* Is it time to draw again?  @at_out: now. */
static bool
is_time(uint64_t *at_out)
{
	if (!bar.on)
		return false;
	*at_out = now();
	if (*at_out - bar.last < TENTH || *at_out <= bar.begun)
		return false;
	bar.last = *at_out;
	return true;
}

int
progress_tell(void *context, uint64_t done, uint64_t total)
{
	uint64_t at;

	(void)context;
	if (signals_heard() != 0)
		return 1;
	if (is_time(&at)) {
		flockfile(stderr);
		draw(done, total, at - bar.begun);
		funlockfile(stderr);
	}
	return 0;
}

static void
draw_count(uint64_t done, uint64_t skipped, uint64_t total, uint64_t bytes,
    const char *what, double seconds)
{
	char count[32], whole[32], amount[32], speed[32];
	double rate = (double)(done - skipped) / seconds;

	fprintf(stderr, "\r\033[K%s ", bar.verb);
	if (total != 0)
		fprintf(stderr, "%3d%%  %s of %s %s",
		    (int)((double)done * 100 / (double)total),
		    text_count(done, count), text_count(total, whole), what);
	else
		fprintf(stderr, "%s %s", text_count(done, count), what);
	fprintf(stderr, ", %s, %s a second, %s/s", text_bytes(bytes, amount),
	    text_count((uint64_t)rate, count),
	    text_bytes((uint64_t)((double)bytes / seconds), speed));
	if (total > done && rate > 0)
		draw_left((uint64_t)((double)(total - done) / rate));
	fflush(stderr);
	bar.drawn = true;
}

void
progress_count(uint64_t done, uint64_t skipped, uint64_t total,
    uint64_t bytes, const char *what)
{
	uint64_t at;

	if (!is_time(&at))
		return;
	flockfile(stderr);
	draw_count(done, skipped, total, bytes, what,
	    (double)(at - bar.begun) / (double)SECOND);
	funlockfile(stderr);
}

void
progress_clear(void)
{
	if (bar.drawn) {
		fputs("\r\033[K", stderr);
		fflush(stderr);
		bar.drawn = false;
	}
}

void
progress_end(void)
{
	flockfile(stderr);
	progress_clear();
	bar.on = false;
	funlockfile(stderr);
}
