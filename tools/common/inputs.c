/*
 * Which files are inputs (inputs.h).
 */
#include "common/inputs.h"
#include "common/message.h"
#include "common/options.h"
#include "common/state.h"
#include "common/volumes.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define VOLUMES_MAX 999u

/* is a folder an input with all that is in it? */
enum whole { WHOLE_NOT, WHOLE_FOLDER, WHOLE_STATE, WHOLE_BUNDLE,
	WHOLE_PAYLOAD };

struct input {
	dev_t dev;
	ino_t ino;
	enum whole whole;
};

static struct {
	struct input *items;
	size_t n, room;
	int lost;		/* memory lacked for one */
	unsigned int standard;	/* how many of them are standard input */
} inputs;

int
inputs_is_path(const char *path)
{
	return path != NULL && path[0] != '\0' && strcmp(path, "-") != 0;
}

/* What is read from it is not there for who reads it next.  A file that it is
 * led from has a place of its own under its own name. */
static int
is_read_away(const struct stat *st, const char *path)
{
	struct stat in;

	return fstat(STDIN_FILENO, &in) == 0 && in.st_ino == st->st_ino &&
	    in.st_dev == st->st_dev && (S_ISFIFO(in.st_mode) ||
	    S_ISSOCK(in.st_mode) || (S_ISREG(in.st_mode) &&
	    (strncmp(path, "/dev/", 5) == 0 ||
	    strncmp(path, "/proc/", 6) == 0)));
}

static void
add(const char *path, enum whole whole)
{
	struct stat st;

	inputs.standard += path != NULL && strcmp(path, "-") == 0;
	if (!inputs_is_path(path) || stat(path, &st) != 0)
		return;
	inputs.standard += is_read_away(&st, path);
	if (inputs.n == inputs.room) {
		size_t room = inputs.room == 0 ? 64 : 2 * inputs.room;
		struct input *items = reallocarray(inputs.items, room,
		    sizeof(*items));

		if (items == NULL) {
			inputs.lost = 1;
			return;
		}
		inputs.items = items;
		inputs.room = room;
	}
	inputs.items[inputs.n++] = (struct input){ st.st_dev, st.st_ino,
		S_ISDIR(st.st_mode) ? whole : WHOLE_NOT };
}

/* The first @len bytes of @path, and @end. */
static void
add_beside(const char *path, size_t len, const char *end)
{
	char *name = NULL;

	if (asprintf(&name, "%.*s%s", (int)len, path, end) < 0) {
		inputs.lost = 1;
		return;
	}
	add(name, WHOLE_NOT);
	free(name);
}

void
inputs_add(const char *path)
{
	size_t len = path == NULL ? 0 : strlen(path);

	add(path, WHOLE_NOT);
	if (len > 4 && strcmp(path + len - 4, ".key") == 0) {
		add_beside(path, len - 4, ".id");
		add_beside(path, len - 4, ".pub");
	}
}

void
inputs_add_descriptor(int fd)
{
	struct stat in, st;

	inputs.standard += fd == STDIN_FILENO || (fstat(fd, &st) == 0 &&
	    fstat(STDIN_FILENO, &in) == 0 && in.st_ino == st.st_ino &&
	    in.st_dev == st.st_dev && !S_ISCHR(in.st_mode));
}

int
inputs_check_standard(void)
{
	return inputs.standard < 2 ? 0 : options_wrong("standard input can be "
	    "read but once, and more than one input is named as it (-, "
	    "/dev/stdin, --passphrase-fd 0)");
}

void
inputs_add_folder(const char *path)
{
	add(path, WHOLE_FOLDER);
}

void
inputs_add_state(const char *path)
{
	add(path, WHOLE_STATE);
}

static void
add_volumes(const char *path, size_t len)
{
	char number[8];
	int noted = volumes_note(path);

	inputs.lost |= noted < 0;
	for (unsigned int k = 1; noted > 0 && k <= VOLUMES_MAX; k++) {
		(void)snprintf(number, sizeof(number), "%03u", k);
		add_beside(path, len, number);
	}
}

void
inputs_add_bundle(const char *path)
{
	size_t len = volumes_base(path);

	add(path, WHOLE_BUNDLE);
	if (len > 0)
		add_volumes(path, len);
}

void
inputs_add_payload(const char *path)
{
	add(path, WHOLE_PAYLOAD);
}

static int
is_input(const struct stat *st, size_t from)
{
	for (size_t i = from; i < inputs.n; i++)
		if (inputs.items[i].ino == st->st_ino &&
		    inputs.items[i].dev == st->st_dev)
			return 1;
	return 0;
}

static enum whole
how_whole(const struct stat *st, size_t from)
{
	enum whole whole = WHOLE_NOT;

	for (size_t i = from; whole == WHOLE_NOT && i < inputs.n; i++)
		if (inputs.items[i].ino == st->st_ino &&
		    inputs.items[i].dev == st->st_dev)
			whole = inputs.items[i].whole;
	return whole;
}

/* A bundle that was unpacked; @folder ends as a path does before a name. */
static int
is_bag(const char *folder)
{
	char *name = NULL;
	int is;

	if (asprintf(&name, "%s/bagit.txt", folder) < 0)
		return 0;
	is = access(name, F_OK) == 0;
	free(name);
	return is;
}

/* Is it in a folder that is an input as a whole, or with @bags a bundle?  Asked
 * of one after the other, up to the root. */
static enum whole
is_within(const char *output, size_t from, int bags)
{
	const char *slash = strrchr(output, '/');
	struct stat st, last = { 0 };
	enum whole whole;
	char folder[PATH_MAX];
	size_t len = slash == NULL ? 1 : (size_t)(slash - output) + 1;

	if (len >= sizeof(folder))
		return WHOLE_NOT;	/* no system call takes it */
	memcpy(folder, slash == NULL ? "." : output, len);
	folder[len] = '\0';
	while (stat(folder, &st) == 0) {
		whole = how_whole(&st, from);
		if (whole == WHOLE_NOT && bags && is_bag(folder))
			whole = WHOLE_BUNDLE;
		if (whole != WHOLE_NOT)
			return whole;
		if (len + 4 > sizeof(folder) || (st.st_ino == last.st_ino &&
		    st.st_dev == last.st_dev))
			break;
		last = st;
		memcpy(folder + len, "/..", 4);
		len += 3;
	}
	return WHOLE_NOT;
}

/* Standard input, a file or a disk, is an input, too. */
static int
is_standard_input(const struct stat *st)
{
	struct stat in;

	if (fstat(STDIN_FILENO, &in) != 0)
		return 0;
	if (S_ISBLK(in.st_mode) && S_ISBLK(st->st_mode))
		return in.st_rdev == st->st_rdev;
	return S_ISREG(in.st_mode) && in.st_ino == st->st_ino &&
	    in.st_dev == st->st_dev;
}

/* What standard output is led to is written into, and not replaced. */
static int
refuse_standard(void)
{
	struct stat st;

	if (fstat(STDOUT_FILENO, &st) != 0 || (!S_ISREG(st.st_mode) &&
	    !S_ISBLK(st.st_mode)) || (!is_input(&st, 0) &&
	    !is_standard_input(&st)))
		return 0;
	message("lead it elsewhere", "standard output is one of the inputs, "
	    "and would be written into it");
	return EXIT_USAGE;
}

static int
tell_input(const char *output, enum whole within)
{
	message_of(output, "choose another name for the output (-o); --force "
	    "replaces no input", within == WHOLE_PAYLOAD ? "the output is in "
	    "the folder of --payload, all files of which are inputs" :
	    "the output is one of the inputs");
	return EXIT_USAGE;
}

/* What is written there would be foreign to the bundle, half-written too. */
static int
tell_foreign(const char *output)
{
	message_of(output, "write it elsewhere: with a file that was not "
	    "sealed the bundle is not intact", "the output is in the folder "
	    "of a bundle that is an input");
	return EXIT_USAGE;
}

/* What is remembered there would not be found, or no longer be one's own. */
static int
tell_state(const char *output)
{
	message_of(output, "write it elsewhere", "the output is in a folder "
	    "where it is remembered what was seen and signed here");
	return EXIT_USAGE;
}

/* It would be read as one of them from then on. */
static int
tell_volume(const char *output)
{
	message_of(output, "choose another name: with a volume that was not "
	    "sealed the bundle is not intact", "the output has the name of a "
	    "volume of a bundle that is an input");
	return EXIT_USAGE;
}

/* which inputs: all, or those added later */
struct since {
	size_t input, volumes;
};

/* Of the inputs since @from, and of standard input. */
static int
refuse(const char *output, struct since from)
{
	enum whole within;
	struct stat st;
	int there;

	if (!inputs_is_path(output))
		return 0;
	there = stat(output, &st) == 0;
	if (inputs.lost) {
		message_of(output, "close other programs, or write elsewhere",
		    "not written: out of memory");
		return EXIT_AGAIN;
	}
	within = is_within(output, from.input, 0);
	if (within == WHOLE_STATE)
		return tell_state(output);
	if (there && (is_input(&st, from.input) || is_standard_input(&st) ||
	    within != WHOLE_NOT))
		return tell_input(output, within);
	if (within == WHOLE_BUNDLE)
		return tell_foreign(output);
	return volumes_has(output, from.volumes) ? tell_volume(output) : 0;
}

/* What this station remembers is no output's place, whatever is read. */
static void
keep_state(void)
{
	static int kept;

	if (!kept)
		state_keep(NULL);
	kept = 1;
}

int
inputs_refuse(const char *output)
{
	if (output != NULL && strcmp(output, "-") == 0)
		return refuse_standard();
	keep_state();
	return refuse(output, (struct since){ 0, 0 });
}

int
inputs_refuse_bags(const char *output)
{
	if (!inputs_is_path(output) ||
	    is_within(output, inputs.n, 1) == WHOLE_NOT)
		return 0;
	message_of(output, "write it elsewhere: with a file that was not "
	    "sealed the bundle is not intact", "the output is in the folder "
	    "of a bundle, which the list may name");
	return EXIT_USAGE;
}

int
inputs_refuse_volumes(const char *output)
{
	int status = 0;

	keep_state();
	for (unsigned int k = 1; status == 0 && k <= VOLUMES_MAX; k++) {
		char *name = NULL;

		if (asprintf(&name, "%s.%03u", output, k) < 0)
			return message_memory();
		status = refuse(name, (struct since){ 0, 0 });
		free(name);
	}
	return status;
}

int
inputs_refuse_bundle(const char *path, const char *output)
{
	struct since before = { inputs.n, volumes_count() };
	int status;

	if (!inputs_is_path(output))
		return 0;
	inputs_add_bundle(path);
	status = refuse(output, before);
	inputs.n = before.input;
	volumes_drop(before.volumes);
	return status;
}

/* What stands below @path is within it, what is not there in its folder. */
static enum whole
tree_within(const char *path)
{
	size_t len = strlen(path);
	enum whole whole = WHOLE_NOT;
	struct stat st;
	char *name = NULL;

	while (len > 1 && path[len - 1] == '/')
		len--;
	if (asprintf(&name, "%.*s%s", (int)len, path, stat(path, &st) == 0 &&
	    S_ISDIR(st.st_mode) ? "/." : "") < 0) {
		inputs.lost = 1;
		return WHOLE_NOT;
	}
	whole = is_within(name, 0, 0);
	free(name);
	return whole;
}

int
inputs_refuse_tree(const char *path, const char *hint)
{
	enum whole whole;

	keep_state();
	whole = tree_within(path);
	if (inputs.lost)
		return message_memory();
	if (whole == WHOLE_STATE)
		return tell_state(path);
	if (whole != WHOLE_BUNDLE)
		return 0;
	message_of(path, hint, "what is given out would be in the folder of a "
	    "bundle that is an input, which would no longer be intact");
	return EXIT_USAGE;
}

int
inputs_refuse_log(const char *bundle, const char *path)
{
	char *real = realpath(path, NULL);
	enum whole whole;

	keep_state();
	inputs_add_bundle(bundle);
	whole = tree_within(real != NULL ? real : path);
	free(real);
	if (inputs.lost)
		return message_memory();
	if (whole == WHOLE_STATE)
		return tell_state(path);
	if (whole != WHOLE_BUNDLE && !volumes_has(path, 0))
		return 0;
	message_of(path, "name a log elsewhere with --log: with a file that "
	    "was not sealed the bundle is not intact", whole == WHOLE_BUNDLE ?
	    "the log would be in the folder of the bundle" :
	    "the log would have the name of a volume of the bundle");
	return EXIT_USAGE;
}
