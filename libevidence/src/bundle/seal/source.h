/*
 * Where the objects of a bundle come from: the file system, or a caller's
 * callbacks.  The packing sees only this.
 */
#ifndef EVI_BUNDLE_SEAL_SOURCE_H
#define EVI_BUNDLE_SEAL_SOURCE_H

#include "bundle/seal/walk.h"
#include "bundle/tell.h"
#include "evidence/source.h"
#include "record/object.h"

/* objects whose line is out, but that moved since: folders, by how-manieth
 * object they were, in no order */
struct evi_moved {
	uint64_t *numbers;
	size_t count, cap;
};

/*
 * @next: the next object in the bundle's order, with all of it but digests,
 *        salt, exhibit and flags
 * @read: the next @len bytes of the content of the object that came last;
 *        there is room for one more
 * @end: all its content was read; what changed is added to @object
 * @linked: has the object that came last further names? NULL: never
 * @moved: at the end, what moved after its line was out; NULL: nothing can
 */
struct evi_source {
	void *context;
	enum evid_status (*next)(void *context, struct evi_object *object_out,
	    bool *end_out, struct evid_error *err);
	enum evid_status (*read)(void *context, struct evi_object *object,
	    uint8_t *data, size_t len, struct evid_error *err);
	enum evid_status (*end)(void *context, struct evi_object *object,
	    struct evid_error *err);
	bool (*linked)(void *context);
	struct evi_moved *moved;
};

/* the file system.  @spool_folder: where standard input is kept until its size
 * is known, and the names of a folder that has very many */
struct evi_files;
enum evid_status evi_files_new(const struct evid_seal_options *options,
    const char *const *paths, size_t n_paths, struct evi_tell *tell,
    const char *spool_folder, struct evi_files **out,
    struct evid_error *err);
void evi_files_leave_out(struct evi_files *files, const struct stat *output);
struct evi_source evi_files_source(struct evi_files *files);
void evi_files_free(struct evi_files *files);

/* for a sealing that may be resumed: the list of what is sealed is taken */
struct evi_plan;
void evi_files_follow(struct evi_files *files, struct evi_plan *plan);
/* for a sealing that is resumed: the next object, which must be @object, is
 * passed over, for what is known of it is known already */
enum evid_status evi_files_pass(struct evi_files *files,
    const struct evi_object *object, struct evid_error *err);
/* the content of the object passed over last is opened, to be read from @at
 * on */
enum evid_status evi_files_reopen(struct evi_files *files,
    const struct evi_object *object, uint64_t at, struct evid_error *err);

/* a caller's callbacks */
struct evi_given;
enum evid_status evi_given_new(const struct evid_source *source,
    struct evi_given **out, struct evid_error *err);
struct evi_source evi_given_source(struct evi_given *given);
void evi_given_free(struct evi_given *given);

#endif
