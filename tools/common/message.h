/*
 * Messages on standard error, and the exit status that each failure has.
 */
#ifndef EVID_TOOLS_MESSAGE_H
#define EVID_TOOLS_MESSAGE_H

#include <evidence/status.h>

/* The exit statuses; their table stands in each tool's manual. */
enum {
	EXIT_DONE = 0,
	EXIT_NOT_INTACT = 1,
	EXIT_USAGE = 2,
	EXIT_POLICY = 3,
	EXIT_AGAIN = 4,
	EXIT_CANNOT = 5
};

/* the tool's name, as "evid-seal"; before any other call, and before any file
 * is opened (common/standard.h) */
void message_init(const char *tool);
const char *message_tool(void);

/*
 * message - `evid-seal: what happened` and, unless NULL, `  hint: what to do`
 *
 * What is given to %s must be escaped, or be one of our own texts.
 */
void message(const char *hint, const char *format, ...) EVID_PRINTF(2, 3);

/* `evid-seal: NAME: what happened`; @name is escaped here */
void message_of(const char *name, const char *hint, const char *format, ...)
    EVID_PRINTF(3, 4);

/* whether -v was given; then message_more() tells, else it does nothing */
void message_set_verbose(int verbose);
void message_more(const char *name, const char *format, ...)
    EVID_PRINTF(2, 3);

/* the library's error, as it says it */
void message_error(const struct evid_error *err);

/* memory lacks: told; EXIT_AGAIN */
int message_memory(void);

/* fill the library's error value, in a callback of ours */
enum evid_status message_fail(struct evid_error *err, enum evid_status status,
    const char *hint, const char *format, ...) EVID_PRINTF(4, 5);

/* the exit status of a failure that was not a verdict */
int message_exit(enum evid_status status);
/* the same where what was read is no file of one's own: not intact */
int message_exit_foreign(enum evid_status status);
/* the error is told, unless a signal was the cause; its exit status */
int message_failed(const struct evid_error *err, enum evid_status status);

#endif
