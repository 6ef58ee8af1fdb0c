/*
 * The policy, read.  Everywhere else a key that is not known has no effect; a
 * policy lowers what is demanded by each key that is passed over, so here it
 * is noted, for a verdict to say that it cannot be met.
 */
#include "record/policy.h"

#include "base/text.h"
#include "record/directory.h"
#include "record/field.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define NAMES_SHOWN 160			/* bytes of what is told in a row */

void
evi_policy_free(struct evi_policy *policy)
{
	free(policy->name);
	evi_texts_free(&policy->states);
	evi_texts_free(&policy->keys);
	evi_texts_free(&policy->kinds);
	evi_texts_free(&policy->understood);
	evi_texts_free(&policy->blank);
	evi_texts_free(&policy->critical);
	evi_texts_free(&policy->unknown);
	memset(policy, 0, sizeof(*policy));
}

static bool
keyid_good(const char *text)
{
	uint8_t keyid[EVI_SHA256_LEN];

	return evi_unhex(text, strlen(text), keyid, sizeof(keyid));
}

static bool
kind_good(const char *text)
{
	size_t i;

	for (i = 0; i < EVI_N_CONTACT_KINDS; i++)
		if (strcmp(text, evi_contact_kind_names[i]) == 0)
			return true;
	return false;
}

/* A list that, where it stands, must be met: so it is not empty. */
static bool
read_list(struct evi_field *f, const struct evi_json *object,
    const char *key, bool (*good)(const char *), const char *why,
    struct evi_texts *out, bool *has_out)
{
	size_t i;

	*has_out = evi_json_get(object, key) != NULL;
	if (!evi_field_texts(f, object, key, EVI_OPTIONAL, out))
		return false;
	if (*has_out && out->count == 0) {
		(void)evi_field_enter(f, key);
		return evi_field_fail(f, "it is empty: nobody could meet it");
	}
	for (i = 0; i < out->count; i++) {
		if (good(out->items[i]))
			continue;
		(void)evi_field_enter(f, key);
		(void)evi_field_enter_at(f, i);
		return evi_field_fail(f, "%s", why);
	}
	return true;
}

/* what of @object is not among @keys, and not somebody's own ("x-...") */
static bool
note_unknown(struct evi_field *f, const struct evi_json *object,
    const char *const *keys, size_t n_keys, const char *before,
    struct evi_policy *p)
{
	struct evi_json *rest = NULL, *value;	/* the first is owned here */
	struct evi_buf name = EVI_BUF_INIT;	/* owned here */
	void *place = NULL;
	const char *key;
	bool good = evi_field_rest(f, object, keys, n_keys, &rest);

	while (good && rest != NULL &&
	    evi_json_next(rest, &place, &key, &value)) {
		if (strncmp(key, "x-", 2) == 0)
			continue;
		evi_buf_clear(&name);
		evi_buf_add_text(&name, before);
		evi_buf_add_text(&name, key);
		good = (!name.failed && evi_texts_add(&p->unknown,
		    evi_buf_text(&name), NULL) == EVID_OK) ||
		    evi_field_no_memory(f);
	}
	evi_buf_free(&name);
	evi_json_free(rest);
	return good;
}

/* One that says nothing is no list at all; of what stands in it instead, as a
 * misspelt one, the names are told. */
static bool
demands_nothing(struct evi_field *f, const struct evi_policy *p)
{
	struct evi_buf names = EVI_BUF_INIT;	/* owned here */
	bool cut;

	for (size_t i = 0; i < p->unknown.count; i++) {
		const char *name = p->unknown.items[i];

		evi_buf_add_text(&names, i == 0 ? "; not known: " : ", ");
		evi_text_escape(&names, name, strlen(name));
	}
	cut = !names.failed && names.len > NAMES_SHOWN;
	(void)evi_field_fail(f, "it demands nothing: none of states, keys and "
	    "kinds stands in it%.*s%s", cut ?
	    (int)evi_utf8_cut(names.data, NAMES_SHOWN) : NAMES_SHOWN,
	    evi_buf_text(&names), cut ? "..." : "");
	evi_buf_free(&names);
	return false;
}

static bool
read_signers(struct evi_field *f, const struct evi_json *json,
    struct evi_policy *p)
{
	static const char *const keys[] = { "states", "keys", "kinds" };
	struct evi_json *object = NULL;
	size_t mark;
	bool good;

	if (!evi_field_object(f, json, "signers", EVI_OPTIONAL, &object))
		return false;
	if (object == NULL)
		return true;
	mark = evi_field_enter(f, "signers");
	good = read_list(f, object, "states", evi_state_good,
	    "not a State: two capital letters (ISO 3166-1), or org:NAME",
	    &p->states, &p->has_states) &&
	    read_list(f, object, "keys", keyid_good,
	    "not a key id: 64 lower-case hex digits", &p->keys,
	    &p->has_keys) &&
	    read_list(f, object, "kinds", kind_good,
	    "none of 24-7, central-authority, laboratory, court, other",
	    &p->kinds, &p->has_kinds) &&
	    note_unknown(f, object, keys, COUNT(keys), "signers.", p);
	if (good && !p->has_states && !p->has_keys && !p->has_kinds)
		return demands_nothing(f, p);
	if (good)
		evi_field_leave(f, mark);
	return good;
}

/* What is blank nobody understands by it: it may stand for what is no text. */
static bool
read_understood(struct evi_field *f, const struct evi_json *json,
    struct evi_policy *p)
{
	struct evi_texts all = { NULL, 0, 0 };	/* owned here */
	bool good = evi_field_texts(f, json, "understood", EVI_OPTIONAL, &all);
	char place[sizeof("understood[]") + 20];

	for (size_t i = 0; i < all.count && good; i++) {
		(void)snprintf(place, sizeof(place), "understood[%zu]", i);
		good = (evi_text_blank(all.items[i]) ?
		    evi_texts_add(&p->blank, place, NULL) :
		    evi_texts_add(&p->understood, all.items[i], NULL)) ==
		    EVID_OK || evi_field_no_memory(f);
	}
	evi_texts_free(&all);
	return good;
}

static bool
read_policy(struct evi_field *f, const struct evi_json *json, void *out)
{
	struct evi_policy *p = out;
	static const char *const keys[] = { "schema", "name", "signers",
	    "threshold", "openHandOvers", "understood",
	    "directoryMaxAgeDays", "staleDirectory", "partial", "critical" };

	p->open_hand_overs = true;
	p->has_max_age = evi_json_get(json, "directoryMaxAgeDays") != NULL;
	return evi_field_schema(f, json, EVI_POLICY_SCHEMA, "policy") &&
	    evi_field_text(f, json, "name", EVI_REQUIRED, &p->name) &&
	    read_signers(f, json, p) &&
	    evi_field_u64(f, json, "threshold", EVI_OPTIONAL, 1,
	    EVI_SIGNERS_MAX, &p->threshold) &&
	    evi_field_bool(f, json, "openHandOvers", EVI_OPTIONAL,
	    &p->open_hand_overs) &&
	    read_understood(f, json, p) &&
	    evi_field_u64(f, json, "directoryMaxAgeDays", EVI_OPTIONAL, 0,
	    36500, &p->max_age_days) &&
	    evi_field_bool(f, json, "staleDirectory", EVI_OPTIONAL,
	    &p->stale_directory) &&
	    evi_field_bool(f, json, "partial", EVI_OPTIONAL, &p->partial) &&
	    evi_field_texts(f, json, "critical", EVI_OPTIONAL,
	    &p->critical) &&
	    note_unknown(f, json, keys, COUNT(keys), "", p);
}

enum evid_status
evi_policy_read(const void *text, size_t len, const char *file,
    struct evi_policy *out, struct evid_error *err)
{
	enum evid_status status;

	memset(out, 0, sizeof(*out));
	status = evi_field_document(text, len, file, read_policy, out, err);
	if (status != EVID_OK)
		evi_policy_free(out);
	return status;
}
