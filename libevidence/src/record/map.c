/*
 * ddrescue's map files: which ranges of a medium were not read.
 *
 *	map   = *("#" comment LF) POSITION STATUS [PASS] LF *block
 *	block = POSITION SIZE STATUS LF
 *
 * All but "+" is unread, and so is what no block tells of.  What stands there
 * in the image is whatever the image has there.
 */
#include "record/noted.h"
#include "base/num.h"
#include "base/text.h"

#include <string.h>

struct state {
	const char *name;
	size_t line;
	uint64_t at;		/* what is before it was told of */
	uint64_t size;
	bool position_seen;
	struct evi_ranges *out;
	struct evid_error *err;
};

static enum evid_status
fail_line(const struct state *s, const char *what)
{
	struct evi_buf shown = EVI_BUF_INIT;	/* owned here */

	evi_text_show_path(&shown, s->name);
	if (s->line == 0)
		(void)evi_fail(s->err, EVID_ERR_FORMAT,
		    "%s: nothing is in it", evi_buf_text(&shown));
	else
		(void)evi_fail(s->err, EVID_ERR_FORMAT, "%s: line %zu: %s",
		    evi_buf_text(&shown), s->line, what);
	evi_hint(s->err, "a map file of ddrescue is read");
	evi_buf_free(&shown);
	return EVID_ERR_FORMAT;
}

/* The next word of a line; false where there is none. */
static bool
next_word(const char **p, const char *end, const char **word, size_t *len)
{
	while (*p < end && (**p == ' ' || **p == '\t' || **p == '\r'))
		(*p)++;
	*word = *p;
	while (*p < end && **p != ' ' && **p != '\t' && **p != '\r')
		(*p)++;
	*len = (size_t)(*p - *word);
	return *len > 0;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool
read_number(const char *word, size_t len, uint64_t *out)
{
	uint64_t value = 0;

	if (len < 3 || word[0] != '0' || (word[1] != 'x' && word[1] != 'X'))
		return evi_parse_u64(word, len, out);
	for (size_t i = 2; i < len; i++) {
		int digit = hex_digit(word[i]);

		if (digit < 0 || value >> 60 != 0)
			return false;
		value = value << 4 | (uint64_t)digit;
	}
	*out = value;
	return true;
}

static bool
is_status(const char *word, size_t len, const char *any_of)
{
	return len == 1 && strchr(any_of, word[0]) != NULL;
}

/* What lies from the place reached to @end is unread, below the size. */
static enum evid_status
unread_to(struct state *s, uint64_t end)
{
	if (end > s->size)
		end = s->size;
	if (end <= s->at)
		return EVID_OK;
	return evi_ranges_add(s->out, s->at, end - s->at, true, s->err);
}

static enum evid_status
read_block(struct state *s, const char *p, const char *stop)
{
	const char *word;
	uint64_t from, length, end;
	size_t len;
	enum evid_status status;

	if (!next_word(&p, stop, &word, &len) ||
	    !read_number(word, len, &from) ||
	    !next_word(&p, stop, &word, &len) ||
	    !read_number(word, len, &length) ||
	    !evi_add_u64(from, length, &end))
		return fail_line(s, "a block has no position and size");
	if (!next_word(&p, stop, &word, &len) ||
	    !is_status(word, len, "?*/-+"))
		return fail_line(s, "a block's status is none of ? * / - +");
	if (from < s->at)
		return fail_line(s, "a block begins before the last one ends");
	status = unread_to(s, word[0] == '+' ? from : end);
	if (status == EVID_OK)
		s->at = end;
	return status;
}

/* POSITION STATUS [PASS]: where ddrescue was; older ones have no pass. */
static enum evid_status
read_position(struct state *s, const char *p, const char *stop)
{
	const char *word;
	uint64_t value;
	size_t len;

	if (!next_word(&p, stop, &word, &len) ||
	    !read_number(word, len, &value) ||
	    !next_word(&p, stop, &word, &len) ||
	    !is_status(word, len, "?*/-FG+"))
		return fail_line(s, "there is no current position and status");
	s->position_seen = true;
	return EVID_OK;
}

static enum evid_status
read_line(struct state *s, const char *p, const char *stop)
{
	const char *word, *start = p;
	size_t len;

	if (!next_word(&p, stop, &word, &len) || word[0] == '#')
		return EVID_OK;
	return s->position_seen ? read_block(s, start, stop) :
	    read_position(s, start, stop);
}

enum evid_status
evi_map_read(const void *text, size_t len, const char *name, uint64_t size,
    struct evi_ranges *unread_out, struct evid_error *err)
{
	struct state s = { .name = name, .size = size, .out = unread_out,
		.err = err };
	const char *p = text, *end = p + len;
	enum evid_status status = EVID_OK;

	memset(unread_out, 0, sizeof(*unread_out));
	while (p < end && status == EVID_OK) {
		const char *lf = memchr(p, '\n', (size_t)(end - p));
		const char *stop = lf == NULL ? end : lf;

		s.line++;
		status = read_line(&s, p, stop);
		p = lf == NULL ? end : lf + 1;
	}
	if (status == EVID_OK && !s.position_seen)
		status = fail_line(&s, "it is no map file");
	if (status == EVID_OK)
		status = unread_to(&s, size);
	if (status != EVID_OK)
		evi_ranges_free(unread_out);
	return status;
}
