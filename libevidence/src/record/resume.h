/*
 * How far a sealing has come that may be resumed: its state, to bytes and
 * back (docs/decisions/0004).  Signing it, and believing it, are
 * others'.
 */
#ifndef EVI_RECORD_RESUME_H
#define EVI_RECORD_RESUME_H

#include "record/statement.h"

#define EVI_RESUME_SCHEMA "urn:libevidence:resume:1"
#define EVI_RESUME_TYPE "application/vnd.libevidence.resume+json"
#define EVI_RESUME_LINE_MAX ((size_t)4 << 20)

/* What decides on the bytes of the bundle, beside the source; digests of it
 * are kept.  T(identifier, name in the state, what it is to people) */
#define EVI_TERMS(T) \
	T(TOOL, "tool", "the version of the program") \
	T(COMPRESSION, "compression", "what compresses") \
	T(KEYS, "keys", "who signs (-k, --id)") \
	T(NAME, "name", "-n") \
	T(LEVEL, "level", "-0 to -9") \
	T(VOLUME, "volume", "--volume") \
	T(CHANGE, "onChange", "--on-change") \
	T(EXCLUDE, "exclude", "--exclude") \
	T(ONE_SYSTEM, "oneFileSystem", "--one-file-system") \
	T(EXHIBITS, "exhibits", "--exhibit") \
	T(FLAGS, "flags", "--flag") \
	T(ALSO, "also", "--also") \
	T(HASHES, "expectHashes", "the list of --expect-hashes") \
	T(MAP, "map", "the map file of --map") \
	T(CASE, "case", "the case (-c)") \
	T(SUPERSEDES, "supersedes", "--supersedes") \
	T(CUSTODY, "custody", "the log of --custody")

enum evi_term {
#define T(id, name, text) EVI_TERM_##id,
	EVI_TERMS(T)
#undef T
	EVI_N_TERMS
};

/* for messages */
extern const char *const evi_term_texts[EVI_N_TERMS];

/*
 * struct evi_resume - a state
 *
 * @seed: digest of what salts and the id come from
 * @clock: of which started_at, clock_source, synchronised, has_error,
 *         error_milliseconds and zone are used
 * @source: the list of what is sealed
 * @output, @tar: durable bytes of the bundle, and of the tar in it
 * @manifest, @inventory, @blocks: of the lists that come after the payload
 * @line: of an object some of whose content is among them, the inventory's
 *        line so far; or NULL.  @done: how much
 * @sealed: the bundle is whole, and gets its name; then what was sealed
 */
struct evi_resume {
	uint8_t terms[EVI_N_TERMS][EVI_SHA256_LEN];
	uint8_t seed[EVI_SHA256_LEN];
	struct evi_statement clock;
	struct evi_extent source;
	uint64_t output, tar;
	struct evi_extent manifest, inventory, blocks;
	char *line;
	struct evi_extent done;
	bool sealed;
	char id[37];
	uint8_t seal_digest[EVI_SHA256_LEN];
	uint64_t n_objects, n_files, n_bytes, n_volumes;
	bool partial;
};

void evi_resume_free(struct evi_resume *r);
/* the payload of the envelope */
enum evid_status evi_resume_write(const struct evi_resume *r,
    struct evi_buf *out, struct evid_error *err);
/* @name is for messages.  EVID_ERR_FORMAT, EVID_ERR_TOO_NEW, or memory */
enum evid_status evi_resume_read(const void *text, size_t len,
    const char *name, struct evi_resume *out, struct evid_error *err);

#endif
