/* bundle/room.c: how many findings are kept, and that all are counted. */
#include "bundle/room.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static size_t
kept(struct evi_room *room, enum evi_finding_code code, bool anybodys,
    size_t times)
{
	size_t n = 0;

	while (times-- > 0)
		n += evi_room_take(room, code, anybodys);
	return n;
}

static void
what_anybody_can_write_has_a_part_of_the_room(void **state)
{
	struct evi_room room = { .left_out = 0 };

	(void)state;
	assert_int_equal(kept(&room, EVI_FINDING_CUSTODY_CLAIM, true, 2000),
	    EVI_ANYBODYS_MAX);
	assert_true(evi_room_full_of_anybodys(&room));
	assert_int_equal(kept(&room, EVI_FINDING_CUSTODY_TORN, true, 2), 1);
	assert_int_equal(kept(&room, EVI_FINDING_CUSTODY_CLAIM, false, 2000),
	    EVI_FINDINGS_MAX - EVI_ANYBODYS_MAX - 1);
	assert_int_equal(room.counts[EVI_FINDING_CUSTODY_CLAIM], 4000);
	assert_int_equal(room.n_kept + room.left_out, 4002);
}

static void
one_of_each_code_is_kept_whatever_there_is(void **state)
{
	struct evi_room room = { .left_out = 0 };

	(void)state;
	assert_int_equal(kept(&room, EVI_FINDING_MEMBER_CHANGED, false, 1500),
	    EVI_FINDINGS_MAX);
	assert_int_equal(kept(&room, EVI_FINDING_MEMBER_MISSING, false, 3), 1);
	assert_int_equal(kept(&room, EVI_FINDING_CUSTODY_TORN, true, 3), 1);
	assert_int_equal(room.left_out_of[EVI_FINDING_MEMBER_CHANGED], 500);
	assert_int_equal(room.left_out, 504);
}

static void
what_another_room_left_out_is_counted_and_told(void **state)
{
	struct evi_room room = { .left_out = 0 }, other = { .left_out = 0 };
	struct evi_buf out = EVI_BUF_INIT;

	(void)state;
	(void)kept(&other, EVI_FINDING_CUSTODY_CLAIM, true,
	    EVI_ANYBODYS_MAX + 7);
	(void)kept(&other, EVI_FINDING_CUSTODY_TORN, true, 3);
	(void)kept(&room, EVI_FINDING_CUSTODY_CLAIM, false, 4);
	evi_room_add_left_out(&room, &other);
	assert_int_equal(room.counts[EVI_FINDING_CUSTODY_CLAIM], 11);
	assert_int_equal(room.n_kept, 4);
	evi_room_words(&out, &room);
	assert_string_equal(evi_buf_text(&out), "9 more, counted alone: "
	    "2 [custody-torn], 7 [custody-claim]");
	evi_buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_anybody_can_write_has_a_part_of_the_room),
		cmocka_unit_test(one_of_each_code_is_kept_whatever_there_is),
		cmocka_unit_test(
		    what_another_room_left_out_is_counted_and_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
