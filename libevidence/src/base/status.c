/*
 * What the library says of itself: the names of its statuses and its version.
 * The version is the build's (EVID_VERSION_TEXT), so that it is written down
 * in one place only.
 */
#include "evidence/status.h"

#ifndef EVID_VERSION_TEXT
#error "the build defines EVID_VERSION_TEXT, the project's version in quotes"
#endif

const char *
evid_status_name(enum evid_status status)
{
	switch (status) {
	case EVID_OK:
		return "EVID_OK";
	case EVID_ERR_ARGUMENT:
		return "EVID_ERR_ARGUMENT";
	case EVID_ERR_MEMORY:
		return "EVID_ERR_MEMORY";
	case EVID_ERR_IO:
		return "EVID_ERR_IO";
	case EVID_ERR_SPACE:
		return "EVID_ERR_SPACE";
	case EVID_ERR_NOT_FOUND:
		return "EVID_ERR_NOT_FOUND";
	case EVID_ERR_EXISTS:
		return "EVID_ERR_EXISTS";
	case EVID_ERR_FORMAT:
		return "EVID_ERR_FORMAT";
	case EVID_ERR_TOO_NEW:
		return "EVID_ERR_TOO_NEW";
	case EVID_ERR_KEY:
		return "EVID_ERR_KEY";
	case EVID_ERR_CRYPTO:
		return "EVID_ERR_CRYPTO";
	case EVID_ERR_CHANGED:
		return "EVID_ERR_CHANGED";
	case EVID_ERR_UNREADABLE:
		return "EVID_ERR_UNREADABLE";
	case EVID_ERR_MISMATCH:
		return "EVID_ERR_MISMATCH";
	case EVID_ERR_TRUNCATED:
		return "EVID_ERR_TRUNCATED";
	case EVID_ERR_LIMIT:
		return "EVID_ERR_LIMIT";
	case EVID_ERR_CANCELLED:
		return "EVID_ERR_CANCELLED";
	case EVID_ERR_FORGED:
		return "EVID_ERR_FORGED";
	case EVID_ERR_UNTRUSTED:
		return "EVID_ERR_UNTRUSTED";
	}
	return "unknown";
}

const char *
evid_version(void)
{
	return EVID_VERSION_TEXT;
}
