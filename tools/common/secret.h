/*
 * Secrets in a tool's memory, and the file that a secret key is in.
 */
#ifndef EVID_TOOLS_SECRET_H
#define EVID_TOOLS_SECRET_H

/* before a secret is read or made: no core dump and no debugger from here on */
void secret_begin(void);

/* warns where others than its owner may read or change the key's file */
void secret_file_check(const char *path, int quiet);

/*
 * secret_identity - NAME.id beside NAME.key, where it is there
 *
 * *id_out: its path, for free(); NULL where there is none.  0, or the exit
 * status where that could not be seen, told of: nobody is to sign without his
 * name because a disk failed.
 */
int secret_identity(const char *key_path, char **id_out);

#endif
