/*
 * Where random bytes come from (chance.h).
 */
#include "bundle/seal/chance.h"

void
evi_chance_draw(const struct evi_chance *c, enum evi_chance_use use,
    uint64_t block, void *out, size_t len)
{
	const struct evid_seal_options *o = c->options;

	if (c->seeded)
		evi_random_from(c->seed, (uint32_t)use, (uint32_t)block, out,
		    len);
	else if (o->random != NULL)
		o->random(o->context, out, len);
	else
		evi_random(out, len);
}
