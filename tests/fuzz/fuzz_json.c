/*
 * JSON: a text is in the one encoding exactly when what it says is written as
 * the same bytes; what is written, also for people, says the same again.
 */
#include "support.h"

#include "adapt/json.h"

static size_t
depth_of(const struct evi_json *value)
{
	struct evi_json *part;
	void *place = NULL;
	const char *key;
	size_t deepest = 0, depth;

	if (evi_json_type(value) == EVI_JSON_OBJECT) {
		while (evi_json_next(value, &place, &key, &part)) {
			depth = depth_of(part);
			deepest = depth > deepest ? depth : deepest;
		}
		return deepest + 1;
	}
	if (evi_json_type(value) == EVI_JSON_ARRAY) {
		for (size_t i = 0; i < evi_json_count(value); i++) {
			depth = depth_of(evi_json_at(value, i));
			deepest = depth > deepest ? depth : deepest;
		}
		return deepest + 1;
	}
	return 0;
}

/* What is written of @value, and read and written again, is @want. */
static void
check_written(const struct evi_json *value, const struct evi_buf *want,
    bool pretty)
{
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	struct evi_buf again = EVI_BUF_INIT;	/* owned here */
	struct evi_json *same = NULL;		/* owned here */
	bool canonical = false;

	if (pretty)
		evi_json_write_pretty(&text, value);
	else
		evi_json_write(&text, value);
	HOLDS(evi_json_parse_canonical(text.data, text.len, "again", &same,
	    &canonical, NULL) == EVID_OK);
	HOLDS(pretty || canonical);
	evi_json_write(&again, same);
	HOLDS(fuzz_same(&again, want->data, want->len));
	evi_json_free(same);
	evi_buf_free(&text);
	evi_buf_free(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct evi_json *value = NULL, *plain = NULL;		/* owned here */
	struct evi_buf again = EVI_BUF_INIT;			/* owned here */
	bool canonical = false;
	enum evid_status status;

	status = evi_json_parse_canonical(data, len, "json", &value,
	    &canonical, NULL);
	HOLDS(evi_json_parse(data, len, "json", &plain, NULL) == status);
	HOLDS(status == EVID_OK || !canonical);
	if (status == EVID_OK) {
		HOLDS(depth_of(value) <= EVI_JSON_DEPTH);
		evi_json_write(&again, value);
		HOLDS(canonical == fuzz_same(&again, data, len));
		check_written(value, &again, false);
		check_written(plain, &again, true);
	}
	evi_json_free(value);
	evi_json_free(plain);
	evi_buf_free(&again);
	return 0;
}
