/*
 * Clocks as iCalendar (RFC 5545): lines of at most 75 bytes, folded between
 * characters; texts escaped; all times in UTC.
 *
 * A UID stays the same while the case's number and what the clock is of do, so
 * that a calendar takes a clock that was extended for the same one, also where
 * an event of the custody log extended it.
 */
#include "record/case_clock.h"

#include "adapt/digest.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define LINE_MAX_LEN 75

/* One content line, folded (section 3.1). */
static void
line(struct evi_buf *out, const struct evi_buf *text)
{
	size_t at = 0, room = LINE_MAX_LEN;

	while (text->len - at > room) {
		size_t n = room;

		while (n > 1 && (text->data[at + n] & 0xc0) == 0x80)
			n--;
		evi_buf_add(out, text->data + at, n);
		evi_buf_add_text(out, "\r\n ");
		at += n;
		room = LINE_MAX_LEN - 1;
	}
	evi_buf_add(out, text->data + at, text->len - at);
	evi_buf_add_text(out, "\r\n");
}

static void
plain(struct evi_buf *out, const char *text)
{
	evi_buf_add_text(out, text);
	evi_buf_add_text(out, "\r\n");
}

/* A text as TEXT has it (section 3.3.11): a line feed and a backslash stay what
 * they are, all else that a text output would escape is escaped as there. */
static void
text_value(struct evi_buf *out, const char *text)
{
	struct evi_buf safe = EVI_BUF_INIT;
	size_t n = strcspn(text, "\n\\");

	evi_text_escape(&safe, text, n);
	while (text[n] != '\0') {
		evi_buf_add_byte(&safe, (uint8_t)text[n]);
		text += n + 1;
		n = strcspn(text, "\n\\");
		evi_text_escape(&safe, text, n);
	}
	for (size_t i = 0; i < safe.len; i++) {
		if (strchr("\\;,", safe.data[i]) != NULL)
			evi_buf_add_byte(out, '\\');
		if (safe.data[i] == '\n')
			evi_buf_add_text(out, "\\n");
		else
			evi_buf_add_byte(out, safe.data[i]);
	}
	if (safe.failed)
		out->failed = true;
	evi_buf_free(&safe);
}

/* NAME and a TEXT, of parts one after the other */
static void
text_line(struct evi_buf *out, const char *name, const char *const *parts,
    size_t n)
{
	struct evi_buf whole = EVI_BUF_INIT;

	evi_buf_add_text(&whole, name);
	evi_buf_add_byte(&whole, ':');
	for (size_t i = 0; i < n; i++)
		text_value(&whole, parts[i]);
	if (whole.failed)
		out->failed = true;
	else
		line(out, &whole);
	evi_buf_free(&whole);
}

static void
time_line(struct evi_buf *out, const char *name, struct evi_instant t)
{
	char text[EVI_INSTANT_TEXT_CAP];

	if (!evi_instant_format(t, text))
		return;
	evi_buf_add_format(out, "%s:%.4s%.2s%.2sT%.2s%.2s%.2sZ\r\n", name,
	    text, text + 5, text + 8, text + 11, text + 14, text + 17);
}

static enum evid_status
uid(struct evi_buf *out, const char *reference, const struct evi_clock *clock,
    struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;
	uint8_t digest[EVI_SHA256_LEN];
	size_t len = strlen(clock->of);
	enum evid_status status;

	/* A renewal's end is the end of the same preservation. */
	if (strcmp(clock->what, "preservation") == 0)
		len = strcspn(clock->of, ".");
	evi_buf_add_text(&text, reference);
	evi_buf_add_byte(&text, '\n');
	evi_buf_add(&text, clock->of, len);
	status = evi_buf_status(&text, err);
	if (status == EVID_OK)
		status = evi_sha256(text.data, text.len, digest, err);
	if (status == EVID_OK) {
		evi_buf_add_text(out, "UID:");
		evi_buf_add_hex(out, digest, 16);
		evi_buf_add_text(out, "@libevidence\r\n");
	}
	evi_buf_free(&text);
	return status;
}

static void
alarm_before(struct evi_buf *out, uint64_t seconds, const char *about)
{
	const char *const parts[] = { about };

	plain(out, "BEGIN:VALARM");
	plain(out, "ACTION:DISPLAY");
	text_line(out, "DESCRIPTION", parts, 1);
	if (seconds % 86400 == 0)
		evi_buf_add_format(out, "TRIGGER:-P%lluD\r\n",
		    (unsigned long long)seconds / 86400);
	else
		evi_buf_add_format(out, "TRIGGER:-PT%lluS\r\n",
		    (unsigned long long)seconds);
	plain(out, "END:VALARM");
}

static enum evid_status
event(struct evi_buf *out, const struct evi_clock *clock,
    const char *reference, const char *shown, struct evi_instant stamp,
    uint64_t warn_seconds, struct evid_error *err)
{
	const char *const summary[] = { shown, ": ", clock->about,
		clock->suggested ? " (suggested)" :
		evi_clock_is_overdue(clock) ? " (overdue)" : "" };
	const char *const told[] = { clock->suggested ?
		"Suggested, not stated by anyone: " : "As stated: ",
		clock->end_text, "\nField: ", clock->path,
		clock->counted_by[0] != '\0' ? "\nCounted by: " : "",
		clock->counted_by, clock->source[0] != '\0' ? "\nSource: " :
		"", clock->source, "\nState: ",
		evi_clock_state_name(clock) };
	enum evid_status status;

	plain(out, "BEGIN:VEVENT");
	status = uid(out, reference, clock, err);
	if (status != EVID_OK)
		return status;
	time_line(out, "DTSTAMP", stamp);
	time_line(out, "DTSTART", clock->end);
	text_line(out, "SUMMARY", summary, 4);
	text_line(out, "DESCRIPTION", told, sizeof(told) / sizeof(told[0]));
	plain(out, "TRANSP:TRANSPARENT");
	if (warn_seconds > 0)
		alarm_before(out, warn_seconds, clock->about);
	plain(out, "END:VEVENT");
	return EVID_OK;
}

/* A calendar has at least one component (RFC 5545, 3.6): of one without an
 * event it is the time zone in which they would be. */
static void
zone(struct evi_buf *out)
{
	plain(out, "BEGIN:VTIMEZONE");
	plain(out, "TZID:Etc/UTC");
	plain(out, "BEGIN:STANDARD");
	plain(out, "DTSTART:19700101T000000");
	plain(out, "TZOFFSETFROM:+0000");
	plain(out, "TZOFFSETTO:+0000");
	plain(out, "END:STANDARD");
	plain(out, "END:VTIMEZONE");
}

enum evid_status
evi_clocks_ics(const struct evi_clocks *clocks, const char *reference,
    const char *shown, struct evi_instant stamp, uint64_t warn_seconds,
    struct evi_buf *out, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	bool any = false;

	plain(out, "BEGIN:VCALENDAR");
	plain(out, "VERSION:2.0");
	plain(out, "PRODID:-//libevidence//evid-case//EN");
	plain(out, "CALSCALE:GREGORIAN");
	for (size_t i = 0; i < clocks->n && status == EVID_OK; i++) {
		if (!clocks->items[i].has_end ||
		    clocks->items[i].state == EVI_CLOCK_STOPPED)
			continue;
		status = event(out, &clocks->items[i], reference, shown,
		    stamp, warn_seconds, err);
		any = true;
	}
	if (!any)
		zone(out);
	plain(out, "END:VCALENDAR");
	return status == EVID_OK ? evi_buf_status(out, err) : status;
}
