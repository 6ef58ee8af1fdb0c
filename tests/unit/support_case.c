/*
 * JSON in C sources (support_case.h).
 */
#include "support_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct evi_json *
support_json(const char *text)
{
	size_t len = strlen(text);
	char *copy = malloc(len + 1);
	struct evi_json *json = NULL;

	assert_non_null(copy);
	for (size_t i = 0; i <= len; i++)
		copy[i] = text[i] == '\'' ? '"' : text[i];
	assert_int_equal(evi_json_parse(copy, len, "test", &json, NULL),
	    EVID_OK);
	free(copy);
	return json;
}
