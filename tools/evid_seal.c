/*
 * evid-seal: seal files, folders, devices or standard input into one bundle.
 * This reads the command line; what it leaves open is settled in
 * seal/settle.c, and the sealing is the library's.
 */
#include "common/inputs.h"
#include "common/message.h"
#include "common/named.h"
#include "common/options.h"
#include "common/output.h"
#include "common/passphrase.h"
#include "common/sandbox.h"
#include "common/secret.h"
#include "common/signals.h"
#include "common/trust.h"
#include "seal/digest.h"
#include "seal/settle.h"
#include "seal/stream.h"

#include <evidence/evidence.h>

#include <stdlib.h>
#include <string.h>

enum {
	OPTION_ID = OPTION_OWN,
	OPTION_SUPERSEDES,
	OPTION_CUSTODY,
	OPTION_ONE_FILE_SYSTEM,
	OPTION_EXCLUDE,
	OPTION_VERIFY,
	OPTION_EXHIBIT,
	OPTION_FLAG,
	OPTION_DETACHED,
	OPTION_EXPECT_HASHES,
	OPTION_ALSO,
	OPTION_MAP,
	OPTION_ON_CHANGE,
	OPTION_VOLUME,
	OPTION_RESUME,
	OPTION_CHECKPOINT,
	OPTION_STDIN_NAME,
	OPTION_STDIN_SIZE,
	OPTION_PASSPHRASE_FILE,
	OPTION_PASSPHRASE_FD
};

static const struct option_row rows[] = {
	{ 'k', NULL, "KEY", "sign with this secret key; given again, all sign" },
	{ OPTION_ID, "id", "FILE",
	    "who signs; default: NAME.id beside NAME.key; may be\n"
	    "given again, once for each key" },
	{ 'c', NULL, "FILE", "the case, a JSON file (case.json)" },
	{ OPTION_OUTPUT, NULL, "OUT",
	    "write OUT; - is standard output; default:\n"
	    "NAME.evidence.tar.gz here" },
	{ 'n', NULL, "NAME",
	    "NAME of the bundle: letters, digits, . _ -; default:\n"
	    "the base name of a sole operand, where it fits" },
	{ OPTION_SUPERSEDES, "supersedes", "SEAL",
	    "this seal takes the place of that one: its digest,\n"
	    "or a bundle" },
	{ OPTION_CUSTODY, "custody", "LOG",
	    "seal the custody log so far with it; where it is said\n"
	    "whom to trust with it, what strangers wrote stops\n"
	    "nothing:" },
	OPTION_ROWS_WHOSE,
	OPTION_ROW_STATE(
	    "where it is remembered which versions of a directory\n"
	    "were seen;\n"),
	{ OPTION_ONE_FILE_SYSTEM, "one-file-system", NULL,
	    "stay in the file system of each operand" },
	{ OPTION_EXCLUDE, "exclude", "GLOB",
	    "leave out what matches; may be given again" },
	{ OPTION_VERIFY, "verify", NULL, "read the result back and verify "
	    "it" },
	{ OPTION_EXHIBIT, "exhibit", "ID=PATH",
	    "PATH, a name as sealed (SRC/sub), and what is below\n"
	    "it, is exhibit ID, which stands in quotes if a = is\n"
	    "in it; may be given again" },
	{ OPTION_FLAG, "flag", "FLAG=PATH",
	    "a handling flag for PATH and what is below it; may be\n"
	    "given again" },
	{ OPTION_DETACHED, "detached", NULL,
	    "leave the content where it is; seal its digests" },
	{ OPTION_EXPECT_HASHES, "expect-hashes", "FILE",
	    "hashes noted at the scene, which must match: a list of\n"
	    "sha256sum, md5sum or hashdeep" },
	{ OPTION_ALSO, "also", "LIST",
	    "further hashes in the inventory: md5,sha1,sha512; may\n"
	    "be given again" },
	{ OPTION_MAP, "map", "FILE",
	    "a ddrescue map file: what of the sole operand, an\n"
	    "image, could not be read from the medium" },
	{ OPTION_ON_CHANGE, "on-change", "WHAT",
	    "when a file changes or cannot be read: stop (the\n"
	    "default), or record it and end with 3" },
	{ OPTION_VOLUME, "volume", "SIZE",
	    "cut the bundle into OUT.001, OUT.002 and so on of SIZE\n"
	    "bytes; K, M, G, T are powers of 1,024" },
	{ OPTION_RESUME, "resume", NULL,
	    "keep in OUT.resume what is needed to go on after this\n"
	    "run was stopped, and go on from what is kept there" },
	{ OPTION_CHECKPOINT, "checkpoint", "SIZE",
	    "with --resume, how much is sealed between two states\n"
	    "that are kept; default 1G" },
	{ '0', NULL, NULL, "compression: none, fast (-1, the default) ... "
	    "best" },
	{ OPTION_STDIN_NAME, "stdin-name", "NAME",
	    "name of what comes from standard input (operand -)" },
	{ OPTION_STDIN_SIZE, "stdin-size", "SIZE",
	    "its size: then it is sealed in one pass" },
	{ OPTION_PASSPHRASE_FILE, "passphrase-file", "FILE",
	    "passphrases, a line for each -k in order; the last\n"
	    "line serves all that follow" },
	{ OPTION_PASSPHRASE_FD, "passphrase-fd", "N",
	    "the same from the open descriptor N" },
	OPTION_ROW_FORCE,
	OPTION_ROW_JOBS,
	OPTION_ROW_JSON,
	OPTION_ROW_PROGRESS,
	OPTION_ROW_QUIET("say nothing but errors"),
	OPTION_ROW_VERBOSE("with --verify, show every finding"),
	OPTION_ROWS_LAST,
};

static const struct usage usage = {
	.synopsis = "evid-seal -k KEY [options] PATH...",
	.about =
	    "Seals files, folders, devices or standard input (-) into a "
	    "signed bundle, in one\npass.  The sources are never written "
	    "to.  The bundle appears under its name only\nwhen it is whole.  "
	    "Ends with the seal number, to be noted or telephoned.\n",
	.rows = rows,
	.n_rows = sizeof(rows) / sizeof(rows[0]),
	.examples =
	    "  evid-seal -k A.key -n SMS-2026-014 disk.img documents/\n"
	    "  dd if=/dev/sdb bs=1M | evid-seal -k A.key --stdin-name "
	    "sdb.img --verify -\n",
	.exits =
	    "  0  sealed\n"
	    "  1  hashes noted at the scene do not match, the read-back or "
	    "what --resume\n     kept is not intact\n"
	    "  2  wrong usage; the output exists; a key, case, list or map "
	    "file is not one\n"
	    "  3  sealed, but not everything could be read as it was\n"
	    "  4  could not be done now: no such file, not readable, "
	    "changed while read,\n"
	    "     disk full\n"
	    "  5  wrong passphrase, or a key that cannot be used here\n"
	    "  Ended by a signal: 128 and its number; nothing half-written "
	    "is left, but\n  what --resume keeps.\n",
};

/* "ID=PATH", cut at the first "=", unless the id is quoted */
static int
take_mark(struct seal *s, int which, const char *option, const char *value)
{
	const char *equals = strchr(value, '='), *path;
	struct evid_mark *marks;
	char *name = NULL;
	int status = named_quoted(value, &name, &path);

	if (status != 0)
		return status;
	if (name == NULL && equals != NULL && equals > value) {
		name = strndup(value, (size_t)(equals - value));
		path = equals + 1;
		if (name == NULL)
			return message_memory();
	}
	if (name == NULL || *path == '\0') {
		free(name);
		return options_wrong("%s takes %s=PATH", option,
		    which == 0 ? "ID" : "FLAG");
	}
	marks = realloc(s->marks[which],
	    (s->n_marks[which] + 1) * sizeof(*marks));
	if (marks == NULL) {
		free(name);
		return message_memory();
	}
	s->marks[which] = marks;
	marks[s->n_marks[which]++] = (struct evid_mark){ name, path };
	/* cppcheck-suppress memleak ; the mark holds it */
	return 0;
}

static int
take_also(struct seal *s, const char *value)
{
	while (*value != '\0') {
		size_t len = strcspn(value, ",");

		if (len == 3 && strncmp(value, "md5", len) == 0)
			s->options.also_md5 = 1;
		else if (len == 4 && strncmp(value, "sha1", len) == 0)
			s->options.also_sha1 = 1;
		else if (len == 6 && strncmp(value, "sha512", len) == 0)
			s->options.also_sha512 = 1;
		else
			break;
		value += len;
		if (value[0] != ',')
			break;
		value++;
		if (*value == '\0')
			return options_wrong("--also: a hash is missing after "
			    "the comma");
	}
	if (*value != '\0' || (!s->options.also_md5 && !s->options.also_sha1 &&
	    !s->options.also_sha512))
		return options_wrong("--also takes md5, sha1 and sha512, "
		    "joined by commas");
	return 0;
}

static int
take_on_change(struct seal *s, const char *value)
{
	if (strcmp(value, "stop") == 0)
		s->options.on_change = EVID_ON_CHANGE_STOP;
	else if (strcmp(value, "record") == 0)
		s->options.on_change = EVID_ON_CHANGE_RECORD;
	else
		return options_wrong("--on-change takes stop or record");
	return 0;
}

static int
take_volume(struct seal *s, const char *value)
{
	int status = options_size("--volume", value, &s->options.volume_size);

	if (status == 0 && s->options.volume_size == 0)
		status = options_wrong("--volume must be larger than 0");
	return status;
}

static int
take_checkpoint(struct seal *s, const char *value)
{
	int status = options_size("--checkpoint", value,
	    &s->options.checkpoint);

	if (status == 0 && s->options.checkpoint == 0)
		status = options_wrong("--checkpoint must be larger than 0");
	return status;
}

/* The options that are but put aside; -1 when it is none of them. */
static int
take_plain(struct seal *s, int id, const char *value)
{
	switch (id) {
	case 'c':
		s->options.case_file = value;
		return 0;
	case 'n':
		s->options.name = value;
		return 0;
	case OPTION_SUPERSEDES:
		s->options.supersedes = value;
		return 0;
	case OPTION_CUSTODY:
		s->options.custody = value;
		return 0;
	case OPTION_ONE_FILE_SYSTEM:
		s->options.one_file_system = 1;
		return 0;
	case OPTION_RESUME:
		s->options.resume = 1;
		return 0;
	case OPTION_VERIFY:
		s->verify = 1;
		return 0;
	case OPTION_DETACHED:
		s->options.detached = 1;
		return 0;
	case OPTION_EXPECT_HASHES:
		s->options.expect_hashes = value;
		return 0;
	case OPTION_MAP:
		s->options.map = value;
		return 0;
	case OPTION_STDIN_NAME:
		s->options.stdin_name = value;
		return 0;
	default:
		return -1;
	}
}

static int
take(void *context, int id, const char *value)
{
	struct seal *s = context;
	int status = take_plain(s, id, value);

	if (status < 0)
		status = trust_take(&s->whom, id, value);
	if (status >= 0)
		return status;
	if (id >= '0' && id <= '9') {
		s->options.level = id - '0';
		return 0;
	}
	switch (id) {
	case 'k':
		return option_list_add(&s->keys, value);
	case OPTION_ID:
		return option_list_add(&s->ids, value);
	case OPTION_EXCLUDE:
		return option_list_add(&s->exclude, value);
	case OPTION_EXHIBIT:
		return take_mark(s, 0, "--exhibit", value);
	case OPTION_FLAG:
		return take_mark(s, 1, "--flag", value);
	case OPTION_ALSO:
		return take_also(s, value);
	case OPTION_ON_CHANGE:
		return take_on_change(s, value);
	case OPTION_VOLUME:
		return take_volume(s, value);
	case OPTION_CHECKPOINT:
		return take_checkpoint(s, value);
	case OPTION_STDIN_SIZE:
		s->options.has_stdin_size = 1;
		return options_size("--stdin-size", value,
		    &s->options.stdin_size);
	case OPTION_PASSPHRASE_FILE:
		return passphrase_take_file(&s->passphrase, value);
	default:
		return passphrase_take_fd(&s->passphrase, value);
	}
}

static FILE *
told_to(const struct seal *s)
{
	return strcmp(s->options.output, "-") == 0 ? stderr : stdout;
}

/*
 * It stands under its name, whatever signal comes now: that is told, and read
 * back if asked.  Where either did not come to its end, --resume keeps that
 * it is sealed, for the same command to tell it again.
 */
static int
sealed(void *context, const struct evid_seal_result *result)
{
	struct seal *s = context;
	FILE *told = told_to(s);
	int check = -1, lost;

	progress_end();
	signals_too_late();
	s->exit_status = result->partial ? EXIT_POLICY : EXIT_DONE;
	report_sealed(told, &s->common, &s->options, result);
	if (s->verify) {
		(void)fflush(told);
		check = report_read_back(&s->common, &s->options, result,
		    &s->signers, s->payload);
		if (check != EXIT_DONE)
			s->exit_status = check;
	}
	report_result(told, &s->common, &s->options, result, &s->events,
	    check, s->exit_status);
	lost = told == stdout && output_failed();
	if (lost)
		report_lost(&s->options, result);
	s->sealed = check != EXIT_AGAIN || signals_came() == 0;
	return lost || !s->sealed;
}

/* What stopped the reading of standard input is known to who passes it on. */
static void
tell_failed(const struct evid_error *err)
{
	int error = stream_failure();

	if (error == 0)
		message_error(err);
	else
		message("check what gives it", "standard input: read: %s",
		    strerrordesc_np(error));
}

static int
run(struct seal *s, char **operands, size_t n)
{
	struct evid_seal_result result;
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;

	memset(&result, 0, sizeof(result));
	seal_settle_options(s);
	s->options.sealed = sealed;
	if (s->options.stdin_name != NULL)
		stream_begin();
	progress_begin(s->common.progress, s->common.quiet, "sealing");
	status = evid_seal_paths(&s->options, (const char *const *)operands, n,
	    &result, &err);
	progress_end();
	/* Given up, standard input ends in another error. */
	if (status != EVID_OK) {
		if (signals_came() == 0)
			tell_failed(&err);
		report_failed(&s->options, status, signals_came() != 0);
		return signals_came() != 0 ? EXIT_AGAIN :
		    message_exit(status);
	}
	return s->exit_status;
}

static int
enclose(const struct seal *s, char **operands, size_t n)
{
	const struct evid_seal_options *o = &s->options;
	int status;

	sandbox_read_all((const char *const *)operands, n);
	for (size_t i = 0; i < s->keys.n; i++)
		sandbox_key(s->keys.items[i]);
	sandbox_read_all(s->ids.items, s->ids.n);
	sandbox_read(s->passphrase.file);
	sandbox_read(o->case_file);
	sandbox_read(o->custody);
	trust_sandbox(&s->whom);
	sandbox_read(o->expect_hashes);
	sandbox_read(o->map);
	sandbox_bundle(o->supersedes);
	sandbox_read(s->payload);
	status = inputs_check_standard();
	if (status == 0)
		status = o->volume_size > 0 ?
		    inputs_refuse_volumes(o->output) :
		    inputs_refuse(o->output);
	if (status != 0)
		return status;
	/* What --resume keeps is a folder beside the output. */
	if (o->resume)
		sandbox_kept(o->output);
	else
		sandbox_write(o->output);
	sandbox_enter(SANDBOX_SOURCES, s->common.verbose);
	return 0;
}

static int
prepare(struct seal *s, char **operands, size_t n)
{
	int status = seal_settle(s, operands, n);

	if (status == 0)
		status = enclose(s, operands, n);
	if (status == 0 && s->options.supersedes != NULL) {
		status = digest_take(s->options.supersedes, s->supersedes);
		s->options.supersedes = s->supersedes;
	}
	if (status == 0 && s->options.custody != NULL)
		status = trust_read(&s->whom, &s->trust);
	if (status == 0) {
		secret_begin();
		s->signers.quiet = s->common.quiet;
		signals_note();
		status = signers_read(&s->signers, &s->keys, &s->ids,
		    &s->passphrase);
	}
	if (status == 0)
		seal_tell_own(s, operands, n);
	passphrase_free(&s->passphrase);
	return status;
}

static void
release(struct seal *s)
{
	for (int which = 0; which < 2; which++) {
		for (size_t i = 0; i < s->n_marks[which]; i++)
			free((char *)s->marks[which][i].value);
		free(s->marks[which]);
	}
	signers_free(&s->signers);
	report_events_free(&s->events);
	option_list_free(&s->keys);
	option_list_free(&s->ids);
	option_list_free(&s->exclude);
	evid_trust_free(s->trust);
	trust_options_free(&s->whom);
	free(s->output);
	free(s->payload);
}

int
main(int argc, char **argv)
{
	struct seal s = {
		.options = EVID_SEAL_OPTIONS_INIT,
		.passphrase = PASSPHRASE_INIT,
		.signers = SIGNERS_INIT,
	};
	char **operands;
	size_t n;
	int status;

	message_init("evid-seal");
	signals_ignore_pipe();
	status = options_read(&usage, argc, argv, &s.common, take, &s,
	    &operands, &n);
	if (status < 0) {
		status = prepare(&s, operands, n);
		if (status == 0)
			status = run(&s, operands, n);
	}
	release(&s);
	if (!s.sealed)
		signals_end();
	return output_last(status);
}
