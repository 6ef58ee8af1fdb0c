/*
 * What arrived against what a signed hand-over says was sent: by name, size
 * and digest alone, so that nothing need be opened or decrypted.
 */
#include "bundle/custody/sent.h"

#include "adapt/key.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "bundle/tell.h"
#include "bundle/trust/trust.h"
#include "record/emit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct delivery {
	struct evid_custody *log;	/* the hand-over's */
	uint32_t over;
	struct evi_event event;
	struct evi_party from, to;
	char *folder;
	int worst;
	struct evi_buf files, findings;	/* JSON, or lines for people */
	struct evi_emit files_json, findings_json;
	bool json;
};

static enum evid_status
read_log(struct delivery *d, const char *path,
    const struct evid_verify_options *o, struct evid_error *err)
{
	struct evid_custody_options how = EVID_CUSTODY_OPTIONS_INIT;
	enum evid_status status;

	how.trust = o->trust;
	how.threads = o->threads;
	how.has_now = o->has_now || o->has_at;
	how.now = o->has_at ? o->at : o->now;
	how.tool_name = o->tool_name;
	status = evi_custody_new(&how, path, &d->log, err);
	if (status != EVID_OK)
		return status;
	d->log->given = o->keys;
	d->log->n_given = o->n_keys;
	status = evi_custody_add_file(d->log, path, err);
	return status == EVID_OK ? evi_custody_judge(d->log, err) : status;
}

/* What could name an event, and is no file, does. */
static bool
names_event(const char *hand_over)
{
	return evi_custody_is_prefix(hand_over) &&
	    access(hand_over, F_OK) != 0;
}

static enum evid_status
several(const struct delivery *d, size_t n, const struct evi_buf *list,
    struct evid_error *err)
{
	evi_fail(err, EVID_ERR_ARGUMENT, "%s: it has %zu hand-overs: %s",
	    d->log->name, n, evi_buf_text(list));
	evi_hint(err, "name the one: --delivery with 8 or more of its "
	    "digits, and the log with --custody");
	return EVID_ERR_ARGUMENT;
}

/* the hand-over itself: by digits of its digest, or the only one of a file */
static enum evid_status
find_over(struct delivery *d, const char *digits, struct evid_error *err)
{
	struct evi_buf list = EVI_BUF_INIT;	/* owned here */
	enum evid_status status;
	size_t n = 0;
	uint32_t i;

	d->over = EVI_NONE;
	for (i = 0; i < d->log->n_events; i++) {
		const struct evi_custody_event *e = &d->log->events[i];

		if (e->type != EVI_EVENT_HANDED_OVER || (digits != NULL &&
		    !evi_custody_begins(e->digest, digits)))
			continue;
		d->over = i;
		evi_custody_list_add(&list, n++, e->digest);
	}
	if (n == 1)
		status = evi_custody_event_read(d->log, d->over, &d->event,
		    err);
	else if (n > 1)
		status = several(d, n, &list, err);
	else {
		status = evi_fail(err, EVID_ERR_FORMAT, "%s: it has no such "
		    "hand-over with a good signature", d->log->name);
		evi_hint(err, "ask the sender for the line of the hand-over");
	}
	evi_buf_free(&list);
	return status;
}

/* a name that is no file, and looks as if it were to be a digest */
static enum evid_status
no_digest(const char *text, struct evid_error *err)
{
	return evi_fail_path(err, EVID_ERR_ARGUMENT, text,
	    "neither a file nor the digest of a hand-over", "a digest has 64 "
	    "hex digits, in small letters, of which the first 8 or more "
	    "suffice: evid-custody list --open shows them");
}

/* the log beside what arrived, where no other was named */
static enum evid_status
log_beside(const char *first, char **path_out, struct evid_error *err)
{
	enum evid_status status = evid_custody_log_path(first, path_out, err);

	if (status == EVID_OK && access(*path_out, F_OK) != 0 &&
	    errno == ENOENT)
		status = evi_fail_path(err, EVID_ERR_NOT_FOUND, *path_out,
		    "the log in which the hand-over is looked for is not there",
		    "name the log that came with the files (--custody)");
	return status;
}

static enum evid_status
open_over(struct delivery *d, const char *hand_over, const char *first,
    const struct evid_verify_options *o, struct evid_error *err)
{
	bool digits = names_event(hand_over);
	char *path = NULL;			/* owned here */
	enum evid_status status = EVID_OK;

	if (!digits && strspn(hand_over, "0123456789abcdefABCDEF") ==
	    strlen(hand_over) && access(hand_over, F_OK) != 0)
		return no_digest(hand_over, err);
	if (!digits)
		path = evi_strdup(hand_over);
	else if (o->custody != NULL)
		path = evi_strdup(o->custody);
	else
		status = log_beside(first, &path, err);
	if (status == EVID_OK && path == NULL)
		status = evi_fail_memory(err);
	if (status == EVID_OK)
		status = read_log(d, path, o, err);
	if (status == EVID_OK)
		status = find_over(d, digits ? hand_over : NULL, err);
	if (status == EVID_OK)
		status = evi_custody_signer(d->log, d->over, &d->event,
		    &d->from, err);
	if (status == EVID_OK)
		status = evi_custody_receiver(d->log, d->over, &d->event,
		    &d->to, err);
	free(path);
	return status;
}

/* @name: as the hand-over or the system has it; @message NULL: what the code
 * means */
static void
tell(struct delivery *d, enum evi_finding_code code, const char *name,
    const char *message)
{
	const struct evi_finding_kind *kind = &evi_finding_kinds[code];
	struct evi_emit *e = &d->findings_json;

	d->worst = evi_worse(d->worst, kind->effect);
	if (message == NULL)
		message = kind->meaning;
	if (!d->json) {
		evi_buf_add_text(&d->findings, "  ");
		if (*name != '\0') {
			evi_text_escape(&d->findings, name, strlen(name));
			evi_buf_add_text(&d->findings, ": ");
		}
		evi_buf_add_format(&d->findings, "%s [%s]\n    hint: %s\n",
		    message, kind->code, kind->hint);
		return;
	}
	evi_emit_open(e, '{');
	evi_emit_key(e, "code");
	evi_emit_text(e, kind->code);
	evi_emit_key(e, "class");
	evi_emit_text(e, evi_class_name(kind->class));
	evi_emit_key(e, "path");
	if (*name == '\0')
		evi_emit_null(e);
	else
		evi_emit_lossy(e, name);
	evi_emit_key(e, "range");
	evi_emit_null(e);
	evi_emit_key(e, "message");
	evi_emit_text(e, message);
	evi_emit_key(e, "hint");
	evi_emit_text(e, kind->hint);
	evi_emit_close(e, '}');
}

static void
tell_file(struct delivery *d, const struct evi_json *named,
    enum evi_file_result result)
{
	static const char *const names[] = { "as-sent", "missing", "cut",
		"changed" };
	const char *name = "", *hex = "";
	struct evi_emit *e = &d->files_json;
	uint64_t size = 0;

	(void)evi_json_get_string(named, "name", &name);
	(void)evi_json_get_string(named, "sha256", &hex);
	(void)evi_json_get_u64(named, "size", &size);
	if (!d->json) {
		evi_buf_add_format(&d->files, "  %-11s ", names[result]);
		evi_text_escape(&d->files, name, strlen(name));
		evi_buf_add_byte(&d->files, '\n');
		return;
	}
	evi_emit_open(e, '{');
	evi_emit_key(e, "name");
	evi_emit_text(e, name);
	evi_emit_key(e, "size");
	evi_emit_u64(e, size);
	evi_emit_key(e, "sha256");
	evi_emit_text(e, hex);
	evi_emit_key(e, "status");
	evi_emit_text(e, names[result]);
	evi_emit_close(e, '}');
}

static enum evid_status
check_files(struct delivery *d, struct evid_error *err)
{
	static const enum evi_finding_code codes[] = { EVI_FINDING_COUNT,
		EVI_FINDING_DELIVERY_MISSING, EVI_FINDING_DELIVERY_CUT,
		EVI_FINDING_DELIVERY_CHANGED };
	const struct evi_json *files = evi_json_get(d->event.details,
	    "files");
	enum evid_status status = EVID_OK;
	size_t i;

	for (i = 0; i < evi_json_count(files) && status == EVID_OK; i++) {
		struct evi_file_check check;	/* owned here */
		const char *name = "";

		status = evi_file_check(evi_json_at(files, i), d->folder,
		    &check, err);
		if (status == EVID_OK) {
			tell_file(d, evi_json_at(files, i), check.result);
			(void)evi_json_get_string(evi_json_at(files, i),
			    "name", &name);
			if (check.result != EVI_FILE_GOOD)
				tell(d, codes[check.result], name, NULL);
		}
		evi_file_check_free(&check);
	}
	return status;
}

/* an operand that the hand-over does not name was not handed over */
static void
check_named(struct delivery *d, const char *path)
{
	const struct evi_json *files = evi_json_get(d->event.details,
	    "files");
	const char *base = evi_path_base(path), *name;
	size_t i;

	for (i = 0; i < evi_json_count(files); i++)
		if (evi_json_get_string(evi_json_at(files, i), "name",
		    &name) && strcmp(name, base) == 0)
			return;
	tell(d, EVI_FINDING_DELIVERY_UNNAMED, base, NULL);
}

/* of directory and policy themselves */
static enum evid_status
tell_trust(void *context, enum evi_finding_code code, const char *message,
    const char *detail, struct evid_error *err)
{
	(void)detail;
	(void)err;
	tell(context, code, "", message);
	return EVID_OK;
}

/* may the policy's signers be the one who handed over? */
static bool
allowed(const struct delivery *d, const struct evid_trust *trust)
{
	const struct evi_custody_event *e = &d->log->events[d->over];
	struct evi_known_key known;

	return evi_trust_policy(trust) == NULL ||
	    (evi_custody_known(d->log, d->over, &known) &&
	    evi_trust_allows_signer(trust, &known, d->log->keys[e->key].id));
}

/* The log's own findings may be left out of a list that others fill. */
static void
check_critical(struct delivery *d)
{
	const enum evi_finding_code code =
	    EVI_FINDING_CUSTODY_CRITICAL_UNKNOWN;
	size_t i;

	for (i = 0; i < d->event.critical.count; i++) {
		struct evi_buf shown = EVI_BUF_INIT;	/* both owned here */
		struct evi_buf message = EVI_BUF_INIT;
		const char *text = evi_custody_critical(d->log,
		    d->event.critical.items[i], &shown);

		evi_buf_add_format(&message, "%s: %s",
		    evi_finding_kinds[code].meaning, text == NULL ? "" :
		    text);
		if (text != NULL)
			tell(d, code, "", evi_buf_text(&message));
		evi_buf_free(&message);
		evi_buf_free(&shown);
	}
}

static enum evid_status
check_trust(struct delivery *d, const struct evid_trust *trust,
    struct evid_error *err)
{
	const struct evi_custody_event *e = &d->log->events[d->over];

	if (evi_custody_no_trust(d->log))
		tell(d, EVI_FINDING_NO_TRUST_GIVEN, "", NULL);
	else if (!e->counts)
		tell(d, d->log->keys[e->key].compromised ?
		    EVI_FINDING_CUSTODY_KEY_COMPROMISED :
		    EVI_FINDING_SIGNER_NOT_TRUSTED, "", NULL);
	else if (!allowed(d, trust))
		tell(d, EVI_FINDING_POLICY_NOT_MET, "", NULL);
	check_critical(d);
	return evi_trust_tell_each(trust, d->log->now, tell_trust, d, err);
}

static void
write_json(const struct delivery *d, struct evi_buf *out)
{
	struct evi_emit e = { out, false, false };
	const struct evi_custody_event *over = &d->log->events[d->over];
	char at[EVI_INSTANT_TEXT_CAP];

	(void)evi_instant_format(over->at, at);
	evi_emit_open(&e, '{');
	evi_emit_key(&e, "verdict");
	evi_emit_text(&e, evid_result_name(evi_result_of(d->worst)));
	evi_emit_key(&e, "exitStatus");
	evi_emit_u64(&e, (uint64_t)evi_result_of(d->worst));
	evi_emit_key(&e, "handOver");
	evi_emit_hex(&e, over->digest, EVI_SHA256_LEN);
	evi_emit_key(&e, "sealDigest");
	if (d->event.of_exhibit)
		evi_emit_null(&e);
	else
		evi_emit_hex(&e, d->event.subject, EVI_SHA256_LEN);
	evi_emit_key(&e, "at");
	evi_emit_text(&e, at);
	evi_emit_key(&e, "from");
	evi_party_json(&e, &d->from);
	evi_emit_key(&e, "to");
	evi_party_json(&e, &d->to);
	evi_emit_key(&e, "files");
	evi_emit_open(&e, '[');
	evi_buf_add(out, d->files.data, d->files.len);
	evi_emit_close(&e, ']');
	evi_emit_key(&e, "findings");
	evi_emit_open(&e, '[');
	evi_buf_add(out, d->findings.data, d->findings.len);
	evi_emit_close(&e, ']');
	evi_emit_close(&e, '}');
}

static void
write_text(const struct delivery *d, struct evi_buf *out)
{
	static const char *const heads[] = { "AS SENT", "NOT AS SENT", "",
		"NOT TRUSTED", "INCOMPLETE", "NOT CHECKED" };
	char at[EVI_INSTANT_TEXT_CAP];

	evi_instant_people(d->log->events[d->over].at, at);
	evi_buf_add_format(out, "delivery: %s\n  handed over %s by ",
	    heads[evi_result_of(d->worst)], at);
	evi_party_text(out, &d->from);
	evi_buf_add_text(out, "\n  to          ");
	evi_party_text(out, &d->to);
	evi_buf_add_byte(out, '\n');
	evi_buf_add(out, d->files.data, d->files.len);
	if (d->findings.len > 0)
		evi_buf_add_text(out, "findings\n");
	evi_buf_add(out, d->findings.data, d->findings.len);
}

enum evid_status
evid_delivery_check(const char *hand_over, const char *const *paths,
    size_t n_paths, const struct evid_verify_options *options, int json,
    char **text_out, enum evid_result *result_out, struct evid_error *err)
{
	struct delivery d = { .json = json != 0 };	/* owned here */
	struct evi_buf out = EVI_BUF_INIT;		/* owned here */
	enum evid_status status;
	size_t i;

	*text_out = NULL;
	*result_out = EVID_NOT_CHECKED;
	d.files_json.out = &d.files;
	d.findings_json.out = &d.findings;
	if (options->version != EVID_VERIFY_OPTIONS_VERSION || n_paths == 0)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "no file that arrived is named");
	status = evi_crypto_init(err);
	if (status == EVID_OK)
		status = open_over(&d, hand_over, paths[0], options, err);
	if (status == EVID_OK)
		status = evi_path_folder(paths[0], &d.folder, err);
	if (status == EVID_OK)
		status = check_files(&d, err);
	if (status == EVID_OK) {
		for (i = 0; i < n_paths; i++)
			check_named(&d, paths[i]);
		status = check_trust(&d, options->trust, err);
	}
	if (status == EVID_OK) {
		*result_out = evi_result_of(d.worst);
		if (d.files.failed || d.findings.failed)
			out.failed = true;
		if (json)
			write_json(&d, &out);
		else
			write_text(&d, &out);
		status = evi_buf_take(&out, text_out, err);
	}
	evi_buf_free(&out);
	evi_buf_free(&d.files);
	evi_buf_free(&d.findings);
	evi_party_free(&d.from);
	evi_party_free(&d.to);
	evi_event_free(&d.event);
	evid_custody_free(d.log);
	free(d.folder);
	return status;
}
