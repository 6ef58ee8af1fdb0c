/*
 * What every verb that signs has in common: the key, the log, and telling
 * what was added.
 */
#include "common/inputs.h"
#include "common/message.h"
#include "common/output.h"
#include "common/sandbox.h"
#include "common/secret.h"
#include "common/signals.h"
#include "common/standard.h"
#include "common/state.h"
#include "common/text.h"
#include "custody/verbs.h"

#include <stdio.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* --id, or NAME.id beside NAME.key where it is there */
static int
read_identity(struct evid_key *key, const struct custody_options *o)
{
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;
	char *beside = NULL;
	const char *id = o->id_file;
	int found = 0;

	if (id == NULL) {
		found = secret_identity(o->key_file, &beside);
		id = beside;
	}
	if (found != 0 || id == NULL)
		return found;
	status = evid_key_read_identity(key, id, &err);
	free(beside);
	return status == EVID_OK ? 0 : message_failed(&err, status);
}

static int
read_key(struct custody_signing *s, const struct custody_options *o)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct passphrase passphrase = o->passphrase;
	enum evid_status status;

	if (o->key_file == NULL)
		return options_wrong("no key was named to sign with (-k)");
	secret_begin();
	passphrase.key = o->key_file;
	status = evid_key_read(o->key_file, passphrase_ask, &passphrase,
	    &s->key, &err);
	if (status != EVID_OK)
		return message_failed(&err, status);
	/* Now that it is known to be one: nobody keeps a public key. */
	secret_file_check(o->key_file, o->common.quiet);
	return read_identity(s->key, o);
}

static int
find_log(struct custody_signing *s, const struct custody_options *o,
    const char *bundle)
{
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;

	if (o->log == NULL && bundle == NULL)
		return options_wrong("before there is a bundle, --log must "
		    "name the log");
	if (standard_named(o->log))
		return options_wrong("--log: a log is added to in its place, "
		    "and standard input (-) has none: name the file");
	if (o->log != NULL) {
		s->log = strdup(o->log);
		status = s->log == NULL ? EVID_ERR_MEMORY : EVID_OK;
	} else {
		status = evid_custody_log_path(bundle, &s->log, &err);
	}
	return status == EVID_OK ? 0 : message_failed(&err, status);
}

/* A log in the folder of the bundle, or named as a volume of it, is foreign to
 * it; one where it is remembered what was signed here takes a place there. */
static int
check_log(const struct custody_signing *s, const struct custody_options *o,
    const char *bundle)
{
	state_keep(o->whom.state);
	return inputs_refuse_log(bundle, s->log);
}

static void
enclose(const struct custody_signing *s, const struct custody_options *o)
{
	sandbox_bundles((const char *const *)o->operands, o->n_operands);
	sandbox_key(o->key_file);
	sandbox_read(o->id_file);
	sandbox_read(o->passphrase.file);
	sandbox_read(o->to);
	sandbox_read_all(o->send.items, o->send.n);
	sandbox_read(o->hand_over);
	sandbox_read(o->scan);
	sandbox_read(o->payload);
	trust_sandbox(&o->whom);
	sandbox_write(s->log);
	sandbox_state(s->state);
	sandbox_enter(SANDBOX_FILES, o->common.verbose);
}

/* A policy demands of what is verified; here nothing is. */
static void
tell_not_applied(const struct custody_options *o)
{
	if (o->whom.policy != NULL && !o->verifies && !o->common.quiet)
		message_of(o->whom.policy, "evid-custody verify and "
		    "evid-verify judge by it", "the policy has no effect on "
		    "what is signed");
}

int
custody_signing_begin(struct custody_signing *s,
    const struct custody_options *o, const char *bundle)
{
	int status = 0;

	if (bundle != NULL && o->exhibit != NULL)
		return options_wrong("--exhibit is for a log before sealing; "
		    "an event of a bundle is of all that it holds: name one "
		    "of the two");
	status = find_log(s, o, bundle);
	if (status == 0)
		status = state_folder(o->whom.state, &s->state);
	if (status == 0 && s->state == NULL)
		status = options_wrong("there is no home folder to keep what "
		    "this station must remember: name one with --state");
	if (status == 0 && o->key_file == NULL)
		status = options_wrong("no key was named to sign with (-k)");
	if (status == 0)
		status = check_log(s, o, bundle);
	if (status == 0) {
		enclose(s, o);
		status = inputs_check_standard();
	}
	if (status == 0 && (trust_is_given(&o->whom) ||
	    o->whom.policy != NULL))
		status = trust_read(&o->whom, &s->trust);
	if (status == 0)
		tell_not_applied(o);
	if (status == 0)
		status = read_key(s, o);
	s->entry.log = s->log;
	s->entry.bundle = bundle;
	s->entry.exhibit = o->exhibit;
	s->entry.key = s->key;
	s->entry.state = s->state;
	s->entry.fields = o->fields;
	s->entry.n_fields = o->n_fields;
	s->entry.answers = o->answers.items;
	s->entry.n_answers = o->answers.n;
	s->entry.hand_over = o->hand_over;
	s->entry.has_at = o->has_when;
	s->entry.at = o->when;
	s->entry.certainty = o->certainty;
	s->entry.mend = o->mend;
	s->entry.new_branch = o->new_branch;
	s->entry.trust = s->trust;
	s->entry.threads = o->common.jobs;
	return status;
}

void
custody_signing_end(struct custody_signing *s)
{
	evid_key_free(s->key);
	evid_trust_free(s->trust);
	free(s->log);
	free(s->state);
	memset(s, 0, sizeof(*s));
}

/* two digests, or null */
static void
pair_json(const char *one, const char *first, const char *other,
    const char *second)
{
	if (first[0] == '\0')
		fputs("null", stdout);
	else
		printf("{\"%s\":\"%s\",\"%s\":\"%s\"}", one, first, other,
		    second);
}

static void
changes_left_json(const struct evid_custody_added *added)
{
	fputs("],\"changesLeftOut\":", stdout);
	if (added->n_changes_left == 0)
		fputs("null", stdout);
	else
		printf("{\"count\":%zu,\"event\":\"%s\",\"keyid\":\"%s\"}",
		    added->n_changes_left, added->change_left,
		    added->change_left_by);
}

static void
added_json(const struct custody_signing *s, const char *type,
    const struct evid_custody_added *added,
    const struct evid_verdict *verdict)
{
	fputs("{\"log\":", stdout);
	text_json(stdout, s->log);
	fputs(",\"type\":", stdout);
	text_json(stdout, type);
	printf(",\"event\":\"%s\",\"exhibit\":", added->event);
	if (added->exhibit[0] == '\0')
		fputs("null", stdout);
	else
		text_json(stdout, added->exhibit);
	printf(",\"mended\":%" PRIu64 ",\"ended\":%s,\"lacking\":",
	    added->mended, added->ended ? "true" : "false");
	if (added->lacking[0] == '\0')
		fputs("null", stdout);
	else
		text_json(stdout, added->lacking);
	fputs(",\"handOver\":", stdout);
	pair_json("event", added->hand_over, "to", added->hand_over_to);
	fputs(",\"succession\":", stdout);
	pair_json("event", added->succession, "succeeds", added->succeeds);
	fputs(",\"notTakenUp\":[", stdout);
	for (size_t i = 0; i < added->n_named; i++) {
		fputs(i == 0 ? "" : ",", stdout);
		pair_json("event", added->named[i].event, "succeeds",
		    added->named[i].key);
	}
	changes_left_json(added);
	fputs(",\"noEffect\":", stdout);
	if (added->no_effect == NULL)
		fputs("null", stdout);
	else
		text_json(stdout, added->no_effect);
	fputs(",\"note\":", stdout);
	if (added->note == NULL)
		fputs("null", stdout);
	else
		text_json(stdout, added->note);
	fputs(",\"verdict\":", stdout);
	if (verdict == NULL)
		fputs("null", stdout);
	else
		text_json(stdout, evid_result_name(
		    evid_verdict_result(verdict)));
	fputs(",\"exitStatus\":0}\n", stdout);
}

static void
added_text(const struct custody_signing *s, const char *type,
    const struct evid_custody_added *added)
{
	char *log = text_escaped(s->log), *kind = text_escaped(type);

	printf("%s: added: %s\n", log == NULL ? "(no memory)" : log,
	    kind == NULL ? "(no memory)" : kind);
	if (added->ended)
		printf("  ended       the last event before it, which lacked "
		    "its line feed\n");
	if (added->mended > 0)
		printf("  cut off     %" PRIu64 " bytes of a torn line\n",
		    added->mended);
	if (added->exhibit[0] != '\0')
		printf("  exhibit     %s\n", added->exhibit);
	printf("  event       %s\n", added->event);
	if (added->hand_over[0] != '\0')
		printf("  hand-over   %.12s, to key %.4s…%s\n",
		    added->hand_over, added->hand_over_to,
		    added->hand_over_to + 60);
	if (added->succession[0] != '\0')
		printf("  succession  this key is the next key of %.4s…%s, "
		    "named by event %.12s\n", added->succeeds,
		    added->succeeds + 60, added->succession);
	free(log);
	free(kind);
}

/* Who names this key as the next of his, and is no one known. */
static void
tell_named(const struct custody_signing *s,
    const struct evid_custody_added *added)
{
	char hint[160];

	for (size_t i = 0; i < added->n_named; i++) {
		const struct evid_custody_named *n = &added->named[i];

		(void)snprintf(hint, sizeof(hint), "where that is so, say it "
		    "in an event that begins a branch: --new-branch "
		    "--answers %.12s", n->event);
		message_of(s->log, hint, "event %.12s names this key as the "
		    "next key of %.4s…%s; that was not taken up", n->event,
		    n->key, n->key + 60);
	}
	if (added->more_named)
		message_of(s->log, "evid-custody list shows them", "others "
		    "name this key as the next of theirs, too");
}

/* What nobody vouches for does not go into what is signed. */
static void
tell_changes_left(const struct custody_signing *s,
    const struct evid_custody_added *added)
{
	if (added->n_changes_left > 0)
		message_of(s->log, "whoever receives is not asked for an "
		    "answer to it; if it is to be named, say whom you trust "
		    "(--pins, -t, -p) and hand over once more", "not named in "
		    "the hand-over: %zu change%s of conditions by nobody "
		    "through whose hands this went, event %.16s by key "
		    "%.4s…%s%s", added->n_changes_left,
		    added->n_changes_left == 1 ? "" : "s", added->change_left,
		    added->change_left_by, added->change_left_by + 60,
		    added->n_changes_left == 1 ? "" : " the first");
}

int
custody_not_added(const struct custody_signing *s,
    const struct evid_custody_added *added, const struct evid_error *err,
    enum evid_status why)
{
	if (added->ended)
		message_of(s->log, NULL, "its last event lacked its line "
		    "feed, and has it now all the same");
	if (added->mended > 0)
		message_of(s->log, NULL, "cut off %" PRIu64 " bytes of a torn "
		    "line all the same", added->mended);
	return message_failed(err, why);
}

int
custody_tell_added(const struct custody_options *o,
    const struct custody_signing *s, const char *type,
    const struct evid_custody_added *added,
    const struct evid_verdict *verdict)
{
	if (added->lacking[0] != '\0' && !o->common.quiet)
		message_of(s->log, "it is an older copy, or another log of "
		    "the same evidence: merge both before they are sent on",
		    "this log does not hold event %.16s, which this station "
		    "signed; a new branch is begun", added->lacking);
	if (added->by_log && s->entry.bundle != NULL && !o->common.quiet)
		message_of(s->entry.bundle, "look at what came, and at what "
		    "the sender handed over", "it is not what was handed "
		    "over, or cannot be read; the answer goes by the log");
	if (added->no_effect != NULL && !o->common.quiet)
		message_of(s->log, added->advice, "by what is known here, "
		    "what was signed has no effect: %s", added->no_effect);
	if (added->note != NULL && !o->common.quiet)
		message_of(s->log, added->advice, "%s", added->note);
	if (!o->common.quiet) {
		tell_named(s, added);
		tell_changes_left(s, added);
	}
	if (o->common.json)
		added_json(s, type, added, verdict);
	else if (!o->common.quiet)
		added_text(s, type, added);
	if (output_failed())
		message_of(s->log, "do not sign it again", "the event is in "
		    "the log all the same: %s", added->event);
	return EXIT_DONE;
}
