/*
 * Cases: what is cut in two gives halves that a reader finds good, that have
 * each key of the whole once, and no other.  The same bytes as a tag file.
 */
#include "support.h"

#include "adapt/json.h"
#include "record/tags.h"

static struct evi_json *
half(const struct evi_buf *text)
{
	struct evi_json *value = NULL;
	const char *why;

	HOLDS(evi_case_check(text->data, text->len, &why, NULL) == EVID_OK);
	HOLDS(why == NULL);
	HOLDS(evi_json_parse(text->data, text->len, "half", &value, NULL) ==
	    EVID_OK);
	return value;
}

static void
check_halves(const struct evi_json *whole, const struct evi_json *a,
    const struct evi_json *b)
{
	size_t salt = evi_json_get(whole, "salt") == NULL ? 0 : 1;
	struct evi_json *value;
	void *place = NULL;
	const char *key;

	HOLDS(evi_json_count(a) + evi_json_count(b) ==
	    evi_json_count(whole) + 3 - salt);
	while (evi_json_next(whole, &place, &key, &value)) {
		if (strcmp(key, "schema") != 0 && strcmp(key, "salt") != 0)
			HOLDS((evi_json_get(a, key) != NULL) !=
			    (evi_json_get(b, key) != NULL));
	}
}

static void
split(const uint8_t *data, size_t len)
{
	static const uint8_t salts[2][16] = { { 1 }, { 2 } };
	struct evi_buf a = EVI_BUF_INIT, b = EVI_BUF_INIT;	/* owned here */
	struct evi_case_marks marks = { 0 };			/* owned here */
	struct evi_json *whole = NULL, *x, *y;			/* owned here */

	if (evi_case_split((const char *)data, len, "case", salts, &a, &b,
	    &marks, NULL) == EVID_OK) {
		HOLDS(evi_json_parse(data, len, "case", &whole, NULL) ==
		    EVID_OK);
		x = half(&a);
		y = half(&b);
		check_halves(whole, x, y);
		evi_json_free(x);
		evi_json_free(y);
	}
	evi_json_free(whole);
	evi_case_marks_free(&marks);
	evi_buf_free(&a);
	evi_buf_free(&b);
}

/* A tag file that is good is the one encoding of its value, and LF. */
static void
check_tag(const uint8_t *data, size_t len)
{
	struct evi_buf again = EVI_BUF_INIT;	/* owned here */
	struct evi_json *value = NULL;		/* owned here */
	const char *why, *recipients;

	HOLDS(evi_case_check(data, len, &why, NULL) == EVID_OK);
	HOLDS(evi_recipients_check(data, len, &recipients, NULL) == EVID_OK);
	if (why != NULL && recipients != NULL)
		return;
	HOLDS(evi_json_parse(data, len, "tag", &value, NULL) == EVID_OK);
	evi_json_write(&again, value);
	evi_buf_add_byte(&again, '\n');
	HOLDS(fuzz_same(&again, data, len));
	evi_json_free(value);
	evi_buf_free(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	split(data, len);
	check_tag(data, len);
	return 0;
}
