/*
 * Small tag files and names: evidence/format is what its one form says, a
 * path is the tag that has this path, and no name of a bundle or of the
 * mapped form is one that a file system would take otherwise.
 */
#include "support.h"

#include "record/name.h"
#include "record/tags.h"

#include <stdio.h>

static void
check_format(const uint8_t *data, size_t len)
{
	enum evi_format_check check = evi_format_check(data, len);
	bool ours = len == strlen(evi_format_text) &&
	    memcmp(data, evi_format_text, len) == 0;
	static const char begin[] = "urn:libevidence:bundle:";
	size_t n = strlen(begin);
	bool other = len > n + 1 && memcmp(data, begin, n) == 0 &&
	    data[len - 1] == '\n' && (data[n] != '0' || len == n + 2);

	for (size_t i = n; other && i + 1 < len; i++)
		other = data[i] >= '0' && data[i] <= '9';
	HOLDS(ours == (check == EVI_FORMAT_OURS));
	HOLDS((other && !ours) == (check == EVI_FORMAT_OTHER));
}

static void
check_path(const char *path)
{
	enum evi_tag tag = evi_tag_of(path);
	const char *own = evi_tag_path(tag);

	HOLDS(tag <= EVI_TAG_NONE);
	HOLDS(own == NULL || strcmp(own, path) == 0);
	if (tag == EVI_TAG_X)
		HOLDS(strncmp(path, "evidence/x/", 11) == 0);
	if (tag == EVI_TAG_PAYLOAD)
		HOLDS(strncmp(path, "data/", 5) == 0);
}

static void
check_names(const char *text)
{
	size_t len = strlen(text);
	char slashed[EVI_PATH_MAX + 3];

	if (evi_name_is_base(text)) {
		HOLDS(len >= 1 && len <= 64 && text[0] != '.' &&
		    text[len - 1] != '.' && strchr(text, '/') == NULL);
		HOLDS(evi_path_grammar(text, len));
	}
	if (!evi_path_grammar(text, len))
		return;
	HOLDS(len > 0 && len <= EVI_PATH_MAX && text[0] != '/' &&
	    text[len - 1] != '/' && strpbrk(text, "\\:*?\"<>|\n\r\t") == NULL);
	(void)snprintf(slashed, sizeof(slashed), "/%s/", text);
	HOLDS(strstr(slashed, "//") == NULL && strstr(slashed, "/./") == NULL &&
	    strstr(slashed, "/../") == NULL && strstr(slashed, "./") == NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct fuzz_input in = { data, len };
	char *text = fuzz_text(&in, '\n');	/* owned here */

	check_format(data, len);
	check_path(text);
	check_names(text);
	free(text);
	return 0;
}
