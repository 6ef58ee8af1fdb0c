/*
 * May a log be sealed?  What is sealed can never be mended: so none that is not
 * sound is, but for what strangers wrote, where it is known who is none.  By
 * which keys it may, seal_keys.c says.
 */
#include "bundle/custody/seal_parts.h"

#include "base/text.h"
#include "bundle/custody/file.h"
#include "bundle/key.h"

#include <string.h>

#define STRANGERS_TOLD 8
/* No bundle that has such a log as its own is ever trusted. */
#define WITHOUT_LOG "what a compromised key signed proves nothing any more: " \
	"seal without --custody, and, to keep the log with the evidence, name " \
	"it among the paths"

enum evid_status
evi_seal_name_event(const struct evid_custody *c, uint32_t event,
    struct evi_buf *out, struct evid_error *err)
{
	const struct evi_custody_event *e = &c->events[event];
	char hex[2 * EVI_SHA256_LEN + 1], by[2 * EVI_SHA256_LEN + 1];

	evi_hex(e->digest, EVI_SHA256_LEN, hex);
	evi_hex(c->keys[e->key].id, EVI_SHA256_LEN, by);
	evi_buf_add_format(out, "line %llu, event %.*s by key %.4s…%s",
	    (unsigned long long)e->line, EVI_HEX_SHOWN, hex, by, by + 60);
	return evi_buf_status(out, err);
}

enum evid_status
evi_seal_tell_event(const struct evid_custody *c, const char *path,
    struct evi_buf *text, uint32_t event, const char *after,
    enum evi_finding_code code, struct evi_tell *tell, struct evid_error *err)
{
	enum evid_status status = evi_seal_name_event(c, event, text, err);

	evi_buf_add_text(text, after);
	if (status == EVID_OK)
		status = evi_buf_status(text, err);
	if (status == EVID_OK)
		evi_tell_finding(tell, path, code, evi_buf_text(text));
	evi_buf_free(text);
	return status;
}

/* ---- whom it is judged by ---- */

struct judging {
	const struct evid_custody *c;
	struct evi_tell *tell;
};

/* what of the directory, say, makes it no measure of who is a stranger; and
 * what has no effect is told, as by all that are told whom to trust */
static enum evid_status
take_trust(void *context, enum evi_finding_code code, const char *message,
    const char *detail, struct evid_error *err)
{
	const struct judging *j = context;
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	enum evid_status status;

	(void)detail;
	if (evi_finding_kinds[code].effect != 0) {
		evi_fail(err, EVID_ERR_UNTRUSTED, "%s: nothing was sealed, "
		    "for what says whom to trust with this log does not "
		    "hold: %s", j->c->name, message);
		evi_hint(err, "%s", evi_finding_kinds[code].hint);
		return EVID_ERR_UNTRUSTED;
	}
	evi_buf_add_format(&text, "%s [%s]", message,
	    evi_finding_kinds[code].code);
	status = evi_buf_status(&text, err);
	if (status == EVID_OK)
		evi_tell_finding(j->tell, NULL, code, evi_buf_text(&text));
	evi_buf_free(&text);
	return status;
}

enum evid_status
evi_seal_trust(const struct evid_custody *c, const struct evid_seal_options *o,
    struct evi_tell *tell, struct evid_error *err)
{
	struct judging j = { c, tell };

	return evi_trust_tell_each(o->trust, c->now, take_trust, &j, err);
}

/* ---- what is wrong with the log ---- */

static void
way_out(const struct evid_custody *c, const struct evid_seal_options *o,
    const struct evi_custody_finding *f, struct evid_error *err)
{
	uint32_t key = evi_custody_key_of(c, f);

	if (f->code == EVI_FINDING_CUSTODY_KEY_COMPROMISED)
		evi_hint(err, "%s", WITHOUT_LOG);
	else if (key != EVI_NONE && evi_custody_no_trust(c) &&
	    !evi_seal_is_sealer(o, c->keys[key].id))
		evi_hint(err, "evid-custody verify lists all that is wrong; "
		    "what is sealed can never be mended; %s, a stranger's "
		    "flaws are told and stop nothing; else leave his lines "
		    "out of a copy of the log", evi_trust_is_named(o->trust) ?
		    "what was named names nobody: with a pin list or a "
		    "directory that has whom you trust (evid-trust pin), or "
		    "-p" : "with whom you trust named (--pins, -t, -p)");
	else
		evi_hint(err, "%s; evid-custody verify lists all that is "
		    "wrong; what is sealed can never be mended",
		    evi_custody_hint(c, f));
}

static enum evid_status
not_sound(const struct evid_custody *c, const struct evid_seal_options *o,
    const struct evi_custody_finding *f, struct evid_error *err)
{
	struct evi_buf which = EVI_BUF_INIT;	/* owned here */
	enum evid_status status = EVID_OK;

	if (f->event != EVI_NONE)
		status = evi_seal_name_event(c, f->event, &which, err);
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
		way_out(c, o, f, err);
	}
	evi_buf_free(&which);
	return status;
}

static enum evid_status
sound(const struct evid_custody *c, const struct evid_seal_options *o,
    struct evid_error *err)
{
	size_t i;

	for (i = 0; i < c->n_findings; i++)
		if (evi_finding_kinds[c->findings[i].code].effect != 0)
			return not_sound(c, o, &c->findings[i], err);
	return EVID_OK;
}

/* Who leaves the log out can never add it: only of one that is empty he is told
 * to. */
enum evid_status
evi_seal_any(const struct evid_custody *c, const struct evid_seal_options *o,
    struct evid_error *err)
{
	struct evi_log log = { .fd = c->sources[0].fd, .path = o->custody,
		.size = c->sources[0].size };
	enum evid_status status;

	if (c->n_events > 0)
		return EVID_OK;
	if (log.size == 0)
		return evi_fail_path(err, EVID_ERR_FORMAT, o->custody,
		    "the custody log has no event", "leave out --custody");
	status = evi_log_check(&log, err);
	if (status == EVID_OK)
		status = sound(c, o, err);
	return status == EVID_OK ? evi_log_no_event(o->custody, "", err) :
	    status;
}

static enum evid_status
tell_one(const struct evid_custody *c, const char *path,
    const struct evi_custody_finding *f, struct evi_tell *tell,
    struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;	/* used up by tell_event */
	struct evi_buf what = EVI_BUF_INIT;	/* owned here */
	enum evid_status status;

	evi_buf_add_format(&what, ": %s [%s]; it is sealed with the log",
	    f->message, evi_finding_kinds[f->code].code);
	status = evi_buf_status(&what, err);
	if (status == EVID_OK && f->event == EVI_NONE)
		evi_tell_finding(tell, path, f->code,
		    evi_buf_text(&what) + 2);
	else if (status == EVID_OK)
		status = evi_seal_tell_event(c, path, &text, f->event,
		    evi_buf_text(&what), f->code, tell, err);
	evi_buf_free(&what);
	return status;
}

static enum evid_status
tell_strangers(const struct evid_custody *c, const char *path,
    struct evi_tell *tell, struct evid_error *err)
{
	uint64_t all = c->room.counts[EVI_FINDING_CUSTODY_STRANGER], n = 0;
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	enum evid_status status = EVID_OK;
	size_t i;

	for (i = 0; i < c->n_findings && n < STRANGERS_TOLD &&
	    status == EVID_OK; i++) {
		if (c->findings[i].code != EVI_FINDING_CUSTODY_STRANGER)
			continue;
		status = tell_one(c, path, &c->findings[i], tell, err);
		n++;
	}
	if (status != EVID_OK || n == all)
		return status;
	evi_buf_add_format(&text, "%llu more findings of events by strangers: "
	    "evid-custody verify, with whom you trust, lists them",
	    (unsigned long long)(all - n));
	status = evi_buf_status(&text, err);
	if (status == EVID_OK)
		evi_tell_finding(tell, path, EVI_FINDING_CUSTODY_STRANGER,
		    evi_buf_text(&text));
	evi_buf_free(&text);
	return status;
}

enum evid_status
evi_seal_sound(struct evid_custody *c, const struct evid_seal_options *o,
    struct evi_tell *tell, struct evid_error *err)
{
	enum evid_status status = sound(c, o, err);

	return status == EVID_OK ? tell_strangers(c, o->custody, tell, err) :
	    status;
}
