/*
 * What an extraction keeps while the verdict is not known: the content of
 * payload members under numbers of its own, the inventory, the block index.
 */
#ifndef EVI_BUNDLE_EXTRACT_STORE_H
#define EVI_BUNDLE_EXTRACT_STORE_H

#include "bundle/extract/choice.h"
#include "bundle/stream/sink.h"

/* a file without a name that grows, then is read */
struct evi_heap {
	int fd;
	const char *folder;		/* NULL: where TMPDIR says */
	uint64_t size;			/* with what is still in @buf */
	uint32_t crc;			/* of what was written */
	struct evi_buf buf;
};

/* a folder of contents, kept open by who works through them */
struct evi_bin {
	int fd;
	uint64_t number;
};
#define EVI_BIN_INIT { -1, UINT64_MAX }

struct evi_store {
	bool single;			/* content goes into one heap, else into
					 * numbered files of @folder */
	int folder;			/* borrowed; may be set later */
	const char *target;		/* its name, with it */
	const struct evi_choice *choice;	/* NULL: everything */
	struct evi_heap inventory, index, paths, records;
	int content;			/* the heap, or -1 */
	uint64_t content_end;
	uint64_t count;			/* members kept so far */
	struct evi_bin bin;		/* of the member under way */
	int fd;				/* of the member under way, or -1 */
	bool probed, no_holes;		/* the file system has none */
	bool keeping;			/* the member under way is wanted */
	uint32_t crc;			/* of it so far, if in the one heap */
	uint64_t base, at, end;		/* where it begins; of the next byte;
					 * of the last one written */
	bool failed;			/* writing did; the why is @failure */
	struct evid_error failure;
};

/* a member that was kept */
struct evi_kept {
	uint64_t number;
	char path[EVI_TAR_PATH_MAX + 1];
	size_t path_len;
	uint64_t size;
	uint64_t at;			/* in the one heap */
	uint32_t crc;			/* what it has there */
	uint8_t sha256[EVI_SHA256_LEN];
};

enum evid_status evi_store_open(struct evi_store *store, bool single,
    const char *spool, const struct evi_choice *choice,
    struct evid_error *err);
void evi_store_close(struct evi_store *store);
/* its callbacks, for a verification */
struct evi_sink evi_store_sink(struct evi_store *store);

/*
 * Why writing failed is kept: a verification takes what cannot be read for a
 * finding, and what cannot be written is none.  Returns @status.
 */
enum evid_status evi_store_fail(struct evi_store *store,
    enum evid_status status, const struct evid_error *err);

/* all is written that was kept; then it may be read */
enum evid_status evi_store_end(struct evi_store *store,
    struct evid_error *err);
/* the @number-th member kept; there are store->count, their paths rise */
enum evid_status evi_store_kept(struct evi_store *store, uint64_t number,
    struct evi_kept *out, struct evid_error *err);
/* the one of that path; false in *found_out: there is none */
enum evid_status evi_store_find(struct evi_store *store, const char *path,
    struct evi_kept *out, bool *found_out, struct evid_error *err);
/* the folder and the name of its content, by a bin of the caller's own; -1
 * with errno */
int evi_store_place(const struct evi_store *store, struct evi_bin *bin,
    uint64_t number, char name_out[24]);
void evi_bin_close(struct evi_bin *bin);

/* calls @line for each line of the inventory */
typedef enum evid_status evi_store_line_fn(void *context, const char *line,
    size_t len, struct evid_error *err);
enum evid_status evi_store_lines(struct evi_store *store,
    evi_store_line_fn *line, void *context, struct evid_error *err);

enum evid_status evi_heap_open(struct evi_heap *heap, const char *folder,
    struct evid_error *err);
enum evid_status evi_heap_add(struct evi_heap *heap, const void *data,
    size_t len, struct evid_error *err);
/* it is whole, and read as it was written: else EVID_ERR_IO */
enum evid_status evi_heap_end(struct evi_heap *heap, struct evid_error *err);
/* fails with EVID_ERR_IO: a temporary file is not read as it was written */
enum evid_status evi_heap_lost(struct evid_error *err);
/* exactly @len bytes */
enum evid_status evi_heap_read(const struct evi_heap *heap, uint64_t at,
    void *data, size_t len, struct evid_error *err);
void evi_heap_close(struct evi_heap *heap);

#endif
