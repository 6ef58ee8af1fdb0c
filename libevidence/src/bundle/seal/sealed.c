/*
 * A sealing that was stopped while its bundle got its name (kept_parts.h).
 *
 * The first volume, or the one file, gets its name last: with it all is done.
 * Without it the others go back to where they were kept, and the tail is
 * written again.
 */
#include "bundle/seal/kept_parts.h"

#include "record/number.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* where a part stands: kept, named, both (a rename that was a link) */
struct part {
	char kept_name[32];
	char *path;
	bool kept, named;
};

static enum evid_status
look_at(const struct evi_kept *kept, unsigned int number, struct part *p,
    struct evid_error *err)
{
	struct evi_buf path = EVI_BUF_INIT;
	struct stat here, there;
	enum evid_status status;

	(void)snprintf(p->kept_name, sizeof(p->kept_name), number == 0 ?
	    "bundle" : "bundle.%03u", number);
	evi_buf_add_text(&path, kept->options->output);
	if (number > 0)
		evi_buf_add_format(&path, ".%03u", number);
	status = evi_buf_take(&path, &p->path, err);
	evi_buf_free(&path);
	if (status != EVID_OK)
		return status;
	p->kept = fstatat(kept->dir, p->kept_name, &here,
	    AT_SYMLINK_NOFOLLOW) == 0;
	if (!p->kept && errno != ENOENT)
		return evi_fail_errno(err, errno, "look into", kept->folder);
	p->named = lstat(p->path, &there) == 0;
	if (!p->named && errno != ENOENT)
		return evi_fail_errno(err, errno, "look at", p->path);
	/* Another file of the name is none of ours. */
	if (p->kept && p->named && (here.st_ino != there.st_ino ||
	    here.st_dev != there.st_dev))
		p->named = false;
	return EVID_OK;
}

static enum evid_status
take_back(const struct evi_kept *kept, unsigned int number,
    struct evid_error *err)
{
	struct part p = { .path = NULL };
	enum evid_status status = look_at(kept, number, &p, err);
	int done = 0;

	if (status == EVID_OK && p.named)
		done = p.kept ? unlink(p.path) :
		    renameat(AT_FDCWD, p.path, kept->dir, p.kept_name);
	if (done != 0)
		status = evi_fail_errno(err, errno, "take back", p.path);
	free(p.path);
	return status;
}

static void
fill_result(const struct evi_kept *kept, struct evid_seal_result *result)
{
	const struct evi_resume *r = &kept->state;

	memset(result, 0, sizeof(*result));
	memcpy(result->id, r->id, sizeof(result->id));
	evi_hex(r->seal_digest, EVI_SHA256_LEN, result->seal_digest);
	evi_number_format(r->seal_digest, result->seal_number);
	result->objects = r->n_objects;
	result->files = r->n_files;
	result->bytes = r->n_bytes;
	result->volumes = (unsigned int)r->n_volumes;
	result->partial = r->partial;
}

/* Back to the last state of the payload. */
static enum evid_status
go_back(struct evi_kept *kept, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	unsigned int i;

	for (i = 2; i <= kept->state.n_volumes && status == EVID_OK; i++)
		status = take_back(kept, i, err);
	kept->state.sealed = false;
	return status == EVID_OK ? evi_kept_save(kept, err) : status;
}

enum evid_status
evi_kept_sealed(struct evi_kept *kept, struct evi_tell *tell, bool *done_out,
    struct evid_seal_result *result_out, struct evid_error *err)
{
	struct part first = { .path = NULL };
	enum evid_status status;

	status = look_at(kept, kept->state.n_volumes == 0 ? 0 : 1, &first,
	    err);
	free(first.path);
	if (status != EVID_OK)
		return status;
	if (first.kept && !first.named)
		return go_back(kept, err);
	if (first.named) {
		fill_result(kept, result_out);
		evi_tell_event(tell, NULL, "an earlier run had sealed it; "
		    "nothing was left to do");
		*done_out = true;
	}
	/* Sealed, and taken elsewhere since: the way is free. */
	evi_kept_remove(kept);
	kept->resumed = false;
	return EVID_OK;
}
