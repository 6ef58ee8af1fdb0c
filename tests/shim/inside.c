/*
 * What a deceived parser might be made to do, tried from inside a tool: loaded
 * with it (LD_PRELOAD), this waits until the tool has done its work, and tries
 * then, while the tool's sandbox still holds.
 *
 *   EVID_INSIDE_OUT=FILE   where each attempt is told of: "WHAT done", or
 *                          "WHAT " and the system's error
 *   EVID_INSIDE_FILE=FILE  a file that the tool was not told of, to be read,
 *                          written, renamed and removed
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int out = -1;
static char file[4096];

static void __attribute__((constructor))
begin(void)
{
	const char *path = getenv("EVID_INSIDE_OUT");
	const char *other = getenv("EVID_INSIDE_FILE");

	if (path == NULL || other == NULL)
		return;
	(void)snprintf(file, sizeof(file), "%s", other);
	out = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static void
tell(const char *what, int done)
{
	(void)dprintf(out, "%s %s\n", what, done ? "done" :
	    strerrorname_np(errno));
}

static void __attribute__((destructor))
try_all(void)
{
	char program[] = "/bin/true", *const argv[] = { program, NULL };
	char *const none[] = { NULL };
	char other[sizeof(file) + 8];
	pid_t child;
	int fd;

	if (out < 0)
		return;
	(void)snprintf(other, sizeof(other), "%s.new", file);
	fd = open(file, O_RDONLY);
	tell("read", fd >= 0);
	fd = open(file, O_WRONLY | O_APPEND);
	tell("write", fd >= 0);
	fd = open(other, O_WRONLY | O_CREAT, 0600);
	tell("create", fd >= 0);
	tell("rename", rename(file, other) == 0);
	tell("unlink", unlink(file) == 0);
	tell("connect", socket(AF_INET, SOCK_STREAM, 0) >= 0);
	tell("local", socket(AF_UNIX, SOCK_STREAM, 0) >= 0);
	child = fork();
	if (child != 0)
		tell("fork", child > 0);
	/* Traced by a parent that knows nothing of it, it would stand still. */
	if (child <= 0)
		tell("trace", ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0);
	if (child == 0)
		_exit(0);
	if (child > 0)
		(void)waitpid(child, NULL, 0);
	tell("mode", chmod(other, 0777) == 0);
	/* Last: where it succeeds, nothing comes after it. */
	(void)execve(program, argv, none);
	tell("execute", 0);
}
