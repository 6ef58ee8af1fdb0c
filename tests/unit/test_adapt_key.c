/* adapt/key.h: RFC 8032's and RFC 6979's vectors, what must not be valid, and
 * key files that openssl makes and reads. */
#include "adapt/key.h"
#include "base/file.h"
#include "base/text.h"

#include "support/folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define ED25519_PREFIX "302a300506032b6570032100"
#define P256_PREFIX "3059301306072a8648ce3d020106082a8648ce3d030107034200"

/* RFC 6979, A.2.5 */
#define P256_POINT "04" \
	"60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6" \
	"7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"
#define TEST_SIGNATURE "30450221" \
	"00f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367" \
	"0220" \
	"019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083"
#define SAMPLE_R "022100" \
	"efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
#define SAMPLE_HIGH_S "022100" \
	"f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
#define SAMPLE_LOW_S "0220" \
	"0834e36ad29a83bf2bc9385e491d6099c8fdf9d1ed67aa7ea5f51f93782857a9"

static struct evi_buf
bytes(const char *hex)
{
	struct evi_buf out = EVI_BUF_INIT;
	size_t len = strlen(hex) / 2;

	assert_true(evi_buf_reserve(&out, len));
	assert_true(evi_unhex(hex, 2 * len, out.data, len));
	out.len = len;
	return out;
}

/* Is @sig over @data valid under @spki?  All in hex. */
static bool
valid(const char *spki, const char *data, const char *sig)
{
	struct evi_buf k = bytes(spki), d = bytes(data), s = bytes(sig);
	struct evid_error err = EVID_ERROR_INIT;
	bool good = true;

	if (evi_signature_verify(k.data, k.len, d.data, d.len, s.data, s.len,
	    &good, &err) != EVID_OK)
		fail_msg("%s", err.message);
	evi_buf_free(&k);
	evi_buf_free(&d);
	evi_buf_free(&s);
	return good;
}

static const struct {
	const char *seed, *public, *data, *sig;
} rfc8032[] = {
	{ "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
	    ED25519_PREFIX
	    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
	    "",
	    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
	    "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b" },
	{ "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
	    ED25519_PREFIX
	    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
	    "72",
	    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
	    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00" },
};

static struct evi_secret *
secret_of_pem(const struct evi_buf *pem, evi_passphrase_fn *ask,
    void *context)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct evi_secret *secret = NULL;

	if (evi_secret_from_pem(pem->data, pem->len, "f", ask, context,
	    &secret, &err) != EVID_OK)
		fail_msg("%s", err.message);
	return secret;
}

static void
expect_spki(const struct evi_secret *secret, const char *hex)
{
	struct evi_buf want = bytes(hex), got = EVI_BUF_INIT;

	assert_int_equal(evi_secret_spki(secret, &got, NULL), EVID_OK);
	assert_int_equal(got.len, want.len);
	assert_memory_equal(got.data, want.data, want.len);
	evi_buf_free(&got);
	evi_buf_free(&want);
}

static void
ed25519_signs_as_rfc_8032_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct evi_buf der = EVI_BUF_INIT, pem = EVI_BUF_INIT;
		struct evi_buf data = bytes(rfc8032[i].data);
		struct evi_buf seed = bytes(rfc8032[i].seed);
		struct evi_buf sig = EVI_BUF_INIT, hex = EVI_BUF_INIT;
		struct evi_secret *secret;

		evi_buf_add(&der, "\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b"
		    "\x65\x70\x04\x22\x04\x20", 16);
		evi_buf_add(&der, seed.data, seed.len);
		evi_buf_add_text(&pem, "-----BEGIN PRIVATE KEY-----\n");
		evi_base64_add(&pem, der.data, der.len);
		evi_buf_add_text(&pem, "\n-----END PRIVATE KEY-----\n");
		secret = secret_of_pem(&pem, NULL, NULL);
		assert_int_equal(evi_secret_algorithm(secret),
		    EVI_ALG_ED25519);
		expect_spki(secret, rfc8032[i].public);
		assert_int_equal(evi_secret_sign(secret, data.data, data.len,
		    &sig, NULL), EVID_OK);
		evi_buf_add_hex(&hex, sig.data, sig.len);
		assert_string_equal(evi_buf_text(&hex), rfc8032[i].sig);
		assert_true(valid(rfc8032[i].public, rfc8032[i].data,
		    rfc8032[i].sig));
		assert_false(valid(rfc8032[i].public, "00", rfc8032[i].sig));
		evi_secret_free(secret);
		evi_buf_free(&der);
		evi_buf_free(&pem);
		evi_buf_free(&data);
		evi_buf_free(&seed);
		evi_buf_free(&sig);
		evi_buf_free(&hex);
	}
}

static void
ed25519_refuses_s_over_l_and_small_order_keys(void **state)
{
	static const uint8_t order[32] = { 0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63,
		0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
		[31] = 0x10 };
	struct evi_buf sig = bytes(rfc8032[1].sig);
	struct evi_buf hex = EVI_BUF_INIT;
	unsigned int carry = 0;

	(void)state;
	for (size_t i = 0; i < 32; i++) {
		carry += (unsigned int)sig.data[32 + i] + order[i];
		sig.data[32 + i] = (uint8_t)carry;
		carry >>= 8;
	}
	evi_buf_add_hex(&hex, sig.data, sig.len);
	assert_false(valid(rfc8032[1].public, rfc8032[1].data,
	    evi_buf_text(&hex)));
	/* The neutral element as key and as R, S 0: any data would do. */
	assert_false(valid(ED25519_PREFIX "01000000000000000000000000000000"
	    "00000000000000000000000000000000", "00",
	    "0100000000000000000000000000000000000000000000000000000000000000"
	    "0000000000000000000000000000000000000000000000000000000000000000"
	    ));
	assert_false(valid(rfc8032[1].public, rfc8032[1].data, "92a0"));
	evi_buf_free(&sig);
	evi_buf_free(&hex);
}

static void
p256_takes_the_one_encoding_of_rfc_6979s_signatures(void **state)
{
	const char *key = P256_PREFIX P256_POINT;
	const char *test = "74657374", *sample = "73616d706c65";
	const char *const bad[] = {
		/* high s */
		"3046" SAMPLE_R SAMPLE_HIGH_S,
		/* a length of two bytes, a needless zero, a byte too many */
		"308145" SAMPLE_R SAMPLE_LOW_S,
		"3046" SAMPLE_R "022100" "0834e36ad29a83bf2bc9385e491d6099"
		    "c8fdf9d1ed67aa7ea5f51f93782857a9",
		"3045" SAMPLE_R SAMPLE_LOW_S "00",
		/* r and s of nought, an empty sequence, nothing */
		"3006020100020100", "3000", "",
	};

	(void)state;
	assert_true(valid(key, test, TEST_SIGNATURE));
	assert_false(valid(key, sample, TEST_SIGNATURE));
	assert_true(valid(key, sample, "3045" SAMPLE_R SAMPLE_LOW_S));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (valid(key, sample, bad[i]))
			fail_msg("%s was taken", bad[i]);
	}
	/* A point that is not on the curve. */
	assert_false(valid(P256_PREFIX "04"
	    "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
	    "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462298",
	    test, TEST_SIGNATURE));
}

static void
only_the_one_encoding_of_a_key_names_its_algorithm(void **state)
{
	struct evi_buf ed = bytes(rfc8032[0].public);
	struct evi_buf p256 = bytes(P256_PREFIX P256_POINT);
	bool good = true;

	(void)state;
	assert_int_equal(evi_spki_algorithm(ed.data, ed.len),
	    EVI_ALG_ED25519);
	assert_int_equal(evi_spki_algorithm(p256.data, p256.len),
	    EVI_ALG_P256);
	assert_int_equal(evi_spki_algorithm(ed.data, ed.len - 1),
	    EVI_ALG_UNKNOWN);
	assert_int_equal(evi_spki_algorithm(p256.data, 59), EVI_ALG_UNKNOWN);
	assert_int_equal(evi_spki_algorithm(NULL, 0), EVI_ALG_UNKNOWN);
	ed.data[8] = 0x71;	/* Ed448's name */
	assert_int_equal(evi_signature_verify(ed.data, ed.len, "", 0, ed.data,
	    ed.len, &good, NULL), EVID_ERR_TOO_NEW);
	assert_false(good);
	evi_buf_free(&ed);
	evi_buf_free(&p256);
}

static enum evid_status
say(void *context, char *out, size_t cap, struct evid_error *err)
{
	(void)err;
	snprintf(out, cap, "%s", (const char *)context);
	return EVID_OK;
}

static enum evid_status
refuse(void *context, char *out, size_t cap, struct evid_error *err)
{
	(void)context;
	(void)out;
	(void)cap;
	return evi_fail(err, EVID_ERR_CANCELLED, "no");
}

static void
run(const char *command)
{
	if (system(command) != 0)
		fail_msg("failed: %s", command);
}

static void
put(const char *name, const struct evi_buf *text)
{
	assert_int_equal(evi_file_write(name, text->data, text->len, 0600,
	    true, NULL), EVID_OK);
}

static struct evi_buf
get(const char *name)
{
	struct evi_buf text = EVI_BUF_INIT;
	struct evid_error err = EVID_ERROR_INIT;

	if (evi_file_read(name, 100000, &text, &err) != EVID_OK)
		fail_msg("%s", err.message);
	return text;
}

static void
openssl_reads_our_keys_and_our_signatures(void **state)
{
	struct evi_secret *secret = NULL, *back = NULL;
	struct evi_buf pem = EVI_BUF_INIT, locked = EVI_BUF_INIT;
	struct evi_buf spki = EVI_BUF_INIT, public = EVI_BUF_INIT;
	struct evi_buf sig = EVI_BUF_INIT, text = EVI_BUF_INIT;
	struct evid_error err = EVID_ERROR_INIT;
	char right[] = "пароль", wrong[] = "пароля";

	(void)state;
	assert_int_equal(evi_secret_generate(&secret, NULL), EVID_OK);
	assert_int_equal(evi_secret_spki(secret, &spki, NULL), EVID_OK);
	assert_int_equal(evi_spki_to_pem(spki.data, spki.len, &public, NULL),
	    EVID_OK);
	assert_int_equal(evi_secret_to_pem(secret, NULL, &pem, NULL), EVID_OK);
	assert_int_equal(evi_secret_to_pem(secret, "пароль", &locked, NULL),
	    EVID_OK);
	put("pub", &public);
	put("key", &pem);
	put("locked", &locked);
	run("openssl pkey -in key -pubout | cmp - pub");
	run("openssl pkey -in locked -passin pass:пароль -pubout | "
	    "cmp - pub");
	run("openssl asn1parse -in locked | grep -q scrypt");
	run("openssl asn1parse -in locked | grep -q aes-256-cbc");
	run("openssl asn1parse -in locked | grep -q 'INTEGER *:4000$'");
	evi_buf_add_text(&text, "data");
	put("data", &text);
	assert_int_equal(evi_secret_sign(secret, text.data, text.len, &sig,
	    NULL), EVID_OK);
	put("sig", &sig);
	run("openssl pkeyutl -verify -pubin -inkey pub -rawin -in data "
	    "-sigfile sig >/dev/null");
	back = secret_of_pem(&locked, say, right);
	evi_secret_free(back);
	assert_int_equal(evi_secret_from_pem(locked.data, locked.len, "f",
	    say, wrong, &back, &err), EVID_ERR_KEY);
	assert_string_equal(err.message, "f: wrong passphrase");
	assert_int_equal(evi_secret_from_pem(locked.data, locked.len, "f",
	    refuse, NULL, &back, NULL), EVID_ERR_CANCELLED);
	assert_int_equal(evi_secret_from_pem(locked.data, locked.len, "f",
	    NULL, NULL, &back, NULL), EVID_ERR_KEY);
	assert_null(back);
	evi_secret_free(secret);
	evi_buf_wipe(&pem);
	evi_buf_free(&locked);
	evi_buf_free(&spki);
	evi_buf_free(&public);
	evi_buf_free(&sig);
	evi_buf_free(&text);
}

/* A key that openssl made in file "k": it signs, and openssl takes it. */
static void
expect_key(enum evi_algorithm algorithm, const char *passphrase)
{
	struct evi_buf pem = get("k"), public = EVI_BUF_INIT;
	struct evi_buf spki = EVI_BUF_INIT, ours = EVI_BUF_INIT;
	struct evi_buf sig = EVI_BUF_INIT, data = EVI_BUF_INIT;
	struct evi_secret *secret;
	bool good;

	secret = secret_of_pem(&pem, say, (void *)(uintptr_t)passphrase);
	assert_int_equal(evi_secret_algorithm(secret), algorithm);
	public = get("p");
	assert_int_equal(evi_spki_from_pem(public.data, public.len, "p",
	    &spki, NULL), EVID_OK);
	assert_int_equal(evi_secret_spki(secret, &ours, NULL), EVID_OK);
	assert_int_equal(ours.len, spki.len);
	assert_memory_equal(ours.data, spki.data, spki.len);
	assert_int_equal(evi_spki_algorithm(spki.data, spki.len), algorithm);
	evi_buf_add_text(&data, "data");
	put("data", &data);
	/* So often that a high s would have come up. */
	for (int i = 0; i < 16; i++) {
		evi_buf_clear(&sig);
		assert_int_equal(evi_secret_sign(secret, data.data, data.len,
		    &sig, NULL), EVID_OK);
		assert_int_equal(evi_signature_verify(spki.data, spki.len,
		    data.data, data.len, sig.data, sig.len, &good, NULL),
		    EVID_OK);
		assert_true(good);
	}
	put("sig", &sig);
	run("openssl pkeyutl -verify -pubin -inkey p -rawin -in data "
	    "-sigfile sig >/dev/null");
	evi_secret_free(secret);
	evi_buf_wipe(&pem);
	evi_buf_free(&public);
	evi_buf_free(&spki);
	evi_buf_free(&ours);
	evi_buf_free(&sig);
	evi_buf_free(&data);
}

static void
keys_that_openssl_makes_are_taken(void **state)
{
	(void)state;
	run("openssl genpkey -algorithm ed25519 -out k 2>/dev/null && "
	    "openssl pkey -in k -pubout -out p");
	expect_key(EVI_ALG_ED25519, "");
	run("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 "
	    "-out k 2>/dev/null && openssl pkey -in k -pubout -out p");
	expect_key(EVI_ALG_P256, "");
	run("openssl ecparam -genkey -name prime256v1 -out k && "
	    "grep -q 'EC PARAMETERS' k && openssl pkey -in k -pubout -out p");
	expect_key(EVI_ALG_P256, "");
	run("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 "
	    "-aes128 -pass pass:pw -out k 2>/dev/null && "
	    "openssl pkey -in k -passin pass:pw -pubout -out p");
	expect_key(EVI_ALG_P256, "pw");
	/* A public key with a compressed point is the same key. */
	run("openssl ec -in k -passin pass:pw -pubout -conv_form compressed "
	    "-out p 2>/dev/null");
	expect_key(EVI_ALG_P256, "pw");
}

/* Reading file "k" as a secret key, then as a public one, gives these. */
static void
expect_refusal(enum evid_status secret_status, const char *secret_says,
    enum evid_status public_status, const char *public_says)
{
	struct evid_error one = EVID_ERROR_INIT, two = EVID_ERROR_INIT;
	struct evi_buf pem = get("k"), spki = EVI_BUF_INIT;
	struct evi_secret *secret = NULL;

	assert_int_equal(evi_secret_from_pem(pem.data, pem.len, "k", NULL,
	    NULL, &secret, &one), secret_status);
	assert_null(secret);
	if (strstr(one.message, secret_says) == NULL)
		fail_msg("%s: not \"%s\"", one.message, secret_says);
	assert_int_equal(evi_spki_from_pem(pem.data, pem.len, "k", &spki,
	    &two), public_status);
	if (strstr(two.message, public_says) == NULL)
		fail_msg("%s: not \"%s\"", two.message, public_says);
	evi_buf_free(&pem);
	evi_buf_free(&spki);
}

static void
what_is_not_the_key_needed_is_named(void **state)
{
	(void)state;
	run("openssl genpkey -algorithm ed25519 -out s 2>/dev/null && "
	    "openssl pkey -in s -pubout -out k");
	expect_refusal(EVID_ERR_FORMAT, "a public key", EVID_OK, "");
	run("cat k >two; cat two >>k");
	expect_refusal(EVID_ERR_FORMAT, "a public key", EVID_ERR_FORMAT,
	    "more than one");
	run("openssl req -x509 -new -key s -subj /CN=a -out k");
	expect_refusal(EVID_ERR_FORMAT, "a certificate", EVID_ERR_FORMAT,
	    "a certificate");
	run("openssl genpkey -algorithm RSA -out k 2>/dev/null");
	expect_refusal(EVID_ERR_TOO_NEW, "algorithm", EVID_ERR_FORMAT,
	    "a secret key");
	run("openssl genpkey -algorithm RSA 2>/dev/null | "
	    "openssl pkey -pubout -out k");
	expect_refusal(EVID_ERR_FORMAT, "a public key", EVID_OK, "");
	run("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 "
	    "-out k 2>/dev/null");
	expect_refusal(EVID_ERR_TOO_NEW, "algorithm", EVID_ERR_FORMAT,
	    "a secret key");
	run("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 "
	    "-pkeyopt ec_param_enc:explicit -out k 2>/dev/null");
	expect_refusal(EVID_ERR_FORMAT, "spelled out", EVID_ERR_FORMAT,
	    "a secret key");
	run("openssl pkey -in k -pubout -out k2 && mv k2 k");
	expect_refusal(EVID_ERR_FORMAT, "a public key", EVID_ERR_FORMAT,
	    "spelled out");
	run("openssl ecparam -genkey -noout -name prime256v1 | "
	    "openssl ec -aes128 -passout pass:x -out k 2>/dev/null");
	expect_refusal(EVID_ERR_FORMAT, "old way", EVID_ERR_FORMAT,
	    "a secret key");
}

static void
what_is_no_key_file_is_said_to_be_none(void **state)
{
	(void)state;
	run("openssl genpkey -algorithm ed25519 -out s 2>/dev/null");
	run("openssl pkey -in s -outform DER -out k");
	expect_refusal(EVID_ERR_FORMAT, "DER", EVID_ERR_FORMAT, "DER");
	run(": >k");
	expect_refusal(EVID_ERR_FORMAT, "not a key", EVID_ERR_FORMAT,
	    "not a key");
	run("echo hello >k");
	expect_refusal(EVID_ERR_FORMAT, "not a key", EVID_ERR_FORMAT,
	    "not a key");
	run("head -c 60 s >k");
	expect_refusal(EVID_ERR_FORMAT, "damaged", EVID_ERR_FORMAT,
	    "damaged");
	run("printf -- '-----BEGIN PRIVATE KEY-----\\nAAAA\\n"
	    "-----END PRIVATE KEY-----\\n' >k");
	expect_refusal(EVID_ERR_FORMAT, "damaged", EVID_ERR_FORMAT,
	    "a secret key");
	run("printf -- '-----BEGIN PUBLIC KEY-----\\nAAAA\\n"
	    "-----END PUBLIC KEY-----\\n' >k");
	expect_refusal(EVID_ERR_FORMAT, "a public key", EVID_ERR_FORMAT,
	    "damaged");
	/* of Ed25519, with a NULL where the algorithm has no parameters */
	run("printf -- '-----BEGIN PUBLIC KEY-----\\n"
	    "MCwwBwYDK2VwBQADIQDXWpgBgrEKt9VL/tPJZAc6DuFy89qmIyWvAhpo9wdRGg==\\n"
	    "-----END PUBLIC KEY-----\\n' >k");
	expect_refusal(EVID_ERR_FORMAT, "a public key", EVID_ERR_FORMAT,
	    "damaged");
}

static void
random_bytes_differ_and_secure_memory_is_zeroed(void **state)
{
	uint8_t a[32] = { 0 }, b[32] = { 0 }, zero[100] = { 0 };
	uint8_t *p;

	(void)state;
	evi_random(a, sizeof(a));
	evi_random(b, sizeof(b));
	assert_memory_not_equal(a, b, sizeof(a));
	p = evi_secure_alloc(100);
	assert_non_null(p);
	assert_memory_equal(p, zero, 100);
	memset(p, 1, 100);
	evi_secure_free(p);
	evi_secure_free(NULL);
	assert_null(evi_secure_alloc(SIZE_MAX));
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, enter_folder, leave_folder)

/* RFC 8439, appendix A.1, vectors 1 and 2: blocks 0 and 1 of the zero key. */
static void
a_seed_gives_the_stream_of_rfc_8439(void **state)
{
	static const uint8_t seed[EVI_SEED_LEN], first[8] = {
		0x76, 0xb8, 0xe0, 0xad, 0xa0, 0xf1, 0x3d, 0x90
	}, second[8] = { 0x9f, 0x07, 0xe7, 0xbe, 0x55, 0x51, 0x38, 0x7a };
	uint8_t whole[128], part[64], other[64];

	(void)state;
	evi_random_from(seed, 0, 0, whole, sizeof(whole));
	assert_memory_equal(whole, first, sizeof(first));
	assert_memory_equal(whole + 64, second, sizeof(second));
	evi_random_from(seed, 0, 1, part, sizeof(part));
	assert_memory_equal(part, whole + 64, sizeof(part));
	evi_random_from(seed, 1, 0, other, sizeof(other));
	assert_memory_not_equal(other, whole, sizeof(other));
}

/* A file of another kind is named as what it is, with what to do. */
static void
what_is_no_such_key_is_named(void **state)
{
	static const struct {
		const char *label, *as_public, *as_secret;
	} rows[] = {
		{ "CERTIFICATE", "a certificate", "a certificate" },
		{ "PUBLIC KEY", NULL, "a public key, where" },
		{ "PRIVATE KEY", "a secret key, where", NULL },
		{ "ENCRYPTED PRIVATE KEY", "a secret key, where", NULL },
		{ "EC PRIVATE KEY", "a secret key, where", "damaged" },
		{ "OPENSSH PRIVATE KEY", "a secret key, where",
		    "form of OpenSSH" },
		{ "RSA PRIVATE KEY", "a secret key, where", "algorithm" },
		{ "X509 CRL", "something else", "something else" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct evid_error err = EVID_ERROR_INIT;
		struct evi_buf spki = EVI_BUF_INIT;
		struct evi_secret *secret = NULL;
		char pem[256];
		int len;

		len = snprintf(pem, sizeof(pem), "-----BEGIN %s-----\nAAAA\n"
		    "-----END %s-----\n", rows[i].label, rows[i].label);
		assert_int_not_equal(evi_spki_from_pem(pem, (size_t)len, "f",
		    &spki, &err), EVID_OK);
		if (rows[i].as_public != NULL)
			assert_non_null(strstr(err.message,
			    rows[i].as_public));
		assert_true(err.hint[0] != '\0');
		err = (struct evid_error)EVID_ERROR_INIT;
		assert_int_not_equal(evi_secret_from_pem(pem, (size_t)len,
		    "f", NULL, NULL, &secret, &err), EVID_OK);
		if (rows[i].as_secret != NULL)
			assert_non_null(strstr(err.message,
			    rows[i].as_secret));
		assert_null(secret);
		evi_buf_free(&spki);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_seed_gives_the_stream_of_rfc_8439),
		cmocka_unit_test(ed25519_signs_as_rfc_8032_says),
		cmocka_unit_test(what_is_no_such_key_is_named),
		cmocka_unit_test(
		    ed25519_refuses_s_over_l_and_small_order_keys),
		cmocka_unit_test(
		    p256_takes_the_one_encoding_of_rfc_6979s_signatures),
		cmocka_unit_test(
		    only_the_one_encoding_of_a_key_names_its_algorithm),
		TEST(openssl_reads_our_keys_and_our_signatures),
		TEST(keys_that_openssl_makes_are_taken),
		TEST(what_is_not_the_key_needed_is_named),
		TEST(what_is_no_key_file_is_said_to_be_none),
		cmocka_unit_test(
		    random_bytes_differ_and_secure_memory_is_zeroed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
