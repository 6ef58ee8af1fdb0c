/*
 * The hand-over that a delivery is held against: a file's, or a log's.
 */
#include "bundle/verify/delivery.h"
#include "bundle/custody/party.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum evid_status
read_log(struct evi_delivery *d, const char *path, struct evid_error *err)
{
	const struct evid_verify_options *o = d->options;
	struct evid_custody_options how = EVID_CUSTODY_OPTIONS_INIT;
	enum evid_status status;

	how.trust = o->trust;
	how.threads = o->threads;
	how.has_now = o->has_now || o->has_at;
	how.now = o->has_at ? o->at : o->now;
	how.tool_name = o->tool_name;
	status = evi_custody_new(&how, path, &d->log, err);
	if (status != EVID_OK)
		return status;
	d->log->given = o->keys;
	d->log->n_given = o->n_keys;
	return evi_custody_add_file(d->log, path, err);
}

/* What could name an event, and is no file, does. */
static bool
names_event(const char *hand_over)
{
	return evi_custody_is_prefix(hand_over) &&
	    access(hand_over, F_OK) != 0;
}

static enum evid_status
several(const struct evi_delivery *d, size_t n, const struct evi_buf *list,
    struct evid_error *err)
{
	evi_fail(err, EVID_ERR_ARGUMENT, "%s: it has %zu hand-overs: %s",
	    d->log->name, n, evi_buf_text(list));
	evi_hint(err, "name the one: --delivery with 8 or more of its "
	    "digits, and the log with --custody; evid-custody list --open, "
	    "with whom to trust (--pins, -t, -p), says by whom each is");
	return EVID_ERR_ARGUMENT;
}

/* How a file ends: what was carried as text ends otherwise than it was made. */
static enum evid_status
read_end(const struct evi_custody_source *s, char end[2],
    struct evid_error *err)
{
	size_t n = 0;

	end[0] = end[1] = '\0';
	return s->size < 2 ? EVID_OK : evi_pread_full(s->fd, end, 2,
	    s->size - 2, &n, s->name, err);
}

/* no hand-over there, and why, as far as that is seen */
static enum evid_status
none(const struct evi_delivery *d, struct evid_error *err)
{
	const char *what = "it has no such hand-over with a good signature";
	const char *hint = "ask the sender for the line of the hand-over";
	char end[2];
	enum evid_status status = read_end(&d->log->sources[0], end, err);

	if (status != EVID_OK)
		return status;
	if (end[0] == '\r' && end[1] == '\n') {
		what = "it has no such hand-over: its lines end in CR LF, as "
		    "when it was sent or saved as text";
		hint = "have it sent again as an attached file; or take out "
		    "the carriage returns: tr -d '\\r' <FILE >NEW";
	} else if (end[1] != '\0' && end[1] != '\n') {
		what = "it has no such hand-over in a whole line: the last "
		    "one does not end with a line feed, as when it was copied "
		    "as text, or cut";
		hint = "have it sent again as an attached file; or end the "
		    "line, if it is whole: evid-custody merge --mend -o NEW "
		    "FILE";
	}
	evi_fail(err, EVID_ERR_FORMAT, "%s: %s", d->log->name, what);
	evi_hint(err, "%s", hint);
	return EVID_ERR_FORMAT;
}

/* the hand-over itself: by digits of its digest, or the only one of a file */
static enum evid_status
find_over(struct evi_delivery *d, const char *digits, struct evid_error *err)
{
	struct evi_buf list = EVI_BUF_INIT;	/* owned here */
	const struct evid_custody *c = d->log;
	enum evid_status status = EVID_OK;
	size_t n = 0, i;

	for (i = 0; i < c->n_events; i++) {
		const struct evi_custody_event *e = &c->events[i];

		if (e->type != EVI_EVENT_HANDED_OVER || (digits != NULL &&
		    !evi_custody_begins(e->digest, digits)))
			continue;
		memcpy(d->digest, e->digest, EVI_SHA256_LEN);
		memcpy(d->subject, c->subjects[e->subject].digest,
		    EVI_SHA256_LEN);
		d->of_bundle = evi_custody_of_bundle(c, (uint32_t)i);
		evi_custody_list_add(&list, n++, e->digest);
	}
	if (n == 0)
		status = none(d, err);
	else if (n > 1)
		status = several(d, n, &list, err);
	evi_buf_free(&list);
	return status;
}

/* is any event there of a bundle? */
static bool
of_bundles(const struct evid_custody *c)
{
	size_t i;

	for (i = 0; i < c->n_subjects; i++)
		if (c->subjects[i].uid[0] == '\0')
			return true;
	return false;
}

/* The log of another bundle says nothing of this hand-over. */
static enum evid_status
other_log(const struct evi_delivery *d, const struct evid_custody *file,
    struct evid_error *err)
{
	char hex[2 * EVI_SHA256_LEN + 1];

	evi_hex(d->subject, EVI_SHA256_LEN, hex);
	evi_fail(err, EVID_ERR_ARGUMENT, "%s: it is of another bundle than the "
	    "hand-over of %s, which is of seal %.*s", d->log->name,
	    file->name, EVI_HEX_SHOWN, hex);
	evi_hint(err, "name the log of that bundle; evid-custody list shows "
	    "whose a log is");
	return EVID_ERR_ARGUMENT;
}

/* the hand-over of a file among the events of a log, which may say of its key
 * what it does not itself */
static enum evid_status
join_log(struct evi_delivery *d, const char *log, struct evid_error *err)
{
	struct evid_custody *file = d->log;	/* owned here */
	const struct evi_custody_source *from = &file->sources[0];
	enum evid_status status;
	int fd;

	d->log = NULL;
	status = read_log(d, log, err);
	if (status == EVID_OK && d->of_bundle && of_bundles(d->log) &&
	    evi_custody_find_subject(d->log, d->subject) == EVI_NONE)
		status = other_log(d, file, err);
	if (status == EVID_OK) {
		fd = dup(from->fd);
		status = fd < 0 ? evi_fail_errno(err, errno, "open",
		    from->name) : evi_custody_add_fd(d->log, fd, from->name,
		    false, err);
	}
	evid_custody_free(file);
	return status;
}

/* what is said of the hand-over by all that is there, about its bundle */
static enum evid_status
judge(struct evi_delivery *d, struct evid_error *err)
{
	const struct evid_custody *c = d->log;
	enum evid_status status;

	if (d->of_bundle)
		d->log->about = d->subject;
	status = evi_custody_judge(d->log, err);
	if (status != EVID_OK)
		return status;
	d->over = evi_custody_find(c, d->digest);
	status = evi_custody_event_read(c, d->over, &d->event, err);
	if (status == EVID_OK)
		status = evi_custody_signer(c, d->over, &d->event, &d->from,
		    err);
	if (status == EVID_OK)
		status = evi_custody_receiver(c, d->over, &d->event, &d->to,
		    err);
	return status;
}

/* a name that is no file, and looks as if it were to be a digest */
static enum evid_status
no_digest(const char *text, struct evid_error *err)
{
	return evi_fail_path(err, EVID_ERR_ARGUMENT, text,
	    "neither a file nor the digest of a hand-over", "a digest has 64 "
	    "hex digits, in small letters, of which the first 8 or more "
	    "suffice: evid-custody list --open shows them");
}

/* the log beside what arrived, where no other was named */
static enum evid_status
log_beside(const char *first, char **path_out, struct evid_error *err)
{
	enum evid_status status = evid_custody_log_path(first, path_out, err);

	if (status == EVID_OK && access(*path_out, F_OK) != 0 &&
	    errno == ENOENT)
		status = evi_fail_path(err, EVID_ERR_NOT_FOUND, *path_out,
		    "the log in which the hand-over is looked for is not there",
		    "name the log that came with the files (--custody)");
	return status;
}

enum evid_status
evi_delivery_find(struct evi_delivery *d, const char *hand_over,
    struct evid_error *err)
{
	const char *log = d->options->custody;
	bool digits = names_event(hand_over);
	char *path = NULL;			/* owned here */
	enum evid_status status = EVID_OK;

	if (!digits && strspn(hand_over, "0123456789abcdefABCDEF") ==
	    strlen(hand_over) && access(hand_over, F_OK) != 0)
		return no_digest(hand_over, err);
	if (!digits)
		path = evi_strdup(hand_over);
	else if (log != NULL)
		path = evi_strdup(log);
	else
		status = log_beside(d->paths[0], &path, err);
	if (status == EVID_OK && path == NULL)
		status = evi_fail_memory(err);
	if (status == EVID_OK)
		status = read_log(d, path, err);
	if (status == EVID_OK)
		status = find_over(d, digits ? hand_over : NULL, err);
	if (status == EVID_OK && !digits && log != NULL)
		status = join_log(d, log, err);
	if (status == EVID_OK)
		status = judge(d, err);
	free(path);
	return status;
}
