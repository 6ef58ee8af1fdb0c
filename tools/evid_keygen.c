/*
 * evid-keygen: make a key, say who signs with it, and print a card of it.
 * The files' forms are the library's; the card's is keygen/card.c's.
 */
#include "common/message.h"
#include "common/options.h"
#include "common/output.h"
#include "common/passphrase.h"
#include "common/sandbox.h"
#include "common/secret.h"
#include "common/signals.h"
#include "common/text.h"
#include "keygen/card.h"

#include <evidence/evidence.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	OPTION_NAME = OPTION_OWN,
	OPTION_ORGANIZATION,
	OPTION_STATE,
	OPTION_CARD,
	OPTION_NO_PASSPHRASE,
	OPTION_PASSPHRASE_FILE,
	OPTION_PASSPHRASE_FD
};

static const struct option_row rows[] = {
	{ OPTION_OUTPUT, NULL, "NAME",
	    "make NAME.key (secret), NAME.pub and NAME.id" },
	{ OPTION_NAME, "name", "TEXT", "who signs with it: a name or an "
	    "office" },
	{ OPTION_ORGANIZATION, "organization", "TEXT",
	    "the authority it belongs to" },
	{ OPTION_STATE, "state", "XX",
	    "the State: two letters (ISO 3166-1), or org:NAME" },
	{ OPTION_CARD, "card", "FILE.html",
	    "a card with the key number, to print, and to annex to\n"
	    "a diplomatic note" },
	{ OPTION_NO_PASSPHRASE, "no-passphrase", NULL,
	    "leave the secret key unencrypted" },
	{ OPTION_PASSPHRASE_FILE, "passphrase-file", "FILE",
	    "take the passphrase from the first line of FILE" },
	{ OPTION_PASSPHRASE_FD, "passphrase-fd", "N",
	    "take it from the open descriptor N" },
	OPTION_ROW_JSON,
	OPTION_ROW_QUIET("say nothing but errors"),
	{ OPTION_VERBOSE, NULL, NULL, "say which sandbox is in force" },
	OPTION_ROWS_LAST,
};

static const struct usage usage = {
	.synopsis = "evid-keygen -o NAME [options]",
	.about =
	    "Makes an Ed25519 key to seal evidence with.  The secret key is "
	    "encrypted with a\npassphrase, asked for on the terminal.  No "
	    "file is ever overwritten: if one of\nthem exists, nothing is "
	    "written.\n",
	.rows = rows,
	.n_rows = sizeof(rows) / sizeof(rows[0]),
	.examples =
	    "  evid-keygen -o A --organization 'Police' --state KZ "
	    "--card A.html\n"
	    "  evid-keygen -o laboratory --name 'Laboratory 2' "
	    "--passphrase-file secret.txt\n",
	.exits =
	    "  0  the key was made\n"
	    "  2  wrong usage; a file of that name exists\n"
	    "  4  it could not be written: no such folder, disk full\n"
	    "  5  it cannot be made here\n",
};

struct keygen {
	struct common_options common;
	const char *name, *organization, *state, *card;
	int no_passphrase;
	struct passphrase passphrase;
	char *key_path, *public_path, *id_path;
	const char *made[4];	/* what was written, in this order */
	size_t n_made;
};

static int
take(void *context, int id, const char *value)
{
	struct keygen *k = context;

	switch (id) {
	case OPTION_NAME:
		k->name = value;
		return 0;
	case OPTION_ORGANIZATION:
		k->organization = value;
		return 0;
	case OPTION_STATE:
		k->state = value;
		return 0;
	case OPTION_CARD:
		k->card = value;
		return 0;
	case OPTION_NO_PASSPHRASE:
		k->no_passphrase = 1;
		return 0;
	case OPTION_PASSPHRASE_FILE:
		return passphrase_take_file(&k->passphrase, value);
	default:
		return passphrase_take_fd(&k->passphrase, value);
	}
}

static int
check_usage(const struct keygen *k, size_t n_operands)
{
	const char *output = k->common.output;
	size_t len;

	if (n_operands != 0)
		return options_wrong("no operand is expected: name the key "
		    "with -o");
	if (output == NULL)
		return options_wrong("-o NAME is missing");
	len = strlen(output);
	if (strcmp(output, "-") == 0 || output[len - 1] == '/')
		return options_wrong("-o needs a file's name: the key is "
		    "NAME.key, NAME.pub and NAME.id");
	if (k->card != NULL && (*k->card == '\0' ||
	    strcmp(k->card, "-") == 0))
		return options_wrong("--card needs a file's name");
	if (k->state != NULL && options_state("--state", k->state) != 0)
		return EXIT_USAGE;
	if (k->no_passphrase && (k->passphrase.file != NULL ||
	    k->passphrase.fd >= 0))
		return options_wrong("--no-passphrase and a passphrase "
		    "contradict each other");
	return 0;
}

static int
set_paths(struct keygen *k)
{
	const char *output = k->common.output;

	if (asprintf(&k->key_path, "%s.key", output) < 0)
		k->key_path = NULL;
	if (asprintf(&k->public_path, "%s.pub", output) < 0)
		k->public_path = NULL;
	if (asprintf(&k->id_path, "%s.id", output) < 0)
		k->id_path = NULL;
	if (k->key_path == NULL || k->public_path == NULL ||
	    k->id_path == NULL) {
		(void)message_memory();
		return EXIT_AGAIN;
	}
	return 0;
}

/* How many bytes of @path name the folder. */
static size_t
folder_len(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? 0 : (size_t)(slash - path) + 1;
}

/* Are both names of one file, which is not there yet? */
static int
is_same(const char *a, const char *b)
{
	const char *paths[] = { a, b };
	struct stat st[2];

	if (strcmp(a + folder_len(a), b + folder_len(b)) != 0)
		return 0;
	for (size_t i = 0; i < 2; i++) {
		size_t len = folder_len(paths[i]);
		char *folder = len == 0 ? strdup(".") :
		    strndup(paths[i], len);
		int found = folder != NULL && stat(folder, &st[i]) == 0;

		free(folder);
		if (!found)
			return 0;	/* opening it will tell */
	}
	return st[0].st_ino == st[1].st_ino && st[0].st_dev == st[1].st_dev;
}

/* Would the card be written where the key is? */
static int
check_distinct(const struct keygen *k)
{
	const char *paths[] = { k->key_path, k->public_path, k->id_path };

	for (size_t i = 0; k->card != NULL && i < 3; i++)
		if (is_same(paths[i], k->card))
			return options_wrong("--card names %s, which the key "
			    "is written to: give the card another name",
			    i == 0 ? "NAME.key" : i == 1 ? "NAME.pub" :
			    "NAME.id");
	return 0;
}

/* Before anything is written or asked. */
static int
check_absent(const struct keygen *k)
{
	const char *paths[] = { k->key_path, k->public_path, k->id_path,
	    k->card };
	struct stat st;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		if (paths[i] != NULL && lstat(paths[i], &st) == 0) {
			message_of(paths[i], "choose another name: a key is "
			    "never overwritten",
			    "it exists; nothing was written");
			return EXIT_USAGE;
		}
	}
	return 0;
}

static int
write_card(struct keygen *k, const struct evid_public_key *public)
{
	struct output out = OUTPUT_INIT;
	struct card card = { k->name, k->organization, k->state, "", "" };
	int status;

	evid_public_key_id(public, card.keyid);
	evid_public_key_number(public, card.number);
	status = output_open(&out, k->card, 0644, 0);
	if (status != 0)
		return status;
	card_write(out.file, &card);
	status = output_commit(&out);
	if (status == 0)
		k->made[k->n_made++] = k->card;
	return status;
}

/* All files, or none: what was written is taken back when one fails. */
static int
write_all(struct keygen *k, const struct evid_key *key,
    const struct evid_public_key *public, const char *passphrase)
{
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;
	int result = 0;

	status = evid_key_write(key, k->key_path, passphrase, &err);
	if (status != EVID_OK)
		return message_failed(&err, status);
	k->made[k->n_made++] = k->key_path;
	status = evid_public_key_write(public, k->public_path, &err);
	if (status != EVID_OK)
		return message_failed(&err, status);
	k->made[k->n_made++] = k->public_path;
	status = evid_key_write_identity(key, k->id_path, &err);
	if (status != EVID_OK)
		return message_failed(&err, status);
	k->made[k->n_made++] = k->id_path;
	if (k->card != NULL)
		result = write_card(k, public);
	return result;
}

static void
take_back(struct keygen *k)
{
	while (k->n_made > 0)
		(void)unlink(k->made[--k->n_made]);
}

static void
tell_json(const struct keygen *k, const char *keyid, const char *number)
{
	fputs("{\"key\":", stdout);
	text_json(stdout, k->key_path);
	fputs(",\"public\":", stdout);
	text_json(stdout, k->public_path);
	fputs(",\"id\":", stdout);
	text_json(stdout, k->id_path);
	if (k->card != NULL) {
		fputs(",\"card\":", stdout);
		text_json(stdout, k->card);
	}
	printf(",\"keyid\":\"%s\",\"keyNumber\":\"%s\"}\n", keyid, number);
}

static void
tell_file(const char *path, const char *what)
{
	char *escaped = text_escaped(path);

	if (escaped != NULL)
		printf("%s: %s\n", escaped, what);
	free(escaped);
}

static void
tell(const struct keygen *k, const struct evid_public_key *public)
{
	char keyid[EVID_KEYID_TEXT_CAP], number[EVID_NUMBER_TEXT_CAP];

	evid_public_key_id(public, keyid);
	evid_public_key_number(public, number);
	if (k->common.json) {
		tell_json(k, keyid, number);
		return;
	}
	if (k->common.quiet)
		return;
	tell_file(k->key_path, k->no_passphrase ?
	    "the secret key, unencrypted: keep it from others" :
	    "the secret key, encrypted: keep it, and its passphrase apart");
	tell_file(k->public_path, "the public key, for whoever verifies");
	tell_file(k->id_path, "who signs with it, copied into each seal");
	if (k->card != NULL)
		tell_file(k->card, "the card: print it, sign it, annex it");
	printf("  key id      %s\n  key number  %s\n", keyid, number);
	puts("Compare the key number by telephone, group by group, with "
	    "whoever is to trust it.");
}

/* The report of it was lost: what is there, is told on standard error. */
static void
tell_made(const struct keygen *k, const struct evid_public_key *public)
{
	char number[EVID_NUMBER_TEXT_CAP];

	for (size_t i = 0; i < k->n_made; i++)
		message_of(k->made[i], NULL, "it was made");
	evid_public_key_number(public, number);
	message("the key may be used; only the report of it could not be "
	    "written", "the key number is %s", number);
}

/* A key with its identity; NULL when it failed, which was told of. */
static struct evid_key *
make_key(const struct keygen *k, int *status_out)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_key *key = NULL;
	enum evid_status status;

	status = evid_key_generate(&key, &err);
	if (status == EVID_OK)
		status = evid_key_set_identity(key, k->name, k->organization,
		    k->state, &err);
	if (status != EVID_OK) {
		*status_out = message_failed(&err, status);
		evid_key_free(key);
		return NULL;
	}
	return key;
}

static int
run(struct keygen *k)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_public_key *public = NULL;
	struct evid_key *key = NULL;
	char *passphrase = NULL;
	enum evid_status status = EVID_OK;
	int result = 0;

	key = make_key(k, &result);
	if (key == NULL)
		goto out;
	if (!k->no_passphrase) {
		passphrase = passphrase_room(PASSPHRASE_CAP);
		k->passphrase.key = k->key_path;
		status = passphrase == NULL ? EVID_ERR_MEMORY :
		    passphrase_ask_new(&k->passphrase, passphrase,
		    PASSPHRASE_CAP, &err);
	}
	if (status == EVID_OK)
		status = evid_key_public(key, &public, &err);
	if (status != EVID_OK) {
		result = message_failed(&err, status);
		goto out;
	}
	result = write_all(k, key, public, passphrase);
	if (result != 0 || signals_came() != 0)
		take_back(k);
	else
		tell(k, public);
	if (result == 0 && k->n_made > 0 && output_failed())
		tell_made(k, public);
out:
	passphrase_room_free(passphrase, PASSPHRASE_CAP);
	evid_public_key_free(public);
	evid_key_free(key);
	return result;
}

int
main(int argc, char **argv)
{
	struct keygen k = { .passphrase = PASSPHRASE_INIT };
	char **operands;
	size_t n_operands;
	int status;

	message_init("evid-keygen");
	signals_ignore_pipe();
	status = options_read(&usage, argc, argv, &k.common, take, &k,
	    &operands, &n_operands);
	if (status >= 0)
		return output_last(status);
	status = check_usage(&k, n_operands);
	if (status == 0)
		status = set_paths(&k);
	if (status == 0)
		status = check_distinct(&k);
	if (status == 0)
		status = check_absent(&k);
	if (status == 0) {
		sandbox_write(k.key_path);
		sandbox_write(k.card);
		sandbox_read(k.passphrase.file);
		sandbox_enter(SANDBOX_FILES, k.common.verbose);
		secret_begin();
		signals_note();
		status = run(&k);
	}
	passphrase_free(&k.passphrase);
	free(k.key_path);
	free(k.public_path);
	free(k.id_path);
	signals_end();
	return output_last(status);
}
