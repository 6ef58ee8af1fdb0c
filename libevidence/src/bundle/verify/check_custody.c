/*
 * Who held it: the sealed custody log and the one beside the bundle, as one
 * set of events (custody/custody.h); their findings become the verdict's.
 */
#include "bundle/custody/masked.h"
#include "bundle/custody/party.h"
#include "bundle/verify/check.h"

#include "adapt/json.h"
#include "base/text.h"
#include "record/emit.h"
#include "record/number.h"

#include <string.h>

static enum evid_status
add_sealed(struct evi_check *c, struct evid_error *err)
{
	uint8_t digest[EVI_SHA256_LEN];
	enum evid_status status;
	int fd;

	if (c->custody_text.fd < 0 || c->damaged[EVI_TAG_CUSTODY])
		return EVID_OK;
	status = evi_spool_end(&c->custody_text, digest, err);
	if (status == EVID_OK)
		status = evi_spool_check(&c->custody_text, err);
	if (status != EVID_OK)
		return status;
	fd = c->custody_text.fd;
	c->custody_text.fd = -1;		/* taken */
	return evi_custody_add_fd(c->log, fd, evi_tag_path(EVI_TAG_CUSTODY),
	    true, err);
}

static enum evid_status
read_all(struct evi_check *c, struct evid_error *err)
{
	const struct evid_verify_options *o = c->options;
	struct evid_custody_options how = EVID_CUSTODY_OPTIONS_INIT;
	struct evi_instant now = evi_verdict_instant(c->v);
	const struct evi_buf *case_text = &c->text[EVI_TAG_CASE];
	enum evid_status status;
	unsigned int group;

	how.trust = o->trust;
	how.threads = o->threads;
	how.has_now = o->has_now || o->has_at;
	how.as_of = o->has_at;
	how.now.seconds = now.seconds;
	how.now.nanoseconds = now.nanoseconds;
	status = evi_custody_new(&how, o->custody != NULL ? o->custody :
	    evi_tag_path(EVI_TAG_CUSTODY), &c->log, err);
	if (status != EVID_OK)
		return status;
	c->log->mend = o->custody_mended != 0;
	c->log->given = o->keys;
	c->log->n_given = o->n_keys;
	c->log->numbered = o->expect != NULL && evi_number_compare(o->expect,
	    c->v->seal_digest, &group) == EVI_NUMBER_GOOD;
	status = evi_custody_set_seal(c->log, c->v->seal_digest,
	    &c->v->statement, &c->v->conditions, err);
	if (status == EVID_OK)
		status = evi_custody_exhibits(c->log, case_text->data,
		    case_text->len, err);
	if (status == EVID_OK)
		status = add_sealed(c, err);
	if (status == EVID_OK && o->custody != NULL)
		status = evi_custody_add_file(c->log, o->custody, err);
	return status == EVID_OK ? evi_custody_judge(c->log, err) : status;
}

static enum evid_status
take_finding(struct evi_check *c, const struct evi_custody_finding *f,
    struct evid_error *err)
{
	const struct evid_custody *log = c->log;
	size_t meaning = strlen(evi_finding_kinds[f->code].meaning);
	struct evi_buf told = EVI_BUF_INIT;	/* owned here */
	enum evid_status status;
	const char *message;
	const char *path = f->source == EVI_NONE ? NULL :
	    log->sources[f->source].sealed ? evi_tag_path(EVI_TAG_CUSTODY) :
	    c->options->custody;
	char hex[2 * EVI_SHA256_LEN + 1] = "";
	bool anybodys = evi_custody_anybodys(log, f);

	evi_custody_mask_message(log, f, &told);
	status = evi_buf_status(&told, err);
	if (status != EVID_OK)
		goto out;
	message = evi_buf_text(&told) + meaning;
	if (strncmp(message, ": ", 2) == 0)
		message += 2;
	if (f->event == EVI_NONE) {
		status = evi_verdict_add_hint(c->v, f->code, path, f->hint,
		    anybodys, err, *message == '\0' ? NULL : "%s", message);
		goto out;
	}
	evi_hex(log->events[f->event].digest, EVI_SHA256_LEN, hex);
	status = evi_verdict_add_hint(c->v, f->code, path, f->hint, anybodys,
	    err, "%s%sevent %s", message, *message == '\0' ? "" : "; ", hex);
out:
	evi_buf_free(&told);
	return status;
}

/* A word on a condition that has no effect is told as that, with why, and not
 * as a claim as well. */
static bool
told_elsewhere(const struct evi_check *c, const struct evi_custody_finding *f)
{
	return f->code == EVI_FINDING_CUSTODY_CLAIM && f->event != EVI_NONE &&
	    c->log->events[f->event].no_effect != 0;
}

/* so many are, of those that were listed and of those that were not */
static uint64_t
count_elsewhere(const struct evi_check *c)
{
	uint64_t n = 0;
	size_t i;

	for (i = 0; i < c->log->n_events; i++)
		if (c->log->events[i].no_effect != 0)
			n += c->log->events[i].n_claims;
	return n;
}

static enum evid_status
take_findings(struct evi_check *c, struct evid_error *err)
{
	uint64_t elsewhere = count_elsewhere(c);
	struct evi_room room = c->log->room;
	enum evid_status status = EVID_OK;
	size_t i;

	for (i = 0; i < c->log->n_findings && status == EVID_OK; i++)
		if (told_elsewhere(c, &c->log->findings[i]))
			elsewhere--;
		else
			status = take_finding(c, &c->log->findings[i], err);
	if (status == EVID_OK) {
		room.left_out_of[EVI_FINDING_CUSTODY_CLAIM] -= elsewhere;
		room.left_out -= elsewhere;
		evi_room_add_left_out(&c->v->room, &room);
	}
	c->v->worst = evi_worse(c->v->worst, c->log->worst);
	return status;
}

static enum evid_status
take_open(struct evi_check *c, struct evid_error *err)
{
	struct evi_emit out = { &c->v->custody_open, false, false };
	enum evid_status status = EVID_OK;
	size_t i, n = 0;

	evi_emit_open(&out, '[');
	for (i = 0; i < c->log->n_overs && n < EVI_FINDINGS_MAX &&
	    status == EVID_OK; i++) {
		if (!c->log->overs[i].open)
			continue;
		status = evi_custody_open_json(c->log, &c->log->overs[i],
		    &out, err);
		n++;
	}
	evi_emit_close(&out, ']');
	return status == EVID_OK ? evi_buf_status(&c->v->custody_open, err) :
	    status;
}

/* a signer of the seal that an event names as the next key */
static void
note_signer(struct evid_verdict *v, const struct evi_custody_key *key,
    const struct evi_custody_key *before, const uint8_t *event)
{
	size_t i;

	for (i = 0; i < v->statement.n_signers; i++) {
		struct evi_signer_trust *t = &v->signer_trust[i];

		if (t->by_directory || memcmp(v->statement.signers[i].keyid,
		    key->id, EVI_SHA256_LEN) != 0)
			continue;
		t->by_event = true;
		memcpy(t->before, before->id, EVI_SHA256_LEN);
		memcpy(t->event, event, EVI_SHA256_LEN);
	}
}

static void
one_succession(struct evi_check *c, const struct evi_custody_key *key,
    struct evi_emit *out)
{
	const struct evi_custody_key *before = &c->log->keys[key->before];

	note_signer(c->v, key, before,
	    c->log->events[key->succession].digest);
	evi_view_succession_json(out, c->log, key);
	evi_view_succession(&c->v->succession_text, c->log, key);
}

static enum evid_status
take_successions(struct evi_check *c, struct evid_error *err)
{
	struct evi_emit out = { &c->v->successions, false, false };
	enum evid_status status;
	size_t i, n = 0;

	evi_emit_open(&out, '[');
	for (i = 0; i < c->log->n_keys && n < EVI_FINDINGS_MAX; i++) {
		if (c->log->keys[i].before == EVI_NONE)
			continue;
		one_succession(c, &c->log->keys[i], &out);
		n++;
	}
	evi_emit_close(&out, ']');
	status = evi_buf_status(&c->v->successions, err);
	return status == EVID_OK ? evi_buf_status(&c->v->succession_text,
	    err) : status;
}

/* Whom pins or a directory vouch for may have said that his key was stolen. */
static void
take_compromised(struct evi_check *c)
{
	const struct evi_custody_sealer *sealer;
	struct evi_signer_trust *t;
	size_t i;

	for (i = 0; i < c->v->statement.n_signers; i++) {
		t = &c->v->signer_trust[i];
		sealer = evi_custody_sealer_of(c->log,
		    c->v->statement.signers[i].keyid);
		if (sealer == NULL || !sealer->told_compromised)
			continue;
		t->called_compromised = true;
		memcpy(t->called_by, c->log->events[sealer->compromised_by].
		    digest, EVI_SHA256_LEN);
	}
}

/* Custody is told whole, also as of an earlier instant, but for what became of
 * hand-overs: what was said later is counted, so that nobody takes it for known
 * then. */
static void
add_later(const struct evi_check *c, struct evi_buf *words)
{
	size_t i, n = 0;

	for (i = 0; i < c->log->n_events; i++)
		n += evi_custody_later(c->log, (uint32_t)i);
	if (n > 0)
		evi_buf_add_format(words, "; %zu of them later than the "
		    "instant judged", n);
}

/* what the verdict keeps: the trust may be gone before it */
static enum evid_status
take_facts(struct evi_check *c, struct evid_error *err)
{
	struct evi_digests heads = { NULL, 0, 0 };	/* owned here */
	struct evi_buf words = EVI_BUF_INIT;		/* owned here */
	char hex[2 * EVI_SHA256_LEN + 1];
	enum evid_status status = evi_custody_heads(c->log, false, &heads,
	    err);
	size_t i;

	for (i = 0; i < heads.count && status == EVID_OK; i++) {
		evi_hex(heads.items[i], EVI_SHA256_LEN, hex);
		status = evi_texts_add(&c->v->custody_heads, hex, err);
	}
	evi_digests_free(&heads);
	if (status == EVID_OK)
		status = take_open(c, err);
	if (status == EVID_OK)
		status = take_successions(c, err);
	if (status != EVID_OK)
		return status;
	take_compromised(c);
	c->v->custody_events = c->log->n_events;
	c->v->custody_status = evi_custody_status(c->log);
	if (c->log->n_events == 0)
		evi_buf_add_text(&words, c->log->n_findings == 0 ?
		    "none stated" : "no event that could be read");
	else
		status = evi_custody_summary(c->log, &words, err);
	add_later(c, &words);
	if (status == EVID_OK)
		status = evi_buf_take(&words, &c->v->custody_words, err);
	evi_buf_free(&words);
	return status;
}

enum evid_status
evi_check_custody(struct evi_check *c, struct evid_error *err)
{
	bool agrees = true;
	enum evid_status status;

	if (!c->v->has_statement || !c->v->has_seal_digest)
		return EVID_OK;
	status = read_all(c, err);
	if (status == EVID_OK && !c->damaged[EVI_TAG_CUSTODY] &&
	    c->seen[EVI_TAG_CUSTODY])
		status = evi_custody_sealed_agrees(c->log, &agrees, err);
	if (status == EVID_OK && !agrees)
		status = evi_verdict_add(c->v, EVI_FINDING_SEAL_CONTRADICTS,
		    evi_tag_path(EVI_TAG_SEAL), err,
		    "the custody log: its count or its heads");
	if (status == EVID_OK && c->options->custody != NULL && agrees &&
	    c->log->n_events == 0 && c->log->worst == 0)
		status = evi_verdict_add(c->v, EVI_FINDING_EMPTY_FILE,
		    c->options->custody, err, "the custody log has no event");
	return status;
}

/* whose names of the inventory are not shown of the log, either */
static enum evid_status
mask_log(struct evi_check *c, struct evid_error *err)
{
	return evi_custody_masking_lend(c->log, &c->v->masks,
	    evi_check_flags_known(c), err);
}

enum evid_status
evi_check_custody_tell(struct evi_check *c, struct evid_error *err)
{
	enum evid_status status;

	if (c->log == NULL)
		return EVID_OK;
	status = mask_log(c, err);
	if (status == EVID_OK)
		status = take_findings(c, err);
	return status == EVID_OK ? take_facts(c, err) : status;
}
