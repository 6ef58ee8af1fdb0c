/*
 * The tar, read as it comes.
 *
 * The states follow the grammar: header, content, padding, and again, until
 * two zero blocks.  A header counts only if it is the one encoding of what it
 * says (record/tar.h), so there is nothing to interpret here.
 *
 * After a loss, or after bytes that are no header, the scan searches: the next
 * bytes that are a header of this bundle's begin the next member.  That can
 * only make messages better.  A bundle in which anything was lost or is no
 * header is never called intact.
 */
#include "bundle/stream/tarscan.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#define MAGIC_AT 257

static const char magic[8] = { 'u', 's', 't', 'a', 'r', 0, '0', '0' };

void
evi_events_free(struct evi_events *events)
{
	free(events->items);
	free(events->members);
	evi_buf_free(&events->text);
	memset(events, 0, sizeof(*events));
}

void
evi_tarscan_init(struct evi_tarscan *scan)
{
	memset(scan, 0, sizeof(*scan));
}

static struct evi_event *
add_event(struct evi_events *e, enum evi_event_kind kind)
{
	struct evi_event *event;

	if (evi_grow(&e->items, e->count, &e->cap, sizeof(*e->items)) != 0) {
		e->text.failed = true;
		return NULL;
	}
	event = &e->items[e->count++];
	memset(event, 0, sizeof(*event));
	event->kind = kind;
	event->member = e->n_members == 0 ? 0 : e->n_members - 1;
	return event;
}

static struct evi_seen *
add_member(struct evi_tarscan *s, struct evi_events *e, bool begun)
{
	struct evi_seen *m;

	if (evi_grow(&e->members, e->n_members, &e->members_cap,
	    sizeof(*e->members)) != 0) {
		e->text.failed = true;
		return NULL;
	}
	m = &e->members[e->n_members++];
	memset(m, 0, sizeof(*m));
	m->path_at = e->text.len;
	evi_buf_add(&e->text, s->entry.path, s->entry.path_len + 1);
	m->size = s->entry.size;
	m->mtime = s->entry.mtime;
	m->tar_offset = s->member_offset;
	m->content_offset = s->content_offset;
	m->begun = begun;
	return m;
}

static void
end_member(struct evi_tarscan *s, struct evi_events *e)
{
	s->open = false;
	/* It was added, or memory lacked. */
	if (e->n_members > 0)
		e->members[e->n_members - 1].ended = true;
	(void)add_event(e, EVI_EVENT_END);
}

static void
after_content(struct evi_tarscan *s, struct evi_events *e)
{
	end_member(s, e);
	s->left = evi_tar_padding(s->entry.size);
	s->state = s->left > 0 ? EVI_SCAN_PADDING : EVI_SCAN_HEADER;
	s->head_len = 0;
}

/* the tail begins at the manifest's header */
static void
note_tail(struct evi_tarscan *s)
{
	static const char name[] = "/manifest-sha256.txt";
	const size_t len = sizeof(name) - 1;

	if (!s->tail_known && s->entry.path_len > len &&
	    strcmp(s->entry.path + s->entry.path_len - len, name) == 0 &&
	    memchr(s->entry.path, '/', s->entry.path_len - len) == NULL) {
		s->tail_known = true;
		s->tail = s->member_offset;
	}
}

static void
begin_member(struct evi_tarscan *s, struct evi_events *e, uint64_t at,
    size_t used)
{
	struct evi_event *event;

	s->member_offset = at;
	s->content_offset = at + used;
	s->open = true;
	note_tail(s);
	if (add_member(s, e, true) == NULL)
		return;
	event = add_event(e, EVI_EVENT_MEMBER);
	if (event != NULL)
		event->tar_offset = at;
	s->left = s->entry.size;
	s->state = EVI_SCAN_DATA;
	if (s->left == 0)
		after_content(s, e);
}

static struct evi_event *
bad(struct evi_events *e, uint64_t tar_offset, const char *why)
{
	struct evi_event *event = add_event(e, EVI_EVENT_BAD);

	if (event != NULL) {
		event->tar_offset = tar_offset;
		event->why = why;
	}
	return event;
}

/* bytes that may be a header: from the piece itself where it holds enough,
 * else gathered in s->head.  Returns how many were consumed */
static size_t
scan_header(struct evi_tarscan *s, struct evi_events *e, const uint8_t *p,
    size_t len)
{
	const char *why = NULL;
	struct evi_event *event;
	size_t used, take;

	if (s->head_len == 0)
		s->head_offset = s->tar_offset;
	/* Gather a block at a time: a header is as long as it says. */
	take = EVI_TAR_BLOCK - s->head_len % EVI_TAR_BLOCK;
	if (take > len)
		take = len;
	memcpy(s->head + s->head_len, p, take);
	s->head_len += take;
	if (s->head_len % EVI_TAR_BLOCK != 0)
		return take;
	switch (evi_tar_read_header(s->head, s->head_len, &s->entry, &used,
	    &why)) {
	case EVI_TAR_NEED_MORE:
		if (s->head_len < sizeof(s->head))
			break;
		why = "a header that is too long";
		/* FALLTHROUGH */
	case EVI_TAR_BAD:
		event = bad(e, s->head_offset, why);
		if (event != NULL) {
			event->bundle = memmem(p, len, "/bagit.txt",
			    sizeof("/bagit.txt")) != NULL;
			event->folder = evi_tar_is_folder(s->head);
		}
		s->state = EVI_SCAN_SEARCH;
		s->head_len = 0;
		break;
	case EVI_TAR_END:
		s->state = EVI_SCAN_ZERO;
		s->left = EVI_TAR_BLOCK;
		s->head_len = 0;
		break;
	case EVI_TAR_HEADER:
		s->head_len = 0;
		begin_member(s, e, s->head_offset, used);
		break;
	}
	return take;
}

static size_t
scan_data(struct evi_tarscan *s, struct evi_events *e, size_t at, size_t len)
{
	size_t take = s->left < len ? (size_t)s->left : len;
	struct evi_event *event = add_event(e, EVI_EVENT_DATA);

	if (event != NULL) {
		event->at = at;
		event->len = take;
		event->offset = s->entry.size - s->left;
	}
	s->left -= take;
	if (s->left == 0)
		after_content(s, e);
	return take;
}

static bool
all_zero(const uint8_t *p, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (p[i] != 0)
			return false;
	return true;
}

static size_t
scan_zero(struct evi_tarscan *s, struct evi_events *e, const uint8_t *p,
    size_t len)
{
	size_t take = s->left < len ? (size_t)s->left : len;

	if (!all_zero(p, take))
		(void)bad(e, s->tar_offset, s->state == EVI_SCAN_PADDING ?
		    "padding that is not zero" :
		    "one zero block where two must end the tar");
	s->left -= take;
	if (s->left > 0)
		return take;
	if (s->state == EVI_SCAN_PADDING) {
		s->state = EVI_SCAN_HEADER;
	} else {
		struct evi_event *event = add_event(e, EVI_EVENT_FINISH);

		s->state = EVI_SCAN_OVER;
		if (event != NULL)
			event->tar_offset = s->tar_offset + take;
	}
	return take;
}

/*
 * Look for a header of this bundle's.  Candidates begin MAGIC_AT before the
 * magic; one that the piece cuts in two is missed, and the next one is found.
 */
static size_t
scan_search(struct evi_tarscan *s, const uint8_t *p, size_t len)
{
	const uint8_t *at = p;
	struct evi_tar_entry entry;
	const char *why;
	enum evi_tar_read read;
	size_t used;

	while ((at = memmem(at, len - (size_t)(at - p), magic,
	    sizeof(magic))) != NULL) {
		const uint8_t *head = at - MAGIC_AT;

		at++;
		if (at - 1 - p < MAGIC_AT)
			continue;
		read = evi_tar_read_header(head, len - (size_t)(head - p),
		    &entry, &used, &why);
		if (read != EVI_TAR_HEADER && read != EVI_TAR_NEED_MORE)
			continue;
		s->state = EVI_SCAN_HEADER;
		s->head_len = 0;
		return (size_t)(head - p);
	}
	return len;
}

static size_t
scan_over(struct evi_tarscan *s, struct evi_events *e, size_t len)
{
	struct evi_event *event;

	if (!s->trailing) {
		s->trailing = true;
		event = add_event(e, EVI_EVENT_TRAILING);
		if (event != NULL)
			event->tar_offset = s->tar_offset;
	}
	return len;
}

/* a run of good bytes */
static void
scan_good(struct evi_tarscan *s, struct evi_events *e, const uint8_t *out,
    size_t at, size_t len)
{
	while (len > 0 && !e->text.failed) {
		size_t n = 0;

		switch (s->state) {
		case EVI_SCAN_HEADER:
			n = scan_header(s, e, out + at, len);
			break;
		case EVI_SCAN_DATA:
			n = scan_data(s, e, at, len);
			break;
		case EVI_SCAN_PADDING:
		case EVI_SCAN_ZERO:
			n = scan_zero(s, e, out + at, len);
			break;
		case EVI_SCAN_SEARCH:
			n = scan_search(s, out + at, len);
			break;
		case EVI_SCAN_OVER:
			n = scan_over(s, e, len);
			break;
		}
		s->tar_offset += n;
		at += n;
		len -= n;
	}
}

/* a run that was lost: what falls into content is known by its length */
static void
scan_lost(struct evi_tarscan *s, struct evi_events *e, size_t len)
{
	if (s->state == EVI_SCAN_DATA) {
		size_t take = s->left < len ? (size_t)s->left : len;
		struct evi_event *event = add_event(e, EVI_EVENT_LOST);

		if (event != NULL) {
			event->offset = s->entry.size - s->left;
			event->len = take;
		}
		s->left -= take;
		len -= take;
		s->tar_offset += take;
		if (s->left == 0)
			after_content(s, e);
	}
	if (s->state == EVI_SCAN_PADDING) {
		size_t take = s->left < len ? (size_t)s->left : len;

		s->left -= take;
		len -= take;
		s->tar_offset += take;
		if (s->left == 0)
			s->state = EVI_SCAN_HEADER;
	}
	if (len > 0) {
		s->tar_offset += len;
		s->state = EVI_SCAN_SEARCH;
		s->head_len = 0;
	}
}

enum evid_status
evi_tarscan_piece(struct evi_tarscan *scan, const struct evi_piece *piece,
    struct evi_events *events, struct evid_error *err)
{
	size_t i;

	events->count = 0;
	events->n_members = 0;
	evi_buf_clear(&events->text);
	if (scan->open && add_member(scan, events, false) == NULL)
		return evi_fail_memory(err);
	for (i = 0; i < piece->n_blocks; i++) {
		const struct evi_block *b = &piece->blocks[i];

		if (b->lost)
			scan_lost(scan, events, b->len);
		else
			scan_good(scan, events, piece->out, b->at, b->len);
	}
	events->tail_known = scan->tail_known;
	events->tail = scan->tail;
	return evi_buf_status(&events->text, err);
}
