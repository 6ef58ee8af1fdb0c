/*
 * Our documents, told from one another (document.h).
 */
#include "record/document.h"

#include "adapt/json.h"
#include "base/text.h"
#include "record/directory.h"
#include "record/event.h"
#include "record/policy.h"
#include "record/statement.h"
#include "record/tar.h"

#include <string.h>

static const struct evi_document log_or_seal[] = {
	{ EVI_DOCUMENT_LOG, EVI_CUSTODY_TYPE, "a custody log",
	    "evid-custody list shows a log" },
	{ EVI_DOCUMENT_SEAL, EVI_SEAL_TYPE, "a seal",
	    "evid-inspect shows the bundle that a seal is of" },
};

static const struct evi_document documents[] = {
	{ EVI_DOCUMENT_OTHER, EVI_DIRECTORY_TYPE, "a trust directory",
	    "evid-trust show shows it" },
	{ EVI_DOCUMENT_OTHER, EVI_POLICY_TYPE, "a signed policy",
	    "evid-trust check looks at it" },
	{ EVI_DOCUMENT_OTHER, "urn:libevidence:policy:", "a policy",
	    "evid-trust check looks at it" },
	{ EVI_DOCUMENT_OTHER, "urn:libevidence:pins:", "a pin list",
	    "evid-trust pins shows it" },
	{ EVI_DOCUMENT_OTHER, "urn:libevidence:key-id:",
	    "what evid-keygen wrote of a key's holder",
	    "evid-seal takes it with --id" },
	{ EVI_DOCUMENT_CASE, "urn:libevidence:case:", "a case",
	    "evid-case check looks at it" },
};

static const struct evi_document packed = { EVI_DOCUMENT_PACKED, "",
    "a bundle, or another packed file", "evid-inspect looks into a bundle" };

/* A key in the place of another file is what people mix up most. */
static const struct evi_document pem = { EVI_DOCUMENT_OTHER, "-----BEGIN",
    "a PEM file, such as a key", "-k takes a key to sign with, -p the key of "
    "whom you trust" };

/* an event or a seal, by what is signed */
static const struct evi_document *
of_statement(const struct evi_json *json)
{
	struct evi_buf payload = EVI_BUF_INIT;		/* owned here */
	struct evi_json *statement = NULL;		/* owned here */
	const struct evi_document *found = NULL;
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

static const struct evi_document *
of_json(const struct evi_json *json)
{
	const char *mark;

	if (!evi_json_get_string(json, "payloadType", &mark) &&
	    !evi_json_get_string(json, "schema", &mark))
		return NULL;
	if (strcmp(mark, EVI_PAYLOAD_TYPE) == 0)
		return of_statement(json);
	for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++)
		if (strncmp(mark, documents[i].mark,
		    strlen(documents[i].mark)) == 0)
			return &documents[i];
	return NULL;
}

/* A log has a document in each of its lines. */
const struct evi_document *
evi_document_of(const void *text, size_t len)
{
	const char *lf = len == 0 ? NULL : memchr(text, '\n', len);
	size_t first = lf == NULL ? len : (size_t)(lf - (const char *)text);
	const struct evi_document *found = NULL;
	struct evi_json *json = NULL;		/* owned here */

	if (evi_head_is_packed(text, len))
		return &packed;
	if (len > strlen(pem.mark) && memcmp(text, pem.mark,
	    strlen(pem.mark)) == 0)
		return &pem;
	if (evi_json_parse(text, first, "", &json, NULL) == EVID_OK ||
	    evi_json_parse(text, len, "", &json, NULL) == EVID_OK)
		found = of_json(json);
	evi_json_free(json);
	return found;
}
