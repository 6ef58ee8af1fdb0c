/*
 * A progress bar on standard error, and the signals that end the work: both
 * hang on the callback that the library calls while it works.
 */
#ifndef EVID_TOOLS_PROGRESS_H
#define EVID_TOOLS_PROGRESS_H

#include <evidence/progress.h>

enum progress_when { PROGRESS_AUTO, PROGRESS_NEVER, PROGRESS_ALWAYS };

/* show it: where asked, or (auto) on a terminal unless @quiet */
void progress_begin(enum progress_when when, int quiet, const char *verb);

/* an evid_progress_fn; other than 0 when a signal came */
int progress_tell(void *context, uint64_t done, uint64_t total);

/* instead of progress_tell(), where many are worked on at once: how many are
 * done, of how many (0: not known), and how many bytes that was.  @skipped of
 * @done took no time */
void progress_count(uint64_t done, uint64_t skipped, uint64_t total,
    uint64_t bytes, const char *what);

/* take the bar off the terminal, before a message and at the end */
void progress_clear(void);
void progress_end(void);

#endif
