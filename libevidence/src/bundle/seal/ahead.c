/*
 * Reading ahead (ahead.h).
 *
 * Small files are read one after the other, each with the wait of one look at
 * the disk, while a disk has room for many at once, and orders them by itself.
 * So the beginnings of the next ones are asked for, without waiting.  Where
 * the files are in memory already that would be calls for nothing: it is done
 * only while blocks do come from the disk, which the system counts.
 */
#include "bundle/seal/ahead.h"

#include "bundle/seal/walk.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#define FILES ((size_t)64)		/* on their way at most */
#define BEGINNING ((off_t)128 << 10)	/* the system goes on by itself */

/* Did blocks come from the disk since the last time? */
static bool
from_disk(struct evi_ahead *ahead)
{
	long before = ahead->blocks;
	struct rusage usage;

	if (getrusage(RUSAGE_SELF, &usage) != 0)
		return false;
	ahead->blocks = usage.ru_inblock;
	return ahead->blocks != before;
}

static void
ask_for(int dirfd, const char *name)
{
	int fd = evi_open_source(dirfd, name, 0);

	if (fd < 0)
		return;
	(void)posix_fadvise(fd, 0, BEGINNING, POSIX_FADV_WILLNEED);
	close(fd);
}

void
evi_ahead_read(struct evi_ahead *ahead, int fd,
    const struct evi_folder *names, size_t next, size_t *asked)
{
	size_t i = *asked > next ? *asked : next;
	size_t end = names->count - next < FILES ? names->count :
	    next + FILES;

	if (i == end || (i > next && i - next > FILES / 2))
		return;
	*asked = end;
	if (!from_disk(ahead))
		return;
	/* What is called regular is; anything else would be opened for its
	 * effect. */
	for (; i < end; i++)
		if (names->names[i].regular)
			ask_for(fd, evi_folder_original(names, i));
}
