/* bundle/stream/tarscan.c: events of a tar, also of one with holes in it. */
#include "bundle/stream/tarscan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* what the events of all pieces came to */
struct told {
	size_t content;		/* not yet said: runs of it count as one */
	char text[4096];	/* "+PATH", ".N" content, "-" end, "!" bad,
				 * "~N" lost, "#" trailing, "$" finish */
};

static void
say(struct told *t, const char *format, ...)
{
	size_t at = strlen(t->text);
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(t->text + at, sizeof(t->text) - at, format,
	    arguments);
	va_end(arguments);
}

static void
tell(struct told *t, const struct evi_events *e)
{
	size_t i;

	for (i = 0; i < e->count; i++) {
		const struct evi_event *v = &e->items[i];

		if (v->kind == EVI_EVENT_DATA) {
			t->content += v->len;
			continue;
		}
		if (t->content > 0)
			say(t, ".%zu", t->content);
		t->content = 0;

		switch (v->kind) {
		case EVI_EVENT_MEMBER:
			say(t, "+%s", (const char *)e->text.data +
			    e->members[v->member].path_at);
			break;
		case EVI_EVENT_DATA:
			break;
		case EVI_EVENT_LOST:
			say(t, "~%zu", v->len);
			break;
		case EVI_EVENT_END:
			say(t, "-");
			break;
		case EVI_EVENT_BAD:
			say(t, "!");
			break;
		case EVI_EVENT_TRAILING:
			say(t, "#");
			break;
		case EVI_EVENT_FINISH:
			say(t, "$");
			break;
		}
	}
}

static void
add_member(struct evi_buf *tar, const char *path, size_t size)
{
	size_t i;

	assert_int_equal(evi_tar_write_header(tar, path, strlen(path), size,
	    7, NULL), EVID_OK);
	for (i = 0; i < size; i++)
		evi_buf_add_byte(tar, 'x');
	for (i = 0; i < evi_tar_padding(size); i++)
		evi_buf_add_byte(tar, 0);
}

static void
add_end(struct evi_buf *tar)
{
	size_t i;

	for (i = 0; i < 2 * EVI_TAR_BLOCK; i++)
		evi_buf_add_byte(tar, 0);
}

/* scan @tar in pieces of @step bytes, those of [lost, lost + n) lost */
static void
scan(const struct evi_buf *tar, size_t step, size_t lost, size_t n_lost,
    struct told *told)
{
	struct evi_tarscan *s = calloc(1, sizeof(*s));
	struct evi_events events = { .items = NULL };
	size_t at, len;

	memset(told, 0, sizeof(*told));
	evi_tarscan_init(s);
	for (at = 0; at < tar->len; at += len) {
		struct evi_piece piece = { .out = tar->data + at };
		bool is_lost = at >= lost && at < lost + n_lost;

		len = step;
		if (at < lost && at + len > lost)
			len = lost - at;
		else if (is_lost && at + len > lost + n_lost)
			len = lost + n_lost - at;
		if (len > tar->len - at)
			len = tar->len - at;
		piece.len = len;
		piece.tar_offset = at;
		piece.n_blocks = 1;
		piece.blocks[0] = (struct evi_block){ .tar_offset = at,
			.len = len, .lost = is_lost };
		assert_int_equal(evi_tarscan_piece(s, &piece, &events, NULL),
		    EVID_OK);
		tell(told, &events);
	}
	evi_events_free(&events);
	free(s);
}

static void
make(struct evi_buf *tar)
{
	char deep[300];

	memset(deep, 'd', sizeof(deep) - 1);
	deep[sizeof(deep) - 1] = '\0';
	memcpy(deep, "B/data/", 7);
	add_member(tar, "B/bagit.txt", 3);
	add_member(tar, "B/data/a", 600);
	add_member(tar, "B/data/b", 0);
	add_member(tar, deep, 512);
	add_member(tar, "B/manifest-sha256.txt", 1);
	add_end(tar);
}

static void
members_come_out_whatever_the_pieces_are(void **state)
{
	static const size_t steps[] = { 1, 7, 511, 512, 513, 1000, 100000 };
	struct evi_buf tar = EVI_BUF_INIT;
	struct told whole, told;
	size_t i;

	(void)state;
	make(&tar);
	scan(&tar, tar.len, tar.len, 0, &whole);
	assert_non_null(strstr(whole.text, "+B/bagit.txt.3-+B/data/a.600-"
	    "+B/data/b-+B/data/ddd"));
	assert_non_null(strstr(whole.text,
	    "d.512-+B/manifest-sha256.txt.1-$"));
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		scan(&tar, steps[i], tar.len, 0, &told);
		assert_string_equal(told.text, whole.text);
	}
	evi_buf_free(&tar);
}

static void
lost_content_is_told_and_the_next_member_found(void **state)
{
	struct evi_buf tar = EVI_BUF_INIT;
	struct told told;

	(void)state;
	make(&tar);
	/* B/data/a has its header at 1024 and its content from 1536 on. */
	scan(&tar, 1 << 20, 1600, 100, &told);
	assert_non_null(strstr(told.text,
	    "+B/data/a.64~100.436-+B/data/b-"));
	assert_null(strchr(told.text, '!'));
	evi_buf_free(&tar);
}

static void
what_is_left_of_lost_padding_is_padding(void **state)
{
	struct evi_buf tar = EVI_BUF_INIT;
	struct told told;

	(void)state;
	make(&tar);
	/* B/bagit.txt is filled up from 515 to 1024. */
	scan(&tar, 1 << 20, 600, 100, &told);
	assert_non_null(strstr(told.text, "+B/bagit.txt.3-+B/data/a.600-"));
	assert_null(strchr(told.text, '!'));
	tar.data[1023] = 1;
	scan(&tar, 1 << 20, 600, 100, &told);
	assert_non_null(strstr(told.text, "+B/bagit.txt.3-!+B/data/a"));
	evi_buf_free(&tar);
}

static void
a_lost_header_hides_its_member_alone(void **state)
{
	struct evi_buf tar = EVI_BUF_INIT;
	struct told told;

	(void)state;
	make(&tar);
	scan(&tar, 1 << 20, 1024, 10, &told);
	assert_null(strstr(told.text, "B/data/a"));
	assert_non_null(strstr(told.text, "+B/bagit.txt.3-+B/data/b-"));
	assert_non_null(strstr(told.text, "$"));
	evi_buf_free(&tar);
}

static void
bytes_that_are_no_header_are_bad_and_the_next_is_found(void **state)
{
	struct evi_buf tar = EVI_BUF_INIT;
	struct told told;

	(void)state;
	make(&tar);
	tar.data[1024 + 100] ^= 1;	/* the mode of B/data/a */
	scan(&tar, 1 << 20, tar.len, 0, &told);
	assert_non_null(strstr(told.text, "+B/bagit.txt.3-!+B/data/b-"));
	evi_buf_free(&tar);
}

static void
padding_and_the_end_must_be_zero_and_last(void **state)
{
	struct evi_buf tar = EVI_BUF_INIT;
	struct told told;

	(void)state;
	make(&tar);
	tar.data[1023] = 1;		/* padding of bagit.txt */
	scan(&tar, 1 << 20, tar.len, 0, &told);
	assert_non_null(strstr(told.text, "+B/bagit.txt.3-!+B/data/a"));
	tar.data[1023] = 0;
	tar.data[tar.len - 1] = 1;	/* the second zero block */
	scan(&tar, 1 << 20, tar.len, 0, &told);
	assert_non_null(strstr(told.text, "!$"));
	tar.data[tar.len - 1] = 0;
	evi_buf_add_byte(&tar, 0);
	scan(&tar, 1 << 20, tar.len, 0, &told);
	assert_non_null(strstr(told.text, "$#"));
	evi_buf_free(&tar);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_come_out_whatever_the_pieces_are),
		cmocka_unit_test(
		    lost_content_is_told_and_the_next_member_found),
		cmocka_unit_test(what_is_left_of_lost_padding_is_padding),
		cmocka_unit_test(a_lost_header_hides_its_member_alone),
		cmocka_unit_test(
		    bytes_that_are_no_header_are_bad_and_the_next_is_found),
		cmocka_unit_test(padding_and_the_end_must_be_zero_and_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
