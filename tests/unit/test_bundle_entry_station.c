/* bundle/entry/station*.c: what this machine keeps of a key, and where an
 * event goes on. */
#include "support_custody.h"

#include "bundle/entry/station.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>

#include <cmocka.h>

#define STORED EVI_EVENT_STORED

static char folder[] = "/tmp/evid-station-XXXXXX";
static unsigned char drawn;

static void
draw(void *context, void *out, size_t len)
{
	(void)context;
	memset(out, ++drawn, len);
}

static struct evid_custody_entry
entry(void)
{
	struct evid_custody_entry o = EVID_CUSTODY_ENTRY_INIT;

	o.state = folder;
	o.random = draw;
	return o;
}

static int
begin(void **state)
{
	(void)state;
	memcpy(folder + sizeof(folder) - 7, "XXXXXX", 6);
	drawn = 0;
	return mkdtemp(folder) == NULL;
}

static int
drop(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static int
end(void **state)
{
	(void)state;
	return nftw(folder, drop, 8, FTW_DEPTH | FTW_PHYS);
}

static struct evi_station
open_station(void)
{
	struct evi_station s = EVI_STATION_INIT;
	struct evid_custody_entry o = entry();

	assert_int_equal(evi_station_open(&s, &o, support_digest('K'), NULL),
	    EVID_OK);
	return s;
}

static void
what_is_kept_of_a_key_stays(void **state)
{
	struct evi_station s = open_station(), again;
	uint8_t one[EVI_BRANCH_LEN], two[EVI_BRANCH_LEN];

	(void)state;
	evi_station_close(&s);
	again = open_station();
	assert_int_equal(again.id[0], 1);
	assert_int_equal(drawn, 1);
	assert_int_equal(evi_station_branch(again.id, support_digest('S'),
	    one, NULL), EVID_OK);
	assert_int_equal(evi_station_branch(again.id, support_digest('T'),
	    two, NULL), EVID_OK);
	assert_memory_not_equal(one, two, EVI_BRANCH_LEN);
	evi_station_close(&again);
}

static bool
last_of(const struct evi_station *s, uint8_t branch[EVI_BRANCH_LEN],
    char name)
{
	uint8_t digest[EVI_SHA256_LEN];
	bool known;

	assert_int_equal(evi_station_last(s, branch, &known, digest, NULL),
	    EVID_OK);
	return known && memcmp(digest, support_digest(name),
	    EVI_SHA256_LEN) == 0;
}

static void
what_is_prepared_is_kept_only_when_it_is_said(void **state)
{
	uint8_t branch[EVI_BRANCH_LEN] = { 7 }, other[EVI_BRANCH_LEN] = { 8 };
	struct evi_station s = open_station();

	(void)state;
	assert_false(last_of(&s, branch, 'A'));
	assert_int_equal(evi_station_prepare(&s, branch, support_digest('A'),
	    NULL), EVID_OK);
	evi_station_close(&s);
	s = open_station();
	assert_false(last_of(&s, branch, 'A'));
	assert_int_equal(evi_station_prepare(&s, branch, support_digest('A'),
	    NULL), EVID_OK);
	assert_int_equal(evi_station_keep(&s, NULL), EVID_OK);
	evi_station_close(&s);
	s = open_station();
	assert_true(last_of(&s, branch, 'A'));
	assert_false(last_of(&s, other, 'A'));
	assert_int_equal(evi_station_prepare(&s, branch, support_digest('B'),
	    NULL), EVID_OK);
	assert_int_equal(evi_station_keep(&s, NULL), EVID_OK);
	assert_true(last_of(&s, branch, 'B'));
	evi_station_close(&s);
}

static void
what_is_not_as_it_was_kept_is_refused(void **state)
{
	static const char *const bad[] = { "", "x\n", "0102030405060708",
		"010203040506070G\n", "0102030405060708\n\n" };
	char path[128];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct evi_station s = open_station();
		struct evid_custody_entry o = entry();
		struct evid_error err = EVID_ERROR_INIT;
		FILE *f;

		(void)snprintf(path, sizeof(path), "%.*s",
		    (int)strlen(s.folder) - 7, s.folder);
		evi_station_close(&s);
		f = fopen(path, "w");
		assert_non_null(f);
		fputs(bad[i], f);
		fclose(f);
		assert_int_equal(evi_station_open(&s, &o, support_digest('K'),
		    &err), EVID_ERR_ARGUMENT);
		assert_non_null(strstr(err.message, "not what this station"));
		evi_station_close(&s);
		assert_int_equal(remove(path), 0);
	}
}

/* A draft of key K placed in a set, with @name kept as the last of its
 * branch, if any. */
static struct evi_draft
placed(struct evid_custody *c, const struct evid_custody_entry *o, char name,
    const uint8_t *branch)
{
	struct evi_draft d = { .entry = o, .set = c };
	struct evi_station s = open_station();

	memcpy(d.event.keyid, support_digest('K'), EVI_SHA256_LEN);
	memcpy(d.event.subject, support_digest('S'), EVI_SHA256_LEN);
	d.event.at.seconds = 100;
	if (name != 0) {
		assert_int_equal(evi_station_prepare(&s, branch,
		    support_digest(name), NULL), EVID_OK);
		assert_int_equal(evi_station_keep(&s, NULL), EVID_OK);
	}
	assert_int_equal(evi_station_place(&s, &d, NULL), EVID_OK);
	evi_station_close(&s);
	return d;
}

static void
a_log_that_has_the_last_event_is_gone_on_with(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', STORED, 1, 0, .answers = NULL },
		{ 'B', 'K', STORED, 2, 'A', .answers = NULL },
	};
	struct evid_custody *c = SUPPORT_JUDGED(rows);
	struct evid_custody_entry o = entry();
	uint8_t branch[EVI_BRANCH_LEN];
	struct evi_draft d;

	(void)state;
	memset(branch, 'b', sizeof(branch));
	d = placed(c, &o, 'B', branch);
	assert_true(d.event.has_prev);
	assert_false(d.lacks);
	assert_memory_equal(d.event.prev, support_digest('B'),
	    EVI_SHA256_LEN);
	/* Kept less than the log has: ended between the two. */
	d = placed(c, &o, 'A', branch);
	assert_memory_equal(d.event.prev, support_digest('B'),
	    EVI_SHA256_LEN);
	o.new_branch = 1;
	d = placed(c, &o, 0, NULL);
	assert_false(d.event.has_prev);
	assert_false(d.lacks);
	evid_custody_free(c);
}

static void
one_that_lacks_it_gets_a_new_branch(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', STORED, 1, 0, .answers = NULL },
	};
	struct evid_custody *c = SUPPORT_JUDGED(rows), *none = support_set();
	struct evid_custody_entry o = entry();
	uint8_t branch[EVI_BRANCH_LEN], own[EVI_BRANCH_LEN], id[8];
	struct evi_draft d;

	(void)state;
	memset(branch, 'b', sizeof(branch));
	d = placed(c, &o, 'B', branch);
	assert_false(d.event.has_prev);
	assert_true(d.lacks);
	assert_memory_equal(d.lacking, support_digest('B'), EVI_SHA256_LEN);
	assert_memory_not_equal(d.event.branch, branch, EVI_BRANCH_LEN);
	/* The log's own branch was not begun; then it was, elsewhere. */
	memset(id, 1, sizeof(id));
	assert_int_equal(evi_station_branch(id, support_digest('S'), own,
	    NULL), EVID_OK);
	assert_memory_equal(d.event.branch, own, EVI_BRANCH_LEN);
	d = placed(none, &o, 'C', own);
	assert_true(d.lacks);
	assert_memory_equal(d.lacking, support_digest('C'), EVI_SHA256_LEN);
	assert_memory_not_equal(d.event.branch, own, EVI_BRANCH_LEN);
	evid_custody_free(c);
	evid_custody_free(none);
}

static void
another_stations_chain_of_the_key_is_left_alone(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', STORED, 1, 0, .answers = NULL },
		{ 'B', 'L', STORED, 2, 0, .answers = NULL },
	};
	struct evid_custody *c = SUPPORT_JUDGED(rows);
	struct evid_custody_entry o = entry();
	struct evi_draft d = placed(c, &o, 0, NULL);

	(void)state;
	assert_false(d.event.has_prev);
	assert_false(d.lacks);
	assert_memory_not_equal(d.event.branch, c->events[0].branch,
	    EVI_BRANCH_LEN);
	evid_custody_free(c);
}

static void
other_heads_of_the_chain_are_joined(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', STORED, 1, 0, .answers = NULL },
		{ 'B', 'K', STORED, 2, 'A', .answers = NULL },
		{ 'C', 'K', STORED, 3, 'A', .answers = NULL },
	};
	struct evid_custody *c = SUPPORT_JUDGED(rows);
	struct evid_custody_entry o = entry();
	uint8_t branch[EVI_BRANCH_LEN];
	struct evi_draft d;

	(void)state;
	memset(branch, 'b', sizeof(branch));
	d = placed(c, &o, 'C', branch);
	assert_memory_equal(d.event.prev, support_digest('C'),
	    EVI_SHA256_LEN);
	assert_int_equal(d.joins.count, 1);
	assert_memory_equal(d.joins.items[0], support_digest('B'),
	    EVI_SHA256_LEN);
	evi_digests_free(&d.joins);
	evid_custody_free(c);
}

/* The log's own branch, where it was begun here before nothing is kept. */
static void
a_branch_that_was_begun_is_not_begun_again(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', STORED, 1, 0, .answers = NULL },
		{ 'B', 'L', STORED, 2, 0, .answers = NULL },
	};
	struct evid_custody_entry o = entry();
	uint8_t own[EVI_BRANCH_LEN], id[8];
	size_t i;

	(void)state;
	o.new_branch = 1;
	memset(id, 1, sizeof(id));
	assert_int_equal(evi_station_branch(id, support_digest('S'), own,
	    NULL), EVID_OK);
	for (i = 0; i < 3; i++) {
		struct evid_custody *c = SUPPORT_JUDGED(rows);
		struct evi_draft d;

		/* by none, by this key, by another */
		if (i > 0)
			memcpy(c->events[i - 1].branch, own, sizeof(own));
		d = placed(c, &o, 0, NULL);
		assert_false(d.event.has_prev);
		assert_int_equal(memcmp(d.event.branch, own, sizeof(own)) ==
		    0, i != 1);
		evid_custody_free(c);
	}
}

/* Who signed in a later version there may have gone on from what is here. */
static void
where_the_key_signed_in_a_later_version_a_branch_is_new(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', STORED, 1, 0, .answers = NULL },
		{ 'B', 'L', STORED, 2, 0, .answers = NULL },
	};
	static const char keys[] = "LMK";
	struct evid_custody_entry o = entry();
	uint8_t own[EVI_BRANCH_LEN], id[8];
	size_t i;

	(void)state;
	memset(id, 1, sizeof(id));
	assert_int_equal(evi_station_branch(id, support_digest('S'), own,
	    NULL), EVID_OK);
	for (i = 0; i < 3; i++) {
		struct evid_custody *c = SUPPORT_JUDGED(rows);
		struct evi_custody_parsed newer;
		struct evi_draft d;

		memcpy(c->events[0].branch, own, sizeof(own));
		memset(&newer, 0, sizeof(newer));
		memcpy(newer.event.digest, support_digest('N'),
		    EVI_SHA256_LEN);
		memcpy(newer.keyid, support_digest(keys[i]), EVI_SHA256_LEN);
		newer.version = 2;
		assert_int_equal(evi_custody_keep_newer(c, &newer, NULL),
		    EVID_OK);
		d = placed(c, &o, 0, NULL);
		assert_int_equal(d.event.has_prev, keys[i] != 'K');
		assert_int_equal(memcmp(d.event.branch, own, sizeof(own)) ==
		    0, keys[i] != 'K');
		evid_custody_free(c);
	}
}

#define EACH(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(what_is_kept_of_a_key_stays),
		EACH(what_is_prepared_is_kept_only_when_it_is_said),
		EACH(what_is_not_as_it_was_kept_is_refused),
		EACH(a_log_that_has_the_last_event_is_gone_on_with),
		EACH(one_that_lacks_it_gets_a_new_branch),
		EACH(another_stations_chain_of_the_key_is_left_alone),
		EACH(other_heads_of_the_chain_are_joined),
		EACH(a_branch_that_was_begun_is_not_begun_again),
		EACH(where_the_key_signed_in_a_later_version_a_branch_is_new),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
