/* Secret keys and passphrases in memory: there while they serve, locked; and
 * nowhere in this process once they are given back. */
#include "bundle/key.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define MASK 0x5a
#define SEED_LEN 32
#define PASSPHRASE "tr0ubadour-and-3-horses"
#define PIECE ((size_t)1 << 20)
#define SHADOW (UINT64_C(1) << 30)

/* What is looked for, masked, so that the needle itself is never found. */
struct needle {
	uint8_t bytes[SEED_LEN];
	size_t len;
};

static char folder[64];

/* Made for this test by openssl genpkey; in memory that is only read, which is
 * not searched. */
static const char p256[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgutGg4yuJjDO2kVPr\n"
    "1+dCdj3qX6TD1uhvYQ/atJ9BfvqhRANCAATjdTPamOAUkZt46F1fVw9Aaj85+Im+\n"
    "3zX/tRxr3qNOXhZ5Dn1AgTMGSLPuZW/07Qs6jtzvoBQWkg8caEumdfiS\n"
    "-----END PRIVATE KEY-----\n";

static void
needle_set(struct needle *n, const void *data, size_t len)
{
	assert_true(len <= sizeof(n->bytes));
	for (size_t i = 0; i < len; i++)
		n->bytes[i] = ((const uint8_t *)data)[i] ^ MASK;
	n->len = len;
}

static bool
is_at(const struct needle *n, const uint8_t *p)
{
	for (size_t i = 0; i < n->len; i++)
		if ((p[i] ^ MASK) != n->bytes[i])
			return false;
	return true;
}

/* A page that may not be read (a guard) holds nothing of ours. */
static size_t
found_between(int fd, const struct needle *n, uint8_t *room, uint64_t from,
    uint64_t to)
{
	const uint8_t first = n->bytes[0] ^ MASK;
	size_t found = 0;

	for (uint64_t at = from; at < to; at += PIECE - n->len) {
		size_t len = to - at < PIECE ? (size_t)(to - at) : PIECE;
		ssize_t had = pread(fd, room, len, (off_t)at);
		const uint8_t *p = room, *end;

		if (had < (ssize_t)n->len)
			break;
		end = room + had - n->len;
		while (p <= end && (p = memchr(p, first,
		    (size_t)(end - p) + 1)) != NULL) {
			found += is_at(n, p);
			p++;
		}
		if ((size_t)had < PIECE)
			break;
	}
	return found;
}

/* How often it stands in what this process can write to. */
static size_t
found(const struct needle *n)
{
	static uint8_t room[PIECE];
	FILE *maps = fopen("/proc/self/maps", "re");
	int fd = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	uint64_t from, to;
	char line[512], rights[5];
	size_t count = 0;

	assert_non_null(maps);
	assert_true(fd >= 0);
	while (fgets(line, sizeof(line), maps) != NULL) {
		if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s", &from, &to,
		    rights) != 3 || rights[0] != 'r' || rights[1] != 'w')
			continue;
		/* A sanitizer's shadow, which holds no byte of ours. */
		if (to - from > SHADOW)
			continue;
		/* The room itself is not what we search. */
		if ((uintptr_t)room >= from && (uintptr_t)room < to) {
			count += found_between(fd, n, room, from,
			    (uintptr_t)room);
			memset(room, 0, sizeof(room));
			from = (uintptr_t)room + sizeof(room);
		}
		if (from < to)
			count += found_between(fd, n, room, from, to);
		memset(room, 0, sizeof(room));
	}
	fclose(maps);
	close(fd);
	return count;
}

/* The PEM's first line, and what it has of the secret: of its 48 bytes those
 * from 16 on, the seed, or from 36 on, the begin of a P-256 key. */
static void
needles_of_file(const char *path, size_t begin, struct needle *seed,
    struct needle *text)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	uint8_t der[48];
	char pem[256], *p;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = read(fd, pem, sizeof(pem) - 1);

	assert_true(n > 0);
	close(fd);
	pem[n] = '\0';
	p = strchr(pem, '\n') + 1;
	for (size_t i = 0; i < 16; i++) {
		uint32_t bits = 0;

		for (size_t k = 0; k < 4; k++)
			bits = bits << 6 |
			    (uint32_t)(strchr(digits, p[4 * i + k]) - digits);
		der[3 * i] = (uint8_t)(bits >> 16);
		der[3 * i + 1] = (uint8_t)(bits >> 8);
		der[3 * i + 2] = (uint8_t)bits;
	}
	needle_set(seed, der + begin, sizeof(der) - begin);
	needle_set(text, p + 48, 16);
	explicit_bzero(der, sizeof(der));
	explicit_bzero(pem, sizeof(pem));
}

static enum evid_status
say_passphrase(void *context, char *out, size_t cap, struct evid_error *err)
{
	const struct needle *n = context;

	(void)err;
	assert_true(n->len < cap);
	for (size_t i = 0; i < n->len; i++)
		out[i] = (char)(n->bytes[i] ^ MASK);
	out[n->len] = '\0';
	return EVID_OK;
}

static void
use(struct evid_key *key)
{
	struct evi_buf sig = EVI_BUF_INIT;

	assert_int_equal(evi_secret_sign(key->secret, "text", 4, &sig, NULL),
	    EVID_OK);
	evi_buf_free(&sig);
}

/* Bytes that this process has locked, in KiB. */
static unsigned long
locked(void)
{
	FILE *file = fopen("/proc/self/status", "re");
	unsigned long kib = 0;
	char line[256];

	assert_non_null(file);
	while (fgets(line, sizeof(line), file) != NULL)
		(void)sscanf(line, "VmLck: %lu", &kib);
	fclose(file);
	return kib;
}

static void
a_secret_key_is_wiped(void **state)
{
	struct needle seed, text;
	struct evid_key *key = NULL;
	char path[100];

	(void)state;
	snprintf(path, sizeof(path), "%s/A.key", folder);
	assert_int_equal(evid_key_generate(&key, NULL), EVID_OK);
	assert_int_equal(evid_key_write(key, path, NULL, NULL), EVID_OK);
	evid_key_free(key);
	needles_of_file(path, 16, &seed, &text);
	assert_int_equal(found(&seed), 0);
	assert_int_equal(found(&text), 0);
	assert_int_equal(evid_key_read(path, NULL, NULL, &key, NULL),
	    EVID_OK);
	use(key);
	/* It can be found while it serves, in locked memory alone; under a
	 * sanitizer nothing is locked. */
	assert_true(found(&seed) > 0);
	if (getenv("EVID_SANITIZED") == NULL)
		assert_true(locked() > 0 || geteuid() != 0);
	assert_int_equal(found(&text), 0);
	evid_key_free(key);
	assert_int_equal(found(&seed), 0);
	assert_int_equal(found(&text), 0);
	unlink(path);
}

/* libcrypto keeps it as a number while it signs: its bytes stand the other way
 * round. */
static void
a_secret_key_of_libcrypto_is_wiped(void **state)
{
	struct needle number, turned, text;
	struct evid_key *key = NULL;
	char path[100];
	int fd;

	(void)state;
	snprintf(path, sizeof(path), "%s/P.key", folder);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, p256, strlen(p256)), strlen(p256));
	close(fd);
	needles_of_file(path, 36, &number, &text);
	turned.len = number.len;
	for (size_t i = 0; i < number.len; i++)
		turned.bytes[i] = number.bytes[number.len - 1 - i];
	assert_int_equal(found(&number), 0);
	assert_int_equal(evid_key_read(path, NULL, NULL, &key, NULL),
	    EVID_OK);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(found(&number), 1);
		assert_int_equal(found(&turned), 0);
		assert_int_equal(found(&text), 0);
		use(key);
	}
	evid_key_free(key);
	assert_int_equal(found(&number), 0);
	assert_int_equal(found(&turned), 0);
	assert_int_equal(found(&text), 0);
	unlink(path);
}

static void
a_passphrase_and_what_it_opens_are_wiped(void **state)
{
	struct needle passphrase, seed, text;
	struct evid_key *key = NULL;
	char plain[100], path[100], said[64];

	(void)state;
	needle_set(&passphrase, PASSPHRASE, strlen(PASSPHRASE));
	snprintf(plain, sizeof(plain), "%s/B.key", folder);
	snprintf(path, sizeof(path), "%s/C.key", folder);
	assert_int_equal(evid_key_generate(&key, NULL), EVID_OK);
	assert_int_equal(evid_key_write(key, plain, NULL, NULL), EVID_OK);
	needles_of_file(plain, 16, &seed, &text);
	(void)say_passphrase(&passphrase, said, sizeof(said), NULL);
	assert_int_equal(found(&passphrase), 1);
	assert_int_equal(evid_key_write(key, path, said, NULL), EVID_OK);
	explicit_bzero(said, sizeof(said));
	evid_key_free(key);
	assert_int_equal(found(&passphrase), 0);
	assert_int_equal(found(&seed), 0);
	assert_int_equal(evid_key_read(path, say_passphrase, &passphrase,
	    &key, NULL), EVID_OK);
	assert_int_equal(found(&passphrase), 0);
	use(key);
	evid_key_free(key);
	assert_int_equal(found(&seed), 0);
	assert_int_equal(found(&passphrase), 0);
	unlink(plain);
	unlink(path);
}

static int
enter(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/evidence-test-XXXXXX");
	return mkdtemp(folder) == NULL ? -1 : 0;
}

static int
leave(void **state)
{
	(void)state;
	return rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_secret_key_is_wiped),
		cmocka_unit_test(a_secret_key_of_libcrypto_is_wiped),
		cmocka_unit_test(a_passphrase_and_what_it_opens_are_wiped),
	};

	return cmocka_run_group_tests(tests, enter, leave);
}
