/*
 * The inventory read ahead (ahead.h): two batches go round between the thread
 * that fills them and the one that gives out.
 */
#include "bundle/extract/ahead.h"

#include "base/memory.h"
#include "base/thread.h"
#include "bundle/extract/tree.h"
#include "bundle/stream/order.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BATCHES 2
#define OBJECTS 128
#define BYTES ((size_t)128 << 10)	/* of lines: then a batch is full */

struct batch {
	struct evi_ahead_one items[OBJECTS];
	size_t n, bytes;
};

struct reader {
	const struct evi_ahead *ahead;
	evi_ahead_fn *one;
	void *context;
	bool alone;			/* who fills also empties */
	struct evi_bin bin;
	struct evi_kept kept;		/* the next one, if any */
	uint64_t next;
	bool valid;
	struct batch batches[BATCHES], *now;	/* that is filled, or NULL */
	pthread_mutex_t lock;
	pthread_cond_t turned;
	/* below the lock */
	uint64_t filled, emptied;	/* batches, from the first on */
	bool ended, stopped;
	enum evid_status status;
	struct evid_error failure;
};

static void
clear(struct batch *b)
{
	for (size_t i = 0; i < b->n; i++)
		evi_object_free(&b->items[i].object);
	b->n = b->bytes = 0;
}

/* what is in it goes out, as far as it goes */
static enum evid_status
give_out(struct reader *r, struct batch *b, struct evid_error *err)
{
	enum evid_status status = EVID_OK;

	for (size_t i = 0; i < b->n && status == EVID_OK; i++)
		status = r->one(r->context, &b->items[i], err);
	clear(b);
	return status;
}

/* ---- the thread that fills ---- */

static enum evid_status
next_kept(struct reader *r, struct evid_error *err)
{
	r->valid = r->next < r->ahead->store->count;
	return r->valid ? evi_store_kept(r->ahead->store, r->next++, &r->kept,
	    err) : EVID_OK;
}

/* what was kept of a file; found only if it is as its line says */
static enum evid_status
match(struct reader *r, struct evi_ahead_one *one, struct evid_error *err)
{
	const struct evi_object *o = &one->object;
	enum evid_status status = EVID_OK;
	size_t len = strlen(o->path);

	while (status == EVID_OK && r->valid && evi_path_compare(r->kept.path,
	    r->kept.path_len, o->path, len) < 0)
		status = next_kept(r, err);
	if (status != EVID_OK || !r->valid || r->kept.path_len != len ||
	    memcmp(r->kept.path, o->path, len) != 0)
		return status;
	one->found = r->kept.size == o->size && memcmp(r->kept.sha256,
	    o->sha256, EVI_SHA256_LEN) == 0;
	one->number = r->kept.number;
	one->size = r->kept.size;
	one->at = r->kept.at;
	one->crc = r->kept.crc;
	return EVID_OK;
}

static enum evid_status
set_metadata(struct reader *r, struct evi_ahead_one *one,
    struct evid_error *err)
{
	char name[24];
	int bin = evi_store_place(r->ahead->store, &r->bin, one->number,
	    name);
	int fd = bin < 0 ? -1 : openat(bin, name, O_RDONLY | O_NOFOLLOW |
	    O_CLOEXEC);

	if (fd < 0)
		return evi_fail_errno(err, errno, "open", "extracted content");
	one->complete = evi_apply_metadata(fd, &one->object,
	    r->ahead->xattrs);
	close(fd);
	return EVID_OK;
}

/* a batch to fill; NULL: who empties them has stopped */
static struct batch *
to_fill(struct reader *r)
{
	if (r->now != NULL)
		return r->now;
	pthread_mutex_lock(&r->lock);
	while (!r->stopped && r->filled - r->emptied == BATCHES)
		pthread_cond_wait(&r->turned, &r->lock);
	if (!r->stopped)
		r->now = &r->batches[r->filled % BATCHES];
	pthread_mutex_unlock(&r->lock);
	return r->now;
}

static enum evid_status
hand_on(struct reader *r, struct evid_error *err)
{
	struct batch *b = r->now;

	if (r->alone)
		return give_out(r, b, err);
	r->now = NULL;
	pthread_mutex_lock(&r->lock);
	r->filled++;
	pthread_cond_signal(&r->turned);
	pthread_mutex_unlock(&r->lock);
	return EVID_OK;
}

static enum evid_status
one_line(void *context, const char *line, size_t len, struct evid_error *err)
{
	struct reader *r = context;
	struct batch *b = to_fill(r);
	struct evi_ahead_one *one;
	const char *why = NULL;
	enum evid_status status;

	if (b == NULL)
		return EVID_ERR_CANCELLED;
	one = &b->items[b->n];
	memset(one, 0, sizeof(*one));
	status = evi_object_read(line, len, &one->object, &why, NULL, err);
	if (status != EVID_OK || why != NULL) {
		/* Such a line is a finding; what it names is not given
		 * out. */
		evi_object_free(&one->object);
		return status;
	}
	b->n++;
	b->bytes += len;
	one->chosen = r->ahead->chosen == NULL ||
	    evi_choice_has(r->ahead->chosen, one->object.original);
	if (one->object.type == EVI_TYPE_FILE)
		status = match(r, one, err);
	if (status == EVID_OK && one->chosen && one->found &&
	    !r->ahead->store->single)
		status = set_metadata(r, one, err);
	if (status == EVID_OK && (b->n == OBJECTS || b->bytes >= BYTES))
		status = hand_on(r, err);
	return status;
}

static enum evid_status
fill_all(struct reader *r, struct evid_error *err)
{
	enum evid_status status = next_kept(r, err);

	if (status == EVID_OK)
		status = evi_store_lines(r->ahead->store, one_line, r, err);
	/* The last one may not be full, or hold nothing. */
	if (status == EVID_OK && to_fill(r) != NULL)
		status = hand_on(r, err);
	return status;
}

static void *
fill(void *context)
{
	struct reader *r = context;
	struct evid_error failure = EVID_ERROR_INIT;
	enum evid_status status = fill_all(r, &failure);

	pthread_mutex_lock(&r->lock);
	r->ended = true;
	r->status = status;
	r->failure = failure;
	pthread_cond_signal(&r->turned);
	pthread_mutex_unlock(&r->lock);
	return NULL;
}

/* ---- the thread that called ---- */

/* a batch that is full, or the last; NULL: there is no more */
static struct batch *
to_empty(struct reader *r)
{
	struct batch *b = NULL;

	pthread_mutex_lock(&r->lock);
	while (!r->ended && r->filled == r->emptied)
		pthread_cond_wait(&r->turned, &r->lock);
	if (r->filled > r->emptied)
		b = &r->batches[r->emptied % BATCHES];
	pthread_mutex_unlock(&r->lock);
	return b;
}

static void
hand_back(struct reader *r)
{
	pthread_mutex_lock(&r->lock);
	r->emptied++;
	pthread_cond_signal(&r->turned);
	pthread_mutex_unlock(&r->lock);
}

static void
stop(struct reader *r)
{
	pthread_mutex_lock(&r->lock);
	r->stopped = true;
	pthread_cond_signal(&r->turned);
	pthread_mutex_unlock(&r->lock);
}

static enum evid_status
empty_all(struct reader *r, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	struct batch *b;

	while (status == EVID_OK && (b = to_empty(r)) != NULL) {
		status = give_out(r, b, err);
		hand_back(r);
	}
	return status;
}

/* by two threads, of which this is one */
static enum evid_status
run(struct reader *r, const struct evi_thread *thread, struct evid_error *err)
{
	enum evid_status status = empty_all(r, err);

	stop(r);
	pthread_join(thread->id, NULL);
	/* What was filled before it failed has been given out. */
	if (status == EVID_OK && r->status != EVID_OK) {
		status = r->status;
		if (err != NULL)
			*err = r->failure;
	}
	return status;
}

enum evid_status
evi_ahead_each(const struct evi_ahead *ahead, evi_ahead_fn *one,
    void *context, struct evid_error *err)
{
	struct reader *r = evi_zalloc(sizeof(*r));
	enum evid_status status;
	struct evi_thread thread;

	if (r == NULL)
		return evi_fail_memory(err);
	r->ahead = ahead;
	r->one = one;
	r->context = context;
	r->bin = (struct evi_bin)EVI_BIN_INIT;
	pthread_mutex_init(&r->lock, NULL);
	pthread_cond_init(&r->turned, NULL);
	r->alone = ahead->alone;
	if (!r->alone && evi_thread_start(&thread, fill, r, NULL) != EVID_OK)
		r->alone = true;
	status = r->alone ? fill_all(r, err) : run(r, &thread, err);
	for (size_t i = 0; i < BATCHES; i++)
		clear(&r->batches[i]);
	evi_bin_close(&r->bin);
	pthread_mutex_destroy(&r->lock);
	pthread_cond_destroy(&r->turned);
	free(r);
	return status;
}
