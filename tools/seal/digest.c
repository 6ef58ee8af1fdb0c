/*
 * The digest of the seal that a new one takes the place of.  Of a bundle it is
 * what an inspection tells: whether that bundle is intact is not asked here.
 */
#include "seal/digest.h"
#include "common/message.h"

#include <evidence/inspect.h>

#include <string.h>

static int
is_digest(const char *text)
{
	return strspn(text, "0123456789abcdef") >= 64;
}

/* A quotation mark within a JSON string is escaped, so that this cannot be
 * found inside one. */
static int
find_digest(void *context, const char *json, const char *text)
{
	static const char key[] = "\"sealDigest\":\"";
	const char *at = strstr(json, key);
	char *out = context;

	(void)text;
	if (at != NULL && is_digest(at + sizeof(key) - 1)) {
		memcpy(out, at + sizeof(key) - 1, 64);
		out[64] = '\0';
	}
	return 0;
}

int
digest_take(const char *value, char out[65])
{
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;

	out[0] = '\0';
	if (strlen(value) == 64 && is_digest(value)) {
		memcpy(out, value, 65);
		return 0;
	}
	status = evid_inspect_path(value, find_digest, NULL, out, &err);
	if (status != EVID_OK) {
		message_error(&err);
		message("it takes a bundle, or the 64 hex digits of a seal's "
		    "digest", "--supersedes names no seal");
		return message_exit(status);
	}
	if (out[0] != '\0')
		return 0;
	message_of(value, "give the seal's digest instead",
	    "the bundle tells of no seal");
	return EXIT_USAGE;
}
