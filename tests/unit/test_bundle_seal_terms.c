/* bundle/seal/terms.c: each option that decides on the bytes of a bundle is
 * noticed, under its own name; those that do not are not. */
#include "bundle/seal/terms.h"

#include "base/file.h"
#include "bundle/seal/options.h"

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

typedef uint8_t terms[EVI_N_TERMS][EVI_SHA256_LEN];

static char folder[64];
static struct evid_key *keys[2];

static int
begin(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/evid-terms-XXXXXX");
	return mkdtemp(folder) == NULL || chdir(folder) != 0 ||
	    evid_key_generate(&keys[0], NULL) != EVID_OK ||
	    evid_key_generate(&keys[1], NULL) != EVID_OK ||
	    evi_file_write("one", "1", 1, 0600, true, NULL) != EVID_OK ||
	    evi_file_write("same", "1", 1, 0600, true, NULL) != EVID_OK ||
	    mkfifo("pipe", 0600) != 0;
}

static int
end(void **state)
{
	(void)state;
	evid_key_free(keys[0]);
	evid_key_free(keys[1]);
	return unlink("one") != 0 || unlink("same") != 0 ||
	    unlink("pipe") != 0 || chdir("/") != 0 || rmdir(folder) != 0;
}

static struct evid_seal_options
options(void)
{
	struct evid_seal_options o = EVID_SEAL_OPTIONS_INIT;

	o.output = "out";
	o.name = "N";
	o.keys = keys;
	o.n_keys = 1;
	return o;
}

/* Which of the terms differ from those of options()? */
static uint32_t
differing(const struct evid_seal_options *o)
{
	struct evid_seal_options plain = options();
	terms before, after;
	uint32_t bits = 0;
	int i;

	assert_int_equal(evi_terms_read(&plain, before, NULL), EVID_OK);
	assert_int_equal(evi_terms_read(o, after, NULL), EVID_OK);
	for (i = 0; i < EVI_N_TERMS; i++)
		if (memcmp(before[i], after[i], EVI_SHA256_LEN) != 0)
			bits |= (uint32_t)1 << i;
	return bits;
}

#define BIT(term) ((uint32_t)1 << EVI_TERM_##term)
#define NOTICED(change, bits) do { \
	struct evid_seal_options changed = options(); \
	changed.change; \
	assert_int_equal(differing(&changed), bits); \
} while (0)

static void
each_option_is_noticed_under_its_own_name(void **state)
{
	static const char *const globs[] = { "*.a", "*.b" };
	static const struct evid_mark marks[] = { { "1", "a" } };
	struct evid_seal_options o = options();

	(void)state;
	NOTICED(tool_version = "2", BIT(TOOL));
	NOTICED(n_keys = 2, BIT(KEYS));
	NOTICED(keys = keys + 1, BIT(KEYS));
	NOTICED(name = "M", BIT(NAME));
	NOTICED(level = 6, BIT(LEVEL) | BIT(COMPRESSION));
	NOTICED(compressor = EVID_COMPRESSOR_ZLIB, BIT(COMPRESSION));
	NOTICED(volume_size = 1, BIT(VOLUME));
	NOTICED(on_change = EVID_ON_CHANGE_RECORD, BIT(CHANGE));
	NOTICED(one_file_system = 1, BIT(ONE_SYSTEM));
	NOTICED(also_md5 = 1, BIT(ALSO));
	NOTICED(also_sha1 = 1, BIT(ALSO));
	NOTICED(also_sha512 = 1, BIT(ALSO));
	NOTICED(expect_hashes = "one", BIT(HASHES));
	NOTICED(map = "one", BIT(MAP));
	NOTICED(case_file = "one", BIT(CASE));
	NOTICED(supersedes = "ab", BIT(SUPERSEDES));
	NOTICED(custody = "one", BIT(CUSTODY));
	o.exclude = globs;
	o.n_exclude = 2;
	assert_int_equal(differing(&o), BIT(EXCLUDE));
	o = options();
	o.exhibits = marks;
	o.n_exhibits = 1;
	assert_int_equal(differing(&o), BIT(EXHIBITS));
	o = options();
	o.flags = marks;
	o.n_flags = 1;
	assert_int_equal(differing(&o), BIT(FLAGS));
}

static void
what_does_not_decide_is_not_noticed(void **state)
{
	struct evid_seal_options a = options(), b = options();
	terms first, second;

	(void)state;
	NOTICED(threads = 7, 0);
	NOTICED(force = 1, 0);
	NOTICED(checkpoint = 5, 0);
	NOTICED(output = "elsewhere", 0);
	/* A file counts by what is in it. */
	a.case_file = "one";
	b.case_file = "same";
	assert_int_equal(evi_terms_read(&a, first, NULL), EVID_OK);
	assert_int_equal(evi_terms_read(&b, second, NULL), EVID_OK);
	assert_memory_equal(first, second, sizeof(first));
}

static void
what_cannot_be_read_twice_is_told(void **state)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_seal_options o = options();
	terms out;

	(void)state;
	o.case_file = "pipe";
	assert_int_equal(evi_terms_read(&o, out, &err), EVID_ERR_ARGUMENT);
	assert_non_null(strstr(err.message, "pipe: "));
	o.case_file = "none";
	assert_int_equal(evi_terms_read(&o, out, NULL), EVID_ERR_NOT_FOUND);
}

static void
the_first_that_differs_is_told(void **state)
{
	struct evid_error err = EVID_ERROR_INIT;
	terms kept, now;

	(void)state;
	memset(kept, 0, sizeof(kept));
	memset(now, 0, sizeof(now));
	assert_int_equal(evi_terms_compare(
	    (const uint8_t (*)[EVI_SHA256_LEN])kept,
	    (const uint8_t (*)[EVI_SHA256_LEN])now, "K", &err), EVID_OK);
	now[EVI_TERM_CASE][31] = 1;
	assert_int_equal(evi_terms_compare(
	    (const uint8_t (*)[EVI_SHA256_LEN])kept,
	    (const uint8_t (*)[EVI_SHA256_LEN])now, "K", &err),
	    EVID_ERR_ARGUMENT);
	assert_non_null(strstr(err.message, "the case (-c)"));
	assert_non_null(strstr(err.hint, "K"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_option_is_noticed_under_its_own_name),
		cmocka_unit_test(what_does_not_decide_is_not_noticed),
		cmocka_unit_test(what_cannot_be_read_twice_is_told),
		cmocka_unit_test(the_first_that_differs_is_told),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
