/*
 * What stands beside a file, where it will be known only later which of it is
 * read (sandbox.h).  A link there is followed as one that is named.
 */
#include "common/sandbox.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define LINKS_MAX 256		/* each holds an object in the kernel */

/* is it a link to a file? */
static int
leads_to_file(int folder, const struct dirent *entry)
{
	struct stat st;

	if (entry->d_type != DT_LNK && entry->d_type != DT_UNKNOWN)
		return 0;
	if (fstatat(folder, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
	    !S_ISLNK(st.st_mode))
		return 0;
	return fstatat(folder, entry->d_name, &st, 0) == 0 &&
	    S_ISREG(st.st_mode);
}

static void
look_at_links(const char *folder, DIR *dir)
{
	const struct dirent *entry;
	unsigned int n = 0;

	while (n < LINKS_MAX && (entry = readdir(dir)) != NULL) {
		char *path = NULL;

		if (!leads_to_file(dirfd(dir), entry) || asprintf(&path,
		    "%s/%s", folder, entry->d_name) < 0)
			continue;
		sandbox_look(path);
		free(path);
		n++;
	}
}

void
sandbox_beside(const char *path)
{
	char *folder = sandbox_folder(path);
	DIR *dir = folder == NULL ? NULL : opendir(folder);

	if (folder != NULL)
		sandbox_look(folder);
	if (dir != NULL) {
		look_at_links(folder, dir);
		(void)closedir(dir);
	}
	free(folder);
}
