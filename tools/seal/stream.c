/*
 * Standard input that may be given up.  The thread stands between the program
 * that writes and the library that reads.  It gives up by closing its end of a
 * socket with a byte unread in it: the other end then reads ECONNRESET.
 */
#include "seal/stream.h"
#include "common/signals.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE ((size_t)256 * 1024)
#define LOOK_MS 100		/* how often it is asked for a signal */

struct stream {
	int from;		/* what standard input was */
	int to;			/* our end of the socket */
	uint8_t piece[PIECE];
};

static atomic_int failure;	/* errno of reading what is passed on */

/* Wait until @fd is ready; 0 when a signal came. */
static int
wait_for(int fd, short events)
{
	struct pollfd one = { .fd = fd, .events = events };

	while (signals_came() == 0) {
		if (poll(&one, 1, LOOK_MS) > 0)
			return 1;
	}
	return 0;
}

/* 1: passed on, 0: its end, -1: given up */
static int
pass_on(struct stream *s)
{
	ssize_t n, at = 0, k;

	if (!wait_for(s->from, POLLIN))
		return -1;
	n = read(s->from, s->piece, sizeof(s->piece));
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return 1;
	if (n < 0) {
		failure = errno;
		return -1;
	}
	while (at < n) {
		if (!wait_for(s->to, POLLOUT))
			return -1;
		k = send(s->to, s->piece + at, (size_t)(n - at),
		    MSG_NOSIGNAL | MSG_DONTWAIT);
		if (k < 0 && errno != EINTR && errno != EAGAIN)
			return -1;
		at += k < 0 ? 0 : k;
	}
	return n > 0;
}

static void *
run(void *context)
{
	struct stream *s = context;
	int more = 1;

	while (more > 0)
		more = pass_on(s);
	if (more < 0)
		(void)send(STDIN_FILENO, "", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
	(void)close(s->to);
	(void)close(s->from);
	free(s);
	return NULL;
}

/* Signals are for the thread that works. */
static int
start(struct stream *s)
{
	sigset_t all, before;
	pthread_t thread;
	int error;

	sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&thread, NULL, run, s);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (error == 0)
		(void)pthread_detach(thread);
	return error;
}

void
stream_begin(void)
{
	struct stream *s = NULL;
	struct stat st;
	int ends[2] = { -1, -1 };

	if (fstat(STDIN_FILENO, &st) != 0 || S_ISREG(st.st_mode) ||
	    S_ISBLK(st.st_mode))
		return;
	s = calloc(1, sizeof(*s));
	if (s == NULL)
		goto out;
	s->to = s->from = -1;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		goto out;
	s->to = ends[0];
	ends[0] = -1;
	s->from = dup(STDIN_FILENO);
	if (s->from >= 0 && dup2(ends[1], STDIN_FILENO) >= 0 &&
	    start(s) == 0)
		s = NULL;
out:
	if (s != NULL && ends[1] >= 0) {
		/* As it was. */
		if (s->from >= 0) {
			(void)dup2(s->from, STDIN_FILENO);
			(void)close(s->from);
		}
		(void)close(s->to);
	}
	if (ends[1] >= 0)
		(void)close(ends[1]);
	free(s);
}

int
stream_failure(void)
{
	return failure;
}
