/*
 * Signatures: of a message and a key there is one Ed25519 signature that is
 * accepted, the one that was made; no other bytes are.  The same holds for
 * another message, and for P-256, of whose two halves one is accepted.
 */
#include "support.h"

#include "adapt/key.h"

static struct evi_secret *secrets[2];
static struct evi_buf spkis[2], sigs[2];

static const char p256_pem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgAQEBAQEBAQEBAQEB\n"
    "AQEBAQEBAQEBAQEBAQEBAQEBAQGhRANCAARv8DuUkkHOHa3UNRnmlg4KhbQaaaBc\n"
    "MoEDqivOFZTKFjxPdTpVvwHcU/bAsMfu54tAxv99JaluIoK5ic73HBRK\n"
    "-----END PRIVATE KEY-----\n";
static const char ed25519_pem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB\n"
    "-----END PRIVATE KEY-----\n";

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const char *const pems[2] = { ed25519_pem, p256_pem };

	(void)argc;
	(void)argv;
	HOLDS(evi_crypto_init(NULL) == EVID_OK);
	for (size_t i = 0; i < 2; i++) {
		HOLDS(evi_secret_from_pem(pems[i], strlen(pems[i]), "key",
		    NULL, NULL, &secrets[i], NULL) == EVID_OK);
		HOLDS(evi_secret_spki(secrets[i], &spkis[i], NULL) ==
		    EVID_OK);
		HOLDS(evi_secret_sign(secrets[i], "abc", 3, &sigs[i], NULL) ==
		    EVID_OK);
	}
	return 0;
}

static bool
valid(size_t key, const char *message, const uint8_t *sig, size_t len)
{
	bool is = false;

	HOLDS(evi_signature_verify(spkis[key].data, spkis[key].len, message,
	    3, sig, len, &is, NULL) == EVID_OK);
	return is;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct fuzz_input in = { data, len };
	uint8_t how = fuzz_byte(&in);
	size_t key = how & 1;
	struct evi_buf sig = EVI_BUF_INIT;	/* owned here */
	bool is = false;

	/* the bytes as they are, and as changes of the true signature */
	HOLDS(!valid(key, "abc", in.data, in.len) ||
	    fuzz_same(&sigs[key], in.data, in.len));
	HOLDS(!valid(key, "abd", in.data, in.len));
	evi_buf_add(&sig, sigs[key].data, sigs[key].len);
	for (size_t i = 0; i < in.len && i < sig.len; i++)
		sig.data[i] ^= in.data[i];
	if (how & 2)
		sig.len -= how >> 2 < (uint8_t)sig.len ? how >> 2 : 0;
	HOLDS(valid(key, "abc", sig.data, sig.len) ==
	    fuzz_same(&sigs[key], sig.data, sig.len));
	evi_buf_free(&sig);
	if (evi_spki_algorithm(in.data, in.len) != EVI_ALG_UNKNOWN)
		HOLDS(evi_signature_verify(in.data, in.len, "abc", 3,
		    sigs[key].data, sigs[key].len, &is, NULL) != EVID_OK ||
		    !is || fuzz_same(&spkis[key], in.data, in.len));
	return 0;
}
