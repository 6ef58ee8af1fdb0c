/*
 * Objects given a name in the folder of a tree that we are in, and what the
 * tree (tree.h) lends for it.
 */
#ifndef EVI_BUNDLE_EXTRACT_PLACE_H
#define EVI_BUNDLE_EXTRACT_PLACE_H

#include "bundle/extract/tree.h"

/* gives an object the name @name in the folder that we are in; errno as the
 * system's */
typedef int evi_give_fn(struct evi_tree *tree, void *context,
    const char *name);

/*
 * Under the original name where the file system holds it and nothing has it,
 * else under the mapped one, else under one made up.  *given_out is "" where
 * @give failed for another reason than the name; errno then says why.
 */
enum evid_status evi_place_named(struct evi_tree *t, const char *original,
    const char *mapped, evi_give_fn *give, void *context,
    char given_out[NAME_MAX + 1], struct evid_error *err);
/* in folders that are there */
enum evid_status evi_place_file(struct evi_tree *t,
    const struct evi_ahead_one *one, const char *original,
    const char *mapped, struct evid_error *err);
/* these make the folders when they are needed */
enum evid_status evi_place_link(struct evi_tree *t, const struct evi_object *o,
    const char *original, const char *mapped, struct evid_error *err);
enum evid_status evi_place_hard_link(struct evi_tree *t,
    const struct evi_object *o, const char *original, const char *mapped,
    struct evid_error *err);
enum evid_status evi_withhold(struct evi_tree *t,
    const struct evi_object *o, const char *why, struct evid_error *err);

/* of the tree */
enum evid_status evi_tree_make_levels(struct evi_tree *t,
    struct evid_error *err);
size_t evi_tree_depth(const struct evi_object *o);	/* folders it is in */
/* the path below the top of what is called @name where we are */
void evi_tree_path(const struct evi_tree *t, size_t n_levels,
    const char *name, struct evi_buf *out);
/* what is to be noted of what was given out; NULL: all is as it was */
/* does one of the folders that we are in have another name, of which no row
 * tells? */
bool evi_tree_renamed(const struct evi_tree *tree);
const char *evi_tree_note(bool renamed, bool complete);
/* "@action: SOMETHING: errno", with a label where the name is masked */
enum evid_status evi_tree_fail(const struct evi_tree *t,
    const struct evi_object *o, const char *action, const char *name,
    struct evid_error *err);

#endif
