/*
 * What is laid on the evidence: conditions, confidentiality, rules on personal
 * data, handling flags, privilege.
 */
#include "record/case_parts.h"

#include <stdio.h>
#include <string.h>

static bool
is_known_target(const struct evi_case_checking *c, const char *id)
{
	if (id[0] == '\0' || strcmp(id, "all") == 0)
		return true;	/* an empty one is told of as such */
	return evi_json_get(c->items, id) != NULL ||
	    evi_json_get(c->exhibits, id) != NULL;
}

/* The ids at @key of the @i-th of @what; how many there are. */
static size_t
targets(struct evi_case_checking *c, const struct evi_json *owner,
    const char *key, const char *list_name, const char *what, size_t i)
{
	const struct evi_json *list;
	char path[80], shown[EVI_CASE_SHOWN_CAP];
	const char *id;
	size_t n;

	list = evi_case_list(owner, key, &n);
	for (size_t k = 0; k < n; k++) {
		if (!evi_json_string(evi_json_at(list, k), &id) ||
		    is_known_target(c, id))
			continue;
		(void)snprintf(path, sizeof(path), "%s[%zu].%s[%zu]",
		    list_name, i, key, k);
		evi_case_add(c->out, EVI_RULE_ID_UNKNOWN, path,
		    "%s %zu: there is no item or exhibit \"%s\"", what, i + 1,
		    evi_case_shown(id, shown));
	}
	return n;
}

static void
condition_ended(struct evi_case_checking *c, const struct evi_json *o,
    size_t i)
{
	const char *until = evi_case_text(o, "until");
	struct evi_instant t;
	char path[64], shown[EVI_CASE_SHOWN_CAP];

	if (until == NULL || !evi_case_time(until, true, &t, NULL) ||
	    !evi_instant_before(t, c->now))
		return;
	(void)snprintf(path, sizeof(path), "conditions[%zu].until", i);
	evi_case_add(c->out, EVI_RULE_ENDED, path,
	    "condition %zu: %s has passed", i + 1,
	    evi_case_shown(until, shown));
}

bool
evi_case_is_urn(const char *text)
{
	const char *rest;

	if (strncmp(text, "urn:", 4) != 0)
		return false;
	rest = strchr(text + 4, ':');
	return rest != NULL && rest > text + 5 && rest[1] != '\0' &&
	    strpbrk(text, " \t\n") == NULL;
}

static void
one_condition(struct evi_case_checking *c, const struct evi_json *o,
    size_t i)
{
	const char *state = evi_case_text(o, "imposedBy");
	char path[64], shown[EVI_CASE_SHOWN_CAP];

	evi_case_check_one(c, o, i);
	(void)snprintf(path, sizeof(path), "conditions[%zu].imposedBy", i);
	if (state != NULL && evi_json_count(c->states) > 0 &&
	    evi_json_get(c->states, state) == NULL)
		evi_case_add(c->out, EVI_RULE_CONDITION_PARTY, path,
		    "condition %zu: %s, which imposes it, is no party here",
		    i + 1, evi_case_shown(state, shown));
	condition_ended(c, o, i);
	(void)targets(c, o, "appliesTo", "conditions", "condition", i);
}

static void
confidential(struct evi_case_checking *c)
{
	const struct evi_json *o = evi_json_get(c->json, "confidential");
	const char *until = evi_case_text(o, "until");
	struct evi_instant t;
	char shown[EVI_CASE_SHOWN_CAP];

	if (evi_case_flag(o, "request") &&
	    evi_case_is(o, "notifySubject", "yes"))
		evi_case_add(c->out, EVI_RULE_CONFIDENTIAL,
		    "confidential.notifySubject", "the request is "
		    "confidential, and the person is to be notified");
	if (evi_case_is(o, "notifySubject", "after") &&
	    evi_case_text(o, "after") == NULL)
		evi_case_add(c->out, EVI_RULE_CONFIDENTIAL,
		    "confidential.after",
		    "the person is to be notified later, but not said when");
	if (until != NULL && evi_case_time(until, true, &t, NULL) &&
	    evi_instant_before(t, c->now))
		evi_case_add(c->out, EVI_RULE_ENDED, "confidential.until",
		    "confidentiality was asked for until %s",
		    evi_case_shown(until, shown));
}

static void
personal_data(struct evi_case_checking *c)
{
	const struct evi_json *o = evi_json_get(c->json, "personalData");
	const struct evi_json *retention = evi_json_get(o, "retention");
	const char *until = evi_case_text(retention, "until");
	struct evi_instant t;
	char shown[EVI_CASE_SHOWN_CAP];

	if (evi_case_is(o, "present", "yes") &&
	    (!evi_case_has_texts(o, "ground") ||
	    evi_case_text(o, "onward") == NULL))
		evi_case_add(c->out, EVI_RULE_PERSONAL_DATA, "personalData",
		    "personal data are there, without the ground of their "
		    "transfer and the rule for onward transfer");
	if (evi_case_is(o, "present", "unknown") && strcmp(c->kind,
	    "preservation-request") != 0)
		evi_case_add(c->out, EVI_RULE_PERSONAL_DATA,
		    "personalData.present",
		    "nobody has said whether personal data are there");
	if (until != NULL && evi_case_time(until, true, &t, NULL) &&
	    evi_instant_before(t, c->now))
		evi_case_add(c->out, EVI_RULE_ENDED,
		    "personalData.retention.until",
		    "personal data were to be kept until %s",
		    evi_case_shown(until, shown));
}

static void
flags(struct evi_case_checking *c)
{
	static const char *const hidden[] = { "csam", "child-victim",
		"legal-privilege", "classified", NULL };
	const struct evi_json *list;
	char path[64];
	size_t n;

	list = evi_case_list(c->json, "flags", &n);
	for (size_t i = 0; i < n; i++) {
		const struct evi_json *o = evi_json_at(list, i);
		const char *flag = evi_case_text(o, "flag");

		(void)snprintf(path, sizeof(path), "flags[%zu].appliesTo", i);
		if (targets(c, o, "appliesTo", "flags", "flag", i) == 0)
			evi_case_add(c->out, EVI_RULE_FLAG_NOWHERE, path,
			    "flag %zu: it applies to nothing", i + 1);
		(void)snprintf(path, sizeof(path), "flags[%zu].rule", i);
		if (flag != NULL && evi_case_among(flag, hidden) &&
		    evi_case_text(o, "rule") == NULL)
			evi_case_add(c->out, EVI_RULE_FLAG_RULE, path,
			    "flag %zu: %s is never previewed here; other "
			    "programs are not told", i + 1, flag);
	}
	if (evi_case_is(evi_json_get(c->json, "privilege"), "status",
	    "unreviewed"))
		evi_case_add(c->out, EVI_RULE_PRIVILEGE, "privilege.status",
		    "privilege is claimed, and nobody has reviewed it");
}

/* Each list of texts that has any should have one in the case's language. */
static void
translation(struct evi_case_checking *c, const struct evi_json *owner,
    const char *key, const char *path)
{
	const char *written = evi_case_text(evi_json_get(c->json, "language"),
	    "written");
	const struct evi_json *list;
	char shown[EVI_CASE_SHOWN_CAP];
	size_t n;

	list = evi_case_list(owner, key, &n);
	if (written == NULL || n == 0)
		return;
	for (size_t i = 0; i < n; i++) {
		const char *lang = evi_case_text(evi_json_at(list, i),
		    "lang");

		if (lang != NULL && strcmp(lang, written) == 0)
			return;
	}
	evi_case_add(c->out, EVI_RULE_TRANSLATION, path,
	    "no text in %s, the language of this case",
	    evi_case_shown(written, shown));
}

void
evi_case_check_limits(struct evi_case_checking *c)
{
	const struct evi_json *list;
	char path[64];
	size_t n;

	list = evi_case_list(c->json, "conditions", &n);
	for (size_t i = 0; i < n; i++) {
		one_condition(c, evi_json_at(list, i), i);
		(void)snprintf(path, sizeof(path), "conditions[%zu].text", i);
		translation(c, evi_json_at(list, i), "text", path);
	}
	translation(c, evi_json_get(c->json, "facts"), "summary",
	    "facts.summary");
	confidential(c);
	personal_data(c);
	flags(c);
}
