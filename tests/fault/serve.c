/*
 * A tool that loads its libraries once, and runs for each plan that comes: to
 * load them takes longer than most of what it does under faults.
 */
#include "fault/faults.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* A plan, and what is to be 0, 1 and 2; false: nothing comes any more. */
static bool
received(int socket, char text[static 64], int fds[static 3])
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(3 * sizeof(int))];
	} control = { 0 };
	struct iovec data = { .iov_base = text, .iov_len = 63 };
	struct msghdr message = {
		.msg_iov = &data, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof(control),
	};
	ssize_t n = recvmsg(socket, &message, 0);

	if (n <= 0)
		return false;
	if (CMSG_FIRSTHDR(&message) == NULL || control.head.cmsg_len !=
	    CMSG_LEN(3 * sizeof(int)))
		abort();
	text[n] = '\0';
	memcpy(fds, CMSG_DATA(&control.head), 3 * sizeof(int));
	return true;
}

static void
tell_server(int socket, int value)
{
	if (__real_write(socket, &value, sizeof(value)) != sizeof(value))
		_exit(1);
}

/* Its number and its end are told. */
const char *
fault_served(int socket)
{
	static char text[64];
	int fds[3], status = 0;

	socket = fault_out_of_the_way(socket);
	while (received(socket, text, fds)) {
		pid_t child = fork();

		for (int i = 0; i < 3; i++) {
			if (child == 0 && __real_dup2(fds[i], i) != i)
				abort();
			__real_close(fds[i]);
		}
		if (child == 0) {
			__real_close(socket);
			return text;
		}
		tell_server(socket, child);
		if (waitpid(child, &status, 0) != child)
			abort();
		tell_server(socket, status);
	}
	_exit(0);
}
