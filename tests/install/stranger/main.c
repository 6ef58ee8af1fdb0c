/*
 * What somebody else's program looks like: it knows the installed headers and
 * nothing else.  Prints the version it runs with.
 */
#include <stdio.h>
#include <string.h>

#include <evidence/evidence.h>

int
main(void)
{
	struct evid_error err = EVID_ERROR_INIT;

	if (strcmp(evid_status_name(err.status), "EVID_OK") != 0)
		return 1;
	puts(evid_version());
	return 0;
}
