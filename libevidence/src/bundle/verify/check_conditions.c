/*
 * What the custody log says of conditions and preservations, for the legal
 * axis.
 */
#include "bundle/custody/preserved.h"
#include "bundle/custody/said.h"
#include "bundle/verify/check.h"

/* of the names that are not to be shown */
static bool
mask_legal(struct evi_check *c)
{
	if (c->v->legal == NULL)
		return true;
	return evi_check_flags_known(c) ?
	    evi_masks_texts(&c->v->masks, c->v->legal) :
	    evi_masks_texts_unknown(&c->v->masks, c->v->legal);
}

enum evid_status
evi_check_conditions(struct evi_check *c, struct evid_error *err)
{
	struct evi_custody_said words = { .n = 0 };	/* both owned here */
	struct evi_custody_preserved preserved = { .n = 0 };
	enum evid_status status = EVID_OK;
	struct evi_legal_said said;
	size_t i;

	if (c->log != NULL)
		status = evi_custody_said_gather(c->log, &words, err);
	if (status == EVID_OK && c->log != NULL)
		status = evi_custody_preserved_gather(c->log, &preserved, err);
	said = (struct evi_legal_said){ words.events, words.n, words.ignored,
		preserved.words, preserved.n };
	if (status == EVID_OK)
		status = evi_legal_judge(c->v, c->options->trust, &said, err);
	if (status == EVID_OK && !mask_legal(c))
		status = evi_fail_memory(err);
	for (i = 0; i < words.n; i++)
		c->log->events[words.places[i]].no_effect = words.ignored[i];
	evi_custody_preserved_free(&preserved);
	evi_custody_said_free(&words);
	return status;
}
