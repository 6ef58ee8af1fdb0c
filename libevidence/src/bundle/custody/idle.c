/*
 * Which fields of a correction have no effect (docs/format.md, 9.3): readers
 * act on `only` where it says that there was another copy, and on nothing
 * else.  What is for people alone is shown beside what was signed.
 */
#include "bundle/custody/idle.h"

#include <string.h>

#define AS_SIGNED " as it was signed, whatever a correction says"

/* what readers act on */
static const struct {
	enum evi_event_type type;
	const char *key, *why, *advice;
} acted_on[] = {
#define HAND_OVER(key) { EVI_EVENT_HANDED_OVER, key, "a hand-over is to " \
	"whom it was signed for, of the files and under the conditions that " \
	"it then named, whatever a correction says", "hand it over again, " \
	"as it is meant" }
	HAND_OVER("receiver"), HAND_OVER("files"), HAND_OVER("conditions"),
	HAND_OVER("heads"),
#define RECEIPT(key) { EVI_EVENT_RECEIVED, key, "what a receipt says of the " \
	"files, the verdict and the log is read" AS_SIGNED, "tell its " \
	"sender, who may hand it over again" }
#define ANSWER(key) { EVI_EVENT_RECEIVED, key, "who received cannot take " \
	"back how he answered: it is read" AS_SIGNED, "tell its sender, who " \
	"may hand it over again" }
	ANSWER("acceptance"), ANSWER("conditions"),
	RECEIPT("files"), RECEIPT("verdict"), RECEIPT("heads"),
	{ EVI_EVENT_ACKNOWLEDGED, "result", "the answer is read" AS_SIGNED,
	    "note it again: evid-custody acknowledge" },
#define CHANGE(key) { EVI_EVENT_CONDITION_CHANGED, key, "a change of a " \
	"condition is read" AS_SIGNED, "sign another condition-changed, " \
	"with the condition as it is to be" }
	CHANGE("condition"), CHANGE("change"), CHANGE("value"),
#define CONSENT(type, key) { EVI_EVENT_CONSENT_##type, key, "what a State " \
	"consents to is read" AS_SIGNED, "sign it once more, as it is to " \
	"be: for one State the last counts" }
	CONSENT(GIVEN, "condition"), CONSENT(GIVEN, "to"),
	CONSENT(GIVEN, "until"), CONSENT(REFUSED, "condition"),
	CONSENT(REFUSED, "to"),
#define AGAIN(key) { EVI_EVENT_CORRECTED, key, "a correction is read" \
	AS_SIGNED, "correct the event itself once more" }
	AGAIN("corrects"), AGAIN("fields"),
#define PRESERVED(type, key, advice) { EVI_EVENT_PRESERVATION_##type, key, \
	"what becomes of a preservation is read" AS_SIGNED, advice }
	PRESERVED(EXTENDED, "ends", "extend it once more, as it is to be: the "
	    "last counts"),
	PRESERVED(EXTENDED, "items", "extend once more what is meant: the "
	    "last counts"),
	PRESERVED(RELEASED, "items", "what was released stays so: what is "
	    "to be preserved all the same is preserved anew"),
	{ EVI_EVENT_KEY_SUCCEEDED, "newKey", "the next key is read" AS_SIGNED,
	    "name the next key once more" },
	{ EVI_EVENT_KEY_COMPROMISED, "keyid", "the key is read" AS_SIGNED,
	    "sign key-compromised once more, of the key that is meant" },
};

#define N_ACTED_ON (sizeof(acted_on) / sizeof(acted_on[0]))

/* Readers take `only` from a correction where it says that there was another
 * copy, and else as it was signed. */
static bool
another_copy(bool only_copy, const struct evi_json *fields,
    struct evi_idle *out)
{
	bool only = true;

	if (evi_json_get(fields, "only") == NULL ||
	    (evi_json_get_bool(fields, "only", &only) && !only && only_copy))
		return false;
	out->key = "only";
	out->why = only ? "that it was the only copy is not said by a "
	    "correction" : "what it corrects does not say that the only copy "
	    "went";
	out->advice = only ? "sign once more what became of it, with --set "
	    "only=true" : "look at the event that was meant: evid-custody "
	    "list --json";
	return true;
}

bool
evi_idle_field(enum evi_event_type type, bool only_copy,
    const struct evi_json *fields, size_t *place, struct evi_idle *out)
{
	while (*place < N_ACTED_ON) {
		size_t i = (*place)++;

		if (acted_on[i].type != type ||
		    evi_json_get(fields, acted_on[i].key) == NULL)
			continue;
		out->key = acted_on[i].key;
		out->why = acted_on[i].why;
		out->advice = acted_on[i].advice;
		return true;
	}
	return (*place)++ == N_ACTED_ON &&
	    another_copy(only_copy, fields, out);
}

bool
evi_idle_next(const struct evid_custody *c, uint32_t event,
    const struct evi_json *details, size_t *place, struct evi_idle *out)
{
	const struct evi_custody_event *e = &c->events[event];
	uint32_t of = e->type == EVI_EVENT_CORRECTED && e->may ?
	    evi_custody_find(c, e->ref) : EVI_NONE;

	return of != EVI_NONE && evi_idle_field(
	    (enum evi_event_type)c->events[of].type, c->events[of].only_copy,
	    evi_json_get(details, "fields"), place, out);
}
