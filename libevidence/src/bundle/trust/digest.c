/*
 * What is trusted, as one digest: for whoever keeps verdicts, and must know
 * whether the same would be asked, and answered, now.
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

/* All that an instant of the trust says of another: before, at or after. */
static void
add_side(struct evi_buf *out, struct evi_instant of, struct evi_instant now)
{
	evi_buf_add_byte(out, evi_instant_before(of, now) ? '<' :
	    evi_instant_before(now, of) ? '>' : '=');
}

/* What the station saw of the directory, where it is not the one given, and
 * which of its dates have come. */
static void
add_place(const struct evid_trust *trust, struct evi_instant now,
    struct evi_buf *out)
{
	const struct evi_directory *d = &trust->directory->d;

	if (trust->seen.version > d->version)
		evi_buf_add_format(out, "seen %llu\n",
		    (unsigned long long)trust->seen.version);
	if (trust->other_seen)
		evi_buf_add_text(out, "another seen\n");
	add_side(out, d->issued_at, now);
	add_side(out, d->expires, now);
	if (trust->has_policy && trust->policy.has_max_age)
		evi_buf_add_byte(out, now.seconds - d->issued_at.seconds >
		    (int64_t)trust->policy.max_age_days * 86400 ? 'o' : 'y');
	for (size_t i = 0; i < trust->n_places; i++) {
		const struct evi_directory_key *k = trust->places[i].key;

		add_side(out, k->valid_from, now);
		if (k->has_valid_until)
			add_side(out, k->valid_until, now);
		if (k->revoked)
			add_side(out, k->revoked_at, now);
	}
	evi_buf_add_byte(out, '\n');
}

static enum evid_status
describe(const struct evid_trust *trust, struct evi_instant now,
    struct evi_buf *out, struct evid_error *err)
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
	if (trust->directory != NULL)
		add_place(trust, now, out);
	if (trust->has_policy) {
		evi_buf_add_text(out, "policy ");
		evi_buf_add_hex(out, trust->policy_sha256, EVI_SHA256_LEN);
		evi_buf_add_byte(out, '\n');
	}
	evi_buf_add_format(out, "threshold %u\n", trust->threshold);
	return evi_buf_status(out, err);
}

enum evid_status
evid_trust_digest(const struct evid_trust *trust, struct evid_time at,
    char out[65], struct evid_error *err)
{
	struct evi_instant now = { at.seconds, at.nanoseconds };
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	uint8_t digest[EVI_SHA256_LEN];
	enum evid_status status;

	out[0] = '\0';
	status = describe(trust, now, &text, err);
	if (status == EVID_OK)
		status = evi_sha256(text.data, text.len, digest, err);
	if (status == EVID_OK)
		evi_hex(digest, sizeof(digest), out);
	evi_buf_free(&text);
	return status;
}
