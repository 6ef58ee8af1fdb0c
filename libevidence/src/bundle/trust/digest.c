/*
 * What is trusted, as one digest: for whoever keeps verdicts, and must know
 * whether the same would be asked now.
 */
#include "bundle/trust/parts.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static int
by_bytes(const void *left, const void *right)
{
	return memcmp(left, right, EVI_SHA256_LEN);
}

/* In one order, however they were given. */
static enum evid_status
add_given(const struct evid_trust *trust, struct evi_buf *out,
    struct evid_error *err)
{
	uint8_t (*ids)[EVI_SHA256_LEN];		/* owned here */
	size_t i;

	ids = evi_zalloc_array(trust->n_given + 1, sizeof(*ids));
	if (ids == NULL)
		return evi_fail_memory(err);
	for (i = 0; i < trust->n_given; i++)
		memcpy(ids[i], trust->given[i].keyid, sizeof(ids[i]));
	qsort(ids, trust->n_given, sizeof(*ids), by_bytes);
	for (i = 0; i < trust->n_given; i++) {
		evi_buf_add_text(out, "key ");
		evi_buf_add_hex(out, ids[i], EVI_SHA256_LEN);
		evi_buf_add_byte(out, '\n');
	}
	free(ids);
	return evi_buf_status(out, err);
}

/* "WHAT HEX": the digest of some bytes */
static enum evid_status
add_digest(struct evi_buf *out, const char *what, const struct evi_buf *bytes,
    struct evid_error *err)
{
	uint8_t digest[EVI_SHA256_LEN];
	enum evid_status status;

	status = evi_sha256(bytes->data, bytes->len, digest, err);
	if (status == EVID_OK) {
		evi_buf_add_format(out, "%s ", what);
		evi_buf_add_hex(out, digest, sizeof(digest));
		evi_buf_add_byte(out, '\n');
	}
	return status;
}

static enum evid_status
add_pins(const struct evi_pins *pins, struct evi_buf *out,
    struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	enum evid_status status;

	status = evi_pins_write(pins, &text, err);
	if (status == EVID_OK)
		status = add_digest(out, "pins", &text, err);
	evi_buf_free(&text);
	return status;
}

static enum evid_status
describe(const struct evid_trust *trust, struct evi_buf *out,
    struct evid_error *err)
{
	enum evid_status status;
	size_t i;

	status = add_given(trust, out, err);
	for (i = 0; i < trust->n_pins && status == EVID_OK; i++)
		status = add_pins(&trust->pins[i], out, err);
	if (status == EVID_OK && trust->directory != NULL)
		status = add_digest(out, "directory",
		    &trust->directory->envelope->payload, err);
	if (status != EVID_OK)
		return status;
	if (trust->has_policy) {
		evi_buf_add_text(out, "policy ");
		evi_buf_add_hex(out, trust->policy_sha256, EVI_SHA256_LEN);
		evi_buf_add_byte(out, '\n');
	}
	evi_buf_add_format(out, "threshold %u\n", trust->threshold);
	return evi_buf_status(out, err);
}

enum evid_status
evid_trust_digest(const struct evid_trust *trust, char out[65],
    struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	uint8_t digest[EVI_SHA256_LEN];
	enum evid_status status;

	out[0] = '\0';
	status = describe(trust, &text, err);
	if (status == EVID_OK)
		status = evi_sha256(text.data, text.len, digest, err);
	if (status == EVID_OK)
		evi_hex(digest, sizeof(digest), out);
	evi_buf_free(&text);
	return status;
}
