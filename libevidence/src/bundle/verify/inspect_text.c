/*
 * What an inspection gathered.  Each line says that the bundle says it.
 */
#include "bundle/verify/inspect_text.h"
#include "bundle/verify/shown.h"

#include "base/text.h"
#include "bundle/amounts.h"
#include "record/case_parts.h"
#include "record/number.h"

#include <string.h>

struct evi_buf *
evi_inspected_text(struct evi_inspected *in, enum evi_tag tag)
{
	switch (tag) {
	case EVI_TAG_SEAL:
		return &in->seal;
	case EVI_TAG_CONDITIONS:
		return &in->conditions;
	case EVI_TAG_CASE:
		return &in->case_file;
	default:
		return NULL;
	}
}

void
evi_inspected_free(struct evi_inspected *in)
{
	evi_buf_free(&in->seal);
	evi_buf_free(&in->conditions);
	evi_buf_free(&in->case_file);
	evi_statement_free(&in->statement);
	evi_masks_free(&in->masks);
}

static struct evi_json *
list(const struct evi_texts *texts)
{
	struct evi_json *array = evi_json_new_array();
	size_t i;

	for (i = 0; i < texts->count; i++)
		evi_json_append(array, evi_json_new_string(texts->items[i]));
	return array;
}

static struct evi_json *
bundle(const struct evi_inspected *in)
{
	struct evi_json *o = evi_json_new_object();
	struct evi_buf file = EVI_BUF_INIT;

	evi_text_escape(&file, in->file, strlen(in->file));
	evi_json_set(o, "file", evi_json_new_buf(&file));
	evi_json_set(o, "id", evi_json_new_string(in->statement.id));
	evi_json_set(o, "name", evi_json_new_string(in->statement.name));
	evi_json_set(o, "format", evi_json_new_u64(1));
	evi_json_set(o, "container", evi_json_new_string(in->container));
	evi_json_set(o, "detached",
	    evi_json_new_bool(in->statement.detached));
	evi_buf_free(&file);
	return o;
}

static struct evi_json *
clock_of(const struct evi_statement *s)
{
	struct evi_json *o = evi_json_new_object();

	evi_json_set(o, "source", evi_json_new_string(s->clock_source));
	evi_json_set(o, "synchronised", s->synchronised < 0 ?
	    evi_json_new_null() : evi_json_new_bool(s->synchronised == 1));
	evi_json_set(o, "estimatedErrorMilliseconds", s->has_error ?
	    evi_json_new_u64(s->error_milliseconds) : evi_json_new_null());
	evi_json_set(o, "zone", evi_json_new_string(s->zone));
	return o;
}

static struct evi_json *
signers(const struct evi_statement *s)
{
	struct evi_json *array = evi_json_new_array();
	size_t i;

	for (i = 0; i < s->n_signers; i++) {
		struct evi_json *o = evi_json_new_object();
		char number[EVI_NUMBER_TEXT_CAP];

		evi_number_format(s->signers[i].keyid, number);
		evi_json_set(o, "name",
		    evi_json_new_string(s->signers[i].name));
		evi_json_set(o, "organization",
		    evi_json_new_string(s->signers[i].organization));
		evi_json_set(o, "state",
		    evi_json_new_string(s->signers[i].state));
		evi_json_set(o, "keyid", evi_json_new_hex(
		    s->signers[i].keyid, EVI_SHA256_LEN));
		evi_json_set(o, "keyNumber", evi_json_new_string(number));
		evi_json_append(array, o);
	}
	return array;
}

static struct evi_json *
seal(const struct evi_statement *s)
{
	struct evi_json *o = evi_json_new_object();
	struct evi_json *tool = evi_json_new_object();
	struct evi_json *custody = evi_json_new_object();

	evi_json_set(tool, "name", evi_json_new_string(s->tool_name));
	evi_json_set(tool, "version", evi_json_new_string(s->tool_version));
	evi_json_set(custody, "count", evi_json_new_u64(s->custody_count));
	evi_json_set(custody, "heads", list(&s->custody_heads));
	evi_json_set(o, "startedAt", evi_json_new_instant(s->started_at));
	evi_json_set(o, "sealedAt", evi_json_new_instant(s->sealed_at));
	evi_json_set(o, "clock", clock_of(s));
	evi_json_set(o, "signers", signers(s));
	evi_json_set(o, "completeness", evi_json_new_string(s->partial ?
	    "partial" : "complete"));
	evi_json_set(o, "excluded", list(&s->excluded));
	evi_json_set(o, "critical", list(&s->critical));
	evi_json_set(o, "supersedes", s->has_supersedes ?
	    evi_json_new_hex(s->supersedes, EVI_SHA256_LEN) :
	    evi_json_new_null());
	evi_json_set(o, "tool", tool);
	evi_json_set(o, "custody", custody);
	return o;
}

static struct evi_json *
document(struct evi_inspected *in, const struct evi_buf *text)
{
	struct evi_json *value = NULL;

	if (text->len == 0 || evi_json_parse(text->data, text->len,
	    "document", &value, NULL) != EVID_OK)
		return evi_json_new_null();
	/* What a masked object is called may stand here too. */
	if (!evi_masks_texts(&in->masks, value)) {
		evi_json_free(value);
		return NULL;
	}
	return value;
}

enum evid_status
evi_inspected_json(struct evi_inspected *in, struct evi_buf *out,
    struct evid_error *err)
{
	struct evi_json *o = evi_json_new_object();
	struct evi_json *payload = evi_json_new_object();
	char number[EVI_NUMBER_TEXT_CAP];
	bool good;

	evi_number_format(in->seal_digest, number);
	evi_json_set(payload, "objects", evi_json_new_u64(in->n_objects));
	evi_json_set(payload, "files", evi_json_new_u64(in->n_files));
	evi_json_set(payload, "bytes", evi_json_new_u64(in->n_bytes));
	evi_json_set(payload, "merkleRoot",
	    evi_json_new_hex(in->statement.merkle_root, EVI_SHA256_LEN));
	good = evi_json_set(o, "bundle", bundle(in));
	good &= evi_json_set(o, "seal", seal(&in->statement));
	good &= evi_json_set(o, "sealDigest",
	    evi_json_new_hex(in->seal_digest, EVI_SHA256_LEN));
	good &= evi_json_set(o, "sealNumber", evi_json_new_string(number));
	good &= evi_json_set(o, "payload", payload);
	good &= evi_json_set(o, "conditions", document(in, &in->conditions));
	good &= evi_json_set(o, "case", document(in, &in->case_file));
	good &= evi_json_set(o, "trusted", evi_json_new_bool(false));
	if (good)
		evi_json_write(out, o);
	else
		out->failed = true;
	evi_json_free(o);
	return evi_buf_status(out, err);
}

static void
add_signer(struct evi_buf *out, const struct evi_signer *s)
{
	evi_buf_add_text(out, "  claims      ");
	evi_shown_signer(out, s);
	evi_buf_add_text(out, ", key ");
	evi_buf_add_hex(out, s->keyid, EVI_SHA256_LEN);
	evi_buf_add_byte(out, '\n');
}

/* a text that is there, as @add shows it */
static void
add_key(struct evi_buf *out, const struct evi_json *object, const char *key,
    const char *before, void (*add)(struct evi_buf *, const char *))
{
	const char *text = evi_case_text(object, key);

	if (text == NULL)
		return;
	evi_buf_add_text(out, before);
	add(out, text);
}

/* the wording, in each language that it has */
static void
wording(const struct evi_json *condition, struct evi_buf *out)
{
	const struct evi_json *texts;
	size_t n;

	texts = evi_case_list(condition, "text", &n);
	for (size_t i = 0; i < n; i++) {
		const struct evi_json *one = evi_json_at(texts, i);

		add_key(out, one, "lang", "    ", evi_text_stated);
		add_key(out, one, "text", ": ", evi_text_stated);
		evi_buf_add_byte(out, '\n');
	}
}

/* what is to be accepted or refused is read here first; its id and its wording
 * are whole, for that */
static void
conditions(struct evi_inspected *in, struct evi_buf *out)
{
	struct evi_json *json = document(in, &in->conditions);
	const struct evi_json *array;
	size_t n;

	array = evi_case_list(json, "conditions", &n);
	if (n == 0)
		evi_buf_add_text(out, "  conditions  none stated\n");
	for (size_t i = 0; i < n; i++) {
		const struct evi_json *one = evi_json_at(array, i);

		add_key(out, one, "id", "  condition   ", evi_text_stated);
		add_key(out, one, "type", ": ", evi_shown_condition);
		add_key(out, one, "imposedBy", ", imposed by ",
		    evi_shown_state);
		add_key(out, one, "until", ", until ", evi_shown_time);
		add_key(out, one, "critical", ", to be understood: ",
		    evi_text_stated);
		if (evi_case_flag(one, "needsAcceptance"))
			evi_buf_add_text(out, ", needs an answer");
		evi_buf_add_byte(out, '\n');
		wording(one, out);
	}
	evi_json_free(json);
}

enum evid_status
evi_inspected_write(struct evi_inspected *in, struct evi_buf *out,
    struct evid_error *err)
{
	const struct evi_statement *s = &in->statement;
	char text[EVI_NUMBER_TEXT_CAP];
	size_t i;

	evi_text_escape(out, in->file, strlen(in->file));
	evi_buf_add_text(out, ": what it says of itself; nothing was checked\n");
	evi_buf_add_format(out, "  bundle      %s, id %s, %s%s\n", s->name,
	    s->id, in->container, s->detached ? ", detached" : "");
	for (i = 0; i < s->n_signers; i++)
		add_signer(out, &s->signers[i]);
	evi_instant_people(s->sealed_at, text);
	evi_buf_add_format(out, "  time        %s by the signer's clock\n",
	    text);
	evi_buf_add_text(out, "  payload     ");
	evi_amount_counted(out, in->n_objects, "object", "objects");
	evi_buf_add_text(out, ", ");
	evi_amount_counted(out, in->n_files, "file", "files");
	evi_buf_add_text(out, ", ");
	evi_amount_bytes(out, in->n_bytes);
	evi_buf_add_text(out, s->partial ?
	    ", partial: not everything could be read\n" : ", complete\n");
	for (i = 0; i < s->excluded.count; i++) {
		evi_buf_add_text(out, "  left out    ");
		evi_text_stated(out, s->excluded.items[i]);
		evi_buf_add_text(out, "\n");
	}
	evi_buf_add_format(out, "  case        %s\n", in->case_file.len > 0 ?
	    "sealed with it" : "none");
	conditions(in, out);
	evi_number_format(in->seal_digest, text);
	evi_buf_add_format(out, "  seal        %s\n", text);
	if (s->has_supersedes) {
		evi_number_format(s->supersedes, text);
		evi_buf_add_format(out, "  supersedes  %s\n", text);
	}
	return evi_buf_status(out, err);
}
