/*
 * The tail: everything after the payload, to the last byte of the bundle
 * (docs/format.md, sections 1.2, 3 and 4).
 */
#ifndef EVI_BUNDLE_SEAL_TAIL_H
#define EVI_BUNDLE_SEAL_TAIL_H

#include "bundle/seal/pack.h"
#include "record/statement.h"

/*
 * @statement: all of it but the digest of the tag manifest
 * @case_text: empty where there is no case
 * @custody: the custody log, or NULL
 * @seal_digest: what comes of it
 */
struct evi_tail {
	const struct evid_seal_options *options;
	struct evi_blockwriter *writer;
	struct evi_spool *manifest, *inventory, *gzi;	/* gzi NULL: detached */
	const struct evi_buf *case_text, *conditions;
	struct evi_spool *custody;
	uint64_t n_bytes, n_files;
	struct evi_statement *statement;
	uint8_t seal_digest[EVI_SHA256_LEN];
};

enum evid_status evi_tail_run(struct evi_tail *tail, unsigned int n_threads,
    struct evid_error *err);

#endif
