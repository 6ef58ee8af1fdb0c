/*
 * Which event is meant, by the first digits of its digest.
 */
#include "bundle/custody/custody.h"

#include "base/text.h"
#include "bundle/tell.h"

#include <string.h>

#define PREFIX_MIN 8			/* hex digits that name an event */
#define LISTED_MAX 6			/* hand-overs in a message */

bool
evi_custody_begins(const uint8_t digest[EVI_SHA256_LEN], const char *prefix)
{
	char hex[2 * EVI_SHA256_LEN + 1];

	evi_hex(digest, EVI_SHA256_LEN, hex);
	return strncmp(hex, prefix, strlen(prefix)) == 0;
}

void
evi_custody_list_add(struct evi_buf *list, size_t n,
    const uint8_t digest[EVI_SHA256_LEN])
{
	char hex[2 * EVI_SHA256_LEN + 1];

	evi_hex(digest, EVI_SHA256_LEN, hex);
	if (n < LISTED_MAX)
		evi_buf_add_format(list, "%s%.*s", n == 0 ? "" : ", ",
		    EVI_HEX_SHOWN, hex);
	else if (n == LISTED_MAX)
		evi_buf_add_text(list, ", …");
}

bool
evi_custody_is_prefix(const char *text)
{
	size_t len = strlen(text);

	return len >= PREFIX_MIN && len <= (size_t)2 * EVI_SHA256_LEN &&
	    strspn(text, "0123456789abcdef") == len;
}

enum evid_status
evi_custody_by_prefix(const struct evid_custody *c, const char *text,
    uint32_t *event_out, struct evid_error *err)
{
	size_t n = 0;
	uint32_t i;

	*event_out = EVI_NONE;
	if (!evi_custody_is_prefix(text))
		return evi_fail_path(err, EVID_ERR_ARGUMENT, text,
		    "not the digest of an event", "it has 64 hex digits, in "
		    "small letters, of which the first 8 or more suffice: "
		    "evid-custody list shows them");
	for (i = 0; i < c->n_events; i++) {
		if (!evi_custody_begins(c->events[i].digest, text))
			continue;
		*event_out = i;
		n++;
	}
	if (n == 1)
		return EVID_OK;
	for (i = 0; i < c->n_newer && n == 0; i++)
		if (evi_custody_begins(c->newer[i].digest, text))
			return evi_fail_path(err, EVID_ERR_TOO_NEW, text,
			    "this event is of a later version of the log, "
			    "which is not known here", "use a newer version");
	return n == 0 ? evi_fail_path(err, EVID_ERR_ARGUMENT, text,
	    "the log has no such event", "merge the log that has it first") :
	    evi_fail_path(err, EVID_ERR_ARGUMENT, text,
	    "several events of the log begin so", "give more of its digits");
}
