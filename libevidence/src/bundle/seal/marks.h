/*
 * Exhibits and handling flags: which objects they are laid on.
 */
#ifndef EVI_BUNDLE_SEAL_MARKS_H
#define EVI_BUNDLE_SEAL_MARKS_H

#include "adapt/json.h"
#include "bundle/tell.h"
#include "evidence/seal.h"
#include "record/object.h"
#include "record/tags.h"

struct evi_marks {
	const struct evid_seal_options *options;
	const struct evi_case_marks *said;	/* by the case; borrowed */
	bool *seen;			/* exhibits, then flags, of options */
	bool *said_seen;		/* the same, of the case */
	struct evi_json *linked;	/* flags of files that have other
					 * names, by member path; or NULL */
};

#define EVI_MARKS_INIT { NULL, NULL, NULL, NULL, NULL }

/* flags must be known, ids be among the exhibits of @said, if it has any.
 * Where the options and the case name a path, the options say whose it is */
enum evid_status evi_marks_new(struct evi_marks *marks,
    const struct evid_seal_options *options,
    const struct evi_case_marks *said, struct evid_error *err);
void evi_marks_free(struct evi_marks *marks);
/* this path exists */
void evi_marks_see(struct evi_marks *marks, const char *original);
/* lay them on @object; of several exhibits the longest path wins.  A second
 * name of a file has the flags of the first, for it is the same content.
 * @linked: it has other names */
enum evid_status evi_marks_apply(struct evi_marks *marks,
    struct evi_object *object, bool linked, struct evi_tell *tell,
    struct evid_error *err);
/* EVID_ERR_ARGUMENT for one of the options that covered nothing */
enum evid_status evi_marks_check(const struct evi_marks *marks,
    struct evid_error *err);
/* tell of those of the case that reached nothing: it may be about more than
 * is sealed here */
void evi_marks_tell(const struct evi_marks *marks, struct evi_tell *tell);

#endif
