/*
 * A verdict as one JSON object (schemas/verdict.schema.json).  A finding's
 * signature axis is listed under trust: both say whose it is.
 */
#include "bundle/trust/trust.h"
#include "bundle/verdict/verdict.h"
#include "bundle/verify/legal.h"

#include "adapt/json.h"
#include "base/text.h"
#include "record/field.h"
#include "record/number.h"

#include <string.h>

static struct evi_json *
text_or_null(const char *text)
{
	return text == NULL ? evi_json_new_null() : evi_json_new_string(text);
}

static struct evi_json *
hex_or_null(bool has, const uint8_t digest[EVI_SHA256_LEN])
{
	return has ? evi_json_new_hex(digest, EVI_SHA256_LEN) :
	    evi_json_new_null();
}

static struct evi_json *
instant_or_null(bool has, struct evi_instant t)
{
	return has ? evi_json_new_instant(t) : evi_json_new_null();
}

static struct evi_json *
one_finding(const struct evi_verdict_finding *f)
{
	const struct evi_finding_kind *kind = &evi_finding_kinds[f->code];
	struct evi_json *o = evi_json_new_object();
	struct evi_json *range = NULL;

	if (f->has_range) {
		range = evi_json_new_object();
		evi_json_set(range, "offset", evi_json_new_u64(f->offset));
		evi_json_set(range, "length", evi_json_new_u64(f->length));
	}
	evi_json_set(o, "code", evi_json_new_string(kind->code));
	evi_json_set(o, "class",
	    evi_json_new_string(evi_class_name(kind->class)));
	evi_json_set(o, "path", f->path[0] == '\0' ? evi_json_new_null() :
	    evi_json_new_string(f->path));
	evi_json_set(o, "range", range != NULL ? range :
	    evi_json_new_null());
	evi_json_set(o, "message", evi_json_new_string(f->message));
	evi_json_set(o, "hint", evi_json_new_string(evi_verdict_hint(f)));
	return o;
}

static struct evi_json *
findings(const struct evid_verdict *v, enum evi_axis a, enum evi_axis b)
{
	struct evi_json *array = evi_json_new_array();
	size_t i;

	for (i = 0; i < v->n_findings; i++) {
		enum evi_axis axis =
		    evi_finding_kinds[v->findings[i].code].axis;

		if (axis == a || axis == b)
			evi_json_append(array, one_finding(&v->findings[i]));
	}
	return array;
}

/* how many of each code were found, left out or not */
static struct evi_json *
finding_counts(const struct evid_verdict *v)
{
	struct evi_json *o = evi_json_new_object();
	size_t i;

	for (i = 0; i < EVI_FINDING_COUNT; i++)
		if (v->room.counts[i] > 0)
			evi_json_set(o, evi_finding_kinds[i].code,
			    evi_json_new_u64(v->room.counts[i]));
	return o;
}

static struct evi_json *
bundle(const struct evid_verdict *v)
{
	const struct evi_statement *s = v->has_statement ? &v->statement :
	    NULL;
	struct evi_json *o = evi_json_new_object();

	evi_json_set(o, "file", evi_json_new_string(v->file));
	evi_json_set(o, "id", text_or_null(s == NULL ? NULL : s->id));
	evi_json_set(o, "name", text_or_null(s == NULL ? NULL : s->name));
	evi_json_set(o, "format", s == NULL ? evi_json_new_null() :
	    evi_json_new_u64(1));
	evi_json_set(o, "container",
	    v->container == EVI_CONTAINER_NONE ? evi_json_new_null() :
	    evi_json_new_string(evi_container_name(v)));
	evi_json_set(o, "contentSha256",
	    hex_or_null(v->has_manifest, v->manifest));
	return o;
}

static const char *
integrity_status(const struct evid_verdict *v)
{
	switch (evi_verdict_integrity(v)) {
	case 1:
		return "altered";
	case 4:
		return "incomplete";
	case 5:
		return "not-checked";
	default:
		return v->whole ? "intact" : "not-checked";
	}
}

static struct evi_json *
count(const struct evid_verdict *v, uint64_t n)
{
	return v->uncounted ? evi_json_new_null() : evi_json_new_u64(n);
}

static struct evi_json *
integrity(const struct evid_verdict *v)
{
	struct evi_json *o = evi_json_new_object();

	evi_json_set(o, "status", evi_json_new_string(integrity_status(v)));
	evi_json_set(o, "files", count(v, v->files));
	evi_json_set(o, "bytes", count(v, v->bytes));
	evi_json_set(o, "merkleRoot",
	    hex_or_null(v->has_statement, v->statement.merkle_root));
	evi_json_set(o, "findings",
	    findings(v, EVI_AXIS_INTEGRITY, EVI_AXIS_INTEGRITY));
	return o;
}

static const char *
signer_status(const struct evid_verdict *v, size_t i)
{
	switch (v->signer_status[i]) {
	case EVI_SIGNER_GOOD:
		return v->signer_trusted[i] ? "trusted" : "valid";
	case EVI_SIGNER_UNKNOWN:
		return "cannot-be-checked";
	case EVI_SIGNER_BAD:
		break;
	}
	return "false";
}

static struct evi_json *
uses(unsigned int bits)
{
	struct evi_json *array;
	size_t i;

	if (bits == 0)
		return evi_json_new_null();
	array = evi_json_new_array();
	for (i = 0; i < EVI_N_USES; i++)
		if ((bits & 1u << i) != 0)
			evi_json_append(array,
			    evi_json_new_string(evi_use_names[i]));
	return array;
}

/* who holds the key, by a pin or the directory; never by the seal */
static struct evi_json *
holder(const struct evi_signer_trust *t)
{
	struct evi_json *o;

	if (t->name == NULL)
		return evi_json_new_null();
	o = evi_json_new_object();
	evi_json_set(o, "name", evi_json_new_string(t->name));
	evi_json_set(o, "organization", evi_json_new_string(t->organization));
	evi_json_set(o, "state", evi_json_new_string(t->state));
	return o;
}

/* whose place the key takes, and what says so */
static struct evi_json *
succeeds(const struct evi_signer_trust *t)
{
	struct evi_json *o;

	if (!t->by_directory && !t->by_event)
		return evi_json_new_null();
	o = evi_json_new_object();
	evi_json_set(o, "keyid", hex_or_null(true, t->before));
	evi_json_set(o, "namedBy", evi_json_new_string(t->by_directory ?
	    "directory" : "event"));
	evi_json_set(o, "event", hex_or_null(!t->by_directory, t->event));
	return o;
}

static struct evi_json *
signatures(const struct evid_verdict *v)
{
	struct evi_json *array = evi_json_new_array();
	size_t i;

	for (i = 0; v->has_statement && i < v->statement.n_signers; i++) {
		const struct evi_signer *s = &v->statement.signers[i];
		const struct evi_signer_trust *t = &v->signer_trust[i];
		struct evi_json *o = evi_json_new_object();

		evi_json_set(o, "keyid", hex_or_null(true, s->keyid));
		evi_json_set(o, "name", evi_json_new_string(s->name));
		evi_json_set(o, "organization",
		    evi_json_new_string(s->organization));
		evi_json_set(o, "state", evi_json_new_string(s->state));
		evi_json_set(o, "status",
		    evi_json_new_string(signer_status(v, i)));
		evi_json_set(o, "uses", uses(t->uses));
		evi_json_set(o, "at",
		    instant_or_null(true, v->statement.sealed_at));
		evi_json_set(o, "source",
		    text_or_null(evi_source_name(t->source)));
		evi_json_set(o, "holder", holder(t));
		evi_json_set(o, "succeeds", succeeds(t));
		evi_json_set(o, "compromisedBy",
		    hex_or_null(t->called_compromised, t->called_by));
		evi_json_set(o, "atSealing",
		    evi_json_new_string(evi_standing_name(t->at_sealing)));
		evi_json_set(o, "now",
		    evi_json_new_string(evi_standing_name(t->now)));
		evi_json_set(o, "revokedSince",
		    evi_json_new_bool(t->revoked_since));
		evi_json_append(array, o);
	}
	return array;
}

static const char *
trust_status(const struct evid_verdict *v)
{
	switch (v->trust) {
	case EVI_TRUST_NOT_GIVEN:
		return "not-given";
	case EVI_TRUST_NOT_MET:
		return "not-met";
	case EVI_TRUST_MET:
		return "met";
	case EVI_TRUST_NOT_CHECKED:
		break;
	}
	return "not-checked";
}

static struct evi_json *
trust(const struct evid_verdict *v)
{
	struct evi_json *o = evi_json_new_object();

	evi_json_set(o, "status", evi_json_new_string(trust_status(v)));
	evi_json_set(o, "policySha256",
	    hex_or_null(v->has_policy, v->policy_sha256));
	evi_json_set(o, "directoryVersion", v->directory_version == 0 ?
	    evi_json_new_null() : evi_json_new_u64(v->directory_version));
	evi_json_set(o, "at", instant_or_null(v->has_at, v->at));
	evi_json_set(o, "findings",
	    findings(v, EVI_AXIS_TRUST, EVI_AXIS_SIGNATURE));
	return o;
}

static struct evi_json *
times(const struct evid_verdict *v)
{
	struct evi_json *o = evi_json_new_object();

	evi_json_set(o, "claimed",
	    instant_or_null(v->has_statement, v->statement.sealed_at));
	evi_json_set(o, "proven", evi_json_new_null());
	evi_json_set(o, "findings",
	    findings(v, EVI_AXIS_TIME, EVI_AXIS_TIME));
	return o;
}

/* what was kept as the text of an array */
static struct evi_json *
array_of(const struct evi_buf *text)
{
	struct evi_json *array = NULL;

	if (text->len > 0 && evi_json_parse(text->data, text->len, "custody",
	    &array, NULL) != EVID_OK)
		array = NULL;
	return array != NULL ? array : evi_json_new_array();
}

static struct evi_json *
custody(const struct evid_verdict *v)
{
	struct evi_json *o = evi_json_new_object();
	struct evi_json *heads = evi_json_new_array();
	size_t i;

	for (i = 0; i < v->custody_heads.count; i++)
		evi_json_append(heads, evi_json_new_string(
		    v->custody_heads.items[i]));
	evi_json_set(o, "status", evi_json_new_string(
	    v->custody_status == NULL ? "not-checked" : v->custody_status));
	evi_json_set(o, "events", v->custody_status != NULL ?
	    evi_json_new_u64(v->custody_events) : evi_json_new_null());
	evi_json_set(o, "heads", heads);
	evi_json_set(o, "open", array_of(&v->custody_open));
	evi_json_set(o, "successions", array_of(&v->successions));
	evi_json_set(o, "findings",
	    findings(v, EVI_AXIS_CUSTODY, EVI_AXIS_CUSTODY));
	return o;
}

static struct evi_json *
legal(const struct evid_verdict *v)
{
	struct evi_json *o = evi_legal_json(v);

	evi_json_set(o, "findings",
	    findings(v, EVI_AXIS_LEGAL, EVI_AXIS_LEGAL));
	return o;
}

static struct evi_json *
tool(const struct evid_verdict *v)
{
	struct evi_json *o = evi_json_new_object();

	evi_json_set(o, "name", evi_json_new_string(v->tool != NULL ?
	    v->tool : "libevidence"));
	evi_json_set(o, "version", evi_json_new_string(evid_version()));
	return o;
}

static struct evi_json *
number(const struct evid_verdict *v)
{
	char text[EVI_NUMBER_TEXT_CAP];

	if (!v->has_seal_digest)
		return evi_json_new_null();
	evi_number_format(v->seal_digest, text);
	return evi_json_new_string(text);
}

static struct evi_json *
completeness(const struct evid_verdict *v)
{
	if (!v->has_statement)
		return evi_json_new_null();
	return evi_json_new_string(v->statement.partial ? "partial" :
	    "complete");
}

enum evid_status
evid_verdict_json(const struct evid_verdict *v, char **text_out,
    struct evid_error *err)
{
	enum evid_result result = evid_verdict_result(v);
	struct evi_json *o = evi_json_new_object();
	struct evi_buf text = EVI_BUF_INIT;
	bool good;

	*text_out = NULL;
	good = evi_json_set(o, "verdict",
	    evi_json_new_string(evid_result_name(result)));
	good &= evi_json_set(o, "exitStatus",
	    evi_json_new_u64((uint64_t)evi_verdict_exit(v)));
	good &= evi_json_set(o, "scope",
	    evi_json_new_string(evi_verdict_scope(v)));
	good &= evi_json_set(o, "bundle", bundle(v));
	good &= evi_json_set(o, "integrity", integrity(v));
	good &= evi_json_set(o, "completeness", completeness(v));
	good &= evi_json_set(o, "signatures", signatures(v));
	good &= evi_json_set(o, "trust", trust(v));
	good &= evi_json_set(o, "time", times(v));
	good &= evi_json_set(o, "custody", custody(v));
	good &= evi_json_set(o, "legal", legal(v));
	good &= evi_json_set(o, "findingsLeftOut",
	    evi_json_new_u64(v->room.left_out));
	good &= evi_json_set(o, "findingCounts", finding_counts(v));
	good &= evi_json_set(o, "sealDigest",
	    hex_or_null(v->has_seal_digest, v->seal_digest));
	good &= evi_json_set(o, "sealNumber", number(v));
	good &= evi_json_set(o, "supersedes",
	    hex_or_null(v->has_statement && v->statement.has_supersedes,
	    v->statement.supersedes));
	good &= evi_json_set(o, "tool", tool(v));
	good &= evi_json_set(o, "checkedAt",
	    instant_or_null(v->has_now, v->now));
	if (good)
		evi_json_write(&text, o);
	else
		text.failed = true;
	evi_json_free(o);
	return evi_buf_take(&text, text_out, err);
}
