/*
 * Which members are asked for: globs over original paths.  What is below a
 * chosen path is chosen, too.
 */
#ifndef EVI_BUNDLE_EXTRACT_CHOICE_H
#define EVI_BUNDLE_EXTRACT_CHOICE_H

#include "base/error.h"

#include <stdbool.h>

struct evi_choice {
	const char *const *globs;	/* borrowed */
	size_t n_globs;
	bool *seen;			/* each: something matched */
};

enum evid_status evi_choice_open(struct evi_choice *choice,
    const char *const *globs, size_t n_globs, struct evid_error *err);
void evi_choice_close(struct evi_choice *choice);
/* is it asked for?  Notes which globs matched */
bool evi_choice_has(const struct evi_choice *choice, const char *original);
/* the same from a member's path (data/...), where that tells; true where only
 * the inventory can tell */
bool evi_choice_may_have(const struct evi_choice *choice, const char *path);
/* EVID_ERR_ARGUMENT for a glob that matched nothing */
enum evid_status evi_choice_check(const struct evi_choice *choice,
    struct evid_error *err);

#endif
