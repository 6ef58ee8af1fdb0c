/*
 * Giving again what was sealed before (replay.h).
 *
 * Objects come from the lines of the inventory, with all that was known of
 * them then; contents from the bundle as far as it was written.  The packing
 * hashes and describes them as if they came from the file system, and what it
 * makes of them must be what was made of them before.  So nothing is believed
 * that is kept, and a run that goes on cannot be told from one that was never
 * stopped.
 *
 * That the files are those of then, the look has found already (plan.h); but a
 * block device does not tell whether it changed, so it is read once more.
 */
#include "bundle/seal/replay.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#define PIECE ((size_t)1 << 16)

struct evi_replay {
	struct evi_files *files;
	struct evi_source live;		/* the same, as a source */
	bool left;			/* for it */
	struct evi_tape *tape;
	const struct evi_spool *inventory;
	const struct evi_resume *state;
	uint64_t at;			/* of the inventory */
	bool given_line;		/* the object under way, too */
	struct evi_buf line;
	bool device;			/* the last object is of one */
	struct evi_object scratch;	/* what of it cannot be read now */
	uint8_t *piece;
};

enum evid_status
evi_replay_new(struct evi_files *files, struct evi_tape *tape,
    const struct evi_spool *inventory, const struct evi_resume *state,
    struct evi_replay **replay_out, struct evid_error *err)
{
	struct evi_replay *r = evi_zalloc(sizeof(*r));

	*replay_out = NULL;
	if (r == NULL)
		return evi_fail_memory(err);
	r->files = files;
	r->live = evi_files_source(files);
	r->tape = tape;
	r->inventory = inventory;
	r->state = state;
	r->piece = malloc(PIECE + 1);
	if (r->piece == NULL) {
		evi_replay_free(r);
		return evi_fail_memory(err);
	}
	*replay_out = r;
	return EVID_OK;
}

void
evi_replay_free(struct evi_replay *r)
{
	if (r == NULL)
		return;
	evi_object_free(&r->scratch);
	evi_buf_free(&r->line);
	free(r->piece);
	free(r);
}

static enum evid_status
fail_damaged(struct evid_error *err)
{
	evi_fail(err, EVID_ERR_MISMATCH, "what was kept of the sealing is "
	    "not what was written");
	evi_hint(err, "it was damaged or altered since: remove it, and seal "
	    "anew");
	return EVID_ERR_MISMATCH;
}

/* The next line of the inventory, into r->line; none where it has ended. */
static enum evid_status
next_line(struct evi_replay *r, bool *end_out, struct evid_error *err)
{
	uint64_t size = r->state->inventory.size;
	enum evid_status status;
	const uint8_t *lf = NULL;
	size_t n;

	evi_buf_clear(&r->line);
	*end_out = r->at == size;
	while (lf == NULL && r->at < size) {
		n = size - r->at < 4096 ? (size_t)(size - r->at) : 4096;
		status = evi_spool_read(r->inventory, r->at, r->piece, n,
		    err);
		if (status != EVID_OK)
			return status;
		lf = memchr(r->piece, '\n', n);
		if (lf != NULL)
			n = (size_t)(lf - r->piece);
		evi_buf_add(&r->line, r->piece, n);
		r->at += n + (lf != NULL);
		if (r->line.len > EVI_JSON_LIMIT)
			return fail_damaged(err);
	}
	if (lf == NULL && !*end_out)
		return fail_damaged(err);
	return evi_buf_status(&r->line, err);
}

/* What the packing adds is added anew. */
static void
strip(struct evi_object *object)
{
	size_t i;

	free(object->exhibit);
	object->exhibit = NULL;
	for (i = 0; i < object->n_flags; i++)
		free(object->flags[i]);
	free(object->flags);
	object->flags = NULL;
	object->n_flags = 0;
	memset(object->has_hash, 0, sizeof(object->has_hash));
	memset(object->hash, 0, sizeof(object->hash));
	memset(object->sha256, 0, sizeof(object->sha256));
}

static enum evid_status
read_object(struct evi_replay *r, const char *line, size_t len,
    struct evi_object *object_out, struct evid_error *err)
{
	const char *why = NULL;
	enum evid_status status;

	status = evi_object_read(line, len, object_out, &why, NULL, err);
	if (status == EVID_OK && why != NULL)
		status = fail_damaged(err);
	if (status != EVID_OK)
		return status;
	strip(object_out);
	status = evi_files_pass(r->files, object_out, err);
	r->device = object_out->type == EVI_TYPE_FILE &&
	    object_out->kind == EVI_KIND_BLOCK_DEVICE;
	if (status == EVID_OK && r->device)
		status = evi_files_reopen(r->files, object_out, 0, err);
	return status;
}

static enum evid_status
next(void *context, struct evi_object *object_out, bool *end_out,
    struct evid_error *err)
{
	struct evi_replay *r = context;
	enum evid_status status;
	bool end;

	if (r->left)
		return r->live.next(r->live.context, object_out, end_out,
		    err);
	memset(object_out, 0, sizeof(*object_out));
	*end_out = false;
	status = next_line(r, &end, err);
	if (status != EVID_OK)
		return status;
	if (!end)
		return read_object(r, evi_buf_text(&r->line), r->line.len,
		    object_out, err);
	if (r->given_line || r->state->line == NULL)
		return fail_damaged(err);
	r->given_line = true;
	return read_object(r, r->state->line, strlen(r->state->line),
	    object_out, err);
}

/* The device has what was sealed. */
static enum evid_status
compare_device(struct evi_replay *r, const struct evi_object *object,
    const uint8_t *data, size_t len, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t n;

	for (; status == EVID_OK && len > 0; data += n, len -= n) {
		n = len < PIECE ? len : PIECE;
		status = r->live.read(r->live.context, &r->scratch, r->piece,
		    n, err);
		if (status == EVID_OK && memcmp(r->piece, data, n) != 0)
			status = evi_fail_path(err, EVID_ERR_CHANGED,
			    object->original, "the device holds something "
			    "else than when the sealing began", "remove what "
			    "is kept to seal anew");
	}
	return status;
}

static enum evid_status
read_content(void *context, struct evi_object *object, uint8_t *data,
    size_t len, struct evid_error *err)
{
	struct evi_replay *r = context;
	enum evid_status status;

	if (r->left)
		return r->live.read(r->live.context, object, data, len, err);
	status = evi_tape_read(r->tape, data, len, err);
	return status == EVID_OK && r->device ?
	    compare_device(r, object, data, len, err) : status;
}

static enum evid_status
end(void *context, struct evi_object *object, struct evid_error *err)
{
	struct evi_replay *r = context;
	enum evid_status status = EVID_OK;

	if (r->left)
		return r->live.end(r->live.context, object, err);
	if (r->device)
		status = r->live.end(r->live.context, &r->scratch, err);
	evi_object_free(&r->scratch);
	memset(&r->scratch, 0, sizeof(r->scratch));
	return status;
}

static bool
linked(void *context)
{
	const struct evi_replay *r = context;

	return r->live.linked(r->live.context);
}

struct evi_source
evi_replay_source(struct evi_replay *r)
{
	return (struct evi_source){ r, next, read_content, end, linked,
		r->live.moved };
}

enum evid_status
evi_replay_match(struct evi_replay *r, const void *data, size_t len,
    struct evid_error *err)
{
	return r->left ? EVID_OK : evi_tape_match(r->tape, data, len, err);
}

bool
evi_replay_gives(const struct evi_replay *r)
{
	return !r->left;
}

bool
evi_replay_over(const struct evi_replay *r)
{
	return !r->left && evi_tape_left(r->tape) == 0;
}

enum evid_status
evi_replay_leave(struct evi_replay *r, const struct evi_object *object,
    uint64_t done, struct evid_error *err)
{
	const struct evi_resume *state = r->state;

	r->left = true;
	/* All that is known was given, and the object under way is that. */
	if (r->at != state->inventory.size ||
	    (object != NULL) != (state->line != NULL) ||
	    r->given_line != (state->line != NULL) ||
	    (object != NULL && done != state->done.size))
		return fail_damaged(err);
	return object == NULL || r->device ? EVID_OK :
	    evi_files_reopen(r->files, object, done, err);
}
