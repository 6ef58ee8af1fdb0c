/*
 * The custody log on its way into a bundle: judged, and written as the set of
 * its lines, so that the seal can bind how many there are and how they end.
 */
#include "bundle/custody/seal.h"

#include "base/text.h"
#include "bundle/clock.h"
#include "bundle/custody/merge.h"
#include "bundle/custody/seal_parts.h"
#include "bundle/key.h"

#include <string.h>

/* ---- of a bundle is no event before there is one ---- */

static enum evid_status
sealed_before(const struct evid_custody *c, uint32_t event, const char *hint,
    struct evid_error *err)
{
	struct evi_buf which = EVI_BUF_INIT;	/* owned here */
	enum evid_status status = evi_seal_name_event(c, event, &which, err);

	if (status == EVID_OK) {
		status = EVID_ERR_FORMAT;
		evi_fail(err, status, "%s: it has events of a bundle that was "
		    "sealed before: %s", c->name, evi_buf_text(&which));
		evi_hint(err, "what is sealed with a bundle is of exhibits; "
		    "give the log as it was before sealing%s", hint);
	}
	evi_buf_free(&which);
	return status;
}

/* @what becomes of @n events of a bundle, of which @first is the first */
static enum evid_status
tell_of_bundle(const struct evid_custody *c, const char *path,
    uint32_t first, size_t n, const char *what, enum evi_finding_code code,
    struct evi_tell *tell, struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;	/* used up by tell_event */

	if (n == 0)
		return EVID_OK;
	evi_buf_add_format(&text, "%zu event%s of a bundle %s %s: ", n,
	    n == 1 ? "" : "s", n == 1 ? "is" : "are", what);
	return evi_seal_tell_event(c, path, &text, first, n > 1 ?
	    ", and others" : "", code, tell, err);
}

/* the first event of a bundle that is kept so, and how many are */
static uint32_t
count_of_bundle(const struct evid_custody *c, bool spared, size_t *n_out)
{
	uint32_t first = EVI_NONE, i;

	*n_out = 0;
	for (i = 0; i < c->n_events; i++) {
		if (!evi_custody_of_bundle(c, i) ||
		    c->events[i].spared != spared)
			continue;
		if (first == EVI_NONE)
			first = i;
		(*n_out)++;
	}
	return first;
}

#define BESIDE "; a line of another log that anybody added to this one can " \
	"be left out of a copy of it: sed 3d LOG >COPY, were it line 3"

/* One of a bundle by who seals says that this is the log of a bundle; and so
 * it is where all are. */
static enum evid_status
is_of_exhibits(const struct evid_custody *c,
    const struct evid_seal_options *o, struct evid_error *err)
{
	uint32_t own = EVI_NONE, n = 0, i;

	for (i = 0; i < c->n_events; i++) {
		if (!evi_custody_of_bundle(c, i))
			continue;
		if (own == EVI_NONE &&
		    evi_seal_is_sealer(o, c->keys[c->events[i].key].id))
			own = i;
		n++;
	}
	if (n > 0 && n == c->n_events)
		return sealed_before(c, 0, "", err);
	return own != EVI_NONE ? sealed_before(c, own, BESIDE, err) : EVID_OK;
}

/* Anybody can add a line of a bundle: it is left out, but where another names
 * it, which would name what is not there; and that is told. */
static enum evid_status
of_exhibits(struct evid_custody *c, const struct evid_seal_options *o,
    struct evi_tell *tell, struct evid_error *err)
{
	enum evid_status status = is_of_exhibits(c, o, err);
	uint32_t first, i;
	size_t n;

	if (status != EVID_OK)
		return status;
	for (i = 0; i < c->n_events; i++)
		c->events[i].sealed = true;
	evi_custody_spare_named(c);
	first = count_of_bundle(c, false, &n);
	status = tell_of_bundle(c, o->custody, first, n, "left out of what is "
	    "sealed, which is of exhibits", EVI_FINDING_CUSTODY_OTHER_SUBJECT,
	    tell, err);
	first = count_of_bundle(c, true, &n);
	if (status == EVID_OK)
		status = tell_of_bundle(c, o->custody, first, n, n == 1 ?
		    "sealed with the log, without effect, for what is sealed "
		    "names it" : "sealed with the log, without effect, for "
		    "what is sealed names them",
		    EVI_FINDING_CUSTODY_SEALED_ASIDE, tell, err);
	for (i = 0, n = 0; i < c->n_events; i++)
		if (!evi_custody_of_bundle(c, i) || c->events[i].spared)
			c->events[n++] = c->events[i];
	c->n_events = n;
	return status;
}

static enum evid_status
heads(const struct evid_custody *c, struct evi_statement *s,
    struct evid_error *err)
{
	struct evi_digests digests = { NULL, 0, 0 };	/* owned here */
	char hex[2 * EVI_SHA256_LEN + 1];
	enum evid_status status = evi_custody_heads(c, true, &digests, err);
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
	for (i = 0; i < c->n_newer && status == EVID_OK; i++)
		status = evi_union_add_line(&u, c->newer[i].digest,
		    c->sources[c->newer[i].source].fd, c->newer[i].offset,
		    c->newer[i].len, err);
	if (status == EVID_OK) {
		evi_union_sort(&u);
		s->custody_count = u.n_lines;
		status = evi_union_write(&u, take, spool, err);
	}
	evi_union_free(&u);
	return status;
}

/* by the trust that was given, if any; in whose own name it is, is known */
static enum evid_status
begin(const struct evid_seal_options *o, struct evid_custody **out,
    struct evid_error *err)
{
	struct evid_custody_options how = EVID_CUSTODY_OPTIONS_INIT;
	enum evid_status status;
	struct evi_instant now;
	size_t i;

	how.threads = o->threads;
	if (!evi_trust_is_empty(o->trust)) {
		now = evi_clock_now(o);
		how.trust = o->trust;
		how.has_now = 1;
		how.now.seconds = now.seconds;
		how.now.nanoseconds = now.nanoseconds;
	}
	status = evi_custody_new(&how, o->custody, out, err);
	if (status != EVID_OK)
		return status;
	(*out)->sealing = true;
	(*out)->numbered = how.trust != NULL;
	for (i = 0; i < o->n_keys && how.trust != NULL && status == EVID_OK;
	    i++)
		status = evi_custody_keep_sealer(*out, o->keys[i]->keyid,
		    &o->keys[i]->spki, err);
	return status == EVID_OK ? evi_custody_add_file(*out, o->custody,
	    err) : status;
}

enum evid_status
evi_custody_seal(const struct evid_seal_options *o, const char *folder,
    struct evi_tell *tell, struct evi_spool *spool, struct evi_statement *s,
    struct evid_error *err)
{
	struct evid_custody *c = NULL;		/* owned here */
	enum evid_status status;

	status = begin(o, &c, err);
	if (status == EVID_OK)
		status = evi_seal_any(c, o, err);
	if (status == EVID_OK)
		status = evi_seal_trust(c, o, tell, err);
	if (status == EVID_OK)
		status = evi_seal_keys(c, o, tell, err);
	if (status == EVID_OK)
		status = of_exhibits(c, o, tell, err);
	if (status == EVID_OK)
		status = evi_custody_judge(c, err);
	if (status == EVID_OK)
		status = evi_seal_sound(c, o, tell, err);
	if (status == EVID_OK)
		status = heads(c, s, err);
	if (status == EVID_OK)
		status = evi_spool_begin(spool, folder, err);
	if (status == EVID_OK)
		status = copy(c, spool, s, err);
	evid_custody_free(c);
	return status;
}
