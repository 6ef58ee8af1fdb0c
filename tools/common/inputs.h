/*
 * The files that a tool reads, by device and inode: no output takes the place
 * of one of them, whatever --force says and however either is named; nor is
 * one put into the folder of an unpacked bundle, or beside volumes as the next,
 * which would not be intact; nor where this station remembers what it saw and
 * signed, whether that is read or not.
 *
 * What the sandbox is told to let be read is noted here by it.
 */
#ifndef EVID_TOOLS_INPUTS_H
#define EVID_TOOLS_INPUTS_H

/* is there one: not NULL, "" or "-"? */
int inputs_is_path(const char *path);

/* A file; with NAME.key also NAME.id and NAME.pub.  NULL and what is not there
 * add nothing; standard input is always one, where it is a file, and is counted
 * each time that it is named. */
void inputs_add(const char *path);
/* and the volumes beside it, and all that is in it where it is a folder */
void inputs_add_bundle(const char *path);
void inputs_add_descriptor(int fd);
/* wrong usage where standard input was named more than once, of which one would
 * take what another was to have: EXIT_USAGE, told of */
int inputs_check_standard(void);
/* a folder, with all that is in it */
void inputs_add_folder(const char *path);
/* a folder of what is remembered: nothing new is put there, either */
void inputs_add_state(const char *path);
/* the folder of a detached content, and all that is in it */
void inputs_add_payload(const char *path);

/* 0, or an exit status, told of: @output is one of them; "-" is standard
 * output, where it is led to a file.  NULL is none. */
int inputs_refuse(const char *output);
/* the same where it is in the folder of any bundle: of what is named later */
int inputs_refuse_bags(const char *output);
/* the same of all that "OUTPUT.001" and so on may replace */
int inputs_refuse_volumes(const char *output);
/* the same of the bundle at @path alone, which is not kept */
int inputs_refuse_bundle(const char *path, const char *output);
/* the same of a folder, there or not, of which a tree is made: only whether it
 * is in a bundle's, or where it is remembered what was seen */
int inputs_refuse_tree(const char *path, const char *hint);
/* the same of a log, which is added to; @bundle is noted, or NULL */
int inputs_refuse_log(const char *bundle, const char *path);

#endif
