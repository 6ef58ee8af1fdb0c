/*
 * Reading JSON by jansson (json.h).
 *
 * Before jansson sees a text, one pass over its tokens refuses what jansson
 * would take or would take otherwise: nesting past our limit (jansson's is
 * 2048), numbers with a fraction or exponent, integers past 2^53-1.  That pass
 * needs no grammar: outside strings, a digit or a minus begins a number.
 */
#include "adapt/json.h"
#include "adapt/json_parts.h"
#include "base/memory.h"
#include "base/num.h"
#include "base/text.h"

#include <jansson.h>
#include <string.h>

/*
 * What a value costs in jansson's tree, about: "{}," is three bytes of text
 * and half a KiB of memory, so that 16 MiB of it, which deflate makes 30 KiB
 * of, would cost 2 GiB.  A text may cost so much and no more.  Of an event of
 * the custody log this is the weight that the format bounds (9.1).
 */
#define COST_OBJECT 512
#define COST_ARRAY 320
#define COST_TEXT 64
#define COST_NUMBER 48
#define COST_MAX ((size_t)64 << 20)
#define TOO_MANY "so many values that they would take more than 64 MiB of " \
    "memory"

struct scan {
	const char *text;
	size_t len;
	size_t at;
	size_t line, line_start;
	unsigned int depth;
	size_t cost;
	const char *name;
	bool to_sign;		/* -0 is refused */
	bool weighs;		/* what it costs is no error, but the answer */
};

static enum evid_status
fail_at(struct evid_error *err, enum evid_status status, const char *name,
    size_t line, size_t column, const char *what)
{
	struct evi_buf shown = EVI_BUF_INIT, why = EVI_BUF_INIT;

	evi_text_escape(&shown, name, strlen(name));
	evi_text_escape(&why, what, strlen(what));
	evi_fail(err, status, "%s:%zu:%zu: %s", evi_buf_text(&shown), line,
	    column, evi_buf_text(&why));
	evi_buf_free(&shown);
	evi_buf_free(&why);
	return status;
}

static enum evid_status
fail_scan(const struct scan *s, enum evid_status status, const char *what,
    struct evid_error *err)
{
	return fail_at(err, status, s->name, s->line,
	    s->at - s->line_start + 1, what);
}

/* Not a limit of the format: so no word on the bundle, but none for it.  Who
 * does not ask why is told it once memory is said to lack. */
static enum evid_status
fail_cost(const struct scan *s, struct evid_error *err)
{
	struct evi_buf why = EVI_BUF_INIT;	/* owned here */

	evi_text_escape(&why, s->name, strlen(s->name));
	if (why.len > 0)
		evi_buf_add_format(&why, ":%zu:%zu: ", s->line,
		    s->at - s->line_start + 1);
	else
		evi_buf_add_text(&why, "a JSON text has ");
	evi_buf_add_text(&why, TOO_MANY);
	evi_memory_refused(evi_buf_text(&why));
	evi_buf_free(&why);
	return evi_fail_memory(err);
}

/* To the byte after the closing quote, or to the end. */
static void
pass_string(struct scan *s)
{
	size_t from = s->at;

	for (s->at++; s->at < s->len && s->text[s->at] != '"'; s->at++) {
		if (s->text[s->at] == '\\')
			s->at++;
	}
	s->at++;
	s->cost += COST_TEXT + s->at - from;
}

/* What is signed has no such number, and 0 is not what was written. */
static enum evid_status
fail_minus_zero(const struct scan *s, struct evid_error *err)
{
	(void)fail_scan(s, EVID_ERR_ARGUMENT, "a zero with a minus, which "
	    "cannot be signed as a number", err);
	evi_hint(err, "write 0, or, where the minus is to stay, quote it as "
	    "a text: \"-0\"");
	return EVID_ERR_ARGUMENT;
}

static enum evid_status
pass_number(struct scan *s, struct evid_error *err)
{
	size_t start, end = s->at;
	uint64_t value;

	while (end < s->len && s->text[end] != '\0' &&
	    strchr("+-0123456789.eE", s->text[end]) != NULL) {
		if (strchr(".eE", s->text[end]) != NULL)
			return fail_scan(s, EVID_ERR_FORMAT,
			    "a number that is no integer", err);
		end++;
	}
	start = s->at + (s->text[s->at] == '-');
	if (!evi_parse_u64(s->text + start, end - start, &value) ||
	    value > EVI_MAX_INTEGER)
		return fail_scan(s, EVID_ERR_FORMAT,
		    "not an integer from -(2^53-1) to 2^53-1", err);
	if (s->to_sign && value == 0 && start > s->at)
		return fail_minus_zero(s, err);
	s->at = end;
	s->cost += COST_NUMBER;
	return EVID_OK;
}

static enum evid_status
scan_text(struct scan *s, struct evid_error *err)
{
	enum evid_status status;

	while (s->at < s->len) {
		char c = s->text[s->at];

		if (s->cost > COST_MAX)
			return s->weighs ? EVID_OK : fail_cost(s, err);
		if (c == '"') {
			pass_string(s);
			continue;
		}
		if (c == '-' || (c >= '0' && c <= '9')) {
			status = pass_number(s, err);
			if (status != EVID_OK)
				return status;
			continue;
		}
		if (c == '[' || c == '{') {
			if (++s->depth > EVI_JSON_DEPTH)
				return fail_scan(s, EVID_ERR_LIMIT,
				    "nested deeper than 32", err);
			s->cost += c == '{' ? COST_OBJECT : COST_ARRAY;
		} else if (c == ']' || c == '}') {
			if (s->depth > 0)
				s->depth--;
		} else if (c == '\n') {
			s->line++;
			s->line_start = s->at + 1;
		} else if (c == '\0') {
			/* jansson takes it for the end of the text. */
			return fail_scan(s, EVID_ERR_FORMAT, "a NUL byte",
			    err);
		}
		s->at++;
	}
	return EVID_OK;
}

/* jansson names its own options where a text has a NUL */
static const char *
told_of(const json_error_t *why)
{
	enum json_error_code code = json_error_code(why);

	return code == json_error_null_character ||
	    code == json_error_null_byte_in_key ?
	    "a NUL, which no text may have" : why->text;
}

static enum evid_status
parse(const void *text, size_t len, const char *name, bool to_sign,
    struct evi_json **out, struct evid_error *err)
{
	struct scan s = { .text = text, .len = len, .line = 1, .name = name,
		.to_sign = to_sign };
	enum evid_status status;
	json_error_t why;
	json_t *value;

	*out = NULL;
	if (len > EVI_JSON_LIMIT)
		return fail_at(err, EVID_ERR_LIMIT, name, 1, 1,
		    "larger than 16 MiB");
	if (len == 0)
		return fail_at(err, EVID_ERR_FORMAT, name, 1, 1,
		    "nothing is in it");
	/* A key in the place of another file is what people mix up most. */
	if (len > 10 && memcmp(text, "-----BEGIN", 10) == 0)
		return fail_at(err, EVID_ERR_FORMAT, name, 1, 1,
		    "a PEM file, such as a key, where JSON was expected");
	/* Some editors put a mark first, or save what nobody reads so. */
	if (len > 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		return fail_at(err, EVID_ERR_FORMAT, name, 1, 1,
		    "a byte order mark: save it as UTF-8 without one");
	if (len > 2 && (memcmp(text, "\xff\xfe", 2) == 0 ||
	    memcmp(text, "\xfe\xff", 2) == 0))
		return fail_at(err, EVID_ERR_FORMAT, name, 1, 1,
		    "UTF-16: save it as UTF-8");
	status = scan_text(&s, err);
	if (status != EVID_OK)
		return status;
	value = json_loadb(text, len, JSON_DECODE_ANY |
	    JSON_REJECT_DUPLICATES, &why);
	if (value == NULL) {
		if (json_error_code(&why) == json_error_out_of_memory) {
			evi_json_lose();
			return evi_fail_memory(err);
		}
		return fail_at(err, EVID_ERR_FORMAT, name,
		    why.line > 0 ? (size_t)why.line : 1,
		    why.column > 0 ? (size_t)why.column : 1, told_of(&why));
	}
	*out = (struct evi_json *)value;
	return EVID_OK;
}

/* No byte costs more than one that opens an object. */
bool
evi_json_too_heavy(const void *text, size_t len)
{
	struct scan s = { .text = text, .len = len, .line = 1, .name = "",
		.weighs = true };

	if (len <= COST_MAX / COST_OBJECT)
		return false;
	(void)scan_text(&s, NULL);
	return s.cost > COST_MAX;
}

enum evid_status
evi_json_parse(const void *text, size_t len, const char *name,
    struct evi_json **out, struct evid_error *err)
{
	return parse(text, len, name, false, out, err);
}

enum evid_status
evi_json_parse_to_sign(const void *text, size_t len, const char *name,
    struct evi_json **out, struct evid_error *err)
{
	return parse(text, len, name, true, out, err);
}

enum evid_status
evi_json_parse_canonical(const void *text, size_t len, const char *name,
    struct evi_json **out, bool *canonical_out, struct evid_error *err)
{
	struct evi_buf again = EVI_BUF_INIT;	/* owned here */
	enum evid_status status;

	*canonical_out = false;
	status = evi_json_parse(text, len, name, out, err);
	if (status != EVID_OK)
		return status;
	(void)evi_buf_reserve(&again, len);
	evi_json_write(&again, *out);
	status = evi_buf_status(&again, err);
	if (status != EVID_OK) {
		evi_json_free(*out);
		*out = NULL;
	} else {
		*canonical_out = again.len == len &&
		    memcmp(again.data, text, len) == 0;
	}
	evi_buf_free(&again);
	return status;
}
