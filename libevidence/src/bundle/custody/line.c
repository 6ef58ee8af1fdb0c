/*
 * An event as it stands in its log, read again: of most of it nothing is kept.
 */
#include "bundle/custody/custody.h"

#include "base/file.h"

#include <string.h>

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
