/*
 * Which options a verb takes: one that it does not take would be passed over,
 * so it is refused.
 */
#include "trust/options.h"
#include "common/message.h"

#include <string.h>

/* What belongs to all verbs is not listed. */
static const int pin_options[] = { OPTION_PINS, OPTION_NUMBER, OPTION_BY,
	OPTION_HOW, OPTION_DOCUMENT, OPTION_NAME, OPTION_ORGANIZATION,
	OPTION_STATE, OPTION_USE, OPTION_WHEN, OPTION_AT, OPTION_FORCE, 0 };
static const int pins_options[] = { OPTION_PINS, 0 };
static const int init_options[] = { OPTION_NAME, OPTION_THRESHOLD,
	OPTION_EXPIRES, OPTION_STATE, OPTION_AT, OPTION_OUTPUT, OPTION_FORCE,
	0 };
static const int add_options[] = { OPTION_STATE, OPTION_USE,
	OPTION_THRESHOLD, OPTION_EXPIRES, OPTION_CONTACT, OPTION_AUTHORITY,
	OPTION_KIND, OPTION_TELEPHONE, OPTION_EMAIL, OPTION_HOURS,
	OPTION_ZONE, OPTION_LANGUAGE, OPTION_RECIPIENT, OPTION_KEY,
	OPTION_VALID_FROM, OPTION_VALID_UNTIL, OPTION_STORAGE,
	OPTION_SUCCEEDS, OPTION_AT, OPTION_OUTPUT, OPTION_FORCE, 0 };
static const int revoke_options[] = { OPTION_KEY, OPTION_REASON,
	OPTION_WHEN, OPTION_SINCE, OPTION_EXPIRES, OPTION_AT, OPTION_OUTPUT,
	OPTION_FORCE, 0 };
static const int sign_options[] = { 'k', OPTION_PREVIOUS,
	OPTION_PASSPHRASE_FILE, OPTION_PASSPHRASE_FD, OPTION_AT,
	OPTION_OUTPUT, OPTION_FORCE, 0 };
static const int update_options[] = { OPTION_STATE, OPTION_AT, OPTION_OUTPUT,
	OPTION_FORCE, 0 };
static const int show_options[] = { OPTION_AT, 0 };
static const int check_options[] = { OPTION_PREVIOUS, OPTION_AT, 0 };

static const struct {
	const char *verb;
	const int *options;
} verb_options[] = {
	{ "pin", pin_options },
	{ "pins", pins_options },
	{ "init", init_options },
	{ "add", add_options },
	{ "revoke", revoke_options },
	{ "sign", sign_options },
	{ "update", update_options },
	{ "show", show_options },
	{ "check", check_options },
};

static const int *
options_of(const char *verb)
{
	static const int none[] = { 0 };

	for (size_t i = 0; i < sizeof(verb_options) / sizeof(verb_options[0]);
	    i++)
		if (strcmp(verb, verb_options[i].verb) == 0)
			return verb_options[i].options;
	return none;
}

/* What says something of a key says nothing without one. */
static int
check_key(const struct trust_verb_options *o)
{
	static const int ids[] = { OPTION_USE, OPTION_VALID_FROM,
		OPTION_VALID_UNTIL, OPTION_STORAGE, OPTION_SUCCEEDS };

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		if (o->seen[ids[i]] && o->key == NULL)
			return options_wrong("--%s is of a key that is added: "
			    "--key is missing", trust_option_name(ids[i]));
	return 0;
}

int
trust_check_options(struct trust_verb_options *o, const char *verb)
{
	o->seen[OPTION_OUTPUT] = o->common.output != NULL;
	o->seen[OPTION_FORCE] = o->common.force != 0;
	for (int id = 0; id < OPTION_END; id++) {
		const int *own = options_of(verb);

		if (!o->seen[id])
			continue;
		while (*own != 0 && *own != id)
			own++;
		if (*own == id)
			continue;
		if (trust_option_name(id) == NULL)
			return options_wrong("%s does not take -%c",
			    verb, id);
		return options_wrong("%s does not take --%s", verb,
		    trust_option_name(id));
	}
	return strcmp(verb, "add") == 0 ? check_key(o) : 0;
}
