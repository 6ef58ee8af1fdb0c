/*
 * Names, there and back: the mapping of any name is good for it, and is of
 * the mapped form; and a name that is accepted for an original says what the
 * original was, but for what a mark stands for.
 */
#include "support.h"

#include "base/text.h"
#include "record/name.h"

/* =XX undone; false where what stands there is none. */
static bool
undo(const char *text, size_t len, struct evi_buf *out)
{
	for (size_t i = 0; i < len; i++) {
		char digits[3] = { 0 };
		char *end;

		if (text[i] != '=') {
			evi_buf_add_byte(out, (uint8_t)text[i]);
			continue;
		}
		if (i + 2 >= len)
			return false;
		memcpy(digits, text + i + 1, 2);
		evi_buf_add_byte(out, (uint8_t)strtoul(digits, &end, 16));
		if (end != digits + 2)
			return false;
		i += 2;
	}
	return true;
}

static void
check_accepted(const char *mapped, size_t mapped_len, const char *original,
    size_t len)
{
	struct evi_buf back = EVI_BUF_INIT;	/* owned here */
	const char *mark = mapped_len < 18 ? NULL : mapped + mapped_len - 18;

	HOLDS(evi_path_grammar(mapped, mapped_len));
	HOLDS(mapped_len <= EVI_NAME_MAX);
	HOLDS(evi_utf8_valid(mapped, mapped_len));
	if (mark == NULL || memcmp(mark, "=~", 2) != 0) {
		HOLDS(undo(mapped, mapped_len, &back));
		HOLDS(fuzz_same(&back, original, len));
	}
	evi_buf_free(&back);
}

static void
check_mapping(const char *original, size_t len, bool collides)
{
	struct evi_buf mapped = EVI_BUF_INIT;	/* owned here */
	struct evi_buf fold = EVI_BUF_INIT;	/* owned here */
	bool good = false;

	if (len == 0) {
		HOLDS(evi_name_map(original, len, collides, &mapped, NULL) !=
		    EVID_OK);
		return;
	}
	HOLDS(evi_name_map(original, len, collides, &mapped, NULL) == EVID_OK);
	HOLDS(evi_name_check((const char *)mapped.data, mapped.len, original,
	    len, &good, NULL) == EVID_OK);
	HOLDS(good);
	check_accepted((const char *)mapped.data, mapped.len, original, len);
	HOLDS(evi_name_fold(original, len, &fold, NULL) == EVID_OK);
	evi_buf_free(&mapped);
	evi_buf_free(&fold);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct fuzz_input in = { data, len };
	bool collides = (fuzz_byte(&in) & 1) != 0, good = false;
	char *original = fuzz_text(&in, '/');	/* owned here */
	size_t n = strlen(original), mapped_len;
	char *mapped = fuzz_rest(&in, &mapped_len);	/* owned here */

	check_mapping(original, n, collides);
	HOLDS(evi_name_check(mapped, mapped_len, original, n, &good, NULL) ==
	    EVID_OK);
	if (good)
		check_accepted(mapped, mapped_len, original, n);
	HOLDS(evi_path_check(mapped, mapped_len, original, n, &good, NULL) ==
	    EVID_OK);
	if (good)
		HOLDS(evi_path_grammar(mapped, mapped_len) && n > 0);
	free(original);
	free(mapped);
	return 0;
}
