/*
 * What is said of a key's standing, in words that a court can read.
 */
#include "bundle/trust/parts.h"

#include "base/text.h"
#include "record/emit.h"
#include "record/field.h"

#include <string.h>

const char *
evi_standing_name(enum evi_standing standing)
{
	switch (standing) {
	case EVI_STANDING_VALID:
		return "valid";
	case EVI_STANDING_NOT_YET:
		return "not-yet";
	case EVI_STANDING_EXPIRED:
		return "expired";
	case EVI_STANDING_REVOKED:
		return "revoked";
	case EVI_STANDING_COMPROMISED:
		return "compromised";
	case EVI_STANDING_WRONG_USE:
		return "wrong-use";
	case EVI_STANDING_UNKNOWN:
		break;
	}
	return "unknown";
}

enum evi_finding_code
evi_standing_finding(enum evi_standing standing)
{
	switch (standing) {
	case EVI_STANDING_NOT_YET:
		return EVI_FINDING_KEY_NOT_YET_VALID;
	case EVI_STANDING_EXPIRED:
		return EVI_FINDING_KEY_EXPIRED;
	case EVI_STANDING_REVOKED:
		return EVI_FINDING_KEY_REVOKED_BEFORE;
	case EVI_STANDING_COMPROMISED:
		return EVI_FINDING_KEY_COMPROMISED;
	case EVI_STANDING_WRONG_USE:
		return EVI_FINDING_KEY_WRONG_USE;
	case EVI_STANDING_VALID:
	case EVI_STANDING_UNKNOWN:
		break;
	}
	return EVI_FINDING_COUNT;
}

const char *
evi_source_name(enum evi_trust_source source)
{
	switch (source) {
	case EVI_SOURCE_GIVEN:
		return "given";
	case EVI_SOURCE_PIN:
		return "pin";
	case EVI_SOURCE_DIRECTORY:
		return "directory";
	case EVI_SOURCE_NONE:
		break;
	}
	return NULL;
}

const char *
evi_named_by(const struct evi_known_key *key)
{
	return key->pin != NULL ? evi_source_name(EVI_SOURCE_PIN) :
	    key->entry != NULL ? evi_source_name(EVI_SOURCE_DIRECTORY) : NULL;
}

/* "2026-11-01": of what nothing hangs on, a day is enough for people */
static void
add_day(struct evi_buf *out, struct evi_instant t)
{
	char text[EVI_INSTANT_TEXT_CAP];

	evi_instant_people(t, text);
	evi_buf_add_format(out, "%.10s", text);
}

/* The hour matters: a key may seal on the day on which it becomes valid. */
void
evi_words_time(struct evi_buf *out, struct evi_instant t)
{
	char text[EVI_INSTANT_TEXT_CAP];

	evi_instant_people(t, text);
	evi_buf_add_text(out, text);
}

static void
add_revoked(struct evi_buf *out, const struct evi_directory_key *e)
{
	evi_buf_add_text(out, "on ");
	evi_words_time(out, e->revoked_at);
	evi_buf_add_format(out, " as %s", evi_revocation_names[e->reason]);
}

static void
since(const struct evi_known_key *k, const char *what, struct evi_buf *out)
{
	evi_buf_add_format(out, "valid when %s, by the signer's clock; ",
	    what);
	if (k->revoked_since) {
		evi_buf_add_text(out, "revoked since, ");
		add_revoked(out, k->entry);
		evi_buf_add_text(out, k->entry->reason == EVI_REVOKED_LOST ?
		    ": what it signed before stands if that clock can be "
		    "believed" : ": what it signed before stands");
	} else if (k->at_now == EVI_STANDING_EXPIRED) {
		evi_buf_add_text(out, "expired since, on ");
		evi_words_time(out, k->entry->valid_until);
		evi_buf_add_text(out, ": what it signed before stands");
	} else if (k->at_now == EVI_STANDING_VALID) {
		evi_buf_add_text(out, "valid now");
	} else {
		evi_buf_add_text(out, "that time is not yet come");
	}
}

static void
add_uses(struct evi_buf *out, unsigned int uses)
{
	bool any = false;
	size_t i;

	for (i = 0; i < EVI_N_USES; i++) {
		if ((uses & 1u << i) == 0)
			continue;
		evi_buf_add_format(out, "%s%s", any ? ", " : "",
		    evi_use_names[i]);
		any = true;
	}
}

enum evid_status
evi_standing_words(const struct evi_known_key *k, const char *what,
    struct evi_buf *out, struct evid_error *err)
{
	switch (k->at_claimed) {
	case EVI_STANDING_VALID:
		if (k->entry != NULL)
			since(k, what, out);
		break;
	case EVI_STANDING_NOT_YET:
		evi_buf_add_format(out, "not yet valid when %s: valid from ",
		    what);
		evi_words_time(out, k->entry->valid_from);
		break;
	case EVI_STANDING_EXPIRED:
		evi_buf_add_text(out, "expired on ");
		evi_words_time(out, k->entry->valid_until);
		evi_buf_add_format(out, ", before it was %s", what);
		break;
	case EVI_STANDING_REVOKED:
		evi_buf_add_text(out, "revoked ");
		add_revoked(out, k->entry);
		evi_buf_add_format(out, ", before it was %s", what);
		break;
	case EVI_STANDING_COMPROMISED:
		evi_buf_add_text(out, "revoked ");
		add_revoked(out, k->entry);
		if (k->entry->has_since) {
			evi_buf_add_text(out, ", to be feared since ");
			evi_words_time(out, k->entry->since);
		}
		evi_buf_add_text(out, "; no trusted timestamp is older: a "
		    "thief could have dated it so, and it proves nothing");
		break;
	case EVI_STANDING_WRONG_USE:
		evi_buf_add_text(out, "not a key for this: it is for ");
		add_uses(out, k->uses);
		break;
	case EVI_STANDING_UNKNOWN:
		break;
	}
	return evi_buf_status(out, err);
}

static const char *
how_words(unsigned int how)
{
	static const char *const words[EVI_N_HOWS] = { "in person",
	    "by telephone", "by diplomatic note", "by a document",
	    "otherwise" };

	return words[how];
}

/* whatever the key is trusted by, the directory may name it as the next */
static void
next_of(const struct evi_known_key *k, const struct evi_directory *d,
    struct evi_buf *out)
{
	char hex[2 * EVI_SHA256_LEN + 1];

	if (d == NULL || k->entry == NULL || !k->entry->has_succeeds)
		return;
	evi_hex(k->entry->succeeds, EVI_SHA256_LEN, hex);
	if (k->pin == NULL) {
		evi_buf_add_text(out, ", as");
	} else {
		evi_buf_add_text(out, "; in the directory ");
		evi_text_escape(out, d->name, strlen(d->name));
		evi_buf_add_format(out, ", version %llu, named as",
		    (unsigned long long)d->version);
	}
	evi_buf_add_format(out, " the next key of %.4s…%s", hex, hex + 60);
}

/* who names it stands beside its name, also where the key was given */
static void
namer(const struct evi_known_key *k, const struct evi_directory *d,
    struct evi_buf *out)
{
	if (k->pin != NULL) {
		evi_buf_add_text(out, "pinned: confirmed by ");
		evi_text_escape(out, k->pin->by, strlen(k->pin->by));
		evi_buf_add_format(out, " %s on ", how_words(k->pin->how));
		add_day(out, k->pin->at);
	} else if (k->entry != NULL) {
		evi_buf_add_text(out, "listed in the directory ");
		evi_text_escape(out, d->name, strlen(d->name));
		evi_buf_add_format(out, ", version %llu",
		    (unsigned long long)d->version);
	}
}

enum evid_status
evi_source_words(const struct evid_trust *trust,
    const struct evi_known_key *k, struct evi_buf *out,
    struct evid_error *err)
{
	const struct evi_directory *d = evi_trust_directory(trust);

	if (k->source == EVI_SOURCE_GIVEN) {
		evi_buf_add_text(out, "the key was given");
		if (evi_named_by(k) != NULL)
			evi_buf_add_text(out, ", and is ");
	}
	namer(k, d, out);
	next_of(k, d, out);
	return evi_buf_status(out, err);
}

static void
add_count(struct evi_buf *out, size_t n, const char *what)
{
	if (n > 0)
		evi_buf_add_format(out, "%s%zu %s%s", out->len > 0 ? ", " :
		    "", n, what, n == 1 ? "" : "s");
}

/* keys, each once, in however many lists it stands */
static size_t
count_pins(const struct evid_trust *trust)
{
	size_t n = 0, i, k, before;

	for (i = 0; i < trust->n_pins; i++)
		for (k = 0; k < trust->pins[i].count; k++) {
			for (before = 0; before < i; before++)
				if (evi_pins_find(&trust->pins[before],
				    trust->pins[i].items[k].keyid) != NULL)
					break;
			n += before == i;
		}
	return n;
}

void
evi_trust_words(const struct evid_trust *trust, struct evi_buf *out)
{
	const struct evi_directory *d = evi_trust_directory(trust);
	struct evi_buf words = EVI_BUF_INIT;	/* owned here */

	add_count(&words, trust->n_given, "key");
	if (trust->n_given > 0)
		evi_buf_add_text(&words, " given, without names");
	add_count(&words, count_pins(trust), "pinned key");
	if (d != NULL) {
		evi_buf_add_format(&words, "%sthe directory ",
		    words.len > 0 ? ", " : "");
		evi_text_escape(&words, d->name, strlen(d->name));
		evi_buf_add_format(&words, ", version %llu",
		    (unsigned long long)d->version);
	}
	if (trust->has_policy) {
		evi_buf_add_text(&words, "; under the policy ");
		evi_text_escape(&words, trust->policy.name,
		    strlen(trust->policy.name));
	}
	evi_buf_add(out, words.data, words.len);
	out->failed |= words.failed;
	evi_buf_free(&words);
}

void
evi_trust_json(const struct evid_trust *trust, struct evi_emit *out)
{
	const struct evi_directory *d = evi_trust_directory(trust);
	const uint8_t *policy = evi_trust_policy_sha256(trust);

	evi_emit_open(out, '{');
	evi_emit_u64_at(out, "keys", trust == NULL ? 0 : trust->n_given);
	evi_emit_u64_at(out, "pins", trust == NULL ? 0 : count_pins(trust));
	evi_emit_key(out, "directory");
	if (d != NULL) {
		evi_emit_open(out, '{');
		evi_emit_text_at(out, "id", d->id);
		evi_emit_text_at(out, "name", d->name);
		evi_emit_u64_at(out, "version", d->version);
		evi_emit_close(out, '}');
	} else {
		evi_emit_null(out);
	}
	evi_emit_key(out, "policySha256");
	if (policy != NULL)
		evi_emit_hex(out, policy, EVI_SHA256_LEN);
	else
		evi_emit_null(out);
	evi_emit_close(out, '}');
}
