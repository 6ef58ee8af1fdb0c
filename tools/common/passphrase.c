/*
 * Passphrases.  They are read by read(2) into memory that is locked and wiped:
 * stdio would keep a copy in a buffer of its own.
 */
#include "common/passphrase.h"
#include "common/inputs.h"
#include "common/message.h"
#include "common/options.h"
#include "common/signals.h"
#include "common/standard.h"
#include "common/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

#define LINES_CAP ((size_t)65536)

char *
passphrase_room(size_t len)
{
	char *room = mmap(NULL, len, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (room == MAP_FAILED)
		return NULL;
	/* A limit on locked memory is no reason to refuse the work. */
	(void)mlock(room, len);
	(void)madvise(room, len, MADV_DONTDUMP);
	return room;
}

void
passphrase_room_free(char *room, size_t len)
{
	if (room == NULL)
		return;
	explicit_bzero(room, len);
	(void)munmap(room, len);
}

int
passphrase_take_file(struct passphrase *p, const char *value)
{
	if (p->fd >= 0)
		return options_wrong("--passphrase-file and --passphrase-fd "
		    "contradict each other");
	p->file = value;
	return 0;
}

int
passphrase_take_fd(struct passphrase *p, const char *value)
{
	uint64_t fd;
	int status = options_number("--passphrase-fd", value, 0, INT_MAX, &fd);

	if (status != 0)
		return status;
	if (p->file != NULL)
		return options_wrong("--passphrase-file and --passphrase-fd "
		    "contradict each other");
	if (fcntl((int)fd, F_GETFD) < 0 || standard_closed((int)fd))
		return options_wrong("--passphrase-fd %d: no such descriptor "
		    "is open", (int)fd);
	p->fd = (int)fd;
	inputs_add_descriptor(p->fd);
	return 0;
}

static enum evid_status
fail_errno(struct evid_error *err, const char *name, int error)
{
	char *escaped = text_escaped(name);
	enum evid_status status = error == ENOENT ? EVID_ERR_NOT_FOUND :
	    error == EACCES ? EVID_ERR_UNREADABLE : EVID_ERR_IO;

	status = message_fail(err, status,
	    "it must hold the passphrase in its first line",
	    "%s: cannot read the passphrase: %s",
	    escaped == NULL ? "(no memory)" : escaped, strerrordesc_np(error));
	free(escaped);
	return status;
}

/* All of the file or descriptor, once. */
static enum evid_status
read_lines(struct passphrase *p, struct evid_error *err)
{
	const char *name = p->file != NULL ? p->file : "--passphrase-fd";
	int fd = p->fd;
	ssize_t n = 1;
	int error = 0;

	p->lines = passphrase_room(LINES_CAP);
	if (p->lines == NULL)
		return message_fail(err, EVID_ERR_MEMORY, "", "out of memory");
	if (p->file != NULL)
		fd = open(p->file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return fail_errno(err, name, errno);
	while (n > 0 && p->len < LINES_CAP) {
		n = read(fd, p->lines + p->len, LINES_CAP - p->len);
		if (n < 0 && errno == EINTR && signals_came() == 0)
			n = 1;
		else if (n < 0)
			error = errno;
		else
			p->len += (size_t)n;
	}
	if (p->file != NULL)
		(void)close(fd);
	return error == 0 ? EVID_OK : fail_errno(err, name, error);
}

/* The line for key @index, or the last. */
static enum evid_status
take_line(const struct passphrase *p, char *out, size_t cap,
    struct evid_error *err)
{
	const char *line = p->lines, *end = p->lines + p->len;
	size_t len;

	for (size_t i = 0;; i++) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));

		len = (size_t)((stop == NULL ? end : stop) - line);
		if (i == p->index || stop == NULL || stop + 1 == end)
			break;
		line = stop + 1;
	}
	if (len > 0 && line[len - 1] == '\r')
		len--;
	if (len >= cap || memchr(line, '\0', len) != NULL)
		return message_fail(err, EVID_ERR_ARGUMENT,
		    "a passphrase is one line of at most 1,024 bytes",
		    "what was given is no passphrase");
	memcpy(out, line, len);
	out[len] = '\0';
	return EVID_OK;
}

static enum evid_status
no_terminal(const struct passphrase *p, struct evid_error *err)
{
	char *name = text_escaped(p->key);
	enum evid_status status;

	status = message_fail(err, EVID_ERR_ARGUMENT,
	    "name a file with --passphrase-file, or a descriptor with "
	    "--passphrase-fd",
	    "%s: there is no terminal to ask for the passphrase",
	    name == NULL ? "(no memory)" : name);
	free(name);
	return status;
}

/*
 * A line of the terminal, byte by byte; false when it was broken off.  Signals
 * come in only while it waits (@waiting): one that came just before a read
 * would otherwise leave it waiting for a line that nobody types.
 */
static int
read_terminal(int tty, const sigset_t *waiting, char *out, size_t cap,
    size_t *len_out)
{
	struct pollfd ready = { .fd = tty, .events = POLLIN };
	size_t len = 0;
	char c;

	for (;;) {
		int there = ppoll(&ready, 1, NULL, waiting);

		if (signals_came() != 0)
			return 0;
		if (there < 0 && errno == EINTR)
			continue;
		if (there < 0 || read(tty, &c, 1) != 1)
			return 0;
		if (c == '\n' || c == '\r')
			break;
		if (len < cap)
			out[len] = c;
		len++;
	}
	c = 0;
	*len_out = len;
	return 1;
}

/* Ask with echo off; the terminal is as before in any case. */
static enum evid_status
prompt(const struct passphrase *p, const char *text, char *out, size_t cap,
    struct evid_error *err)
{
	struct termios before, silent;
	sigset_t held, mask, waiting;
	size_t len = 0;
	int tty, whole;

	tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (tty < 0)
		return no_terminal(p, err);
	if (tcgetattr(tty, &before) != 0) {
		(void)close(tty);
		return no_terminal(p, err);
	}
	signals_that_end(&held);
	sigaddset(&held, SIGTSTP);
	(void)pthread_sigmask(SIG_BLOCK, &held, &mask);
	/* Stopped here, the shell would get a terminal without echo. */
	waiting = mask;
	sigaddset(&waiting, SIGTSTP);
	silent = before;
	silent.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	(void)tcsetattr(tty, TCSAFLUSH, &silent);
	(void)!write(tty, text, strlen(text));
	whole = read_terminal(tty, &waiting, out, cap - 1, &len);
	(void)!write(tty, "\n", 1);
	(void)tcsetattr(tty, TCSAFLUSH, &before);
	(void)pthread_sigmask(SIG_SETMASK, &mask, NULL);
	(void)close(tty);
	/* A signal held until now ends it, though a line was there as well. */
	if (!whole || signals_came() != 0)
		return message_fail(err, signals_came() != 0 ?
		    EVID_ERR_CANCELLED : EVID_ERR_ARGUMENT, "",
		    "no passphrase was given");
	if (len >= cap)
		return message_fail(err, EVID_ERR_ARGUMENT, "",
		    "the passphrase is over 1,024 bytes long");
	out[len] = '\0';
	return EVID_OK;
}

static enum evid_status
prompt_for(const struct passphrase *p, const char *what, char *out,
    size_t cap, struct evid_error *err)
{
	char *name = text_escaped(p->key), *text = NULL;
	enum evid_status status;

	if (name == NULL || asprintf(&text, "%s %s: ", what, name) < 0) {
		free(name);
		return message_fail(err, EVID_ERR_MEMORY, "", "out of memory");
	}
	status = prompt(p, text, out, cap, err);
	free(text);
	free(name);
	return status;
}

/* From a file or a descriptor; an empty line is none. */
static enum evid_status
take(struct passphrase *p, char *out, size_t cap, const char *hint,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	char *name;

	if (p->lines == NULL)
		status = read_lines(p, err);
	if (status == EVID_OK)
		status = take_line(p, out, cap, err);
	if (status != EVID_OK || out[0] != '\0')
		return status;
	name = text_escaped(p->file != NULL ? p->file : "--passphrase-fd");
	status = message_fail(err, EVID_ERR_ARGUMENT, hint,
	    "%s: the passphrase is empty: %s",
	    name == NULL ? "(no memory)" : name, p->len == 0 ?
	    "nothing is in it" : "its line has nothing in it");
	free(name);
	return status;
}

enum evid_status
passphrase_ask(void *context, char *out, size_t cap, struct evid_error *err)
{
	struct passphrase *p = context;

	if (p->file == NULL && p->fd < 0)
		return prompt_for(p, "Passphrase of", out, cap, err);
	return take(p, out, cap, "the first line is the first key's "
	    "passphrase, the next the next one's, the last that of all "
	    "further keys", err);
}

enum evid_status
passphrase_ask_new(struct passphrase *p, char *out, size_t cap,
    struct evid_error *err)
{
	enum evid_status status;
	char *again = NULL;

	if (p->file != NULL || p->fd >= 0) {
		status = take(p, out, cap, "--no-passphrase leaves the key "
		    "unencrypted", err);
	} else {
		again = passphrase_room(cap);
		if (again == NULL)
			return message_fail(err, EVID_ERR_MEMORY, "",
			    "out of memory");
		status = prompt_for(p, "New passphrase for", out, cap, err);
		if (status == EVID_OK)
			status = prompt_for(p, "The same again for", again,
			    cap, err);
		if (status == EVID_OK && strcmp(out, again) != 0)
			status = message_fail(err, EVID_ERR_ARGUMENT,
			    "start again", "the two passphrases differ");
	}
	if (status == EVID_OK && out[0] == '\0')
		status = message_fail(err, EVID_ERR_ARGUMENT,
		    "--no-passphrase leaves the key unencrypted",
		    "the passphrase is empty");
	passphrase_room_free(again, cap);
	return status;
}

void
passphrase_free(struct passphrase *p)
{
	passphrase_room_free(p->lines, LINES_CAP);
	p->lines = NULL;
	p->len = 0;
}
