/*
 * The card of a key: one page to print, with no script and nothing from
 * elsewhere.
 */
#ifndef EVID_TOOLS_CARD_H
#define EVID_TOOLS_CARD_H

#include <evidence/key.h>

#include <stdio.h>

/* @name, @organization, @state: as they were typed, or NULL */
struct card {
	const char *name;
	const char *organization;
	const char *state;
	char keyid[EVID_KEYID_TEXT_CAP];
	char number[EVID_NUMBER_TEXT_CAP];
};

/* errors stay in @out, for ferror(3) */
void card_write(FILE *out, const struct card *card);

#endif
