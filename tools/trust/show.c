/*
 * evid-trust show: a directory, in words or as JSON.
 */
#include "trust/verbs.h"
#include "common/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int
trust_show(struct trust_verb_options *o)
{
	struct evid_directory *directory = NULL;
	struct evid_directory_facts facts;
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;
	char *text = NULL, *unknown = NULL;
	const char *file;
	int told = trust_one_operand(o, "the directory", &file);

	if (told != 0)
		return told;
	status = evid_directory_read(file, &directory, &err);
	if (status == EVID_OK)
		status = o->common.json ?
		    evid_directory_json(directory, &text, &err) :
		    evid_directory_text(directory, trust_now(o), &text, &err);
	trust_again(file);
	if (status == EVID_OK && o->common.json)
		status = evid_trust_unknown_keys(file, &unknown, &err);
	if (status == EVID_OK && o->common.json) {
		evid_directory_tell(directory, &facts);
		printf("{\"verb\":\"show\",\"signatures\":%zu,"
		    "\"directory\":", facts.n_signatures);
		text_json_value(stdout, text, strlen(text));
		fputs(",\"notKnown\":", stdout);
		trust_lines_json(stdout, unknown);
		puts("}");
	} else if (status == EVID_OK && !o->common.quiet) {
		fputs(text, stdout);
	}
	free(text);
	free(unknown);
	evid_directory_free(directory);
	return status == EVID_OK ? 0 : trust_failed(&err, status);
}
