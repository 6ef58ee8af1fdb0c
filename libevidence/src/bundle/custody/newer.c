/*
 * Events of a later version of the log (docs/format.md, 9.1): what they say is
 * not known here, and may be anything; that they are there, and by whom, is.
 */
#include "bundle/custody/judge.h"

#include "base/text.h"

static enum evid_status
tell(struct evid_custody *c, const struct evi_custody_newer *one,
    struct evid_error *err)
{
	struct evi_custody_key *key = &c->keys[one->key];
	const struct evi_custody_place at = { .source = one->source,
		.key = one->key, .line = one->line };
	char hex[2 * EVI_SHA256_LEN + 1];

	if (one->unchecked && key->told_algorithm)
		return EVID_OK;
	key->told_algorithm |= one->unchecked;
	evi_hex(key->id, EVI_SHA256_LEN, hex);
	return evi_custody_tell_line(c, one->unchecked ?
	    EVI_FINDING_CUSTODY_ALGORITHM_UNKNOWN :
	    EVI_FINDING_CUSTODY_VERSION_UNKNOWN, &at, err,
	    "line %llu: version %lu, by key %.4s…%s",
	    (unsigned long long)one->line, (unsigned long)one->version, hex,
	    hex + 60);
}

enum evid_status
evi_custody_judge_newer(struct evid_custody *c, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t i;

	for (i = 0; i < c->n_newer && status == EVID_OK; i++)
		status = tell(c, &c->newer[i], err);
	return status;
}
