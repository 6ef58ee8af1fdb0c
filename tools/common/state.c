/*
 * The folder of what is remembered (state.h).
 */
#include "common/state.h"
#include "common/inputs.h"
#include "common/message.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Below which path, and by what; NULL where nothing names one. */
static const char *
home_of(const char *given, const char **rest_out)
{
	const char *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");

	*rest_out = "";
	if (given != NULL)
		return given;
	*rest_out = "/libevidence";
	if (state != NULL && state[0] == '/')
		return state;
	*rest_out = "/.local/state/libevidence";
	return home != NULL && home[0] == '/' ? home : NULL;
}

char *
state_name(const char *given)
{
	const char *rest, *home = home_of(given, &rest);
	char *name;

	return home == NULL || asprintf(&name, "%s%s", home, rest) < 0 ?
	    NULL : name;
}

int
state_folder(const char *given, char **out)
{
	const char *rest;
	struct stat st = { 0 };
	int error = given != NULL && stat(given, &st) != 0 ? errno : 0;

	*out = NULL;
	if (error != 0 && error != ENOENT && error != ENOTDIR) {
		message_of(given, "check the folder and the disk that it is "
		    "on", "--state: %s", strerrordesc_np(error));
		return EXIT_AGAIN;
	}
	if (given != NULL && !S_ISDIR(st.st_mode)) {
		message_of(given, "make it with mkdir, or see how it is "
		    "spelt: what was noted elsewhere is not known in it",
		    "--state: there is no such folder");
		return EXIT_USAGE;
	}
	*out = state_name(given);
	return *out == NULL && home_of(given, &rest) != NULL ?
	    message_memory() : 0;
}

/* Which versions were seen, and what was signed here. */
static void
keep(const char *given)
{
	static const char *const parts[] = { "directory", "branch" };
	char *state = state_name(given), *name;

	for (size_t i = 0; state != NULL && i < 2; i++) {
		if (asprintf(&name, "%s/%s", state, parts[i]) < 0)
			break;
		inputs_add_state(name);
		free(name);
	}
	free(state);
}

void
state_keep(const char *given)
{
	keep(given);
	if (given != NULL)
		keep(NULL);
}

void
state_tell_none(const char *directory)
{
	message_of(directory, "name a folder with --state DIR, or set HOME",
	    "neither XDG_STATE_HOME nor HOME says where what was seen is "
	    "remembered: an older version than the highest that was seen "
	    "cannot be told, and this one is not noted");
}
