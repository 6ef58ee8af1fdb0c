/*
 * Which names the target's file system holds (name.h).
 *
 * A file system refuses a name, takes two names for one, or keeps another
 * name than it was given.  The second is seen when the name is given (EEXIST).
 * The others are tried out: names of each kind are made in the hidden folder,
 * once, when the first unusual name comes, and the folder is listed.  A rename
 * is not the place to try: there are drivers that lose the file when they
 * refuse its new name.
 */
#include "bundle/extract/name.h"

#include "adapt/digest.h"
#include "adapt/unicode.h"
#include "base/beneath.h"
#include "base/text.h"
#include "record/name.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PROBE "names"

enum {
	NOT_ASCII = 1, NOT_UTF8 = 2, NOT_NFC = 4, CONTROL = 8, BACKSLASH = 16,
	COLON = 32, OTHER_SIGN = 64, LAST_DOT = 128, EDGE_SPACE = 256
};

static const struct {
	unsigned int class;
	const char *name;
} probes[] = {
	{ NOT_ASCII, "\xd1\x8f\xc3\xa9" }, { NOT_UTF8, "u\xff" },
	{ NOT_NFC, "e\xcc\x81" }, { CONTROL, "c\x01\n" },
	{ BACKSLASH, "b\\s" }, { COLON, "a:b" }, { OTHER_SIGN, "<>\"|?*" },
	{ LAST_DOT, "dot." }, { EDGE_SPACE, " space " },
};

#define N_PROBES (sizeof(probes) / sizeof(probes[0]))

static unsigned int
class_of_bytes(const char *name, size_t len)
{
	unsigned int class = 0;
	size_t i;

	for (i = 0; i < len; i++) {
		unsigned char c = (unsigned char)name[i];

		if (c >= 0x80)
			class |= NOT_ASCII;
		else if (c < 0x20 || c == 0x7f)
			class |= CONTROL;
		else if (c == '\\')
			class |= BACKSLASH;
		else if (c == ':')
			class |= COLON;
		else if (strchr("<>\"|?*", c) != NULL)
			class |= OTHER_SIGN;
	}
	if (len > 0 && name[len - 1] == '.')
		class |= LAST_DOT;
	if (len > 0 && (name[0] == ' ' || name[len - 1] == ' '))
		class |= EDGE_SPACE;
	return class;
}

static enum evid_status
class_of(const char *name, unsigned int *out, struct evid_error *err)
{
	struct evi_buf nfc = EVI_BUF_INIT;
	size_t len = strlen(name);
	enum evid_status status = EVID_OK;

	*out = class_of_bytes(name, len);
	if ((*out & NOT_ASCII) == 0)
		return EVID_OK;
	if (!evi_utf8_valid(name, len)) {
		*out |= NOT_UTF8;
		return EVID_OK;
	}
	status = evi_nfc(name, len, &nfc, err);
	if (status == EVID_OK && (nfc.len != len ||
	    memcmp(nfc.data, name, len) != 0))
		*out |= NOT_NFC;
	evi_buf_free(&nfc);
	return status;
}

/* which of the probes are listed as they were made */
static unsigned int
list(int fd)
{
	unsigned int seen = 0;
	struct dirent *entry;
	DIR *dir = fdopendir(fd);
	size_t i;

	if (dir == NULL) {
		close(fd);
		return 0;
	}
	while ((entry = readdir(dir)) != NULL)
		for (i = 0; i < N_PROBES; i++)
			if (strcmp(entry->d_name, probes[i].name) == 0)
				seen |= probes[i].class;
	closedir(dir);
	return seen;
}

static void
try_out(struct evi_naming *n)
{
	int fd = evi_beneath_make(n->folder, PROBE, 0700);
	size_t i;

	n->tried = true;
	if (fd < 0)
		return;
	for (i = 0; i < N_PROBES; i++) {
		int file = openat(fd, probes[i].name, O_WRONLY | O_CREAT |
		    O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

		if (file >= 0)
			close(file);
		n->bad |= probes[i].class;
	}
	n->bad &= ~list(fd);
	(void)evi_beneath_remove(n->folder, PROBE);
}

enum evid_status
evi_naming_keeps(struct evi_naming *n, const char *name, bool *good_out,
    struct evid_error *err)
{
	unsigned int class = 0;
	enum evid_status status = class_of(name, &class, err);

	if (status == EVID_OK && class != 0 && !n->tried)
		try_out(n);
	*good_out = (class & n->bad) == 0;
	return status;
}

enum evid_status
evi_naming_try(struct evi_naming *n, const char *original,
    const char *mapped, unsigned int attempt, char out[NAME_MAX + 1],
    bool *usable_out, struct evid_error *err)
{
	uint8_t sha256[EVI_SHA256_LEN];
	char hex[17];
	enum evid_status status;

	*usable_out = false;
	if (attempt < 2) {
		const char *name = attempt == 0 ? original : mapped;

		if (strlen(name) > NAME_MAX || name[0] == '\0' ||
		    strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
		    strchr(name, '/') != NULL)
			return EVID_OK;
		memcpy(out, name, strlen(name) + 1);
		return evi_naming_keeps(n, name, usable_out, err);
	}
	status = evi_sha256(original, strlen(original), sha256, err);
	evi_hex(sha256, 8, hex);
	if (attempt == 2)
		(void)snprintf(out, NAME_MAX + 1, "=~%s", hex);
	else
		(void)snprintf(out, NAME_MAX + 1, "=~%s-%u", hex, attempt);
	*usable_out = true;
	return status;
}
