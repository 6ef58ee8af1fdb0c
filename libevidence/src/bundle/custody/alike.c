/*
 * Are logs of one bundle?  The union of logs of two can be told apart never
 * again: each event of the one is a stranger among those of the other.
 */
#include "bundle/custody/custody.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "bundle/custody/merge.h"

#include <stdlib.h>
#include <string.h>

enum evid_status
evi_union_note(struct evi_union *u, const char *name, struct evid_error *err)
{
	struct evi_buf shown = EVI_BUF_INIT;
	struct evi_union_log *log;

	if (evi_grow(&u->logs, u->n_logs, &u->logs_cap,
	    sizeof(*u->logs)) != 0)
		return evi_fail_memory(err);
	log = &u->logs[u->n_logs++];
	memset(log, 0, sizeof(*log));
	evi_text_escape(&shown, name, strlen(name));
	return evi_buf_take(&shown, &log->name, err);
}

static bool
have(const struct evi_digests *digests, const uint8_t digest[EVI_SHA256_LEN])
{
	size_t i;

	/* of few bundles */
	for (i = 0; i < digests->count; i++)
		if (memcmp(digests->items[i], digest, EVI_SHA256_LEN) == 0)
			return true;
	return false;
}

/* Of which evidence such an event is, is not known. */
static enum evid_status
of_later_version(const uint8_t *line, size_t len, bool *is_out,
    struct evid_error *err)
{
	struct evi_buf pae = EVI_BUF_INIT, sig = EVI_BUF_INIT;
	struct evi_event_other other;		/* all owned here */
	bool found;
	enum evid_status status = evi_event_read_other(line, len, &other,
	    &pae, &sig, &found, err);

	*is_out = found && other.version > 0;
	evi_buf_free(&other.spki);
	evi_buf_free(&pae);
	evi_buf_free(&sig);
	return status;
}

/* What is no event is of nothing. */
static enum evid_status
note_line(struct evi_union_log *log, const uint8_t *line, size_t len,
    bool *event_out, struct evid_error *err)
{
	struct evi_buf pae = EVI_BUF_INIT, sig = EVI_BUF_INIT;
	struct evi_event e;			/* all owned here */
	bool keyid_good, unknown;
	const char *why = NULL;
	enum evid_status status;

	memset(&e, 0, sizeof(e));
	status = evi_event_read_line(line, len, &e, &pae, &sig, &keyid_good,
	    &why, &unknown, err);
	*event_out = status == EVID_OK && why == NULL;
	if (status == EVID_OK && why != NULL)
		status = of_later_version(line, len, event_out, err);
	else if (*event_out && !e.of_exhibit &&
	    !have(&log->bundles, e.subject))
		status = evi_digests_add(&log->bundles, e.subject, err);
	evi_event_free(&e);
	evi_buf_free(&pae);
	evi_buf_free(&sig);
	return status;
}

static enum evid_status
note_lines(struct evi_union *u, struct evid_error *err)
{
	struct evi_buf line = EVI_BUF_INIT;	/* owned here */
	enum evid_status status = EVID_OK;
	size_t i, log = 0, n;

	for (i = 0; i < u->n_lines && status == EVID_OK; i++) {
		struct evi_union_line *l = &u->lines[i];

		while (u->fds[log] != l->fd)
			log++;
		if (l->len > EVI_JSON_LIMIT)
			continue;
		evi_buf_clear(&line);
		if (!evi_buf_reserve(&line, (size_t)l->len))
			status = evi_fail_memory(err);
		if (status == EVID_OK)
			status = evi_pread_full(l->fd, line.data,
			    (size_t)l->len, l->offset, &n,
			    u->logs[log].name, err);
		if (status == EVID_OK)
			status = note_line(&u->logs[log], line.data, n,
			    &l->event, err);
	}
	evi_buf_free(&line);
	return status;
}

/* two logs that are each of a bundle, and of none together */
static enum evid_status
differ(const struct evi_union_log *a, const struct evi_union_log *b,
    struct evid_error *err)
{
	char x[2 * EVI_SHA256_LEN + 1], y[2 * EVI_SHA256_LEN + 1];

	evi_hex(a->bundles.items[0], EVI_SHA256_LEN, x);
	evi_hex(b->bundles.items[0], EVI_SHA256_LEN, y);
	evi_fail(err, EVID_ERR_ARGUMENT, "%s is the log of the bundle of seal "
	    "%.*s, and %s that of the bundle of seal %.*s", a->name,
	    EVI_HEX_SHOWN, x, b->name, EVI_HEX_SHOWN, y);
	evi_hint(err, "keep a log for each bundle; evid-custody list shows "
	    "whose it is");
	return EVID_ERR_ARGUMENT;
}

/* a log that is of bundles, and not of this one */
static const struct evi_union_log *
lacking(const struct evi_union *u, const uint8_t bundle[EVI_SHA256_LEN])
{
	size_t i;

	for (i = 0; i < u->n_logs; i++)
		if (u->logs[i].bundles.count > 0 &&
		    !have(&u->logs[i].bundles, bundle))
			return &u->logs[i];
	return NULL;
}

enum evid_status
evi_union_alike(struct evi_union *u, struct evid_error *err)
{
	const struct evi_union_log *first = NULL, *other = NULL;
	enum evid_status status = note_lines(u, err);
	size_t i;

	for (i = 0; i < u->n_logs && first == NULL; i++)
		if (u->logs[i].bundles.count > 0)
			first = &u->logs[i];
	for (i = 0; status == EVID_OK && first != NULL &&
	    i < first->bundles.count; i++) {
		other = lacking(u, first->bundles.items[i]);
		if (other == NULL)
			return EVID_OK;
	}
	return status == EVID_OK && other != NULL ?
	    differ(first, other, err) : status;
}
