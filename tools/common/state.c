/*
 * The folder of what is remembered (state.h).
 */
#include "common/state.h"
#include "common/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int
state_folder(const char *given, char **out)
{
	const char *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");
	struct stat st;
	int n = 0;

	*out = NULL;
	if (given != NULL && (stat(given, &st) != 0 || !S_ISDIR(st.st_mode))) {
		message_of(given, "make it with mkdir, or see how it is "
		    "spelt: what was noted elsewhere is not known in it",
		    "--state: there is no such folder");
		return EXIT_USAGE;
	}
	if (given != NULL)
		n = asprintf(out, "%s", given);
	else if (state != NULL && state[0] == '/')
		n = asprintf(out, "%s/libevidence", state);
	else if (home != NULL && home[0] == '/')
		n = asprintf(out, "%s/.local/state/libevidence", home);
	if (n < 0) {
		*out = NULL;
		return message_memory();
	}
	return 0;
}
