/*
 * A name that was typed wrong, and what was meant: what is a slip of the finger
 * away, by edits of single letters, of which two that changed places are one.
 */
#include "common/options.h"
#include "common/message.h"
#include "common/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH_MAX 32

static unsigned int
least(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/* the edits from @a to @b, row by row; the rows before are kept */
static unsigned int
edits(const char *a, size_t a_len, const char *b, size_t b_len)
{
	unsigned int rows[3][LENGTH_MAX + 1];

	for (size_t j = 0; j <= b_len; j++)
		rows[0][j] = (unsigned int)j;
	for (size_t i = 1; i <= a_len; i++) {
		unsigned int *now = rows[i % 3], *last = rows[(i + 2) % 3];
		const unsigned int *before = rows[(i + 1) % 3];

		now[0] = (unsigned int)i;
		for (size_t j = 1; j <= b_len; j++) {
			now[j] = least(least(last[j], now[j - 1]) + 1,
			    last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
		}
	}
	return rows[a_len % 3][b_len];
}

static const char *
nearest(const char *typed, size_t len, const char *const *names, size_t n)
{
	/* In a short word two wrong letters leave nothing of it. */
	unsigned int most = len < 5 ? 2 : 3;
	const char *found = NULL;

	for (size_t i = 0; i < n && len <= LENGTH_MAX; i++) {
		size_t name_len = names[i] == NULL ? 0 : strlen(names[i]);
		unsigned int far;

		if (name_len == 0 || name_len > LENGTH_MAX)
			continue;
		far = edits(typed, len, names[i], name_len);
		if (far < most) {
			most = far;
			found = names[i];
		}
	}
	return found;
}

int
options_unknown(const char *before, const char *typed, size_t len,
    const char *after, const char *const *names, size_t n)
{
	const char *near = nearest(typed, len, names, n);
	char *escaped = text_escaped(typed);
	char hint[128];

	if (near == NULL)
		snprintf(hint, sizeof(hint), "%s --help lists them",
		    message_tool());
	else
		snprintf(hint, sizeof(hint), "is %s%s meant? %s --help lists "
		    "all", strcmp(before, "--") == 0 ? before : "", near,
		    message_tool());
	message(hint, "%s%s%s", before, escaped == NULL ? "(no memory)" :
	    escaped, after);
	free(escaped);
	return EXIT_USAGE;
}
