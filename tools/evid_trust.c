/*
 * evid-trust: the pin list and the trust directory.  The options stand in
 * trust/options.c; what a verb does, in the other files of trust/.
 */
#include "common/message.h"
#include "common/options.h"
#include "common/output.h"
#include "common/signals.h"
#include "common/text.h"
#include "trust/verbs.h"

#include <stdlib.h>
#include <string.h>

static const struct verb {
	const char *name;
	int (*run)(struct trust_verb_options *o);
} verbs[] = {
	{ "pin", trust_pin },
	{ "pins", trust_pins },
	{ "init", trust_init },
	{ "add", trust_add },
	{ "revoke", trust_revoke },
	{ "sign", trust_sign },
	{ "update", trust_update },
	{ "show", trust_show },
	{ "check", trust_check },
};

static int
run(struct trust_verb_options *o, char **operands, size_t n)
{
	char *escaped;
	int status;

	if (n == 0)
		return options_wrong("which verb? pin, pins, init, add, "
		    "revoke, sign, update, show or check");
	o->operands = operands + 1;
	o->n_operands = n - 1;
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (strcmp(operands[0], verbs[i].name) != 0)
			continue;
		status = trust_check_options(o, verbs[i].name);
		return status != 0 ? status : verbs[i].run(o);
	}
	escaped = text_escaped(operands[0]);
	status = options_wrong("no verb is called %s", escaped == NULL ?
	    "(no memory)" : escaped);
	free(escaped);
	return status;
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
	return output_last(status);
}
