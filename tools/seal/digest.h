/*
 * The digest of the seal that a new one takes the place of.
 */
#ifndef EVID_TOOLS_SEAL_DIGEST_H
#define EVID_TOOLS_SEAL_DIGEST_H

/* @value: 64 hex digits, or a bundle, whose seal's digest is taken.  0, or an
 * exit status, told of */
int digest_take(const char *value, char out[65]);

#endif
