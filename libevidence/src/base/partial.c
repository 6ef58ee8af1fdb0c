/*
 * Names of what is not whole yet (partial.h).
 */
#include "base/partial.h"
#include "base/file.h"
#include "base/num.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#define SUFFIX ".partial"
/* dot, dot, a process, hyphen, eight hex digits, the suffix */
#define EXTRA 40

/* The part of the name that a partial's name repeats. */
static size_t
kept_len(const char *base)
{
	size_t len = strlen(base);

	return len > NAME_MAX - EXTRA ? NAME_MAX - EXTRA : len;
}

/*
 * Early after a start there may be no random bytes yet: then the process's
 * number alone tells names apart, and the attempt after a collision another
 * count.
 */
void
evi_partial_name(const char *base, int attempt, char out[NAME_MAX + 1])
{
	uint8_t random[4];
	char hex[2 * sizeof(random) + 1];

	if (getrandom(random, sizeof(random), GRND_NONBLOCK) !=
	    (ssize_t)sizeof(random))
		memset(random, attempt, sizeof(random));
	evi_hex(random, sizeof(random), hex);
	(void)snprintf(out, NAME_MAX + 1, ".%.*s.%lld-%s" SUFFIX,
	    (int)kept_len(base), base, (long long)getpid(), hex);
}

/*
 * Does the process still run?  One that was killed and that nobody waits for,
 * as in a container whose first process does not care, keeps its number but
 * has no more to do with its files.
 */
static bool
is_running(pid_t process)
{
	char path[64], stat[512];
	const char *state;
	FILE *file;
	size_t n;

	if (kill(process, 0) != 0 && errno == ESRCH)
		return false;
	(void)snprintf(path, sizeof(path), "/proc/%ld/stat", (long)process);
	file = fopen(path, "re");
	if (file == NULL)
		return true;
	n = fread(stat, 1, sizeof(stat) - 1, file);
	fclose(file);
	stat[n] = '\0';
	/* NUMBER (NAME) STATE, and the name may have parentheses of its own */
	state = strrchr(stat, ')');
	return state == NULL || state[1] != ' ' || state[2] != 'Z';
}

/*
 * The part before the process may have been cut to fit, so it only has to
 * begin alike.
 */
bool
evi_partial_is_leftover(const char *name, const char *base)
{
	size_t len = strlen(name), base_len = kept_len(base), at, digits;
	uint64_t process;
	uint8_t tail[4];

	if (len < base_len + sizeof(SUFFIX) || name[0] != '.' ||
	    strncmp(name + 1, base, base_len) != 0 ||
	    name[1 + base_len] != '.')
		return false;
	at = base_len + 2;
	digits = strspn(name + at, "0123456789");
	if (!evi_parse_u64(name + at, digits, &process) ||
	    process == 0 || process > INT32_MAX)
		return false;
	at += digits;
	if (len - at != 1 + 8 + strlen(SUFFIX) || name[at] != '-' ||
	    !evi_unhex(name + at + 1, 8, tail, sizeof(tail)) ||
	    strcmp(name + at + 9, SUFFIX) != 0)
		return false;
	return !is_running((pid_t)process);
}

size_t
evi_partial_find(const char *folder, const char *base, char **path_out)
{
	struct dirent *entry;
	DIR *dir = opendir(folder);
	size_t others = 0;

	*path_out = NULL;
	if (dir == NULL)
		return 0;
	while ((entry = readdir(dir)) != NULL) {
		if (!evi_partial_is_leftover(entry->d_name, base))
			continue;
		if (*path_out != NULL)
			others++;
		else
			(void)evi_path_join(folder, entry->d_name, path_out,
			    NULL);
	}
	closedir(dir);
	return others;
}

void
evi_partial_clear(const char *folder, const char *base)
{
	char any[NAME_MAX + 1];
	struct dirent *entry;
	DIR *dir = opendir(folder);

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		const char *name = entry->d_name;
		size_t len;

		if (name[0] != '.')
			continue;
		len = strcspn(name + 1, ".");
		memcpy(any, name + 1, len);
		any[len] = '\0';
		if (evi_partial_is_leftover(name, base == NULL ? any : base))
			(void)unlinkat(dirfd(dir), name, 0);
	}
	if (dir != NULL)
		closedir(dir);
}
