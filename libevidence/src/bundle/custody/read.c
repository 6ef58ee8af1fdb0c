/*
 * Reading a log: lines in batches through the pipeline, each parsed and its
 * signature checked by any thread, then kept in the log's order.
 *
 *	log  = *( line LF ) [ torn ]
 *	line = an event (record/event.c), or foreign
 */
#include "bundle/custody/custody.h"

#include "adapt/key.h"
#include "base/file.h"
#include "base/lock.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/thread.h"
#include "bundle/custody/file.h"
#include "bundle/stream/pipeline.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BATCH ((size_t)256 << 10)
#define BATCHES_MAX 32
/* An event is some 1.5 KiB; of lines of a byte a batch would hold 128 Ki. */
#define LINES_MAX 1024
/* Not: nobody signed it.  Who can make events may have meant this one. */
#define SIGNED_HINT "whoever has that key signed it as it is, and no reader " \
	"takes it for an event: ask him what he meant to say, and to sign it " \
	"anew; in a log beside a bundle its line can then be left out of a " \
	"copy: sed 3d LOG >COPY, were it line 3"

struct batch {
	struct evi_buf data;
	uint64_t offset;		/* of it in the source */
	uint64_t first;			/* number of its first line */
	struct evi_custody_parsed *lines;
	size_t n, cap;
	bool too_long;			/* one line, past the limit */
};

struct reading {
	struct evid_custody *c;
	uint32_t source;
	uint64_t at;			/* read so far */
	uint64_t n_lines;
	uint64_t torn;			/* bytes after the last LF */
	size_t piece;			/* to read at once */
	bool any;			/* a line that is an event */
	bool ends;			/* what follows the last LF is one: it
					 * is read as mended */
};

static void
parsed_clear(struct evi_custody_parsed *p)
{
	evi_buf_free(&p->spki);
	evi_digests_free(&p->answers);
	evi_digests_free(&p->heads);
	evi_digests_free(&p->facts);
	evi_digests_free(&p->terms);
	memset(p, 0, sizeof(*p));
}

/* @len more bytes, or less at the end */
static enum evid_status
read_more(struct reading *r, struct batch *b, size_t len,
    struct evid_error *err)
{
	struct evi_custody_source *s = &r->c->sources[r->source];
	uint64_t left = s->size - r->at;
	enum evid_status status;
	size_t n = 0;

	if (len > left)
		len = (size_t)left;
	if (len == 0)
		return EVID_OK;
	if (!evi_buf_reserve(&b->data, len + 1))
		return evi_fail_memory(err);
	status = evi_pread_full(s->fd, b->data.data + b->data.len, len, r->at,
	    &n, s->name, err);
	b->data.len += n;
	r->at += n;
	if (status == EVID_OK && n < len)
		s->size = r->at;	/* it was cut meanwhile */
	return status;
}

static enum evid_status
add_line(struct reading *r, struct batch *b, size_t at, size_t len,
    struct evid_error *err)
{
	struct evi_custody_parsed *p;

	if (evi_grow(&b->lines, b->n, &b->cap, sizeof(*b->lines)) != 0)
		return evi_fail_memory(err);
	p = &b->lines[b->n++];
	memset(p, 0, sizeof(*p));
	p->event.offset = b->offset + at;
	p->event.len = (uint32_t)len;
	p->event.source = r->source;
	p->event.line = ++r->n_lines;
	p->event.sealed = r->c->sources[r->source].sealed;
	return EVID_OK;
}

/* a line past the limit is passed over to its end */
static enum evid_status
skip_line(struct reading *r, struct batch *b, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	const uint8_t *lf = NULL;

	b->too_long = true;
	while (status == EVID_OK && lf == NULL &&
	    r->at < r->c->sources[r->source].size) {
		evi_buf_clear(&b->data);
		status = read_more(r, b, BATCH, err);
		lf = memchr(b->data.data, '\n', b->data.len);
	}
	if (status != EVID_OK)
		return status;
	if (lf != NULL)
		r->at -= b->data.len - (size_t)(lf - b->data.data) - 1;
	else
		r->torn = r->at - b->offset;
	evi_buf_clear(&b->data);
	return lf == NULL ? EVID_OK : add_line(r, b, 0, 0, err);
}

static enum evid_status
produce(void *context, void *chunk, bool *end_out, struct evid_error *err)
{
	struct reading *r = context;
	struct batch *b = chunk;
	uint64_t size = r->c->sources[r->source].size;
	const uint8_t *last = NULL, *p, *lf;
	enum evid_status status = EVID_OK;

	evi_buf_clear(&b->data);
	b->n = 0;
	b->too_long = false;
	b->offset = r->at;
	while (status == EVID_OK && last == NULL && r->at < size &&
	    b->data.len <= EVI_JSON_LIMIT) {
		size_t before = b->data.len;

		status = read_more(r, b, r->piece, err);
		size = r->c->sources[r->source].size;
		if (b->data.len > before)
			last = memrchr(b->data.data + before, '\n',
			    b->data.len - before);
	}
	if (status == EVID_OK && last == NULL &&
	    b->data.len > EVI_JSON_LIMIT)
		status = skip_line(r, b, err);
	else if (status == EVID_OK && last == NULL && r->ends)
		status = add_line(r, b, 0, b->data.len, err);
	else if (status == EVID_OK && last == NULL)
		r->torn = b->data.len;
	for (p = b->data.data; status == EVID_OK && last != NULL &&
	    p <= last; p = lf + 1) {
		lf = memchr(p, '\n', (size_t)(last - p) + 1);
		status = add_line(r, b, (size_t)(p - b->data.data),
		    (size_t)(lf - p), err);
		if (b->n == LINES_MAX)
			last = lf;
	}
	/* What is past these lines is read again: so not much more of it. */
	r->piece = BATCH;
	if (b->n == LINES_MAX && last - b->data.data < (ptrdiff_t)BATCH / 4)
		r->piece = 2 * (size_t)(last - b->data.data) + 4096;
	if (status == EVID_OK && last != NULL)
		r->at = b->offset + (uint64_t)(last - b->data.data) + 1;
	*end_out = r->at >= size;
	return status;
}

enum evid_status
evi_custody_signed(const struct evi_event *e, bool keyid_good,
    const struct evi_buf *pae, const struct evi_buf *sig, bool *stands_out,
    bool *unchecked_out, struct evid_error *err)
{
	bool valid = false;
	enum evid_status status = EVID_OK;

	*unchecked_out = keyid_good && evi_spki_algorithm(e->spki.data,
	    e->spki.len) == EVI_ALG_UNKNOWN;
	if (keyid_good && !*unchecked_out)
		status = evi_signature_verify(e->spki.data, e->spki.len,
		    pae->data, pae->len, sig->data, sig->len, &valid, err);
	*stands_out = valid || *unchecked_out;
	return status;
}

/* What is no event may be one of a later version, or signed all the same. */
static enum evid_status
parse_other(const uint8_t *line, size_t len, struct evi_custody_parsed *p,
    struct evid_error *err)
{
	struct evi_buf pae = EVI_BUF_INIT, sig = EVI_BUF_INIT;
	struct evi_event_other other;		/* all owned here */
	struct evi_event e;			/* borrows the key */
	bool found = false, stands = false, unchecked = false;
	enum evid_status status = evi_event_read_other(line, len, &other,
	    &pae, &sig, &found, err);

	memset(&e, 0, sizeof(e));
	e.spki = other.spki;
	if (status == EVID_OK && found)
		status = evi_custody_signed(&e, other.keyid_good, &pae, &sig,
		    &stands, &unchecked, err);
	if (status == EVID_OK && found && other.version > 0) {
		p->why = NULL;
		p->version = other.version;
		p->false_signature = !stands;
		p->event.unchecked = unchecked;
	}
	p->by_key = stands && !unchecked && p->version == 0;
	memcpy(p->keyid, other.keyid, EVI_SHA256_LEN);
	p->spki = other.spki;
	evi_buf_free(&pae);
	evi_buf_free(&sig);
	return status;
}

static enum evid_status
parse_line(const uint8_t *line, size_t len, struct evi_custody_parsed *p,
    struct evid_error *err)
{
	struct evi_buf pae = EVI_BUF_INIT, sig = EVI_BUF_INIT;
	struct evi_event e;			/* all owned here */
	bool keyid_good = false, unknown = false, stands = false;
	enum evid_status status;

	status = evi_sha256(line, len, p->event.digest, err);
	if (len < EVI_EVENT_LINE_MIN) {	/* these come by the million */
		p->why = "it is too short for one";
		return status;
	}
	memset(&e, 0, sizeof(e));
	if (status == EVID_OK)
		status = evi_event_read_line(line, len, &e, &pae, &sig,
		    &keyid_good, &p->why, &unknown, err);
	if (status == EVID_OK && p->why != NULL)
		status = parse_other(line, len, p, err);
	if (status != EVID_OK || p->why != NULL || p->version > 0)
		goto out;
	p->event.unknown_keys = unknown;
	status = evi_custody_signed(&e, keyid_good, &pae, &sig, &stands,
	    &p->event.unchecked, err);
	p->false_signature = !stands;
	if (status == EVID_OK && !p->false_signature)
		status = evi_custody_summarize(&e, p, err);
	p->spki = e.spki;
	e.spki = (struct evi_buf)EVI_BUF_INIT;
out:
	evi_event_free(&e);
	evi_buf_free(&pae);
	evi_buf_free(&sig);
	return status;
}

static enum evid_status
parse(void *context, void *chunk, unsigned int part, unsigned int thread,
    struct evid_error *err)
{
	struct reading *r = context;
	struct batch *b = chunk;
	enum evid_status status = EVID_OK;
	size_t i;

	(void)r;
	(void)part;
	(void)thread;
	for (i = 0; i < b->n && status == EVID_OK && !b->too_long; i++) {
		struct evi_custody_parsed *p = &b->lines[i];

		status = parse_line(b->data.data +
		    (p->event.offset - b->offset), p->event.len, p, err);
	}
	return status;
}

/* A line that stands twice is told once; past the findings that are kept,
 * nobody looks. */
static bool
told_before(struct evid_custody *c, const uint8_t digest[EVI_SHA256_LEN],
    enum evid_status *status, struct evid_error *err)
{
	size_t i;

	if (evi_room_full_of_anybodys(&c->room))
		return false;
	for (i = 0; i < c->strays.count; i++)
		if (memcmp(c->strays.items[i], digest, EVI_SHA256_LEN) == 0)
			return true;
	*status = evi_digests_add(&c->strays, digest, err);
	return false;
}

/* @too_long: its digest is not known */
static enum evid_status
set_aside(struct reading *r, const struct evi_custody_parsed *p,
    bool too_long, struct evid_error *err)
{
	char hex[2 * EVI_SHA256_LEN + 1];
	enum evid_status status = EVID_OK;
	unsigned long long line = p->event.line;
	struct evi_custody_place at = { .source = r->source, .key = EVI_NONE,
		.line = line };

	if (!too_long && (told_before(r->c, p->event.digest, &status, err) ||
	    status != EVID_OK))
		return status;
	if (p->why == NULL)
		return evi_custody_tell_line(r->c,
		    EVI_FINDING_CUSTODY_SIGNATURE_INVALID, &at, err,
		    "line %llu", line);
	if (!p->by_key)
		return evi_custody_tell_line(r->c,
		    EVI_FINDING_CUSTODY_LINE_FOREIGN, &at, err,
		    "line %llu: %s", line, p->why);
	at.hint = SIGNED_HINT;
	evi_hex(p->keyid, EVI_SHA256_LEN, hex);
	return evi_custody_tell_line(r->c, EVI_FINDING_CUSTODY_LINE_FOREIGN,
	    &at, err, "line %llu: %s; it is signed, by key %.4s…%s", line,
	    p->why, hex, hex + 60);
}

static enum evid_status
keep(void *context, void *chunk, struct evid_error *err)
{
	struct reading *r = context;
	struct batch *b = chunk;
	enum evid_status status = EVID_OK;
	size_t i;

	for (i = 0; i < b->n; i++) {
		struct evi_custody_parsed *p = &b->lines[i];

		if (b->too_long)
			p->why = "it is over 16 MiB";
		r->any |= p->why == NULL;
		if (status == EVID_OK)
			status = p->why != NULL || p->false_signature ?
			    set_aside(r, p, b->too_long, err) :
			    p->version > 0 ?
			    evi_custody_keep_newer(r->c, p, err) :
			    evi_custody_keep(r->c, p, err);
		parsed_clear(p);
	}
	return status;
}

static enum evid_status
run(struct reading *r, struct evid_error *err)
{
	static const struct evi_stages stages = { .produce = produce,
		.second_parts = 1, .second = parse, .finish = keep };
	struct batch batches[BATCHES_MAX] = { { EVI_BUF_INIT, 0, 0, NULL, 0,
	    0, false } };
	void *chunks[BATCHES_MAX];
	unsigned int n_threads = r->c->options.threads;
	size_t count, i, k;
	enum evid_status status;

	if (n_threads == 0)
		n_threads = evi_cores();
	if (n_threads > BATCHES_MAX / 2)
		n_threads = BATCHES_MAX / 2;
	/* A short log is not worth a thread. */
	if (r->c->sources[r->source].size < BATCH)
		n_threads = 1;
	count = (size_t)n_threads + 2;
	for (i = 0; i < count; i++) {
		batches[i].data = (struct evi_buf)EVI_BUF_INIT;
		chunks[i] = &batches[i];
	}
	status = evi_pipeline_run(&stages, r, chunks, count, n_threads, err);
	for (i = 0; i < count; i++) {
		for (k = 0; k < batches[i].n; k++)
			parsed_clear(&batches[i].lines[k]);
		free(batches[i].lines);
		evi_buf_free(&batches[i].data);
	}
	return status;
}

static enum evid_status
add_source(struct evid_custody *c, int fd, const char *name, bool sealed,
    struct evid_error *err)
{
	struct evi_buf shown = EVI_BUF_INIT;
	struct evi_custody_source *s;
	struct stat st;

	if (fstat(fd, &st) != 0) {
		evi_fail_errno(err, errno, "look at", name);
		close(fd);
		return EVID_ERR_IO;
	}
	if (evi_grow(&c->sources, c->n_sources, &c->sources_cap,
	    sizeof(*c->sources)) != 0) {
		close(fd);
		return evi_fail_memory(err);
	}
	s = &c->sources[c->n_sources++];
	memset(s, 0, sizeof(*s));
	s->fd = fd;
	s->sealed = sealed;
	s->size = (uint64_t)st.st_size;
	evi_text_escape(&shown, name, strlen(name));
	return evi_buf_take(&shown, &s->name, err);
}

/* as it would be once mended */
static enum evid_status
read_mended(struct reading *r, const char *name, struct evid_error *err)
{
	struct evi_custody_source *s = &r->c->sources[r->source];
	struct evi_log log = { .fd = s->fd, .path = name };
	struct evi_mend mend;
	enum evid_status status = evi_log_measure(&log, err);

	if (status == EVID_OK)
		status = evi_log_mending(&log, &mend, err);
	if (status != EVID_OK)
		return status;
	s->size = mend.keep;
	r->ends = mend.how.ended != 0;
	return EVID_OK;
}

enum evid_status
evi_custody_add_fd(struct evid_custody *c, int fd, const char *name,
    bool sealed, struct evid_error *err)
{
	struct reading r = { .c = c, .source = (uint32_t)c->n_sources,
		.piece = BATCH };
	enum evid_status status = add_source(c, fd, name, sealed, err);

	if (status == EVID_OK && c->mend && !sealed)
		status = read_mended(&r, name, err);
	if (status == EVID_OK && c->sources[r.source].size > 0)
		status = run(&r, err);
	if (status == EVID_OK && !sealed && !r.any)
		status = evi_log_not_packed(fd, name, EVID_ERR_ARGUMENT, err);
	if (status != EVID_OK)
		return status;
	c->sources[r.source].n_lines = r.n_lines;
	if (r.torn > 0)
		status = evi_custody_tell_line(c, EVI_FINDING_CUSTODY_TORN,
		    &(struct evi_custody_place){ .source = r.source,
		    .key = EVI_NONE, .line = r.n_lines + 1 }, err,
		    "%llu bytes after the last whole line",
		    (unsigned long long)r.torn);
	return status;
}

enum evid_status
evi_custody_add_file(struct evid_custody *c, const char *path,
    struct evid_error *err)
{
	size_t source = c->n_sources;
	int fd = -1;
	enum evid_status status = evi_custody_open_log(path, &fd, err);

	if (status != EVID_OK)
		return status;
	/* While a writer has the lock, a line of his may be half there. */
	(void)evi_lock(fd, EVI_LOCK_TO_READ);
	status = evi_custody_add_fd(c, fd, path, false, err);
	if (c->n_sources > source)
		(void)evi_lock(c->sources[source].fd, EVI_UNLOCK);
	return status;
}
