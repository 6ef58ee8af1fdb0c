/*
 * Names of one file: which hard link was seen first.
 */
#ifndef EVI_BUNDLE_SEAL_LINKS_H
#define EVI_BUNDLE_SEAL_LINKS_H

#include "base/error.h"

#include <sys/stat.h>

struct evi_links;

enum evid_status evi_links_new(struct evi_links **out,
    struct evid_error *err);
void evi_links_free(struct evi_links *links);
/* the path under which the file was added, or NULL; borrowed until the next
 * call.  Once all its names were seen it is forgotten */
const char *evi_links_find(struct evi_links *links, const struct stat *st);
/* when the table is full, nothing is added: the content is then sealed under
 * each of its names */
enum evid_status evi_links_add(struct evi_links *links,
    const struct stat *st, const char *path, struct evid_error *err);

#endif
