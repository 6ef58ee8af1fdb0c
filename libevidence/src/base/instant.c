/*
 * Instants and their text, by the proleptic Gregorian calendar, without leap
 * seconds and without the system's time zones.
 */
#include "base/instant.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define DAY_SECONDS 86400
/* 0000-01-01T00:00:00Z and 9999-12-31T23:59:59Z */
#define FIRST_SECOND INT64_C(-62167219200)
#define LAST_SECOND INT64_C(253402300799)
#define NANOSECONDS 1000000000U

struct fields {
	int year, month, day, hour, minute, second;
};

/*
 * Days since 1970-01-01 and back.  Years are counted from the 1st of March, so
 * that the leap day is the last of its year; an era is 400 years, 146,097
 * days, and 719,468 days lie between 0000-03-01 and 1970-01-01.
 */
static int64_t
days_of_date(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t of_era = y - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 +
	    day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	    of_year - 719468;
}

static void
date_of_days(int64_t days, struct fields *f)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t of_era = z - era * 146097;
	int64_t year = (of_era - of_era / 1460 + of_era / 36524 -
	    of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * of_year + 2) / 153;

	f->day = (int)(of_year - (153 * month + 2) / 5 + 1);
	f->month = (int)(month < 10 ? month + 3 : month - 9);
	f->year = (int)(year + era * 400 + (f->month <= 2));
}

static bool
split(struct evi_instant t, struct fields *f)
{
	int64_t days, rest;

	if (t.seconds < FIRST_SECOND || t.seconds > LAST_SECOND ||
	    t.nanoseconds >= NANOSECONDS)
		return false;
	rest = t.seconds % DAY_SECONDS;
	days = t.seconds / DAY_SECONDS;
	if (rest < 0) {
		rest += DAY_SECONDS;
		days--;
	}
	date_of_days(days, f);
	f->hour = (int)(rest / 3600);
	f->minute = (int)(rest / 60 % 60);
	f->second = (int)(rest % 60);
	return true;
}

/* @value in @count digits, and @after; returns what follows. */
static char *
put(char *out, uint32_t value, size_t count, char after)
{
	for (size_t i = count; i > 0; i--) {
		out[i - 1] = (char)('0' + value % 10);
		value /= 10;
	}
	out[count] = after;
	return out + count + 1;
}

bool
evi_instant_format(struct evi_instant t, char out[EVI_INSTANT_TEXT_CAP])
{
	struct fields f;

	if (!split(t, &f))
		return false;
	/* By hand: an inventory has four of these a line. */
	out = put(out, (unsigned int)f.year, 4, '-');
	out = put(out, (unsigned int)f.month, 2, '-');
	out = put(out, (unsigned int)f.day, 2, 'T');
	out = put(out, (unsigned int)f.hour, 2, ':');
	out = put(out, (unsigned int)f.minute, 2, ':');
	out = put(out, (unsigned int)f.second, 2, '.');
	out = put(out, t.nanoseconds, 9, 'Z');
	*out = '\0';
	return true;
}

void
evi_instant_people(struct evi_instant t, char out[EVI_INSTANT_TEXT_CAP])
{
	struct fields f;
	char text[80];

	if (!split(t, &f)) {
		(void)snprintf(out, EVI_INSTANT_TEXT_CAP,
		    "outside years 0000-9999");
		return;
	}
	(void)snprintf(text, sizeof(text), "%04d-%02d-%02d %02d:%02d:%02dZ",
	    f.year, f.month, f.day, f.hour, f.minute, f.second);
	memcpy(out, text, sizeof("2026-10-26 09:14:03Z"));
}

/* Exactly @count digits at *@p, which moves past them. */
static bool
digits(const char **p, int count, int *out)
{
	int value = 0;

	for (int i = 0; i < count; i++, (*p)++) {
		if (**p < '0' || **p > '9')
			return false;
		value = value * 10 + (**p - '0');
	}
	*out = value;
	return true;
}

static bool
literal(const char **p, const char *any_of)
{
	if (**p == '\0' || strchr(any_of, **p) == NULL)
		return false;
	(*p)++;
	return true;
}

static int
days_in_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
	    30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

static bool
date_and_time(const char **p, const char *between, struct fields *f)
{
	return digits(p, 4, &f->year) && literal(p, "-") &&
	    digits(p, 2, &f->month) && literal(p, "-") &&
	    digits(p, 2, &f->day) && literal(p, between) &&
	    digits(p, 2, &f->hour) && literal(p, ":") &&
	    digits(p, 2, &f->minute) && literal(p, ":") &&
	    digits(p, 2, &f->second) &&
	    f->month >= 1 && f->month <= 12 && f->day >= 1 &&
	    f->day <= days_in_month(f->year, f->month) &&
	    f->hour <= 23 && f->minute <= 59 && f->second <= 59;
}

static int64_t
seconds_of(const struct fields *f)
{
	return days_of_date(f->year, f->month, f->day) * DAY_SECONDS +
	    f->hour * 3600 + f->minute * 60 + f->second;
}

bool
evi_instant_parse(const char *text, struct evi_instant *out)
{
	struct fields f;
	int nanoseconds;
	const char *p = text;

	if (!date_and_time(&p, "T", &f) || !literal(&p, ".") ||
	    !digits(&p, 9, &nanoseconds) || !literal(&p, "Z") || *p != '\0')
		return false;
	out->seconds = seconds_of(&f);
	out->nanoseconds = (uint32_t)nanoseconds;
	return true;
}

/* An optional fraction of 1 to 9 decimals. */
static bool
fraction(const char **p, uint32_t *out)
{
	uint32_t value = 0, unit = NANOSECONDS / 10;
	int count = 0;

	*out = 0;
	if (!literal(p, "."))
		return true;
	for (; **p >= '0' && **p <= '9'; (*p)++, count++) {
		if (count == 9)
			return false;
		value += (uint32_t)(**p - '0') * unit;
		unit /= 10;
	}
	*out = value;
	return count > 0;
}

/* "Z" or an offset from UTC, in seconds to take from the time. */
static bool
offset(const char **p, int64_t *out)
{
	int hours, minutes;
	bool west = **p == '-';

	*out = 0;
	if (literal(p, "Zz"))
		return true;
	if (!literal(p, "+-") || !digits(p, 2, &hours) ||
	    !literal(p, ":") || !digits(p, 2, &minutes) ||
	    hours > 23 || minutes > 59)
		return false;
	*out = hours * 3600 + minutes * 60;
	if (west)
		*out = -*out;
	return true;
}

bool
evi_instant_parse_any(const char *text, struct evi_instant *out)
{
	struct fields f;
	int64_t seconds, from_utc;
	uint32_t nanoseconds;
	const char *p = text;

	if (!date_and_time(&p, "Tt ", &f) || !fraction(&p, &nanoseconds) ||
	    !offset(&p, &from_utc) || *p != '\0')
		return false;
	seconds = seconds_of(&f) - from_utc;
	if (seconds < FIRST_SECOND || seconds > LAST_SECOND)
		return false;
	out->seconds = seconds;
	out->nanoseconds = nanoseconds;
	return true;
}
