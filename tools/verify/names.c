/*
 * The paths of many bundles.  However long the list, one path is held at a
 * time; a list that comes through a pipe is worked on while it comes.
 */
#include "verify/names.h"
#include "common/message.h"
#include "common/options.h"
#include "common/signals.h"
#include "common/standard.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WAIT 100		/* milliseconds, until signals are looked at */

static int
fail(struct names *n, int status, const char *hint, const char *what)
{
	message_of(n->file, hint, "%s", what);
	n->status = status;
	n->ended = 1;
	return status;
}

static int
fail_system(struct names *n, int error)
{
	return fail(n, EXIT_AGAIN, error == ENOENT ?
	    "check the name and the folder it is in" :
	    "a list has one path a line", strerrordesc_np(error));
}

static void
fail_memory(struct names *n)
{
	n->status = message_memory();
	n->ended = 1;
}

/* How many paths a list has that can be read twice; it stands where it stood
 * afterwards. */
static void
count(struct names *n)
{
	off_t start = lseek(n->fd, 0, SEEK_CUR), at = start;
	uint64_t found = 0;
	char last = n->end;
	ssize_t got;

	if (start < 0)
		return;
	for (;;) {
		got = pread(n->fd, n->room, sizeof(n->room), at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		for (ssize_t i = 0; i < got; i++) {
			if (n->room[i] == n->end && last != n->end)
				found++;
			last = n->room[i];
		}
		at += got;
	}
	if (last != n->end)
		found++;
	n->total += found;
}

static int
open_list(struct names *n)
{
	struct stat st;

	if (strcmp(n->file, "-") == 0) {
		n->file = "standard input";
		if (standard_closed(STDIN_FILENO))
			return options_wrong("--files-from - reads standard "
			    "input, which is closed");
		n->fd = STDIN_FILENO;
	} else {
		n->fd = open(n->file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	}
	if (n->fd < 0 || fstat(n->fd, &st) != 0)
		return fail_system(n, errno);
	if (S_ISDIR(st.st_mode))
		return fail_system(n, EISDIR);
	if (S_ISREG(st.st_mode))
		count(n);
	else
		n->total = 0;
	return 0;
}

int
names_open(struct names *n, char **operands, size_t n_operands,
    const char *file, int zero_ends)
{
	n->operands = operands;
	n->n_operands = n_operands;
	n->taken = n->from = n->to = 0;
	n->file = file;
	n->fd = -1;
	n->end = zero_ends ? '\0' : '\n';
	n->ended = file == NULL;
	n->line = 0;
	n->ends_told = 0;
	n->total = n_operands;
	n->status = 0;
	return file == NULL ? 0 : open_list(n);
}

/* Is there something to read, or the end?  @wait in milliseconds. */
static int
readable(struct names *n, int wait)
{
	struct pollfd look = { .fd = n->fd, .events = POLLIN };
	int found = poll(&look, 1, wait);

	if (found < 0 && errno != EINTR)
		(void)fail_system(n, errno);
	return found > 0;
}

/* More of the list into the room; 0 where nothing came, nor the end. */
static int
fill(struct names *n, int wait)
{
	ssize_t got;

	if (n->from > 0) {
		memmove(n->room, n->room + n->from, n->to - n->from);
		n->to -= n->from;
		n->from = 0;
	}
	if (!readable(n, wait))
		return 0;
	do {
		got = read(n->fd, n->room + n->to, sizeof(n->room) - n->to);
	} while (got < 0 && errno == EINTR && signals_came() == 0);
	if (got < 0 && errno != EINTR && errno != EAGAIN)
		(void)fail_system(n, errno);
	if (got == 0)
		n->ended = 1;
	if (got > 0)
		n->to += (size_t)got;
	return got > 0;
}

/* A path from the room: its length without its end, which is passed over. */
static int
cut(struct names *n, size_t *from_out, size_t *len_out)
{
	char *begin = n->room + n->from;
	size_t have = n->to - n->from;
	char *end = memchr(begin, n->end, have);

	if (end == NULL && (!n->ended || have == 0))
		return 0;
	*from_out = n->from;
	*len_out = end == NULL ? have : (size_t)(end - begin);
	n->from += *len_out + (end != NULL);
	n->line++;
	return 1;
}

/* Blank lines at the front lead to nothing. */
static void
pass_blank(struct names *n)
{
	while (n->from < n->to && n->room[n->from] == n->end) {
		n->from++;
		n->line++;
	}
}

/* A path that leads nowhere for how its line ends: told once, for it is so of
 * every line.  It is a path all the same. */
static void
tell_ends(struct names *n, const char *name)
{
	size_t len = strlen(name);
	const char *what = NULL, *hint = NULL;

	if (n->ends_told || len == 0 || access(name, F_OK) == 0)
		return;
	if (name[len - 1] == '\r') {
		what = "its lines end in CR LF, and a CR is part of a path";
		hint = "take each CR out: tr -d '\\r' <LIST >NEW";
	} else if (n->line == 1 && strncmp(name, "\xef\xbb\xbf", 3) == 0) {
		what = "it begins with a byte order mark, which is part of "
		    "the first path";
		hint = "save it without: UTF-8 without BOM";
	} else if (n->end == '\0' && strchr(name, '\n') != NULL) {
		what = "it has paths with a line feed in them, which with "
		    "--null is part of a path";
		hint = "leave out --null where each line is a path";
	}
	if (what == NULL)
		return;
	message_of(n->file, hint, "%s", what);
	n->ends_told = 1;
}

static char *
from_list(struct names *n)
{
	size_t from, len;
	char *name;

	if (n->status != 0 || !cut(n, &from, &len))
		return NULL;
	if (memchr(n->room + from, '\0', len) != NULL) {
		(void)fail(n, EXIT_USAGE, "paths that end in a zero byte "
		    "(find -print0) need --null", "it has a zero byte");
		return NULL;
	}
	name = malloc(len + 3);
	if (name == NULL) {
		fail_memory(n);
		return NULL;
	}
	snprintf(name, len + 3, "%s%.*s", n->room[from] == '-' ? "./" : "",
	    (int)len, n->room + from);
	tell_ends(n, name);
	return name;
}

static char *
from_operands(struct names *n)
{
	char *name = strdup(n->operands[n->taken]);

	if (name == NULL)
		fail_memory(n);
	else
		n->taken++;
	return name;
}

char *
names_next(struct names *n, int *listed_out)
{
	*listed_out = n->taken == n->n_operands;
	if (!*listed_out)
		return from_operands(n);
	for (;;) {
		pass_blank(n);
		if (n->status != 0 || signals_came() != 0)
			return NULL;
		if (n->ended || memchr(n->room + n->from, n->end,
		    n->to - n->from) != NULL)
			return from_list(n);
		if (n->to - n->from == sizeof(n->room)) {
			(void)fail(n, EXIT_USAGE, "a list has one path a line",
			    "it has a line that is longer than any path");
			return NULL;
		}
		(void)fill(n, WAIT);
	}
}

int
names_more(struct names *n)
{
	if (n->taken < n->n_operands)
		return 1;
	pass_blank(n);
	while (n->from == n->to && !n->ended) {
		if (!fill(n, 0))
			return 0;
		pass_blank(n);
	}
	return n->from < n->to;
}

void
names_close(struct names *n)
{
	if (n->fd > STDIN_FILENO)
		(void)close(n->fd);
	n->fd = -1;
}
