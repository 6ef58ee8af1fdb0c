/*
 * Passphrases: from a terminal, a file or a descriptor, never from the command
 * line or the environment.
 */
#ifndef EVID_TOOLS_PASSPHRASE_H
#define EVID_TOOLS_PASSPHRASE_H

#include <evidence/key.h>

#include <stddef.h>

#define PASSPHRASE_CAP 1025	/* 1,024 bytes and a NUL */

/*
 * @file, @fd: where it comes from; NULL and -1: the terminal
 * @key: the key file's name, for the prompt
 * @index: the how-manieth key it is for: the how-manieth line serves, and the
 *         last line all further keys
 */
struct passphrase {
	const char *file;
	int fd;
	const char *key;
	size_t index;
	char *lines;		/* what was read of file or descriptor */
	size_t len;
};

#define PASSPHRASE_INIT { NULL, -1, NULL, 0, NULL, 0 }

/* memory that is not swapped out; freed wiped.  NULL without memory */
char *passphrase_room(size_t len);
void passphrase_room_free(char *room, size_t len);

/* --passphrase-file and --passphrase-fd; 0, or an exit status, told of */
int passphrase_take_file(struct passphrase *p, const char *value);
int passphrase_take_fd(struct passphrase *p, const char *value);

/* an evid_passphrase_fn; @context is a struct passphrase */
enum evid_status passphrase_ask(void *context, char *out, size_t cap,
    struct evid_error *err);

/* a new one: asked twice on a terminal, and not empty */
enum evid_status passphrase_ask_new(struct passphrase *p, char *out,
    size_t cap, struct evid_error *err);

void passphrase_free(struct passphrase *p);

#endif
