/*
 * Small words of all verbs (verbs.h).
 */
#include "trust/verbs.h"
#include "common/message.h"
#include "common/signals.h"
#include "common/standard.h"
#include "common/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct evid_time
trust_now(const struct trust_verb_options *o)
{
	struct evid_time now = { time(NULL), 0 };

	return o->has_at ? o->at : now;
}

int
trust_failed(const struct evid_error *err, enum evid_status status)
{
	if (status != EVID_ERR_CANCELLED)
		message_error(err);
	return message_exit(status);
}

void
trust_tell_state(const char *state)
{
	if (state != NULL)
		message_more(state, "here it is noted which versions were "
		    "seen");
}

enum evid_status
trust_put_noted(const struct trust_verb_options *o,
    const struct evid_directory *directory, const char *output,
    const char *state, struct evid_error *err)
{
	signals_note();
	return evid_directory_put(directory, output,
	    o->common.output == NULL ? EVID_PUT_IN_PLACE : o->common.force ?
	    EVID_PUT_OVER : EVID_PUT_NEW, state, err);
}

int
trust_put(const struct trust_verb_options *o,
    const struct evid_directory *directory, const char *output)
{
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status = trust_put_noted(o, directory, output, NULL,
	    &err);

	return status == EVID_OK ? 0 : trust_failed(&err, status);
}

int
trust_one_operand(const struct trust_verb_options *o, const char *what,
    const char **out)
{
	if (o->n_operands != 1)
		return options_wrong("one operand is expected: %s", what);
	*out = o->operands[0];
	return 0;
}

FILE *
trust_out(const struct trust_verb_options *o)
{
	return standard_named(o->common.output) ? stderr : stdout;
}

void
trust_tell(const struct trust_verb_options *o, const char *file,
    const char *format, ...)
{
	FILE *out = trust_out(o);
	char *escaped;
	va_list args;

	if (o->common.quiet || o->common.json)
		return;
	escaped = text_escaped(out == stderr && standard_named(file) ?
	    "standard output" : file);
	fprintf(out, "%s: ", escaped == NULL ? "(no memory)" : escaped);
	free(escaped);
	va_start(args, format);
	vfprintf(out, format, args);
	va_end(args);
	fputc('\n', out);
}

void
trust_lines_json(FILE *out, const char *lines)
{
	const char *comma = "";

	fputc('[', out);
	while (*lines != '\0') {
		size_t len = strcspn(lines, "\n");
		char *line = strndup(lines, len);

		fputs(comma, out);
		text_json(out, line == NULL ? "(no memory)" : line);
		free(line);
		comma = ",";
		lines += len;
		if (*lines == '\n')
			lines++;
	}
	fputc(']', out);
}
