/* record/merkle.c: the root of RFC 9162, by the definition itself. */
#include "base/text.h"
#include "record/merkle.h"

#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
root_of_letters(const char *letters, char hex[65])
{
	uint8_t root[EVI_SHA256_LEN];
	struct evi_merkle tree;

	evi_merkle_init(&tree);
	for (; *letters != '\0'; letters++)
		assert_int_equal(evi_merkle_add(&tree, letters, 1, NULL),
		    EVID_OK);
	assert_int_equal(evi_merkle_root(&tree, root, NULL), EVID_OK);
	evi_hex(root, sizeof(root), hex);
}

static void
roots_are_those_of_the_format(void **state)
{
	char hex[65];

	(void)state;
	root_of_letters("a", hex);
	assert_string_equal(hex, "022a6979e6dab7aa5ae4c3e5e45f7e97"
	    "7112a7e63593820dbec1ec738a24f93c");
	root_of_letters("ab", hex);
	assert_string_equal(hex, "b137985ff484fb600db93107c77b0365"
	    "c80d78f5b429ded0fd97361d077999eb");
	root_of_letters("abc", hex);
	assert_string_equal(hex, "36642e73c2540ab121e3a6bf9545b0a2"
	    "4982cd830eb13d3cd19de3ce6c021ec1");
	root_of_letters("abcde", hex);
	assert_string_equal(hex, "fe14a5426fbd70c0fa73f52342afed0d"
	    "a0bd23c4838662ccf6b88a3070ead97b");
	root_of_letters("", hex);
	assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb924"
	    "27ae41e4649b934ca495991b7852b855");
}

/* MTH of section 2.1.1, word by word, over leaves that are one number each. */
static void
defined(uint32_t first, uint32_t n, uint8_t out[EVI_SHA256_LEN])
{
	uint8_t bytes[65] = { 0 };
	uint32_t k = 1;

	if (n == 1) {
		memcpy(bytes + 1, &first, sizeof(first));
		assert_int_equal(evi_sha256(bytes, 1 + sizeof(first), out,
		    NULL), EVID_OK);
		return;
	}
	while (k * 2 < n)
		k *= 2;
	bytes[0] = 1;
	defined(first, k, bytes + 1);
	defined(first + k, n - k, bytes + 33);
	assert_int_equal(evi_sha256(bytes, 65, out, NULL), EVID_OK);
}

static void
every_number_of_leaves_gives_the_defined_root(void **state)
{
	uint8_t root[EVI_SHA256_LEN], want[EVI_SHA256_LEN];
	struct evi_merkle tree;

	(void)state;
	evi_merkle_init(&tree);
	for (uint32_t n = 1; n <= 260; n++) {
		uint32_t leaf = n - 1;

		assert_int_equal(evi_merkle_add(&tree, &leaf, sizeof(leaf),
		    NULL), EVID_OK);
		/* The root may be asked for at any time, and twice. */
		assert_int_equal(evi_merkle_root(&tree, root, NULL), EVID_OK);
		assert_int_equal(evi_merkle_root(&tree, root, NULL), EVID_OK);
		defined(0, n, want);
		assert_memory_equal(root, want, sizeof(root));
	}
}

static void
long_lines_are_hashed_like_short_ones(void **state)
{
	static const size_t lengths[] = { 0, 1, 2047, 2048, 2049, 100000 };

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		uint8_t *bytes = calloc(1, lengths[i] + 1);
		uint8_t root[EVI_SHA256_LEN], want[EVI_SHA256_LEN];
		struct evi_merkle tree;

		assert_non_null(bytes);
		memset(bytes + 1, 'x', lengths[i]);
		evi_merkle_init(&tree);
		assert_int_equal(evi_merkle_add(&tree, bytes + 1, lengths[i],
		    NULL), EVID_OK);
		assert_int_equal(evi_merkle_root(&tree, root, NULL), EVID_OK);
		assert_int_equal(evi_sha256(bytes, lengths[i] + 1, want, NULL),
		    EVID_OK);
		assert_memory_equal(root, want, sizeof(root));
		free(bytes);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(roots_are_those_of_the_format),
		cmocka_unit_test(every_number_of_leaves_gives_the_defined_root),
		cmocka_unit_test(long_lines_are_hashed_like_short_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
