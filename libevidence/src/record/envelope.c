/*
 * The DSSE envelope, and what of it is signed.  The type of the payload is
 * signed with it: so no signature over a document of one kind can serve for
 * another.
 *
 *	envelope  = {"payload":BASE64,"payloadType":TYPE,"signatures":
 *	    [{"keyid":HEX,"sig":BASE64}...]} LF
 *	signed    = "DSSEv1 " LEN(TYPE) " " TYPE " " LEN(payload) " " payload
 */
#include "record/emit.h"
#include "record/keys.h"
#include "record/statement.h"

#include <string.h>

void
evi_envelope_free(struct evi_envelope *e)
{
	evi_buf_free(&e->payload);
	for (size_t i = 0; i < e->n_signatures; i++)
		evi_buf_free(&e->signatures[i].sig);
	e->n_signatures = 0;
}

enum evid_status
evi_envelope_write_as(const struct evi_envelope *e, const char *type,
    struct evi_buf *out, struct evid_error *err)
{
	struct evi_emit emit = { out, false, false };

	evi_emit_open(&emit, '{');
	evi_emit_key(&emit, "payload");
	evi_emit_base64(&emit, e->payload.data, e->payload.len);
	evi_emit_key(&emit, "payloadType");
	evi_emit_text(&emit, type);
	evi_emit_key(&emit, "signatures");
	evi_emit_open(&emit, '[');
	for (size_t i = 0; i < e->n_signatures; i++) {
		const struct evi_signature *s = &e->signatures[i];

		evi_emit_open(&emit, '{');
		evi_emit_key(&emit, "keyid");
		evi_emit_hex(&emit, s->keyid, EVI_SHA256_LEN);
		evi_emit_key(&emit, "sig");
		evi_emit_base64(&emit, s->sig.data, s->sig.len);
		evi_emit_close(&emit, '}');
	}
	evi_emit_close(&emit, ']');
	evi_emit_close(&emit, '}');
	evi_buf_add_byte(out, '\n');
	return evi_emit_status(&emit, "envelope", err);
}

enum evid_status
evi_envelope_write(const struct evi_envelope *e, struct evi_buf *out,
    struct evid_error *err)
{
	return evi_envelope_write_as(e, EVI_PAYLOAD_TYPE, out, err);
}

static bool
read_signatures(struct evi_reader *r, const struct evi_json *array,
    struct evi_envelope *out)
{
	static const char *const parts[] = { "keyid", "sig" };
	static const char why[] = "`signatures` is not as the format says";
	struct evi_json *v[2];

	if (!evi_read_array(r, array, why))
		return false;
	if (evi_json_count(array) > EVI_SIGNERS_MAX)
		return evi_read_bad(r, "there are more than 64 signatures");
	for (size_t i = 0; i < evi_json_count(array); i++) {
		struct evi_signature *s = &out->signatures[i];

		/* Counted first: what was read of it is freed with all. */
		out->n_signatures++;
		if (!evi_read_exactly(r, evi_json_at(array, i), parts, 2, v,
		    why) ||
		    !evi_read_hex(r, v[0], s->keyid, EVI_SHA256_LEN, why) ||
		    !evi_read_base64(r, v[1], &s->sig, why))
			return false;
	}
	return true;
}

static bool
sorted(struct evi_reader *r, const struct evi_envelope *e)
{
	for (size_t i = 1; i < e->n_signatures; i++)
		if (memcmp(e->signatures[i - 1].keyid, e->signatures[i].keyid,
		    EVI_SHA256_LEN) >= 0)
			return evi_read_bad(r, "the signatures do not stand "
			    "in strictly increasing order of `keyid`");
	return true;
}

static bool
read_envelope(struct evi_reader *r, const struct evi_json *json,
    const char *want, bool in_order, struct evi_envelope *out)
{
	static const char *const parts[] = { "payload", "payloadType",
	    "signatures" };
	struct evi_json *v[3];
	const char *type;

	if (!evi_read_exactly(r, json, parts, 3, v,
	    "the envelope has not the keys of the format"))
		return false;
	if (!evi_json_string(v[1], &type) ||
	    strcmp(type, want) != 0)
		return evi_read_bad(r, "`payloadType` is another");
	return evi_read_base64(r, v[0], &out->payload,
	    "`payload` is not base64 in its one encoding") &&
	    read_signatures(r, v[2], out) && (!in_order || sorted(r, out));
}

enum evid_status
evi_envelope_read_as(const void *text, size_t len, const char *type,
    bool in_order, struct evi_envelope *out, const char **why_out,
    struct evid_error *err)
{
	struct evi_reader r = EVI_READER_INIT;
	struct evi_json *json = NULL;		/* owned here */
	enum evid_status status;

	memset(out, 0, sizeof(*out));
	if (len == 0 || ((const char *)text)[len - 1] != '\n')
		(void)evi_read_bad(&r, "it does not end with a line feed");
	else
		(void)(evi_read_json(&r, "envelope", text, len - 1, &json) &&
		    read_envelope(&r, json, type, in_order, out));
	status = evi_read_status(&r, why_out, err);
	if (status != EVID_OK)
		evi_envelope_free(out);
	evi_json_free(json);
	return status;
}

enum evid_status
evi_envelope_read(const void *text, size_t len, struct evi_envelope *out,
    const char **why_out, struct evid_error *err)
{
	return evi_envelope_read_as(text, len, EVI_PAYLOAD_TYPE, false, out,
	    why_out, err);
}

void
evi_pae_as(struct evi_buf *out, const char *type, const void *payload,
    size_t len)
{
	evi_buf_add_format(out, "DSSEv1 %zu %s %zu ", strlen(type), type, len);
	evi_buf_add(out, payload, len);
}

void
evi_pae(struct evi_buf *out, const void *payload, size_t len)
{
	evi_pae_as(out, EVI_PAYLOAD_TYPE, payload, len);
}
