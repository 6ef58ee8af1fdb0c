/* record/event*.c: an event that lacks a member, or has one of another type,
 * is refused, but where the format leaves it open. */
#include "support_members.h"

#include "record/event.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define DAY(d) "\"" d "T00:00:00.000000000Z\""

static bool
takes_event(const char *text, size_t len)
{
	struct evi_event e;
	const char *why = "unset";
	bool unknown = false;

	assert_int_equal(evi_event_read(text, len, &e, &why, &unknown, NULL),
	    EVID_OK);
	evi_event_free(&e);
	return why == NULL;
}

#define KEY "MCowBQYDK2VwAyEAf2tV0ZUFrsaaEmfwkigQn43ViFm/EwxmFlnwMaQKMYs="
#define EVENT(type, details) "{\"_type\":\"https://in-toto.io/Statement/v1\"," \
    "\"subject\":[{\"name\":\"evidence/seal.json\",\"digest\":{\"sha256\":\"" \
    A "\"}}],\"predicateType\":\"urn:libevidence:custody:v1\",\"predicate\":{" \
    "\"type\":\"" type "\",\"salt\":\"5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a\"," \
    "\"publicKey\":\"" KEY "\",\"branch\":\"a1b2c3d4e5f60718\",\"prev\":\"" A \
    "\",\"answers\":[\"" B "\"],\"time\":{\"at\":" DAY("2026-10-26") \
    ",\"zone\":\"+05:00\",\"source\":\"system\",\"recordedAt\":" \
    DAY("2026-10-27") "},\"holder\":{\"name\":\"a\",\"organization\":\"o\"," \
    "\"state\":\"KZ\"},\"critical\":[\"urn:x\"],\"details\":" details "}}"
#define FILES "\"files\":[{\"name\":\"f\",\"size\":1,\"sha256\":\"" A "\"}]"

/* what each event leaves open */
#define OPEN_MEMBERS \
	"null predicate.prev", \
	"text empty predicate.time.zone", \
	"text empty predicate.time.source", \
	"gone predicate.time.recordedAt", \
	"text empty predicate.holder.name", \
	"text empty predicate.holder.organization", \
	"text empty predicate.holder.state", \
	"list predicate.critical", \
	"text empty predicate.critical[]",

static void
an_event(void **state)
{
	static const char *const may[] = {
		OPEN_MEMBERS
		"list predicate.answers",
		NULL
	};

	(void)state;
	support_each_member(EVENT("stored", "{}"),
	    takes_event, may);
}

static void
handed_over(void **state)
{
	static const char *const may[] = {
		OPEN_MEMBERS
		"list predicate.answers",
		"text empty predicate.details.receiver.name",
		"text empty predicate.details.receiver.organization",
		"text empty predicate.details.receiver.state",
		"text predicate.details.files[].name",
		"number predicate.details.files[].size",
		"list predicate.details.conditions.changes",
		"list predicate.details.heads",
		NULL
	};

	(void)state;
	support_each_member(EVENT("handed-over",
	    "{\"receiver\":{\"publicKey\":\"" KEY "\",\"name\":\"n\","
	    "\"organization\":\"o\",\"state\":\"KZ\"}," FILES ",\"conditions\":"
	    "{\"sealed\":\"" A "\",\"changes\":[\"" A "\"]},\"heads\":[\"" A
	    "\"]}"),
	    takes_event, may);
}

static void
received(void **state)
{
	static const char *const may[] = {
		OPEN_MEMBERS
		"list predicate.answers",
		"text predicate.details.reservation",
		"list predicate.details.conditions",
		"text predicate.details.conditions[].id",
		"gone text empty predicate.details.conditions[].text",
		"text predicate.details.files[].name",
		"number predicate.details.files[].size",
		"text predicate.details.verdict.status",
		"null predicate.details.verdict.policySha256",
		"text empty predicate.details.verdict.tool.name",
		"text empty predicate.details.verdict.tool.version",
		"list predicate.details.heads",
		NULL
	};

	(void)state;
	support_each_member(EVENT("received",
	    "{\"acceptance\":\"with-reservation\",\"reservation\":\"r\","
	    "\"conditions\":[{\"id\":\"C\",\"answer\":\"accepted\",\"text\":"
	    "\"t\"}]," FILES ",\"verdict\":{\"status\":\"verified\","
	    "\"exitStatus\":0,\"policySha256\":\"" A "\",\"tool\":{\"name\":"
	    "\"t\",\"version\":\"1\"}},\"heads\":[\"" A "\"]}"),
	    takes_event, may);
}

static void
refused(void **state)
{
	static const char *const may[] = {
		OPEN_MEMBERS
		"list predicate.answers",
		"text predicate.details.reason",
		NULL
	};

	(void)state;
	support_each_member(EVENT("refused",
	    "{\"reason\":\"r\"}"),
	    takes_event, may);
}

static void
acknowledged(void **state)
{
	static const char *const may[] = {
		OPEN_MEMBERS
		"list predicate.answers",
		"text predicate.details.by.name",
		"gone predicate.details.scan",
		NULL
	};

	(void)state;
	support_each_member(EVENT("acknowledged-outside",
	    "{\"means\":\"paper\",\"result\":\"received\",\"by\":{\"name\":"
	    "\"n\"},\"scan\":{\"sha256\":\"" A "\"}}"),
	    takes_event, may);
}

static void
condition_changed(void **state)
{
	static const char *const may[] = {
		OPEN_MEMBERS
		"list predicate.answers",
		"text predicate.details.condition",
		NULL
	};

	(void)state;
	support_each_member(EVENT("condition-changed",
	    "{\"condition\":\"C\",\"change\":\"added\",\"value\":{}}"),
	    takes_event, may);
}

static void
consent(void **state)
{
	static const char *const may[] = {
		OPEN_MEMBERS
		"list predicate.answers",
		"text predicate.details.condition",
		"gone predicate.details.to",
		"text empty predicate.details.to.state",
		NULL
	};

	(void)state;
	support_each_member(EVENT("consent-given",
	    "{\"condition\":\"C\",\"to\":{\"state\":\"KZ\"}}"),
	    takes_event, may);
}

static void
corrected(void **state)
{
	static const char *const may[] = {
		OPEN_MEMBERS
		"text predicate.details.corrects.why",
		NULL
	};

	(void)state;
	support_each_member(EVENT("corrected",
	    "{\"corrects\":{\"event\":\"" B "\",\"why\":\"w\"},\"fields\":{}}"),
	    takes_event, may);
}

static void
succeeded(void **state)
{
	static const char *const may[] = {
		OPEN_MEMBERS
		"list predicate.answers",
		NULL
	};

	(void)state;
	support_each_member(EVENT("key-succeeded",
	    "{\"newKey\":\"AQI=\"}"),
	    takes_event, may);
}

static void
compromised(void **state)
{
	static const char *const may[] = {
		OPEN_MEMBERS
		"list predicate.answers",
		NULL
	};

	(void)state;
	support_each_member(EVENT("key-compromised",
	    "{\"keyid\":\"" A "\",\"since\":" DAY("2026-01-01") "}"),
	    takes_event, may);
}

static void
attached(void **state)
{
	static const char *const may[] = {
		OPEN_MEMBERS
		"list predicate.answers",
		"text predicate.details.name",
		"number predicate.details.size",
		"text empty predicate.details.mediaType",
		NULL
	};

	(void)state;
	support_each_member(EVENT("attached",
	    "{\"name\":\"n\",\"size\":1,\"sha256\":\"" A "\",\"mediaType\":\"m\"}"),
	    takes_event, may);
}

static void
endorsed(void **state)
{
	static const char *const may[] = {
		OPEN_MEMBERS
		"list predicate.answers",
		"gone null number minus text empty true list object "
		    "predicate.details.statement[].lang",
		"text predicate.details.statement[].text",
		NULL
	};

	(void)state;
	support_each_member(EVENT("endorsed",
	    "{\"statement\":[{\"lang\":\"en\",\"text\":\"t\"}]}"),
	    takes_event, may);
}

static void
returned(void **state)
{
	static const char *const may[] = {
		OPEN_MEMBERS
		"list predicate.answers",
		"true predicate.details.only",
		NULL
	};

	(void)state;
	support_each_member(EVENT("returned",
	    "{\"only\":false}"),
	    takes_event, may);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_event),
		cmocka_unit_test(handed_over),
		cmocka_unit_test(received),
		cmocka_unit_test(refused),
		cmocka_unit_test(acknowledged),
		cmocka_unit_test(condition_changed),
		cmocka_unit_test(consent),
		cmocka_unit_test(corrected),
		cmocka_unit_test(succeeded),
		cmocka_unit_test(compromised),
		cmocka_unit_test(attached),
		cmocka_unit_test(endorsed),
		cmocka_unit_test(returned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
