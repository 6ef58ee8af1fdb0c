/*
 * Standard input that may be waited for, and given up.
 */
#ifndef EVID_TOOLS_SEAL_STREAM_H
#define EVID_TOOLS_SEAL_STREAM_H

/*
 * stream_begin - let a signal end the waiting for standard input
 *
 * A read that waits for a program that writes nothing would not hear of the
 * signal, which is but noted.  From here on standard input is what a thread
 * passes on; when a signal came, reading fails, and does not end: what was
 * cut off must not look whole.  A file or a device needs none of this.
 * Without means for it, standard input stays as it is.
 */
void stream_begin(void);

/* why standard input could not be read, a number of errno: the library saw but
 * that it was given up.  0: it could */
int stream_failure(void);

#endif
