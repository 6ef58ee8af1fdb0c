/*
 * How a custody log stands, in words (standing.h).
 */
#include "common/standing.h"

const char *
standing_of(enum evid_result result)
{
	switch (result) {
	case EVID_VERIFIED:
		return "the log is sound";
	case EVID_NOT_INTACT:
		return "the log is not intact";
	case EVID_NOT_TRUSTED:
		return "the log is not to be trusted as it stands";
	case EVID_INCOMPLETE:
		return "something is missing from the log";
	case EVID_NOT_CHECKED:
		break;
	}
	return "not all of the log could be checked";
}
