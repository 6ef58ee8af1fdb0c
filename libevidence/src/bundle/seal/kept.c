/*
 * The folder of what is kept (kept.h).
 *
 * Nothing in it is believed but by the state, and the state by its signature:
 * whoever could write there meanwhile has not the key.  The state changes by
 * rename, when all that it speaks of is on the disk, so that at any moment it
 * is a whole one, of what is there.
 */
#include "bundle/seal/kept.h"

#include "base/file.h"
#include "base/lock.h"
#include "base/memory.h"
#include "base/sync.h"
#include "base/text.h"
#include "bundle/seal/kept_parts.h"
#include "bundle/seal/terms.h"
#include "bundle/stream/volumes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define EVERY ((uint64_t)1 << 30)

enum evid_status
evi_kept_path(const struct evi_kept *kept, const char *name, char **path_out,
    struct evid_error *err)
{
	return evi_path_join(kept->folder, name, path_out, err);
}

enum evid_status
evi_kept_fail(const struct evi_kept *kept, enum evid_status status,
    const char *text, struct evid_error *err)
{
	evi_fail(err, status, "%s: %s", evi_buf_text(&kept->shown), text);
	evi_hint(err, "remove it to seal anew");
	return status;
}

static enum evid_status
name_folder(struct evi_kept *kept, struct evid_error *err)
{
	struct evi_buf name = EVI_BUF_INIT;
	enum evid_status status;

	evi_buf_add_format(&name, "%s.resume", kept->options->output);
	status = evi_buf_take(&name, &kept->folder, err);
	evi_buf_free(&name);
	if (status != EVID_OK)
		return status;
	evi_text_show_path(&kept->shown, kept->folder);
	return evi_buf_status(&kept->shown, err);
}

/* The folder was made just now: is it as it was asked for, and is a file there
 * read as it was written?  Else it goes away again. */
static enum evid_status
check_made(const struct evi_kept *kept, bool ours, struct evid_error *err)
{
	static const char name[] = "state.new";	/* until there is one */
	const char *what = "its file system keeps no permissions, so others "
	    "might change what is kept there";
	bool good = ours;
	int error = 0;
	int fd;

	if (ours) {
		fd = openat(kept->dir, name, O_RDWR | O_CREAT | O_CLOEXEC |
		    O_NOFOLLOW, 0600);
		if (fd < 0)
			return evi_fail_errno(err, errno, "write into",
			    kept->folder);
		good = evi_reads_back(fd) && evi_sync_if_known(fd) == 0;
		error = good ? 0 : errno;
		close(fd);
		(void)unlinkat(kept->dir, name, 0);
		what = "what is written there is not what is read back";
	}
	if (good)
		return evi_folder_sync(kept->folder, err);
	(void)rmdir(kept->folder);
	if (error != 0 && error != EIO)
		return evi_fail_errno(err, error, "write into", kept->folder);
	evi_fail(err, EVID_ERR_UNREADABLE, "%s: %s",
	    evi_buf_text(&kept->shown), what);
	evi_hint(err, "put the output on another file system, or seal without "
	    "--resume");
	return EVID_ERR_UNREADABLE;
}

/* A folder of our own, which no one else may write into. */
static enum evid_status
open_folder(struct evi_kept *kept, struct evid_error *err)
{
	bool made = mkdir(kept->folder, 0700) == 0;
	struct stat st;
	bool ours;

	if (!made && errno != EEXIST)
		return evi_fail_errno(err, errno, "write into", kept->folder);
	kept->dir = open(kept->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC |
	    O_NOFOLLOW);
	if (kept->dir < 0)
		return evi_kept_no_folder(kept, errno, err);
	if (fstat(kept->dir, &st) != 0)
		return evi_fail_errno(err, errno, "look at", kept->folder);
	ours = st.st_uid == geteuid() && (st.st_mode & 022) == 0;
	if (made)
		return check_made(kept, ours, err);
	return ours ? EVID_OK : evi_kept_fail(kept, EVID_ERR_UNREADABLE,
	    "others may write there, so nothing in it is relied on", err);
}

static enum evid_status
take_lock(struct evi_kept *kept, struct evid_error *err)
{
	int error;

	kept->lock = openat(kept->dir, "lock", O_RDWR | O_CREAT | O_CLOEXEC |
	    O_NOFOLLOW, 0600);
	if (kept->lock < 0)
		return evi_fail_errno(err, errno, "write into", kept->folder);
	error = evi_lock(kept->lock, EVI_LOCK_NOW) ? 0 : errno;
	/* Who ends removes the lock, so the one that was taken may be gone. */
	if (error == 0 && evi_is_named(kept->lock, kept->dir, "lock"))
		return EVID_OK;
	close(kept->lock);
	kept->lock = -1;
	if (error != 0 && error != EAGAIN)
		return evi_fail_errno(err, error, "lock", kept->folder);
	evi_fail(err, EVID_ERR_IO, "%s: another run is sealing there",
	    evi_buf_text(&kept->shown));
	evi_hint(err, "wait until it has ended");
	return EVID_ERR_IO;
}

enum evid_status
evi_kept_write(const struct evi_kept *kept, const char *name, const void *data,
    size_t len, struct evid_error *err)
{
	enum evid_status status;
	int fd = openat(kept->dir, name, O_WRONLY | O_CREAT | O_TRUNC |
	    O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return evi_fail_errno(err, errno, "write into", kept->folder);
	status = evi_write_full(fd, data, len, kept->folder, err);
	if (status == EVID_OK && evi_sync(fd) != 0)
		status = evi_fail_errno(err, errno, "write into",
		    kept->folder);
	close(fd);
	return status;
}

static enum evid_status
read_seed(struct evi_kept *kept, uint8_t seed[EVI_SEED_LEN],
    struct evid_error *err)
{
	uint8_t digest[EVI_SHA256_LEN];
	enum evid_status status;
	size_t n = 0;
	int fd = openat(kept->dir, "seed", O_RDONLY | O_CLOEXEC | O_NOFOLLOW |
	    O_NONBLOCK);

	if (fd < 0 && errno == ENOENT)
		return evi_kept_fail(kept, EVID_ERR_MISMATCH,
		    "its seed is gone", err);
	if (fd < 0)
		return evi_fail_errno(err, errno, "open the seed in",
		    kept->folder);
	status = evi_read_full(fd, seed, EVI_SEED_LEN, &n, kept->folder, err);
	close(fd);
	if (status == EVID_OK)
		status = evi_sha256(seed, n, digest, err);
	if (status == EVID_OK && memcmp(digest, kept->state.seed,
	    EVI_SHA256_LEN) != 0)
		status = evi_kept_fail(kept, EVID_ERR_MISMATCH,
		    "its seed was damaged or altered", err);
	return status;
}

/* The first run: what it needs before there is a state. */
static enum evid_status
start(struct evi_kept *kept, struct evi_chance *chance,
    struct evid_error *err)
{
	enum evid_status status;

	evi_chance_draw(chance, EVI_CHANCE_ID, 0, chance->seed,
	    sizeof(chance->seed));
	status = evi_sha256(chance->seed, sizeof(chance->seed),
	    kept->state.seed, err);
	if (status == EVID_OK)
		status = evi_kept_write(kept, "seed", chance->seed,
		    sizeof(chance->seed), err);
	return status;
}

/* The state is gone, and without it nothing says what of the rest is good. */
static void
tell_lost(const struct evi_kept *kept, uint64_t bundle, struct evi_tell *tell)
{
	if (bundle > 0)
		evi_tell_event(tell, kept->folder, "its state is missing, so "
		    "what an earlier run sealed cannot be gone on from: "
		    "sealing begins anew");
}

static enum evid_status
find(struct evi_kept *kept, struct evi_chance *chance, struct evi_tell *tell,
    struct evid_error *err)
{
	uint64_t bundle = 0;
	uint8_t terms[EVI_N_TERMS][EVI_SHA256_LEN];
	enum evid_status status;

	status = evi_kept_look(kept, &bundle, err);
	if (status != EVID_OK) {
		kept->saved = true;	/* nothing there is removed */
		return status;
	}
	status = evi_terms_read(kept->options, terms, err);
	kept->resumed = faccessat(kept->dir, "state", F_OK,
	    AT_SYMLINK_NOFOLLOW) == 0;
	if (status != EVID_OK)
		return status;
	if (!kept->resumed) {
		tell_lost(kept, bundle, tell);
		memcpy(kept->state.terms, terms, sizeof(terms));
		return start(kept, chance, err);
	}
	status = evi_kept_read(kept, err);
	if (status == EVID_OK)
		status = evi_terms_compare(
		    (const uint8_t (*)[EVI_SHA256_LEN])kept->state.terms,
		    (const uint8_t (*)[EVI_SHA256_LEN])terms,
		    evi_buf_text(&kept->shown), err);
	return status;
}

enum evid_status
evi_kept_tell(const struct evid_seal_options *options,
    struct evi_tell *tell, struct evid_error *err)
{
	struct evi_kept kept = EVI_KEPT_INIT;
	enum evid_status status;
	struct stat st;

	kept.options = options;
	status = name_folder(&kept, err);
	if (status == EVID_OK && lstat(kept.folder, &st) == 0 &&
	    S_ISDIR(st.st_mode))
		evi_tell_event(tell, kept.folder, "an earlier run that was "
		    "stopped is kept there; --resume would have gone on from "
		    "it, and it may be removed");
	evi_kept_close(&kept);
	return status;
}

static enum evid_status
open_once(struct evi_kept *kept, struct evi_chance *chance,
    struct evi_tell *tell, struct evid_error *err)
{
	enum evid_status status = name_folder(kept, err);

	if (status == EVID_OK)
		status = open_folder(kept, err);
	if (status == EVID_OK)
		status = evi_kept_look_lock(kept, err);
	if (status == EVID_OK)
		status = take_lock(kept, err);
	return status == EVID_OK ? find(kept, chance, tell, err) : status;
}

enum evid_status
evi_kept_open(struct evi_kept *kept,
    const struct evid_seal_options *options, struct evi_chance *chance,
    struct evi_tell *tell, bool *done_out,
    struct evid_seal_result *result_out, struct evid_error *err)
{
	enum evid_status status;

	*done_out = false;
	kept->options = options;
	status = open_once(kept, chance, tell, err);
	if (status == EVID_OK && kept->state.sealed) {
		status = evi_kept_sealed(kept, tell, done_out, result_out,
		    err);
		if (status == EVID_OK && !*done_out && !kept->resumed) {
			evi_kept_close(kept);
			kept->options = options;
			status = open_once(kept, chance, tell, err);
		}
	}
	/* Once all is done, it is gone. */
	if (status == EVID_OK && kept->resumed && !*done_out)
		status = read_seed(kept, chance->seed, err);
	kept->every = options->checkpoint == 0 ? EVERY : options->checkpoint;
	chance->seeded = true;
	return status;
}

enum evid_status
evi_kept_clock(struct evi_kept *kept, struct evi_statement *s,
    struct evid_error *err)
{
	struct evi_statement *ours = &kept->state.clock;
	struct evi_statement *from = kept->resumed ? ours : s;
	struct evi_statement *to = kept->resumed ? s : ours;

	free(to->clock_source);
	free(to->zone);
	to->started_at = from->started_at;
	to->synchronised = from->synchronised;
	to->has_error = from->has_error;
	to->error_milliseconds = from->error_milliseconds;
	to->clock_source = evi_strdup(from->clock_source);
	to->zone = evi_strdup(from->zone);
	return to->clock_source == NULL || to->zone == NULL ?
	    evi_fail_memory(err) : EVID_OK;
}

/* A secret goes away in its place, as far as a file system lets it. */
static void
wipe_seed(const struct evi_kept *kept)
{
	static const uint8_t zeros[EVI_SEED_LEN];
	int fd = openat(kept->dir, "seed", O_WRONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd >= 0) {
		if (evi_pwrite_full(fd, zeros, sizeof(zeros), 0, kept->folder,
		    NULL) == EVID_OK)
			(void)evi_sync(fd);
		close(fd);
	}
	(void)unlinkat(kept->dir, "seed", 0);
}

void
evi_kept_clear(struct evi_kept *kept)
{
	static const char *const names[] = { "state.new", "source",
	    "manifest", "inventory", "blocks", "bundle" };
	char name[32];
	size_t i;

	wipe_seed(kept);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		(void)unlinkat(kept->dir, names[i], 0);
	for (i = 1; i <= EVI_VOLUMES_MAX; i++) {
		(void)snprintf(name, sizeof(name), EVI_VOLUMES_KEPT ".%03u",
		    (unsigned int)i);
		if (unlinkat(kept->dir, name, 0) != 0)
			break;
	}
}

void
evi_kept_remove(struct evi_kept *kept)
{
	evi_kept_clear(kept);
	/* As long as it is there, it says that nothing else is needed. */
	(void)unlinkat(kept->dir, "state", 0);
	(void)unlinkat(kept->dir, "lock", 0);
	(void)rmdir(kept->folder);
	close(kept->lock);
	kept->lock = -1;
}

void
evi_kept_close(struct evi_kept *kept)
{
	if (kept->lock >= 0 && !kept->resumed && !kept->saved)
		evi_kept_remove(kept);
	if (kept->lock >= 0)
		close(kept->lock);
	if (kept->dir >= 0)
		close(kept->dir);
	evi_resume_free(&kept->state);
	evi_buf_free(&kept->shown);
	free(kept->folder);
	*kept = (struct evi_kept)EVI_KEPT_INIT;
}
