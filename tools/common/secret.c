/*
 * Secrets in a tool's memory, and the file that a secret key is in (secret.h).
 */
#include "common/secret.h"
#include "common/message.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

void
secret_begin(void)
{
	const struct rlimit none = { 0, 0 };

	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

void
secret_file_check(const char *path, int quiet)
{
	struct stat st;

	if (quiet || strcmp(path, "-") == 0 || stat(path, &st) != 0 ||
	    !S_ISREG(st.st_mode) || (st.st_mode & (S_IRWXG | S_IRWXO)) == 0)
		return;
	message_of(path, "keep it from them (chmod 600), and ask yourself who "
	    "may have copied it", "others than its owner may use this secret "
	    "key (mode %04o)", (unsigned int)st.st_mode & 07777u);
}

int
secret_identity(const char *key_path, char **id_out)
{
	size_t len = strlen(key_path);
	struct stat st;
	int error;

	*id_out = NULL;
	if (len < 5 || strcmp(key_path + len - 4, ".key") != 0)
		return 0;
	if (asprintf(id_out, "%.*s.id", (int)(len - 4), key_path) < 0) {
		*id_out = NULL;
		return message_memory();
	}
	if (lstat(*id_out, &st) == 0)
		return 0;
	error = errno;
	if (error != ENOENT)
		message_of(*id_out, "check the folder and its permissions",
		    "cannot be looked at: %s", strerrordesc_np(error));
	free(*id_out);
	*id_out = NULL;
	return error == ENOENT ? 0 : EXIT_AGAIN;
}
