/*
 * The end of a log whose last line is torn.  Events that are whole stay, and
 * get the line feed that they lack; cut off is what an event begins with when
 * its writing was cut off, and what says nothing.
 */
#include "bundle/custody/file.h"

#include "adapt/json.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/sync.h"
#include "bundle/tell.h"
#include "record/event.h"

#include <errno.h>
#include <string.h>

/* how each event goes on, and ends (record/envelope.h: one encoding) */
#define MIDDLE "\",\"payloadType\":\"application/vnd.in-toto+json\"," \
	"\"signatures\":[{\"keyid\":\""
#define LAST "\",\"sig\":\""
#define END "\"}]}"

/* what is passed over of a text, from its beginning */
struct rest {
	const uint8_t *data;
	size_t len;
};

static void
pass(struct rest *r, size_t n)
{
	r->data += n;
	r->len -= n;
}

/* as much of @text as there is; whether it is all of it */
static bool
pass_text(struct rest *r, const char *text)
{
	size_t len = strlen(text), n = 0;

	while (n < len && n < r->len && r->data[n] == (uint8_t)text[n])
		n++;
	pass(r, n);
	return n == len;
}

static void
pass_base64(struct rest *r)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij"
	    "klmnopqrstuvwxyz0123456789+/=";

	while (r->len > 0 && memchr(digits, r->data[0], sizeof(digits) - 1) !=
	    NULL)
		pass(r, 1);
}

static void
pass_hex(struct rest *r)
{
	size_t n = 0;

	while (n < 2 * EVI_SHA256_LEN && r->len > 0 &&
	    memchr("0123456789abcdef", r->data[0], 16) != NULL) {
		pass(r, 1);
		n++;
	}
}

/* what has the form of an event, as far as it goes; whether it is whole */
static bool
pass_event(struct rest *r)
{
	if (!pass_text(r, EVI_LOG_BEGIN))
		return false;
	pass_base64(r);
	if (!pass_text(r, MIDDLE))
		return false;
	pass_hex(r);
	if (!pass_text(r, LAST))
		return false;
	pass_base64(r);
	return pass_text(r, END);
}

static bool
all_of(struct rest r, const char *bytes, size_t n)
{
	while (r.len > 0 && memchr(bytes, r.data[0], n) != NULL)
		pass(&r, 1);
	return r.len == 0;
}

/* May it be cut off?  It is zeros, as a loss of power leaves them, or the
 * beginning of an event, with such zeros or not. */
static bool
may_cut(struct rest r)
{
	return !pass_event(&r) && all_of(r, "\0", 1);
}

static enum evid_status
is_event(const uint8_t *text, size_t len, bool *yes_out,
    struct evid_error *err)
{
	struct evi_buf pae = EVI_BUF_INIT, sig = EVI_BUF_INIT;	/* owned */
	enum evid_status status;
	struct evi_event e;
	const char *why = "";
	bool good;

	memset(&e, 0, sizeof(e));
	status = evi_event_read_line(text, len, &e, &pae, &sig, &good, &why,
	    NULL, err);
	*yes_out = status == EVID_OK && why == NULL;
	evi_event_free(&e);
	evi_buf_free(&pae);
	evi_buf_free(&sig);
	return status;
}

static enum evid_status
not_cut(const struct evi_log *log, const char *why, struct evid_error *err)
{
	return evi_fail_path(err, EVID_ERR_FORMAT, log->path, why, "nothing "
	    "was changed: check that this is the file that was meant; fetch "
	    "it again, or look at its last line yourself");
}

/* How much of it stays: 0, or a whole event, after which nothing but what may
 * be cut stands. */
static enum evid_status
what_stays(const struct evi_log *log, const struct evi_buf *text,
    size_t *len_out, struct evid_error *err)
{
	struct rest r = { text->data, text->len };
	bool whole = pass_event(&r), event = false;
	enum evid_status status = EVID_OK;

	*len_out = 0;
	if (whole)
		status = is_event(text->data, text->len - r.len, &event, err);
	if (status != EVID_OK)
		return status;
	if (event && (may_cut(r) || all_of(r, "\0 \t\r", 4)))
		*len_out = text->len - r.len;
	else if (event && pass_event(&r))
		return not_cut(log, "what follows its last line feed are "
		    "two events in one line, and nothing was cut off: put a "
		    "line feed between them", err);
	else if (event || !may_cut((struct rest){ text->data, text->len }))
		return not_cut(log, event ? "what follows its last event "
		    "is not the beginning of one, and was not cut off" : whole ?
		    "what follows its last line feed is as long as an event, "
		    "and none that can be read: it was not cut off" :
		    "what follows its last line feed is not the beginning of "
		    "an event, and was not cut off", err);
	return EVID_OK;
}

static enum evid_status
read_torn(const struct evi_log *log, struct evi_buf *out,
    struct evid_error *err)
{
	enum evid_status status;

	if (log->torn > 2 * EVI_JSON_LIMIT)
		return not_cut(log, "what follows its last line feed is "
		    "too long for an event, and was not cut off", err);
	if (!evi_buf_reserve(out, (size_t)log->torn + 1))
		return evi_fail_memory(err);
	status = evi_pread_full(log->fd, out->data, (size_t)log->torn,
	    log->size - log->torn, &out->len, log->path, err);
	return status;
}

/* First cut, then ended: whatever stops it, the event is there. */
static enum evid_status
cut_and_end(struct evi_log *log, size_t stays, struct evid_error *err)
{
	uint64_t to = log->size - log->torn + stays;
	enum evid_status status = EVID_OK;

	if (to < log->size && evi_set_size(log->fd, to) != 0)
		return evi_fail_errno(err, errno, "cut", log->path);
	log->size = to;
	log->torn = stays;
	if (stays > 0)
		status = evi_pwrite_full(log->fd, "\n", 1, to, log->path,
		    err);
	if (status == EVID_OK && stays > 0)
		log->size++;
	if (status == EVID_OK && evi_sync(log->fd) != 0)
		status = evi_fail_errno(err, errno, "sync", log->path);
	if (status == EVID_OK)
		log->torn = 0;
	return status;
}

enum evid_status
evi_log_mend(struct evi_log *log, uint64_t *cut_out, struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	enum evid_status status;
	size_t stays = 0;
	uint64_t cut;

	*cut_out = 0;
	if (log->torn == 0)
		return EVID_OK;
	status = read_torn(log, &text, err);
	if (status == EVID_OK)
		status = what_stays(log, &text, &stays, err);
	evi_buf_free(&text);
	if (status != EVID_OK)
		return status;
	cut = log->torn - stays;
	status = cut_and_end(log, stays, err);
	if (status == EVID_OK)
		*cut_out = cut;
	return status;
}
