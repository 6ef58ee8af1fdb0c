/*
 * The names that this system gives to the numbers of users and groups.
 */
#ifndef EVI_BASE_OWNER_H
#define EVI_BASE_OWNER_H

#include "base/error.h"

#include <sys/types.h>

struct evi_owners;	/* keeps the names it was told; one a thread */

struct evi_owners *evi_owners_new(void);
void evi_owners_free(struct evi_owners *owners);

/*
 * evi_owners_user, evi_owners_group - the name, or NULL where there is none
 *
 * A system that cannot tell has no name either.  @name_out is valid until the
 * next call.
 */
enum evid_status evi_owners_user(struct evi_owners *owners, uid_t id,
    const char **name_out, struct evid_error *err);
enum evid_status evi_owners_group(struct evi_owners *owners, gid_t id,
    const char **name_out, struct evid_error *err);

#endif
