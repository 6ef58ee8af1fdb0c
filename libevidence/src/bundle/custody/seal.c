/*
 * The custody log on its way into a bundle: judged, and written as the set of
 * its lines, so that the seal can bind how many there are and how they end.
 */
#include "bundle/custody/seal.h"

#include "base/text.h"
#include "bundle/custody/custody.h"
#include "bundle/custody/merge.h"
#include "bundle/key.h"
#include "bundle/tell.h"

#include <string.h>

static bool
is_sealer(const struct evid_seal_options *o,
    const uint8_t keyid[EVI_SHA256_LEN])
{
	size_t i;

	for (i = 0; i < o->n_keys; i++)
		if (memcmp(o->keys[i]->keyid, keyid, EVI_SHA256_LEN) == 0)
			return true;
	return false;
}

/* where it stands, which it is and who signed it */
static enum evid_status
name_event(const struct evid_custody *c, uint32_t event, struct evi_buf *out,
    struct evid_error *err)
{
	const struct evi_custody_event *e = &c->events[event];
	char hex[2 * EVI_SHA256_LEN + 1], by[2 * EVI_SHA256_LEN + 1];

	evi_hex(e->digest, EVI_SHA256_LEN, hex);
	evi_hex(c->keys[e->key].id, EVI_SHA256_LEN, by);
	evi_buf_add_format(out, "line %llu, event %.*s by key %.4s…%s",
	    (unsigned long long)e->line, EVI_HEX_SHOWN, hex, by, by + 60);
	return evi_buf_status(out, err);
}

/* @text, which is used up, with an event named, and what follows it */
static enum evid_status
tell_event(const struct evid_custody *c, const char *path,
    struct evi_buf *text, uint32_t event, const char *after,
    struct evi_tell *tell, struct evid_error *err)
{
	enum evid_status status = name_event(c, event, text, err);

	evi_buf_add_text(text, after);
	if (status == EVID_OK)
		status = evi_buf_status(text, err);
	if (status == EVID_OK)
		evi_tell_event(tell, path, evi_buf_text(text));
	evi_buf_free(text);
	return status;
}

/* ---- of a bundle is no event before there is one ---- */

static enum evid_status
sealed_before(const struct evid_custody *c, uint32_t event,
    struct evid_error *err)
{
	struct evi_buf which = EVI_BUF_INIT;	/* owned here */
	enum evid_status status = name_event(c, event, &which, err);

	if (status == EVID_OK) {
		status = EVID_ERR_FORMAT;
		evi_fail(err, status, "%s: it has events of a bundle that was "
		    "sealed before: %s", c->name, evi_buf_text(&which));
		evi_hint(err, "what is sealed with a bundle is of exhibits; "
		    "give the log as it was before sealing");
	}
	evi_buf_free(&which);
	return status;
}

static enum evid_status
tell_left_out(const struct evid_custody *c, const char *path, uint32_t first,
    size_t n, struct evi_tell *tell, struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;	/* used up by tell_event */

	evi_buf_add_format(&text, "%zu event%s of a bundle %s left out of what "
	    "is sealed, which is of exhibits: ", n, n == 1 ? "" : "s",
	    n == 1 ? "is" : "are");
	return tell_event(c, path, &text, first, n > 1 ? ", and others" : "",
	    tell, err);
}

/* Anybody can add a line of a bundle: it is left out, and that is told.  One
 * by who seals says that this is the log of a bundle. */
static enum evid_status
of_exhibits(struct evid_custody *c, const struct evid_seal_options *o,
    struct evi_tell *tell, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	uint32_t first = EVI_NONE;
	size_t i, n = 0;

	for (i = 0; i < c->n_events; i++) {
		if (!evi_custody_of_bundle(c, (uint32_t)i))
			continue;
		if (is_sealer(o, c->keys[c->events[i].key].id))
			return sealed_before(c, (uint32_t)i, err);
		if (first == EVI_NONE)
			first = (uint32_t)i;
		n++;
	}
	if (n > 0 && n == c->n_events)
		return sealed_before(c, first, err);
	if (n > 0)
		status = tell_left_out(c, o->custody, first, n, tell, err);
	for (i = n = 0; i < c->n_events; i++)
		if (!evi_custody_of_bundle(c, (uint32_t)i))
			c->events[n++] = c->events[i];
	c->n_events = n;
	return status;
}

/* No bundle that has such a log as its own is ever trusted. */
#define WITHOUT_LOG "what a compromised key signed proves nothing any more: " \
	"seal without --custody, and, to keep the log with the evidence, name " \
	"it among the paths"

static enum evid_status
not_sound(const struct evid_custody *c, const struct evi_custody_finding *f,
    struct evid_error *err)
{
	struct evi_buf which = EVI_BUF_INIT;	/* owned here */
	enum evid_status status = EVID_OK;

	if (f->event != EVI_NONE)
		status = name_event(c, f->event, &which, err);
	else
		evi_buf_add_format(&which, "line %llu",
		    (unsigned long long)f->line);
	if (status == EVID_OK)
		status = evi_buf_status(&which, err);
	if (status == EVID_OK) {
		status = EVID_ERR_FORMAT;
		evi_fail(err, status, "%s: the custody log is not sound: %s: "
		    "%s [%s]", c->name, evi_buf_text(&which), f->message,
		    evi_finding_kinds[f->code].code);
		evi_hint(err, "%s", f->code ==
		    EVI_FINDING_CUSTODY_KEY_COMPROMISED ?
		    WITHOUT_LOG : "evid-custody verify lists all that is "
		    "wrong; what is sealed can never be mended; the lines of "
		    "a signer whom nobody knows can be left out of a copy of "
		    "the log");
	}
	evi_buf_free(&which);
	return status;
}

static enum evid_status
sound(const struct evid_custody *c, const char *path, struct evid_error *err)
{
	size_t i;

	if (c->n_events == 0)
		return evi_fail_path(err, EVID_ERR_FORMAT, path,
		    "the custody log has no event", "leave out --custody");
	for (i = 0; i < c->n_findings; i++)
		if (evi_finding_kinds[c->findings[i].code].effect != 0)
			return not_sound(c, &c->findings[i], err);
	return EVID_OK;
}

/* ---- a key that is compromised ---- */

/* Did it say anything else in the log? */
static bool
signed_by(const struct evid_custody *c, const struct evid_key *key)
{
	uint32_t i;

	for (i = 0; i < c->n_events; i++)
		if (c->events[i].type != EVI_EVENT_KEY_COMPROMISED &&
		    memcmp(c->keys[c->events[i].key].id, key->keyid,
		    EVI_SHA256_LEN) == 0)
			return true;
	return false;
}

static enum evid_status
stolen(const struct evid_custody *c, uint32_t event,
    const struct evid_key *key, struct evid_error *err)
{
	char id[2 * EVI_SHA256_LEN + 1], hex[2 * EVI_SHA256_LEN + 1];

	evi_hex(key->keyid, EVI_SHA256_LEN, id);
	evi_hex(c->events[event].digest, EVI_SHA256_LEN, hex);
	evi_fail(err, EVID_ERR_UNTRUSTED, "%s: nothing was sealed, for by key "
	    "%.4s…%s it would not be trusted: it is compromised, as event "
	    "%.*s of this log says", c->name, id, id + 60, EVI_HEX_SHOWN,
	    hex);
	evi_hint(err, "seal with a new key, which goes into the directory or "
	    "the pins first (evid-trust)%s", signed_by(c, key) ?
	    ", and without --custody: what the old one signed in this log "
	    "proves nothing any more; the log may be one of the paths" : "");
	return EVID_ERR_UNTRUSTED;
}

/* Whoever is trusted to verify it knows whose State that is; here nobody is
 * named, and anybody can write it. */
static enum evid_status
said_stolen(const struct evid_custody *c, const char *path, uint32_t event,
    const struct evid_key *key, struct evi_tell *tell, struct evid_error *err)
{
	char id[2 * EVI_SHA256_LEN + 1];
	struct evi_buf text = EVI_BUF_INIT;	/* used up by tell_event */

	evi_hex(key->keyid, EVI_SHA256_LEN, id);
	evi_buf_add_format(&text, "key %.4s…%s, which seals, is compromised "
	    "by the word of ", id, id + 60);
	return tell_event(c, path, &text, event, "; where that key is of the "
	    "same State by those trusted, what is sealed is not trusted: if "
	    "it is so, seal with a new key", tell, err);
}

static enum evid_status
key_whole(const struct evid_custody *c, const struct evid_seal_options *o,
    const struct evid_key *key, struct evi_tell *tell, struct evid_error *err)
{
	uint32_t other = EVI_NONE, i;

	for (i = 0; i < c->n_events; i++) {
		const struct evi_custody_event *e = &c->events[i];

		if (e->type != EVI_EVENT_KEY_COMPROMISED || e->unchecked ||
		    memcmp(e->ref, key->keyid, EVI_SHA256_LEN) != 0)
			continue;
		if (is_sealer(o, c->keys[e->key].id))
			return stolen(c, i, key, err);
		if (other == EVI_NONE)
			other = i;
	}
	return other == EVI_NONE ? EVID_OK :
	    said_stolen(c, o->custody, other, key, tell, err);
}

/* Is a key that is to sign the seal compromised, as the log says? */
static enum evid_status
keys_whole(const struct evid_custody *c, const struct evid_seal_options *o,
    struct evi_tell *tell, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t i;

	for (i = 0; i < o->n_keys && status == EVID_OK; i++)
		status = key_whole(c, o, o->keys[i], tell, err);
	return status;
}

static enum evid_status
heads(const struct evid_custody *c, struct evi_statement *s,
    struct evid_error *err)
{
	struct evi_digests digests = { NULL, 0, 0 };	/* owned here */
	char hex[2 * EVI_SHA256_LEN + 1];
	enum evid_status status = evi_custody_heads(c, false, &digests, err);
	size_t i;

	for (i = 0; i < digests.count && status == EVID_OK; i++) {
		evi_hex(digests.items[i], EVI_SHA256_LEN, hex);
		status = evi_texts_add(&s->custody_heads, hex, err);
	}
	evi_digests_free(&digests);
	return status;
}

static enum evid_status
take(void *context, const void *data, size_t len, struct evid_error *err)
{
	return evi_spool_add(context, data, len, err);
}

/* the lines of the very file that was judged */
static enum evid_status
copy(const struct evid_custody *c, struct evi_spool *spool,
    struct evi_statement *s, struct evid_error *err)
{
	struct evi_union u;			/* owned here */
	enum evid_status status;
	uint32_t i;

	memset(&u, 0, sizeof(u));
	status = EVID_OK;
	for (i = 0; i < c->n_events && status == EVID_OK; i++)
		status = evi_union_add_line(&u, c->events[i].digest,
		    c->sources[c->events[i].source].fd, c->events[i].offset,
		    c->events[i].len, err);
	if (status == EVID_OK) {
		evi_union_sort(&u);
		s->custody_count = u.n_lines;
		status = evi_union_write(&u, take, spool, err);
	}
	evi_union_free(&u);
	return status;
}

enum evid_status
evi_custody_seal(const struct evid_seal_options *o, const char *folder,
    struct evi_tell *tell, struct evi_spool *spool, struct evi_statement *s,
    struct evid_error *err)
{
	struct evid_custody_options how = EVID_CUSTODY_OPTIONS_INIT;
	struct evid_custody *c = NULL;		/* owned here */
	enum evid_status status;

	how.threads = o->threads;
	status = evi_custody_new(&how, o->custody, &c, err);
	if (status == EVID_OK)
		status = evi_custody_add_file(c, o->custody, err);
	if (status == EVID_OK)
		status = of_exhibits(c, o, tell, err);
	if (status == EVID_OK)
		status = evi_custody_judge(c, err);
	if (status == EVID_OK)
		status = keys_whole(c, o, tell, err);
	if (status == EVID_OK)
		status = sound(c, o->custody, err);
	if (status == EVID_OK)
		status = heads(c, s, err);
	if (status == EVID_OK)
		status = evi_spool_begin(spool, folder, err);
	if (status == EVID_OK)
		status = copy(c, spool, s, err);
	evid_custody_free(c);
	return status;
}
