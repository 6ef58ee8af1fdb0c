/*
 * The end of a log whose last line is torn.  Events that are whole stay, and
 * get the line feed that they lack; cut off is what an event begins with when
 * its writing was cut off, and what says nothing.  Looking comes before doing:
 * whoever refuses in between has changed nothing.
 */
#include "bundle/custody/file.h"

#include "adapt/json.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/sync.h"
#include "bundle/custody/custody.h"
#include "bundle/tell.h"

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

/* what bytes of the form of an event are */
enum found { NOT_READ, FALSE_EVENT, LATER_EVENT, EVENT };

/* Is it one of a later version of the log? */
static enum evid_status
find_later(const uint8_t *text, size_t len, bool *later_out,
    struct evid_error *err)
{
	struct evi_buf pae = EVI_BUF_INIT, sig = EVI_BUF_INIT;
	struct evi_event_other other;		/* all owned here */
	bool found = false;
	enum evid_status status = evi_event_read_other(text, len, &other,
	    &pae, &sig, &found, err);

	*later_out = found && other.version > 0;
	evi_buf_free(&other.spki);
	evi_buf_free(&pae);
	evi_buf_free(&sig);
	return status;
}

static enum evid_status
find_event(const uint8_t *text, size_t len, enum found *found_out,
    struct evid_error *err)
{
	struct evi_buf pae = EVI_BUF_INIT, sig = EVI_BUF_INIT;	/* owned */
	enum evid_status status;
	struct evi_event e;
	const char *why = "";
	bool keyid_good = false, stands = false, unchecked, later = false;

	memset(&e, 0, sizeof(e));
	status = evi_event_read_line(text, len, &e, &pae, &sig, &keyid_good,
	    &why, NULL, err);
	if (status == EVID_OK && why == NULL)
		status = evi_custody_signed(&e, keyid_good, &pae, &sig,
		    &stands, &unchecked, err);
	if (status == EVID_OK && why != NULL)
		status = find_later(text, len, &later, err);
	*found_out = later ? LATER_EVENT : why != NULL ? NOT_READ :
	    stands ? EVENT : FALSE_EVENT;
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

/* as long as an event, and none that stands: not what a writing that was cut
 * off leaves */
static enum evid_status
changed(const struct evi_log *log, enum found found, struct evid_error *err)
{
	if (found == LATER_EVENT)
		return evi_fail_path(err, EVID_ERR_TOO_NEW, log->path,
		    "what follows its last line feed is an event of a later "
		    "version of the log, and was neither ended nor cut off",
		    "nothing was changed: fetch the log again, or mend it "
		    "with a newer version");
	return evi_fail_path(err, EVID_ERR_FORMAT, log->path, found ==
	    FALSE_EVENT ? "what follows its last line feed is an event whose "
	    "signature is false: its bytes have changed, and it was neither "
	    "ended nor cut off" : "what follows its last line feed is as long "
	    "as an event, and none that can be read: it was not cut off",
	    "nothing was changed: fetch the log again; or add the line feed "
	    "yourself (echo >>LOG): the line stays then, set aside");
}

/* Of what begins with an event that stands: does nothing follow it but what
 * may be cut? */
static enum evid_status
check_rest(const struct evi_log *log, struct rest r, struct evid_error *err)
{
	if (may_cut(r) || all_of(r, "\0 \t\r", 4))
		return EVID_OK;
	return not_cut(log, pass_event(&r) ? "what follows its last line "
	    "feed are two events in one line, and nothing was cut off: put a "
	    "line feed between them" : "what follows its last event is not "
	    "the beginning of one, and was not cut off", err);
}

/* how much of it stays: 0, or a whole event */
static enum evid_status
what_stays(const struct evi_log *log, const struct evi_buf *text,
    size_t *len_out, struct evid_error *err)
{
	struct rest r = { text->data, text->len };
	bool whole = pass_event(&r);
	enum evid_status status;
	enum found found;

	*len_out = 0;
	if (!whole)
		return may_cut((struct rest){ text->data, text->len }) ?
		    EVID_OK : not_cut(log, "what follows its last line feed "
		    "is not the beginning of an event, and was not cut off",
		    err);
	status = find_event(text->data, text->len - r.len, &found, err);
	if (status == EVID_OK)
		status = found == EVENT ? check_rest(log, r, err) :
		    changed(log, found, err);
	if (status == EVID_OK)
		*len_out = text->len - r.len;
	return status;
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

enum evid_status
evi_log_mending(const struct evi_log *log, struct evi_mend *out,
    struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	enum evid_status status = EVID_OK;
	size_t stays = 0;

	memset(out, 0, sizeof(*out));
	if (log->torn > 0)
		status = read_torn(log, &text, err);
	if (status == EVID_OK && log->torn > 0)
		status = what_stays(log, &text, &stays, err);
	evi_buf_free(&text);
	out->keep = log->size - log->torn + stays;
	out->how.cut = log->torn - stays;
	out->how.ended = stays > 0;
	return status;
}

/* First cut, then ended: whatever stops it, the event is there. */
enum evid_status
evi_log_mend(struct evi_log *log, const struct evi_mend *mend,
    struct evid_custody_mended *mended_out, struct evid_error *err)
{
	enum evid_status status = evi_whole(log->lacks, EVID_OK, err);

	if (status != EVID_OK || log->torn == 0)
		return status;
	if (mend->how.cut > 0 && evi_set_size(log->fd, mend->keep) != 0)
		return evi_fail_errno(err, errno, "cut", log->path);
	mended_out->cut = mend->how.cut;
	log->torn -= mend->how.cut;
	log->size = mend->keep;
	if (mend->how.ended)
		status = evi_pwrite_full(log->fd, "\n", 1, log->size,
		    log->path, err);
	if (status == EVID_OK && mend->how.ended) {
		mended_out->ended = 1;
		log->size++;
	}
	if (status == EVID_OK && evi_sync(log->fd) != 0)
		status = evi_fail_errno(err, errno, "sync", log->path);
	if (status == EVID_OK)
		log->torn = 0;
	return status;
}
