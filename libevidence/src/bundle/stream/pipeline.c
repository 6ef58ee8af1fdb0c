/*
 * The pipeline: one flow for sealing and for verifying.
 *
 *     produce -> first (parallel) -> route -> second (parallel) -> finish
 *                                         \-> strand ----------/
 *
 * Sealing reads tar bytes in `produce`, then compresses blocks and hashes
 * small files in `second`, while `strand` carries the running digest of a
 * large file from chunk to chunk; `finish` writes.  Verifying reads blocks
 * in `produce`, inflates them in `first`, finds the members in `route`,
 * hashes small ones in `second` and large ones in `strand`, and compares in
 * `finish`.  What the stages do is theirs; this file knows only the order.
 *
 * There is no queue.  Chunks are numbered as they are produced, chunk k lives
 * in slot k modulo the pool's size, and each serial stage has the number of
 * the chunk it takes next.  A thread that is free looks, under one lock, for
 * the task nearest to the end of the flow that may run now, so that chunks
 * leave before new ones come in and the pool never fills for nothing:
 *
 *     finish, strand, route: if its next chunk is ready and no other thread
 *         is in that stage;
 *     produce: if a slot is free, no other thread produces, and there are
 *         fewer parts to be had than the others would take meanwhile;
 *     second, first: a part that nobody took, of the oldest chunk;
 *     produce: if a slot is free and no other thread produces.
 *
 * If there is none, it waits for a task to end.  Memory is the pool; nothing
 * grows.  A task works on about a megabyte, so the lock is not contended.
 *
 * The first failure is kept with its error; every thread leaves when it sees
 * it, and the caller gets it after all have been joined.
 */
#include "bundle/stream/pipeline.h"

#include "base/memory.h"
#include "base/thread.h"

#include <stdlib.h>

#define PARTS_A_THREAD 4	/* that it takes while another produces */

struct slot {
	void *chunk;
	bool routed, stranded;
	unsigned int first_taken, first_done;
	unsigned int second_taken, second_done;
};

struct pipeline {
	const struct evi_stages *stages;
	void *context;
	struct slot *slots;
	size_t n_slots;

	pthread_mutex_t lock;
	pthread_cond_t changed;
	uint64_t next_produce, next_route, next_strand, next_finish;
	bool producing, routing, stranding, finishing;
	bool ended;			/* nothing more to produce */
	size_t n_parts, parts_low;	/* to be had now; too few of them */
	enum evid_status status;
	struct evid_error error;
};

enum task { TASK_NONE, TASK_PRODUCE, TASK_FIRST, TASK_ROUTE, TASK_SECOND,
	TASK_STRAND, TASK_FINISH };

struct work {
	enum task task;
	uint64_t number;
	unsigned int part;
};

static struct slot *
slot_of(const struct pipeline *p, uint64_t number)
{
	return &p->slots[number % p->n_slots];
}

static bool
finish_ready(const struct pipeline *p)
{
	const struct slot *s = slot_of(p, p->next_finish);

	return !p->finishing && p->next_finish < p->next_route &&
	    s->stranded && s->second_done == p->stages->second_parts;
}

static bool
route_ready(const struct pipeline *p)
{
	return !p->routing && p->next_route < p->next_produce &&
	    slot_of(p, p->next_route)->first_done == p->stages->first_parts;
}

/* a part of the oldest chunk that has one to give; the parts of `second` are
 * there once the chunk is routed, those of `first` once it is produced */
static bool
take_part(struct pipeline *p, struct work *w)
{
	uint64_t k;

	for (k = p->next_finish; k < p->next_produce; k++) {
		struct slot *s = slot_of(p, k);

		w->number = k;
		if (s->routed && s->second_taken < p->stages->second_parts) {
			w->task = TASK_SECOND;
			w->part = s->second_taken++;
			p->n_parts--;
			return true;
		}
		if (s->first_taken < p->stages->first_parts) {
			w->task = TASK_FIRST;
			w->part = s->first_taken++;
			p->n_parts--;
			return true;
		}
	}
	return false;
}

static bool
take_produce(struct pipeline *p, struct work *w)
{
	if (p->producing || p->ended ||
	    p->next_produce - p->next_finish >= p->n_slots)
		return false;
	w->task = TASK_PRODUCE;
	w->number = p->next_produce;
	p->producing = true;
	return true;
}

static bool
take(struct pipeline *p, struct work *w)
{
	w->part = 0;
	if (finish_ready(p)) {
		w->task = TASK_FINISH;
		w->number = p->next_finish;
		p->finishing = true;
		return true;
	}
	if (!p->stranding && p->next_strand < p->next_route) {
		w->task = TASK_STRAND;
		w->number = p->next_strand;
		p->stranding = true;
		return true;
	}
	if (route_ready(p)) {
		w->task = TASK_ROUTE;
		w->number = p->next_route;
		p->routing = true;
		return true;
	}
	if (p->n_parts < p->parts_low && take_produce(p, w))
		return true;
	return take_part(p, w) || take_produce(p, w);
}

/* outside the lock */
static enum evid_status
run(struct pipeline *p, const struct work *w, unsigned int thread,
    bool *end_out, struct evid_error *err)
{
	const struct evi_stages *s = p->stages;
	void *chunk = slot_of(p, w->number)->chunk;

	switch (w->task) {
	case TASK_PRODUCE:
		return s->produce(p->context, chunk, end_out, err);
	case TASK_FIRST:
		return s->first(p->context, chunk, w->part, thread, err);
	case TASK_ROUTE:
		return s->route == NULL ? EVID_OK :
		    s->route(p->context, chunk, err);
	case TASK_SECOND:
		return s->second(p->context, chunk, w->part, thread, err);
	case TASK_STRAND:
		return s->strand == NULL ? EVID_OK :
		    s->strand(p->context, chunk, err);
	case TASK_FINISH:
		return s->finish == NULL ? EVID_OK :
		    s->finish(p->context, chunk, err);
	case TASK_NONE:
		break;
	}
	return EVID_OK;
}

/* under the lock: what the task changes in the order of things */
static void
done(struct pipeline *p, const struct work *w, bool end)
{
	struct slot *s = slot_of(p, w->number);

	switch (w->task) {
	case TASK_PRODUCE:
		s->routed = s->stranded = false;
		s->first_taken = s->first_done = 0;
		s->second_taken = s->second_done = 0;
		p->producing = false;
		p->n_parts += p->stages->first_parts;
		p->ended = end;
		p->next_produce++;
		break;
	case TASK_FIRST:
		s->first_done++;
		break;
	case TASK_ROUTE:
		s->routed = true;
		p->n_parts += p->stages->second_parts;
		p->routing = false;
		p->next_route++;
		break;
	case TASK_SECOND:
		s->second_done++;
		break;
	case TASK_STRAND:
		s->stranded = true;
		p->stranding = false;
		p->next_strand++;
		break;
	case TASK_FINISH:
		p->finishing = false;
		p->next_finish++;
		break;
	case TASK_NONE:
		break;
	}
}

static bool
over(const struct pipeline *p)
{
	return p->status != EVID_OK ||
	    (p->ended && p->next_finish == p->next_produce);
}

static void
work(struct pipeline *p, unsigned int thread)
{
	struct evid_error error = EVID_ERROR_INIT;
	struct work w = { TASK_NONE, 0, 0 };
	enum evid_status status;
	bool end;

	pthread_mutex_lock(&p->lock);
	while (!over(p)) {
		if (!take(p, &w)) {
			pthread_cond_wait(&p->changed, &p->lock);
			continue;
		}
		pthread_mutex_unlock(&p->lock);
		end = false;
		status = run(p, &w, thread, &end, &error);
		pthread_mutex_lock(&p->lock);
		if (status == EVID_OK) {
			done(p, &w, end);
		} else if (p->status == EVID_OK) {
			p->status = status;
			p->error = error;
		}
		pthread_cond_broadcast(&p->changed);
	}
	pthread_mutex_unlock(&p->lock);
}

struct helper {
	struct pipeline *pipeline;
	unsigned int thread;
	struct evi_thread of;
};

static void *
help(void *argument)
{
	struct helper *h = argument;

	work(h->pipeline, h->thread);
	return NULL;
}

enum evid_status
evi_pipeline_run(const struct evi_stages *stages, void *context,
    void *const *chunks, size_t n_chunks, unsigned int n_threads,
    struct evid_error *err)
{
	struct pipeline p = { .stages = stages, .context = context,
		.n_slots = n_chunks,
		.parts_low = PARTS_A_THREAD * (n_threads - (size_t)1),
		.error = EVID_ERROR_INIT };
	struct helper *helpers = NULL;
	unsigned int n_helpers = 0, i;
	size_t k;

	p.slots = evi_zalloc_array(n_chunks, sizeof(*p.slots));
	helpers = evi_zalloc_array(n_threads, sizeof(*helpers));
	if (p.slots == NULL || helpers == NULL) {
		p.status = evi_fail_memory(err);
		goto out;
	}
	for (k = 0; k < n_chunks; k++)
		p.slots[k].chunk = chunks[k];
	pthread_mutex_init(&p.lock, NULL);
	pthread_cond_init(&p.changed, NULL);

	/* A thread that cannot be had is work that the others do. */
	for (i = 1; i < n_threads; i++) {
		struct helper *h = &helpers[n_helpers];

		h->pipeline = &p;
		h->thread = i;
		if (evi_thread_start(&h->of, help, h, NULL) != EVID_OK)
			break;
		n_helpers++;
	}
	work(&p, 0);
	for (i = 0; i < n_helpers; i++)
		pthread_join(helpers[i].of.id, NULL);

	if (p.status != EVID_OK && err != NULL && err->status == EVID_OK)
		*err = p.error;
	pthread_cond_destroy(&p.changed);
	pthread_mutex_destroy(&p.lock);
out:
	free(helpers);
	free(p.slots);
	return p.status;
}
