/*
 * Sealing: from files, or from a caller's source, to a signed bundle.
 */
#ifndef EVIDENCE_SEAL_H
#define EVIDENCE_SEAL_H

#include "evidence/key.h"
#include "evidence/source.h"
#include "evidence/trust.h"

#ifdef __cplusplus
extern "C" {
#endif

/** enum evid_on_change - when a source changes or cannot be read */
enum evid_on_change {
	EVID_ON_CHANGE_STOP = 0,	/**< the sealing ends with an error */
	EVID_ON_CHANGE_RECORD = 1	/**< recorded; the seal is partial */
};

/** enum evid_compressor - which library compresses; output differs by it */
enum evid_compressor {
	EVID_COMPRESSOR_BEST = 0,
	EVID_COMPRESSOR_LIBDEFLATE = 1,
	EVID_COMPRESSOR_ZLIB = 2,
	EVID_COMPRESSOR_ISAL = 3
};

/** struct evid_mark - a value laid on the objects at and below a path */
struct evid_mark {
	const char *value;	/**< an exhibit's id, or a handling flag */
	const char *path;	/**< a name as sealed: SRC/sub */
};

/**
 * evid_random_fn - random bytes, for tests that want the same bundle twice
 *
 * Whoever gives his own gives salts that can be guessed: for tests alone.
 */
typedef void evid_random_fn(void *context, void *out, size_t len);

/** evid_clock_fn - the time of the system, or of a test */
typedef struct evid_time evid_clock_fn(void *context);

/**
 * evid_event_fn - told of what is worth a line while sealing goes on
 *
 * @path: the object, or NULL; escaped for a terminal
 * @message: what happened, one line
 */
typedef void evid_event_fn(void *context, const char *path,
    const char *message);

/**
 * evid_finding_fn - the same, with what it is for a program
 *
 * @code: that of the finding that a verifier would tell of it, as
 * "custody-stranger" (docs/format.md); NULL where it is none
 */
typedef void evid_finding_fn(void *context, const char *path,
    const char *code, const char *message);

struct evid_seal_result;

/**
 * evid_sealed_fn - told once the output has its name
 *
 * With @resume, also of what an earlier run had sealed.  Only after it is what
 * is kept removed; other than 0 keeps the state, so that the same sealing,
 * asked for again, tells once more that it is done.
 */
typedef int evid_sealed_fn(void *context,
    const struct evid_seal_result *result);

/**
 * struct evid_seal_options - how to seal
 *
 * Strings and arrays are borrowed for the call.
 */
struct evid_seal_options {
	uint32_t version;		/**< EVID_SEAL_OPTIONS_VERSION */
	const char *output;		/**< file; "-" standard output */
	int force;			/**< replace an output that exists */
	const char *name;		/**< NAME of the bundle; required */
	struct evid_key *const *keys;	/**< all sign, in this order */
	size_t n_keys;			/**< 1 to 64 */
	int level;			/**< 0 to 9; see EVID_LEVEL_DEFAULT */
	enum evid_compressor compressor;
	unsigned int threads;		/**< 0: all cores */
	uint64_t volume_size;		/**< 0: one file */
	int detached;			/**< the payload stays where it is */
	enum evid_on_change on_change;
	int one_file_system;
	const char *const *exclude;	/**< globs */
	size_t n_exclude;
	const struct evid_mark *exhibits;
	size_t n_exhibits;
	const struct evid_mark *flags;
	size_t n_flags;
	int also_md5, also_sha1, also_sha512;
	const char *expect_hashes;	/**< list file, or NULL */
	const char *map;		/**< ddrescue map file, or NULL */
	const char *case_file;		/**< case.json, or NULL */
	const char *supersedes;		/**< hex seal digest, or NULL */
	const char *custody;		/**< custody log so far, or NULL */
	const char *stdin_name;		/**< name of operand "-", or NULL */
	int has_stdin_size;
	uint64_t stdin_size;
	const char *tool_name;		/**< NULL: "libevidence" */
	const char *tool_version;	/**< NULL: evid_version() */
	evid_progress_fn *progress;	/**< or NULL */
	evid_event_fn *event;		/**< or NULL */
	evid_random_fn *random;		/**< NULL: the system's */
	evid_clock_fn *clock;		/**< NULL: the system's */
	void *context;			/**< for the six callbacks */
	int resume;			/**< keep what a later run needs to
					 * go on, and go on from that of an
					 * earlier one */
	uint64_t checkpoint;		/**< bytes between two states that
					 * are kept; 0: 1 GiB */
	evid_sealed_fn *sealed;		/**< or NULL */
	const struct evid_trust *trust;	/**< who is no stranger in @custody,
					 * and for nothing else; or NULL */
	evid_finding_fn *finding;	/**< told instead of @event; or NULL */
	uint64_t reserved[3];
};

#define EVID_SEAL_OPTIONS_VERSION 1
#define EVID_LEVEL_DEFAULT 1
#define EVID_SEAL_OPTIONS_INIT \
	{ .version = EVID_SEAL_OPTIONS_VERSION, .level = EVID_LEVEL_DEFAULT }

/** struct evid_seal_result - what was sealed */
struct evid_seal_result {
	char id[37];			/**< the bundle's UUID */
	char seal_digest[65];		/**< hex */
	char seal_number[EVID_NUMBER_TEXT_CAP];
	uint64_t objects, files, bytes;
	unsigned int volumes;		/**< 0: one file */
	int partial;			/**< something could not be read */
};

/**
 * evid_seal_paths - seal files, folders, devices, standard input ("-")
 *
 * Reads each source once, never writes to it, and follows no link.  The
 * output appears under its name only when it is whole.
 *
 * @paths: operands; their base names must differ
 * @result_out: filled on EVID_OK
 *
 * Returns EVID_OK, also when @result_out->partial; EVID_ERR_ARGUMENT for what
 * cannot be sealed so; EVID_ERR_EXISTS; EVID_ERR_NOT_FOUND,
 * EVID_ERR_UNREADABLE, EVID_ERR_CHANGED for a source; EVID_ERR_MISMATCH
 * against @expect_hashes; EVID_ERR_UNTRUSTED where @custody or @trust says
 * that a key that signs is compromised, or @trust itself does not hold;
 * EVID_ERR_SPACE; EVID_ERR_IO; EVID_ERR_LIMIT; EVID_ERR_FORMAT for a file of
 * the options; EVID_ERR_CANCELLED; EVID_ERR_MEMORY; EVID_ERR_CRYPTO.
 *
 * With @options->resume, what it needs to go on is kept in a folder
 * OUTPUT.resume, from the first state on also when it fails; and where there
 * is such a folder, it goes on.  Then also EVID_ERR_ARGUMENT for other options
 * than it began with; EVID_ERR_CHANGED for another source; EVID_ERR_MISMATCH
 * for what is kept and is not as it was written; EVID_ERR_TOO_NEW; EVID_ERR_IO
 * while another run works there.  The first key signs the states.  A source of
 * random bytes is asked once, for a seed; not for standard input or output,
 * nor detached.
 *
 * Starts threads of its own, which have ended when it returns.
 */
EVID_API EVID_CHECKED enum evid_status
evid_seal_paths(const struct evid_seal_options *options,
    const char *const *paths, size_t n_paths,
    struct evid_seal_result *result_out, struct evid_error *err);

/**
 * evid_seal_source - seal what a caller's callbacks give
 *
 * As evid_seal_paths(); one_file_system, exclude, map, stdin_name,
 * stdin_size, detached and resume have no meaning here and must be left zero.
 */
EVID_API EVID_CHECKED enum evid_status
evid_seal_source(const struct evid_seal_options *options,
    const struct evid_source *source, struct evid_seal_result *result_out,
    struct evid_error *err);

/**
 * evid_bundle_name_from - NAME for a sole operand, where its name fits
 *
 * @out: at least 65 bytes
 *
 * Returns EVID_OK; EVID_ERR_ARGUMENT where the base name is no name of a
 * bundle, so that the user must give one.
 */
EVID_API EVID_CHECKED enum evid_status
evid_bundle_name_from(const char *path, char out[65],
    struct evid_error *err);

#ifdef __cplusplus
}
#endif

#endif
