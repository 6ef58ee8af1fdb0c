/*
 * The names in one folder of an unpacked bundle, in the bundle's order.
 */
#ifndef EVI_BUNDLE_VERIFY_ENTRIES_H
#define EVI_BUNDLE_VERIFY_ENTRIES_H

#include "base/error.h"

#include <stdbool.h>

struct evi_entry {
	char *name;			/* a folder's has '/' at its end */
	bool folder, file;
};

struct evi_entries {
	struct evi_entry *items;
	size_t count, cap;
};

/* of the folder @path below @fd, sorted; *error_out other than 0: errno, for
 * it could not be read, and there are none */
enum evid_status evi_entries_list(struct evi_entries *out, int fd,
    const char *path, int *error_out, struct evid_error *err);
void evi_entries_free(struct evi_entries *e);

#endif
