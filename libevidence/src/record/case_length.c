/*
 * How long a clock runs: the arithmetic, and the lengths that stand in data
 * files, per instrument and article (schemas/clock-lengths.schema.json).
 * What comes of it is a suggestion: whoever counts the clock states its end.
 */
#include "record/case_clock.h"
#include "record/case_parts.h"

#include <stdio.h>
#include <string.h>

struct civil {
	int year, month, day, hour, minute, second;
	char offset[8];		/* "Z" or "+05:00" */
};

static int
days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
		30, 31 };

	return month == 2 && ((year % 4 == 0 && year % 100 != 0) ||
	    year % 400 == 0) ? 29 : days[month - 1];
}

static int
digits(const char *p, int n)
{
	int value = 0;

	while (n-- > 0)
		value = value * 10 + (*p++ - '0');
	return value;
}

/* @text has been read by evi_instant_parse_any, so that its form is known. */
static bool
take_apart(const char *text, struct civil *out)
{
	struct evi_instant t;
	const char *offset;

	if (!evi_instant_parse_any(text, &t))
		return false;
	offset = text + 19 + (text[19] == '.' ? 1 + strspn(text + 20,
	    "0123456789") : 0);
	out->year = digits(text, 4);
	out->month = digits(text + 5, 2);
	out->day = digits(text + 8, 2);
	out->hour = digits(text + 11, 2);
	out->minute = digits(text + 14, 2);
	out->second = digits(text + 17, 2);
	(void)snprintf(out->offset, sizeof(out->offset), "%s",
	    *offset == 'z' ? "Z" : offset);
	return true;
}

bool
evi_time_later(const char *text, unsigned int months, unsigned int days,
    char out[EVI_LATER_CAP])
{
	struct civil c;

	if (months > 12 * 10000 || days > 366 * 10000 ||
	    !take_apart(text, &c))
		return false;
	c.month += (int)(months % 12);
	c.year += (int)(months / 12);
	if (c.month > 12) {
		c.month -= 12;
		c.year++;
	}
	if (c.day > days_in(c.year, c.month))
		c.day = days_in(c.year, c.month);
	while (days > 0 && c.year <= 9999) {
		unsigned int left = (unsigned int)(days_in(c.year, c.month) -
		    c.day);

		if (days <= left) {
			c.day += (int)days;
			break;
		}
		days -= left + 1;
		c.day = 1;
		if (++c.month > 12) {
			c.month = 1;
			c.year++;
		}
	}
	if (c.year > 9999)
		return false;
	(void)snprintf(out, EVI_LATER_CAP,
	    "%04u-%02u-%02uT%02u:%02u:%02u%.6s", (unsigned int)c.year % 10000,
	    (unsigned int)c.month % 100, (unsigned int)c.day % 100,
	    (unsigned int)c.hour % 100, (unsigned int)c.minute % 100,
	    (unsigned int)c.second % 100, c.offset);
	return true;
}

const char *
evi_preservation_end(const struct evi_json *preservation, char path_out[40])
{
	const char *end = evi_case_text(preservation, "ends");
	struct evi_instant last, other;
	bool has = end != NULL && evi_case_time(end, true, &last, NULL);
	const struct evi_json *list;
	size_t n;

	(void)snprintf(path_out, 40, "ends");
	list = evi_case_list(preservation, "renewals", &n);
	for (size_t i = 0; i < n; i++) {
		const char *text = evi_case_text(evi_json_at(list, i),
		    "ends");

		if (text == NULL || !evi_case_time(text, true, &other, NULL) ||
		    (has && !evi_instant_before(last, other)))
			continue;
		end = text;
		last = other;
		has = true;
		(void)snprintf(path_out, 40, "renewals[%zu].ends", i);
	}
	return end;
}

enum evi_receipt
evi_preservation_receipt(const struct evi_json *preservation,
    const char *end, struct evi_instant at)
{
	const char *text = evi_case_text(preservation, "mlaReceived");
	struct evi_instant received, last;
	bool day, end_day, before = true;

	if (text == NULL || !evi_case_is(preservation, "rule", "minimum"))
		return EVI_RECEIPT_NONE;
	if (!evi_case_time(text, true, &received, &day))
		return EVI_RECEIPT_NO_TIME;
	if (end != NULL && !evi_case_time(end, true, &last, &end_day))
		return EVI_RECEIPT_NONE;
	if (end != NULL && day)
		before = strncmp(text, end, 10) < (end_day ? 1 : 0);
	else if (end != NULL)
		before = evi_instant_before(received, last);
	if (day)	/* there from its first second on */
		received.seconds -= 86399;
	return before && !evi_instant_before(at, received) ?
	    EVI_RECEIPT_HOLDS : EVI_RECEIPT_NONE;
}

static const char *
primary_instrument(const struct evi_json *json)
{
	const struct evi_json *list;
	const char *first = NULL;
	size_t n;

	list = evi_case_list(json, "legalBasis", &n);
	for (size_t i = 0; i < n; i++) {
		const struct evi_json *basis = evi_json_at(list, i);

		if (evi_case_flag(basis, "primary"))
			return evi_case_text(basis, "instrument");
		if (first == NULL)
			first = evi_case_text(basis, "instrument");
	}
	return first;
}

const struct evi_json *
evi_length_find(const struct evi_json *json, struct evi_json *const *lengths,
    size_t n_lengths, const struct evi_json **doc_out)
{
	const char *instrument = primary_instrument(json);
	const char *kind = evi_case_text(json, "kind");

	for (size_t i = 0; instrument != NULL && kind != NULL &&
	    i < n_lengths; i++) {
		const struct evi_json *list;
		size_t n;

		if (!evi_case_is(lengths[i], "instrument", instrument))
			continue;
		list = evi_case_list(lengths[i], "clocks", &n);
		for (size_t k = 0; k < n; k++) {
			if (!evi_case_is(evi_json_at(list, k), "clock",
			    "preservation") || !evi_case_holds(
			    evi_json_at(list, k), "kinds", kind))
				continue;
			*doc_out = lengths[i];
			return evi_json_at(list, k);
		}
	}
	return NULL;
}

/* When it began, by the field that the clock names. */
static const char *
start_of(const struct evi_json *json, const struct evi_json *preservation,
    const char *starts)
{
	const struct evi_json *orders;
	size_t n;

	if (strcmp(starts, "request") == 0)
		return evi_case_text(preservation, "requested");
	if (strcmp(starts, "receipt") == 0)
		return evi_case_text(preservation, "received");
	if (strcmp(starts, "effect") == 0)
		return evi_case_text(preservation, "effected");
	if (strcmp(starts, "order") != 0)
		return NULL;
	orders = evi_case_list(json, "orders", &n);
	return n == 0 ? NULL : evi_case_text(evi_json_at(orders, 0),
	    "issued");
}

bool
evi_preservation_suggest(const struct evi_json *json,
    const struct evi_json *preservation, struct evi_json *const *lengths,
    size_t n_lengths, char out[EVI_LATER_CAP], const char **source_out)
{
	const struct evi_json *doc = NULL;
	const struct evi_json *length = evi_length_find(json, lengths,
	    n_lengths, &doc);
	const char *starts = evi_case_text(preservation, "startsAt");
	const char *start;
	uint64_t days = 0, months = 0;

	*source_out = "";
	if (!evi_json_get_u64(preservation, "days", &days) || days == 0) {
		if (length == NULL)
			return false;
		(void)evi_json_get_u64(length, "days", &days);
		(void)evi_json_get_u64(length, "months", &months);
		*source_out = evi_case_text(length, "source");
		if (*source_out == NULL)
			*source_out = evi_case_text(doc, "source");
		if (*source_out == NULL)
			*source_out = "a file of clock lengths";
	}
	if (starts == NULL && length != NULL)
		starts = evi_case_text(length, "startsAt");
	start = starts == NULL ? NULL : start_of(json, preservation, starts);
	return start != NULL && days + months > 0 && days <= 366 * 10000 &&
	    months <= 12 * 10000 && evi_time_later(start,
	    (unsigned int)months, (unsigned int)days, out);
}
