/*
 * The keys that sign.  Which key an id file is of, the library knows; here it
 * is offered to each in turn.
 */
#include "seal/keys.h"
#include "common/message.h"
#include "common/secret.h"
#include "common/text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static int
read_key(struct signers *s, const char *path, struct passphrase *passphrase)
{
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;

	passphrase->key = path;
	passphrase->index = s->n;
	status = evid_key_read(path, passphrase_ask, passphrase,
	    &s->keys[s->n], &err);
	if (status != EVID_OK)
		return message_failed(&err, status);
	secret_file_check(path, s->quiet);
	status = evid_key_public(s->keys[s->n], &s->publics[s->n], &err);
	s->n++;
	return status == EVID_OK ? 0 : message_failed(&err, status);
}

/* Is the key that was read last another one than those before? */
static int
check_distinct(const struct signers *s, const struct option_list *keys)
{
	char last[EVID_KEYID_TEXT_CAP], one[EVID_KEYID_TEXT_CAP];
	char *escaped;

	evid_public_key_id(s->publics[s->n - 1], last);
	for (size_t i = 0; i + 1 < s->n; i++) {
		evid_public_key_id(s->publics[i], one);
		if (strcmp(one, last) != 0)
			continue;
		escaped = text_escaped(keys->items[i]);
		message_of(keys->items[s->n - 1], "name each key once: each "
		    "signer has his own", "it is the same key as %s",
		    escaped == NULL ? "one before" : escaped);
		free(escaped);
		return EXIT_USAGE;
	}
	return 0;
}

/* Give an id file to the key that it is of. */
static int
give_id(struct signers *s, const char *path, bool *given)
{
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status = EVID_OK;

	for (size_t i = 0; i < s->n; i++) {
		struct evid_error one = EVID_ERROR_INIT;

		status = evid_key_read_identity(s->keys[i], path, &one);
		if (status == EVID_OK) {
			given[i] = true;
			return 0;
		}
		err = one;
		if (status != EVID_ERR_ARGUMENT)
			return message_failed(&err, status);
	}
	if (s->n == 1)
		return message_failed(&err, status);
	message_of(path, "name the key it is of with -k, too",
	    "it is of none of the keys that sign");
	return EXIT_USAGE;
}

static int
take_neighbour(struct signers *s, size_t index, const char *path)
{
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;
	char *id;
	int found = secret_identity(path, &id);

	if (found != 0 || id == NULL)
		return found;
	status = evid_key_read_identity(s->keys[index], id, &err);
	free(id);
	return status == EVID_OK ? 0 : message_failed(&err, status);
}

int
signers_read(struct signers *s, const struct option_list *keys,
    const struct option_list *ids, struct passphrase *passphrase)
{
	bool *given = NULL;
	int status = 0;

	s->keys = calloc(keys->n, sizeof(*s->keys));
	s->publics = calloc(keys->n, sizeof(*s->publics));
	given = calloc(keys->n, sizeof(*given));
	if (s->keys == NULL || s->publics == NULL || given == NULL) {
		(void)message_memory();
		status = EXIT_AGAIN;
	}
	for (size_t i = 0; status == 0 && i < keys->n; i++) {
		status = read_key(s, keys->items[i], passphrase);
		if (status == 0)
			status = check_distinct(s, keys);
	}
	for (size_t i = 0; status == 0 && i < ids->n; i++)
		status = give_id(s, ids->items[i], given);
	for (size_t i = 0; status == 0 && i < keys->n; i++)
		status = given[i] ? 0 : take_neighbour(s, i, keys->items[i]);
	free(given);
	return status;
}

void
signers_free(struct signers *s)
{
	for (size_t i = 0; i < s->n; i++) {
		evid_key_free(s->keys[i]);
		evid_public_key_free(s->publics[i]);
	}
	free(s->keys);
	free(s->publics);
	memset(s, 0, sizeof(*s));
}
