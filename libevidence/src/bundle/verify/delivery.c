/*
 * What arrived against what a signed hand-over says was sent: by name, size
 * and digest alone, so that nothing need be opened or decrypted.
 */
#include "bundle/verify/delivery.h"
#include "bundle/custody/party.h"

#include "adapt/key.h"
#include "base/file.h"
#include "bundle/tell.h"

#include <stdlib.h>
#include <string.h>

/* a file that is named, where it arrived */
typedef enum evid_status arrived_fn(struct evi_delivery *d,
    const struct evi_json *named, const char *path, struct evid_error *err);

/* An operand that is given twice is one. */
static bool
offered_before(const struct evi_delivery *d, size_t nth)
{
	size_t i;

	for (i = 0; i < nth; i++)
		if (strcmp(d->paths[i], d->paths[nth]) == 0)
			return true;
	return false;
}

/* Nobody named it: what is no file there is not what was sent. */
static enum evid_status
beside_first(struct evi_delivery *d, const struct evi_json *named,
    const char *name, arrived_fn *look, struct evid_error *err)
{
	char *path = NULL;			/* owned here */
	enum evid_status status = evi_path_join(d->folder, name, &path, err);

	d->no_file = status == EVID_OK &&
	    evi_file_there(path, NULL) == EVID_ERR_ARGUMENT;
	if (status == EVID_OK)
		status = look(d, named, path, err);
	d->no_file = false;
	free(path);
	return status;
}

/* Whatever is offered under a name is looked at, wherever it stands; what is
 * not offered is looked for beside the first. */
static enum evid_status
each_file(struct evi_delivery *d, arrived_fn *look, struct evid_error *err)
{
	const struct evi_json *files = evi_json_get(d->event.details,
	    "files");
	enum evid_status status = EVID_OK;
	size_t i, k;

	for (i = 0; i < evi_json_count(files) && status == EVID_OK; i++) {
		const struct evi_json *named = evi_json_at(files, i);
		const char *name = "";
		bool offered = false;

		(void)evi_json_get_string(named, "name", &name);
		for (k = 0; k < d->n_paths && status == EVID_OK; k++) {
			if (strcmp(evi_path_base(d->paths[k]), name) != 0)
				continue;
			offered = true;
			if (!offered_before(d, k))
				status = look(d, named, d->paths[k], err);
		}
		if (!offered)
			status = beside_first(d, named, name, look, err);
	}
	return status;
}

/* The caller, who may know better than to go on. */
static enum evid_status
tell_caller(struct evi_delivery *d, const struct evi_json *named,
    const char *path, struct evid_error *err)
{
	(void)named;
	return d->options->reads(d->options->context, path) == 0 ? EVID_OK :
	    evi_fail(err, EVID_ERR_CANCELLED,
	    "the check was stopped as asked");
}

static enum evid_status
check_file(struct evi_delivery *d, const struct evi_json *named,
    const char *path, struct evid_error *err)
{
	static const enum evi_finding_code codes[] = { EVI_FINDING_COUNT,
		EVI_FINDING_DELIVERY_MISSING, EVI_FINDING_DELIVERY_CUT,
		EVI_FINDING_DELIVERY_CHANGED };
	struct evi_file_check check;		/* owned here */
	enum evid_status status;

	if (d->no_file) {
		evi_delivery_tell_file(d, named, path, EVI_FILE_CHANGED);
		evi_delivery_tell(d, EVI_FINDING_DELIVERY_CHANGED, path,
		    "a folder, a pipe or a device stands where the file was "
		    "looked for", "move it away, put the file there, or name "
		    "where it stands");
		return EVID_OK;
	}
	status = evi_file_check_at(named, path, &check, err);
	if (status == EVID_OK) {
		evi_delivery_tell_file(d, named, path, check.result);
		if (check.result != EVI_FILE_GOOD)
			evi_delivery_tell(d, codes[check.result], path, NULL,
			    NULL);
	}
	evi_file_check_free(&check);
	return status;
}

static bool
is_named(const struct evi_delivery *d, const char *path)
{
	const struct evi_json *files = evi_json_get(d->event.details,
	    "files");
	const char *base = evi_path_base(path), *name = "";
	size_t i;

	for (i = 0; i < evi_json_count(files); i++) {
		(void)evi_json_get_string(evi_json_at(files, i), "name",
		    &name);
		if (strcmp(name, base) == 0)
			return true;
	}
	return false;
}

/* What is not there did not arrive: it is a slip of who calls, unless the
 * hand-over names it. */
static enum evid_status
check_there(const struct evi_delivery *d, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t i;

	for (i = 0; i < d->n_paths && status == EVID_OK; i++)
		if (!is_named(d, d->paths[i]))
			status = evi_file_there(d->paths[i], err);
	return status;
}

/* an operand that the hand-over does not name was not handed over */
static void
tell_unnamed(struct evi_delivery *d)
{
	size_t i;

	for (i = 0; i < d->n_paths; i++)
		if (!is_named(d, d->paths[i]) && !offered_before(d, i))
			evi_delivery_tell(d, EVI_FINDING_DELIVERY_UNNAMED,
			    d->paths[i], NULL, NULL);
}

/* of directory and policy themselves */
static enum evid_status
tell_trust(void *context, enum evi_finding_code code, const char *message,
    const char *detail, struct evid_error *err)
{
	(void)detail;
	(void)err;
	evi_delivery_tell(context, code, NULL, message, NULL);
	return EVID_OK;
}

/* may the policy's signers be the one who handed over? */
static bool
allowed(const struct evi_delivery *d, const struct evid_trust *trust)
{
	const struct evi_custody_event *e = &d->log->events[d->over];
	struct evi_known_key known;

	return evi_trust_policy(trust) == NULL ||
	    (evi_custody_known(d->log, d->over, &known) &&
	    evi_trust_allows_signer(trust, &known, d->log->keys[e->key].id));
}

/* The log's own findings may be left out of a list that others fill. */
static void
check_critical(struct evi_delivery *d)
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
			evi_delivery_tell(d, code, NULL,
			    evi_buf_text(&message), NULL);
		evi_buf_free(&message);
		evi_buf_free(&shown);
	}
}

/* What a key that is known lacks; the words of a code are of a seal. */
static void
tell_standing(struct evi_delivery *d, const struct evi_known_key *known)
{
	static const struct {
		const char *message, *hint;
	} words[] = {
		[EVI_STANDING_NOT_YET] = {
		    "the key was not yet valid when it was handed over",
		    "ask the sender about the time, and what key he had then" },
		[EVI_STANDING_EXPIRED] = {
		    "the key had expired when it was handed over",
		    "ask the sender to hand it over again with a valid key" },
		[EVI_STANDING_REVOKED] = {
		    "the key was revoked before it was handed over",
		    "ask the sender by another way who handed this over" },
		[EVI_STANDING_WRONG_USE] = {
		    "the key is not for custody",
		    "ask the sender to hand it over with a key that is" }
	};
	enum evi_standing standing = known->at_claimed;

	evi_delivery_tell(d, evi_standing_finding(standing), NULL,
	    words[standing].message, words[standing].hint);
}

static void
check_key(struct evi_delivery *d, const struct evid_trust *trust)
{
	const struct evi_custody_event *e = &d->log->events[d->over];
	enum evi_finding_code code = EVI_FINDING_COUNT;
	struct evi_known_key known;
	bool is_known = evi_custody_known(d->log, d->over, &known);

	if (evi_custody_no_trust(d->log))
		code = EVI_FINDING_NO_TRUST_GIVEN;
	else if (d->log->keys[e->key].compromised)
		code = EVI_FINDING_CUSTODY_KEY_COMPROMISED;
	else if (is_known && known.at_claimed != EVI_STANDING_VALID)
		tell_standing(d, &known);
	else if (!e->counts)
		code = EVI_FINDING_SIGNER_NOT_TRUSTED;
	else if (!allowed(d, trust))
		code = EVI_FINDING_POLICY_NOT_MET;
	else if (known.revoked_since)
		code = EVI_FINDING_CUSTODY_KEY_REVOKED_SINCE;
	if (code != EVI_FINDING_COUNT)
		evi_delivery_tell(d, code, NULL, NULL, NULL);
}

/* It was not yet handed over, as of the instant that is judged. */
static void
check_time(struct evi_delivery *d)
{
	struct evi_buf message = EVI_BUF_INIT;	/* owned here */
	char at[EVI_INSTANT_TEXT_CAP];

	if (!evi_custody_in_future(d->log, d->over))
		return;
	evi_instant_people(d->log->events[d->over].when, at);
	evi_buf_add_format(&message, "it was handed over after the instant "
	    "that is judged: %s", at);
	evi_delivery_tell(d, EVI_FINDING_CUSTODY_IN_FUTURE, NULL,
	    evi_buf_text(&message), NULL);
	evi_buf_free(&message);
}

/* It may say of the hand-over what is not known here; a stranger's is told
 * otherwise. */
static void
check_newer(struct evi_delivery *d)
{
	size_t i;

	for (i = 0; i < d->log->n_findings; i++)
		if (d->log->findings[i].code ==
		    EVI_FINDING_CUSTODY_VERSION_UNKNOWN)
			evi_delivery_tell(d, d->log->findings[i].code, NULL,
			    d->log->findings[i].message, NULL);
}

static enum evid_status
check_trust(struct evi_delivery *d, const struct evid_trust *trust,
    struct evid_error *err)
{
	check_key(d, trust);
	check_time(d);
	if (evi_delivery_threshold(d) > 0)
		evi_delivery_tell(d, EVI_FINDING_POLICY_THRESHOLD, NULL, NULL,
		    NULL);
	check_critical(d);
	check_newer(d);
	return evi_trust_tell_each(trust, d->log->now, tell_trust, d, err);
}

static enum evid_status
look_at_all(struct evi_delivery *d, const char *hand_over,
    struct evid_error *err)
{
	const struct evid_verify_options *o = d->options;
	enum evid_status status = evi_crypto_init(err);

	if (status == EVID_OK)
		status = evi_delivery_find(d, hand_over, err);
	if (status == EVID_OK)
		status = evi_path_folder(d->paths[0], &d->folder, err);
	if (status == EVID_OK)
		status = check_there(d, err);
	if (status == EVID_OK && o->reads != NULL)
		status = each_file(d, tell_caller, err);
	if (status == EVID_OK)
		status = each_file(d, check_file, err);
	if (status != EVID_OK)
		return status;
	tell_unnamed(d);
	return check_trust(d, o->trust, err);
}

static void
delivery_free(struct evi_delivery *d)
{
	evi_buf_free(&d->files);
	evi_buf_free(&d->findings);
	evi_party_free(&d->from);
	evi_party_free(&d->to);
	evi_event_free(&d->event);
	evid_custody_free(d->log);
	free(d->folder);
}

enum evid_status
evid_delivery_check(const char *hand_over, const char *const *paths,
    size_t n_paths, const struct evid_verify_options *options, int json,
    char **text_out, enum evid_result *result_out, struct evid_error *err)
{
	struct evi_delivery d = { .json = json != 0, .paths = paths,
		.n_paths = n_paths, .options = options }; /* owned here */
	struct evi_buf out = EVI_BUF_INIT;		/* owned here */
	enum evid_status status;

	*text_out = NULL;
	*result_out = EVID_NOT_CHECKED;
	d.files_json.out = &d.files;
	d.findings_json.out = &d.findings;
	if (options->version != EVID_VERIFY_OPTIONS_VERSION || n_paths == 0)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "no file that arrived is named");
	if (options->threshold > 1)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "a hand-over has one signature, and no threshold");
	status = look_at_all(&d, hand_over, err);
	if (status == EVID_OK) {
		*result_out = evi_result_of(d.worst);
		out.failed = d.files.failed || d.findings.failed;
		evi_delivery_write(&d, &out);
		status = evi_buf_take(&out, text_out, err);
	}
	evi_buf_free(&out);
	delivery_free(&d);
	return status;
}
