/*
 * A log as a file that can be read from any place: opened, and an event of it
 * read again, of which most is not kept.
 */
#include "bundle/custody/custody.h"

#include "base/file.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PIECE ((size_t)256 << 10)

/* what cannot be sought in is copied to where it can be */
static enum evid_status
copy(int from, const char *name, int *fd_out, struct evid_error *err)
{
	uint8_t *piece = evi_zalloc(PIECE);		/* owned here */
	enum evid_status status = piece == NULL ? evi_fail_memory(err) :
	    evi_spool_open(NULL, fd_out, err);
	uint64_t at = 0;
	size_t n = 1;

	while (status == EVID_OK && n > 0) {
		status = evi_read_full(from, piece, PIECE, &n, name, err);
		if (status == EVID_OK && n > 0)
			status = evi_spool_write(*fd_out, NULL, piece, n, at,
			    err);
		at += n;
	}
	free(piece);
	return status;
}

enum evid_status
evi_custody_open_log(const char *path, int *fd_out, struct evid_error *err)
{
	enum evid_status status;
	int fd;

	if (strcmp(path, "-") != 0)
		return evi_open_regular(path, O_RDONLY, 0, fd_out, err);
	fd = dup(STDIN_FILENO);
	if (fd < 0)
		return evi_fail_errno(err, errno, "open", path);
	status = copy(fd, path, fd_out, err);
	close(fd);
	return status;
}

enum evid_status
evi_custody_event_line(const struct evid_custody *c, uint32_t event,
    struct evi_buf *out, struct evid_error *err)
{
	const struct evi_custody_event *e = &c->events[event];
	const struct evi_custody_source *s = &c->sources[e->source];
	uint8_t digest[EVI_SHA256_LEN];
	enum evid_status status;
	size_t n = 0;

	evi_buf_clear(out);
	if (!evi_buf_reserve(out, e->len + (size_t)1))
		return evi_fail_memory(err);
	status = evi_pread_full(s->fd, out->data, e->len, e->offset, &n,
	    s->name, err);
	if (status == EVID_OK && n == e->len)
		status = evi_sha256(out->data, n, digest, err);
	if (status == EVID_OK && (n != e->len ||
	    memcmp(digest, e->digest, sizeof(digest)) != 0))
		return evi_fail(err, EVID_ERR_CHANGED,
		    "%s: it changed while it was read", s->name);
	out->len = n;
	out->data[n] = '\0';
	return status;
}

enum evid_status
evi_custody_event_read(const struct evid_custody *c, uint32_t event,
    struct evi_event *out, struct evid_error *err)
{
	struct evi_buf line = EVI_BUF_INIT, pae = EVI_BUF_INIT,
	    sig = EVI_BUF_INIT;			/* owned here */
	const char *why = NULL;
	bool keyid_good;
	enum evid_status status;

	memset(out, 0, sizeof(*out));
	status = evi_custody_event_line(c, event, &line, err);
	if (status == EVID_OK)
		status = evi_event_read_line(line.data, line.len, out, &pae,
		    &sig, &keyid_good, &why, NULL, err);
	if (status == EVID_OK && why != NULL)
		status = evi_fail(err, EVID_ERR_CHANGED,
		    "%s: it changed while it was read", c->name);
	evi_buf_free(&line);
	evi_buf_free(&pae);
	evi_buf_free(&sig);
	return status;
}
