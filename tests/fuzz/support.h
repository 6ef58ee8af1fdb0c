/*
 * What the fuzz targets share: a check that ends the process when a property
 * does not hold, bytes taken from the front of an input, and mutators that
 * know gzip and tar, so that what they make is not refused at the door.
 *
 * A target checks properties, not only that nothing breaks: what was read and
 * is written again is the same bytes, what is accepted is within the limits,
 * two ways to the same answer agree.
 */
#ifndef TESTS_FUZZ_SUPPORT_H
#define TESTS_FUZZ_SUPPORT_H

#include "base/buf.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* libFuzzer's */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);
int LLVMFuzzerInitialize(int *argc, char ***argv);
size_t LLVMFuzzerMutate(uint8_t *data, size_t len, size_t cap);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t len, size_t cap,
    unsigned int seed);

/* says which property of what file does not hold, and aborts */
#define HOLDS(property) \
	fuzz_holds((property), #property, __FILE__, __LINE__)
void fuzz_holds(bool good, const char *property, const char *file, int line);

struct fuzz_input {
	const uint8_t *data;
	size_t len;
};

/* from the front; zeros and "" where there is no more */
uint8_t fuzz_byte(struct fuzz_input *in);
uint64_t fuzz_number(struct fuzz_input *in, unsigned int n_bytes);
/* what stands before the next @end or the end of the input, as a text for
 * free(); NULs in it become '0' where @end is not NUL */
char *fuzz_text(struct fuzz_input *in, uint8_t end);
/* all that is left, with a NUL behind it, for free() */
char *fuzz_rest(struct fuzz_input *in, size_t *len_out);

bool fuzz_same(const struct evi_buf *buf, const void *data, size_t len);

/* a generator for mutators: small, and the same for the same seed */
uint32_t fuzz_random(uint32_t *state, uint32_t below);

/* does zlib refuse a gzip file (or @raw deflate) for a code that RFC 1951
 * reserves?  The readers of files may take it (docs/decisions/0003) */
bool fuzz_reserved(const uint8_t *data, size_t len, bool raw);

/* what a gzip file holds, all members, by zlib alone; false where it is not
 * whole, or larger than @limit */
bool fuzz_gunzip(const uint8_t *data, size_t len, size_t limit,
    struct evi_buf *out);
/* a tar as BGZF, each member stored */
void fuzz_bgzf(const uint8_t *tar, size_t len, struct evi_buf *out);

/* change the gzip file in place in a way that keeps it one, mostly */
size_t fuzz_mutate_gzip(uint8_t *data, size_t len, size_t cap,
    unsigned int seed);
/* change the tar in place; sums of headers are put right, mostly */
size_t fuzz_mutate_tar(uint8_t *data, size_t len, size_t cap,
    unsigned int seed);

#endif
