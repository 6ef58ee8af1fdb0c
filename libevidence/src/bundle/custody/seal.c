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

/* of a bundle is no event before there is one */
static enum evid_status
of_exhibits(const struct evid_custody *c, const char *path,
    struct evid_error *err)
{
	size_t i;

	for (i = 0; i < c->n_subjects; i++)
		if (c->subjects[i].uid[0] == '\0')
			return evi_fail_path(err, EVID_ERR_FORMAT, path,
			    "it has events of a bundle that was sealed "
			    "before", "what is sealed with a bundle is of "
			    "exhibits; give the log as it was before sealing");
	return EVID_OK;
}

static enum evid_status
sound(const struct evid_custody *c, const char *path, struct evid_error *err)
{
	size_t i;

	if (c->n_events == 0)
		return evi_fail_path(err, EVID_ERR_FORMAT, path,
		    "the custody log has no event", "leave out --custody");
	for (i = 0; i < c->n_findings; i++) {
		const struct evi_custody_finding *f = &c->findings[i];

		if (evi_finding_kinds[f->code].effect == 0)
			continue;
		evi_fail(err, EVID_ERR_FORMAT, "%s: the custody log is not "
		    "sound: line %llu: %s [%s]", c->name,
		    (unsigned long long)f->line, f->message,
		    evi_finding_kinds[f->code].code);
		evi_hint(err, "evid-custody verify lists all that is wrong; "
		    "what is sealed can never be mended");
		return EVID_ERR_FORMAT;
	}
	return of_exhibits(c, path, err);
}

/* Whoever is trusted to verify it may know more than is known here, where
 * nobody is named: so it is enough that a key does not itself say to be of
 * another State than that of which it speaks. */
static enum evid_status
may_speak(const struct evid_custody *c, uint32_t event,
    const struct evid_key *of, bool *may_out, struct evid_error *err)
{
	const struct evi_custody_event *e = &c->events[event];
	struct evi_event full;			/* owned here */
	enum evid_status status;

	*may_out = memcmp(c->keys[e->key].id, of->keyid,
	    EVI_SHA256_LEN) == 0;
	if (*may_out)
		return EVID_OK;
	status = evi_custody_event_read(c, event, &full, err);
	if (status != EVID_OK)
		return status;
	*may_out = *full.holder_state == '\0' || *of->state == '\0' ||
	    strcmp(full.holder_state, of->state) == 0;
	evi_event_free(&full);
	return EVID_OK;
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
	    "the pins first (evid-trust); if that is not so, ask who says it: "
	    "evid-custody list shows him");
	return EVID_ERR_UNTRUSTED;
}

/* Is a key that is to sign the seal compromised, as the log says? */
static enum evid_status
keys_whole(const struct evid_custody *c, const struct evid_seal_options *o,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t i, k;

	for (i = 0; i < c->n_events; i++) {
		const struct evi_custody_event *e = &c->events[i];

		for (k = 0; e->type == EVI_EVENT_KEY_COMPROMISED &&
		    !e->unchecked && k < o->n_keys; k++) {
			bool may = memcmp(e->ref, o->keys[k]->keyid,
			    EVI_SHA256_LEN) == 0;

			if (may)
				status = may_speak(c, (uint32_t)i, o->keys[k],
				    &may, err);
			if (status != EVID_OK)
				return status;
			if (may)
				return stolen(c, (uint32_t)i, o->keys[k], err);
		}
	}
	return EVID_OK;
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
    struct evi_spool *spool, struct evi_statement *s, struct evid_error *err)
{
	struct evid_custody_options how = EVID_CUSTODY_OPTIONS_INIT;
	struct evid_custody *c = NULL;		/* owned here */
	enum evid_status status;

	how.threads = o->threads;
	status = evi_custody_new(&how, o->custody, &c, err);
	if (status == EVID_OK)
		status = evi_custody_add_file(c, o->custody, err);
	if (status == EVID_OK)
		status = evi_custody_judge(c, err);
	if (status == EVID_OK)
		status = keys_whole(c, o, err);
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
