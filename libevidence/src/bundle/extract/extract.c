/*
 * Extracting: verify, keep what is read on the way, and give it out when the
 * verdict is known.
 *
 * The verification is the same as evid_verify_path's; it hands the bytes that
 * it hashes to a store (store.c), which keeps them under numbers in a
 * hidden folder.  After the verdict the inventory is read again, and the kept
 * content gets its names, times and modes (give.c, tree.c);
 * then the folder gets its own.  Members alone are read by their blocks
 * (member.c).
 */
#include "bundle/extract/parts.h"
#include "bundle/stream/tail_read.h"

#include "adapt/key.h"
#include "base/file.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TELL_EACH 512		/* objects between two calls of progress */

static int
note_progress(void *context, uint64_t done, uint64_t total)
{
	struct evi_extract *x = context;
	const struct evid_verify_options *o = x->options->verify;

	x->done = done;
	x->total = total;
	return o->progress == NULL ? 0 : o->progress(o->context, done, total);
}

enum evid_status
evi_extract_progress(struct evi_extract *x, struct evid_error *err)
{
	if (x->n_told++ % TELL_EACH != 0 ||
	    note_progress(x, x->done, x->total) == 0)
		return EVID_OK;
	return evi_fail(err, EVID_ERR_CANCELLED,
	    "the extraction was stopped as asked");
}

static enum evid_status
options_good(const struct evid_extract_options *o, struct evid_error *err)
{
	if (o == NULL || o->version != EVID_EXTRACT_OPTIONS_VERSION ||
	    o->verify == NULL) {
		(void)evi_fail(err, EVID_ERR_ARGUMENT,
		    "extract options of an unknown version, or incomplete");
		return EVID_ERR_ARGUMENT;
	}
	if (o->output != NULL && o->n_members == 0)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "only the content of one member can be put into a file");
	return evi_verify_options_good(o->verify, err);
}

/* the folder, once its name is known; nothing is written into it yet */
static enum evid_status
open_target(struct evi_extract *x, const char *name, struct evid_error *err)
{
	enum evid_status status;

	if (evi_input_takes_volume(x->path, name))
		return evi_fail_path(err, EVID_ERR_ARGUMENT, name,
		    "the folder would have the name of a volume of the bundle, "
		    "which would no longer be whole", "name another folder (-C)");
	status = evi_hidden_open(&x->hidden, name, err);
	if (status != EVID_OK)
		return status;
	x->store.folder = x->hidden.fd;
	x->result->target = evi_strdup(x->hidden.target);
	x->store.target = x->result->target;
	x->result->leftover = evi_strdup(x->hidden.leftover);
	x->result->more_leftovers = x->hidden.others;
	return x->result->target == NULL || (x->hidden.leftover != NULL &&
	    x->result->leftover == NULL) ? evi_fail_memory(err) : EVID_OK;
}

static enum evid_status
name_seen(void *context, const char *base, struct evid_error *err)
{
	struct evi_extract *x = context;
	struct evid_error why = EVID_ERROR_INIT;
	enum evid_status status = open_target(x, base, &why);

	if (status != EVID_OK && err != NULL)
		*err = why;
	return evi_store_fail(&x->store, status, &why);
}

static enum evid_status
begin(struct evi_extract *x, struct evid_error *err)
{
	const struct evid_extract_options *o = x->options;
	const char *spool = o->verify->spool;
	enum evid_status status;

	x->verify = *o->verify;
	x->verify.progress = note_progress;
	x->verify.context = x;
	status = evi_choice_open(&x->choice, o->members, o->n_members, err);
	if (o->n_members > 0)
		x->chosen = &x->choice;
	if (status == EVID_OK)
		status = evi_table_open(&x->result->table, spool, err);
	if (status == EVID_OK)
		status = evi_store_open(&x->store, o->output != NULL, spool,
		    x->chosen, err);
	if (status != EVID_OK)
		return status;
	x->sink = evi_store_sink(&x->store);
	if (o->output != NULL) {
		x->result->target = evi_strdup(o->output);
		return x->result->target == NULL ? evi_fail_memory(err) :
		    EVID_OK;
	}
	if (o->folder != NULL)
		return open_target(x, o->folder, err);
	x->sink.name = name_seen;
	x->sink.name_context = x;
	return EVID_OK;
}

static enum evid_status
verify(struct evi_extract *x, const char *path, bool by_blocks,
    struct evid_error *err)
{
	struct evi_verification what = { .options = &x->verify,
		.sink = &x->sink };
	struct evi_input input = { .owned = false };
	enum evid_status status;
	bool found = false;
	struct stat st;

	if (strcmp(path, "-") != 0 && stat(path, &st) == 0 &&
	    S_ISDIR(st.st_mode)) {
		what.folder = path;
		return evi_verify(&what, &x->result->verdict, err);
	}
	what.input = &input;
	status = evi_input_open(&input, path, err);
	if (status == EVID_OK && x->chosen != NULL && by_blocks &&
	    input.volumes == EVI_VOLUMES_GOOD)
		status = evi_tail_find(&input, &x->locator, &found, err);
	if (status == EVID_OK && found) {
		what.run = evi_extract_members;
		what.run_context = x;
	}
	if (status == EVID_OK && x->chosen != NULL && input.n_fds > 0 &&
	    input.size != EVI_SIZE_UNKNOWN)
		status = evi_input_seek(&input, 0, err);
	if (status == EVID_OK)
		status = evi_verify(&what, &x->result->verdict, err);
	evi_input_close(&input);
	return status;
}

/* What could not be written is no verdict. */
static enum evid_status
written(const struct evi_extract *x, enum evid_status status,
    struct evid_error *err)
{
	if (!x->store.failed)
		return status;
	if (err != NULL)
		*err = x->store.failure;
	return x->store.failure.status;
}

static void
end(struct evi_extract *x, enum evid_status status)
{
	char *own = x->hidden.own;	/* owned here */

	evi_store_close(&x->store);
	evi_choice_close(&x->choice);
	x->hidden.own = NULL;
	/* Of a failure nothing says more than the failure itself: what stays
	 * then is named by the next run. */
	if (!evi_hidden_abandon(&x->hidden) && status == EVID_OK) {
		if (x->result->leftover != NULL) {
			x->result->more_leftovers++;
		} else {
			x->result->leftover = own;
			own = NULL;
		}
	}
	free(own);
	if (status == EVID_OK)
		return;
	evid_extraction_free(x->result);
	x->result = NULL;
}

/* @by_blocks: members may be looked for by the index.  *again_out: they are
 * not there, and nothing was given. */
static enum evid_status
extract(const char *path, const struct evid_extract_options *options,
    bool by_blocks, bool *again_out, struct evid_extraction **out,
    struct evid_error *err)
{
	struct evi_extract x = { .path = path, .options = options,
		.hidden = EVI_HIDDEN_INIT };
	enum evid_status status;

	x.store.content = x.store.bin.fd = x.store.fd = -1;
	x.store.inventory.fd = x.store.index.fd = -1;
	x.store.paths.fd = x.store.records.fd = -1;
	x.result = evi_zalloc(sizeof(*x.result));
	if (x.result == NULL)
		return evi_fail_memory(err);
	x.result->table.heap.fd = -1;
	status = begin(&x, err);
	if (status == EVID_OK)
		status = verify(&x, path, by_blocks, err);
	status = written(&x, status, err);
	*again_out = status == EVID_OK && x.elsewhere;
	if (status == EVID_OK && !x.elsewhere && evi_extract_may_give(&x))
		status = evi_extract_give(&x, err);
	if (status == EVID_OK && !x.result->given)
		status = evi_table_end(&x.result->table, err);
	end(&x, status);
	*out = x.result;
	return status;
}

enum evid_status
evid_extract_path(const char *path, const struct evid_extract_options *options,
    struct evid_extraction **out, struct evid_error *err)
{
	enum evid_status status = options_good(options, err);
	bool again = false;

	*out = NULL;
	if (status == EVID_OK)
		status = extract(path, options, true, &again, out, err);
	if (status != EVID_OK || !again)
		return status;
	evid_extraction_free(*out);
	return extract(path, options, false, &again, out, err);
}

const struct evid_verdict *
evid_extraction_verdict(const struct evid_extraction *x)
{
	return x->verdict;
}

int
evid_extraction_exit_status(const struct evid_extraction *x)
{
	return evi_verdict_exit(x->verdict);
}

int
evid_extraction_given(const struct evid_extraction *x)
{
	return x->given;
}

const char *
evid_extraction_target(const struct evid_extraction *x)
{
	return x->target;
}

const char *
evid_extraction_leftover(const struct evid_extraction *x)
{
	return x->leftover;
}

uint64_t
evid_extraction_more_leftovers(const struct evid_extraction *x)
{
	return x->more_leftovers;
}

const struct evid_extract_totals *
evid_extraction_totals(const struct evid_extraction *x)
{
	return &x->table.totals;
}

enum evid_status
evid_extraction_each(const struct evid_extraction *x, evid_extracted_fn *tell,
    void *context, struct evid_error *err)
{
	return evi_table_each(&x->table, tell, context, err);
}

void
evid_extraction_free(struct evid_extraction *x)
{
	if (x == NULL)
		return;
	evid_verdict_free(x->verdict);
	evi_table_close(&x->table);
	free(x->target);
	free(x->leftover);
	free(x);
}
