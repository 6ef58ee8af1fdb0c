/*
 * The folder of what is remembered (state.h).
 */
#include "common/state.h"
#include "common/message.h"

#include <stdio.h>
#include <stdlib.h>

int
state_folder(const char *given, char **out)
{
	const char *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");
	int n = 0;

	*out = NULL;
	if (given != NULL)
		n = asprintf(out, "%s", given);
	else if (state != NULL && state[0] == '/')
		n = asprintf(out, "%s/libevidence", state);
	else if (home != NULL && home[0] == '/')
		n = asprintf(out, "%s/.local/state/libevidence", home);
	if (n < 0) {
		*out = NULL;
		message(NULL, "out of memory");
		return EXIT_AGAIN;
	}
	return 0;
}
