/*
 * The tail of a bundle.
 *
 * The last 2,107 bytes of a BGZF file as the format cuts it are the locator's
 * member and the end-of-file member; the locator says where the tail begins.
 * It is unsigned, so what it says is only tried: if no tail begins there, the
 * file is read through like any other container.
 */
#include "bundle/stream/below.h"
#include "bundle/stream/tail_read.h"
#include "bundle/stream/tarscan.h"
#include "bundle/tell.h"

#include "adapt/deflate.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LAST (EVI_BLOCK_LAST_LEN + EVI_BLOCK_EOF_LEN)

struct reader {
	struct evi_container container;
	struct evi_piece piece;
	struct evi_inflate *inflate;
	struct evi_tarscan scan;
	struct evi_events events;
	int spool;			/* tar bytes from the tail on, or -1 */
	uint64_t spooled;		/* how many */
	bool lost;			/* a block of what was read */
};

static void
reader_close(struct reader *r)
{
	evi_container_close(&r->container);
	evi_piece_free(&r->piece);
	evi_inflate_free(r->inflate);
	evi_events_free(&r->events);
}

/* A later volume is looked at by its name, any other file by how it begins. */
static enum evid_status
not_a_bundle(const struct reader *r, const char *name, struct evid_error *err)
{
	const struct evi_document *other = evi_container_document(
	    &r->container);
	struct evi_buf shown = EVI_BUF_INIT;	/* owned here */

	if (other == NULL || evi_input_later_volume(name) != 0)
		return evi_fail_path(err, EVID_ERR_FORMAT, name,
		    "it is not an evidence bundle",
		    evi_input_later_volume(name) == 0 ? NULL :
		    "it is called as a volume is: name the first, which ends "
		    "in .001");
	evi_text_show_path(&shown, name);
	evi_fail(err, EVID_ERR_FORMAT, "%s: this is %s, and no evidence "
	    "bundle", evi_buf_text(&shown), other->what);
	evi_hint(err, "%s; name the bundle", other->hint);
	evi_buf_free(&shown);
	return EVID_ERR_FORMAT;
}

static enum evid_status
reader_open(struct reader *r, struct evi_input *input,
    struct evid_error *err)
{
	enum evid_status status;
	bool empty = false;

	memset(r, 0, sizeof(*r));
	r->spool = -1;
	evi_tarscan_init(&r->scan);
	status = evi_container_open(&r->container, input, &empty, err);
	if (status != EVID_OK)
		return status;
	if (empty)
		return evi_fail(err, EVID_ERR_TRUNCATED,
		    "%s: the file is empty", input->name);
	if (r->container.kind == EVI_CONTAINER_NONE)
		return not_a_bundle(r, input->name, err);
	status = evi_piece_new(&r->piece, input, err);
	if (status == EVID_OK)
		status = evi_inflate_new(EVI_ENGINE_BEST, &r->inflate, err);
	return status;
}

/* the next piece, scanned */
static enum evid_status
reader_next(struct reader *r, bool *end_out, struct evid_error *err)
{
	enum evid_status status;

	status = evi_container_next(&r->container, &r->piece, end_out, err);
	if (status == EVID_OK)
		status = evi_piece_inflate(&r->piece, 0, EVI_PIECE_BLOCKS,
		    r->inflate, err);
	if (status == EVID_OK)
		status = evi_tarscan_piece(&r->scan, &r->piece, &r->events,
		    err);
	return status;
}

static enum evi_tag
tag_of(const struct reader *r, const struct evi_seen *m)
{
	const char *path = (const char *)r->events.text.data + m->path_at;
	const char *slash = strchr(path, '/');

	return slash == NULL ? EVI_TAG_NONE : evi_tag_of(slash + 1);
}

static enum evid_status
fail_damaged(const struct reader *r, struct evid_error *err)
{
	return evi_fail(err, EVID_ERR_FORMAT, "%s: its tail is damaged",
	    r->container.input->name);
}

static enum evid_status
events(struct reader *r, evi_tail_fn *content, void *context,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t i;

	for (i = 0; i < r->events.count && status == EVID_OK; i++) {
		const struct evi_event *e = &r->events.items[i];

		if (e->kind == EVI_EVENT_LOST || e->kind == EVI_EVENT_BAD)
			return fail_damaged(r, err);
		if (e->kind == EVI_EVENT_DATA)
			status = content(context,
			    tag_of(r, &r->events.members[e->member]),
			    r->piece.out + e->at, e->len, err);
	}
	return status;
}

/* the locator of the last member says where; false: there is none */
static enum evid_status
locate(const struct evi_input *input, struct evi_locator *locator,
    bool *found_out, struct evid_error *err)
{
	uint8_t last[LAST];
	enum evid_status status;
	size_t n;

	*found_out = false;
	if (input->size == EVI_SIZE_UNKNOWN || input->size < LAST)
		return EVID_OK;
	status = evi_input_read_at(input, input->size - LAST, last, LAST, &n,
	    err);
	if (status != EVID_OK || n != LAST || !evi_block_claims_bgzf(last, n))
		return status;
	/* header, stored block's 5 bytes, the member's tar header */
	*found_out = evi_locator_read(last + EVI_BLOCK_HEADER +
	    EVI_BLOCK_STORED_EXTRA + EVI_TAR_BLOCK, locator) &&
	    locator->has_tail_file &&
	    locator->tail_file_offset < input->size;
	return EVID_OK;
}

/* does a tail begin there indeed? */
static enum evid_status
try_tail(struct evi_input *input, uint64_t offset, bool *good_out,
    struct evid_error *err)
{
	struct evid_error none = EVID_ERROR_INIT;
	struct reader r;
	enum evid_status status;
	bool end = false;

	*good_out = false;
	status = evi_input_seek(input, offset, err);
	if (status != EVID_OK)
		return status;
	status = reader_open(&r, input, &none);
	if (status == EVID_OK)
		status = reader_next(&r, &end, &none);
	*good_out = status == EVID_OK && r.scan.tail_known &&
	    r.scan.tail == 0;
	reader_close(&r);
	return EVID_OK;
}

enum evid_status
evi_tail_find(struct evi_input *input, struct evi_locator *locator,
    bool *found_out, struct evid_error *err)
{
	enum evid_status status = locate(input, locator, found_out, err);

	if (status == EVID_OK && *found_out)
		status = try_tail(input, locator->tail_file_offset, found_out,
		    err);
	return status;
}

static enum evid_status
keep_piece(struct reader *r, struct evid_error *err)
{
	const struct evi_piece *p = &r->piece;
	size_t skip = 0;

	if (!r->scan.tail_known || r->scan.tail >= p->tar_offset + p->len)
		return EVID_OK;
	if (r->scan.tail > p->tar_offset)
		skip = (size_t)(r->scan.tail - p->tar_offset);
	r->spooled += p->len - skip;
	return evi_spool_write(r->spool, NULL, p->out + skip, p->len - skip,
	    r->spooled - (p->len - skip), err);
}

/* What the payload run says of itself, on the way to the tail; what of it is
 * damaged is not looked for, as where the tail alone is read. */
static enum evid_status
look_through(struct reader *r, struct evid_error *err)
{
	size_t i;

	for (i = 0; i < r->events.count; i++) {
		const struct evi_event *e = &r->events.items[i];

		if (e->kind == EVI_EVENT_DATA &&
		    tag_of(r, &r->events.members[e->member]) ==
		    EVI_TAG_FORMAT && evi_format_check(r->piece.out + e->at,
		    e->len) == EVI_FORMAT_OTHER)
			return evi_fail(err, EVID_ERR_TOO_NEW, "%s: it has a "
			    "format that this version does not know",
			    r->container.input->name);
	}
	for (i = 0; i < r->piece.n_blocks; i++) {
		const struct evi_block *b = &r->piece.blocks[i];

		r->lost |= b->lost;
		if (b->lost && r->scan.tail_known &&
		    b->tar_offset + b->len > r->scan.tail)
			return fail_damaged(r, err);
	}
	return EVID_OK;
}

static enum evid_status
read_through(struct evi_tail_reader *tail, struct evid_error *err)
{
	struct reader r;
	enum evid_status status = reader_open(&r, &tail->input, err);
	bool end = false;

	tail->kind = r.container.kind;
	if (status == EVID_OK)
		status = evi_spool_open(NULL, &tail->spool, err);
	r.spool = tail->spool;
	while (status == EVID_OK && !end) {
		status = reader_next(&r, &end, err);
		if (status == EVID_OK)
			status = look_through(&r, err);
		if (status == EVID_OK)
			status = keep_piece(&r, err);
	}
	if (status == EVID_OK && r.container.end == EVI_END_CUT)
		status = evi_fail(err, EVID_ERR_TRUNCATED,
		    "%s: the file ends too early", tail->input.name);
	if (status == EVID_OK && !r.scan.tail_known && r.lost)
		status = fail_damaged(&r, err);
	else if (status == EVID_OK && !r.scan.tail_known)
		status = evi_fail(err, EVID_ERR_FORMAT,
		    "%s: it is not an evidence bundle", tail->input.name);
	reader_close(&r);
	return status;
}

/* what of the volumes is not there; the end of what is, is not the tail */
static enum evid_status
volumes_good(const struct evi_input *input, struct evid_error *err)
{
	struct evi_buf name = EVI_BUF_INIT;
	const char *why = "the volume is missing";
	enum evid_status status;

	if (input->volumes == EVI_VOLUMES_GOOD ||
	    input->volumes == EVI_VOLUMES_UNEQUAL)
		return EVID_OK;
	if (input->volumes == EVI_VOLUMES_NO_FILE)
		why = "the volume is no regular file";
	evi_buf_add_format(&name, "%.*s%03u", (int)strlen(input->name) - 3,
	    input->name, input->volume);
	status = evi_buf_status(&name, err);
	if (status == EVID_OK && input->volumes == EVI_VOLUMES_UNREADABLE)
		status = evi_fail_errno(err, input->volume_error, "open",
		    evi_buf_text(&name));
	else if (status == EVID_OK)
		status = evi_fail_path(err, EVID_ERR_TRUNCATED,
		    evi_buf_text(&name), why,
		    "put all volumes into one folder");
	evi_buf_free(&name);
	return status;
}

enum evid_status
evi_tail_reader_open(struct evi_tail_reader *tail, const char *path,
    struct evid_error *err)
{
	struct evi_locator locator;
	enum evid_status status;
	bool found = false;
	struct stat st;

	memset(tail, 0, sizeof(*tail));
	tail->spool = -1;
	tail->path = path;
	if (strcmp(path, "-") != 0 && stat(path, &st) == 0 &&
	    S_ISDIR(st.st_mode)) {
		tail->folder = true;
		tail->kind = EVI_CONTAINER_FOLDER;
		return EVID_OK;
	}
	status = evi_input_open(&tail->input, path, err);
	if (status == EVID_OK)
		status = evi_tail_find(&tail->input, &locator, &found, err);
	if (status != EVID_OK)
		return status;
	if (found) {
		tail->kind = EVI_CONTAINER_BGZF;
		tail->file_offset = locator.tail_file_offset;
		return EVID_OK;
	}
	status = volumes_good(&tail->input, err);
	if (status != EVID_OK)
		return status;
	if (tail->input.n_fds > 0 && tail->input.size != EVI_SIZE_UNKNOWN)
		status = evi_input_seek(&tail->input, 0, err);
	return status != EVID_OK ? status : read_through(tail, err);
}

/* The open file; *fd_out -1 where it is not there, and need not be. */
static enum evid_status
open_member(struct evi_tail_reader *tail, int folder, enum evi_tag tag,
    int *fd_out, struct evid_error *err)
{
	const char *path = evi_tag_path(tag);
	int fd = evi_open_below(folder, path, 0), error = errno;
	struct stat st;

	*fd_out = -1;
	if (fd < 0 && (error == ELOOP || evi_link_below(folder, path) > 0))
		return evi_fail_path(err, EVID_ERR_FORMAT, path,
		    "a link stands there, and none is followed",
		    "put the file itself there");
	if (fd < 0 && (error == ENOENT || error == ENOTDIR))
		return tag != EVI_TAG_SEAL ? EVID_OK : evi_fail_path(err,
		    EVID_ERR_FORMAT, tail->path,
		    "the folder holds no evidence bundle", NULL);
	if (fd < 0)
		return evi_fail_errno(err, error, "open", path);
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		*fd_out = fd;
		return EVID_OK;
	}
	close(fd);
	return evi_fail_path(err, EVID_ERR_FORMAT, path,
	    "it is no regular file", "unpack the bundle again");
}

static enum evid_status
folder_begins(struct evi_tail_reader *tail, struct evid_error *err)
{
	int fd = open(tail->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int seal = -1;
	enum evid_status status;

	if (fd < 0)
		return evi_fail_errno(err, errno, "open", tail->path);
	status = open_member(tail, fd, EVI_TAG_SEAL, &seal, err);
	if (seal >= 0)
		close(seal);
	close(fd);
	return status;
}

enum evid_status
evi_tail_begins(const char *path, struct evid_error *err)
{
	struct evi_tail_reader tail = { .path = path };
	struct evi_input input;
	struct reader r;
	enum evid_status status;
	struct stat st;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return folder_begins(&tail, err);
	status = evi_input_open(&input, path, err);
	if (status == EVID_OK) {
		status = reader_open(&r, &input, err);
		reader_close(&r);
	}
	evi_input_close(&input);
	return status;
}

static enum evid_status
folder_member(struct evi_tail_reader *tail, int folder, enum evi_tag tag,
    evi_tail_fn *content, void *context, struct evid_error *err)
{
	uint8_t *buffer = NULL;
	enum evid_status status;
	size_t n = 1;
	int fd = -1;

	status = open_member(tail, folder, tag, &fd, err);
	if (status != EVID_OK || fd < 0)
		return status;
	buffer = malloc(EVI_BLOCK_MAX);
	if (buffer == NULL)
		status = evi_fail_memory(err);
	while (status == EVID_OK && n > 0) {
		status = evi_read_full(fd, buffer, EVI_BLOCK_MAX, &n,
		    evi_tag_path(tag), err);
		if (status == EVID_OK && n > 0)
			status = content(context, tag, buffer, n, err);
	}
	close(fd);
	free(buffer);
	return status;
}

static enum evid_status
read_folder(struct evi_tail_reader *tail, evi_tail_fn *content, void *context,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	int tag, fd = open(tail->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return evi_fail_errno(err, errno, "open", tail->path);
	for (tag = EVI_TAG_MANIFEST; tag < EVI_TAG_NONE && status == EVID_OK;
	    tag++)
		if (evi_tag_path((enum evi_tag)tag) != NULL)
			status = folder_member(tail, fd, (enum evi_tag)tag,
			    content, context, err);
	close(fd);
	return status;
}

enum evid_status
evi_tail_reader_read(struct evi_tail_reader *tail, evi_tail_fn *content,
    void *context, struct evid_error *err)
{
	struct evi_input spooled, *input = &tail->input;
	struct reader r;
	enum evid_status status = EVID_OK;
	bool end = false;

	if (tail->folder)
		return read_folder(tail, content, context, err);
	if (tail->spool >= 0) {
		if (lseek(tail->spool, 0, SEEK_SET) < 0)
			return evi_fail_errno(err, errno, "seek",
			    "temporary file");
		evi_input_from_fd(&spooled, tail->spool, tail->input.name);
		input = &spooled;
	} else {
		status = evi_input_seek(input, tail->file_offset, err);
	}
	if (status != EVID_OK)
		return status;
	status = reader_open(&r, input, err);
	while (status == EVID_OK && !end) {
		status = reader_next(&r, &end, err);
		if (status == EVID_OK)
			status = events(&r, content, context, err);
	}
	reader_close(&r);
	return status;
}

const char *
evi_tail_reader_container(const struct evi_tail_reader *tail)
{
	return evi_container_kind_name(tail->kind,
	    tail->kind == EVI_CONTAINER_GZIP);
}

enum evid_status
evi_tail_keep(struct evi_buf *text, enum evi_tag tag, const uint8_t *data,
    size_t len, struct evid_error *err)
{
	if (text->len + len > EVI_JSON_LIMIT)
		return evi_fail(err, EVID_ERR_FORMAT,
		    "%s: it is over 16 MiB", evi_tag_path(tag));
	evi_buf_add(text, data, len);
	return evi_buf_status(text, err);
}

void
evi_tail_reader_close(struct evi_tail_reader *tail)
{
	if (tail->spool >= 0)
		close(tail->spool);
	evi_input_close(&tail->input);
	tail->spool = -1;
}
