/*
 * What is kept of an event in memory: whom and what it names, what it comes
 * to, and digests by which one event's details are held against another's.
 */
#include "bundle/custody/custody.h"

#include "base/num.h"
#include "record/condition.h"

#include <stdlib.h>
#include <string.h>

#define FACT (EVI_SHA256_LEN + 8)	/* of a file: digest and size */

static int
compare(const void *a, const void *b)
{
	return memcmp(a, b, FACT);
}

/* Files by digest and size alone: a name may have changed on the way. */
static enum evid_status
add_files(const struct evi_event *e, struct evi_custody_parsed *p,
    struct evid_error *err)
{
	const struct evi_json *files = evi_json_get(e->details, "files");
	struct evi_buf facts = EVI_BUF_INIT;	/* owned here */
	uint8_t digest[EVI_SHA256_LEN], size_bytes[8];
	enum evid_status status;
	uint64_t size = 0;
	size_t i, n = evi_json_count(files);

	for (i = 0; i < n; i++) {
		const struct evi_json *one = evi_json_at(files, i);

		(void)evi_digest_get(one, "sha256", digest);
		(void)evi_json_get_u64(one, "size", &size);
		evi_put_le64(size_bytes, size);
		evi_buf_add(&facts, digest, sizeof(digest));
		evi_buf_add(&facts, size_bytes, sizeof(size_bytes));
	}
	status = evi_buf_status(&facts, err);
	if (status == EVID_OK && n > 1)
		qsort(facts.data, n, FACT, compare);
	if (status == EVID_OK)
		status = evi_sha256(facts.data, facts.len, digest, err);
	if (status == EVID_OK)
		status = evi_digests_add(&p->facts, digest, err);
	evi_buf_free(&facts);
	return status;
}

static enum evid_status
add_digests(const struct evi_event *e, struct evi_custody_parsed *p,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	uint8_t digest[EVI_SHA256_LEN];
	size_t i;

	for (i = 0; i < e->answers.count && status == EVID_OK; i++)
		status = evi_digests_add(&p->answers, e->answers.items[i],
		    err);
	if (status != EVID_OK || (e->type != EVI_EVENT_HANDED_OVER &&
	    e->type != EVI_EVENT_RECEIVED))
		return status;
	if (!evi_digests_get(e->details, "heads", &p->heads))
		return evi_fail_memory(err);
	status = add_files(e, p, err);
	if (status == EVID_OK && e->type == EVI_EVENT_HANDED_OVER &&
	    evi_digest_get(evi_json_get(e->details, "conditions"), "sealed",
	    digest))
		status = evi_digests_add(&p->facts, digest, err);
	return status;
}

static enum evid_status
add_term(struct evi_custody_parsed *p, const char *id, struct evid_error *err)
{
	uint8_t digest[EVI_SHA256_LEN];
	enum evid_status status = evi_sha256(id, strlen(id), digest, err);

	return status != EVID_OK ? status :
	    evi_digests_add(&p->terms, digest, err);
}

static const char *
text_of(const struct evi_json *object, const char *key)
{
	const char *text = "";

	(void)evi_json_get_string(object, key, &text);
	return text;
}

/* a change's condition, by its id, and with who is said to have imposed it */
static enum evid_status
add_changed(const struct evi_event *e, struct evi_custody_parsed *p,
    struct evid_error *err)
{
	const struct evi_json *value = evi_json_get(e->details, "value");
	const char *id = text_of(e->details, "condition");
	const char *state = text_of(value, "imposedBy");
	enum evi_condition_how how = EVI_CONDITION_SEALED;
	uint8_t name[EVI_SHA256_LEN];
	enum evid_status status;

	(void)evi_json_get_bool(value, "needsAcceptance", &p->event.asks);
	(void)evi_condition_change(e->details, &how);
	p->event.how = (uint8_t)how;
	p->event.readable = strcmp(text_of(value, "id"), id) == 0 &&
	    *text_of(value, "type") != '\0' && *state != '\0';
	status = add_term(p, id, err);
	if (status == EVID_OK)
		status = evi_custody_condition_name(p->terms.items[0], state,
		    name, err);
	return status != EVID_OK ? status :
	    evi_digests_add(&p->terms, name, err);
}

/* those of a receipt that it answers so, after those that are there */
static enum evid_status
add_answered(const struct evi_json *list, const char *how,
    struct evi_custody_parsed *p, uint32_t *n_out, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	struct evi_digests group = { NULL, 0, 0 };
	size_t i, before = p->terms.count;

	for (i = 0; status == EVID_OK && i < evi_json_count(list); i++) {
		const struct evi_json *one = evi_json_at(list, i);

		if (strcmp(text_of(one, "answer"), how) == 0)
			status = add_term(p, text_of(one, "id"), err);
	}
	if (p->terms.count > before) {
		group.items = p->terms.items + before;
		group.count = p->terms.count - before;
		evi_digests_sort(&group);
	}
	p->terms.count = before + group.count;
	*n_out = (uint32_t)group.count;
	return status;
}

static enum evid_status
add_answers(const struct evi_json *list, struct evi_custody_parsed *p,
    struct evid_error *err)
{
	uint32_t n;
	enum evid_status status = add_answered(list, "accepted", p, &n, err);

	if (status == EVID_OK)
		status = add_answered(list, "with-reservation", p,
		    &p->event.n_reserved, err);
	return status != EVID_OK ? status : add_answered(list,
	    "not-accepted", p, &p->event.n_denied, err);
}

/* the conditions that it is about */
static enum evid_status
add_terms(const struct evi_event *e, struct evi_custody_parsed *p,
    struct evid_error *err)
{
	const struct evi_json *list = evi_json_get(e->details, "conditions");

	switch (e->type) {
	case EVI_EVENT_HANDED_OVER:
		return evi_digests_get(list, "changes", &p->terms) ? EVID_OK :
		    evi_fail_memory(err);
	case EVI_EVENT_CONDITION_CHANGED:
		return add_changed(e, p, err);
	case EVI_EVENT_RECEIVED:
		return add_answers(list, p, err);
	default:
		return EVID_OK;
	}
}

/* the key, or the event, that it is about */
static void
refer(const struct evi_event *e, uint8_t out[EVI_SHA256_LEN])
{
	switch (e->type) {
	case EVI_EVENT_HANDED_OVER:
		(void)evi_event_receiver(e, out);
		break;
	case EVI_EVENT_KEY_SUCCEEDED:
		(void)evi_event_new_key(e, out);
		break;
	case EVI_EVENT_KEY_COMPROMISED:
		(void)evi_digest_get(e->details, "keyid", out);
		break;
	case EVI_EVENT_CORRECTED:
		(void)evi_digest_get(evi_json_get(e->details, "corrects"),
		    "event", out);
		break;
	default:
		break;
	}
}

static enum evi_custody_value
acceptance(const char *text)
{
	return strcmp(text, "accepted") == 0 ? EVI_VALUE_ACCEPTED :
	    strcmp(text, "not-accepted") == 0 ? EVI_VALUE_NOT_ACCEPTED :
	    strcmp(text, "with-reservation") == 0 ? EVI_VALUE_RESERVATION :
	    EVI_VALUE_NONE;
}

/* how a correction has a receipt answer */
static uint8_t
rewrites(const struct evi_event *e)
{
	const struct evi_json *fields = evi_json_get(e->details, "fields");
	enum evi_custody_value value;

	if (e->type != EVI_EVENT_CORRECTED)
		return 0;
	if (evi_json_get(fields, "conditions") != NULL)
		return EVI_REWRITES;
	if (evi_json_get(fields, "acceptance") == NULL)
		return 0;
	value = acceptance(text_of(fields, "acceptance"));
	return value == EVI_VALUE_NONE ? EVI_REWRITES : (uint8_t)value;
}

static enum evi_custody_value
value_of(const struct evi_event *e)
{
	const char *text;
	bool only = true;

	switch (e->type) {
	case EVI_EVENT_RECEIVED:
		return acceptance(text_of(e->details, "acceptance"));
	case EVI_EVENT_REFUSED:
		return EVI_VALUE_REFUSED;
	case EVI_EVENT_ACKNOWLEDGED:
		return strcmp(text_of(e->details, "result"), "received") == 0 ?
		    EVI_VALUE_ACK_RECEIVED : EVI_VALUE_ACK_REFUSED;
	case EVI_EVENT_CORRECTED:
		return evi_json_get_bool(evi_json_get(e->details, "fields"),
		    "only", &only) && !only ? EVI_VALUE_NOT_ONLY :
		    EVI_VALUE_NONE;
	case EVI_EVENT_CONDITION_CHANGED:
		text = text_of(e->details, "change");
		return strcmp(text, "tightened") == 0 ||
		    strcmp(text, "added") == 0 ? EVI_VALUE_STRICTER :
		    EVI_VALUE_NONE;
	default:
		return EVI_VALUE_NONE;
	}
}

/* may evidence be taken on this verdict?  An exhibit's may be null. */
static bool
verdict_allows(const struct evi_json *verdict, enum evi_custody_value value)
{
	uint64_t exit_status = 0;
	const char *status = "";

	if (!evi_json_get_u64(verdict, "exitStatus", &exit_status))
		return true;
	(void)evi_json_get_string(verdict, "status", &status);
	return (exit_status == 0 && strcmp(status, "verified") == 0) ||
	    (exit_status == 3 && strcmp(status, "not-trusted") == 0 &&
	    value == EVI_VALUE_RESERVATION);
}

static bool
all_accepted(const struct evi_json *conditions)
{
	for (size_t i = 0; i < evi_json_count(conditions); i++) {
		const char *answer = "";

		(void)evi_json_get_string(evi_json_at(conditions, i),
		    "answer", &answer);
		if (strcmp(answer, "accepted") != 0)
			return false;
	}
	return true;
}

/* a receipt that takes what its own verdict or answers speak against */
static bool
contradicts(const struct evi_event *e, enum evi_custody_value value)
{
	const struct evi_json *answers = evi_json_get(e->details,
	    "conditions");

	if (e->type != EVI_EVENT_RECEIVED || value == EVI_VALUE_NOT_ACCEPTED)
		return false;
	return !verdict_allows(evi_json_get(e->details, "verdict"), value) ||
	    (value == EVI_VALUE_ACCEPTED && answers != NULL &&
	    !all_accepted(answers));
}

enum evid_status
evi_custody_summarize(const struct evi_event *e,
    struct evi_custody_parsed *p, struct evid_error *err)
{
	struct evi_custody_event *out = &p->event;
	enum evid_status status;

	out->type = (uint8_t)e->type;
	out->at = e->at;
	out->when = evi_event_when(e);
	out->has_prev = e->has_prev;
	memcpy(out->prev, e->prev, EVI_SHA256_LEN);
	memcpy(out->branch, e->branch, EVI_BRANCH_LEN);
	memcpy(p->keyid, e->keyid, EVI_SHA256_LEN);
	memcpy(p->subject, e->subject, EVI_SHA256_LEN);
	memcpy(p->uid, e->uid, sizeof(p->uid));
	out->only_copy = evi_event_only_copy(e);
	out->critical = e->critical.count > 0;
	refer(e, out->ref);
	out->value = (uint8_t)value_of(e);
	out->rewrites = rewrites(e);
	out->contradicts = contradicts(e, (enum evi_custody_value)out->value);
	status = add_digests(e, p, err);
	return status == EVID_OK ? add_terms(e, p, err) : status;
}
