/*
 * Finding data files (data.h).  Nothing is read from the current folder.
 */
#include "case/data.h"
#include "common/message.h"
#include "common/options.h"
#include "common/sandbox.h"
#include "common/text.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* After a look at @path that failed: 0 where it is not there, or not for us;
 * else the exit status, told of. */
static int
not_seen(const char *path)
{
	int error = errno;

	if (error == ENOENT || error == ENOTDIR || error == EACCES)
		return 0;
	message_of(path, "check the medium and try again", "%s",
	    strerrordesc_np(error));
	return EXIT_AGAIN;
}

/* Is it a folder?  0, or an exit status, told of. */
static int
look(const char *path, int *folder_out)
{
	struct stat st;

	*folder_out = 0;
	if (stat(path, &st) != 0)
		return not_seen(path);
	*folder_out = S_ISDIR(st.st_mode);
	return 0;
}

/* Takes @path; one that is not there is passed over. */
static int
add_folder(struct data *data, char *path)
{
	int status, folder;

	if (path == NULL)
		return message_memory();
	status = look(path, &folder);
	if (folder)
		data->folders[data->n_folders++] = path;
	else
		free(path);
	return status;
}

static int
add_users(struct data *data)
{
	const char *base = getenv("XDG_DATA_HOME");
	const char *home = getenv("HOME");
	char *path = NULL;
	int n;

	/* One that is not absolute is to be ignored, as its standard says. */
	if (base != NULL && base[0] == '/')
		n = asprintf(&path, "%s/libevidence/case", base);
	else if (home != NULL && home[0] == '/')
		n = asprintf(&path, "%s/.local/share/libevidence/case", home);
	else
		return 0;
	return n < 0 ? message_memory() : add_folder(data, path);
}

/* Beside the program, wherever the prefix is: no path is built in. */
static int
add_installed(struct data *data)
{
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *path = NULL, *slash;

	if (n <= 0)
		return 0;
	self[n] = '\0';
	slash = strrchr(self, '/');
	if (slash != NULL)
		*slash = '\0';
	if (asprintf(&path, "%s/%s/libevidence/case", self,
	    EVID_DATA_FROM_BIN) < 0)
		return message_memory();
	return add_folder(data, path);
}

int
data_open(struct data *data, const char *named)
{
	int status = 0, folder;

	memset(data, 0, sizeof(*data));
	if (named != NULL) {
		status = look(named, &folder);
		if (status != 0)
			return status;
		if (!folder) {
			message_of(named, "give the folder that holds kinds, "
			    "instruments and clocks", "no such folder");
			return EXIT_USAGE;
		}
		status = add_folder(data, strdup(named));
	}
	if (status == 0)
		status = add_users(data);
	return status == 0 ? add_installed(data) : status;
}

void
data_close(struct data *data)
{
	for (size_t i = 0; i < data->n_folders; i++)
		free(data->folders[i]);
	for (size_t i = 0; i < data->n_lengths; i++)
		free(data->lengths[i]);
	free(data->lengths);
	memset(data, 0, sizeof(*data));
}

/* A name of ours is no path. */
static int
is_name(const char *name)
{
	return name[0] != '\0' && name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789-_")] == '\0';
}

static int
is_json(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return entry->d_name[0] != '.' && len > 5 &&
	    strcmp(entry->d_name + len - 5, ".json") == 0;
}

/* The data files in @room of the @i-th folder, whose path is *path_out, for
 * free(); their number, or -1. */
static int
scan(const struct data *data, size_t i, const char *room, char **path_out,
    struct dirent ***entries_out)
{
	*path_out = NULL;
	*entries_out = NULL;
	if (asprintf(path_out, "%s/%s", data->folders[i], room) < 0) {
		*path_out = NULL;
		return -1;
	}
	return scandir(*path_out, entries_out, is_json, alphasort);
}

/* The room itself, and each file in it: either may be a link to elsewhere. */
static void
enclose_room(const struct data *data, size_t i, const char *room)
{
	struct dirent **entries;
	char *path, *file;
	int n = scan(data, i, room, &path, &entries);

	sandbox_read(path);
	for (int k = 0; k < n; k++) {
		if (asprintf(&file, "%s/%s", path, entries[k]->d_name) >= 0) {
			sandbox_read(file);
			free(file);
		}
		free(entries[k]);
	}
	free(entries);
	free(path);
}

void
data_sandbox(const struct data *data)
{
	static const char *const rooms[] = { "kinds", "instruments",
		"clocks" };

	for (size_t i = 0; i < data->n_folders; i++) {
		sandbox_read(data->folders[i]);
		for (size_t k = 0; k < sizeof(rooms) / sizeof(rooms[0]); k++)
			enclose_room(data, i, rooms[k]);
	}
}

/* The names in @room of all folders, for the message; what could not be asked
 * for is none of them. */
static char *
list_names(const struct data *data, const char *room)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	int any = 0;

	for (size_t i = 0; out != NULL && i < data->n_folders; i++) {
		struct dirent **entries;
		char *path;
		int n = scan(data, i, room, &path, &entries);

		free(path);
		for (int k = 0; k < n; k++) {
			char *name = entries[k]->d_name;

			name[strlen(name) - 5] = '\0';
			if (is_name(name))
				fprintf(out, "%s%s", any++ ? ", " : "", name);
			free(entries[k]);
		}
		free(entries);
	}
	if (out == NULL || fclose(out) != 0) {
		free(text);
		return NULL;
	}
	return text;
}

/* A file of one's own that cannot be reached is not passed over for the
 * installed one, unasked: 0 where none is there. */
static int
unreachable(const char *folder, const char *room, const char *path)
{
	int error = errno;
	struct stat st;
	char *inner;

	if (error == ENOENT) {
		if (asprintf(&inner, "%s/%s", folder, room) < 0)
			return message_memory();
		error = lstat(path, &st) != 0 && (lstat(inner, &st) != 0 ||
		    !S_ISLNK(st.st_mode) || stat(inner, &st) == 0) ? 0 : 1;
		free(inner);
		if (error == 0)
			return 0;
		message_of(path, "put the file there, or remove the link",
		    "a link stands there that leads nowhere");
		return EXIT_USAGE;
	}
	if (error == ENOTDIR || error == ENAMETOOLONG)
		return 0;
	message_of(path, "use an account that is allowed to, or change the "
	    "permissions: files of the installation do not take its place "
	    "unasked", "%s", strerrordesc_np(error));
	return EXIT_AGAIN;
}

int
data_find(const struct data *data, const char *room, const char *option,
    const char *name, char **path_out)
{
	char *known, *path = NULL;
	int status;

	*path_out = NULL;
	for (size_t i = 0; is_name(name) && i < data->n_folders; i++) {
		if (asprintf(&path, "%s/%s/%s.json", data->folders[i], room,
		    name) < 0)
			return message_memory();
		if (access(path, F_OK) == 0) {
			*path_out = path;
			return 0;
		}
		status = unreachable(data->folders[i], room, path);
		free(path);
		if (status != 0)
			return status;
	}
	known = list_names(data, room);
	if (known == NULL)
		return message_memory();
	if (known[0] == '\0')
		message_of(name, "install the data files, or name their "
		    "folder with --templates", "no file for %s was found",
		    option);
	else
		message_of(name, is_name(name) ? "the names are those of "
		    "files in the data folders" : "a name has letters, digits, "
		    "- and _ alone, and so has its file",
		    "%s knows none of this name; there are %s",
		    option, known);
	free(known);
	return EXIT_USAGE;
}

static int
has_length(const struct data *data, const char *name)
{
	for (size_t i = 0; i < data->n_lengths; i++) {
		const char *slash = strrchr(data->lengths[i], '/');

		if (slash != NULL && strcmp(slash + 1, name) == 0)
			return 1;
	}
	return 0;
}

static int
add_length(struct data *data, const char *folder, const char *name)
{
	char **more = realloc(data->lengths,
	    (data->n_lengths + 1) * sizeof(*more));

	if (more == NULL)
		return message_memory();
	data->lengths = more;
	if (asprintf(&data->lengths[data->n_lengths], "%s/clocks/%s", folder,
	    name) < 0)
		return message_memory();
	data->n_lengths++;
	return 0;
}

int
data_lengths(struct data *data)
{
	int status = 0;

	for (size_t i = 0; i < data->n_folders && status == 0; i++) {
		struct dirent **entries;
		char *path;
		int n = scan(data, i, "clocks", &path, &entries);

		if (path == NULL)
			return message_memory();
		if (n < 0)
			status = unreachable(data->folders[i], "clocks",
			    path);
		free(path);
		for (int k = 0; k < n; k++) {
			if (status == 0 &&
			    !has_length(data, entries[k]->d_name))
				status = add_length(data, data->folders[i],
				    entries[k]->d_name);
			free(entries[k]);
		}
		free(entries);
	}
	return status;
}
