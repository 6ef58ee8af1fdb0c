/*
 * evid-case new and reply: a case from data files, from options, and from
 * what is typed on a terminal.
 */
#include "case/data.h"
#include "case/verbs.h"
#include "common/message.h"
#include "common/output.h"
#include "common/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int
failed(const struct evid_error *err, enum evid_status status)
{
	message_error(err);
	return message_exit(status);
}

/* FIELD=VALUE */
static int
set_one(struct evid_case *c, const char *pair)
{
	struct evid_error err = EVID_ERROR_INIT;
	const char *equals = strchr(pair, '=');
	enum evid_status status;
	char *path;

	if (equals == NULL || equals == pair) {
		message_of(pair, "write it as reference.own=2026-014",
		    "--set takes FIELD=VALUE");
		return EXIT_USAGE;
	}
	path = strndup(pair, (size_t)(equals - pair));
	if (path == NULL)
		return message_memory();
	status = evid_case_set(c, path, equals + 1, &err);
	free(path);
	return status == EVID_OK ? 0 : failed(&err, status);
}

static int
apply(const struct case_request *r, struct evid_case *c)
{
	static const char first[] = "language.written=";
	int status = 0;

	/* Plain texts are in the language of the case: it comes first. */
	for (size_t i = 0; i < r->sets.n && status == 0; i++) {
		if (strncmp(r->sets.items[i], first, sizeof(first) - 1) == 0)
			status = set_one(c, r->sets.items[i]);
	}
	for (size_t i = 0; i < r->sets.n && status == 0; i++)
		status = set_one(c, r->sets.items[i]);
	for (size_t i = 0; i < r->answers.n && status == 0; i++)
		status = case_answer(c, r->answers.items[i]);
	return status;
}

/* Was this field, or something in it, set by an option? */
static int
was_set(const struct case_request *r, const char *path)
{
	size_t len = strlen(path);

	for (size_t i = 0; i < r->sets.n; i++) {
		const char *set = r->sets.items[i];

		if (strncmp(set, path, len) == 0 &&
		    strchr("=.[", set[len]) != NULL)
			return 1;
	}
	return 0;
}

/* 1 with the line, without its end; 0 at the end of the input. */
static int
read_line(char **line, size_t *cap)
{
	ssize_t n = getline(line, cap, stdin);

	if (n < 0)
		return 0;
	while (n > 0 && ((*line)[n - 1] == '\n' || (*line)[n - 1] == '\r'))
		(*line)[--n] = '\0';
	return 1;
}

static void
prompt(const char *question, const char *now)
{
	char *q = text_escaped(question), *v = text_escaped(now);

	fprintf(stderr, "%s", q == NULL ? "?" : q);
	if (v != NULL && v[0] != '\0' && v[0] != '[' && v[0] != '{')
		fprintf(stderr, " [%s]", v);
	fputs(": ", stderr);
	fflush(stderr);
	free(q);
	free(v);
}

/* What is typed wrong is told and asked again; nothing typed changes
 * nothing. */
static int
ask_one(struct evid_case *c, const char *path, const char *question,
    char **line, size_t *cap)
{
	for (;;) {
		struct evid_error err = EVID_ERROR_INIT;
		enum evid_status status;
		char *now = NULL;

		status = evid_case_get(c, path, &now, &err);
		if (status != EVID_OK)
			return failed(&err, status);
		prompt(question, now == NULL ? "" : now);
		free(now);
		if (!read_line(line, cap))
			return -1;
		if ((*line)[0] == '\0')
			return 0;
		status = evid_case_set(c, path, *line, &err);
		if (status == EVID_OK)
			return 0;
		message_error(&err);
		if (status != EVID_ERR_ARGUMENT)
			return message_exit(status);
	}
}

static int
ask_items(struct evid_case *c, char **line, size_t *cap)
{
	int status = 0;

	for (size_t i = 0; status == 0; i++) {
		struct evid_error err = EVID_ERROR_INIT;
		char id_path[64], path[64], question[256], *id = NULL;
		char *outcome = NULL;

		snprintf(id_path, sizeof(id_path), "items[%zu].id", i);
		snprintf(path, sizeof(path), "items[%zu].outcome", i);
		if (evid_case_get(c, id_path, &id, &err) != EVID_OK ||
		    id == NULL)
			break;
		if (evid_case_get(c, path, &outcome, &err) == EVID_OK &&
		    outcome != NULL && outcome[0] == '\0') {
			snprintf(question, sizeof(question), "What became of "
			    "item %.64s (provided, partial, none-found, "
			    "not-held, refused, pending, lapsed)", id);
			status = ask_one(c, path, question, line, cap);
		}
		free(outcome);
		free(id);
	}
	return status;
}

/* On a terminal, what the template asks; of an answer each item, instead of
 * the template's own. */
static int
ask_all(const struct case_request *r, struct evid_case *c, int reply)
{
	const char *path, *question;
	char *line = NULL;
	size_t cap = 0;
	int status = 0;

	if (!isatty(STDIN_FILENO))
		return 0;
	if (reply)
		status = ask_items(c, &line, &cap);
	for (size_t i = 0; status == 0 &&
	    evid_case_question(c, i, &path, &question); i++) {
		if (was_set(r, path) || (reply &&
		    (strncmp(path, "items[", 6) == 0 ||
		    strncmp(path, "parties[", 8) == 0 ||
		    strncmp(path, "inReplyTo[", 10) == 0)))
			continue;
		status = ask_one(c, path, question, &line, &cap);
	}
	free(line);
	return status < 0 ? 0 : status;
}

struct counts {
	size_t open, broken;
};

static int
count(void *context, const struct evid_finding *f)
{
	struct counts *counts = context;

	counts->open += f->effect == 3;
	counts->broken += f->effect == 2;
	if (f->effect == 2)
		message(f->hint, "%s: %s", f->path, f->message);
	return 0;
}

/* The form must hold before anything is written. */
static int
look(const struct case_request *r, const struct evid_case *c)
{
	struct evid_case_options options = EVID_CASE_OPTIONS_INIT;
	struct evid_error err = EVID_ERROR_INIT;
	struct counts counts = { 0, 0 };
	enum evid_status status;
	int worst;

	options.now = r->at;
	status = evid_case_check(c, &options, count, &counts, &worst, &err);
	if (status != EVID_OK)
		return failed(&err, status);
	if (counts.broken > 0)
		return EXIT_USAGE;
	if (!r->common.quiet && counts.open > 0)
		message("evid-case check says which", "%zu %s still to be "
		    "filled in or decided", counts.open,
		    counts.open == 1 ? "field is" : "fields are");
	return 0;
}

static int
write_out(const struct case_request *r, const struct evid_case *c)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct output out = OUTPUT_INIT;
	enum evid_status status;
	char *text = NULL;
	int result;

	status = evid_case_text(c, &text, &err);
	if (status != EVID_OK)
		return failed(&err, status);
	result = output_open(&out, r->common.output, 0644, r->common.force);
	if (result == 0) {
		/* In a file a person edits it; elsewhere it may be shown. */
		if (out.path == NULL)
			text_json_value(out.file, text, strlen(text));
		else
			fputs(text, out.file);
		result = output_commit(&out);
		output_abandon(&out);
	}
	free(text);
	return result;
}

static int
finish(const struct case_request *r, struct evid_case *c, int reply)
{
	int status;

	if (!r->common.quiet)
		message(NULL, "made from %s", evid_case_origin(c));
	status = apply(r, c);
	if (status == 0)
		status = ask_all(r, c, reply);
	if (status == 0)
		status = look(r, c);
	return status == 0 ? write_out(r, c) : status;
}

/* A template of one's own that begins a case of another kind than the one that
 * was asked for; a name of one's own may begin a case of any. */
static int
check_kind(const struct evid_case *c, const char *kind, const char *template)
{
	const char *const *known = evid_case_words("kind");
	char *made = NULL, *shown;
	int status = 0;

	if (evid_case_get(c, "kind", &made, NULL) != EVID_OK || made == NULL)
		return message_memory();
	for (; status == 0 && known != NULL && *known != NULL; known++)
		if (strcmp(*known, kind) == 0 && strcmp(made, kind) != 0) {
			shown = text_escaped(made);
			message_of(template, "compare it with a file that "
			    "was installed", "it begins a case of another "
			    "kind: %s", shown == NULL ? "" : shown);
			free(shown);
			status = EXIT_USAGE;
		}
	free(made);
	return status;
}

static int
begin(const struct case_request *r, const struct evid_case *request,
    const char *kind)
{
	char *template = NULL, *instrument = NULL;
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_case *c = NULL;
	enum evid_status status = EVID_OK;
	struct data data;
	int result = data_open(&data, r->templates);

	if (result == 0)
		result = data_find(&data, "kinds", "--kind", kind, &template);
	if (result == 0 && r->instrument != NULL)
		result = data_find(&data, "instruments", "--instrument",
		    r->instrument, &instrument);
	if (result == 0)
		status = request == NULL ?
		    evid_case_new(template, instrument, &c, &err) :
		    evid_case_reply(request, template, instrument, &c, &err);
	if (status != EVID_OK)
		result = failed(&err, status);
	if (result == 0)
		result = check_kind(c, kind, template);
	if (result == 0)
		result = finish(r, c, request != NULL);
	evid_case_free(c);
	free(template);
	free(instrument);
	data_close(&data);
	return result;
}

int
case_new(const struct case_request *r)
{
	if (r->kind == NULL)
		return options_wrong("new needs --kind: what kind of case it "
		    "is, as mla-request");
	if (r->answers.n > 0)
		return options_wrong("--answer is of reply");
	return begin(r, NULL, r->kind);
}

int
case_reply(const struct case_request *r, const char *path)
{
	const char *kind = r->kind;
	struct evid_case *request;
	int status, sealed;

	request = case_open(path, NULL, &sealed, &status);
	if (request == NULL)
		return status;
	status = case_is_none(request, path);
	if (status != 0) {
		evid_case_free(request);
		return status;
	}
	if (kind == NULL)
		kind = evid_case_reply_kind(request);
	if (sealed && !r->common.quiet)
		message("evid-verify says whether it is intact, and whose",
		    "the request was read, and not verified");
	if (kind[0] == '\0')
		status = options_wrong("reply needs --kind here: a case of "
		    "this kind has no usual answer");
	else
		status = begin(r, request, kind);
	evid_case_free(request);
	return status;
}
