/*
 * Who stands at either end of a hand-over: by trust where that knows the key,
 * else as is claimed, and said to be so.
 */
#include "bundle/custody/party.h"
#include "bundle/custody/masked.h"

#include "base/memory.h"
#include "base/text.h"
#include "record/emit.h"

#include <stdlib.h>
#include <string.h>

void
evi_party_free(struct evi_party *party)
{
	free(party->name);
	free(party->organization);
	free(party->state);
	memset(party, 0, sizeof(*party));
}

static enum evid_status
fill(struct evi_party *out, const char *name, const char *organization,
    const char *state, struct evid_error *err)
{
	out->name = evi_strdup(name);
	out->organization = evi_strdup(organization);
	out->state = evi_strdup(state);
	if (out->name != NULL && out->organization != NULL &&
	    out->state != NULL)
		return EVID_OK;
	evi_party_free(out);
	return evi_fail_memory(err);
}

/* What an event states, of its signer or of another, may be a masked name. */
static enum evid_status
fill_stated(const struct evid_custody *c, struct evi_party *out,
    const char *name, const char *organization, const char *state,
    struct evid_error *err)
{
	enum evid_status status = fill(out, name, organization, state, err);

	if (status == EVID_OK)
		status = evi_custody_mask_text(c, &out->name, err);
	if (status == EVID_OK)
		status = evi_custody_mask_text(c, &out->organization, err);
	if (status == EVID_OK)
		status = evi_custody_mask_text(c, &out->state, err);
	if (status != EVID_OK)
		evi_party_free(out);
	return status;
}

/* a key that was given has no names of its own */
static bool
has_names(const struct evi_known_key *known)
{
	return *known->name != '\0' || *known->organization != '\0' ||
	    *known->state != '\0';
}

enum evid_status
evi_custody_signer(const struct evid_custody *c, uint32_t event,
    const struct evi_event *full, struct evi_party *out,
    struct evid_error *err)
{
	struct evi_known_key known;

	memset(out, 0, sizeof(*out));
	memcpy(out->keyid, c->keys[c->events[event].key].id, EVI_SHA256_LEN);
	out->trusted = evi_custody_known(c, event, &known) &&
	    has_names(&known);
	out->source = out->trusted ? evi_named_by(&known) : NULL;
	if (out->trusted)
		return fill(out, known.name, known.organization, known.state,
		    err);
	return full == NULL ? fill(out, "", "", "", err) : fill_stated(c, out,
	    full->holder_name, full->holder_organization, full->holder_state,
	    err);
}

enum evid_status
evi_custody_receiver(const struct evid_custody *c, uint32_t event,
    const struct evi_event *full, struct evi_party *out,
    struct evid_error *err)
{
	const struct evi_json *r = evi_json_get(full->details, "receiver");
	const char *key = "", *name = "", *organization = "", *state = "";
	struct evi_buf spki = EVI_BUF_INIT;	/* owned here */
	struct evi_known_key known;
	enum evid_status status;

	memset(out, 0, sizeof(*out));
	(void)evi_event_receiver(full, out->keyid);
	(void)evi_json_get_string(r, "publicKey", &key);
	(void)evi_json_get_string(r, "name", &name);
	(void)evi_json_get_string(r, "organization", &organization);
	(void)evi_json_get_string(r, "state", &state);
	out->trusted = evi_unbase64(key, strlen(key), &spki) &&
	    evi_custody_known_spki(c, &spki, EVID_USE_CUSTODY,
	    c->events[event].at, &known) && has_names(&known);
	out->source = out->trusted ? evi_named_by(&known) : NULL;
	status = out->trusted ? fill(out, known.name, known.organization,
	    known.state, err) : fill_stated(c, out, name, organization, state,
	    err);
	evi_buf_free(&spki);
	return status;
}

/* What somebody states of himself, or of another, stands between quotes. */
void
evi_party_text(struct evi_buf *out, const struct evi_party *party)
{
	const char *const parts[] = { party->name, party->organization,
		party->state };
	struct evi_buf names = EVI_BUF_INIT;	/* owned here */
	char hex[2 * EVI_SHA256_LEN + 1];

	if (party->trusted)
		evi_text_list(&names, parts, 3);
	else
		evi_text_stated_names(&names, parts, 3, "event");
	evi_buf_add_text(out, evi_buf_text(&names));
	evi_hex(party->keyid, EVI_SHA256_LEN, hex);
	evi_buf_add_format(out, "%s(%skey %.4s…%s)", names.len > 0 ? " " : "",
	    names.len > 0 && !party->trusted ? "as stated; " : "", hex,
	    hex + 60);
	out->failed |= names.failed;
	evi_buf_free(&names);
}

void
evi_party_json(struct evi_emit *out, const struct evi_party *party)
{
	evi_emit_open(out, '{');
	evi_emit_key(out, "keyid");
	evi_emit_hex(out, party->keyid, EVI_SHA256_LEN);
	evi_emit_key(out, "name");
	evi_emit_text(out, party->name);
	evi_emit_key(out, "organization");
	evi_emit_text(out, party->organization);
	evi_emit_key(out, "state");
	evi_emit_text(out, party->state);
	evi_emit_key(out, "trusted");
	evi_emit_bool(out, party->trusted);
	evi_emit_key(out, "source");
	if (party->source == NULL)
		evi_emit_null(out);
	else
		evi_emit_text(out, party->source);
	evi_emit_close(out, '}');
}

static enum evid_status
parties(const struct evid_custody *c, uint32_t event,
    struct evi_party *from_out, struct evi_party *to_out,
    struct evid_error *err)
{
	struct evi_event full;			/* owned here */
	enum evid_status status;

	memset(from_out, 0, sizeof(*from_out));
	memset(to_out, 0, sizeof(*to_out));
	status = evi_custody_event_read(c, event, &full, err);
	if (status == EVID_OK)
		status = evi_custody_signer(c, event, &full, from_out, err);
	if (status == EVID_OK)
		status = evi_custody_receiver(c, event, &full, to_out, err);
	evi_event_free(&full);
	return status;
}

static bool
since(const struct evid_custody *c, const struct evi_custody_event *e,
    uint64_t *seconds_out)
{
	if (!c->options.has_now || c->now.seconds < e->at.seconds)
		return false;
	*seconds_out = (uint64_t)(c->now.seconds - e->at.seconds);
	return true;
}

enum evid_status
evi_custody_open_json(const struct evid_custody *c,
    const struct evi_custody_over *over, struct evi_emit *out,
    struct evid_error *err)
{
	const struct evi_custody_event *e = &c->events[over->event];
	struct evi_party from, to;		/* owned here */
	char at[EVI_INSTANT_TEXT_CAP];
	uint64_t seconds;
	enum evid_status status = parties(c, over->event, &from, &to, err);

	if (status == EVID_OK) {
		(void)evi_instant_format(e->at, at);
		evi_emit_open(out, '{');
		evi_emit_key(out, "event");
		evi_emit_hex(out, e->digest, EVI_SHA256_LEN);
		evi_emit_key(out, "at");
		evi_emit_text(out, at);
		evi_emit_key(out, "from");
		evi_party_json(out, &from);
		evi_emit_key(out, "to");
		evi_party_json(out, &to);
		evi_emit_key(out, "state");
		evi_emit_text(out, evi_custody_over_name(c, over));
		evi_emit_key(out, "counts");
		evi_emit_bool(out, e->counts);
		evi_emit_key(out, "answer");
		if (over->answer == EVI_NONE)
			evi_emit_null(out);
		else
			evi_emit_hex(out, c->events[over->answer].digest,
			    EVI_SHA256_LEN);
		evi_emit_key(out, "openSeconds");
		if (over->open && since(c, e, &seconds))
			evi_emit_u64(out, seconds);
		else
			evi_emit_null(out);
		evi_emit_close(out, '}');
	}
	evi_party_free(&from);
	evi_party_free(&to);
	return status;
}

static void
add_span(struct evi_buf *out, uint64_t seconds)
{
	static const struct {
		uint64_t length;
		const char *one;
	} units[] = { { 86400, "day" }, { 3600, "hour" }, { 60, "minute" },
		{ 1, "second" } };
	size_t i = 0;
	uint64_t n;

	while (i < 3 && seconds < units[i].length)
		i++;
	n = seconds / units[i].length;
	evi_buf_add_format(out, "%llu %s%s", (unsigned long long)n,
	    units[i].one, n == 1 ? "" : "s");
}

enum evid_status
evi_custody_open_text(const struct evid_custody *c,
    const struct evi_custody_over *over, struct evi_buf *out,
    struct evid_error *err)
{
	const struct evi_custody_event *e = &c->events[over->event];
	struct evi_party from, to;		/* owned here */
	char at[EVI_INSTANT_TEXT_CAP], hex[2 * EVI_SHA256_LEN + 1];
	const char *why = evi_custody_why(c, over->event);
	uint64_t seconds;
	enum evid_status status = parties(c, over->event, &from, &to, err);

	if (status == EVID_OK) {
		evi_instant_people(e->at, at);
		evi_hex(e->digest, EVI_SHA256_LEN, hex);
		evi_buf_add_format(out, "%s  %shanded over by ", at,
		    e->counts ? "" : "said to be ");
		evi_party_text(out, &from);
		evi_buf_add_text(out, " to ");
		evi_party_text(out, &to);
		if (over->open && since(c, e, &seconds)) {
			evi_buf_add_text(out, ", open for ");
			add_span(out, seconds);
		} else if (over->open) {
			evi_buf_add_text(out, ", open");
		} else if (!e->counts) {
			evi_buf_add_format(out, ", a claim: %s", why == NULL ?
			    "its signature is not checked here" : why);
		}
		evi_buf_add_format(out, "\n    %s\n", hex);
	}
	evi_party_free(&from);
	evi_party_free(&to);
	return status;
}
