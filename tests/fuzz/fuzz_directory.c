/*
 * Trust directories: what is read is written as it was, with keys that are
 * not known here; what is read keeps the rules that a directory has by itself.
 */
#include "support.h"

#include "record/directory.h"

static void
check_good(const struct evi_directory *d)
{
	struct evi_buf where = EVI_BUF_INIT;	/* owned here */
	bool memory = false;

	HOLDS(d->version >= 1 && d->version <= EVI_VERSION_MAX);
	HOLDS(d->n_contacts <= d->contacts_cap);
	for (size_t i = 0; i < d->n_contacts; i++) {
		const struct evi_contact *c = &d->contacts[i];

		HOLDS(c->kind < EVI_N_CONTACT_KINDS);
		HOLDS(c->n_keys <= EVI_CONTACT_KEYS_MAX);
		HOLDS(evi_contact_authority(c) != NULL);
		HOLDS(evi_directory_contact(d, c->id) != NULL);
		for (size_t k = 0; k < c->n_keys; k++) {
			const struct evi_directory_key *key = &c->keys[k];

			HOLDS(key->uses != 0);
			HOLDS(!key->revoked ||
			    key->reason < EVI_N_REVOCATIONS);
			HOLDS(evi_directory_key(d, key->keyid, NULL) != NULL);
		}
	}
	(void)evi_directory_fault(d, &where, &memory);
	HOLDS(!memory);
	HOLDS(evi_directory_follows(d, d) != NULL);
	evi_buf_free(&where);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct evi_directory d = { .name = NULL };	/* owned here */
	struct evi_buf again = EVI_BUF_INIT;		/* owned here */

	if (evi_directory_read(data, len, "directory", &d, NULL) == EVID_OK) {
		check_good(&d);
		HOLDS(evi_directory_write(&d, &again, NULL) == EVID_OK);
		HOLDS(fuzz_same(&again, data, len));
		evi_directory_free(&d);
	}
	evi_buf_free(&again);
	return 0;
}
