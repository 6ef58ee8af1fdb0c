/*
 * Where a station keeps what it must remember: never in the current folder.
 */
#ifndef EVID_TOOLS_STATE_H
#define EVID_TOOLS_STATE_H

/*
 * state_folder - what --state said, or $XDG_STATE_HOME/libevidence, or
 * $HOME/.local/state/libevidence
 *
 * @given: may be NULL; a folder that is not there is told of: a name typed
 *         wrong would be a station that saw nothing
 * @out: for free(); NULL where no home is known either (an XDG_STATE_HOME
 *       that is not absolute counts for nothing)
 *
 * Returns 0, or an exit status, told of.
 */
int state_folder(const char *given, char **out);
/* the same, not looked at and not told of; NULL without memory, too */
char *state_name(const char *given);
/* what is kept there, and in the default place, is noted as input
 * (common/inputs.h), so that no output takes its place */
void state_keep(const char *given);
/* that there is none for @directory, and what follows */
void state_tell_none(const char *directory);

#endif
