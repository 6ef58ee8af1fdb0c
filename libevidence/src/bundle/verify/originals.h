/*
 * Has each object an original path of its own?  (docs/format.md, section 3.4)
 *
 * Two can have one only where a component is marked, for what is not marked is
 * the mapping of its original.  Such lines are few; all others are held
 * against them at the end, so that memory does not grow with the inventory.
 */
#ifndef EVI_BUNDLE_VERIFY_ORIGINALS_H
#define EVI_BUNDLE_VERIFY_ORIGINALS_H

#include "base/buf.h"
#include "base/error.h"

#define EVI_ORIGINAL_LEN 16		/* of an original's SHA-256 */
#define EVI_ORIGINALS_HELD ((size_t)1 << 16)	/* before any goes to a file */
#define EVI_ORIGINALS_AT_ONCE ((size_t)1 << 18)	/* marked ones, in memory */

struct evi_originals {
	const char *folder;		/* for the temporary file */
	int fd;				/* -1: none yet */
	bool lost;			/* there was no room for it */
	struct evid_error lack;		/* then why */
	struct evi_buf pending;
	uint64_t written;		/* bytes */
	uint64_t count, n_marked;	/* lines */
};

void evi_originals_init(struct evi_originals *o, const char *folder);
void evi_originals_close(struct evi_originals *o);
/* the next line's; @original NULL: it cannot be read */
enum evid_status evi_originals_add(struct evi_originals *o, const char *path,
    const char *original, struct evid_error *err);

/* a line (from 1) with the original path of another */
typedef enum evid_status evi_originals_fn(void *context, uint64_t line,
    uint64_t other, struct evid_error *err);
/* after the last: each line that is a marked one's again, in no order;
 * *known_out false where it cannot be said for want of room */
enum evid_status evi_originals_end(struct evi_originals *o,
    evi_originals_fn *tell, void *context, bool *known_out,
    struct evid_error *err);

#endif
