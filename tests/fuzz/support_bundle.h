/*
 * Bundles out of loose members, for targets that want deep checks reached:
 * what the format computes from the rest is put right, and the seal signed,
 * but for what the input asks to leave as it is.
 */
#ifndef TESTS_FUZZ_SUPPORT_BUNDLE_H
#define TESTS_FUZZ_SUPPORT_BUNDLE_H

#include "support.h"

#include "evidence/verify.h"
#include "record/statement.h"

#define FUZZ_MEMBERS_MAX 64

/* what is left as the input has it */
enum fuzz_keep {
	FUZZ_KEEP_INVENTORY = 1, FUZZ_KEEP_MANIFEST = 2, FUZZ_KEEP_GZI = 4,
	FUZZ_KEEP_BAG_INFO = 8, FUZZ_KEEP_TAGMANIFEST = 16,
	FUZZ_KEEP_STATEMENT = 32, FUZZ_KEEP_SIGNATURE = 64,
	FUZZ_KEEP_LOCATOR = 128
};

struct fuzz_member {
	char *path;		/* below the bundle's name */
	struct evi_buf content;
	uint64_t mtime;
};

struct fuzz_bundle {
	struct fuzz_member members[FUZZ_MEMBERS_MAX];
	size_t count;
	struct evi_buf runs[3];	/* of the tar: payload, tail, last */
};

/*
 * in = keep *(path LF len2 content)
 *
 * @keep_out: the first byte, enum fuzz_keep bits
 */
void fuzz_bundle_read(struct fuzz_bundle *b, struct fuzz_input in,
    unsigned int *keep_out);
void fuzz_bundle_make(struct fuzz_bundle *b, unsigned int keep);
void fuzz_bundle_free(struct fuzz_bundle *b);

/* the three runs as a tar, as BGZF with stored members, as foreign gzip */
void fuzz_bundle_tar(const struct fuzz_bundle *b, struct evi_buf *out);
void fuzz_bundle_bgzf(const struct fuzz_bundle *b, struct evi_buf *out);
void fuzz_bundle_gzip(const struct fuzz_bundle *b, struct evi_buf *out);

/* the testdata's keys, as trusted; reads testdata/keys/NAME */
struct evid_public_key *fuzz_key(const char *name);
/* the verdict on bytes, from a callback that gives @step of them at a time;
 * EVID_OK is held */
struct evid_verdict *fuzz_verify(const uint8_t *data, size_t len, size_t step,
    const struct evid_verify_options *options);

#endif
