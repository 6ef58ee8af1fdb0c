/*
 * Secrets in a tool's memory, and the file that a secret key is in (secret.h).
 */
#include "common/secret.h"
#include "common/message.h"

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
