/*
 * evid-case check, what a case lacks; and what it shares with clocks.
 */
#include "case/data.h"
#include "case/show.h"
#include "common/message.h"
#include "common/output.h"
#include "common/text.h"

#include <stdlib.h>
#include <string.h>

struct evid_case *
case_open(const char *path, const struct evid_masks *masks, int *sealed_out,
    int *status_out)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_case *c = NULL;
	enum evid_status status;

	status = evid_case_read_masked(path, masks, &c, sealed_out, &err);
	*status_out = EXIT_DONE;
	if (status == EVID_OK)
		return c;
	message_error(&err);
	*status_out = message_exit(status);
	/* What is in a bundle is no file of one's own. */
	if (*sealed_out && *status_out == EXIT_USAGE &&
	    status != EVID_ERR_ARGUMENT)
		*status_out = EXIT_NOT_INTACT;
	return NULL;
}

int
case_is_none(const struct evid_case *c, const char *path)
{
	if (!evid_case_is_none(c))
		return 0;
	message_of(path, "name the file of the case, or a bundle that was "
	    "sealed with one (evid-seal -c)", "this bundle was sealed without "
	    "a case");
	return EXIT_USAGE;
}

static int
open_lengths(const struct case_request *r, struct data *data,
    struct evid_case_options *options)
{
	int status = data_open(data, r->templates);

	if (status == 0)
		status = data_lengths(data);
	options->now = r->at;
	options->lengths = (const char *const *)data->lengths;
	options->n_lengths = data->n_lengths;
	return status;
}

/* ---- check ---- */

int
case_finding_json(void *context, const struct evid_finding *f)
{
	struct show *s = context;

	fprintf(s->out, "%s\n{\"code\":\"%s\",\"effect\":%d,\"path\":",
	    s->n++ > 0 ? "," : "", f->code, f->effect);
	text_json(s->out, f->path);
	fputs(",\"message\":", s->out);
	text_json(s->out, f->message);
	fputs(",\"hint\":", s->out);
	text_json(s->out, f->hint);
	fputs("}", s->out);
	return 0;
}

static int
finding_text(void *context, const struct evid_finding *f)
{
	struct show *s = context;

	if (f->effect == 0) {
		s->n_notes++;
		if (!s->request->common.verbose)
			return 0;
	} else {
		s->n++;
	}
	if (s->request->common.quiet)
		return 0;
	fprintf(s->out, "  %s%s%s%s [%s]\n    hint: %s\n",
	    f->effect == 0 ? "note: " : "", f->path,
	    f->path[0] != '\0' ? ": " : "", f->message, f->code, f->hint);
	return 0;
}

static void
check_end(struct show *s, const char *path, int result)
{
	char *shown;

	if (s->request->common.json) {
		fprintf(s->out, "%s],\"exitStatus\":%d}\n",
		    s->n > 0 ? "\n" : "", result);
		return;
	}
	shown = text_escaped(path);
	if (s->request->common.quiet)
		;
	else if (s->n == 0)
		fprintf(s->out, "%s: nothing is missing or strange",
		    shown == NULL ? "?" : shown);
	else
		fprintf(s->out, "%s: %zu %s", shown == NULL ? "?" : shown,
		    s->n, s->worst == 2 ? "to be mended: it is no case yet" :
		    "to be looked at by a person");
	if (!s->request->common.quiet)
		fprintf(s->out, s->n_notes > 0 &&
		    !s->request->common.verbose ? "; %zu %s (-v)\n" : "\n",
		    s->n_notes, s->n_notes == 1 ? "note" : "notes");
	free(shown);
}

static int
check_one(struct show *s, const struct evid_case *c, const char *path,
    int sealed, const struct evid_case_options *options)
{
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;
	int result = case_is_none(c, path);

	if (result != 0)
		return result;
	if (s->request->common.json) {
		fputs("{\"file\":", s->out);
		text_json(s->out, path);
		fprintf(s->out, ",\"sealed\":%s,\"findings\":[",
		    sealed ? "true" : "false");
	}
	status = evid_case_check(c, options, s->request->common.json ?
	    case_finding_json : finding_text, s, &s->worst, &err);
	if (status != EVID_OK) {
		message_error(&err);
		result = message_exit(status);
		if (s->request->common.json)
			check_end(s, path, result);
		return result;
	}
	/* A sealed case stays as it is: a person is to look at it. */
	result = s->worst == 2 && sealed ? EXIT_POLICY : s->worst;
	check_end(s, path, result);
	return result;
}

/* ---- both ---- */

int
case_show(const struct case_request *r, const char *path, show_fn *one)
{
	struct evid_case_options options = EVID_CASE_OPTIONS_INIT;
	struct show s = { .request = r };
	struct output out = OUTPUT_INIT;
	struct data data = { .n_folders = 0 };
	struct log log = { NULL, NULL };
	struct evid_case *c;
	int sealed, status;

	c = case_open(path, &r->mask.masks, &sealed, &status);
	if (c == NULL)
		return status;
	if (r->mask_given && !sealed)
		status = options_wrong("--mask is of what a bundle holds, and "
		    "none was named");
	if (status == 0 && r->custody != NULL)
		status = log_open(&log, r, c, path, sealed);
	if (status == 0)
		status = open_lengths(r, &data, &options);
	if (status == 0)
		status = output_open(&out, r->common.output, 0644,
		    r->common.force);
	if (status == 0) {
		s.out = out.file;
		s.log = log.custody;
		status = one(&s, c, path, sealed, &options);
		if (status == EXIT_DONE || status == EXIT_POLICY ||
		    (status == EXIT_USAGE && s.worst == 2)) {
			int written = output_commit(&out);

			if (written != 0)
				status = written;
		}
		output_abandon(&out);
	}
	data_close(&data);
	evid_case_free(c);
	log_close(&log);
	return status;
}

int
case_check(const struct case_request *r, const char *path)
{
	return case_show(r, path, check_one);
}
