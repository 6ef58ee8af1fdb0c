/*
 * evid-trust: the pin list and the trust directory.  The options stand in
 * trust/options.c; what a verb does, in the other files of trust/.
 */
#include "common/inputs.h"
#include "common/message.h"
#include "common/options.h"
#include "common/output.h"
#include "common/sandbox.h"
#include "common/signals.h"
#include "common/state.h"
#include "common/text.h"
#include "trust/verbs.h"

#include <stdlib.h>
#include <string.h>

/* What a verb writes: the pin list; -o, or else the operand; what this station
 * remembers. */
enum {
	WRITES_PINS = 1,
	WRITES_FILE = 2,
	WRITES_STATE = 4
};

static const struct verb {
	const char *name;
	int (*run)(struct trust_verb_options *o);
	unsigned int writes;
} verbs[] = {
	{ "pin", trust_pin, WRITES_PINS },
	{ "pins", trust_pins, 0 },
	{ "init", trust_init, WRITES_FILE | WRITES_STATE },
	{ "add", trust_add, WRITES_FILE },
	{ "revoke", trust_revoke, WRITES_FILE },
	{ "sign", trust_sign, WRITES_FILE },
	{ "update", trust_update, WRITES_FILE | WRITES_STATE },
	{ "show", trust_show, 0 },
	{ "check", trust_check, 0 },
};

static int
enclose(const struct trust_verb_options *o, unsigned int writes)
{
	const char *first = o->n_operands > 0 ? o->operands[0] : NULL;
	const char *output = o->common.output != NULL ? o->common.output :
	    first;
	char *state = NULL;
	int status;

	sandbox_read_all((const char *const *)o->operands, o->n_operands);
	sandbox_read(o->pins);
	sandbox_read(o->key);
	sandbox_read(o->key_file);
	sandbox_read(o->previous);
	sandbox_read(o->passphrase.file);
	if (o->common.output != NULL)
		state_keep((writes & WRITES_STATE) != 0 ? o->state : NULL);
	/* In its own place a draft is changed where no other is named. */
	status = inputs_refuse(o->common.output);
	if (status != 0)
		return status;
	if ((writes & WRITES_PINS) != 0)
		sandbox_change(o->pins);
	if ((writes & WRITES_FILE) != 0)
		sandbox_change(output);
	if ((writes & WRITES_STATE) != 0 && output != NULL) {
		status = state_folder(o->state, &state);
		if (status != 0)
			return status;
		sandbox_state(state);
		free(state);
	}
	status = trust_keep_input(o);
	if (status != 0)
		return status;
	sandbox_enter(SANDBOX_CHANGE, o->common.verbose);
	return 0;
}

static int
run(struct trust_verb_options *o, char **operands, size_t n)
{
	const char *names[sizeof(verbs) / sizeof(verbs[0])];
	int status;

	if (n == 0)
		return options_wrong("which verb? pin, pins, init, add, "
		    "revoke, sign, update, show or check");
	o->operands = operands + 1;
	o->n_operands = n - 1;
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		names[i] = verbs[i].name;
		if (strcmp(operands[0], verbs[i].name) != 0)
			continue;
		status = trust_check_options(o, verbs[i].name);
		if (status == 0)
			status = enclose(o, verbs[i].writes);
		return status != 0 ? status : verbs[i].run(o);
	}
	return options_unknown("no verb is called ", operands[0],
	    strlen(operands[0]), "", names, sizeof(names) / sizeof(names[0]));
}

int
main(int argc, char **argv)
{
	struct trust_verb_options o = { .passphrase = PASSPHRASE_INIT };
	char **operands;
	size_t n;
	int status;

	message_init("evid-trust");
	signals_ignore_pipe();
	status = options_read(&trust_usage, argc, argv, &o.common,
	    trust_take_option, &o, &operands, &n);
	if (status < 0)
		status = run(&o, operands, n);
	passphrase_free(&o.passphrase);
	option_list_free(&o.authority);
	option_list_free(&o.telephone);
	option_list_free(&o.email);
	option_list_free(&o.languages);
	option_list_free(&o.recipients);
	signals_end();
	return output_last(status);
}
