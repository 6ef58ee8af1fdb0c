/*
 * Whole bundles.  Nothing here can sign, so whatever is called verified must
 * hold, byte for byte, a tar that testdata's writer sealed: the tars of its
 * good cases are known by their digests, and zlib by itself unpacks what was
 * verified.  The same is said whatever pieces the input comes in.
 */
#include "support_bundle.h"

#include "adapt/digest.h"

#include <glob.h>
#include <stdio.h>

#define TAR_MAX ((size_t)4 << 20)
#define N_KEYS 3

static struct evid_public_key *keys[N_KEYS];
static uint8_t (*known)[EVI_SHA256_LEN];
static size_t n_known;

static void
read_file(const char *path, struct evi_buf *out)
{
	uint8_t room[4096];
	FILE *file = fopen(path, "rb");
	size_t n;

	HOLDS(file != NULL);
	while ((n = fread(room, 1, sizeof(room), file)) > 0)
		evi_buf_add(out, room, n);
	(void)fclose(file);
}

/* What zlib makes of a file: its tar, or itself where it is no gzip. */
static bool
unpack(const uint8_t *data, size_t len, struct evi_buf *tar)
{
	if (len >= 2 && data[0] == 0x1f && data[1] == 0x8b)
		return fuzz_gunzip(data, len, TAR_MAX, tar);
	evi_buf_add(tar, data, len);
	return true;
}

static void
know(const char *path)
{
	struct evi_buf file = EVI_BUF_INIT, tar = EVI_BUF_INIT;

	read_file(path, &file);
	/* A volume alone is no whole file, and nothing to know. */
	if (unpack(file.data, file.len, &tar)) {
		known = realloc(known, (n_known + 1) * sizeof(*known));
		HOLDS(known != NULL);
		HOLDS(evi_sha256(tar.data, tar.len, known[n_known++],
		    NULL) == EVID_OK);
	}
	evi_buf_free(&file);
	evi_buf_free(&tar);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	glob_t found;

	(void)argc;
	(void)argv;
	keys[0] = fuzz_key("a.pub");
	keys[1] = fuzz_key("b.pub");
	keys[2] = fuzz_key("p256.pub");
	HOLDS(glob(EVID_SOURCE "/testdata/good-*/input.*", 0, NULL, &found) ==
	    0);
	for (size_t i = 0; i < found.gl_pathc; i++)
		know(found.gl_pathv[i]);
	globfree(&found);
	return 0;
}

static bool
is_known(const uint8_t *data, size_t len)
{
	struct evi_buf tar = EVI_BUF_INIT;	/* owned here */
	uint8_t digest[EVI_SHA256_LEN];
	bool is = false;

	if (!unpack(data, len, &tar)) {
		/* What it holds was hashed, but zlib does not say it. */
		evi_buf_free(&tar);
		return fuzz_reserved(data, len, false);
	}
	HOLDS(evi_sha256(tar.data, tar.len, digest, NULL) == EVID_OK);
	for (size_t i = 0; i < n_known && !is; i++)
		is = memcmp(known[i], digest, sizeof(digest)) == 0;
	evi_buf_free(&tar);
	return is;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct evid_verify_options options = EVID_VERIFY_OPTIONS_INIT;
	struct evid_verdict *a, *b;	/* owned here */
	char *text = NULL, *json = NULL;
	size_t step = len % 2 == 0 ? len + 1 : len % 251 + 1;

	options.keys = keys;
	options.n_keys = N_KEYS;
	options.threads = 1;
	a = fuzz_verify(data, len, (size_t)1 << 20, &options);
	if (evid_verdict_result(a) == EVID_VERIFIED)
		HOLDS(is_known(data, len));
	HOLDS(evid_verdict_json(a, &json, NULL) == EVID_OK);
	HOLDS(evid_verdict_text(a, 1, &text, NULL) == EVID_OK);
	if (len % 4 == 1) {
		b = fuzz_verify(data, len, step, &options);
		HOLDS(evid_verdict_result(a) == evid_verdict_result(b));
		HOLDS(evid_verdict_findings(a) == evid_verdict_findings(b));
		evid_verdict_free(b);
	}
	free(text);
	free(json);
	evid_verdict_free(a);
	return 0;
}

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t len, size_t cap,
    unsigned int seed)
{
	struct evi_buf other = EVI_BUF_INIT;	/* owned here */
	bool packed = len >= 2 && data[0] == 0x1f && data[1] == 0x8b;

	if (seed % 16 == 0) {
		/* the same in another container */
		if (packed)
			(void)fuzz_gunzip(data, len, cap, &other);
		else
			fuzz_bgzf(data, len, &other);
		if (other.len > 0 && other.len <= cap) {
			memcpy(data, other.data, other.len);
			len = other.len;
		}
		evi_buf_free(&other);
	}
	return packed && seed % 16 != 0 ?
	    fuzz_mutate_gzip(data, len, cap, seed) :
	    fuzz_mutate_tar(data, len, cap, seed);
}
