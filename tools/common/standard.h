/*
 * The three standard descriptors, of which any may be closed when a program
 * begins.
 */
#ifndef EVID_TOOLS_STANDARD_H
#define EVID_TOOLS_STANDARD_H

/*
 * standard_begin - before any file is opened
 *
 * A file that is opened later does not get the number of a closed one, where
 * it would be read or written as if it were standard input or output.  And as
 * many may be open as the system lets this user have.
 */
void standard_begin(void);

/* is it "-", which names standard input or output?  NULL is not */
int standard_named(const char *path);

/* it was closed when the program began: its use fails */
int standard_closed(int fd);

/* wrong usage where standard input is named but closed: EXIT_USAGE, told of */
int standard_check_input(void);

#endif
