/* A folder and a key for tests that seal, and what they look at afterwards. */
#include "support_seal.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];
static struct evid_key *key;

int
test_seal_set_up(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/evid-seal-XXXXXX");
	return mkdtemp(folder) == NULL || chdir(folder) != 0 ||
	    evid_key_generate(&key, NULL) != EVID_OK;
}

int
test_seal_tear_down(void **state)
{
	char command[96];

	(void)state;
	evid_key_free(key);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return chdir("/") != 0 || system(command) != 0;
}

struct evid_seal_options
test_seal_options(const char *output)
{
	struct evid_seal_options o = EVID_SEAL_OPTIONS_INIT;

	o.output = output;
	o.name = "N";
	o.keys = &key;
	o.n_keys = 1;
	o.threads = 2;
	return o;
}

void
test_expect_result(const char *path, enum evid_result expected)
{
	struct evid_verify_options o = EVID_VERIFY_OPTIONS_INIT;
	struct evid_public_key *public = NULL;
	struct evid_verdict *verdict = NULL;
	struct evid_error err = EVID_ERROR_INIT;

	assert_int_equal(evid_key_public(key, &public, &err), EVID_OK);
	o.keys = &public;
	o.n_keys = 1;
	assert_int_equal(evid_verify_path(path, &o, &verdict, &err), EVID_OK);
	assert_int_equal(evid_verdict_result(verdict), expected);
	evid_verdict_free(verdict);
	evid_public_key_free(public);
}

void
test_expect_only(const char *const *names, size_t n)
{
	const struct dirent *entry;
	DIR *dir = opendir(".");
	size_t i, found = 0;

	while ((entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		for (i = 0; i < n; i++)
			if (strcmp(entry->d_name, names[i]) == 0)
				break;
		if (i == n)
			fail_msg("%s was left behind", entry->d_name);
		found++;
	}
	closedir(dir);
	assert_int_equal(found, n);
}
