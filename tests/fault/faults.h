/*
 * What the parts of the layer under the tools share (faults.c).
 */
#ifndef TESTS_FAULT_FAULTS_H
#define TESTS_FAULT_FAULTS_H

#include <sys/types.h>

/* the calls themselves, past the layer: neither counted nor made to fail */
int __real_close(int fd);
int __real_dup2(int from, int to);
ssize_t __real_write(int fd, const void *data, size_t len);

/* moves a descriptor to where nothing of the tool's will stand, closed standard
 * input or not */
int fault_out_of_the_way(int fd);

/* serve.c: comes back in a process for each plan that a socket brings, which
 * stands where the first did, before main; gives the plan */
const char *fault_served(int socket);

#endif
