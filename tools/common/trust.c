/*
 * Whom to trust, read from the command line (trust.h).
 */
#include "common/trust.h"
#include "common/message.h"
#include "common/sandbox.h"
#include "common/state.h"
#include "common/text.h"

#include <evidence/evidence.h>

#include <stdio.h>
#include <stdlib.h>

int
trust_time(const char *option, const char *value, struct evid_time *out)
{
	char *escaped;
	int status;

	if (evid_time_parse(value, out))
		return 0;
	escaped = text_escaped(value);
	status = options_wrong("%s takes a time such as "
	    "2026-10-26T09:14:03+05:00 or 2026-10-26, not %s", option,
	    escaped == NULL ? "(no memory)" : escaped);
	free(escaped);
	return status;
}

int
trust_take(struct trust_options *o, int id, const char *value)
{
	uint64_t number;
	int status;

	switch (id) {
	case 'p':
		return option_list_add(&o->keys, value);
	case 't':
		o->directory = value;
		return 0;
	case OPTION_TRUST_PINS:
		return option_list_add(&o->pins, value);
	case OPTION_TRUST_POLICY:
		o->policy = value;
		return 0;
	case OPTION_TRUST_THRESHOLD:
		status = options_number("--threshold", value, 1, 64, &number);
		if (status == 0)
			o->threshold = (unsigned int)number;
		return status;
	case OPTION_TRUST_AT:
		o->has_at = 1;
		return trust_time("--at", value, &o->at);
	case OPTION_TRUST_STATE:
		o->state = value;
		return 0;
	default:
		return -1;
	}
}

int
trust_is_given(const struct trust_options *o)
{
	return o->keys.n > 0 || o->pins.n > 0 || o->directory != NULL;
}

int
trust_check_threshold(const struct trust_options *o, int by_number)
{
	if (o->directory != NULL || o->pins.n > 0 ||
	    (by_number && o->keys.n == 0) || o->threshold <= o->keys.n)
		return 0;
	return options_wrong("--threshold %u needs as many keys, by -p: there "
	    "are %zu", o->threshold, o->keys.n);
}

/* A key whose signatures cannot be checked counts for nothing: told at once. */
static enum evid_status
add_key(struct evid_trust *trust, const char *path, size_t *n_usable,
    struct evid_error *err)
{
	struct evid_public_key *key = NULL;
	enum evid_status status;

	status = evid_public_key_read(path, &key, err);
	if (status == EVID_OK) {
		if (evid_public_key_algorithm(key)[0] != '\0')
			(*n_usable)++;
		else
			message_of(path, "ask the signer for an Ed25519 or "
			    "ECDSA P-256 key", "signatures by this kind of "
			    "key cannot be checked here");
		status = evid_trust_add_key(trust, key, err);
	}
	evid_public_key_free(key);
	return status;
}

/* Are there as many usable keys as are asked for, where nothing else is
 * trusted? */
static int
keys_suffice(const struct trust_options *o, size_t n_usable)
{
	size_t want = o->threshold > 0 ? o->threshold : 1;

	if (o->keys.n == 0 || o->pins.n > 0 || o->directory != NULL)
		return 1;
	return n_usable >= want;
}

static enum evid_status
read_directory(struct evid_trust *trust, const struct trust_options *o,
    const char *state, struct evid_error *err)
{
	if (state != NULL)
		message_more(state, "here stands which versions of a directory "
		    "were seen");
	else
		state_tell_none(o->directory);
	return evid_trust_read_directory(trust, o->directory, state, err);
}

static enum evid_status
read_all(struct evid_trust *trust, const struct trust_options *o,
    const char *state, size_t *n_usable, struct evid_error *err)
{
	enum evid_status status = EVID_OK;

	for (size_t i = 0; status == EVID_OK && i < o->keys.n; i++)
		status = add_key(trust, o->keys.items[i], n_usable, err);
	for (size_t i = 0; status == EVID_OK && i < o->pins.n; i++)
		status = evid_trust_read_pins(trust, o->pins.items[i], err);
	if (status == EVID_OK && o->directory != NULL)
		status = read_directory(trust, o, state, err);
	/* Last: who signed it is looked for among all that is known. */
	if (status == EVID_OK && o->policy != NULL)
		status = evid_trust_read_policy(trust, o->policy, err);
	return status;
}

int
trust_read(const struct trust_options *o, struct evid_trust **out)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_trust *trust = NULL;
	enum evid_status status;
	size_t n_usable = 0;
	char *state = NULL;
	int told;

	*out = NULL;
	told = state_folder(o->state, &state);
	if (told != 0)
		return told;
	status = evid_trust_new(&trust, &err);
	if (status == EVID_OK)
		status = read_all(trust, o, state, &n_usable, &err);
	free(state);
	if (status == EVID_OK && keys_suffice(o, n_usable)) {
		evid_trust_set_threshold(trust, o->threshold);
		*out = trust;
		return 0;
	}
	evid_trust_free(trust);
	if (status == EVID_OK)
		return EXIT_CANNOT;
	message_error(&err);
	return message_exit(status);
}

void
trust_sandbox(const struct trust_options *o)
{
	char *state = o->directory == NULL ? NULL : state_name(o->state);

	sandbox_read_all(o->keys.items, o->keys.n);
	sandbox_read_all(o->pins.items, o->pins.n);
	sandbox_read(o->directory);
	sandbox_read(o->policy);
	/* What is wrong with it is told when it is read. */
	sandbox_read(state);
	state_keep(o->state);
	free(state);
}

void
trust_options_free(struct trust_options *o)
{
	option_list_free(&o->keys);
	option_list_free(&o->pins);
}
