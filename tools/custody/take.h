/*
 * The options of evid-custody by their numbers, and the taking of what they
 * are given.
 */
#ifndef EVID_TOOLS_CUSTODY_TAKE_H
#define EVID_TOOLS_CUSTODY_TAKE_H

#include "custody/verbs.h"

enum {
	OPTION_ID = OPTION_OWN,
	OPTION_LOG,
	OPTION_EXHIBIT,
	OPTION_SET,
	OPTION_ANSWERS,
	OPTION_WHEN,
	OPTION_CERTAINTY,
	OPTION_MEND,
	OPTION_NEW_BRANCH,
	OPTION_TO,
	OPTION_TO_NAME,
	OPTION_TO_ORGANIZATION,
	OPTION_TO_STATE,
	OPTION_SEND,
	OPTION_HAND_OVER,
	OPTION_ACCEPT,
	OPTION_RESERVATION,
	OPTION_NOT_ACCEPTED,
	OPTION_CONDITION,
	OPTION_PAYLOAD,
	OPTION_REASON,
	OPTION_MEANS,
	OPTION_RESULT,
	OPTION_BY,
	OPTION_SCAN,
	OPTION_STATEMENT,
	OPTION_LANGUAGE,
	OPTION_MEDIA_TYPE,
	OPTION_OPEN,
	OPTION_HTML,
	OPTION_PASSPHRASE_FILE,
	OPTION_PASSPHRASE_FD,
	OPTION_END
};

/* 0, or an exit status, told of */
int custody_take(struct custody_options *o, int id, const char *value);
void custody_options_free(struct custody_options *o);

#endif
