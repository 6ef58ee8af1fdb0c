/*
 * From hand to hand: hand-over and receive.
 */
#include "common/clock.h"
#include "common/message.h"
#include "common/output.h"
#include "common/progress.h"
#include "common/signals.h"
#include "common/standard.h"
#include "custody/verbs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A hand-over names files, and a receipt says which of them came. */
static int
check_names(const struct custody_options *o)
{
	int standard = o->n_operands > 0 && standard_named(o->operands[0]);

	for (size_t i = 0; i < o->send.n; i++)
		standard |= standard_named(o->send.items[i]);
	return standard ? options_wrong("from hand to hand go files, by their "
	    "names, and standard input has none: name the file") : 0;
}

int
custody_hand_over(struct custody_options *o)
{
	struct custody_signing s = CUSTODY_SIGNING_INIT;
	struct evid_hand_over over = EVID_HAND_OVER_INIT;
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_public_key *to = NULL;
	struct evid_custody_added added = { .n_named = 0 };
	enum evid_status done;
	int status = 0;

	if (o->n_operands > 1)
		return options_wrong("one bundle at a time");
	if (o->n_operands == 0 && o->exhibit == NULL)
		return options_wrong("no bundle was named");
	if (o->to == NULL)
		return options_wrong("--to names the receiver's public key");
	status = check_names(o);
	if (status == 0)
		status = custody_signing_begin(&s, o, o->n_operands > 0 ?
		    o->operands[0] : NULL);
	if (status == 0) {
		done = evid_public_key_read(o->to, &to, &err);
		over.to = to;
		over.name = o->to_name;
		over.organization = o->to_organization;
		over.state = o->to_state;
		over.files = o->send.items;
		over.n_files = o->send.n;
		if (done == EVID_OK)
			done = evid_custody_hand_over(&s.entry, &over, &added,
			    &err);
		status = done != EVID_OK ?
		    custody_not_added(&s, &added, &err, done) :
		    custody_tell_added(o, &s, "handed-over", &added, NULL);
	}
	evid_public_key_free(to);
	custody_signing_end(&s);
	return status;
}

static int
fill_receipt(const struct custody_options *o, struct evid_receipt *r)
{
	int given = (o->accept != NULL) + (o->reservation != NULL) +
	    (o->not_accepted != NULL);

	if (given == 0)
		return options_wrong("say how it is received: --accept all, "
		    "--with-reservation TEXT or --not-accepted TEXT");
	if (o->reservation != NULL && o->not_accepted != NULL)
		return options_wrong("it is received with a reservation, or "
		    "it is not accepted: not both");
	if (o->accept != NULL && o->not_accepted != NULL)
		return options_wrong("it is accepted, or it is not: --accept "
		    "or --not-accepted, and not both");
	if (o->accept != NULL && strcmp(o->accept, "all") != 0 &&
	    strcmp(o->accept, "answered") != 0)
		return options_wrong("--accept takes all or answered, not %s",
		    o->accept);
	r->accept_all = o->accept != NULL && strcmp(o->accept, "all") == 0;
	r->acceptance = o->not_accepted != NULL ? EVID_NOT_ACCEPTED :
	    o->reservation != NULL ? EVID_WITH_RESERVATION : EVID_ACCEPTED;
	r->reservation = o->not_accepted != NULL ? o->not_accepted :
	    o->reservation;
	r->conditions = o->conditions;
	r->n_conditions = o->n_conditions;
	return 0;
}

/* ---- what is asked, kept until the verdict is told ---- */

struct asked {
	char *text;
	size_t len;
};

static int
keep_asked(void *context, const char *text, size_t len)
{
	struct asked *a = context;
	char *more = realloc(a->text, a->len + len + 1);

	if (more == NULL)
		return -1;
	memcpy(more + a->len, text, len);
	a->text = more;
	a->len += len;
	a->text[a->len] = '\0';
	return 0;
}

/* With --json it is for whoever looks on: the result is no place for it. */
static void
tell_asked(const struct custody_options *o, const struct asked *a)
{
	FILE *out = o->common.json ? stderr : stdout;

	if (a->len == 0 || o->common.quiet)
		return;
	fputs("conditions that ask for an answer:\n", out);
	fwrite(a->text, 1, a->len, out);
}

/* "ru_RU.UTF-8" is "ru-RU" */
static const char *
reader_language(const struct custody_options *o, char own[64])
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	const char *set = NULL;

	if (o->language != NULL)
		return o->language;
	for (size_t i = 0; i < 3 && (set == NULL || *set == '\0'); i++)
		set = getenv(names[i]);
	if (set == NULL || strcspn(set, ".@") >= 64)
		return NULL;
	(void)snprintf(own, 64, "%.*s", (int)strcspn(set, ".@"), set);
	for (char *c = own; *c != '\0'; c++)
		if (*c == '_')
			*c = '-';
	return own;
}

static void
tell_verdict(const struct custody_options *o,
    const struct evid_verdict *verdict)
{
	struct evid_error err = EVID_ERROR_INIT;
	char *text = NULL;

	if (verdict == NULL || o->common.json || o->common.quiet)
		return;
	if (evid_verdict_text(verdict, o->common.verbose, &text, &err) !=
	    EVID_OK)
		message_error(&err);
	else
		fputs(text, stdout);
	free(text);
}

/* Where the verdict is why nothing was signed, it is the exit status. */
static int
not_received(const struct custody_signing *s,
    const struct evid_custody_added *added,
    const struct evid_verdict *verdict, enum evid_status done,
    const struct evid_error *err)
{
	int result = verdict == NULL ? 0 : (int)evid_verdict_result(verdict);

	(void)custody_not_added(s, added, err, done);
	return done == EVID_ERR_MISMATCH && result != 0 ? result :
	    message_exit(done);
}

int
custody_receive(struct custody_options *o)
{
	struct custody_signing s = CUSTODY_SIGNING_INIT;
	struct evid_receipt receipt = EVID_RECEIPT_INIT;
	struct evid_verify_options how = EVID_VERIFY_OPTIONS_INIT;
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_verdict *verdict = NULL;
	struct evid_custody_added added;
	struct asked asked = { NULL, 0 };
	char language[64];
	enum evid_status done;
	int status;

	if (o->n_operands > 1)
		return options_wrong("one bundle at a time");
	/* First: a bundle behind --accept is taken for its value. */
	status = fill_receipt(o, &receipt);
	if (status == 0 && o->n_operands == 0 && o->exhibit == NULL)
		status = options_wrong("no bundle was named");
	if (status == 0)
		status = check_names(o);
	if (status == 0)
		status = custody_signing_begin(&s, o, o->n_operands > 0 ?
		    o->operands[0] : NULL);
	if (status != 0)
		goto out;
	signals_note();
	how.trust = s.trust;
	how.payload = o->payload;
	how.threads = o->common.jobs;
	how.has_now = 1;
	how.now = clock_now();
	how.has_at = o->whom.has_at;
	how.at = o->whom.at;
	how.tool_name = "evid-custody";
	how.masks = mask_masks(&o->mask);
	how.progress = progress_tell;
	receipt.verify = &how;
	receipt.asked = keep_asked;
	receipt.asked_context = &asked;
	receipt.language = reader_language(o, language);
	progress_begin(o->common.progress, o->common.quiet, "verifying");
	done = evid_custody_receive(&s.entry, &receipt, &verdict, &added,
	    &err);
	progress_end();
	tell_verdict(o, verdict);
	tell_asked(o, &asked);
	status = done != EVID_OK ? not_received(&s, &added, verdict, done,
	    &err) :
	    custody_tell_added(o, &s, "received", &added, verdict);
	if (done == EVID_OK && o->accept != NULL && !receipt.accept_all &&
	    o->n_conditions == 0 && !o->common.quiet)
		message(NULL, "no condition asks for an answer: it is "
		    "accepted as it is");
out:
	evid_verdict_free(verdict);
	free(asked.text);
	custody_signing_end(&s);
	return status;
}
