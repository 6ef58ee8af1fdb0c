/*
 * Giving out, after the verdict: the inventory is read again, beside what was
 * kept (ahead.h), and only a file whose bytes have the digest of its line goes
 * on.
 */
#include "bundle/extract/ahead.h"
#include "bundle/extract/parts.h"

#include "adapt/deflate.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "bundle/tell.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK ((size_t)256 << 10)

struct give {
	struct evi_extract *x;
	struct evi_tree tree;
	uint64_t n_files;		/* chosen, for one file alone */
	uint64_t at, size;		/* of its content */
	uint32_t crc;
	bool has_found;
	char *link, *further;		/* the first name of a further one */
	char *first;			/* the same, as it was named */
};

/* intact as asked, and trusted as asked? */
bool
evi_extract_may_give(const struct evi_extract *x)
{
	const struct evid_verdict *v = x->result->verdict;
	bool trusted = v->trust == EVI_TRUST_MET && !evi_verdict_has(v, 3);
	bool intact = (v->whole || v->members_only) &&
	    !evi_verdict_has(v, 1) && !evi_verdict_has(v, 4);

	/* The inventory says what is intact, so it must be believed. */
	return v->inventory_signed && !evi_verdict_has(v, 5) &&
	    (intact || x->options->damaged) &&
	    (trusted || x->options->untrusted);
}

/* how an object is named in messages: as it was, or by its label */
static char *
name_of(const struct give *g, const struct evi_object *o)
{
	char label[EVI_MASK_LABEL_CAP];

	return evi_strdup(evi_table_hides(&g->x->result->table, o, label) ?
	    label : o->original);
}

static enum evid_status
note_further(struct give *g, const struct evi_object *o,
    struct evid_error *err)
{
	if (g->link != NULL)
		return EVID_OK;
	g->link = evi_strdup(o->link);
	g->further = name_of(g, o);
	return g->link == NULL || g->further == NULL ? evi_fail_memory(err) :
	    EVID_OK;
}

/* where one file is asked for */
static enum evid_status
note_file(struct give *g, const struct evi_ahead_one *one,
    struct evid_error *err)
{
	const struct evi_object *o = &one->object;
	struct evi_extract *x = g->x;

	if (one->chosen && o->type == EVI_TYPE_HARDLINK)
		return note_further(g, o, err);
	if (one->chosen && one->found) {
		g->at = one->at;
		g->size = one->size;
		g->crc = one->crc;
		g->has_found = true;
	}
	return !one->chosen || o->type != EVI_TYPE_FILE ? EVID_OK :
	    evi_table_add(&x->result->table, o, one->found ?
	    x->options->output : NULL, false, one->found ? NULL :
	    "not as it was sealed", err);
}

static enum evid_status
one_object(void *context, struct evi_ahead_one *one, struct evid_error *err)
{
	struct give *g = context;
	struct evi_extract *x = g->x;
	bool file = one->chosen && one->object.type == EVI_TYPE_FILE;
	enum evid_status status;

	g->n_files += file;
	/* A verdict without a flaw leaves nothing out. */
	if (file && !one->found && !evi_verdict_has(x->result->verdict, 1) &&
	    !evi_verdict_has(x->result->verdict, 4))
		return evi_fail(err, EVID_ERR_CHANGED,
		    "what was verified is not there any more");
	status = x->store.single ? note_file(g, one, err) :
	    evi_tree_add(&g->tree, one, "not as it was sealed", err);
	return status != EVID_OK ? status : evi_extract_progress(x, err);
}

static enum evid_status
copy(struct give *g, int to, const char *name, struct evid_error *err)
{
	uint8_t *buffer = evi_zalloc(CHUNK);
	enum evid_status status = EVID_OK;
	uint64_t done = 0;
	uint32_t crc = 0;
	size_t n;

	if (buffer == NULL)
		return evi_fail_memory(err);
	for (; status == EVID_OK && done < g->size; done += n) {
		uint64_t left = g->size - done;

		n = left < CHUNK ? (size_t)left : CHUNK;
		status = evi_spool_pread(g->x->store.content,
		    g->x->store.inventory.folder, buffer, n, g->at + done,
		    err);
		if (status == EVID_OK)
			status = evi_write_full(to, buffer, n, name, err);
		if (status == EVID_OK)
			status = evi_extract_progress(g->x, err);
		crc = evi_crc32(crc, buffer, n);
	}
	free(buffer);
	return status == EVID_OK && crc != g->crc ? evi_heap_lost(err) :
	    status;
}

static enum evid_status
find_first(void *context, const char *line, size_t len,
    struct evid_error *err)
{
	struct give *g = context;
	struct evi_object object;
	const char *why = NULL;
	enum evid_status status;

	memset(&object, 0, sizeof(object));
	status = evi_object_read(line, len, &object, &why, NULL, err);
	if (status == EVID_OK && why == NULL && g->first == NULL &&
	    strcmp(object.path, g->link) == 0) {
		g->first = name_of(g, &object);
		if (g->first == NULL)
			status = evi_fail_memory(err);
	}
	evi_object_free(&object);
	return status;
}

/* The content is sealed under another name. */
static enum evid_status
fail_further(struct give *g, struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;
	enum evid_status status = evi_store_lines(&g->x->store, find_first, g,
	    err);

	if (status != EVID_OK)
		return status;
	evi_buf_add_text(&text, "it is a further name of a file, whose "
	    "content is sealed as ");
	evi_text_show_path(&text, g->first == NULL ? g->link : g->first);
	status = evi_fail_path(err, EVID_ERR_ARGUMENT, g->further,
	    evi_buf_text(&text), "name that with --member");
	evi_buf_free(&text);
	return status;
}

static enum evid_status
give_one(struct give *g, struct evid_error *err)
{
	const struct evid_extract_options *o = g->x->options;
	struct evi_output out = EVI_OUTPUT_INIT;
	enum evid_status status;

	if (g->n_files == 0 && g->link != NULL)
		return fail_further(g, err);
	if (g->n_files != 1) {
		evi_fail(err, EVID_ERR_ARGUMENT,
		    "%llu files are meant, and only the content of one can "
		    "be put there", (unsigned long long)g->n_files);
		evi_hint(err, "name one file with --member, or a folder with "
		    "-C");
		return EVID_ERR_ARGUMENT;
	}
	status = evi_table_end(&g->x->result->table, err);
	if (status != EVID_OK || !g->has_found)
		return status;
	status = evi_output_open(&out, o->output, 0644, o->force != 0, err);
	if (status == EVID_OK)
		status = copy(g, out.fd, out.standard ? "standard output" :
		    o->output, err);
	if (status == EVID_OK)
		status = evi_output_commit(&out, err);
	evi_output_abandon(&out);
	g->x->result->given = status == EVID_OK;
	return status;
}

static enum evid_status
give_folder(struct give *g, struct evid_error *err)
{
	enum evid_status status = evi_tree_end(&g->tree, err);

	if (status == EVID_OK)
		status = evi_table_end(&g->x->result->table, err);
	if (status == EVID_OK)
		status = evi_hidden_commit(&g->x->hidden, err);
	g->x->result->given = status == EVID_OK;
	return status;
}

enum evid_status
evi_extract_give(struct evi_extract *x, struct evid_error *err)
{
	const struct evid_extract_options *o = x->options;
	const struct evi_ahead ahead = { .store = &x->store,
		.chosen = x->chosen, .xattrs = o->xattrs != 0,
		.alone = x->verify.threads == 1 };
	struct give *g = evi_zalloc(sizeof(*g));
	enum evid_status status;

	if (g == NULL)
		return evi_fail_memory(err);
	g->x = x;
	status = x->store.single ? EVID_OK :
	    evi_hidden_tree(&x->hidden, err);
	evi_tree_init(&g->tree, x->hidden.fd, x->hidden.tree, &x->store,
	    &x->result->table);
	g->tree.xattrs = ahead.xattrs;
	g->tree.links = o->links != 0;
	x->result->table.masks = &x->result->verdict->masks;
	if (status == EVID_OK)
		status = evi_store_end(&x->store, err);
	if (status == EVID_OK)
		status = evi_ahead_each(&ahead, one_object, g, err);
	if (status == EVID_OK && x->chosen != NULL)
		status = evi_choice_check(x->chosen, err);
	if (status == EVID_OK)
		status = x->store.single ? give_one(g, err) :
		    give_folder(g, err);
	evi_tree_close(&g->tree);
	free(g->link);
	free(g->further);
	free(g->first);
	free(g);
	return status;
}
