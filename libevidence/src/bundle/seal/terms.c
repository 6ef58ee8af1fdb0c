/*
 * Digests of what a sealing was asked for (terms.h).
 *
 * Of what compresses no name or version tells enough: the same library writes
 * other bytes on another processor.  So it is asked to compress something, and
 * the digest is of what it makes of it.
 */
#include "bundle/seal/terms.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/memory.h"
#include "bundle/key.h"
#include "bundle/seal/options.h"
#include "bundle/tell.h"
#include "record/block.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A text, with its end, so that two never run into one. */
static void
add(struct evi_buf *out, const char *text)
{
	evi_buf_add(out, text == NULL ? "" : text,
	    text == NULL ? 1 : strlen(text) + 1);
}

static void
add_tool(struct evi_buf *out, const struct evid_seal_options *o)
{
	add(out, o->tool_name);
	add(out, o->tool_version);
	add(out, evid_version());
}

static void
add_keys(struct evi_buf *out, const struct evid_seal_options *o)
{
	size_t i;

	for (i = 0; i < o->n_keys; i++) {
		evi_buf_add(out, o->keys[i]->keyid, EVI_SHA256_LEN);
		add(out, o->keys[i]->name);
		add(out, o->keys[i]->organization);
		add(out, o->keys[i]->state);
	}
}

static void
add_marks(struct evi_buf *out, const struct evid_mark *marks, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		add(out, marks[i].value);
		add(out, marks[i].path);
	}
}

static void
add_texts(struct evi_buf *out, const char *const *texts, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		add(out, texts[i]);
}

/* Repeats near and far, text and noise: what a matcher has to choose in. */
static void
fill_sample(uint8_t *data, size_t len)
{
	uint32_t state = 1;
	size_t i, back;

	for (i = 0; i < len; i++) {
		state = state * 1664525u + 1013904223u;
		back = (state >> 8) % (i % 7 < 5 ? 61 : 30000) + 1;
		data[i] = state >> 28 < 3 || back > i ?
		    (uint8_t)(state >> 16) : data[i - back];
	}
}

static enum evid_status
add_compression(struct evi_buf *out, enum evi_engine engine, int level,
    struct evid_error *err)
{
	uint8_t *sample = malloc(2 * (size_t)EVI_BLOCK_MAX);
	struct evi_deflate *deflate = NULL;
	enum evid_status status = EVID_OK;
	size_t n = 0;

	if (sample == NULL)
		return evi_fail_memory(err);
	fill_sample(sample, EVI_BLOCK_DATA);
	if (level > 0)
		status = evi_deflate_new(engine, level, &deflate, err);
	if (status == EVID_OK && level > 0)
		status = evi_deflate_block(deflate, sample, EVI_BLOCK_DATA,
		    sample + EVI_BLOCK_MAX, EVI_BLOCK_MAX, &n, err);
	evi_buf_add(out, sample + EVI_BLOCK_MAX, n);
	evi_deflate_free(deflate);
	free(sample);
	return status;
}

/* The digest of a file, or, where none is named, of nothing. */
static enum evid_status
add_file(struct evi_buf *out, const char *path, struct evid_error *err)
{
	struct evi_digest *digest = NULL;	/* owned here */
	uint8_t piece[16384], sha256[EVI_SHA256_LEN];
	enum evid_status status;
	struct stat st;
	size_t n = 1;
	int fd;

	if (path == NULL)
		return EVID_OK;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return evi_fail_errno(err, errno, "open", path);
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return evi_fail_path(err, EVID_ERR_ARGUMENT, path,
		    "a sealing that may be resumed reads it again, and it is "
		    "no file", "copy what it gives into a file, and name that");
	}
	status = evi_digest_new(EVI_SHA256, &digest, err);
	while (status == EVID_OK && n > 0) {
		status = evi_read_full(fd, piece, sizeof(piece), &n, path,
		    err);
		if (status == EVID_OK)
			status = evi_digest_add(digest, piece, n, err);
	}
	if (status == EVID_OK)
		status = evi_digest_finish(digest, sha256, err);
	evi_digest_free(digest);
	close(fd);
	evi_buf_add(out, sha256, sizeof(sha256));
	return status;
}

/* What the options say by themselves. */
static void
add_said(enum evi_term term, const struct evid_seal_options *o,
    struct evi_buf *out)
{
	if (term == EVI_TERM_TOOL)
		add_tool(out, o);
	else if (term == EVI_TERM_KEYS)
		add_keys(out, o);
	else if (term == EVI_TERM_NAME)
		add(out, o->name);
	else if (term == EVI_TERM_LEVEL)
		evi_buf_add_u64(out, (uint64_t)o->level);
	else if (term == EVI_TERM_VOLUME)
		evi_buf_add_u64(out, o->volume_size);
	else if (term == EVI_TERM_CHANGE)
		evi_buf_add_u64(out, o->on_change);
	else if (term == EVI_TERM_EXCLUDE)
		add_texts(out, o->exclude, o->n_exclude);
	else if (term == EVI_TERM_ONE_SYSTEM)
		evi_buf_add_u64(out, o->one_file_system != 0);
	else if (term == EVI_TERM_EXHIBITS)
		add_marks(out, o->exhibits, o->n_exhibits);
	else if (term == EVI_TERM_FLAGS)
		add_marks(out, o->flags, o->n_flags);
	else if (term == EVI_TERM_ALSO)
		evi_buf_add_format(out, "%d%d%d", o->also_md5 != 0,
		    o->also_sha1 != 0, o->also_sha512 != 0);
	else if (term == EVI_TERM_SUPERSEDES)
		add(out, o->supersedes);
}

static enum evid_status
add_term(enum evi_term term, const struct evid_seal_options *o,
    struct evi_buf *out, struct evid_error *err)
{
	switch (term) {
	case EVI_TERM_COMPRESSION:
		return add_compression(out, evi_options_engine(o), o->level,
		    err);
	case EVI_TERM_HASHES:
		return add_file(out, o->expect_hashes, err);
	case EVI_TERM_MAP:
		return add_file(out, o->map, err);
	case EVI_TERM_CASE:
		return add_file(out, o->case_file, err);
	case EVI_TERM_CUSTODY:
		return add_file(out, o->custody, err);
	default:
		add_said(term, o, out);
		return EVID_OK;
	}
}

enum evid_status
evi_terms_read(const struct evid_seal_options *options,
    uint8_t terms_out[EVI_N_TERMS][EVI_SHA256_LEN], struct evid_error *err)
{
	struct evi_buf value = EVI_BUF_INIT;
	enum evid_status status = EVID_OK;
	int term;

	for (term = 0; term < EVI_N_TERMS && status == EVID_OK; term++) {
		evi_buf_clear(&value);
		status = add_term((enum evi_term)term, options, &value, err);
		if (status == EVID_OK)
			status = evi_buf_status(&value, err);
		if (status == EVID_OK)
			status = evi_sha256(value.data, value.len,
			    terms_out[term], err);
	}
	evi_buf_free(&value);
	return status;
}

enum evid_status
evi_terms_compare(const uint8_t kept[EVI_N_TERMS][EVI_SHA256_LEN],
    const uint8_t now[EVI_N_TERMS][EVI_SHA256_LEN], const char *folder,
    struct evid_error *err)
{
	size_t i;

	for (i = 0; i < EVI_N_TERMS; i++) {
		if (memcmp(kept[i], now[i], EVI_SHA256_LEN) == 0)
			continue;
		evi_fail(err, EVID_ERR_ARGUMENT, "%s is another than when the "
		    "sealing began", evi_term_texts[i]);
		evi_hint(err, "seal as it began, or remove %s to seal anew",
		    folder);
		return EVID_ERR_ARGUMENT;
	}
	return EVID_OK;
}
