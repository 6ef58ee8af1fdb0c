/*
 * Ids between quotes (named.h).
 */
#include "common/named.h"
#include "common/message.h"

#include <stdlib.h>
#include <string.h>

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
	for (p = value + 1; *p != '"' && *p != '\0'; p++) {
		if (*p == '\\' && (p[1] == '"' || p[1] == '\\'))
			p++;
		*to++ = *p;
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
