/*
 * Filling the caller's error value.  What to do with it is the caller's
 * affair; nothing is printed here.
 */
#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Formats into @out and, where it had to be cut, cuts at a character. */
static void EVID_PRINTF(3, 0)
format_cut(char *out, size_t cap, const char *format, va_list args)
{
	int n;
	size_t at;

	n = vsnprintf(out, cap, format, args);
	if (n < 0) {
		out[0] = '\0';
		return;
	}
	if ((size_t)n < cap)
		return;
	/* Back over continuation bytes to the start of the last character,
	 * and keep it only when the whole of it arrived. */
	at = cap - 1;
	while (at > 0 && ((uint8_t)out[at - 1] & 0xc0) == 0x80)
		at--;
	if (at > 0) {
		uint32_t code;
		size_t len = evi_utf8_next((uint8_t *)out + at - 1,
		    cap - at, &code);

		out[len == cap - at ? cap - 1 : at - 1] = '\0';
	}
}

static bool
keeps_errno(enum evid_status status)
{
	return status == EVID_ERR_IO || status == EVID_ERR_SPACE ||
	    status == EVID_ERR_NOT_FOUND || status == EVID_ERR_UNREADABLE;
}

enum evid_status
evi_fail(struct evid_error *err, enum evid_status status,
    const char *format, ...)
{
	int system = errno;
	va_list args;

	if (err == NULL || err->status != EVID_OK)
		return status;
	err->status = status;
	err->system = keeps_errno(status) ? system : 0;
	va_start(args, format);
	format_cut(err->message, sizeof(err->message), format, args);
	va_end(args);
	return status;
}

void
evi_hint(struct evid_error *err, const char *format, ...)
{
	va_list args;

	if (err == NULL || err->hint[0] != '\0')
		return;
	va_start(args, format);
	format_cut(err->hint, sizeof(err->hint), format, args);
	va_end(args);
}

static enum evid_status
status_of_errno(int error)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
		return EVID_ERR_NOT_FOUND;
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return EVID_ERR_SPACE;
	case EEXIST:
		return EVID_ERR_EXISTS;
	case EACCES:
	case EPERM:
		return EVID_ERR_UNREADABLE;
	default:
		return EVID_ERR_IO;
	}
}

static const char *
hint_of_errno(int error)
{
	switch (error) {
	case ENOENT:
		return "check the name and the folder it is in";
	case ENOTDIR:
		return "check the name: a folder is meant, and a file stands "
		    "there";
	case ENOSPC:
		return "free some space there, and room for more files, or "
		    "write to another file system";
	case EDQUOT:
		return "have the quota raised, or write to another file system";
	case EFBIG:
		return "a limit of this process or the file system allows no "
		    "larger file: raise the limit (ulimit -f), or write to "
		    "another file system";
	case EEXIST:
		return "choose another name";
	case EACCES:
	case EPERM:
		return "use an account that is allowed to, or change the "
		    "permissions";
	case EROFS:
		return "the file system is read-only: write to another one";
	case EMFILE:
	case ENFILE:
		return "too many files are open: raise the limit (ulimit -n)";
	case ENXIO:
		return "it is a socket, or a device that is not there: name a "
		    "file";
	case ENAMETOOLONG:
		return "a name may have 255 bytes, and 4,095 with all folders: "
		    "take a shorter one";
	case ELOOP:
		return "a link stands there, where none is followed, or links "
		    "lead in a circle: name the file itself";
	case EIO:
		return "the device reports an error: check it and its cable";
	default:
		return "";
	}
}

const char *
evi_errno_text(int error)
{
	const char *text = strerrordesc_np(error);

	return text == NULL ? "unknown error" : text;
}

enum evid_status
evi_fail_errno(struct evid_error *err, int error, const char *what,
    const char *path)
{
	enum evid_status status = status_of_errno(error);
	struct evi_buf name = EVI_BUF_INIT;

	if (err == NULL || err->status != EVID_OK)
		return status;
	evi_text_show_path(&name, path);
	evi_fail(err, status, "%s: %s: %s", evi_buf_text(&name), what,
	    evi_errno_text(error));
	err->system = error;
	evi_hint(err, "%s", hint_of_errno(error));
	evi_buf_free(&name);
	return status;
}

/* Is it about what was read, and not about the place it was read from? */
static bool
judges(enum evid_status status)
{
	switch (status) {
	case EVID_OK:
	case EVID_ERR_ARGUMENT:
	case EVID_ERR_FORMAT:
	case EVID_ERR_TOO_NEW:
	case EVID_ERR_KEY:
	case EVID_ERR_CRYPTO:
	case EVID_ERR_MISMATCH:
	case EVID_ERR_TRUNCATED:
	case EVID_ERR_LIMIT:
	case EVID_ERR_FORGED:
	case EVID_ERR_UNTRUSTED:
		return true;
	default:
		return false;
	}
}

enum evid_status
evi_whole(uint64_t lacks, enum evid_status status, struct evid_error *err)
{
	const struct evid_error none = EVID_ERROR_INIT;

	char why[EVI_WHY_CAP];

	if (evi_memory_lacks() == lacks)
		return status;
	if (!judges(status)) {
		/* what is not told by this is not for the next */
		(void)evi_memory_why(why);
		return status;
	}
	if (err != NULL)
		*err = none;
	return evi_fail_memory(err);
}

enum evid_status
evi_fail_path(struct evid_error *err, enum evid_status status,
    const char *path, const char *text, const char *hint)
{
	struct evi_buf shown = EVI_BUF_INIT;

	evi_text_show_path(&shown, path);
	evi_fail(err, status, "%s: %s", evi_buf_text(&shown), text);
	if (hint != NULL)
		evi_hint(err, "%s", hint);
	evi_buf_free(&shown);
	return status;
}

enum evid_status
evi_fail_memory(struct evid_error *err)
{
	char why[EVI_WHY_CAP];
	bool refused = err != NULL && err->status == EVID_OK &&
	    evi_memory_why(why);

	evi_memory_lacked();
	evi_fail(err, EVID_ERR_MEMORY, "%s", refused ? why : "out of memory");
	evi_hint(err, "%s", refused ? EVI_REFUSED_HINT :
	    "close other programs, or use fewer threads");
	return EVID_ERR_MEMORY;
}

void
evi_fail_within(struct evid_error *err, const char *path)
{
	struct evi_buf shown = EVI_BUF_INIT;	/* owned here */

	if (err == NULL || path == NULL || *path == '\0')
		return;
	evi_text_show_path(&shown, path);
	evi_buf_add_format(&shown, ": %s", err->message);
	if (!shown.failed)
		(void)snprintf(err->message, sizeof(err->message), "%s",
		    evi_buf_text(&shown));
	evi_buf_free(&shown);
}

enum evid_status
evi_whole_of(const char *path, uint64_t lacks, enum evid_status status,
    struct evid_error *err)
{
	status = evi_whole(lacks, status, err);
	if (status == EVID_ERR_MEMORY)
		evi_fail_within(err, path);
	return status;
}
