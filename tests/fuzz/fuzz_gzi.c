/*
 * blocks.gzi and files of JSON lines, as they come in pieces: wrong exactly
 * when a look at the whole says so, whatever the pieces.
 */
#include "support.h"

#include "adapt/json.h"
#include "base/num.h"
#include "bundle/verify/check.h"
#include "record/block.h"

static struct evi_digest *digest;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	HOLDS(evi_digest_new(EVI_SHA256, &digest, NULL) == EVID_OK);
	return 0;
}

/* docs/format.md, section 3.6 */
static bool
index_good(const uint8_t *p, size_t len, uint64_t tail)
{
	uint64_t blocks = tail / EVI_BLOCK_DATA + (tail % EVI_BLOCK_DATA != 0);
	uint64_t before = 0;
	size_t n = len < 8 ? 0 : (len - 8) / 16;

	if (len < 8 || n == 0 || len != 8 + 16 * n ||
	    evi_get_le64(p) != blocks || blocks != n)
		return false;
	for (size_t i = 0; i < n; i++) {
		uint64_t file = evi_get_le64(p + 8 + 16 * i);
		uint64_t tar = evi_get_le64(p + 16 + 16 * i);

		if (file <= before || tar != (i + 1 == n ? tail :
		    (i + 1) * EVI_BLOCK_DATA))
			return false;
		before = file;
	}
	return true;
}

static void
check_index(const uint8_t *data, size_t len, size_t step, uint64_t tail)
{
	static struct evi_check c;

	memset(&c, 0, sizeof(c));
	c.tail_offset = tail;
	c.gzi.digest = digest;
	HOLDS(evi_digest_start(digest, NULL) == EVID_OK);
	for (size_t at = 0; at < len; at += step)
		HOLDS(evi_check_gzi(&c, data + at, len - at < step ?
		    len - at : step, NULL) == EVID_OK);
	/* without a manifest nothing is told of it: it only is so */
	HOLDS(evi_check_gzi_end(&c, NULL) == EVID_OK);
	HOLDS(c.gzi.wrong == !index_good(data, len, tail));
	evi_buf_free(&c.gzi.pending);
}

static bool
lines_good(const uint8_t *data, size_t len)
{
	const uint8_t *end = data + len, *lf;
	bool canonical = true;

	if (len == 0 || data[len - 1] != '\n')
		return false;
	for (; data < end && canonical; data = lf + 1) {
		struct evi_json *value = NULL;	/* owned here */

		canonical = false;
		lf = memchr(data, '\n', (size_t)(end - data));
		(void)evi_json_parse_canonical(data, (size_t)(lf - data),
		    "line", &value, &canonical, NULL);
		evi_json_free(value);
	}
	return canonical;
}

static void
check_lines(const uint8_t *data, size_t len, size_t step)
{
	static struct evi_check c;

	memset(&c, 0, sizeof(c));
	c.tag = EVI_TAG_DISCLOSURE;
	strcpy(c.now.path, "evidence/disclosure.jsonl");
	HOLDS(evi_verdict_new("fuzz", &c.v, NULL) == EVID_OK);
	for (size_t at = 0; at < len; at += step)
		HOLDS(evi_check_jsonl(&c, data + at, len - at < step ?
		    len - at : step, NULL) == EVID_OK);
	HOLDS(evi_check_jsonl_end(&c, NULL) == EVID_OK);
	HOLDS((evid_verdict_findings(c.v) == 0) == lines_good(data, len));
	evi_buf_free(&c.disclosure.pending);
	evid_verdict_free(c.v);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct fuzz_input in = { data, len };
	size_t step = (size_t)fuzz_byte(&in) + 1;
	/* There is a payload before it, or else no index (detached). */
	uint64_t tail = fuzz_number(&in, 4) + 1;

	check_index(in.data, in.len, step, tail);
	check_lines(in.data, in.len, step);
	return 0;
}
