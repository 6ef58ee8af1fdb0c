/*
 * The payload: objects of a source become tar bytes, digests, manifest and
 * inventory in one pass.
 */
#ifndef EVI_BUNDLE_SEAL_PACK_H
#define EVI_BUNDLE_SEAL_PACK_H

#include "bundle/seal/chance.h"
#include "bundle/seal/expect.h"
#include "bundle/seal/kept.h"
#include "bundle/seal/marks.h"
#include "bundle/seal/replay.h"
#include "bundle/seal/source.h"
#include "bundle/stream/blockwriter.h"
#include "bundle/stream/spool.h"
#include "record/merkle.h"

/* what is given, and, from n_objects on, what comes of it */
struct evi_pack {
	const struct evid_seal_options *options;
	const struct evi_chance *chance;
	struct evi_source source;
	struct evi_kept *kept;			/* or NULL */
	struct evi_replay *replay;		/* or NULL */
	struct evi_tell *tell;
	struct evi_blockwriter *writer;
	struct evi_marks *marks;
	struct evi_expect *expect;		/* or NULL */
	bool wants[EVI_HASH_COUNT];		/* beside SHA-256 */
	uint64_t tag_mtime;
	struct evi_spool *manifest, *inventory;	/* begun */
	struct evi_spool *gzi;			/* or NULL */

	uint64_t n_objects, n_files, n_bytes;
	bool partial;
	struct evi_merkle merkle;
};

/* the payload run, to its last byte */
enum evid_status evi_pack_run(struct evi_pack *pack, unsigned int n_threads,
    struct evid_error *err);

/* as many chunks as keep @n_threads busy */
size_t evi_chunk_count(unsigned int n_threads);

#endif
