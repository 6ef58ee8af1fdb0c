/*
 * A folder of a test's own (folder.h).
 */
#include "support/folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char test_folder[64];

int
enter_folder(void **state)
{
	(void)state;
	strcpy(test_folder, "/tmp/evid-test-XXXXXX");
	return mkdtemp(test_folder) == NULL || chdir(test_folder) != 0 ? -1 : 0;
}

int
leave_folder(void **state)
{
	char command[100];

	(void)state;
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", test_folder);
	return chdir("/") != 0 || system(command) != 0 ? -1 : 0;
}
