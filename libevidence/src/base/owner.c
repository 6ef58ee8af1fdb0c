/*
 * The system's names of users and groups.  Few own all that is sealed, and to
 * ask may mean to ask a server: what was told is kept, also that there is no
 * name.
 */
#include "base/owner.h"
#include "base/memory.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdlib.h>

enum {
	N_KEPT = 127,
	/* An entry of the group file names all members. */
	LONGEST_ENTRY = 4 << 20,
};

struct owner {
	bool asked;
	id_t id;
	char *name;		/* owned; NULL: has none */
};

struct evi_owners {
	struct owner users[N_KEPT];
	struct owner groups[N_KEPT];
};

struct evi_owners *
evi_owners_new(void)
{
	return evi_zalloc(sizeof(struct evi_owners));
}

void
evi_owners_free(struct evi_owners *owners)
{
	if (owners == NULL)
		return;
	for (size_t i = 0; i < N_KEPT; i++) {
		free(owners->users[i].name);
		free(owners->groups[i].name);
	}
	free(owners);
}

/* Asks for one entry with LEN bytes at BUF.  An error number, or 0. */
typedef int (*ask_fn)(id_t id, char *buf, size_t len, const char **name_out);

static int
ask_user(id_t id, char *buf, size_t len, const char **name_out)
{
	struct passwd entry, *found = NULL;
	int rc = getpwuid_r(id, &entry, buf, len, &found);

	*name_out = found == NULL ? NULL : found->pw_name;
	return rc;
}

static int
ask_group(id_t id, char *buf, size_t len, const char **name_out)
{
	struct group entry, *found = NULL;
	int rc = getgrgid_r(id, &entry, buf, len, &found);

	*name_out = found == NULL ? NULL : found->gr_name;
	return rc;
}

/* With ever more memory, as long as it is that which lacks. */
static enum evid_status
ask(ask_fn one, id_t id, char **name_out, struct evid_error *err)
{
	const char *name = NULL;
	char *buf = NULL;		/* owned here */
	int rc = ERANGE;

	*name_out = NULL;
	for (size_t len = 1024; rc == ERANGE && len <= LONGEST_ENTRY;
	    len *= 4) {
		free(buf);
		buf = evi_zalloc(len);
		if (buf == NULL)
			return evi_fail_memory(err);
		rc = one(id, buf, len, &name);
	}
	if (rc == 0 && name != NULL)
		*name_out = evi_strdup(name);
	free(buf);
	return rc == 0 && name != NULL && *name_out == NULL ?
	    evi_fail_memory(err) : EVID_OK;
}

static enum evid_status
name_of(struct owner *kept, ask_fn one, id_t id, const char **name_out,
    struct evid_error *err)
{
	struct owner *owner = &kept[id % N_KEPT];
	enum evid_status status = EVID_OK;

	if (!owner->asked || owner->id != id) {
		free(owner->name);
		status = ask(one, id, &owner->name, err);
		owner->id = id;
		owner->asked = status == EVID_OK;
	}
	*name_out = owner->name;
	return status;
}

enum evid_status
evi_owners_user(struct evi_owners *owners, uid_t id, const char **name_out,
    struct evid_error *err)
{
	return name_of(owners->users, ask_user, id, name_out, err);
}

enum evid_status
evi_owners_group(struct evi_owners *owners, gid_t id, const char **name_out,
    struct evid_error *err)
{
	return name_of(owners->groups, ask_group, id, name_out, err);
}
