/* record/resume.c: the state of a sealing comes back as it was; what lacks
 * anything, or is of a later version, is told with its place. */
#include "record/resume.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
fill_extent(struct evi_extent *x, uint8_t byte)
{
	x->size = byte * 1000u;
	memset(x->sha256, byte, sizeof(x->sha256));
}

static void
fill(struct evi_resume *r)
{
	memset(r, 0, sizeof(*r));
	memset(r->terms, 0x11, sizeof(r->terms));
	memset(r->terms[EVI_TERM_CUSTODY], 0x12, EVI_SHA256_LEN);
	memset(r->seed, 0x13, sizeof(r->seed));
	r->clock.started_at = (struct evi_instant){ 1792833243, 5 };
	r->clock.clock_source = evi_strdup("system");
	r->clock.zone = evi_strdup("+05:00");
	r->clock.synchronised = -1;
	fill_extent(&r->source, 1);
	r->output = 9007199254740991;
	r->tar = 65280;
	fill_extent(&r->manifest, 2);
	fill_extent(&r->inventory, 3);
	fill_extent(&r->blocks, 4);
}

static void
write_state(const struct evi_resume *r, struct evi_buf *out)
{
	evi_buf_clear(out);
	assert_int_equal(evi_resume_write(r, out, NULL), EVID_OK);
}

static void
expect_same(const struct evi_resume *r)
{
	struct evi_buf text = EVI_BUF_INIT, again = EVI_BUF_INIT;
	struct evi_resume back;

	write_state(r, &text);
	assert_int_equal(evi_resume_read(text.data, text.len, "state", &back,
	    NULL), EVID_OK);
	assert_memory_equal(back.terms, r->terms, sizeof(r->terms));
	assert_memory_equal(back.seed, r->seed, sizeof(r->seed));
	assert_int_equal(back.clock.started_at.nanoseconds, 5);
	assert_int_equal(back.clock.synchronised, r->clock.synchronised);
	assert_int_equal(back.clock.has_error, r->clock.has_error);
	assert_int_equal(back.output, r->output);
	assert_int_equal(back.tar, r->tar);
	assert_memory_equal(&back.blocks, &r->blocks, sizeof(r->blocks));
	assert_int_equal(back.line == NULL, r->line == NULL);
	if (r->line != NULL)
		assert_string_equal(back.line, r->line);
	assert_memory_equal(&back.done, &r->done, sizeof(r->done));
	assert_int_equal(back.sealed, r->sealed);
	assert_string_equal(back.id, r->id);
	assert_int_equal(back.n_volumes, r->n_volumes);
	write_state(&back, &again);
	assert_string_equal(evi_buf_text(&text), evi_buf_text(&again));
	evi_resume_free(&back);
	evi_buf_free(&text);
	evi_buf_free(&again);
}

static void
it_comes_back_as_it_was(void **state)
{
	struct evi_resume r;

	(void)state;
	fill(&r);
	expect_same(&r);
	r.clock.synchronised = 1;
	r.clock.has_error = true;
	r.clock.error_milliseconds = 12;
	r.line = evi_strdup("{\"path\":\"data/\\u00e9 \xd1\x8f\",\"size\":7}");
	fill_extent(&r.done, 5);
	expect_same(&r);
	free(r.line);
	r.line = NULL;
	memset(&r.done, 0, sizeof(r.done));
	r.sealed = true;
	strcpy(r.id, "0f8fad5b-d9cb-469f-a165-70867728950e");
	r.n_volumes = 999;
	r.partial = true;
	expect_same(&r);
	evi_resume_free(&r);
}

/* With @from replaced by @to it is refused, and the message has @text. */
static void
expect_refused(const struct evi_buf *text, const char *from, const char *to,
    enum evid_status status, const char *message)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct evi_buf bad = EVI_BUF_INIT;
	const char *whole = evi_buf_text(text), *at = strstr(whole, from);
	struct evi_resume r;

	assert_non_null(at);
	evi_buf_add(&bad, whole, (size_t)(at - whole));
	evi_buf_add_text(&bad, to);
	evi_buf_add_text(&bad, at + strlen(from));
	assert_int_equal(evi_resume_read(bad.data, bad.len, "state", &r, &err),
	    status);
	if (strstr(err.message, message) == NULL)
		fail_msg("%s lacks %s", err.message, message);
	evi_buf_free(&bad);
}

static void
what_is_wrong_is_told_with_its_place(void **state)
{
	struct evi_buf text = EVI_BUF_INIT;
	struct evi_resume r;

	(void)state;
	fill(&r);
	r.line = evi_strdup("{}");
	write_state(&r, &text);
	expect_refused(&text, "resume:1", "resume:2", EVID_ERR_TOO_NEW,
	    "version");
	expect_refused(&text, "resume:1", "pins:1", EVID_ERR_FORMAT,
	    "it is no state of a sealing");
	expect_refused(&text, "\"case\"", "\"cash\"", EVID_ERR_FORMAT,
	    "$.terms.case");
	expect_refused(&text, "\"1313", "\"131G", EVID_ERR_FORMAT, "$.seed");
	expect_refused(&text, ".000000005Z", "Z", EVID_ERR_FORMAT,
	    "$.startedAt");
	expect_refused(&text, "\"zone\"", "\"tone\"", EVID_ERR_FORMAT,
	    "$.clock.zone");
	expect_refused(&text, "\"size\":1000", "\"size\":-1000",
	    EVID_ERR_FORMAT, "$.source.size");
	expect_refused(&text, "9007199254740991", "9007199254740992",
	    EVID_ERR_FORMAT, "state");
	expect_refused(&text, "\"tar\":65280", "\"tar\":\"65280\"",
	    EVID_ERR_FORMAT, "$.tar");
	expect_refused(&text, "\"line\":\"{}\"", "\"line\":{}",
	    EVID_ERR_FORMAT, "$.object");
	expect_refused(&text, "\"sealed\":null", "\"sealed\":[]",
	    EVID_ERR_FORMAT, "$.sealed");
	expect_refused(&text, "\"sealed\":null", "\"sealed\":{}",
	    EVID_ERR_FORMAT, "$.sealed.id");
	expect_refused(&text, "\"sealed\":null}", "\"sealed\":null",
	    EVID_ERR_FORMAT, "state");
	evi_resume_free(&r);
	evi_buf_free(&text);
}

static void
a_clock_that_shows_no_time_is_told(void **state)
{
	struct evi_buf text = EVI_BUF_INIT;
	struct evi_resume r;

	(void)state;
	fill(&r);
	r.clock.started_at.seconds = INT64_MAX;
	assert_int_equal(evi_resume_write(&r, &text, NULL),
	    EVID_ERR_ARGUMENT);
	evi_resume_free(&r);
	evi_buf_free(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_comes_back_as_it_was),
		cmocka_unit_test(what_is_wrong_is_told_with_its_place),
		cmocka_unit_test(a_clock_that_shows_no_time_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
