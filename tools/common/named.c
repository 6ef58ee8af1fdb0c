/*
 * Ids between quotes (named.h).
 */
#include "common/named.h"
#include "common/message.h"

#include <stdlib.h>
#include <string.h>

/* a character as UTF-8, which is shorter than it is written */
static void
put(unsigned long code, char **to)
{
	static const unsigned char first[] = { 0, 0xc0, 0xe0, 0xf0 };
	unsigned int more = code < 0x80 ? 0 : code < 0x800 ? 1 :
	    code < 0x10000 ? 2 : 3;

	*(*to)++ = (char)(first[more] | code >> 6 * more);
	while (more-- > 0)
		*(*to)++ = (char)(0x80 | (code >> 6 * more & 0x3f));
}

/* 16: it is none */
static unsigned int
digit_of(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *at = c == '\0' ? NULL : strchr(digits, c);

	return at == NULL ? 16 : (unsigned int)(at - digits) & 15;
}

/* What a backslash at @p begins, as ids are shown; 0: it is one itself. */
static size_t
escaped(const char *p, char **to)
{
	static const char names[] = "\"\\ntr", means[] = "\"\\\n\t\r";
	const char *name = p[1] == '\0' ? NULL : strchr(names, p[1]);
	unsigned long code = 0;
	const char *at;

	if (name != NULL) {
		*(*to)++ = means[name - names];
		return 2;
	}
	if (p[1] != 'u' || p[2] != '{')
		return 0;
	for (at = p + 3; digit_of(*at) < 16 && code <= 0x10ffff; at++)
		code = code << 4 | digit_of(*at);
	if (*at != '}' || code == 0 || code > 0x10ffff ||
	    (code >= 0xd800 && code < 0xe000))
		return 0;
	put(code, to);
	return (size_t)(at + 1 - p);
}

int
named_quoted(const char *value, char **name_out, const char **rest_out)
{
	char *name, *to;
	const char *p;

	*name_out = NULL;
	*rest_out = NULL;
	if (value[0] != '"')
		return 0;
	name = to = malloc(strlen(value));
	if (name == NULL)
		return message_memory();
	for (p = value + 1; *p != '"' && *p != '\0';) {
		size_t n = *p == '\\' ? escaped(p, &to) : 0;

		if (n == 0) {
			*to++ = *p;
			n = 1;
		}
		p += n;
	}
	*to = '\0';
	if (p[0] != '"' || p[1] != '=' || *name == '\0') {
		free(name);
		return 0;
	}
	*name_out = name;
	*rest_out = p + 2;
	return 0;
}
