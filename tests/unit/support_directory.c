/*
 * Directories for the tests of trust (support_directory.h).
 */
#include "support_directory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static char folder[64];

int
support_enter(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/evid-trust-XXXXXX");
	return mkdtemp(folder) == NULL || chdir(folder) != 0 ? -1 : 0;
}

int
support_leave(void **state)
{
	char command[100];

	(void)state;
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	return chdir("/") != 0 || system(command) != 0 ? -1 : 0;
}

struct evid_time
support_at(int64_t seconds)
{
	struct evid_time t = { seconds, 0 };

	return t;
}

struct evid_directory *
support_draft(unsigned int threshold, struct evid_key *const *keys, size_t n)
{
	static const char *const langs[] = { "en" }, *const names[] = { "L" };
	struct evid_contact_options c = EVID_CONTACT_OPTIONS_INIT;
	struct evid_directory_key_options k =
	    EVID_DIRECTORY_KEY_OPTIONS_INIT;
	struct evid_directory *d = NULL;
	struct evid_public_key *key = NULL;
	char id[37];

	assert_int_equal(evid_directory_new("d", threshold,
	    support_at(90 * MONTH), support_at(200 * MONTH), &d, NULL),
	    EVID_OK);
	c.state = "KZ";
	c.authority_language = langs;
	c.authority = names;
	c.n_authority = 1;
	c.has_kind = 1;
	k.uses = EVID_USE_DIRECTORY;
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(evid_directory_set_contact(d, &c, id, NULL),
		    EVID_OK);
		assert_int_equal(evid_key_public(keys[i], &key, NULL),
		    EVID_OK);
		k.key = key;
		assert_int_equal(evid_directory_add_key(d, id, &k, NULL),
		    EVID_OK);
		evid_public_key_free(key);
	}
	return d;
}

int
support_keys(struct evid_key **keys, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (evid_key_generate(&keys[i], NULL) != EVID_OK)
			return -1;
	return 0;
}

void
support_keys_free(struct evid_key **keys, size_t n)
{
	for (size_t i = 0; i < n; i++)
		evid_key_free(keys[i]);
}

const char *
support_keyid(const struct evid_key *key)
{
	static char ids[4][EVID_KEYID_TEXT_CAP];
	static unsigned int next;
	struct evid_public_key *public = NULL;
	char *id = ids[next++ % 4];

	assert_int_equal(evid_key_public(key, &public, NULL), EVID_OK);
	evid_public_key_id(public, id);
	evid_public_key_free(public);
	return id;
}
