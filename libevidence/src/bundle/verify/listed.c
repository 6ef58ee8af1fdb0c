/*
 * The inventory of an unpacked bundle, read ahead of its turn for the sizes in
 * it (listed.h).  Nothing of it is believed: what is wrong with it is told when
 * its turn comes, and it only says what need not be read.
 */
#include "bundle/verify/listed.h"

#include "base/file.h"
#include "bundle/stream/below.h"
#include "bundle/verify/check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK ((size_t)64 << 10)
#define DEFLATE_MOST 1032		/* bytes out of one */
#define SLACK ((uint64_t)64 << 10)	/* for a hole of 64 MiB */

void
evi_listed_open(struct evi_listed *l, int folder)
{
	struct stat st;

	*l = (struct evi_listed){ .pending = EVI_BUF_INIT };
	l->fd = evi_open_below(folder, evi_tag_path(EVI_TAG_INVENTORY), 0);
	if (l->fd >= 0 && (fstat(l->fd, &st) != 0 || !S_ISREG(st.st_mode))) {
		close(l->fd);
		l->fd = -1;
	}
}

void
evi_listed_close(struct evi_listed *l)
{
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
	evi_buf_free(&l->pending);
	free(l->path);
	l->path = NULL;
}

static void
give_up(struct evi_listed *l)
{
	close(l->fd);
	l->fd = -1;
}

/* more of the file, behind what is left of it; false where there is none, and
 * where it cannot be had: then nothing is known */
static bool
fill(struct evi_listed *l)
{
	uint8_t chunk[CHUNK];
	size_t n = 0, left = l->pending.len - l->at;

	if (l->at > 0) {
		memmove(l->pending.data, l->pending.data + l->at, left);
		l->pending.len = left;
		l->at = 0;
	}
	if (left <= EVI_JSON_LIMIT && evi_read_full(l->fd, chunk,
	    sizeof(chunk), &n, "inventory", NULL) == EVID_OK) {
		evi_buf_add(&l->pending, chunk, n);
		if (evi_buf_status(&l->pending, NULL) == EVID_OK)
			return n > 0;
	}
	give_up(l);
	return false;
}

/* the next line without its LF; NULL at the end, and where there is none */
static const char *
next_line(struct evi_listed *l, size_t *len_out)
{
	size_t seen = 0;

	for (;;) {
		size_t left = l->pending.len - l->at;
		const char *from = evi_buf_text(&l->pending) + l->at;
		const char *lf = memchr(from + seen, '\n', left - seen);

		if (lf != NULL) {
			*len_out = (size_t)(lf - from);
			l->at += *len_out + 1;
			return from;
		}
		seen = left;
		if (!fill(l)) {
			l->end = left == 0 && l->fd >= 0;
			return NULL;
		}
	}
}

/* to the next line, which must come after the one before */
static enum evid_status
advance(struct evi_listed *l, struct evid_error *err)
{
	size_t len;
	const char *line = next_line(l, &len), *why = NULL;
	struct evi_object o;			/* owned here */
	enum evid_status status;

	if (line == NULL) {
		if (!l->end && l->fd >= 0)
			give_up(l);
		return EVID_OK;
	}
	memset(&o, 0, sizeof(o));
	status = evi_object_read(line, len, &o, &why, NULL, err);
	if (status == EVID_OK && (why != NULL || (l->path != NULL &&
	    strcmp(l->path, o.path) >= 0))) {
		give_up(l);
	} else if (status == EVID_OK) {
		free(l->path);
		l->path = o.path;
		o.path = NULL;
		l->file = o.type == EVI_TYPE_FILE;
		l->size = o.size;
	}
	evi_object_free(&o);
	return status;
}

enum evid_status
evi_listed_other(struct evi_listed *l, const char *path, uint64_t size,
    bool *other_out, struct evid_error *err)
{
	enum evid_status status = EVID_OK;

	*other_out = false;
	while (status == EVID_OK && l->fd >= 0 && !l->end &&
	    (l->path == NULL || strcmp(l->path, path) < 0))
		status = advance(l, err);
	if (status == EVID_OK && l->fd >= 0)
		*other_out = l->path == NULL || strcmp(l->path, path) != 0 ||
		    !l->file || l->size != size;
	return status;
}

bool
evi_listed_hollow(int fd, uint64_t size)
{
	uint64_t least = size / DEFLATE_MOST, there = SLACK;
	off_t at = 0, hole = 0;
	bool hollow;

	while (there < least && (at = lseek(fd, at, SEEK_DATA)) >= 0) {
		hole = lseek(fd, at, SEEK_HOLE);
		/* This file system does not tell of holes. */
		if (hole <= at)
			break;
		there += (uint64_t)(hole - at);
		at = hole;
	}
	hollow = there < least && at < 0 && errno == ENXIO;
	return lseek(fd, 0, SEEK_SET) != 0 || hollow;
}
