/*
 * Entering the sandbox (sandbox.h).  Landlock's interface is written out here,
 * as the kernel promises to keep it: the system's headers may be older than
 * the kernel.
 *
 * A rule is of what stands at a path now, and of all below it.  So an output
 * is named by its folder, in which it gets its name, and of volumes each one.
 */
#include "common/sandbox.h"
#include "common/inputs.h"
#include "common/message.h"
#include "common/sandbox_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* The same numbers on every architecture. */
#define CREATE_RULESET	444
#define ADD_RULE	445
#define RESTRICT_SELF	446
#define VERSION		1u
#define PATH_BENEATH	1

enum {
	WRITE_FILE = 1 << 1,
	READ_FILE = 1 << 2,
	READ_DIR = 1 << 3,
	REMOVE_DIR = 1 << 4,
	REMOVE_FILE = 1 << 5,
	MAKE_DIR = 1 << 7,
	MAKE_REG = 1 << 8,
	MAKE_SYM = 1 << 12,
	MOVE = 1 << 13,		/* to another folder; since version 2 */
	CUT = 1 << 14,		/* since version 3 */
	DEVICE = 1 << 15,	/* ioctl of a device; since version 5 */

	ON_A_FILE = WRITE_FILE | READ_FILE | CUT | DEVICE,
	READ = READ_FILE | READ_DIR,
	WRITE = READ | WRITE_FILE | CUT | REMOVE_FILE | MAKE_REG,
	TREE = WRITE | REMOVE_DIR | MAKE_DIR | MAKE_SYM | MOVE
};

/* All that a version knows is refused, but for what a rule allows. */
#define FIRST_RIGHTS ((UINT64_C(1) << 13) - 1)
#ifdef EVID_SANDBOX_RELAXED
#define EXECUTE UINT64_C(1)	/* a sanitizer calls its symbolizer */
#else
#define EXECUTE UINT64_C(0)
#endif

struct ruleset {
	uint64_t files, net, scoped;
};

struct beneath {
	uint64_t allowed;
	int32_t parent;
} __attribute__((packed));

/* Each operand holds an object in the kernel: of many, the folders do. */
#define OPERANDS_MAX 256

static struct {
	int fd;			/* the ruleset; -1: there is none */
	int version;		/* of Landlock; 0 before it was asked for */
	int error;		/* why there is none */
	uint64_t files;		/* the rights that rules may allow */
} box = { -1, 0, 0, 0 };

static uint64_t
rights_of(int version)
{
	return (FIRST_RIGHTS | (version >= 2 ? MOVE : 0u) |
	    (version >= 3 ? CUT : 0u) | (version >= 5 ? DEVICE : 0u)) &
	    ~EXECUTE;
}

static size_t
size_of(int version)
{
	return version >= 6 ? sizeof(struct ruleset) :
	    version >= 4 ? 2 * sizeof(uint64_t) : sizeof(uint64_t);
}

/* The ruleset, made when the first thing is named. */
static int
is_open(void)
{
	struct ruleset set = { 0, 3, 3 };

	if (box.version != 0)
		return box.fd >= 0;
	box.version = (int)syscall(CREATE_RULESET, NULL, (size_t)0, VERSION);
	if (box.version > 0) {
		set.files = box.files = rights_of(box.version);
		box.fd = (int)syscall(CREATE_RULESET, &set,
		    size_of(box.version), 0u);
	}
	if (box.fd < 0)
		box.error = errno;
	return box.fd >= 0;
}

/* What stands at @path, for a rule; a folder that is mounted on demand is
 * mounted. */
static int
open_place(const char *path)
{
	int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 && errno == ENOTDIR)
		fd = open(path, O_PATH | O_CLOEXEC);
	return fd;
}

static void
allow(const char *path, uint64_t rights)
{
	struct beneath rule = { rights & box.files, -1 };
	struct stat st;
	int fd;

	if (!is_open())
		return;
	rule.allowed = rights & box.files;
	fd = open_place(path);
	if (fd < 0) {
		/* It is there, perhaps, and will be opened. */
		if (errno == EIO || errno == ENOMEM || errno == EMFILE ||
		    errno == ENFILE)
			box.error = errno;
		return;
	}
	rule.parent = fd;
	if (fstat(fd, &st) == 0 && !S_ISDIR(st.st_mode))
		rule.allowed &= ON_A_FILE;
	/* A pipe has no place in a file system, and needs no rule. */
	if (syscall(ADD_RULE, box.fd, PATH_BENEATH, &rule, 0u) != 0 &&
	    errno != EBADFD)
		box.error = errno;
	(void)close(fd);
}

void
sandbox_read(const char *path)
{
	inputs_add(path);
	if (inputs_is_path(path))
		allow(path, READ | DEVICE);
}

void
sandbox_payload(const char *path)
{
	inputs_add_payload(path);
	if (inputs_is_path(path))
		allow(path, READ | DEVICE);
}

char *
sandbox_folder(const char *path)
{
	size_t len = strlen(path);

	while (len > 1 && path[len - 1] == '/')
		len--;
	while (len > 0 && path[len - 1] != '/')
		len--;
	return len == 0 ? strdup(".") : strndup(path, len);
}

static void
allow_folder(const char *path, uint64_t rights)
{
	char *folder = inputs_is_path(path) ? sandbox_folder(path) : NULL;

	if (folder != NULL)
		allow(folder, rights);
	free(folder);
}

void
sandbox_look(const char *path)
{
	allow(path, READ);
}

/* They come sorted from the shell: a folder once, mostly. */
static void
read_folders(const char *const *paths, size_t n)
{
	char *last = NULL;

	for (size_t i = 0; i < n; i++) {
		char *folder = inputs_is_path(paths[i]) ?
		    sandbox_folder(paths[i]) : NULL;

		if (folder == NULL || (last != NULL &&
		    strcmp(folder, last) == 0)) {
			free(folder);
			continue;
		}
		allow(folder, READ | DEVICE);
		free(last);
		last = folder;
	}
	free(last);
}

void
sandbox_read_all(const char *const *paths, size_t n)
{
	if (n > OPERANDS_MAX)
		read_folders(paths, n);
	for (size_t i = 0; i < n; i++)
		if (n > OPERANDS_MAX)
			inputs_add(paths[i]);
		else
			sandbox_read(paths[i]);
}

/* "NAME.001" names the others, too. */
static void
read_volumes(const char *path, size_t len)
{
	char *name = malloc(len + 1);

	for (unsigned int k = 1; name != NULL && k <= 999; k++) {
		(void)snprintf(name, len + 1, "%.*s%03u", (int)len - 3, path,
		    k);
		if (access(name, F_OK) == 0)
			allow(name, READ);
	}
	free(name);
}

void
sandbox_bundle(const char *path)
{
	size_t len = path == NULL ? 0 : strlen(path);

	if (len > 4 && path[len - 4] == '.' &&
	    strspn(path + len - 3, "0123456789") == 3)
		read_volumes(path, len);
	inputs_add_bundle(path);
	if (inputs_is_path(path))
		allow(path, READ | DEVICE);
}

void
sandbox_bundles(const char *const *paths, size_t n)
{
	if (n > OPERANDS_MAX)
		read_folders(paths, n);
	for (size_t i = 0; i < n; i++)
		if (n > OPERANDS_MAX)
			inputs_add_bundle(paths[i]);
		else
			sandbox_bundle(paths[i]);
}

void
sandbox_key(const char *path)
{
	size_t len = path == NULL ? 0 : strlen(path);
	char *id = NULL;

	sandbox_read(path);
	if (len < 5 || strcmp(path + len - 4, ".key") != 0)
		return;
	if (asprintf(&id, "%.*s.id", (int)(len - 4), path) < 0)
		return;
	sandbox_read(id);
	free(id);
}

/* Whether who left something half-written still runs is asked of /proc. */
void
sandbox_write(const char *path)
{
	allow_folder(path, WRITE);
	if (inputs_is_path(path))
		allow("/proc", READ_FILE);
}

void
sandbox_change(const char *path)
{
	char *real = inputs_is_path(path) ? realpath(path, NULL) : NULL;

	sandbox_write(path);
	if (real != NULL)
		sandbox_write(real);
	free(real);
}

static void
let_go(void)
{
	if (box.fd >= 0)
		(void)close(box.fd);
	box.fd = -1;
}

/* Without the right to do so nothing is moved to another folder: of a kernel
 * that does not know it, no files are held. */
static int
can_move(void)
{
	if (!is_open() || box.version >= 2)
		return 1;
	let_go();
	box.error = ENOTSUP;
	return 0;
}

void
sandbox_tree(const char *path)
{
	struct stat st;

	if (!can_move())
		return;
	if (lstat(path, &st) == 0)
		allow(path, TREE);
	else
		allow_folder(path, TREE);
	allow("/proc", READ_FILE);
}

void
sandbox_kept(const char *path)
{
	if (inputs_is_path(path) && can_move()) {
		allow_folder(path, TREE);
		allow("/proc", READ_FILE);
	}
}

void
sandbox_state(const char *path)
{
	char *copy = path == NULL ? NULL : strdup(path);
	char *slash = copy;

	/* What fails here fails again where it is told of. */
	while (copy != NULL && *slash != '\0') {
		slash = strchrnul(slash + 1, '/');
		if (*slash == '\0') {
			(void)mkdir(copy, 0700);
			break;
		}
		*slash = '\0';
		(void)mkdir(copy, 0700);
		*slash = '/';
	}
	if (copy != NULL && copy[0] != '\0')
		allow(copy, WRITE | MAKE_DIR);
	free(copy);
}

/*
 * What libraries open by themselves: their settings and parts, random bytes,
 * how many processors there are; the terminal, to ask for a passphrase; where
 * spools go.
 */
static void
allow_system(enum sandbox_calls calls)
{
	static const char *const common[] = { "/dev/null", "/dev/urandom",
	    "/etc/ssl", "/etc/pki", "/etc/crypto-policies", "/usr/lib/ssl",
	    "/etc/ld.so.cache", "/lib", "/lib64", "/usr/lib", "/usr/lib64",
	    "/usr/local/lib", "/sys/devices/system/cpu" };
	/* Who owns a file: each site keeps its list in its own way. */
	static const char *const owners[] = { "/etc", "/run/userdb",
	    "/var/lib/sss", "/var/lib/extrausers" };
	const char *spool = secure_getenv("TMPDIR");

	for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		allow(common[i], READ);
	for (size_t i = 0; calls == SANDBOX_SOURCES &&
	    i < sizeof(owners) / sizeof(owners[0]); i++)
		allow(owners[i], READ);
	sandbox_read(secure_getenv("OPENSSL_CONF"));
	sandbox_read(secure_getenv("OPENSSL_MODULES"));
	allow("/dev/tty", READ_FILE | WRITE_FILE | DEVICE);
	allow(spool == NULL || spool[0] == '\0' ? "/tmp" : spool, WRITE);
#ifdef EVID_SANDBOX_RELAXED
	allow("/", READ);
	allow(EVID_SANDBOX_RELAXED, TREE);
#endif
}

static const char *
why(int error)
{
	return error == ENOSYS ? "the kernel has none" :
	    error == EOPNOTSUPP ? "it is switched off, or too old" :
	    error == EPERM || error == EACCES ? "it is not allowed here" :
	    strerrordesc_np(error);
}

static void
tell(int calls_error)
{
	char files[96], calls[96];

	if (box.fd >= 0)
		(void)snprintf(files, sizeof(files), "files by Landlock "
		    "(ABI %d)", box.version);
	else
		(void)snprintf(files, sizeof(files), "files not by Landlock: "
		    "%s", why(box.error));
	if (calls_error == 0)
		(void)snprintf(calls, sizeof(calls), "system calls by "
		    "seccomp");
	else if (calls_error == ENOTSUP)
		(void)snprintf(calls, sizeof(calls), "system calls not by "
		    "seccomp: built without libseccomp");
	else
		(void)snprintf(calls, sizeof(calls), "system calls not by "
		    "seccomp: %s", why(calls_error));
	message(NULL, "sandbox: %s; %s", files, calls);
}

void
sandbox_enter(enum sandbox_calls calls, int verbose)
{
	int calls_error;

	/* The time zone is read now, and not again. */
	tzset();
	allow_system(calls);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 && box.error == 0)
		box.error = errno;
	/* With a rule that is lacking, work would fail: rather without. */
	if (box.fd >= 0 && (box.error != 0 ||
	    syscall(RESTRICT_SELF, box.fd, 0u) != 0)) {
		box.error = box.error != 0 ? box.error : errno;
		let_go();
	}
	sandbox_capabilities_drop(calls);
	calls_error = sandbox_calls_enter(calls);
	if (verbose)
		tell(calls_error);
	let_go();
}
