/*
 * The seal's statement as a value, and written.  It is read in
 * statement_read.c; the envelope round it is in envelope.c.
 */
#include "record/emit.h"
#include "record/name.h"
#include "record/statement_parts.h"
#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

void
evi_texts_free(struct evi_texts *texts)
{
	for (size_t i = 0; i < texts->count; i++)
		free(texts->items[i]);
	free(texts->items);
	memset(texts, 0, sizeof(*texts));
}

enum evid_status
evi_texts_add(struct evi_texts *texts, const char *text,
    struct evid_error *err)
{
	char *copy = evi_strdup(text);		/* owned here until added */

	if (copy == NULL || evi_grow(&texts->items, texts->count, &texts->cap,
	    sizeof(texts->items[0])) != 0) {
		free(copy);
		return evi_fail_memory(err);
	}
	texts->items[texts->count++] = copy;
	return EVID_OK;
}

bool
evi_texts_have(const struct evi_texts *texts, const char *text)
{
	for (size_t i = 0; i < texts->count; i++)
		if (strcmp(texts->items[i], text) == 0)
			return true;
	return false;
}

void
evi_statement_free(struct evi_statement *s)
{
	for (size_t i = 0; i < s->n_signers; i++) {
		free(s->signers[i].name);
		free(s->signers[i].organization);
		free(s->signers[i].state);
		evi_buf_free(&s->signers[i].spki);
	}
	free(s->signers);
	free(s->clock_source);
	free(s->zone);
	free(s->tool_name);
	free(s->tool_version);
	evi_texts_free(&s->excluded);
	evi_texts_free(&s->custody_heads);
	evi_texts_free(&s->critical);
	memset(s, 0, sizeof(*s));
}

bool
evi_text_good(const char *text)
{
	const uint8_t *p = (const uint8_t *)text;
	size_t left = strlen(text);

	if (left > EVI_TEXT_MAX)
		return false;
	while (left > 0) {
		uint32_t code;
		size_t n = evi_utf8_next(p, left, &code);

		if (n == 0 || evi_is_control(code))
			return false;
		p += n;
		left -= n;
	}
	return true;
}

bool
evi_uuid_good(const char *text)
{
	static const char form[] = "xxxxxxxx-xxxx-4xxx-vxxx-xxxxxxxxxxxx";

	if (strlen(text) != sizeof(form) - 1)
		return false;
	for (size_t i = 0; i < sizeof(form) - 1; i++) {
		const char *any_of = "0123456789abcdef";

		if (form[i] == 'v')
			any_of = "89ab";
		if (form[i] == '-' || form[i] == '4' ?
		    text[i] != form[i] : strchr(any_of, text[i]) == NULL)
			return false;
	}
	return true;
}

void
evi_uuid_format(const uint8_t random[16], char out[37])
{
	uint8_t id[16];
	char hex[33];

	memcpy(id, random, sizeof(id));
	id[6] = (uint8_t)((id[6] & 0x0f) | 0x40);
	id[8] = (uint8_t)((id[8] & 0x3f) | 0x80);
	evi_hex(id, sizeof(id), hex);
	memcpy(out, hex, 8);
	memcpy(out + 9, hex + 8, 4);
	memcpy(out + 14, hex + 12, 4);
	memcpy(out + 19, hex + 16, 4);
	memcpy(out + 24, hex + 20, 12);
	out[8] = out[13] = out[18] = out[23] = '-';
	out[36] = '\0';
}

bool
evi_instant_before(struct evi_instant a, struct evi_instant b)
{
	return a.seconds != b.seconds ? a.seconds < b.seconds :
	    a.nanoseconds < b.nanoseconds;
}

static void
write_bundle(struct evi_emit *e, const struct evi_statement *s)
{
	evi_emit_open_at(e, "bundle", '{');
	evi_emit_text_at(e, "id", s->id);
	evi_emit_text_at(e, "name", s->name);
	evi_emit_u64_at(e, "format", 1);
	evi_emit_key(e, "detached");
	evi_emit_bool(e, s->detached);
	evi_emit_close(e, '}');
}

void
evi_statement_emit_clock(struct evi_emit *e, const struct evi_statement *s)
{
	evi_emit_open_at(e, "clock", '{');
	evi_emit_text_at(e, "source", s->clock_source);
	evi_emit_key(e, "synchronised");
	if (s->synchronised < 0)
		evi_emit_null(e);
	else
		evi_emit_bool(e, s->synchronised != 0);
	evi_emit_key(e, "estimatedErrorMilliseconds");
	if (s->has_error)
		evi_emit_u64(e, s->error_milliseconds);
	else
		evi_emit_null(e);
	evi_emit_text_at(e, "zone", s->zone);
	evi_emit_close(e, '}');
}

static void
write_times(struct evi_emit *e, const struct evi_statement *s)
{
	char text[EVI_INSTANT_TEXT_CAP];

	if (!evi_instant_format(s->started_at, text))
		e->bad_text = true;
	else
		evi_emit_text_at(e, "startedAt", text);
	if (!evi_instant_format(s->sealed_at, text))
		e->bad_text = true;
	else
		evi_emit_text_at(e, "sealedAt", text);
	evi_statement_emit_clock(e, s);
}

static void
write_signers(struct evi_emit *e, const struct evi_statement *s)
{
	evi_emit_open_at(e, "signers", '[');
	for (size_t i = 0; i < s->n_signers; i++) {
		const struct evi_signer *signer = &s->signers[i];

		evi_emit_open(e, '{');
		evi_emit_text_at(e, "name", signer->name);
		evi_emit_text_at(e, "organization", signer->organization);
		evi_emit_text_at(e, "state", signer->state);
		evi_emit_key(e, "publicKey");
		evi_emit_base64(e, signer->spki.data, signer->spki.len);
		evi_emit_close(e, '}');
	}
	evi_emit_close(e, ']');
}

static void
write_payload(struct evi_emit *e, const struct evi_statement *s)
{
	evi_emit_open_at(e, "payload", '{');
	evi_emit_u64_at(e, "objects", s->n_objects);
	evi_emit_hex_at(e, "merkleRoot", s->merkle_root, EVI_SHA256_LEN);
	evi_emit_text_at(e, "completeness",
	    s->partial ? "partial" : "complete");
	evi_emit_texts_at(e, "excluded", &s->excluded);
	evi_emit_close(e, '}');
}

static void
write_predicate(struct evi_emit *e, const struct evi_statement *s)
{
	write_bundle(e, s);
	write_times(e, s);
	write_signers(e, s);
	write_payload(e, s);
	evi_emit_hex_at(e, "conditions", s->conditions, EVI_SHA256_LEN);
	if (s->has_recipients) {
		evi_emit_hex_at(e, "recipients", s->recipients, EVI_SHA256_LEN);
	} else {
		evi_emit_key(e, "recipients");
		evi_emit_null(e);
	}
	evi_emit_open_at(e, "custody", '{');
	evi_emit_u64_at(e, "count", s->custody_count);
	evi_emit_texts_at(e, "heads", &s->custody_heads);
	evi_emit_close(e, '}');
	evi_emit_texts_at(e, "critical", &s->critical);
	if (s->has_supersedes)
		evi_emit_hex_at(e, "supersedes", s->supersedes, EVI_SHA256_LEN);
	evi_emit_open_at(e, "tool", '{');
	evi_emit_text_at(e, "name", s->tool_name);
	evi_emit_text_at(e, "version", s->tool_version);
	evi_emit_close(e, '}');
}

/* A reader refuses what breaks these: so it is not written either. */
static const char *
fault_of(const struct evi_statement *s)
{
	if (s->clock_source == NULL || s->zone == NULL ||
	    s->tool_name == NULL || s->tool_version == NULL)
		return "clock, zone and tool are needed";
	if (!evi_text_good(s->clock_source) || !evi_text_good(s->zone) ||
	    !evi_text_good(s->tool_name) || !evi_text_good(s->tool_version))
		return "clock or tool has control characters, or is too long";
	if (!evi_uuid_good(s->id) || !evi_name_is_base(s->name))
		return "the bundle's id or name is not allowed";
	if (evi_instant_before(s->sealed_at, s->started_at))
		return "it is sealed before it was started";
	if (s->n_objects < 1 || s->n_objects > EVI_OBJECTS_MAX)
		return "the number of objects is not from 1 to 2^31";
	if (s->n_signers < 1 || s->n_signers > EVI_SIGNERS_MAX)
		return "the number of signers is not from 1 to 64";
	for (size_t i = 0; i < s->n_signers; i++) {
		const struct evi_signer *signer = &s->signers[i];

		if (signer->name == NULL || signer->organization == NULL ||
		    signer->state == NULL || signer->spki.len == 0)
			return "a signer needs his texts and his key";
		if (!evi_text_good(signer->name) ||
		    !evi_text_good(signer->organization) ||
		    !evi_text_good(signer->state))
			return "a signer's text has control characters, or "
			    "more than 1,024 bytes";
	}
	return evi_signers_distinct(s) ? NULL : "two signers have one key";
}

bool
evi_signers_distinct(const struct evi_statement *s)
{
	for (size_t i = 0; i < s->n_signers; i++) {
		for (size_t k = 0; k < i; k++) {
			const struct evi_buf *a = &s->signers[i].spki;
			const struct evi_buf *b = &s->signers[k].spki;

			if (a->len == b->len &&
			    memcmp(a->data, b->data, a->len) == 0)
				return false;
		}
	}
	return true;
}

enum evid_status
evi_statement_write(const struct evi_statement *s,
    struct evi_buf *payload_out, struct evid_error *err)
{
	struct evi_emit e = { payload_out, false, false };
	const char *fault = fault_of(s);

	if (fault != NULL)
		return evi_fail(err, EVID_ERR_ARGUMENT, "seal: %s", fault);
	evi_emit_open(&e, '{');
	evi_emit_text_at(&e, "_type", EVI_STATEMENT_TYPE);
	evi_emit_open_at(&e, "subject", '[');
	evi_emit_open(&e, '{');
	evi_emit_text_at(&e, "name", EVI_SUBJECT_NAME);
	evi_emit_open_at(&e, "digest", '{');
	evi_emit_hex_at(&e, "sha256", s->tagmanifest, EVI_SHA256_LEN);
	evi_emit_close(&e, '}');
	evi_emit_close(&e, '}');
	evi_emit_close(&e, ']');
	evi_emit_text_at(&e, "predicateType", EVI_SEAL_TYPE);
	evi_emit_open_at(&e, "predicate", '{');
	write_predicate(&e, s);
	evi_emit_close(&e, '}');
	evi_emit_close(&e, '}');
	return evi_emit_status(&e, "seal", err);
}
