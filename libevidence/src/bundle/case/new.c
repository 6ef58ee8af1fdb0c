/*
 * Beginning a case: from a template and an instrument, both data files, or as
 * the answer to another case.
 */
#include "bundle/case/case.h"

#include "adapt/key.h"
#include "base/memory.h"
#include "base/text.h"
#include "record/case_check.h"
#include "record/case_fields.h"
#include "record/case_parts.h"
#include "record/statement.h"

#include <stdlib.h>
#include <string.h>

#define SCHEMA_TEMPLATE "urn:libevidence:template:1"
#define SCHEMA_INSTRUMENT "urn:libevidence:instrument:1"

static enum evid_status
read_data(const char *path, const char *schema, const char *what,
    const char *object, struct evi_json **out, struct evid_error *err)
{
	enum evid_status status = evi_case_file(path, out, err);
	struct evi_buf shown = EVI_BUF_INIT;
	const struct evi_json *inner;

	if (status == EVID_OK)
		status = evi_case_version_of(*out, schema, what, path, err);
	if (status != EVID_OK)
		return status;
	inner = evi_json_get(*out, object);
	if (evi_case_is(*out, "schema", schema) && inner != NULL &&
	    evi_json_type(inner) == EVI_JSON_OBJECT)
		return EVID_OK;
	evi_text_escape(&shown, path, strlen(path));
	(void)evi_fail(err, EVID_ERR_FORMAT,
	    "%s: it has not `schema` \"%s\" with an object `%s`",
	    evi_buf_text(&shown), schema, object);
	evi_hint(err, "compare it with a file that was installed");
	evi_buf_free(&shown);
	return EVID_ERR_FORMAT;
}

/* "NAME, checked on D; NAME, checked on D (against what)" */
static void
tell_origin(const struct evi_json *doc, const char *name_key,
    struct evi_buf *out)
{
	const char *name = evi_case_text(doc, name_key);
	const char *checked = evi_case_text(doc, "checkedOn");
	const char *against = evi_case_text(doc, "checkedAgainst");
	char shown[EVI_CASE_SHOWN_CAP];

	if (out->len > 0)
		evi_buf_add_text(out, "; ");
	evi_buf_add_format(out, "%s", evi_case_shown(name == NULL ? "?" :
	    name, shown));
	evi_buf_add_format(out, ", checked on %s", evi_case_shown(
	    checked == NULL ? "no stated day" : checked, shown));
	if (against != NULL)
		evi_buf_add_format(out, " (%s)", evi_case_shown(against,
		    shown));
}

/* The instrument's entry, its articles for this kind, nothing said of its
 * being in force. */
static struct evi_json *
basis_of(const struct evi_json *instrument, const char *kind)
{
	struct evi_json *entry = evi_json_dup(evi_json_get(instrument,
	    "basis"));
	const struct evi_json *articles = evi_json_get(instrument,
	    "articles");
	const struct evi_json *mine = evi_json_get(articles, kind);

	if (mine == NULL)
		mine = evi_json_get(articles, "*");
	if (!evi_json_set(entry, "articles", mine == NULL ?
	    evi_json_new_array() : evi_json_dup(mine)) ||
	    !evi_json_set(entry, "binding",
	    evi_json_new_string("unknown")) ||
	    !evi_json_set(entry, "checkedOn", evi_json_new_string("")) ||
	    !evi_json_set(entry, "checkedBy", evi_json_new_string("")) ||
	    !evi_json_set(entry, "primary", evi_json_new_bool(true))) {
		evi_json_free(entry);
		return NULL;
	}
	return entry;
}

static bool
add_instrument(struct evid_case *c, const struct evi_json *instrument)
{
	const char *kind = evi_case_text(c->json, "kind");
	struct evi_json *list = evi_json_new_array();

	return evi_json_append(list, basis_of(instrument, kind == NULL ? "" :
	    kind)) && evi_json_set(c->json, "legalBasis", list);
}

static bool
add_questions(struct evid_case *c, const struct evi_json *doc)
{
	const struct evi_json *list;
	bool good = true;
	size_t n;

	if (c->questions == NULL)
		c->questions = evi_json_new_array();
	list = evi_case_list(doc, "ask", &n);
	for (size_t i = 0; i < n && good; i++)
		good = evi_json_append(c->questions,
		    evi_json_ref(evi_json_at(list, i)));
	return c->questions != NULL && good;
}

/* An exhibit is referred to by its UUID, so each has one of its own. */
static bool
draw_uids(struct evid_case *c)
{
	const struct evi_json *list;
	bool good = true;
	size_t n;

	list = evi_case_list(c->json, "exhibits", &n);
	for (size_t i = 0; i < n && good; i++) {
		struct evi_json *exhibit = evi_json_at(list, i);
		uint8_t random[16];
		char uid[37];

		if (!evi_case_is(exhibit, "uid", ""))
			continue;
		evi_random(random, sizeof(random));
		evi_uuid_format(random, uid);
		good = evi_json_set(exhibit, "uid",
		    evi_json_new_string(uid));
	}
	return good;
}

static enum evid_status
make(const struct evi_json *template, const struct evi_json *instrument,
    struct evid_case *c, struct evid_error *err)
{
	struct evi_buf origin = EVI_BUF_INIT;

	c->json = evi_json_dup(evi_json_get(template, "case"));
	if (c->json == NULL || !add_questions(c, template) ||
	    (instrument != NULL && (!add_instrument(c, instrument) ||
	    !add_questions(c, instrument))) || !draw_uids(c))
		return evi_fail_memory(err);
	tell_origin(template, "kind", &origin);
	if (instrument != NULL)
		tell_origin(instrument, "instrument", &origin);
	return evi_buf_take(&origin, &c->origin, err);
}

/* Is that a kind of the field `kind` itself, and not a name of one's own? */
static bool
is_kind(const char *name)
{
	const char *const *kinds = evi_case_key(&evi_case_root, "kind",
	    strlen("kind"))->values;

	for (; *kinds != NULL; kinds++)
		if (strcmp(*kinds, name) == 0)
			return true;
	return false;
}

/* What is wrong with a template is told by its name, before anything is set:
 * its case must be one, and of the kind that it says; one with a name of its
 * own may begin a case of any. */
static enum evid_status
template_good(struct evid_case *c, const struct evi_json *template,
    const char *path, struct evid_error *err)
{
	const char *kind = evi_case_text(template, "kind");
	struct evi_buf shown = EVI_BUF_INIT;	/* owned here */
	enum evid_status status;

	evi_text_escape(&shown, path, strlen(path));
	status = evi_buf_status(&shown, err);
	if (status == EVID_OK && (kind == NULL || (is_kind(kind) &&
	    !evi_case_is(c->json, "kind", kind)))) {
		status = evi_fail(err, EVID_ERR_FORMAT, "%s: its `kind` is "
		    "not that of its `case`", evi_buf_text(&shown));
	}
	if (status == EVID_OK) {
		evi_buf_add_text(&shown, ": case");
		c->name = evi_strdup(evi_buf_text(&shown));
		status = c->name == NULL ? evi_fail_memory(err) :
		    evi_case_good_form(c, err);
		free(c->name);
		c->name = NULL;
		if (status != EVID_OK && err != NULL)
			err->hint[0] = '\0';
	}
	if (status == EVID_ERR_FORMAT)
		evi_hint(err, "compare it with a file that was installed");
	evi_buf_free(&shown);
	return status;
}

enum evid_status
evid_case_new(const char *template_path, const char *instrument_path,
    struct evid_case **case_out, struct evid_error *err)
{
	struct evi_json *template = NULL, *instrument = NULL; /* owned here */
	struct evid_case *c;			/* till handed out */
	enum evid_status status;

	*case_out = NULL;
	c = evi_zalloc(sizeof(*c));
	if (c == NULL)
		return evi_fail_memory(err);
	status = evi_crypto_init(err);
	if (status == EVID_OK)
		status = read_data(template_path, SCHEMA_TEMPLATE,
		    "a template", "case", &template, err);
	if (status == EVID_OK && instrument_path != NULL)
		status = read_data(instrument_path, SCHEMA_INSTRUMENT,
		    "an instrument", "basis", &instrument, err);
	if (status == EVID_OK)
		status = make(template, instrument, c, err);
	if (status == EVID_OK)
		status = template_good(c, template, template_path, err);
	evi_json_free(template);
	evi_json_free(instrument);
	if (status != EVID_OK) {
		evid_case_free(c);
		return status;
	}
	*case_out = c;
	return EVID_OK;
}

/* ---- an answer ---- */

const char *
evid_case_reply_kind(const struct evid_case *request)
{
	static const char *const rows[][2] = {
		{ "preservation-request", "preservation-confirmation" },
		{ "preservation-extension", "preservation-confirmation" },
		{ "mla-request", "mla-answer" },
		{ "mla-supplement", "mla-answer" },
		{ "emergency-request", "emergency-answer" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (evi_case_is(request->json, "kind", rows[i][0]))
			return rows[i][1];
	}
	return "";
}

static bool
copy(struct evi_json *to, const struct evi_json *from, const char *key)
{
	const struct evi_json *value = evi_json_get(from, key);

	return value == NULL || evi_json_set(to, key, evi_json_dup(value));
}

static bool
set_text(struct evi_json *to, const char *key, const char *text)
{
	return evi_json_set(to, key, evi_json_new_string(text));
}

/* What is pointed at: the number, and of a sealed one its digest and time. */
static struct evi_json *
pointer(const struct evid_case *request, const char *own)
{
	struct evi_json *reply = evi_json_new_object();
	struct evi_json *ids = evi_json_new_array();
	const struct evi_json *list;
	char hex[2 * EVI_SHA256_LEN + 1], when[EVI_INSTANT_TEXT_CAP];
	bool good = set_text(reply, "reference", own);
	size_t n;

	if (request->sealed) {
		evi_hex(request->seal_digest, EVI_SHA256_LEN, hex);
		good = good && evi_instant_format(request->sealed_at, when) &&
		    set_text(reply, "date", when) &&
		    set_text(reply, "sealDigest", hex);
	}
	list = evi_case_list(request->json, "items", &n);
	for (size_t i = 0; i < n && good; i++)
		good = evi_json_append(ids, evi_json_dup(evi_json_get(
		    evi_json_at(list, i), "id")));
	if (!evi_json_set(reply, "items", ids) || !good) {
		evi_json_free(reply);
		return NULL;
	}
	return reply;
}

/* The items of the request, each still to be answered. */
static bool
answer_items(struct evi_json *json, const struct evi_json *request)
{
	static const char *const kept[] = { "id", "category", "description",
		"identifiers", "custodian", "period" };
	struct evi_json *items = evi_json_new_array();
	const struct evi_json *list;
	bool good = true;
	size_t n;

	list = evi_case_list(request, "items", &n);
	for (size_t i = 0; i < n && good; i++) {
		struct evi_json *item = evi_json_new_object();

		for (size_t k = 0; k < sizeof(kept) / sizeof(kept[0]); k++)
			good = good && copy(item, evi_json_at(list, i),
			    kept[k]);
		good = good && set_text(item, "outcome", "");
		if (good)
			good = evi_json_append(items, item);
		else
			evi_json_free(item);
	}
	return evi_json_set(json, "items", items) && good;
}

/* They answer in the first language in which an answer was asked for. */
static bool
answer_language(struct evi_json *json, const struct evi_json *request)
{
	const struct evi_json *asked = evi_json_get(request, "language");
	const char *written = evi_case_text(asked, "written");
	const struct evi_json *list;
	struct evi_json *language, *back;
	const char *reply = NULL;
	size_t n;

	list = evi_case_list(asked, "replyIn", &n);
	if (n > 0)
		(void)evi_json_string(evi_json_at(list, 0), &reply);
	if (reply == NULL)
		reply = written;
	if (reply == NULL)
		return true;
	language = evi_json_new_object();
	back = evi_json_new_array();
	if (written != NULL &&
	    !evi_json_append(back, evi_json_new_string(written))) {
		evi_json_free(back);
		back = NULL;
	}
	if (!set_text(language, "written", reply) ||
	    !evi_json_set(language, "replyIn", back)) {
		evi_json_free(language);
		return false;
	}
	return evi_json_set(json, "language", language);
}

/* What the other side stated of the law is not stated by this one. */
static bool
answer_basis(struct evi_json *json, const struct evi_json *request)
{
	const struct evi_json *list;
	bool good = copy(json, request, "legalBasis");
	size_t n;

	list = evi_case_list(json, "legalBasis", &n);
	for (size_t i = 0; i < n && good; i++) {
		struct evi_json *basis = evi_json_at(list, i);

		good = set_text(basis, "binding", "unknown") &&
		    set_text(basis, "checkedOn", "") &&
		    set_text(basis, "checkedBy", "");
		evi_json_remove(basis, "declarations");
	}
	return good;
}

/* Of a preservation the end and who counts it are to be stated anew. */
static bool
answer_preservation(struct evi_json *json, const struct evi_json *request)
{
	const char *kind = evi_case_text(json, "kind");
	const struct evi_json *list;
	bool good;
	size_t n;

	(void)evi_case_list(request, "preservation", &n);
	if (kind == NULL || n == 0 ||
	    strncmp(kind, "preservation-", 13) != 0)
		return true;
	good = copy(json, request, "preservation");
	list = evi_case_list(json, "preservation", &n);
	for (size_t i = 0; i < n && good; i++) {
		struct evi_json *o = evi_json_at(list, i);

		good = set_text(o, "ends", "") &&
		    set_text(o, "countedBy", "") &&
		    set_text(o, "received", "") &&
		    set_text(o, "effected", "") && set_text(o, "status", "");
	}
	return good;
}

static bool
answer(struct evid_case *c, const struct evid_case *request, const char *own,
    bool own_basis)
{
	struct evi_json *reference = evi_json_get(c->json, "reference");
	struct evi_json *replies = evi_json_new_array();

	if (!evi_json_append(replies, pointer(request, own))) {
		evi_json_free(replies);
		return false;
	}
	return evi_json_set(c->json, "inReplyTo", replies) &&
	    set_text(reference, "counterpart", own) &&
	    answer_language(c->json, request->json) &&
	    copy(c->json, request->json, "parties") &&
	    (own_basis || answer_basis(c->json, request->json)) &&
	    copy(c->json, request->json, "measures") &&
	    answer_items(c->json, request->json) &&
	    answer_preservation(c->json, request->json) &&
	    copy(c->json, request->json, "confidential") &&
	    copy(c->json, request->json, "urgency");
}

enum evid_status
evid_case_reply(const struct evid_case *request, const char *template_path,
    const char *instrument_path, struct evid_case **case_out,
    struct evid_error *err)
{
	const char *own = evi_case_text(evi_json_get(request->json,
	    "reference"), "own");
	enum evid_status status = evi_case_good_form(request, err);

	*case_out = NULL;
	if (status != EVID_OK)
		return status;
	if (own == NULL) {
		(void)evi_fail(err, EVID_ERR_ARGUMENT, "reference.own: the "
		    "request has no number to point at");
		evi_hint(err, "ask the other side for the number of its "
		    "request");
		return EVID_ERR_ARGUMENT;
	}
	status = evid_case_new(template_path, instrument_path, case_out, err);
	if (status != EVID_OK)
		return status;
	if (evi_json_get((*case_out)->json, "reference") == NULL &&
	    !evi_json_set((*case_out)->json, "reference",
	    evi_json_new_object()))
		status = evi_fail_memory(err);
	else if (!answer(*case_out, request, own, instrument_path != NULL))
		status = evi_fail_memory(err);
	if (status != EVID_OK) {
		evid_case_free(*case_out);
		*case_out = NULL;
	}
	return status;
}
