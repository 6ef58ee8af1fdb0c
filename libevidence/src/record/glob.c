/*
 * Shell patterns of options, matched against original paths.
 *
 *	pattern = ( "*" | "**" | "?" | "[" ["!"|"^"] set "]" | "\" char | char )*
 *
 * "**" followed by a slash also stands for no folder at all.  A character is
 * a code point, or a byte that begins none.
 */
#include "record/name.h"
#include "base/text.h"

#include <string.h>

/* One character at @p, which is not at its end. */
static size_t
character(const char *p, uint32_t *code_out)
{
	size_t n = evi_utf8_next((const uint8_t *)p, strlen(p), code_out);

	if (n == 0) {
		/* Past all code points, so that it equals only itself. */
		*code_out = 0x110000 + (uint8_t)*p;
		return 1;
	}
	return n;
}

/* One character of a set, perhaps behind a backslash. */
static const char *
set_character(const char *p, uint32_t *code_out)
{
	if (*p == '\\' && p[1] != '\0')
		p++;
	return *p == '\0' ? NULL : p + character(p, code_out);
}

/* The set that begins after "[" at @p: is @code in it?  Returns what follows
 * "]", or NULL where there is none (the bracket then is a plain one). */
static const char *
match_set(const char *p, uint32_t code, bool *in_out)
{
	bool negated = *p == '!' || *p == '^', in = false;
	const char *start = negated ? p + 1 : p;

	for (p = start; *p != ']' || p == start;) {
		uint32_t low, high;

		p = set_character(p, &low);
		if (p == NULL)
			return NULL;
		high = low;
		if (p[0] == '-' && p[1] != ']' && p[1] != '\0') {
			p = set_character(p + 1, &high);
			if (p == NULL)
				return NULL;
		}
		if (code >= low && code <= high)
			in = true;
	}
	*in_out = in != negated;
	return p + 1;
}

/* One pattern character but a star against the character at @text; returns
 * the pattern behind it, NULL where it does not match. */
static const char *
match_one(const char *pattern, const char *text, size_t *n_out)
{
	uint32_t code, wanted;
	const char *after;
	bool in;

	*n_out = character(text, &code);
	if (*pattern == '?')
		return code == '/' ? NULL : pattern + 1;
	if (*pattern == '[') {
		after = match_set(pattern + 1, code, &in);
		if (after != NULL)
			return in && code != '/' ? after : NULL;
	}
	if (*pattern == '\\' && pattern[1] != '\0')
		pattern++;
	if (*pattern == '\0')
		return NULL;
	pattern += character(pattern, &wanted);
	return wanted == code ? pattern : NULL;
}

/* Where to go on after a star when what follows it did not match. */
struct retry {
	const char *pattern, *text;
};

/* Let the last star take one character more. */
static bool
step_back(struct retry *star, struct retry *deep, const char **pattern,
    const char **text)
{
	struct retry *use = star;
	uint32_t code;

	if (star->pattern == NULL || *star->text == '\0' ||
	    *star->text == '/') {
		star->pattern = NULL;
		use = deep;
	}
	if (use->pattern == NULL || *use->text == '\0')
		return false;
	use->text += character(use->text, &code);
	*pattern = use->pattern;
	*text = use->text;
	return true;
}

/* A double star that stood for folders goes on at a folder's border alone. */
static bool
at_border(const struct retry *deep, const char *pattern, const char *start,
    const char *text)
{
	return pattern != deep->pattern || pattern[-1] != '/' ||
	    text == start || text[-1] == '/';
}

/*
 * The last single and the last double star are all that need be tried again:
 * what an earlier one could take, the later one takes as well.
 */
static bool
match(const char *pattern, const char *text, bool prefix)
{
	struct retry star = { NULL, NULL }, deep = { NULL, NULL };
	const char *start = text;

	for (;;) {
		bool here = at_border(&deep, pattern, start, text);
		const char *after = NULL;
		size_t n = 0;

		if (here && pattern[0] == '*' && pattern[1] == '*') {
			pattern += 2;
			if (*pattern == '/')
				pattern++;
			deep = (struct retry){ pattern, text };
			star.pattern = NULL;
			continue;
		}
		if (here && pattern[0] == '*') {
			star = (struct retry){ ++pattern, text };
			continue;
		}
		if (*pattern == '\0' &&
		    (*text == '\0' || (prefix && *text == '/')))
			return true;
		if (here && *text != '\0')
			after = match_one(pattern, text, &n);
		if (after != NULL) {
			pattern = after;
			text += n;
		} else if (!step_back(&star, &deep, &pattern, &text)) {
			return false;
		}
	}
}

bool
evi_glob(const char *pattern, const char *path)
{
	char plain[EVI_PATH_MAX + 1];
	size_t len = strlen(pattern);
	const char *slash;

	if (len == 0 || len > EVI_PATH_MAX)
		return false;
	memcpy(plain, pattern, len + 1);
	while (len > 1 && plain[len - 1] == '/')
		plain[--len] = '\0';
	if (strchr(plain, '/') != NULL)
		return match(plain, path, true);
	slash = strrchr(path, '/');
	return match(plain, slash == NULL ? path : slash + 1, false);
}

bool
evi_path_covers(const char *prefix, const char *path)
{
	size_t len = strlen(prefix);

	return strncmp(prefix, path, len) == 0 &&
	    (path[len] == '\0' || path[len] == '/');
}
