/*
 * Globs: the matcher, which goes back to the last stars alone, agrees with
 * one that tries everything.
 */
#include "support.h"

#include "base/text.h"
#include "record/name.h"

/* Patterns and paths are short: what tries everything takes long. */
#define LEN_MAX 14

static size_t
one(const char *p, uint32_t *code_out)
{
	size_t n = evi_utf8_next((const uint8_t *)p, strlen(p), code_out);

	if (n > 0)
		return n;
	*code_out = 0x110000 + (uint8_t)*p;
	return 1;
}

/* The length of "[set]" at @p, 0 where it is none; *in_out: has it @code? */
static size_t
set(const char *p, uint32_t code, bool *in_out)
{
	const char *at = p + 1, *first;
	bool negated = *at == '!' || *at == '^', in = false;

	first = at += negated;
	while (*at != ']' || at == first) {
		uint32_t ends[2];

		for (int i = 0; i < 2; i++) {
			if (*at == '\\' && at[1] != '\0')
				at++;
			if (*at == '\0')
				return 0;
			at += one(at, &ends[i]);
			if (i > 0)
				break;
			ends[1] = ends[0];
			if (*at != '-' || at[1] == ']' || at[1] == '\0')
				break;
			at++;
		}
		in = in || (code >= ends[0] && code <= ends[1]);
	}
	*in_out = in != negated;
	return (size_t)(at + 1 - p);
}

static bool
matches(const char *p, const char *start, const char *t, bool prefix)
{
	uint32_t code, wanted;
	size_t n, set_len;
	bool in;

	if (p[0] == '*' && p[1] == '*') {
		bool border = p[2] == '/';

		for (;; t += one(t, &code)) {
			if ((!border || t == start || t[-1] == '/') &&
			    matches(p + 2 + border, start, t, prefix))
				return true;
			if (*t == '\0')
				return false;
		}
	}
	if (p[0] == '*') {
		for (;; t += one(t, &code)) {
			if (matches(p + 1, start, t, prefix))
				return true;
			if (*t == '\0' || *t == '/')
				return false;
		}
	}
	if (*p == '\0')
		return *t == '\0' || (prefix && *t == '/');
	if (*t == '\0')
		return false;
	n = one(t, &code);
	if (*p == '?')
		return code != '/' && matches(p + 1, start, t + n, prefix);
	set_len = *p == '[' ? set(p, code, &in) : 0;
	if (set_len > 0)
		return in && code != '/' &&
		    matches(p + set_len, start, t + n, prefix);
	if (*p == '\\' && p[1] != '\0')
		p++;
	p += one(p, &wanted);
	return code == wanted && matches(p, start, t + n, prefix);
}

/* evi_glob as its header tells of it. */
static bool
model(char *pattern, const char *path)
{
	size_t len = strlen(pattern);
	const char *slash = strrchr(path, '/');

	while (len > 1 && pattern[len - 1] == '/')
		pattern[--len] = '\0';
	if (len == 0)
		return false;
	if (strchr(pattern, '/') != NULL)
		return matches(pattern, path, path, true);
	path = slash == NULL ? path : slash + 1;
	return matches(pattern, path, path, false);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct fuzz_input in = { data, len };
	char *pattern = fuzz_text(&in, '\n');	/* owned here */
	char *path = fuzz_text(&in, '\n');	/* owned here */
	bool is = evi_glob(pattern, path);

	if (strlen(pattern) <= LEN_MAX && strlen(path) <= LEN_MAX)
		HOLDS(is == model(pattern, path));
	(void)evi_path_covers(pattern, path);
	free(pattern);
	free(path);
	return 0;
}
