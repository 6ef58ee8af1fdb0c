/*
 * Signals that end a tool.  The handler does nothing but set a flag: the
 * library asks for it between two pieces of work and then takes back what it
 * has half written.  Where a single file is all there is to take back, the
 * handler itself removes it.
 */
#include "common/signals.h"

#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE 5		/* seconds until a further signal counts */

/* Lock-free, so that a handler may set them and any thread read them. */
static atomic_int came, heard;
static atomic_long came_at;
static const char *_Atomic file;

static long
now(void)
{
	struct timespec t;

	return clock_gettime(CLOCK_MONOTONIC, &t) == 0 ? (long)t.tv_sec : 0;
}

/* It waits until the handler is left, and ends the process then. */
static void
raise_again(int number)
{
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	action.sa_handler = SIG_DFL;
	(void)sigaction(number, &action, NULL);
	(void)raise(number);
}

static void
note(int number)
{
	int none = 0;

	if (atomic_compare_exchange_strong(&came, &none, number))
		came_at = now();
	else if (heard == 0 && now() - came_at >= PATIENCE)
		raise_again(number);
}

static void
take_back(int number)
{
	const char *path = file;

	if (path != NULL)
		(void)unlink(path);
	raise_again(number);
}

void
signals_that_end(sigset_t *out)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT,
	    SIGALRM, SIGVTALRM, SIGPROF, SIGUSR1, SIGUSR2, SIGXCPU };

	sigemptyset(out);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		sigaddset(out, numbers[i]);
}

/* Without SA_RESTART in @flags a prompt's read ends, too. */
static void
handle(void (*handler)(int), int flags)
{
	struct sigaction action, before;

	memset(&action, 0, sizeof(action));
	action.sa_handler = handler;
	action.sa_flags = flags;
	signals_that_end(&action.sa_mask);
	for (int number = 1; number < NSIG; number++) {
		if (sigismember(&action.sa_mask, number) == 1 &&
		    sigaction(number, NULL, &before) == 0 &&
		    before.sa_handler != SIG_IGN)
			(void)sigaction(number, &action, NULL);
	}
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
	handle(note, 0);
}

void
signals_too_late(void)
{
	handle(note, SA_RESTART);
}

int
signals_came(void)
{
	return came;
}

int
signals_heard(void)
{
	if (came != 0)
		heard = 1;
	return came;
}

void
signals_at_once(void)
{
	handle(take_back, 0);
}

void
signals_file(const char *path)
{
	file = path;
}

void
signals_end(void)
{
	int number = came;
	sigset_t set;

	if (number == 0)
		return;
	raise_again(number);
	sigemptyset(&set);
	sigaddset(&set, number);
	(void)pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	_exit(128 + number);
}
