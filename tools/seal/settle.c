/*
 * What the command line leaves open: whether its options go together, the
 * bundle's name, the output's, and where a detached payload stands.
 */
#include "seal/settle.h"
#include "common/message.h"
#include "common/standard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int
is_folder(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISDIR(st.st_mode);
}

static int
check_stdin(const struct seal *s, char **operands, size_t n)
{
	size_t times = 0;

	for (size_t i = 0; i < n; i++)
		times += strcmp(operands[i], "-") == 0;
	if (times > 1)
		return options_wrong("standard input (-) can be sealed but "
		    "once");
	if (times == 1 && s->options.stdin_name == NULL)
		return options_wrong("standard input (-) needs --stdin-name");
	if (times == 0 && s->options.stdin_name != NULL)
		return options_wrong("--stdin-name is for the operand -, "
		    "which is not there");
	if (times == 0 && s->options.has_stdin_size)
		return options_wrong("--stdin-size is for the operand -, "
		    "which is not there");
	if (times == 1 && s->options.detached)
		return options_wrong("standard input (-) cannot be sealed "
		    "with --detached: it stays nowhere");
	if (times == 1 && isatty(STDIN_FILENO))
		return options_wrong("standard input (-) is a terminal: "
		    "nothing to seal comes from there");
	if (times == 1 && is_folder(STDIN_FILENO))
		return options_wrong("standard input (-) is a folder: name "
		    "the folder as an operand");
	return times == 1 ? standard_check_input() : 0;
}

/* What cannot be had twice cannot be gone on with. */
static int
check_resume(const struct seal *s, char **operands, size_t n)
{
	const char *output = s->common.output;

	if (!s->options.resume && s->options.checkpoint != 0)
		return options_wrong("--checkpoint is for --resume, which is "
		    "not there");
	if (s->options.resume && output != NULL && strcmp(output, "-") == 0)
		return options_wrong("--resume needs a file, not standard "
		    "output");
	if (s->options.resume && s->options.detached)
		return options_wrong("--resume has nothing to go on from "
		    "with --detached: it writes only at its end");
	if (s->options.resume && s->options.stdin_name != NULL)
		return options_wrong("--resume cannot read standard input (-) "
		    "again");
	return check_stdin(s, operands, n);
}

static int
check_usage(const struct seal *s, char **operands, size_t n)
{
	const char *output = s->common.output;

	if (n == 0)
		return options_wrong("nothing to seal: name files, folders or "
		    "devices");
	if (s->keys.n == 0)
		return options_wrong("-k KEY is missing: a seal needs a "
		    "secret key");
	if (s->keys.n > 64)
		return options_wrong("-k: at most 64 keys can sign");
	if (s->options.custody == NULL && (trust_is_given(&s->whom) ||
	    s->whom.state != NULL))
		return options_wrong("%s is for --custody, which is not there",
		    s->whom.keys.n > 0 ? "-p" : s->whom.directory != NULL ?
		    "-t" : s->whom.pins.n > 0 ? "--pins" : "--state");
	if (output != NULL && strcmp(output, "-") == 0) {
		if (s->common.json)
			return options_wrong("--json and -o - both want "
			    "standard output");
		if (s->verify)
			return options_wrong("--verify cannot read back what "
			    "went to standard output");
		if (s->options.volume_size != 0)
			return options_wrong("--volume needs files, not "
			    "standard output");
		if (standard_closed(STDOUT_FILENO))
			return options_wrong("standard output (-o -) is "
			    "closed: nothing can be written there");
		if (isatty(STDOUT_FILENO))
			return options_wrong("a bundle is not written to a "
			    "terminal: name a file with -o");
	}
	return check_resume(s, operands, n);
}

/* NAME and OUT, where they were not given. */
static int
settle_names(struct seal *s, char **operands, size_t n)
{
	struct evid_error err = EVID_ERROR_INIT;
	const char *sole = operands[0];

	if (s->options.name == NULL && n > 1)
		return options_wrong("-n NAME is missing: several operands "
		    "give no name");
	if (s->options.name == NULL) {
		if (strcmp(sole, "-") == 0)
			sole = s->options.stdin_name;
		if (evid_bundle_name_from(sole, s->name, &err) != EVID_OK) {
			message_error(&err);
			return message_exit(err.status);
		}
		s->options.name = s->name;
	}
	s->options.output = s->common.output;
	if (s->options.output == NULL) {
		if (asprintf(&s->output, "%s.evidence.tar.gz",
		    s->options.name) < 0) {
			s->output = NULL;
			return message_memory();
		}
		s->options.output = s->output;
	}
	return 0;
}

/* The folder that holds an operand, for reading a detached payload back. */
static char *
folder_of(const char *operand)
{
	size_t len = strlen(operand);

	while (len > 1 && operand[len - 1] == '/')
		len--;
	while (len > 0 && operand[len - 1] != '/')
		len--;
	while (len > 1 && operand[len - 1] == '/')
		len--;
	return len == 0 ? strdup(".") : strndup(operand, len);
}

static int
settle_payload(struct seal *s, char **operands, size_t n)
{
	if (!s->options.detached || !s->verify)
		return 0;
	for (size_t i = 0; i < n; i++) {
		char *folder = folder_of(operands[i]);
		int same = folder != NULL && (s->payload == NULL ||
		    strcmp(folder, s->payload) == 0);

		if (same && s->payload == NULL)
			s->payload = folder;
		else
			free(folder);
		if (!same)
			return options_wrong("--verify can read a detached "
			    "seal back only where all operands stand in one "
			    "folder");
	}
	return 0;
}

static void
tell_finding(void *context, const char *path, const char *code,
    const char *message)
{
	struct seal *s = context;

	report_finding(&s->events, path, code, message);
}

void
seal_settle_options(struct seal *s)
{
	struct evid_seal_options *o = &s->options;

	o->force = s->common.force;
	o->threads = s->common.jobs;
	o->keys = s->signers.keys;
	o->n_keys = s->signers.n;
	o->exclude = s->exclude.items;
	o->n_exclude = s->exclude.n;
	o->exhibits = s->marks[0];
	o->n_exhibits = s->n_marks[0];
	o->flags = s->marks[1];
	o->n_flags = s->n_marks[1];
	o->trust = s->trust;
	o->tool_name = "evid-seal";
	o->progress = progress_tell;
	o->finding = tell_finding;
	o->context = s;
	s->events.quiet = s->common.quiet;
}

/* Is it in what is sealed, whatever links lead to either? */
static int
is_sealed(const char *path, char **operands, size_t n)
{
	char *real = path == NULL ? NULL : realpath(path, NULL);
	int is = 0;

	for (size_t i = 0; real != NULL && i < n && !is; i++) {
		char *top = strcmp(operands[i], "-") == 0 ? NULL :
		    realpath(operands[i], NULL);
		size_t len = top == NULL ? 0 : strlen(top);

		is = len > 0 && strncmp(real, top, len) == 0 &&
		    (real[len] == '\0' || real[len] == '/' || len == 1);
		free(top);
	}
	free(real);
	return is;
}

void
seal_tell_own(const struct seal *s, char **operands, size_t n)
{
	const char *unless = s->exclude.n > 0 ? ", unless --exclude leaves it "
	    "out" : "";

	if (s->common.quiet)
		return;
	for (size_t i = 0; i < s->keys.n; i++)
		if (is_sealed(s->keys.items[i], operands, n))
			message_of(s->keys.items[i], "keep keys elsewhere, or "
			    "name it with --exclude: whoever receives the "
			    "bundle has it, too", "the secret key that signs "
			    "lies in what is sealed, and goes out with it%s",
			    unless);
	if (is_sealed(s->passphrase.file, operands, n))
		message_of(s->passphrase.file, "keep it elsewhere, or name it "
		    "with --exclude", "the passphrase lies in what is sealed, "
		    "and goes out with it%s", unless);
}

int
seal_settle(struct seal *s, char **operands, size_t n)
{
	int status = check_usage(s, operands, n);

	if (status == 0)
		status = settle_names(s, operands, n);
	if (status == 0)
		status = settle_payload(s, operands, n);
	return status;
}
