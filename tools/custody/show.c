/*
 * The verbs that show a log, or put several together: merge, list, verify,
 * form.
 */
#include "common/clock.h"
#include "common/message.h"
#include "common/output.h"
#include "common/signals.h"
#include "common/text.h"
#include "custody/verbs.h"

#include <stdio.h>
#include <string.h>

static int
write_piece(void *context, const char *text, size_t len)
{
	FILE *out = context;

	return fwrite(text, 1, len, out) != len || signals_came() != 0;
}

static int
write_json(void *context, const char *json, size_t len)
{
	FILE *out = context;

	text_json_value(out, json, len);
	return ferror(out) || signals_came() != 0;
}

static int
read_log(const struct custody_options *o, struct evid_trust **trust_out,
    struct evid_custody **out)
{
	struct evid_custody_options how = EVID_CUSTODY_OPTIONS_INIT;
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;
	int done;

	if (o->n_operands == 0)
		return options_wrong("no log was named");
	if (o->n_operands > 2)
		return options_wrong("one log, and perhaps its bundle; merge "
		    "several first");
	done = trust_read(&o->whom, trust_out);
	if (done != 0)
		return done;
	how.bundle = o->n_operands > 1 ? o->operands[1] : NULL;
	how.trust = *trust_out;
	how.threads = o->common.jobs;
	how.has_now = 1;
	how.now = clock_now();
	if (o->whom.has_at)
		how.now = o->whom.at;
	how.tool_name = "evid-custody";
	status = evid_custody_read((const char *const *)o->operands, 1, &how,
	    out, &err);
	if (status == EVID_OK)
		return 0;
	message_error(&err);
	return message_exit_foreign(status);
}

/* @result: what a check ends with; 0 where nothing is checked */
static int
show(const struct custody_options *o, const struct evid_custody *c,
    enum evid_custody_view view, int result)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct output out = OUTPUT_INIT;
	enum evid_status status;
	int done;

	if (o->common.output != NULL)
		signals_note();
	done = output_open(&out, o->common.output, 0644, o->common.force);
	if (done != 0)
		return done;
	status = o->common.quiet && !o->common.json ? EVID_OK :
	    evid_custody_write(c, view, o->common.json ? write_json :
	    write_piece, out.file, &err);
	if (status == EVID_OK || status == EVID_ERR_CANCELLED)
		done = signals_came() != 0 ? EXIT_AGAIN : output_commit(&out);
	else
		done = custody_failed(&err, status);
	output_abandon(&out);
	return done != 0 ? done : result;
}

int
custody_list(struct custody_options *o)
{
	struct evid_trust *trust = NULL;
	struct evid_custody *c = NULL;
	int status = read_log(o, &trust, &c);

	if (status == 0)
		status = show(o, c, o->common.json ? EVID_CUSTODY_JSON :
		    o->open ? EVID_CUSTODY_OPEN : EVID_CUSTODY_TREE, 0);
	evid_custody_free(c);
	evid_trust_free(trust);
	return status;
}

int
custody_verify(struct custody_options *o)
{
	struct evid_trust *trust = NULL;
	struct evid_custody *c = NULL;
	int status = read_log(o, &trust, &c);

	if (status == 0)
		status = show(o, c, o->common.json ?
		    EVID_CUSTODY_VERDICT_JSON : EVID_CUSTODY_VERDICT,
		    (int)evid_custody_result(c));
	evid_custody_free(c);
	evid_trust_free(trust);
	return status;
}

int
custody_form(struct custody_options *o)
{
	struct evid_trust *trust = NULL;
	struct evid_custody *c = NULL;
	int status;

	if (o->common.json)
		return options_wrong("form is for people: list has --json");
	status = read_log(o, &trust, &c);
	if (status == 0)
		status = show(o, c, o->html ? EVID_CUSTODY_FORM_HTML :
		    EVID_CUSTODY_FORM, 0);
	evid_custody_free(c);
	evid_trust_free(trust);
	return status;
}

int
custody_merge(struct custody_options *o)
{
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status = EVID_OK;
	uint64_t cut;

	if (o->n_operands == 0)
		return options_wrong("no log was named");
	if (o->common.output == NULL)
		return options_wrong("-o names the file for the union; - is "
		    "standard output");
	for (size_t i = 0; o->mend && i < o->n_operands &&
	    status == EVID_OK; i++)
		if (strcmp(o->operands[i], "-") != 0)
			status = evid_custody_mend(o->operands[i], &cut,
			    &err);
	if (status == EVID_OK)
		status = evid_custody_merge((const char *const *)o->operands,
		    o->n_operands, o->common.output, o->common.force, &err);
	return status == EVID_OK ? EXIT_DONE : custody_failed(&err, status);
}
