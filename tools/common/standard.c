/*
 * The descriptors: as many as may be had.  Of the three standard ones, a
 * closed one is taken by /dev/null, opened the wrong way round: so its number
 * is in use, and reading standard input or writing to the others fails as it
 * did.
 */
#include "common/standard.h"
#include "common/options.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static int closed[3];

/* A bundle of 999 volumes takes as many descriptors, and several bundles are
 * verified at once: more than the 1,024 that are usual.  No tool uses
 * select(), for which that limit is. */
static void
have_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

void
standard_begin(void)
{
	have_descriptors();
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
standard_named(const char *path)
{
	return path != NULL && strcmp(path, "-") == 0;
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
