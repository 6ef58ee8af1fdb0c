/*
 * Signals that end a tool.  The handler does nothing but set a flag: the
 * library asks for it between two pieces of work and then takes back what it
 * has half written.
 */
#include "common/signals.h"

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

/* Lock-free, so that a handler may set it and any thread read it. */
static atomic_int came;

static void
note(int number)
{
	came = number;
}

void
signals_ignore_pipe(void)
{
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	action.sa_handler = SIG_IGN;
	(void)sigaction(SIGPIPE, &action, NULL);
	/* Too large a file is an error of write(2), too. */
	(void)sigaction(SIGXFSZ, &action, NULL);
}

void
signals_note(void)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action, before;

	memset(&action, 0, sizeof(action));
	action.sa_handler = note;
	/* Without SA_RESTART: a prompt's read ends, too. */
	action.sa_flags = SA_RESETHAND;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		if (sigaction(numbers[i], NULL, &before) == 0 &&
		    before.sa_handler != SIG_IGN)
			(void)sigaction(numbers[i], &action, NULL);
	}
}

int
signals_came(void)
{
	return came;
}

void
signals_end(void)
{
	struct sigaction action;
	int number = came;
	sigset_t set;

	if (number == 0)
		return;
	memset(&action, 0, sizeof(action));
	action.sa_handler = SIG_DFL;
	(void)sigaction(number, &action, NULL);
	sigemptyset(&set);
	sigaddset(&set, number);
	(void)sigprocmask(SIG_UNBLOCK, &set, NULL);
	(void)raise(number);
	_exit(128 + number);
}
