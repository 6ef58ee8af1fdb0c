/*
 * Signals that end a tool: noted, so that the library can clean up, and then
 * raised again, so that the exit is the signal's.
 */
#ifndef EVID_TOOLS_SIGNALS_H
#define EVID_TOOLS_SIGNALS_H

#include <signal.h>

/* a closed pipe is an error of write(2), not the end */
void signals_ignore_pipe(void);

/* all that end a program and can be caught */
void signals_that_end(sigset_t *out);

/*
 * signals_note - note each of them from here on
 *
 * The first counts.  Those that follow do nothing, so that the clean-up is not
 * broken off; only where it has not begun after some seconds, because
 * something is waited for, one more ends the process at once.  One that was
 * ignored (nohup) stays ignored.
 */
void signals_note(void);

/*
 * signals_too_late - the work is done, and is told of now
 *
 * They are noted still, but break off no call: what is said of the work is
 * said in full.
 */
void signals_too_late(void);

/* the signal that came, or 0 */
int signals_came(void);
/* the same, from where the work is given up at once: nothing waits */
int signals_heard(void);

/*
 * signals_at_once - end by each of them at once, from here on
 *
 * For a tool that has nothing to take back but the file of signals_file(),
 * which is removed.
 */
void signals_at_once(void);
/* borrowed; NULL: there is none any more */
void signals_file(const char *path);

/* end by the signal that came; returns when none did */
void signals_end(void);

#endif
