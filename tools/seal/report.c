/*
 * What was sealed, told to people or to a program.
 */
#include "seal/report.h"
#include "common/clock.h"
#include "common/message.h"
#include "common/text.h"

#include <evidence/evidence.h>

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
report_finding(void *context, const char *path, const char *code,
    const char *text)
{
	struct events *events = context;
	size_t len = 0;
	char *more = NULL;
	FILE *out;

	if (!events->quiet && path != NULL)
		message(NULL, "%s: %s", path, text);
	else if (!events->quiet)
		message(NULL, "%s", text);
	out = open_memstream(&more, &len);
	if (out == NULL)
		return;
	if (events->json != NULL)
		fprintf(out, "%s,", events->json);
	fputs("{\"path\":", out);
	if (path != NULL)
		text_json(out, path);
	else
		fputs("null", out);
	fputs(",\"code\":", out);
	if (code != NULL)
		text_json(out, code);
	else
		fputs("null", out);
	fputs(",\"message\":", out);
	text_json(out, text);
	putc('}', out);
	if (fclose(out) != 0) {
		free(more);
		return;
	}
	free(events->json);
	events->json = more;
	events->n++;
}

void
report_events_free(struct events *events)
{
	free(events->json);
	events->json = NULL;
}

/* The file to name to evid-verify: the first volume where there are some. */
static char *
result_file(const struct evid_seal_options *options,
    const struct evid_seal_result *result)
{
	char *file = NULL;

	if (asprintf(&file, "%s%s", options->output,
	    result->volumes > 0 ? ".001" : "") < 0)
		return NULL;
	return file;
}

static void
result_json(FILE *out, const char *file,
    const struct evid_seal_options *options,
    const struct evid_seal_result *r, const struct events *events, int check,
    int exit_status)
{
	fputs("{\"bundle\":{\"file\":", out);
	text_json(out, file);
	fprintf(out, ",\"id\":\"%s\",\"name\":", r->id);
	text_json(out, options->name);
	fprintf(out, ",\"volumes\":%u},\"sealDigest\":\"%s\","
	    "\"sealNumber\":\"%s\",\"completeness\":\"%s\","
	    "\"objects\":%" PRIu64 ",\"files\":%" PRIu64 ",\"bytes\":%" PRIu64
	    ",\"findings\":[%s],", r->volumes, r->seal_digest, r->seal_number,
	    r->partial ? "partial" : "complete", r->objects, r->files,
	    r->bytes, events->json == NULL ? "" : events->json);
	if (check >= 0)
		fprintf(out, "\"readBack\":\"%s\",",
		    evid_result_name((enum evid_result)check));
	fprintf(out, "\"exitStatus\":%d}\n", exit_status);
}

static void
result_text(FILE *out, const char *file, const struct evid_seal_result *r)
{
	char objects[32], files[32], bytes[32];

	fprintf(out, "%s: sealed\n"
	    "  content     %s object%s, of them %s file%s with %s\n",
	    file, text_count(r->objects, objects), r->objects == 1 ? "" : "s",
	    text_count(r->files, files), r->files == 1 ? "" : "s",
	    text_bytes(r->bytes, bytes));
	if (r->partial)
		fputs("  partial     not every object could be read as it "
		    "was; the seal says which\n", out);
	else
		fputs("  complete    every object could be read\n", out);
	if (r->volumes > 0)
		fprintf(out, "  volumes     %u; send them all\n", r->volumes);
	fprintf(out, "  id          %s\n  seal        %s\n", r->id,
	    r->seal_number);
}

void
report_sealed(FILE *out, const struct common_options *common,
    const struct evid_seal_options *options,
    const struct evid_seal_result *result)
{
	char *file, *escaped;

	if (common->json || common->quiet)
		return;
	file = result_file(options, result);
	escaped = file == NULL ? NULL : text_escaped(file);
	if (escaped == NULL)
		message(NULL, "sealed, but out of memory; the seal number is "
		    "%s", result->seal_number);
	else
		result_text(out, strcmp(file, "-") == 0 ? "standard output" :
		    escaped, result);
	free(escaped);
	free(file);
}

void
report_result(FILE *out, const struct common_options *common,
    const struct evid_seal_options *options,
    const struct evid_seal_result *result, const struct events *events,
    int check, int exit_status)
{
	char *file;

	if (!common->json) {
		if (!common->quiet && (exit_status == EXIT_DONE ||
		    exit_status == EXIT_POLICY))
			fputs("Note the seal number, or telephone it to "
			    "whoever will verify: with\n"
			    "evid-verify --expect it shows that the very same "
			    "seal arrived.\n", out);
		return;
	}
	file = result_file(options, result);
	if (file == NULL)
		message(NULL, "sealed, but out of memory; the seal number is "
		    "%s", result->seal_number);
	else
		result_json(out, file, options, result, events, check,
		    exit_status);
	free(file);
}

void
report_failed(const struct evid_seal_options *options,
    enum evid_status status, int interrupted)
{
	char *kept = NULL;

	if (options->resume && asprintf(&kept, "%s.resume",
	    options->output) < 0)
		kept = NULL;
	if (kept != NULL && access(kept, F_OK) != 0) {
		free(kept);
		kept = NULL;
	}
	if (interrupted && kept == NULL)
		message(NULL, "interrupted; nothing was written");
	else if (interrupted || (kept != NULL && (status == EVID_ERR_SPACE ||
	    status == EVID_ERR_IO || status == EVID_ERR_MEMORY)))
		message_of(kept, "the same command goes on from there", "%s"
		    "what was sealed so far is kept", interrupted ?
		    "interrupted; " : "");
	free(kept);
}

void
report_lost(const struct evid_seal_options *options,
    const struct evid_seal_result *result)
{
	char *file = result_file(options, result);

	message_of(file == NULL ? options->output : file, "note the number; "
	    "nothing is to be sealed again", "it is sealed all the same; the "
	    "seal number is %s", result->seal_number);
	free(file);
}

static int
tell_verdict(const struct common_options *common,
    const struct evid_verdict *verdict)
{
	int result = (int)evid_verdict_result(verdict);
	struct evid_error err = EVID_ERROR_INIT;
	char *text = NULL;

	if (common->json || (common->quiet && result == EVID_VERIFIED))
		return result;
	if (evid_verdict_text(verdict, common->verbose, &text, &err) !=
	    EVID_OK) {
		message_error(&err);
		return EXIT_AGAIN;
	}
	fputs(text, stdout);
	free(text);
	return result;
}

int
report_read_back(const struct common_options *common,
    const struct evid_seal_options *options,
    const struct evid_seal_result *result, const struct signers *signers,
    const char *payload)
{
	struct evid_verify_options how = EVID_VERIFY_OPTIONS_INIT;
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_verdict *verdict = NULL;
	char *file = result_file(options, result);
	enum evid_status status = EVID_ERR_MEMORY;
	int exit_status;

	how.keys = signers->publics;
	how.n_keys = signers->n;
	how.threshold = (unsigned int)signers->n;
	how.payload = payload;
	how.threads = options->threads;
	how.has_now = 1;
	how.now = clock_now();
	how.tool_name = options->tool_name;
	how.progress = progress_tell;
	progress_begin(common->progress, common->quiet, "reading back");
	if (file != NULL)
		status = evid_verify_path(file, &how, &verdict, &err);
	progress_end();
	if (status == EVID_OK) {
		exit_status = tell_verdict(common, verdict);
	} else {
		if (status != EVID_ERR_CANCELLED)
			message_error(&err);
		exit_status = message_exit(status);
	}
	if (exit_status == EXIT_NOT_INTACT)
		message_of(file, "delete it, check the disk and the memory, "
		    "and seal again", "read back, it is not what was sealed");
	evid_verdict_free(verdict);
	free(file);
	return exit_status;
}
