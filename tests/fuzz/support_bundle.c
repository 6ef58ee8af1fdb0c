/*
 * Bundles out of loose members: each part that others are computed from comes
 * before them, as in sealing.
 */
#include "support_bundle.h"

#include "adapt/key_parts.h"
#include "record/block.h"
#include "record/lines.h"
#include "record/merkle.h"
#include "record/object.h"
#include "record/tags.h"
#include "record/tar.h"

#include <zlib.h>

#define N_SECRETS 2

/* What the inventory comes to. */
struct totals {
	struct evi_merkle tree;
	uint64_t lines, files, bytes;
	bool partial;
};

void
fuzz_bundle_read(struct fuzz_bundle *b, struct fuzz_input in,
    unsigned int *keep_out)
{
	memset(b, 0, sizeof(*b));
	*keep_out = fuzz_byte(&in);
	while (in.len > 0 && b->count < FUZZ_MEMBERS_MAX) {
		struct fuzz_member *m = &b->members[b->count++];
		size_t len;

		m->path = fuzz_text(&in, '\n');
		len = (size_t)fuzz_number(&in, 2);
		len = len < in.len ? len : in.len;
		evi_buf_add(&m->content, in.data, len);
		in.data += len;
		in.len -= len;
	}
}

void
fuzz_bundle_free(struct fuzz_bundle *b)
{
	for (size_t i = 0; i < b->count; i++) {
		free(b->members[i].path);
		evi_buf_free(&b->members[i].content);
	}
	for (size_t i = 0; i < 3; i++)
		evi_buf_free(&b->runs[i]);
}

static struct fuzz_member *
find(struct fuzz_bundle *b, const char *path)
{
	for (size_t i = 0; i < b->count; i++) {
		if (strcmp(b->members[i].path, path) == 0)
			return &b->members[i];
	}
	return NULL;
}

static struct fuzz_member *
find_tag(struct fuzz_bundle *b, enum evi_tag tag)
{
	return find(b, evi_tag_path(tag));
}

static bool
is_data(const struct fuzz_member *m)
{
	return strncmp(m->path, "data/", 5) == 0;
}

static void
digest_of(const struct evi_buf *content, uint8_t out[EVI_SHA256_LEN])
{
	HOLDS(evi_sha256(content->len == 0 ? (const void *)"" : content->data,
	    content->len, out, NULL) == EVID_OK);
}

/* One line of the inventory, with its size and digest as the member has them;
 * one that is not good stays as it is. */
static void
one_line(struct fuzz_bundle *b, const char *line, size_t len, bool keep,
    struct totals *t, struct evi_buf *out)
{
	struct evi_object o = { 0 };	/* owned here */
	struct fuzz_member *m;
	size_t at = out->len;
	const char *why;
	bool unknown = false;

	HOLDS(evi_object_read(line, len, &o, &why, &unknown, NULL) ==
	    EVID_OK);
	m = o.path == NULL ? NULL : find(b, o.path);
	if (m != NULL && why == NULL) {
		m->mtime = evi_object_mtime(&o);
		if (!keep && o.type == EVI_TYPE_FILE) {
			o.size = m->content.len;
			digest_of(&m->content, o.sha256);
		}
	}
	if (why == NULL && !unknown && !keep)
		HOLDS(evi_object_write(&o, out, NULL) == EVID_OK);
	else
		evi_buf_add(out, line, len);
	t->lines++;
	t->files += o.type == EVI_TYPE_FILE;
	t->bytes += o.size;
	t->partial = t->partial || evi_object_partial(&o);
	HOLDS(evi_merkle_add(&t->tree, out->data + at, out->len - at, NULL) ==
	    EVID_OK);
	evi_buf_add_byte(out, '\n');
	evi_object_free(&o);
}

static void
make_inventory(struct fuzz_bundle *b, bool keep, struct totals *t)
{
	struct fuzz_member *m = find_tag(b, EVI_TAG_INVENTORY);
	struct evi_buf out = EVI_BUF_INIT;	/* owned here, until moved */
	const char *p, *end;

	memset(t, 0, sizeof(*t));
	evi_merkle_init(&t->tree);
	if (m == NULL || m->content.len == 0)
		return;
	p = evi_buf_text(&m->content);
	end = p + m->content.len;
	while (p < end) {
		const char *lf = memchr(p, '\n', (size_t)(end - p));
		const char *stop = lf == NULL ? end : lf;

		one_line(b, p, (size_t)(stop - p), keep, t, &out);
		p = stop + 1;
	}
	evi_buf_free(&m->content);
	m->content = out;
}

static void
make_manifest(struct fuzz_bundle *b)
{
	struct fuzz_member *m = find_tag(b, EVI_TAG_MANIFEST);
	uint8_t digest[EVI_SHA256_LEN];

	if (m == NULL)
		return;
	evi_buf_clear(&m->content);
	for (size_t i = 0; i < b->count; i++) {
		if (!is_data(&b->members[i]))
			continue;
		digest_of(&b->members[i].content, digest);
		evi_sum_line_write(&m->content, digest, b->members[i].path,
		    strlen(b->members[i].path));
	}
}

static void
add_member(struct evi_buf *out, const char *base, const struct fuzz_member *m)
{
	struct evi_buf path = EVI_BUF_INIT;	/* owned here */
	static const uint8_t zeros[EVI_TAR_BLOCK];

	evi_buf_add_format(&path, "%s/%s", base, m->path);
	if (evi_tar_write_header(out, evi_buf_text(&path), path.len,
	    m->content.len, m->mtime, NULL) == EVID_OK) {
		evi_buf_add(out, m->content.data, m->content.len);
		evi_buf_add(out, zeros, evi_tar_padding(m->content.len));
	}
	evi_buf_free(&path);
}

/* The members from @first on whose tag is before @end. */
static void
make_run(struct fuzz_bundle *b, const char *base, size_t *first,
    enum evi_tag end, struct evi_buf *out)
{
	for (; *first < b->count; (*first)++) {
		const char *path = b->members[*first].path;
		enum evi_tag tag = evi_tag_of(path);

		if (tag >= end && tag != EVI_TAG_NONE)
			break;
		add_member(out, base, &b->members[*first]);
	}
}

static void
make_gzi(struct fuzz_bundle *b, const char *base)
{
	struct fuzz_member *m = find_tag(b, EVI_TAG_GZI);
	struct evi_buf head = EVI_BUF_INIT;	/* owned here */
	uint8_t number[8], pair[16];
	uint64_t n, file = 0;
	size_t first = 0;

	if (m == NULL)
		return;
	make_run(b, base, &first, EVI_TAG_MANIFEST, &head);
	n = (head.len + EVI_BLOCK_DATA - 1) / EVI_BLOCK_DATA;
	evi_buf_clear(&m->content);
	evi_gzi_write_count(number, n);
	evi_buf_add(&m->content, number, sizeof(number));
	for (uint64_t i = 1; i <= n; i++) {
		uint64_t tar = i == n ? head.len : i * EVI_BLOCK_DATA;

		file += tar - (i - 1) * EVI_BLOCK_DATA + 31;
		evi_gzi_write_pair(pair, file, tar);
		evi_buf_add(&m->content, pair, sizeof(pair));
	}
	evi_buf_free(&head);
}

static void
make_tagmanifest(struct fuzz_bundle *b)
{
	struct fuzz_member *m = find_tag(b, EVI_TAG_TAGMANIFEST);
	uint8_t digest[EVI_SHA256_LEN];

	if (m == NULL)
		return;
	evi_buf_clear(&m->content);
	for (size_t i = 0; i < b->count && &b->members[i] != m; i++) {
		if (is_data(&b->members[i]))
			continue;
		digest_of(&b->members[i].content, digest);
		evi_sum_line_write(&m->content, digest, b->members[i].path,
		    strlen(b->members[i].path));
	}
}

/* The secret key of @keyid, if it is one of the testdata's first two. */
static const struct evi_secret *
secret_of(const uint8_t keyid[EVI_SHA256_LEN])
{
	static struct evi_secret *secrets[N_SECRETS];
	static uint8_t ids[N_SECRETS][EVI_SHA256_LEN];
	static const char *const names[N_SECRETS] = {
	    "libevidence testdata key a", "libevidence testdata key b" };

	for (size_t i = 0; i < N_SECRETS && secrets[i] == NULL; i++) {
		uint8_t *seed;

		HOLDS(evi_crypto_init(NULL) == EVID_OK);
		seed = evi_secure_alloc(EVI_SHA256_LEN);
		HOLDS(seed != NULL && evi_sha256(names[i], strlen(names[i]),
		    seed, NULL) == EVID_OK);
		HOLDS(evi_secret_from_seed(seed, &secrets[i], NULL) ==
		    EVID_OK);
		HOLDS(evi_sha256(secrets[i]->spki, secrets[i]->spki_len,
		    ids[i], NULL) == EVID_OK);
		evi_secure_free(seed);
	}
	for (size_t i = 0; i < N_SECRETS; i++) {
		if (memcmp(ids[i], keyid, EVI_SHA256_LEN) == 0)
			return secrets[i];
	}
	return NULL;
}

static void
sign(struct evi_envelope *e, const struct evi_statement *s)
{
	struct evi_buf signed_bytes = EVI_BUF_INIT;	/* owned here */

	evi_pae(&signed_bytes, e->payload.data, e->payload.len);
	for (size_t i = 0; i < s->n_signers && i < EVI_SIGNERS_MAX; i++) {
		const struct evi_secret *secret =
		    secret_of(s->signers[i].keyid);

		if (secret == NULL)
			continue;
		if (i >= e->n_signatures)
			e->n_signatures = i + 1;
		memcpy(e->signatures[i].keyid, s->signers[i].keyid,
		    EVI_SHA256_LEN);
		evi_buf_clear(&e->signatures[i].sig);
		HOLDS(evi_secret_sign(secret, signed_bytes.data,
		    signed_bytes.len, &e->signatures[i].sig, NULL) ==
		    EVID_OK);
	}
	evi_buf_free(&signed_bytes);
}

static void
fill_statement(struct fuzz_bundle *b, struct evi_statement *s,
    const struct totals *t)
{
	const struct fuzz_member *m;

	if (t->lines > 0) {
		s->n_objects = t->lines;
		HOLDS(evi_merkle_root(&t->tree, s->merkle_root, NULL) ==
		    EVID_OK);
	}
	s->partial = t->partial;
	m = find_tag(b, EVI_TAG_CONDITIONS);
	if (m != NULL)
		digest_of(&m->content, s->conditions);
	m = find_tag(b, EVI_TAG_RECIPIENTS);
	s->has_recipients = m != NULL;
	if (m != NULL)
		digest_of(&m->content, s->recipients);
	m = find_tag(b, EVI_TAG_TAGMANIFEST);
	if (m != NULL)
		digest_of(&m->content, s->tagmanifest);
}

static void
make_locator(struct fuzz_bundle *b, const char *base)
{
	struct fuzz_member *m = find_tag(b, EVI_TAG_LOCATOR);
	const struct fuzz_member *seal = find_tag(b, EVI_TAG_SEAL);
	const struct fuzz_member *gzi = find_tag(b, EVI_TAG_GZI);
	struct evi_buf run = EVI_BUF_INIT;	/* owned here */
	uint8_t text[EVI_LOCATOR_LEN];
	struct evi_locator l = { 0 };
	size_t first = 0;

	if (m == NULL || seal == NULL)
		return;
	make_run(b, base, &first, EVI_TAG_MANIFEST, &run);
	l.tail_offset = run.len;
	evi_buf_clear(&run);
	make_run(b, base, &first, EVI_TAG_LOCATOR, &run);
	l.tail_size = run.len;
	l.seal_size = seal->content.len;
	l.seal_offset = l.tail_offset + l.tail_size - seal->content.len -
	    evi_tar_padding(seal->content.len);
	l.has_tail_file = gzi != NULL && gzi->content.len >= 24;
	if (l.has_tail_file) {
		uint64_t tar;

		evi_gzi_read_pair(gzi->content.data + gzi->content.len - 16,
		    &l.tail_file_offset, &tar);
	}
	evi_locator_write(text, &l);
	evi_buf_clear(&m->content);
	evi_buf_add(&m->content, text, sizeof(text));
	evi_buf_free(&run);
}

/* The seal's statement where it is one, with what it says of the rest. */
static void
make_seal(struct fuzz_bundle *b, struct evi_envelope *e,
    struct evi_statement *s, const struct totals *t, unsigned int keep)
{
	struct fuzz_member *m = find_tag(b, EVI_TAG_SEAL);

	if (!(keep & FUZZ_KEEP_STATEMENT)) {
		fill_statement(b, s, t);
		evi_buf_clear(&e->payload);
		HOLDS(evi_statement_write(s, &e->payload, NULL) == EVID_OK);
	}
	if (!(keep & FUZZ_KEEP_SIGNATURE))
		sign(e, s);
	if (!(keep & FUZZ_KEEP_STATEMENT) || !(keep & FUZZ_KEEP_SIGNATURE)) {
		evi_buf_clear(&m->content);
		HOLDS(evi_envelope_write(e, &m->content, NULL) == EVID_OK);
	}
}

/* @s is NULL where there is no seal that can be read. */
static void
make_parts(struct fuzz_bundle *b, struct evi_envelope *e,
    struct evi_statement *s, unsigned int keep)
{
	const char *base = s == NULL ? "SMS-2026-014" : s->name;
	struct fuzz_member *info = find_tag(b, EVI_TAG_BAG_INFO);
	struct totals t;

	for (size_t i = 0; s != NULL && i < b->count; i++) {
		uint64_t at = (uint64_t)s->started_at.seconds;

		b->members[i].mtime = is_data(&b->members[i]) ||
		    at > EVI_TAR_MTIME_MAX ? 0 : at;
	}
	make_inventory(b, (keep & FUZZ_KEEP_INVENTORY) != 0, &t);
	if (!(keep & FUZZ_KEEP_MANIFEST))
		make_manifest(b);
	if (!(keep & FUZZ_KEEP_GZI))
		make_gzi(b, base);
	if (!(keep & FUZZ_KEEP_BAG_INFO) && info != NULL && s != NULL) {
		evi_buf_clear(&info->content);
		evi_bag_info_write(&info->content, s, t.bytes, t.files);
	}
	if (!(keep & FUZZ_KEEP_TAGMANIFEST))
		make_tagmanifest(b);
	if (s != NULL)
		make_seal(b, e, s, &t, keep);
	if (!(keep & FUZZ_KEEP_LOCATOR))
		make_locator(b, base);
}

void
fuzz_bundle_make(struct fuzz_bundle *b, unsigned int keep)
{
	static const uint8_t end[2 * EVI_TAR_BLOCK];
	struct fuzz_member *seal = find_tag(b, EVI_TAG_SEAL);
	struct evi_statement s = { 0 };		/* owned here */
	static struct evi_envelope e;		/* owned here */
	const char *why = "", *base = "SMS-2026-014";
	bool unknown = false;
	size_t first = 0;

	memset(&e, 0, sizeof(e));
	if (seal != NULL)
		HOLDS(evi_envelope_read(evi_buf_text(&seal->content),
		    seal->content.len, &e, &why, NULL) == EVID_OK);
	if (why == NULL)
		HOLDS(evi_statement_read(evi_buf_text(&e.payload),
		    e.payload.len, &s, &why, &unknown, NULL) == EVID_OK);
	if (why == NULL)
		base = s.name;
	if (unknown)
		keep |= FUZZ_KEEP_STATEMENT;
	make_parts(b, &e, why == NULL ? &s : NULL, keep);
	make_run(b, base, &first, EVI_TAG_MANIFEST, &b->runs[0]);
	make_run(b, base, &first, EVI_TAG_LOCATOR, &b->runs[1]);
	make_run(b, base, &first, EVI_TAG_NONE, &b->runs[2]);
	evi_buf_add(&b->runs[2], end, sizeof(end));
	evi_statement_free(&s);
	evi_envelope_free(&e);
}

void
fuzz_bundle_tar(const struct fuzz_bundle *b, struct evi_buf *out)
{
	for (size_t i = 0; i < 3; i++)
		evi_buf_add(out, b->runs[i].data, b->runs[i].len);
}

void
fuzz_bundle_bgzf(const struct fuzz_bundle *b, struct evi_buf *out)
{
	for (size_t i = 0; i < 3; i++) {
		/* but for the last, without the end-of-file member */
		fuzz_bgzf(b->runs[i].data, b->runs[i].len, out);
		if (i < 2)
			out->len -= EVI_BLOCK_EOF_LEN;
	}
}

void
fuzz_bundle_gzip(const struct fuzz_bundle *b, struct evi_buf *out)
{
	struct evi_buf tar = EVI_BUF_INIT;	/* owned here */
	z_stream z = { 0 };

	fuzz_bundle_tar(b, &tar);
	HOLDS(deflateInit2(&z, 1, Z_DEFLATED, 15 + 16, 8,
	    Z_DEFAULT_STRATEGY) == Z_OK);
	HOLDS(evi_buf_reserve(out, deflateBound(&z, (uLong)tar.len)));
	z.next_in = tar.data;
	z.avail_in = (uInt)tar.len;
	z.next_out = out->data;
	z.avail_out = (uInt)out->cap;
	HOLDS(deflate(&z, Z_FINISH) == Z_STREAM_END);
	out->len = z.total_out;
	(void)deflateEnd(&z);
	evi_buf_free(&tar);
}
