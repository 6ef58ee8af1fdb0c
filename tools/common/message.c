/*
 * Messages on standard error.  Each is written at once, so that lines of
 * several threads do not mix; a progress bar on the terminal is cleared first.
 */
#include "common/message.h"
#include "common/output.h"
#include "common/progress.h"
#include "common/signals.h"
#include "common/standard.h"
#include "common/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const char *tool_name = "evid";
static int is_verbose;

void
message_init(const char *tool)
{
	standard_begin();
	output_begin();
	tool_name = tool;
}

const char *
message_tool(void)
{
	return tool_name;
}

static void EVID_PRINTF(3, 0)
write_message(const char *name, const char *hint, const char *format,
    va_list args)
{
	flockfile(stderr);
	progress_clear();
	fprintf(stderr, "%s: ", tool_name);
	if (name != NULL)
		fprintf(stderr, "%s: ", name);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	if (hint != NULL && hint[0] != '\0')
		fprintf(stderr, "  hint: %s\n", hint);
	fflush(stderr);
	funlockfile(stderr);
}

void
message(const char *hint, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	write_message(NULL, hint, format, args);
	va_end(args);
}

void
message_of(const char *name, const char *hint, const char *format, ...)
{
	char *escaped = text_escaped(name);
	va_list args;

	va_start(args, format);
	write_message(escaped == NULL ? "(no memory)" : escaped, hint, format,
	    args);
	va_end(args);
	free(escaped);
}

/* What to do next, where the library knows nothing more special. */
static const char *
hint_of(enum evid_status status)
{
	switch (status) {
	case EVID_ERR_FORMAT:
		return "check that this is the file that was meant";
	case EVID_ERR_TRUNCATED:
		return "fetch the rest, or the whole again";
	case EVID_ERR_TOO_NEW:
		return "use a newer version, or other software";
	case EVID_ERR_KEY:
		return "check the key and its passphrase";
	case EVID_ERR_CHANGED:
		return "try again when nothing writes to it";
	case EVID_ERR_MEMORY:
		return "close other programs, or use fewer threads";
	case EVID_ERR_SPACE:
		return "free some space, or write elsewhere";
	case EVID_ERR_IO:
		return "check the medium and try again";
	case EVID_ERR_NOT_FOUND:
		return "check the name and the folder it is in";
	default:
		return "the manual and --help tell more";
	}
}

void
message_set_verbose(int verbose)
{
	is_verbose = verbose;
}

void
message_more(const char *name, const char *format, ...)
{
	char *escaped;
	va_list args;

	if (!is_verbose)
		return;
	escaped = text_escaped(name);
	va_start(args, format);
	write_message(escaped == NULL ? "(no memory)" : escaped, NULL, format,
	    args);
	va_end(args);
	free(escaped);
}

void
message_error(const struct evid_error *err)
{
	const char *hint = err->hint[0] != '\0' ? err->hint :
	    hint_of(err->status);

	/* It ends by the signal, which says it all. */
	if (err->system == EINTR && signals_came() != 0)
		return;
	if (err->message[0] != '\0')
		message(hint, "%s", err->message);
	else
		message(hint, "%s", evid_status_name(err->status));
}

int
message_memory(void)
{
	message("close other programs", "out of memory");
	return EXIT_AGAIN;
}

enum evid_status
message_fail(struct evid_error *err, enum evid_status status, const char *hint,
    const char *format, ...)
{
	va_list args;

	if (err == NULL || err->status != EVID_OK)
		return status;
	err->status = status;
	va_start(args, format);
	vsnprintf(err->message, sizeof(err->message), format, args);
	va_end(args);
	snprintf(err->hint, sizeof(err->hint), "%s", hint);
	return status;
}

int
message_exit(enum evid_status status)
{
	switch (status) {
	case EVID_OK:
		return EXIT_DONE;
	case EVID_ERR_MISMATCH:
	case EVID_ERR_FORGED:
		return EXIT_NOT_INTACT;
	case EVID_ERR_ARGUMENT:
	case EVID_ERR_EXISTS:
	case EVID_ERR_FORMAT:
	case EVID_ERR_LIMIT:
		return EXIT_USAGE;
	case EVID_ERR_UNTRUSTED:
		return EXIT_POLICY;
	case EVID_ERR_KEY:
	case EVID_ERR_TOO_NEW:
	case EVID_ERR_CRYPTO:
		return EXIT_CANNOT;
	case EVID_ERR_MEMORY:
	case EVID_ERR_IO:
	case EVID_ERR_SPACE:
	case EVID_ERR_NOT_FOUND:
	case EVID_ERR_CHANGED:
	case EVID_ERR_UNREADABLE:
	case EVID_ERR_TRUNCATED:
	case EVID_ERR_CANCELLED:
		return EXIT_AGAIN;
	}
	return EXIT_AGAIN;
}

int
message_exit_foreign(enum evid_status status)
{
	if (status == EVID_ERR_FORMAT || status == EVID_ERR_LIMIT)
		return EXIT_NOT_INTACT;
	return message_exit(status);
}

int
message_failed(const struct evid_error *err, enum evid_status status)
{
	if (status != EVID_ERR_CANCELLED)
		message_error(err);
	return message_exit(status);
}
