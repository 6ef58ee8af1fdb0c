/*
 * Exhibits and handling flags: which objects they are laid on.
 */
#ifndef EVI_BUNDLE_MARKS_H
#define EVI_BUNDLE_MARKS_H

#include "evidence/seal.h"
#include "record/object.h"
#include "record/statement.h"

struct evi_marks {
	const struct evid_seal_options *options;
	bool *seen;			/* exhibits, then flags */
};

#define EVI_MARKS_INIT { NULL, NULL }

/* flags must be known, ids be among @exhibits, if it has any */
enum evid_status evi_marks_new(struct evi_marks *marks,
    const struct evid_seal_options *options, const struct evi_texts *exhibits,
    struct evid_error *err);
void evi_marks_free(struct evi_marks *marks);
/* this path exists */
void evi_marks_see(struct evi_marks *marks, const char *original);
/* lay them on @object; of several exhibits the longest path wins */
enum evid_status evi_marks_apply(struct evi_marks *marks,
    struct evi_object *object, struct evid_error *err);
/* EVID_ERR_ARGUMENT for one that covered nothing */
enum evid_status evi_marks_check(const struct evi_marks *marks,
    struct evid_error *err);

#endif
