/*
 * The table of event types (event.h), and sets of digests.
 */
#include "record/event.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	enum evi_who who;
} types[EVI_EVENT_UNKNOWN] = {
#define E(id, text, whom) [EVI_EVENT_##id] = { text, EVI_WHO_##whom },
	EVI_EVENTS(E)
#undef E
};

const char *
evi_event_name(enum evi_event_type type)
{
	return type < EVI_EVENT_UNKNOWN ? types[type].name : NULL;
}

enum evi_event_type
evi_event_by_name(const char *name)
{
	unsigned int i;

	for (i = 0; i < EVI_EVENT_UNKNOWN; i++)
		if (strcmp(types[i].name, name) == 0)
			return (enum evi_event_type)i;
	return EVI_EVENT_UNKNOWN;
}

enum evi_who
evi_event_who(enum evi_event_type type)
{
	return type < EVI_EVENT_UNKNOWN ? types[type].who : EVI_WHO_NOBODY;
}

void
evi_digests_free(struct evi_digests *digests)
{
	free(digests->items);
	memset(digests, 0, sizeof(*digests));
}

enum evid_status
evi_digests_add(struct evi_digests *digests,
    const uint8_t digest[EVI_SHA256_LEN], struct evid_error *err)
{
	if (evi_grow(&digests->items, digests->count, &digests->cap,
	    sizeof(*digests->items)) != 0)
		return evi_fail_memory(err);
	memcpy(digests->items[digests->count++], digest, EVI_SHA256_LEN);
	return EVID_OK;
}

static int
compare(const void *a, const void *b)
{
	return memcmp(a, b, EVI_SHA256_LEN);
}

void
evi_digests_sort(struct evi_digests *digests)
{
	size_t i, n = 0;

	if (digests->count == 0)
		return;
	qsort(digests->items, digests->count, sizeof(*digests->items),
	    compare);
	for (i = 1; i < digests->count; i++)
		if (memcmp(digests->items[i], digests->items[n],
		    EVI_SHA256_LEN) != 0)
			memmove(digests->items[++n], digests->items[i],
			    EVI_SHA256_LEN);
	digests->count = n + 1;
}

bool
evi_digests_have(const struct evi_digests *sorted,
    const uint8_t digest[EVI_SHA256_LEN])
{
	return sorted->count > 0 && bsearch(digest, sorted->items,
	    sorted->count, sizeof(*sorted->items), compare) != NULL;
}
