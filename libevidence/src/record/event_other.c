/*
 * A line of the custody log that is no event here, of which it is yet known by
 * whose key it is signed (docs/format.md, 9.1).  A later version of the log
 * keeps so much:
 *
 *	line    = envelope of one signature
 *	payload = {"_type":…,"subject":…,"predicateType":
 *	    "urn:libevidence:custody:vN","predicate":{…"publicKey":BASE64…}}
 */
#include "record/event_parts.h"
#include "record/keys.h"
#include "base/memory.h"
#include "base/num.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define BEGIN "{\"payload\":\""	/* of any envelope */

/* N of such a type, 2 or more, as it is written; else 0 */
static uint32_t
version_of(const struct evi_json *type)
{
	size_t before = sizeof(EVI_CUSTODY_TYPE_ANY) - 1;
	const char *text;
	uint64_t n;

	if (type == NULL || !evi_json_string(type, &text) ||
	    strncmp(text, EVI_CUSTODY_TYPE_ANY, before) != 0)
		return 0;
	text += before;
	if (*text == '0' || strlen(text) > EVI_EVENT_VERSION_DIGITS ||
	    !evi_parse_u64(text, strlen(text), &n) || n < 2)
		return 0;
	return (uint32_t)n;
}

static bool
read_key(struct evi_reader *r, const struct evi_json *json,
    struct evi_event_other *out)
{
	static const char *const parts[] = { "_type", "subject",
	    "predicateType", "predicate" };
	static const char why[] = "";
	struct evi_json *v[4];

	if (!evi_read_exactly(r, json, parts, 4, v, why) ||
	    !evi_read_is(v[0], EVI_STATEMENT_TYPE))
		return false;
	out->version = version_of(v[2]);
	return (out->version > 0 || evi_read_is(v[2], EVI_CUSTODY_TYPE)) &&
	    evi_read_spki(r, evi_json_get(v[3], "publicKey"), &out->spki,
	    out->keyid, why) && out->spki.len > 0;
}

static enum evid_status
read_payload(const struct evi_buf *payload, struct evi_event_other *out,
    bool *found_out, struct evid_error *err)
{
	struct evi_reader r = EVI_READER_INIT;
	struct evi_json *json = NULL;		/* owned here */
	const char *why;
	enum evid_status status;

	*found_out = !evi_json_too_heavy(payload->data, payload->len) &&
	    evi_read_json(&r, "event", payload->data, payload->len, &json) &&
	    read_key(&r, json, out);
	status = evi_read_status(&r, &why, err);
	evi_json_free(json);
	return status;
}

enum evid_status
evi_event_read_other(const void *line, size_t len,
    struct evi_event_other *out, struct evi_buf *pae_out,
    struct evi_buf *sig_out, bool *found_out, struct evid_error *err)
{
	struct evi_envelope *e = NULL;		/* owned here */
	const char *why = NULL;
	enum evid_status status;

	*found_out = false;
	memset(out, 0, sizeof(*out));
	/* Of lines that are anything at all there may be millions. */
	if (len < sizeof(BEGIN) || memcmp(line, BEGIN, sizeof(BEGIN) - 1) != 0)
		return EVID_OK;
	e = evi_zalloc(sizeof(*e));
	if (e == NULL)
		return evi_fail_memory(err);
	status = evi_event_envelope(line, len, e, &why, err);
	if (status == EVID_OK && why == NULL)
		status = read_payload(&e->payload, out, found_out, err);
	if (status == EVID_OK && *found_out) {
		out->keyid_good = memcmp(e->signatures[0].keyid, out->keyid,
		    EVI_SHA256_LEN) == 0;
		status = evi_event_signed(e, pae_out, sig_out, err);
	}
	if (status != EVID_OK || !*found_out)
		evi_buf_free(&out->spki);
	evi_envelope_free(e);
	free(e);
	return status;
}
