/*
 * The table of a case's fields, in the order in which a case lists them.
 * schemas/case.schema.json says the same; a test holds the two together.
 * One table, and so longer than a file of code should be: it is read beside the
 * schema, from the top.
 */
#include "record/case_fields.h"
#include "record/case_parts.h"

#include <string.h>

#define LIST EVI_CASE_LIST
#define REQUIRED EVI_CASE_REQUIRED
#define EXPECTED EVI_CASE_EXPECTED
#define SHAPE(keys) { keys, sizeof(keys) / sizeof((keys)[0]) }

static const char *const text_status[] = {
	"original", "official", "sworn", "unofficial", "machine", NULL
};

static const struct evi_case_key text_keys[] = {
	{ "lang", EVI_CASE_LANG, REQUIRED, NULL, NULL },
	{ "text", EVI_CASE_TEXT, REQUIRED, NULL, NULL },
	{ "status", EVI_CASE_CHOICE, 0, NULL, text_status },
};
const struct evi_case_shape evi_case_texts_shape = SHAPE(text_keys);
static const char *const kinds[] = {
	"domestic", "preservation-request", "preservation-extension",
	"preservation-confirmation", "partial-disclosure", "mla-request",
	"mla-supplement", "mla-answer", "partial-answer", "refusal",
	"postponement", "spontaneous-information", "emergency-request",
	"emergency-answer", "provider-production", "police", "joint-team",
	"return", NULL
};

static const struct evi_case_key reference_keys[] = {
	{ "own", EVI_CASE_TEXT, REQUIRED, NULL, NULL },
	{ "counterpart", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "prosecution", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "court", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "police", EVI_CASE_TEXT, LIST, NULL, NULL },
};
static const struct evi_case_shape reference_shape = SHAPE(reference_keys);

static const struct evi_case_key reply_to_keys[] = {
	{ "reference", EVI_CASE_TEXT, REQUIRED, NULL, NULL },
	{ "date", EVI_CASE_DATE, 0, NULL, NULL },
	{ "sealDigest", EVI_CASE_DIGEST, 0, NULL, NULL },
	{ "items", EVI_CASE_TEXT, LIST, NULL, NULL },
};
static const struct evi_case_shape reply_to_shape = SHAPE(reply_to_keys);
static const char *const relations[] = {
	"extends", "replaces", "supplements", "corrects", NULL
};

static const struct evi_case_key related_keys[] = {
	{ "relation", EVI_CASE_CHOICE, 0, NULL, relations },
	{ "reference", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "sealDigest", EVI_CASE_DIGEST, 0, NULL, NULL },
};
static const struct evi_case_shape related_shape = SHAPE(related_keys);
static const char *const translations[] = {
	"none", "official", "sworn", "unofficial", "machine", NULL
};

static const struct evi_case_key language_keys[] = {
	{ "written", EVI_CASE_LANG, REQUIRED, NULL, NULL },
	{ "replyIn", EVI_CASE_LANG, LIST, NULL, NULL },
	{ "translation", EVI_CASE_CHOICE, 0, NULL, translations },
	{ "translator", EVI_CASE_TEXT, 0, NULL, NULL },
};
static const struct evi_case_shape language_shape = SHAPE(language_keys);
static const char *const roles[] = {
	"requesting", "requested", "transmitting", "receiving", "executing",
	"investigating", "prosecuting", "court", "provider", NULL
};
static const char *const channels[] = {
	"24-7", "central-authority", "judicial", "police", "interpol",
	"diplomatic", "provider", NULL
};

static const struct evi_case_key person_keys[] = {
	{ "name", EVI_CASE_TEXT, REQUIRED, NULL, NULL },
	{ "script", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "latin", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "rank", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "badge", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "unit", EVI_CASE_TEXT, 0, NULL, NULL },
};
static const struct evi_case_shape person_shape = SHAPE(person_keys);

static const struct evi_case_key confirm_by_keys[] = {
	{ "name", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "script", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "latin", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "rank", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "badge", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "unit", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "phone", EVI_CASE_TEXT, 0, NULL, NULL },
};
static const struct evi_case_shape confirm_by_shape = SHAPE(confirm_by_keys);

static const struct evi_case_key party_keys[] = {
	{ "role", EVI_CASE_CHOICE, REQUIRED, NULL, roles },
	{ "state", EVI_CASE_STATE, REQUIRED, NULL, NULL },
	{ "authority", EVI_CASE_TEXTS, REQUIRED, NULL, NULL },
	{ "channel", EVI_CASE_CHOICE, REQUIRED, NULL, channels },
	{ "official", EVI_CASE_OBJECT, 0, &person_shape, NULL },
	{ "phone", EVI_CASE_TEXT, LIST, NULL, NULL },
	{ "email", EVI_CASE_TEXT, LIST, NULL, NULL },
	{ "hours", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "zone", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "confirmBy", EVI_CASE_OBJECT, 0, &confirm_by_shape, NULL },
};
static const struct evi_case_shape party_shape = SHAPE(party_keys);
static const char *const instruments[] = {
	"UNCC", "BUDAPEST", "BUDAPEST-2AP", "UNTOC", "UNCAC", "REGIONAL",
	"BILATERAL", "DOMESTIC", "RECIPROCITY", "OTHER", NULL
};
static const char *const bindings[] = {
	"in-force-between-us", "provisional", "signed-only", "not-party",
	"unknown", NULL
};

static const struct evi_case_key basis_keys[] = {
	{ "instrument", EVI_CASE_CHOICE, REQUIRED, NULL, instruments },
	{ "title", EVI_CASE_TEXTS, 0, NULL, NULL },
	{ "citation", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "articles", EVI_CASE_TEXT, LIST | REQUIRED, NULL, NULL },
	{ "binding", EVI_CASE_CHOICE, REQUIRED, NULL, bindings },
	{ "checkedOn", EVI_CASE_DATE, 0, NULL, NULL },
	{ "checkedBy", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "declarations", EVI_CASE_TEXTS, 0, NULL, NULL },
	{ "primary", EVI_CASE_FLAG, 0, NULL, NULL },
};
static const struct evi_case_shape basis_shape = SHAPE(basis_keys);
static const char *const measures[] = {
	"preserve", "partial-disclosure", "subscriber", "traffic",
	"content", "search-seize", "realtime-traffic", "interception",
	"publicly-available", "voluntary", "transfer-only", NULL
};
static const char *const order_kinds[] = {
	"warrant", "court", "prosecutor", "production", "preservation",
	"consent", "other", NULL
};

static const struct evi_case_key order_keys[] = {
	{ "kind", EVI_CASE_CHOICE, 0, NULL, order_kinds },
	{ "number", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "issuer", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "issued", EVI_CASE_TIME, 0, NULL, NULL },
	{ "validUntil", EVI_CASE_DATE, 0, NULL, NULL },
	{ "scope", EVI_CASE_TEXTS, 0, NULL, NULL },
	{ "document", EVI_CASE_TEXT, 0, NULL, NULL },
};
static const struct evi_case_shape order_shape = SHAPE(order_keys);

static const struct evi_case_key penalty_keys[] = {
	{ "years", EVI_CASE_COUNT, 0, NULL, NULL },
	{ "life", EVI_CASE_FLAG, 0, NULL, NULL },
	{ "death", EVI_CASE_FLAG, 0, NULL, NULL },
};
static const struct evi_case_shape penalty_shape = SHAPE(penalty_keys);

static const struct evi_case_key span_keys[] = {
	{ "from", EVI_CASE_DATE, 0, NULL, NULL },
	{ "to", EVI_CASE_DATE, 0, NULL, NULL },
};
static const struct evi_case_shape span_shape = SHAPE(span_keys);
static const char *const dual[] = {
	"not-required", "met", "disputed", "not-assessed", NULL
};

static const struct evi_case_key offence_keys[] = {
	{ "title", EVI_CASE_TEXTS, REQUIRED, NULL, NULL },
	{ "law", EVI_CASE_TEXTS, REQUIRED, NULL, NULL },
	{ "provisions", EVI_CASE_TEXT, LIST | REQUIRED, NULL, NULL },
	{ "maxPenalty", EVI_CASE_OBJECT, 0, &penalty_shape, NULL },
	{ "category", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "instrumentArticle", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "committed", EVI_CASE_OBJECT, 0, &span_shape, NULL },
	{ "dualCriminality", EVI_CASE_CHOICE, 0, NULL, dual },
};
static const struct evi_case_shape offence_shape = SHAPE(offence_keys);

static const struct evi_case_key facts_keys[] = {
	{ "summary", EVI_CASE_TEXTS, 0, NULL, NULL },
	{ "linkToData", EVI_CASE_TEXTS, 0, NULL, NULL },
	{ "necessity", EVI_CASE_TEXTS, 0, NULL, NULL },
	{ "intendsMla", EVI_CASE_FLAG, 0, NULL, NULL },
	{ "mlaDue", EVI_CASE_DATE, 0, NULL, NULL },
};
static const struct evi_case_shape facts_shape = SHAPE(facts_keys);
static const char *const person_roles[] = {
	"suspect", "victim", "witness", "account-holder", "third-party",
	NULL
};
static const char *const identifier_types[] = {
	"email", "phone", "imsi", "imei", "ip", "account", "url", "domain",
	"wallet", "device", "other", NULL
};

static const struct evi_case_key identifier_keys[] = {
	{ "type", EVI_CASE_CHOICE, EXPECTED, NULL, identifier_types },
	{ "value", EVI_CASE_TEXT, EXPECTED, NULL, NULL },
	{ "port", EVI_CASE_COUNT, 0, NULL, NULL },
	{ "at", EVI_CASE_TIME, 0, NULL, NULL },
};
static const struct evi_case_shape identifier_shape = SHAPE(identifier_keys);

static const struct evi_case_key subject_keys[] = {
	{ "id", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "role", EVI_CASE_CHOICE, 0, NULL, person_roles },
	{ "minor", EVI_CASE_FLAG, 0, NULL, NULL },
	{ "protected", EVI_CASE_FLAG, 0, NULL, NULL },
	{ "name", EVI_CASE_OBJECT, 0, &person_shape, NULL },
	{ "identifiers", EVI_CASE_OBJECT, LIST, &identifier_shape, NULL },
};
static const struct evi_case_shape subject_shape = SHAPE(subject_keys);
static const char *const categories[] = {
	"subscriber", "traffic", "content", "location", "payment",
	"device-image", "memory", "malware", "log", "document", "other",
	NULL
};

static const struct evi_case_key custodian_keys[] = {
	{ "name", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "state", EVI_CASE_STATE, 0, NULL, NULL },
	{ "address", EVI_CASE_TEXT, 0, NULL, NULL },
};
static const struct evi_case_shape custodian_shape = SHAPE(custodian_keys);

static const struct evi_case_key period_keys[] = {
	{ "from", EVI_CASE_TIME, 0, NULL, NULL },
	{ "to", EVI_CASE_TIME, 0, NULL, NULL },
};
static const struct evi_case_shape period_shape = SHAPE(period_keys);
static const char *const outcomes[] = {
	"provided", "partial", "none-found", "not-held", "refused",
	"pending", "lapsed", NULL
};

static const struct evi_case_key item_keys[] = {
	{ "id", EVI_CASE_TEXT, REQUIRED, NULL, NULL },
	{ "category", EVI_CASE_CHOICE, REQUIRED, NULL, categories },
	{ "exhibit", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "description", EVI_CASE_TEXTS, 0, NULL, NULL },
	{ "identifiers", EVI_CASE_OBJECT, LIST, &identifier_shape, NULL },
	{ "custodian", EVI_CASE_OBJECT, 0, &custodian_shape, NULL },
	{ "period", EVI_CASE_OBJECT, 0, &period_shape, NULL },
	{ "outcome", EVI_CASE_CHOICE, 0, NULL, outcomes },
	{ "reason", EVI_CASE_TEXTS, 0, NULL, NULL },
};
static const struct evi_case_shape item_shape = SHAPE(item_keys);
static const char *const exhibit_kinds[] = {
	"phone", "computer", "storage", "sim", "account", "cloud", "log",
	"document", "photo", NULL
};

static const struct evi_case_key seizure_keys[] = {
	{ "record", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "place", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "at", EVI_CASE_DATE, 0, NULL, NULL },
	{ "by", EVI_CASE_OBJECT, 0, &person_shape, NULL },
	{ "witnesses", EVI_CASE_ANY, LIST, NULL, NULL },
	{ "authority", EVI_CASE_TEXT, 0, NULL, NULL },
};
static const struct evi_case_shape seizure_shape = SHAPE(seizure_keys);

static const struct evi_case_key bag_keys[] = {
	{ "sealNumber", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "condition", EVI_CASE_TEXT, 0, NULL, NULL },
};
static const struct evi_case_shape bag_shape = SHAPE(bag_keys);
static const char *const methods[] = {
	"physical", "filesystem", "logical", "live", "cloud-api",
	"provider", "screen", NULL
};

static const struct evi_case_key acquisition_tool_keys[] = {
	{ "name", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "version", EVI_CASE_TEXT, 0, NULL, NULL },
};
static const struct evi_case_shape acquisition_tool_shape =
    SHAPE(acquisition_tool_keys);
static const char *const hash_scopes[] = {
	"medium", "container", "file", NULL
};

static const struct evi_case_key hash_keys[] = {
	{ "alg", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "value", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "over", EVI_CASE_CHOICE, 0, NULL, hash_scopes },
};
static const struct evi_case_shape hash_shape = SHAPE(hash_keys);

static const struct evi_case_key unread_keys[] = {
	{ "bytes", EVI_CASE_COUNT, 0, NULL, NULL },
	{ "ranges", EVI_CASE_ANY, LIST, NULL, NULL },
	{ "map", EVI_CASE_TEXT, 0, NULL, NULL },
};
static const struct evi_case_shape unread_shape = SHAPE(unread_keys);

static const struct evi_case_key device_clock_keys[] = {
	{ "shown", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "actual", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "offsetSeconds", EVI_CASE_INTEGER, 0, NULL, NULL },
	{ "against", EVI_CASE_TEXT, 0, NULL, NULL },
};
static const struct evi_case_shape device_clock_shape =
    SHAPE(device_clock_keys);
static const char *const states_on_seizure[] = {
	"on", "off", "locked", "unlocked", NULL
};

static const struct evi_case_key acquisition_keys[] = {
	{ "method", EVI_CASE_CHOICE, 0, NULL, methods },
	{ "tool", EVI_CASE_OBJECT, 0, &acquisition_tool_shape, NULL },
	{ "writeBlocker", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "by", EVI_CASE_OBJECT, 0, &person_shape, NULL },
	{ "witness", EVI_CASE_ANY, 0, NULL, NULL },
	{ "place", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "from", EVI_CASE_DATE, 0, NULL, NULL },
	{ "to", EVI_CASE_DATE, 0, NULL, NULL },
	{ "hashes", EVI_CASE_OBJECT, LIST, &hash_shape, NULL },
	{ "unread", EVI_CASE_OBJECT, 0, &unread_shape, NULL },
	{ "deviceClock", EVI_CASE_OBJECT, 0, &device_clock_shape, NULL },
	{ "stateOnSeizure", EVI_CASE_CHOICE, 0, NULL, states_on_seizure },
	{ "changesMade", EVI_CASE_TEXTS, 0, NULL, NULL },
	{ "limits", EVI_CASE_TEXTS, 0, NULL, NULL },
};
static const struct evi_case_shape acquisition_shape = SHAPE(acquisition_keys);

static const struct evi_case_key exhibit_keys[] = {
	{ "id", EVI_CASE_TEXT, REQUIRED, NULL, NULL },
	{ "uid", EVI_CASE_UUID, EXPECTED, NULL, NULL },
	{ "parent", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "kind", EVI_CASE_CHOICE, EXPECTED, NULL, exhibit_kinds },
	{ "description", EVI_CASE_TEXTS, EXPECTED, NULL, NULL },
	{ "maker", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "model", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "serial", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "imei", EVI_CASE_TEXT, LIST, NULL, NULL },
	{ "capacity", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "quantity", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "seizure", EVI_CASE_OBJECT, 0, &seizure_shape, NULL },
	{ "bag", EVI_CASE_OBJECT, 0, &bag_shape, NULL },
	{ "photos", EVI_CASE_TEXT, LIST, NULL, NULL },
	{ "paths", EVI_CASE_TEXT, LIST | EXPECTED, NULL, NULL },
	{ "acquisition", EVI_CASE_OBJECT, 0, &acquisition_shape, NULL },
};
static const struct evi_case_shape exhibit_shape = SHAPE(exhibit_keys);
static const char *const condition_types[] = {
	"use-this-case", "use-these-offences", "intelligence-only",
	"not-evidence-without-consent", "confidential",
	"no-notice-to-subject", "onward-needs-consent", "onward-forbidden",
	"access-limited", "report-use", "retain-until", "delete-after",
	"return-after", "penalty-assurance", "tell-before-disclosure",
	"cost", "other", NULL
};

bool
evi_case_condition_type(const char *type)
{
	return evi_case_among(type, condition_types);
}

static const struct evi_case_key condition_basis_keys[] = {
	{ "instrument", EVI_CASE_CHOICE, 0, NULL, instruments },
	{ "articles", EVI_CASE_TEXT, LIST, NULL, NULL },
};
static const struct evi_case_shape condition_basis_shape =
    SHAPE(condition_basis_keys);

static const struct evi_case_key condition_keys[] = {
	{ "id", EVI_CASE_TEXT, REQUIRED, NULL, NULL },
	{ "type", EVI_CASE_CHOICE, REQUIRED, NULL, condition_types },
	{ "text", EVI_CASE_TEXTS, REQUIRED, NULL, NULL },
	{ "imposedBy", EVI_CASE_STATE, REQUIRED, NULL, NULL },
	{ "appliesTo", EVI_CASE_TEXT, LIST | REQUIRED, NULL, NULL },
	{ "basis", EVI_CASE_OBJECT, 0, &condition_basis_shape, NULL },
	{ "until", EVI_CASE_UNTIL, 0, NULL, NULL },
	{ "consentFrom", EVI_CASE_WHO, 0, NULL, NULL },
	{ "needsAcceptance", EVI_CASE_FLAG, 0, NULL, NULL },
	{ "critical", EVI_CASE_TEXT, 0, NULL, NULL },
};
const struct evi_case_shape evi_case_condition_shape = SHAPE(condition_keys);
static const char *const notify[] = {
	"no", "after", "yes", NULL
};

static const struct evi_case_key confidential_keys[] = {
	{ "request", EVI_CASE_FLAG, 0, NULL, NULL },
	{ "content", EVI_CASE_FLAG, 0, NULL, NULL },
	{ "until", EVI_CASE_DATE, 0, NULL, NULL },
	{ "notifySubject", EVI_CASE_CHOICE, 0, NULL, notify },
	{ "after", EVI_CASE_TIME, 0, NULL, NULL },
	{ "exculpatoryException", EVI_CASE_FLAG, 0, NULL, NULL },
};
static const struct evi_case_shape confidential_shape =
    SHAPE(confidential_keys);
static const char *const presence[] = {
	"yes", "no", "unknown", NULL
};
static const char *const special[] = {
	"health", "biometric", "genetic", "minor", "sexual", "political",
	"religious", "union", NULL
};
static const char *const then_do[] = {
	"delete", "return", "archive", NULL
};

static const struct evi_case_key retention_keys[] = {
	{ "until", EVI_CASE_DATE, 0, NULL, NULL },
	{ "reviewOn", EVI_CASE_DATE, 0, NULL, NULL },
	{ "thenDo", EVI_CASE_CHOICE, 0, NULL, then_do },
};
static const struct evi_case_shape retention_shape = SHAPE(retention_keys);
static const char *const onward[] = {
	"forbidden", "prior-written-consent", "notified", "free", NULL
};

static const struct evi_case_key personal_data_keys[] = {
	{ "present", EVI_CASE_CHOICE, REQUIRED, NULL, presence },
	{ "special", EVI_CASE_CHOICE, LIST, NULL, special },
	{ "ground", EVI_CASE_TEXTS, 0, NULL, NULL },
	{ "law", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "controller", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "safeguards", EVI_CASE_TEXTS, 0, NULL, NULL },
	{ "retention", EVI_CASE_OBJECT, 0, &retention_shape, NULL },
	{ "onward", EVI_CASE_CHOICE, 0, NULL, onward },
	{ "incidentContact", EVI_CASE_TEXT, 0, NULL, NULL },
};
static const struct evi_case_shape personal_data_shape =
    SHAPE(personal_data_keys);
static const char *const tlp[] = {
	"CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED", NULL
};

static const struct evi_case_key marking_keys[] = {
	{ "state", EVI_CASE_STATE, 0, NULL, NULL },
	{ "marking", EVI_CASE_TEXTS, 0, NULL, NULL },
};
static const struct evi_case_shape marking_shape = SHAPE(marking_keys);

static const struct evi_case_key handling_keys[] = {
	{ "tlp", EVI_CASE_CHOICE, 0, NULL, tlp },
	{ "national", EVI_CASE_OBJECT, LIST, &marking_shape, NULL },
};
static const struct evi_case_shape handling_shape = SHAPE(handling_keys);
static const char *const flags[] = {
	"csam", "child-victim", "intimate-adult", "legal-privilege",
	"medical", "journalist", "source", "undercover", "classified",
	"live-malware", "biometric", "third-party-bulk", NULL
};
static const char *const flag_rules[] = {
	"no-preview", "two-person", "filter-team", "offline", "no-copy",
	NULL
};

static const struct evi_case_key flag_keys[] = {
	{ "flag", EVI_CASE_CHOICE, REQUIRED, NULL, flags },
	{ "appliesTo", EVI_CASE_TEXT, LIST, NULL, NULL },
	{ "rule", EVI_CASE_CHOICE, 0, NULL, flag_rules },
	{ "contact", EVI_CASE_TEXT, 0, NULL, NULL },
};
static const struct evi_case_shape flag_shape = SHAPE(flag_keys);
static const char *const privilege_status[] = {
	"unreviewed", "filtered", "waived", "court-ruled", NULL
};

static const struct evi_case_key privilege_keys[] = {
	{ "claimed", EVI_CASE_TEXTS, 0, NULL, NULL },
	{ "status", EVI_CASE_CHOICE, 0, NULL, privilege_status },
	{ "team", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "excludedPaths", EVI_CASE_TEXT, LIST, NULL, NULL },
};
static const struct evi_case_shape privilege_shape = SHAPE(privilege_keys);

static const struct evi_case_key victims_keys[] = {
	{ "number", EVI_CASE_COUNT, 0, NULL, NULL },
	{ "minors", EVI_CASE_COUNT_OR_FLAG, 0, NULL, NULL },
	{ "informed", EVI_CASE_FLAG, 0, NULL, NULL },
	{ "supportContact", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "identityProtected", EVI_CASE_FLAG, 0, NULL, NULL },
};
static const struct evi_case_shape victims_shape = SHAPE(victims_keys);
static const char *const levels[] = {
	"routine", "urgent", "emergency", NULL
};
static const char *const grounds[] = {
	"life", "child", "attack", "volatile", "custody", "flight",
	"hearing", "limitation", "other", NULL
};

static const struct evi_case_key urgency_keys[] = {
	{ "level", EVI_CASE_CHOICE, REQUIRED, NULL, levels },
	{ "grounds", EVI_CASE_CHOICE, LIST, NULL, grounds },
	{ "answerBy", EVI_CASE_TIME, 0, NULL, NULL },
	{ "why", EVI_CASE_TEXTS, 0, NULL, NULL },
};
static const struct evi_case_shape urgency_shape = SHAPE(urgency_keys);
static const char *const rules[] = {
	"minimum", "maximum", "agreed", NULL
};
static const char *const starts[] = {
	"request", "receipt", "effect", "order", NULL
};

static const struct evi_case_key renewal_keys[] = {
	{ "no", EVI_CASE_COUNT, 0, NULL, NULL },
	{ "granted", EVI_CASE_DATE, 0, NULL, NULL },
	{ "ends", EVI_CASE_DATE, 0, NULL, NULL },
	{ "reference", EVI_CASE_TEXT, 0, NULL, NULL },
};
static const struct evi_case_shape renewal_shape = SHAPE(renewal_keys);
static const char *const preservation_status[] = {
	"requested", "in-force", "extended", "lapsed", "released",
	"refused", NULL
};

static const struct evi_case_key preservation_keys[] = {
	{ "items", EVI_CASE_TEXT, LIST, NULL, NULL },
	{ "state", EVI_CASE_STATE, 0, NULL, NULL },
	{ "custodian", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "requested", EVI_CASE_TIME, 0, NULL, NULL },
	{ "received", EVI_CASE_TIME, 0, NULL, NULL },
	{ "effected", EVI_CASE_TIME, 0, NULL, NULL },
	{ "rule", EVI_CASE_CHOICE, 0, NULL, rules },
	{ "days", EVI_CASE_COUNT, 0, NULL, NULL },
	{ "startsAt", EVI_CASE_CHOICE, 0, NULL, starts },
	{ "ends", EVI_CASE_TIME, REQUIRED, NULL, NULL },
	{ "countedBy", EVI_CASE_STATE, 0, NULL, NULL },
	{ "renewals", EVI_CASE_OBJECT, LIST, &renewal_shape, NULL },
	{ "renewalsMax", EVI_CASE_COUNT, 0, NULL, NULL },
	{ "mlaReceived", EVI_CASE_DATE, 0, NULL, NULL },
	{ "status", EVI_CASE_CHOICE, 0, NULL, preservation_status },
};
static const struct evi_case_shape preservation_shape =
    SHAPE(preservation_keys);
static const char *const refusal_grounds[] = {
	"sovereignty", "ne-bis-in-idem", "dual-criminality", "political",
	"rights", "prejudice", "not-held", "incomplete", "data-protection",
	"other", NULL
};

static const struct evi_case_key refusal_keys[] = {
	{ "ground", EVI_CASE_CHOICE, 0, NULL, refusal_grounds },
	{ "text", EVI_CASE_TEXTS, 0, NULL, NULL },
	{ "consultBy", EVI_CASE_DATE, 0, NULL, NULL },
};
static const struct evi_case_shape refusal_shape = SHAPE(refusal_keys);
static const char *const annex_kinds[] = {
	"letter", "translation", "order", "form", "photo", "tool-log",
	"signature", NULL
};

static const struct evi_case_key annex_keys[] = {
	{ "title", EVI_CASE_TEXTS, 0, NULL, NULL },
	{ "path", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "kind", EVI_CASE_CHOICE, 0, NULL, annex_kinds },
};
static const struct evi_case_shape annex_shape = SHAPE(annex_keys);

static const struct evi_case_key case_keys[] = {
	{ "schema", EVI_CASE_TEXT, REQUIRED, NULL, NULL },
	{ "salt", EVI_CASE_TEXT, 0, NULL, NULL },
	{ "kind", EVI_CASE_CHOICE, EXPECTED, NULL, kinds },
	{ "reference", EVI_CASE_OBJECT, EXPECTED, &reference_shape, NULL },
	{ "inReplyTo", EVI_CASE_OBJECT, LIST, &reply_to_shape, NULL },
	{ "related", EVI_CASE_OBJECT, LIST, &related_shape, NULL },
	{ "language", EVI_CASE_OBJECT, EXPECTED, &language_shape, NULL },
	{ "parties", EVI_CASE_OBJECT, LIST | EXPECTED, &party_shape, NULL },
	{ "legalBasis", EVI_CASE_OBJECT, LIST | EXPECTED, &basis_shape, NULL },
	{ "measures", EVI_CASE_CHOICE, LIST, NULL, measures },
	{ "orders", EVI_CASE_OBJECT, LIST, &order_shape, NULL },
	{ "offences", EVI_CASE_OBJECT, LIST, &offence_shape, NULL },
	{ "facts", EVI_CASE_OBJECT, 0, &facts_shape, NULL },
	{ "persons", EVI_CASE_OBJECT, LIST, &subject_shape, NULL },
	{ "items", EVI_CASE_OBJECT, LIST | EXPECTED, &item_shape, NULL },
	{ "exhibits", EVI_CASE_OBJECT, LIST | EXPECTED, &exhibit_shape, NULL },
	{ "conditions", EVI_CASE_OBJECT, LIST | EXPECTED,
	    &evi_case_condition_shape, NULL },
	{ "confidential", EVI_CASE_OBJECT, 0, &confidential_shape, NULL },
	{ "personalData", EVI_CASE_OBJECT, EXPECTED, &personal_data_shape,
	    NULL },
	{ "handling", EVI_CASE_OBJECT, 0, &handling_shape, NULL },
	{ "flags", EVI_CASE_OBJECT, LIST, &flag_shape, NULL },
	{ "privilege", EVI_CASE_OBJECT, 0, &privilege_shape, NULL },
	{ "victims", EVI_CASE_OBJECT, 0, &victims_shape, NULL },
	{ "urgency", EVI_CASE_OBJECT, EXPECTED, &urgency_shape, NULL },
	{ "preservation", EVI_CASE_OBJECT, LIST, &preservation_shape, NULL },
	{ "refusal", EVI_CASE_OBJECT, 0, &refusal_shape, NULL },
	{ "annexes", EVI_CASE_OBJECT, LIST, &annex_shape, NULL },
};
const struct evi_case_shape evi_case_root = SHAPE(case_keys);
const struct evi_case_key *
evi_case_key(const struct evi_case_shape *shape, const char *name, size_t len)
{
	for (size_t i = 0; i < shape->n; i++) {
		if (strncmp(shape->keys[i].name, name, len) == 0 &&
		    shape->keys[i].name[len] == '\0')
			return &shape->keys[i];
	}
	return NULL;
}
