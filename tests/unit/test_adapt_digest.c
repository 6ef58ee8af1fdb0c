/* adapt/digest.h: FIPS 180's and RFC 1321's vectors, and running digests. */
#include "adapt/digest.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char long_text[] =
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";

static const struct {
	enum evi_hash hash;
	const char *text;
	const char *hex;
} vectors[] = {
	{ EVI_SHA256, "", "e3b0c44298fc1c149afbf4c8996fb924"
	    "27ae41e4649b934ca495991b7852b855" },
	{ EVI_SHA256, "abc", "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad" },
	{ EVI_SHA256, long_text, "248d6a61d20638b8e5c026930c3e6039"
	    "a33ce45964ff2167f6ecedd419db06c1" },
	{ EVI_SHA1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d" },
	{ EVI_SHA1, long_text, "84983e441c3bd26ebaae4aa1f95129e5e54670f1" },
	{ EVI_MD5, "", "d41d8cd98f00b204e9800998ecf8427e" },
	{ EVI_MD5, "abc", "900150983cd24fb0d6963f7d28e17f72" },
	{ EVI_SHA512, "abc", "ddaf35a193617abacc417349ae204131"
	    "12e6fa4e89a97ea20a9eeee64b55d39a"
	    "2192992a274fc1a836ba3c23a3feebbd"
	    "454d4423643ce80e2a9ac94fa54ca49f" },
};

static void
expect(const uint8_t *digest, enum evi_hash hash, const char *hex)
{
	char got[2 * EVI_HASH_MAX + 1];

	evi_hex(digest, evi_hash_len(hash), got);
	assert_string_equal(got, hex);
}

static void
digests_are_those_of_the_standards(void **state)
{
	uint8_t out[EVI_HASH_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		struct evi_digest *d = NULL;

		assert_int_equal(evi_digest_new(vectors[i].hash, &d, NULL),
		    EVID_OK);
		/* Twice, and in single bytes: a start begins anew. */
		for (int round = 0; round < 2; round++) {
			assert_int_equal(evi_digest_start(d, NULL), EVID_OK);
			for (const char *p = vectors[i].text; *p != '\0'; p++)
				assert_int_equal(evi_digest_add(d, p, 1,
				    NULL), EVID_OK);
			assert_int_equal(evi_digest_finish(d, out, NULL),
			    EVID_OK);
			expect(out, vectors[i].hash, vectors[i].hex);
		}
		evi_digest_free(d);
		if (vectors[i].hash == EVI_SHA256) {
			assert_int_equal(evi_sha256(vectors[i].text,
			    strlen(vectors[i].text), out, NULL), EVID_OK);
			expect(out, EVI_SHA256, vectors[i].hex);
		}
	}
	assert_int_equal(evi_sha256(NULL, 0, out, NULL), EVID_OK);
	expect(out, EVI_SHA256, vectors[0].hex);
}

static void
a_million_times_a_gives_the_third_vector(void **state)
{
	struct evi_digest *d = NULL;
	char block[1000];
	uint8_t out[EVI_HASH_MAX];

	(void)state;
	memset(block, 'a', sizeof(block));
	assert_int_equal(evi_digest_new(EVI_SHA256, &d, NULL), EVID_OK);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(evi_digest_add(d, block, sizeof(block), NULL),
		    EVID_OK);
	assert_int_equal(evi_digest_finish(d, out, NULL), EVID_OK);
	expect(out, EVI_SHA256, "cdc76e5c9914fb9281a1c7e284d73e67"
	    "f1809a48a497200e046d39ccc7112cd0");
	evi_digest_free(d);
}

static void
a_look_does_not_end_the_running_digest(void **state)
{
	struct evi_digest *d = NULL;
	uint8_t out[EVI_HASH_MAX];

	(void)state;
	assert_int_equal(evi_digest_new(EVI_SHA256, &d, NULL), EVID_OK);
	assert_int_equal(evi_digest_peek(d, out, NULL), EVID_OK);
	expect(out, EVI_SHA256, vectors[0].hex);
	assert_int_equal(evi_digest_add(d, "ab", 2, NULL), EVID_OK);
	assert_int_equal(evi_digest_peek(d, out, NULL), EVID_OK);
	assert_int_equal(evi_digest_add(d, "c", 1, NULL), EVID_OK);
	assert_int_equal(evi_digest_peek(d, out, NULL), EVID_OK);
	expect(out, EVI_SHA256, vectors[1].hex);
	assert_int_equal(evi_digest_finish(d, out, NULL), EVID_OK);
	expect(out, EVI_SHA256, vectors[1].hex);
	evi_digest_free(d);
	evi_digest_free(NULL);
}

static void
hashes_are_known_by_name(void **state)
{
	enum evi_hash hash = EVI_HASH_COUNT;

	(void)state;
	for (int i = 0; i < EVI_HASH_COUNT; i++) {
		assert_true(evi_hash_by_name(evi_hash_name((enum evi_hash)i),
		    &hash));
		assert_int_equal(hash, i);
		assert_true(evi_hash_len(hash) <= EVI_HASH_MAX);
	}
	assert_false(evi_hash_by_name("SHA256", &hash));
	assert_false(evi_hash_by_name("", &hash));
	assert_false(evi_hash_by_name("sha3", &hash));
}

/* SipHash-2-4 under a key of zeros: a resumed sealing maps names as the first
 * run did, on whatever machine. */
static void
the_short_hash_is_the_same_everywhere(void **state)
{
	(void)state;
	assert_true(evi_short_hash("", 0) == UINT64_C(0x1e924b9d737700d7));
	assert_true(evi_short_hash("readme.txt", 10) ==
	    evi_short_hash("readme.txt", 10));
	assert_true(evi_short_hash("readme.txt", 10) !=
	    evi_short_hash("readme.tx", 9));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digests_are_those_of_the_standards),
		cmocka_unit_test(a_million_times_a_gives_the_third_vector),
		cmocka_unit_test(a_look_does_not_end_the_running_digest),
		cmocka_unit_test(hashes_are_known_by_name),
		cmocka_unit_test(the_short_hash_is_the_same_everywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
