/*
 * The states of a sealing (checkpoint.h).  How they are kept is kept.c's.
 */
#include "bundle/seal/checkpoint.h"

#include "base/file.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static enum evid_status
open_plan(const struct evi_kept *kept, bool known,
    struct evi_plan **plan_out, struct evid_error *err)
{
	enum evid_status status;
	char *path = NULL;

	status = evi_kept_path(kept, "source", &path, err);
	if (status == EVID_OK)
		status = evi_plan_open(path, known ? &kept->state.source :
		    NULL, evi_buf_text(&kept->shown), plan_out, err);
	free(path);
	return status;
}

enum evid_status
evi_checkpoint_plan(const struct evi_kept *kept, struct evi_plan **plan_out,
    struct evid_error *err)
{
	return open_plan(kept, kept->resumed, plan_out, err);
}

enum evid_status
evi_checkpoint_follow(const struct evi_kept *kept, struct evi_files *files,
    struct evid_error *err)
{
	struct evi_plan *plan = NULL;
	enum evid_status status = open_plan(kept, true, &plan, err);

	if (status == EVID_OK)
		evi_files_follow(files, plan);
	return status;
}

enum evid_status
evi_checkpoint_planned(struct evi_kept *kept, struct evi_plan *plan,
    struct evid_error *err)
{
	enum evid_status status;

	status = evi_plan_end(plan, &kept->state.source, err);
	return status == EVID_OK && !kept->resumed ?
	    evi_kept_save(kept, err) : status;
}

enum evid_status
evi_checkpoint_resume(const struct evi_kept *kept,
    struct evi_blockwriter *writer, struct evi_files *files,
    const struct evi_spool *inventory, struct evi_tape **tape_out,
    struct evi_replay **replay_out, struct evid_error *err)
{
	const struct evi_resume *state = &kept->state;
	enum evid_status status;
	char *path = NULL;

	status = evi_volumes_resume(writer->out, state->output, err);
	if (status != EVID_OK || state->output == 0)
		return status;
	writer->tar_at = state->tar;
	writer->n_noted = (state->blocks.size - 8) / 16;
	status = evi_kept_path(kept, kept->options->volume_size == 0 ?
	    EVI_VOLUMES_KEPT : EVI_VOLUMES_KEPT ".001", &path, err);
	if (status == EVID_OK)
		status = evi_tape_open(path, state->output, state->tar,
		    writer->gzi, tape_out, err);
	if (status == EVID_OK)
		status = evi_replay_new(files, *tape_out, inventory, state,
		    replay_out, err);
	free(path);
	return status;
}

static enum evid_status
begin(const struct evi_kept *kept, struct evi_spool *spool, const char *name,
    const struct evi_extent *known, struct evid_error *err)
{
	enum evid_status status;
	char *path = NULL;

	status = evi_kept_path(kept, name, &path, err);
	if (status == EVID_OK)
		status = evi_spool_begin_named(spool, path, known, err);
	free(path);
	return status;
}

enum evid_status
evi_checkpoint_begin(const struct evi_kept *kept, struct evi_spool *manifest,
    struct evi_spool *inventory, struct evi_spool *gzi,
    struct evid_error *err)
{
	const struct evi_resume *state = &kept->state;
	static const uint8_t no_count[8];
	enum evid_status status;

	status = begin(kept, manifest, "manifest", &state->manifest, err);
	if (status == EVID_OK)
		status = begin(kept, inventory, "inventory",
		    &state->inventory, err);
	if (status == EVID_OK)
		status = begin(kept, gzi, "blocks", &state->blocks, err);
	/* A run that came to the tail has put the count there. */
	if (status == EVID_OK && state->blocks.size > 0)
		status = evi_pwrite_full(gzi->fd, no_count, sizeof(no_count),
		    0, kept->folder, err);
	return status;
}

enum evid_status
evi_checkpoint_digest(const struct evi_kept *kept, struct evi_chunk *chunk,
    const struct evi_hasher *running, struct evid_error *err)
{
	uint8_t *sha256 = chunk->done.sha256;
	enum evid_status status;

	status = chunk->done.size == 0 ? evi_sha256("", 0, sha256, err) :
	    evi_digest_peek(running->digests[EVI_SHA256], sha256, err);
	if (status != EVID_OK || chunk->border != EVI_BORDER_CHECK ||
	    memcmp(sha256, kept->state.done.sha256, EVI_SHA256_LEN) == 0)
		return status;
	evi_fail(err, EVID_ERR_MISMATCH, "%s: the part of the bundle that is "
	    "kept is not what was written", evi_buf_text(&kept->shown));
	evi_hint(err, "remove it to seal anew");
	return EVID_ERR_MISMATCH;
}

enum evid_status
evi_checkpoint_take(struct evi_pack *pack, const struct evi_chunk *chunk,
    struct evid_error *err)
{
	struct evi_resume *state = &pack->kept->state;
	struct evi_volumes *out = pack->writer->out;
	enum evid_status status;

	free(state->line);
	state->line = NULL;
	if (chunk->under_way) {
		state->line = evi_strdup(evi_buf_text(&chunk->line));
		if (state->line == NULL)
			return evi_fail_memory(err);
		state->done = chunk->done;
	}
	state->output = out->at;
	state->tar = pack->writer->tar_at;
	status = evi_volumes_sync(out, err);
	if (status == EVID_OK)
		status = evi_spool_sync(pack->manifest, &state->manifest, err);
	if (status == EVID_OK)
		status = evi_spool_sync(pack->inventory, &state->inventory,
		    err);
	if (status == EVID_OK)
		status = evi_spool_sync(pack->gzi, &state->blocks, err);
	return status == EVID_OK ? evi_kept_save(pack->kept, err) : status;
}

enum evid_status
evi_checkpoint_sealed(struct evi_kept *kept, struct evi_volumes *volumes,
    const struct evid_seal_result *result,
    const uint8_t seal_digest[EVI_SHA256_LEN], struct evid_error *err)
{
	struct evi_resume *state = &kept->state;
	enum evid_status status;

	state->sealed = true;
	memcpy(state->id, result->id, sizeof(state->id));
	memcpy(state->seal_digest, seal_digest, EVI_SHA256_LEN);
	state->n_objects = result->objects;
	state->n_files = result->files;
	state->n_bytes = result->bytes;
	state->n_volumes = result->volumes;
	state->partial = result->partial != 0;
	status = evi_volumes_sync(volumes, err);
	return status == EVID_OK ? evi_kept_save(kept, err) : status;
}
