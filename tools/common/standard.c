/*
 * The standard descriptors.  A closed one is taken by /dev/null, opened the
 * wrong way round: so its number is in use, and reading standard input or
 * writing to the others fails as it did.
 */
#include "common/standard.h"
#include "common/options.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static int closed[3];

void
standard_begin(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF)
			continue;
		closed[fd] = 1;
		/* The lowest free number: all below are open by now. */
		(void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY :
		    O_RDONLY);
	}
}

int
standard_closed(int fd)
{
	return fd >= STDIN_FILENO && fd <= STDERR_FILENO && closed[fd];
}

int
standard_check_input(void)
{
	return standard_closed(STDIN_FILENO) ? options_wrong("standard input "
	    "(-) is closed: nothing can be read from there") : 0;
}
