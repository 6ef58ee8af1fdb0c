/*
 * Who asks whom, under which instrument, about which offence.  No instrument
 * is taken for one in force: `binding` is what the case says of itself.
 */
#include "record/case_parts.h"

#include <stdio.h>
#include <string.h>

static bool
has_party(const struct evi_case_checking *c, const char *role)
{
	const struct evi_json *parties;
	size_t n;

	parties = evi_case_list(c->json, "parties", &n);
	for (size_t i = 0; i < n; i++) {
		if (evi_case_is(evi_json_at(parties, i), "role", role))
			return true;
	}
	return false;
}

static void
parties(struct evi_case_checking *c)
{
	const struct evi_json *list;
	char path[64];
	size_t n;

	list = evi_case_list(c->json, "parties", &n);
	for (size_t i = 0; i < n; i++) {
		if (evi_case_has_texts(evi_json_at(list, i), "authority"))
			continue;
		(void)snprintf(path, sizeof(path), "parties[%zu].authority",
		    i);
		evi_case_add(c->out, EVI_RULE_PARTIES, path,
		    "party %zu: no authority is named", i + 1);
	}
	if (!evi_case_is_request(c->kind) && !evi_case_is_answer(c->kind))
		return;
	if (!has_party(c, "requesting"))
		evi_case_add(c->out, EVI_RULE_PARTIES, "parties",
		    "nobody is named as requesting");
	if (!has_party(c, "requested") && !has_party(c, "provider"))
		evi_case_add(c->out, EVI_RULE_PARTIES, "parties",
		    "nobody is named as requested");
}

static void
binding(struct evi_case_checking *c, const struct evi_json *basis, size_t i)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "legalBasis[%zu].binding", i);
	if (evi_case_is(basis, "binding", "signed-only"))
		evi_case_add(c->out, EVI_RULE_BINDING, path,
		    "legal basis %zu: the instrument is stated as signed "
		    "only, so nobody is said to be bound by it", i + 1);
	else if (evi_case_is(basis, "binding", "not-party"))
		evi_case_add(c->out, EVI_RULE_BINDING, path,
		    "legal basis %zu: one side is stated not to be a party",
		    i + 1);
	else if (evi_case_is(basis, "binding", "unknown"))
		evi_case_add(c->out, EVI_RULE_BINDING, path,
		    "legal basis %zu: nobody has said whether it binds both "
		    "sides", i + 1);
	else if (evi_case_is(basis, "binding", "provisional"))
		evi_case_add(c->out, EVI_RULE_BINDING_PROVISIONAL, path,
		    "legal basis %zu: it is stated to apply provisionally",
		    i + 1);
	else if (evi_case_is(basis, "binding", "in-force-between-us") &&
	    (evi_case_text(basis, "checkedOn") == NULL ||
	    evi_case_text(basis, "checkedBy") == NULL))
		evi_case_add(c->out, EVI_RULE_BINDING_UNCHECKED, path,
		    "legal basis %zu: it is stated to be in force, but not "
		    "who looked it up and when", i + 1);
}

static void
basis_title(struct evi_case_checking *c, const struct evi_json *basis,
    size_t i)
{
	static const char *const own[] = { "REGIONAL", "BILATERAL",
		"DOMESTIC", "OTHER", NULL };
	const char *instrument = evi_case_text(basis, "instrument");
	char path[64];

	if (instrument == NULL || !evi_case_among(instrument, own) ||
	    evi_case_has_texts(basis, "title"))
		return;
	(void)snprintf(path, sizeof(path), "legalBasis[%zu].title", i);
	evi_case_add(c->out, EVI_RULE_BASIS_TITLE, path,
	    "legal basis %zu: %s alone does not name it", i + 1, instrument);
}

static void
legal_basis(struct evi_case_checking *c)
{
	const struct evi_json *list;
	size_t n, n_primary = 0;

	if (evi_json_get(c->json, "legalBasis") == NULL)
		return;		/* told as missing */
	list = evi_case_list(c->json, "legalBasis", &n);
	for (size_t i = 0; i < n; i++) {
		const struct evi_json *basis = evi_json_at(list, i);

		binding(c, basis, i);
		basis_title(c, basis, i);
		n_primary += evi_case_flag(basis, "primary");
	}
	if (n == 0)
		evi_case_add(c->out, EVI_RULE_BASIS_NONE, "legalBasis",
		    "no legal basis is named");
	if ((n > 1 && n_primary == 0) || n_primary > 1)
		evi_case_add(c->out, EVI_RULE_BASIS_PRIMARY, "legalBasis",
		    n_primary == 0 ? "of several legal bases none is primary" :
		    "several legal bases are said to be primary");
}

static void
one_offence(struct evi_case_checking *c, const struct evi_json *offence,
    size_t i)
{
	const struct evi_json *penalty = evi_json_get(offence, "maxPenalty");
	const struct evi_json *span = evi_json_get(offence, "committed");
	const char *from = evi_case_text(span, "from");
	const char *to = evi_case_text(span, "to");
	struct evi_instant a, b;
	char path[64];
	size_t n;

	(void)snprintf(path, sizeof(path), "offences[%zu]", i);
	(void)evi_case_list(offence, "provisions", &n);
	if (n == 0 || !evi_case_has_texts(offence, "title") ||
	    !evi_case_has_texts(offence, "law"))
		evi_case_add(c->out, EVI_RULE_OFFENCES_NONE, path,
		    "offence %zu: its title, law and provisions are not all "
		    "there", i + 1);
	if (evi_case_flag(penalty, "death"))
		evi_case_add(c->out, EVI_RULE_DEATH_PENALTY, path,
		    "offence %zu: the death penalty is named; a requested "
		    "State may ask for an assurance", i + 1);
	if (evi_case_is(offence, "dualCriminality", "disputed") ||
	    evi_case_is(offence, "dualCriminality", "not-assessed"))
		evi_case_add(c->out, EVI_RULE_DUAL, path,
		    "offence %zu: whether it is one in both States is %s",
		    i + 1, evi_case_is(offence, "dualCriminality",
		    "disputed") ? "disputed" : "not assessed");
	if (from != NULL && to != NULL && evi_case_time(from, true, &a, NULL) &&
	    evi_case_time(to, true, &b, NULL) && evi_instant_before(b, a))
		evi_case_add(c->out, EVI_RULE_PERIOD, path,
		    "offence %zu: it ends before it begins", i + 1);
}

static void
offences(struct evi_case_checking *c)
{
	const struct evi_json *list;
	size_t n;

	list = evi_case_list(c->json, "offences", &n);
	for (size_t i = 0; i < n; i++)
		one_offence(c, evi_json_at(list, i), i);
	if (n == 0 && evi_case_is_request(c->kind))
		evi_case_add(c->out, EVI_RULE_OFFENCES_NONE, "offences",
		    "a request names the offence that it is about");
}

static void
facts(struct evi_case_checking *c)
{
	const struct evi_json *object = evi_json_get(c->json, "facts");
	size_t n;

	if (!evi_case_is_request(c->kind))
		return;
	if (!evi_case_has_texts(object, "summary"))
		evi_case_add(c->out, EVI_RULE_FACTS, "facts.summary",
		    "a request tells the facts");
	if (strncmp(c->kind, "preservation-", 13) == 0 &&
	    !evi_case_has_texts(object, "necessity"))
		evi_case_add(c->out, EVI_RULE_FACTS, "facts.necessity",
		    "a request for preservation says why it is needed");
	(void)evi_case_list(c->json, "measures", &n);
	if (n == 0)
		evi_case_add(c->out, EVI_RULE_MEASURES_NONE, "measures",
		    "a request says which measure is asked for");
}

static void
orders(struct evi_case_checking *c)
{
	const struct evi_json *list;
	struct evi_instant until;
	const char *text;
	char path[64], shown[EVI_CASE_SHOWN_CAP];
	size_t n;

	list = evi_case_list(c->json, "orders", &n);
	for (size_t i = 0; i < n; i++) {
		text = evi_case_text(evi_json_at(list, i), "validUntil");
		if (text == NULL || !evi_case_time(text, true, &until, NULL) ||
		    !evi_instant_before(until, c->now))
			continue;
		(void)snprintf(path, sizeof(path), "orders[%zu].validUntil",
		    i);
		evi_case_add(c->out, EVI_RULE_ORDER_ENDED, path,
		    "order %zu: it was valid until %s", i + 1,
		    evi_case_shown(text, shown));
	}
}

static void
urgency(struct evi_case_checking *c)
{
	const struct evi_json *object = evi_json_get(c->json, "urgency");
	size_t n;

	if (!evi_case_is(object, "level", "urgent") &&
	    !evi_case_is(object, "level", "emergency"))
		return;
	(void)evi_case_list(object, "grounds", &n);
	if (n == 0 || !evi_case_has_texts(object, "why"))
		evi_case_add(c->out, EVI_RULE_URGENCY, "urgency",
		    "it is called %s, without its grounds and why",
		    evi_case_is(object, "level", "urgent") ? "urgent" :
		    "an emergency");
}

void
evi_case_check_request(struct evi_case_checking *c)
{
	parties(c);
	legal_basis(c);
	offences(c);
	facts(c);
	orders(c);
	urgency(c);
}
