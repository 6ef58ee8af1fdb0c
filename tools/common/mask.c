/*
 * --mask (mask.h).  Whether a flag is one is the library's to say.
 */
#include "common/mask.h"
#include "common/message.h"

#include <string.h>

int
mask_take(struct mask_options *o, const char *value)
{
	const struct evid_masks one = { .flags = &value, .n_flags = 1 };
	struct evid_error err = EVID_ERROR_INIT;

	if (strcmp(value, "all") == 0)
		o->masks.all = 1;
	else if (strcmp(value, "none") == 0)
		o->masks.no_defaults = 1;
	else if (evid_masks_check(&one, &err) == EVID_OK)
		return option_list_add(&o->flags, value);
	else
		return message_failed(&err, err.status);
	return 0;
}

const struct evid_masks *
mask_masks(struct mask_options *o)
{
	o->masks.flags = o->flags.items;
	o->masks.n_flags = o->flags.n;
	return &o->masks;
}

void
mask_free(struct mask_options *o)
{
	option_list_free(&o->flags);
}
