/*
 * Trusted keys, and the verdict on bytes from memory.
 */
#include "support_bundle.h"

struct evid_public_key *
fuzz_key(const char *name)
{
	struct evid_public_key *key = NULL;
	struct evi_buf path = EVI_BUF_INIT;	/* owned here */

	evi_buf_add_format(&path, "%s/testdata/keys/%s", EVID_SOURCE, name);
	HOLDS(evid_public_key_read(evi_buf_text(&path), &key, NULL) ==
	    EVID_OK);
	evi_buf_free(&path);
	return key;
}

struct source {
	const uint8_t *data;
	size_t len, step;
};

static enum evid_status
give(void *context, void *data, size_t len, size_t *n_out,
    struct evid_error *err)
{
	struct source *s = context;
	size_t n = len < s->step ? len : s->step;

	(void)err;
	n = n < s->len ? n : s->len;
	if (n > 0)
		memcpy(data, s->data, n);
	s->data += n;
	s->len -= n;
	*n_out = n;
	return EVID_OK;
}

struct evid_verdict *
fuzz_verify(const uint8_t *data, size_t len, size_t step,
    const struct evid_verify_options *options)
{
	struct source source = { data, len, step };
	struct evid_verdict *verdict = NULL;

	HOLDS(evid_verify_read(give, &source, "fuzz", options, &verdict,
	    NULL) == EVID_OK);
	HOLDS(verdict != NULL);
	return verdict;
}
