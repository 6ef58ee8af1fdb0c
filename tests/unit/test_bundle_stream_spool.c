/* bundle/stream/spool.c: a list with a name that goes on where an earlier run
 * had come to, and what stands there must be what is added again. */
#include "bundle/stream/spool.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define LEN 200000		/* several flushes, and pieces of comparing */

static char folder[64];
static uint8_t data[LEN];

static int
begin(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < LEN; i++)
		data[i] = (uint8_t)(i * i % 251);
	strcpy(folder, "/tmp/evid-spool-XXXXXX");
	return mkdtemp(folder) == NULL || chdir(folder) != 0;
}

static int
end(void **state)
{
	(void)state;
	(void)unlink("s");
	return chdir("/") != 0 || rmdir(folder) != 0;
}

/* The first @len bytes, on the disk, and more that is not. */
static void
first_run(size_t len, struct evi_extent *known)
{
	static const struct evi_extent none;
	struct evi_spool spool;

	assert_int_equal(evi_spool_begin_named(&spool, "s", &none, NULL),
	    EVID_OK);
	assert_int_equal(evi_spool_add(&spool, data, len, NULL), EVID_OK);
	assert_int_equal(evi_spool_sync(&spool, known, NULL), EVID_OK);
	assert_int_equal(known->size, len);
	assert_int_equal(evi_spool_add(&spool, "other", 5, NULL), EVID_OK);
	assert_int_equal(evi_spool_sync(&spool, &(struct evi_extent){ 0 },
	    NULL), EVID_OK);
	evi_spool_close(&spool);
}

/* All of it again, a piece of @step at a time. */
static enum evid_status
second_run(const struct evi_extent *known, size_t step,
    uint8_t digest[EVI_SHA256_LEN])
{
	struct evi_spool spool;
	enum evid_status status;
	size_t at, n;

	status = evi_spool_begin_named(&spool, "s", known, NULL);
	for (at = 0; at < LEN && status == EVID_OK; at += n) {
		n = LEN - at < step ? LEN - at : step;
		status = evi_spool_add(&spool, data + at, n, NULL);
	}
	if (status == EVID_OK)
		status = evi_spool_end(&spool, digest, NULL);
	evi_spool_close(&spool);
	return status;
}

static void
expect_whole(const uint8_t digest[EVI_SHA256_LEN])
{
	uint8_t want[EVI_SHA256_LEN], *back = malloc(LEN + 1);
	FILE *f = fopen("s", "rb");

	assert_non_null(f);
	assert_int_equal(fread(back, 1, LEN + 1, f), LEN);
	fclose(f);
	assert_memory_equal(back, data, LEN);
	assert_int_equal(evi_sha256(data, LEN, want, NULL), EVID_OK);
	assert_memory_equal(digest, want, sizeof(want));
	free(back);
}

static void
it_goes_on_from_wherever_it_was(void **state)
{
	static const size_t lens[] = { 0, 1, 8191, 8192, 65536, 65537, 131071,
	    LEN };
	static const size_t steps[] = { 997, 65536, LEN };
	uint8_t digest[EVI_SHA256_LEN];
	struct evi_extent known;
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
		for (k = 0; k < 3; k++) {
			first_run(lens[i], &known);
			assert_int_equal(second_run(&known, steps[k], digest),
			    EVID_OK);
			expect_whole(digest);
		}
	}
}

static void
flip(off_t at)
{
	int fd = open("s", O_RDWR);
	uint8_t byte;

	assert_int_equal(pread(fd, &byte, 1, at), 1);
	byte ^= 4;
	assert_int_equal(pwrite(fd, &byte, 1, at), 1);
	assert_int_equal(close(fd), 0);
}

static void
what_was_changed_since_is_told(void **state)
{
	static const off_t places[] = { 0, 8192, 65535, 65536, 99999 };
	uint8_t digest[EVI_SHA256_LEN];
	struct evi_extent known;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		first_run(100000, &known);
		flip(places[i]);
		assert_int_equal(second_run(&known, 997, digest),
		    EVID_ERR_MISMATCH);
	}
	/* The digest of what is known is another. */
	first_run(100000, &known);
	known.sha256[5] ^= 1;
	assert_int_equal(second_run(&known, 997, digest), EVID_ERR_MISMATCH);
}

static void
what_is_shorter_is_told(void **state)
{
	uint8_t digest[EVI_SHA256_LEN];
	struct evi_extent known;
	struct evi_spool spool;

	(void)state;
	first_run(100000, &known);
	assert_int_equal(truncate("s", 99999), 0);
	assert_int_equal(second_run(&known, 997, digest), EVID_ERR_MISMATCH);
	/* And where less is added than is known. */
	first_run(100000, &known);
	assert_int_equal(evi_spool_begin_named(&spool, "s", &known, NULL),
	    EVID_OK);
	assert_int_equal(evi_spool_add(&spool, data, 99999, NULL), EVID_OK);
	assert_int_equal(evi_spool_end(&spool, digest, NULL),
	    EVID_ERR_MISMATCH);
	evi_spool_close(&spool);
}

/* In pieces of @step, whatever is read of it: how does that end? */
static enum evid_status
read_in_order(struct evi_spool *spool, size_t step)
{
	uint8_t *copy = malloc(LEN);
	enum evid_status status = EVID_OK;
	size_t at, n;

	assert_non_null(copy);
	for (at = 0; at < LEN && status == EVID_OK; at += n) {
		n = LEN - at < step ? LEN - at : step;
		status = evi_spool_next(spool, copy + at, n, NULL);
	}
	if (status == EVID_OK)
		assert_memory_equal(copy, data, LEN);
	free(copy);
	return status;
}

static void
what_is_read_back_is_what_was_written(void **state)
{
	static const off_t places[] = { 0, 8192, 131072, LEN - 1 };
	uint8_t digest[EVI_SHA256_LEN], first[EVI_SHA256_LEN], byte;
	struct evi_spool spool;
	size_t i;

	(void)state;
	assert_int_equal(evi_spool_begin(&spool, NULL, NULL), EVID_OK);
	assert_int_equal(evi_spool_add(&spool, data, LEN, NULL), EVID_OK);
	assert_int_equal(evi_spool_end(&spool, digest, NULL), EVID_OK);
	assert_int_equal(read_in_order(&spool, 997), EVID_OK);
	assert_int_equal(read_in_order(&spool, LEN), EVID_OK);
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		byte = data[places[i]] ^ 4;
		assert_int_equal(pwrite(spool.fd, &byte, 1, places[i]), 1);
		assert_int_equal(read_in_order(&spool, 997), EVID_ERR_IO);
		/* Nor has an index its count over what is not its. */
		assert_int_equal(evi_spool_set_count(&spool, 7, first, NULL),
		    EVID_ERR_IO);
		byte ^= 4;
		assert_int_equal(pwrite(spool.fd, &byte, 1, places[i]), 1);
	}
	assert_int_equal(read_in_order(&spool, 997), EVID_OK);
	evi_spool_close(&spool);
}

static void
a_count_at_the_front_is_of_the_digest(void **state)
{
	uint8_t digest[EVI_SHA256_LEN], other[EVI_SHA256_LEN], kept[8];
	struct evi_spool spool;

	(void)state;
	memcpy(kept, data, sizeof(kept));
	assert_int_equal(evi_spool_begin(&spool, NULL, NULL), EVID_OK);
	assert_int_equal(evi_spool_add(&spool, data, LEN, NULL), EVID_OK);
	assert_int_equal(evi_spool_end(&spool, digest, NULL), EVID_OK);
	assert_int_equal(evi_spool_set_count(&spool, 258, digest, NULL),
	    EVID_OK);
	memcpy(data, "\2\1\0\0\0\0\0\0", 8);
	assert_int_equal(evi_sha256(data, LEN, other, NULL), EVID_OK);
	assert_memory_equal(digest, other, sizeof(digest));
	assert_int_equal(read_in_order(&spool, 997), EVID_OK);
	memcpy(data, kept, sizeof(kept));
	evi_spool_close(&spool);
}

static void
a_link_is_not_followed_and_nobody_else_may_read_it(void **state)
{
	static const struct evi_extent none;
	struct evi_spool spool;
	struct stat st;

	(void)state;
	(void)unlink("s");
	assert_int_equal(symlink("elsewhere", "s"), 0);
	assert_int_not_equal(evi_spool_begin_named(&spool, "s", &none, NULL),
	    EVID_OK);
	evi_spool_close(&spool);
	assert_int_equal(access("elsewhere", F_OK), -1);
	assert_int_equal(unlink("s"), 0);
	assert_int_equal(evi_spool_begin_named(&spool, "s", &none, NULL),
	    EVID_OK);
	evi_spool_close(&spool);
	assert_int_equal(stat("s", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_goes_on_from_wherever_it_was),
		cmocka_unit_test(what_was_changed_since_is_told),
		cmocka_unit_test(what_is_shorter_is_told),
		cmocka_unit_test(what_is_read_back_is_what_was_written),
		cmocka_unit_test(a_count_at_the_front_is_of_the_digest),
		cmocka_unit_test(
		    a_link_is_not_followed_and_nobody_else_may_read_it),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
