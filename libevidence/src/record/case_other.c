/*
 * What was given in the place of a case: another document of ours is told as
 * what it is, and what reads it.
 */
#include "record/case_check.h"

#include "base/text.h"
#include "record/directory.h"
#include "record/event.h"
#include "record/policy.h"
#include "record/statement.h"
#include "record/tar.h"

#include <string.h>

struct other {
	const char *mark;		/* its payload type or schema, or how
					 * that begins */
	const char *what, *hint;
};

static const struct other log_or_seal[] = {
	{ EVI_CUSTODY_TYPE, "a custody log", "evid-custody list shows a log; "
	    "name the case, or the bundle that it is sealed in" },
	{ EVI_SEAL_TYPE, "a seal", "name the case, or the bundle that the "
	    "seal is of" },
};

static const struct other others[] = {
	{ EVI_DIRECTORY_TYPE, "a trust directory", "evid-trust show shows it; "
	    "name the case" },
	{ EVI_POLICY_TYPE, "a signed policy", "evid-trust check looks at it; "
	    "name the case" },
	{ "urn:libevidence:policy:", "a policy", "evid-trust check looks at "
	    "it; name the case" },
	{ "urn:libevidence:pins:", "a pin list", "evid-trust pins shows it; "
	    "name the case" },
	{ "urn:libevidence:key-id:", "what evid-keygen wrote of a key's "
	    "holder", "evid-seal takes it with --id; name the case" },
};

static const struct other packed = { NULL, "a bundle, or another packed file",
    "evid-case check shows the case of a bundle; a case is a JSON file, as "
    "evid-case new begins one" };

static const struct other piped = { NULL, "a bundle, or another packed file",
    EVI_CASE_HINT_PIPED };

/* an event or a seal, by what is signed */
static const struct other *
of_statement(const struct evi_json *json)
{
	struct evi_buf payload = EVI_BUF_INIT;		/* owned here */
	struct evi_json *statement = NULL;		/* owned here */
	const struct other *found = NULL;
	const char *text;

	if (evi_json_get_string(json, "payload", &text) &&
	    evi_unbase64(text, strlen(text), &payload) &&
	    evi_json_parse(payload.data, payload.len, "", &statement, NULL) ==
	    EVID_OK && evi_json_get_string(statement, "predicateType",
	    &text)) {
		for (size_t i = 0; i < 2; i++)
			if (strcmp(text, log_or_seal[i].mark) == 0)
				found = &log_or_seal[i];
	}
	evi_json_free(statement);
	evi_buf_free(&payload);
	return found;
}

static const struct other *
of_json(const struct evi_json *json)
{
	const char *mark;

	if (!evi_json_get_string(json, "payloadType", &mark) &&
	    !evi_json_get_string(json, "schema", &mark))
		return NULL;
	if (strcmp(mark, EVI_PAYLOAD_TYPE) == 0)
		return of_statement(json);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strncmp(mark, others[i].mark, strlen(others[i].mark)) ==
		    0)
			return &others[i];
	return NULL;
}

/* A log has a document in each of its lines. */
static const struct other *
find(const char *text, size_t len, const char *name)
{
	const char *lf = len == 0 ? NULL : memchr(text, '\n', len);
	size_t first = lf == NULL ? len : (size_t)(lf - text);
	const struct other *found = NULL;
	struct evi_json *json = NULL;		/* owned here */

	if (evi_head_is_packed((const uint8_t *)text, len))
		return strcmp(name, "-") == 0 ? &piped : &packed;
	if (evi_json_parse(text, first, "", &json, NULL) == EVID_OK ||
	    evi_json_parse(text, len, "", &json, NULL) == EVID_OK)
		found = of_json(json);
	evi_json_free(json);
	return found;
}

enum evid_status
evi_case_no_other(const void *text, size_t len, const char *name,
    struct evid_error *err)
{
	const struct other *found = find(text, len, name);
	struct evi_buf shown = EVI_BUF_INIT;	/* owned here */

	if (found == NULL)
		return EVID_OK;
	evi_text_show_path(&shown, name);
	evi_fail(err, EVID_ERR_FORMAT, "%s: this is %s, and no case",
	    evi_buf_text(&shown), found->what);
	evi_hint(err, "%s", found->hint);
	evi_buf_free(&shown);
	return EVID_ERR_FORMAT;
}
