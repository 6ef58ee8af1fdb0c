/*
 * What answers what, and what is preserved until when.
 */
#include "record/case_clock.h"
#include "record/case_parts.h"

#include <stdio.h>
#include <string.h>

static void
one_outcome(struct evi_case_checking *c, const struct evi_json *item,
    size_t i)
{
	static const char *const explained[] = { "partial", "not-held",
		"refused", "pending", "lapsed", NULL };
	const char *outcome = evi_case_text(item, "outcome");
	char path[64];

	if (outcome == NULL) {
		(void)snprintf(path, sizeof(path), "items[%zu].outcome", i);
		evi_case_add(c->out, EVI_RULE_UNANSWERED, path,
		    "item %zu: this is an answer, and it is not said what "
		    "became of it", i + 1);
	} else if (evi_case_among(outcome, explained) &&
	    !evi_case_has_texts(item, "reason")) {
		(void)snprintf(path, sizeof(path), "items[%zu].reason", i);
		evi_case_add(c->out, EVI_RULE_REASON, path,
		    "item %zu: %s, without a reason", i + 1, outcome);
	}
}

/* Every item of the request that this says it answers. */
static void
promised(struct evi_case_checking *c, const struct evi_json *reply, size_t i)
{
	const struct evi_json *list;
	char path[64], shown[EVI_CASE_SHOWN_CAP];
	const char *id;
	size_t n;

	list = evi_case_list(reply, "items", &n);
	for (size_t k = 0; k < n; k++) {
		if (!evi_json_string(evi_json_at(list, k), &id) ||
		    id[0] == '\0' || evi_json_get(c->items, id) != NULL)
			continue;
		(void)snprintf(path, sizeof(path), "inReplyTo[%zu].items[%zu]",
		    i, k);
		evi_case_add(c->out, EVI_RULE_UNANSWERED, path,
		    "item \"%s\" of the request is not answered",
		    evi_case_shown(id, shown));
	}
}

void
evi_case_check_answer(struct evi_case_checking *c)
{
	const struct evi_json *list, *items;
	char path[64];
	size_t n, n_items;

	list = evi_case_list(c->json, "inReplyTo", &n);
	for (size_t i = 0; i < n; i++) {
		promised(c, evi_json_at(list, i), i);
		if (evi_json_get(evi_json_at(list, i), "sealDigest") != NULL)
			continue;
		(void)snprintf(path, sizeof(path), "inReplyTo[%zu].sealDigest",
		    i);
		evi_case_add(c->out, EVI_RULE_REPLY_SEAL, path,
		    "the request is named by its number alone");
	}
	if (!evi_case_is_answer(c->kind))
		return;
	if (n == 0)
		evi_case_add(c->out, EVI_RULE_REPLY_NONE, "inReplyTo",
		    "this is an answer, and names no request");
	items = evi_case_list(c->json, "items", &n_items);
	for (size_t i = 0; i < n_items; i++)
		one_outcome(c, evi_json_at(items, i), i);
	if ((strcmp(c->kind, "refusal") == 0 ||
	    strcmp(c->kind, "postponement") == 0) &&
	    (evi_case_text(evi_json_get(c->json, "refusal"), "ground") ==
	    NULL))
		evi_case_add(c->out, EVI_RULE_REFUSAL_NONE, "refusal.ground",
		    "no ground is stated");
	else if (evi_json_get(c->json, "refusal") != NULL &&
	    !evi_case_has_texts(evi_json_get(c->json, "refusal"), "text"))
		evi_case_add(c->out, EVI_RULE_REASON, "refusal.text",
		    "the ground is not explained");
}

/* No end is stated: what could be counted is suggested. */
static void
no_end(struct evi_case_checking *c, const struct evi_json *o, size_t i)
{
	char path[64], end[EVI_LATER_CAP], shown[EVI_CASE_SHOWN_CAP];
	const char *source;

	(void)snprintf(path, sizeof(path), "preservation[%zu].ends", i);
	if (evi_preservation_suggest(c->json, o, c->lengths, c->n_lengths,
	    end, &source))
		evi_case_add(c->out, EVI_RULE_PRESERVATION_END, path,
		    "preservation %zu: no end is stated; counted here it "
		    "would be %s, as a suggestion (%s)", i + 1, end,
		    source[0] == '\0' ? "by the days stated beside it" :
		    evi_case_shown(source, shown));
	else
		evi_case_add(c->out, EVI_RULE_PRESERVATION_END, path,
		    "preservation %zu: no end is stated", i + 1);
}

/* Both sides should count alike: a stated end against the stated days. */
static void
count(struct evi_case_checking *c, const struct evi_json *o, size_t i)
{
	const char *stated = evi_case_text(o, "ends"), *source;
	struct evi_instant a, b;
	char path[64], end[EVI_LATER_CAP];
	uint64_t days;

	if (!evi_json_get_u64(o, "days", &days) ||
	    !evi_preservation_suggest(c->json, o, NULL, 0, end, &source) ||
	    !evi_case_time(stated, false, &a, NULL) ||
	    !evi_case_time(end, false, &b, NULL) ||
	    a.seconds / 86400 == b.seconds / 86400)
		return;
	(void)snprintf(path, sizeof(path), "preservation[%zu].ends", i);
	evi_case_add(c->out, EVI_RULE_PRESERVATION_COUNT, path,
	    "preservation %zu: %llu days from its start would end at %s",
	    i + 1, (unsigned long long)days, end);
}

static void
ended(struct evi_case_checking *c, const struct evi_json *o, size_t i,
    struct evi_instant *end_out, bool *has_out)
{
	static const char *const running[] = { "requested", "in-force",
		"extended", NULL };
	char path[80], end_path[40], shown[EVI_CASE_SHOWN_CAP];
	const char *end = evi_preservation_end(o, end_path);
	const char *status = evi_case_text(o, "status");

	*has_out = end != NULL && evi_case_time(end, true, end_out, NULL);
	if (!*has_out || !evi_instant_before(*end_out, c->now) ||
	    (status != NULL && !evi_case_among(status, running)) ||
	    evi_preservation_receipt(o, end, c->now) == EVI_RECEIPT_HOLDS)
		return;
	(void)snprintf(path, sizeof(path), "preservation[%zu].%s", i,
	    end_path);
	evi_case_add(c->out, EVI_RULE_PRESERVATION_ENDED, path,
	    "preservation %zu: it ended at %s", i + 1,
	    evi_case_shown(end, shown));
}

static void
mla_due(struct evi_case_checking *c, struct evi_instant end, size_t i)
{
	const struct evi_json *facts = evi_json_get(c->json, "facts");
	const char *due = evi_case_text(facts, "mlaDue");
	struct evi_instant t;
	char shown[EVI_CASE_SHOWN_CAP];

	if (due == NULL || !evi_case_time(due, true, &t, NULL) ||
	    !evi_instant_before(end, t))
		return;
	evi_case_add(c->out, EVI_RULE_MLA_DUE, "facts.mlaDue",
	    "the request for assistance is due at %s, when preservation %zu "
	    "has ended", evi_case_shown(due, shown), i + 1);
}

static void
renewals(struct evi_case_checking *c, const struct evi_json *o, size_t i)
{
	uint64_t max;
	char path[64];
	size_t n;

	(void)evi_case_list(o, "renewals", &n);
	if (!evi_json_get_u64(o, "renewalsMax", &max) || n <= max)
		return;
	(void)snprintf(path, sizeof(path), "preservation[%zu].renewals", i);
	evi_case_add(c->out, EVI_RULE_PRESERVATION_RENEWALS, path,
	    "preservation %zu: %zu renewals, and at most %llu are stated to "
	    "be possible", i + 1, n, (unsigned long long)max);
}

void
evi_case_check_preservation(struct evi_case_checking *c)
{
	const struct evi_json *list;
	struct evi_instant end;
	bool has;
	size_t n;

	list = evi_case_list(c->json, "preservation", &n);
	for (size_t i = 0; i < n; i++) {
		const struct evi_json *o = evi_json_at(list, i);

		if (evi_case_text(o, "ends") == NULL)
			no_end(c, o, i);
		else
			count(c, o, i);
		ended(c, o, i, &end, &has);
		if (has)
			mla_due(c, end, i);
		renewals(c, o, i);
	}
	if (n == 0 && strncmp(c->kind, "preservation-", 13) == 0)
		evi_case_add(c->out, EVI_RULE_PRESERVATION_NONE,
		    "preservation", "nothing says what is preserved until "
		    "when");
	if (evi_case_flag(evi_json_get(c->json, "facts"), "intendsMla") &&
	    evi_json_get(evi_json_get(c->json, "facts"), "mlaDue") == NULL)
		evi_case_add(c->out, EVI_RULE_MLA_DUE, "facts.mlaDue",
		    "a request for assistance is intended, and no date for "
		    "it is stated");
}
