/*
 * Signals that end a tool: noted, so that the library can clean up, and then
 * raised again, so that the exit is the signal's.
 */
#ifndef EVID_TOOLS_SIGNALS_H
#define EVID_TOOLS_SIGNALS_H

/* a closed pipe is an error of write(2), not the end */
void signals_ignore_pipe(void);

/*
 * From here on SIGINT, SIGTERM and SIGHUP are noted; a second one ends the
 * process at once.  One that was ignored (nohup) stays ignored.
 */
void signals_note(void);

/* the signal that came, or 0 */
int signals_came(void);

/* end by the signal that came; returns when none did */
void signals_end(void);

#endif
