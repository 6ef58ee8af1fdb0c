/*
 * Inspection of any file: no crash, and what is told is JSON with no byte in
 * its text for people that a terminal would act on.
 */
#include "support_bundle.h"

#include "adapt/json.h"
#include "base/text.h"
#include "evidence/inspect.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

static void
check_line(const char *text, bool many)
{
	size_t len = strlen(text), n;
	uint32_t code;

	for (size_t at = 0; at < len; at += n) {
		n = evi_utf8_next((const uint8_t *)text + at, len - at, &code);
		HOLDS(n > 0 && ((many && code == '\n') ||
		    (!evi_is_control(code) && !evi_is_bidi(code))));
	}
}

static void
check_json(const char *text)
{
	struct evi_json *value = NULL;	/* owned here */
	enum evid_status status = evi_json_parse(text, strlen(text), "told",
	    &value, NULL);

	/* What nests as deep as a bundle may stands in it one deeper. */
	HOLDS(status == EVID_OK || status == EVID_ERR_LIMIT);
	HOLDS(status != EVID_OK || evi_json_type(value) == EVI_JSON_OBJECT);
	evi_json_free(value);
}

static int
take_summary(void *context, const char *json, const char *text)
{
	(void)context;
	check_json(json);
	check_line(text, true);
	return 0;
}

static int
take_member(void *context, const struct evid_member *member)
{
	(void)context;
	check_line(member->path, false);
	check_line(member->original, false);
	check_line(member->modified, false);
	check_json(member->line);
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct evid_error err = EVID_ERROR_INIT;
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	char path[64];

	HOLDS(fd >= 0 && write(fd, data, len) == (ssize_t)len);
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (evid_inspect_path(path, take_summary, take_member, NULL, &err) !=
	    EVID_OK)
		check_line(err.message, false);
	(void)close(fd);
	return 0;
}

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t len, size_t cap,
    unsigned int seed)
{
	return len >= 2 && data[0] == 0x1f && data[1] == 0x8b ?
	    fuzz_mutate_gzip(data, len, cap, seed) :
	    fuzz_mutate_tar(data, len, cap, seed);
}
