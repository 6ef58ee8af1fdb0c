/* The readers of documents: what lacks a member, or has one of another type,
 * is refused, but where the format leaves it open. */
#include "support_members.h"

#include "record/directory.h"
#include "record/object.h"
#include "record/pins.h"
#include "record/policy.h"
#include "record/resume.h"
#include "record/statement.h"

#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define UUID "0f8fad5b-d9cb-469f-a165-70867728950e"
#define DAY(d) "\"" d "T00:00:00.000000000Z\""

static bool
takes_statement(const char *text, size_t len)
{
	struct evi_statement s;
	const char *why = "unset";
	bool unknown;

	assert_int_equal(evi_statement_read(text, len, &s, &why, &unknown,
	    NULL), EVID_OK);
	evi_statement_free(&s);
	return why == NULL;
}

static void
a_statement(void **state)
{
	static const char whole[] =
	    "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":["
	    "{\"name\":\"tagmanifest-sha256.txt\",\"digest\":{\"sha256\":\"" A
	    "\"}}],\"predicateType\":\"urn:libevidence:seal:v1\","
	    "\"predicate\":{\"bundle\":{\"id\":\"" UUID "\",\"name\":\"SMS\","
	    "\"format\":1,\"detached\":false},\"startedAt\":"
	    DAY("2026-10-24") ",\"sealedAt\":" DAY("2026-10-25") ",\"clock\":"
	    "{\"source\":\"system\",\"synchronised\":false,"
	    "\"estimatedErrorMilliseconds\":12,\"zone\":\"+05:00\"},"
	    "\"signers\":[{\"name\":\"A\",\"organization\":\"O\",\"state\":"
	    "\"TJ\",\"publicKey\":\"AQI=\"}],\"payload\":{\"objects\":2,"
	    "\"merkleRoot\":\"" B "\",\"completeness\":\"partial\","
	    "\"excluded\":[\"*.o\"]},\"conditions\":\"" A "\",\"recipients\":"
	    "\"" B "\",\"custody\":{\"count\":1,\"heads\":[\"" A "\"]},"
	    "\"critical\":[\"x\"],\"supersedes\":\"" B "\",\"tool\":{\"name\":"
	    "\"evid-seal\",\"version\":\"0.1.0\"}}}";
	static const char *const may[] = {
		"true predicate.bundle.detached",
		"text empty predicate.clock.source",
		"null true predicate.clock.synchronised",
		"null number predicate.clock.estimatedErrorMilliseconds",
		"text empty predicate.clock.zone",
		"text empty predicate.signers[].name",
		"text empty predicate.signers[].organization",
		"text empty predicate.signers[].state",
		"number predicate.payload.objects",
		"list predicate.payload.excluded",
		"text empty predicate.payload.excluded[]",
		"null predicate.recipients",
		"number predicate.custody.count",
		"list predicate.custody.heads",
		"list predicate.critical",
		"text empty predicate.critical[]",
		"gone predicate.supersedes",
		"text empty predicate.tool.name",
		"text empty predicate.tool.version",
		NULL
	};

	(void)state;
	support_each_member(whole, takes_statement, may);
}

static bool
takes_directory(const char *text, size_t len)
{
	struct evi_directory d;
	enum evid_status status = evi_directory_read(text, len, "d", &d,
	    NULL);

	if (status == EVID_OK)
		evi_directory_free(&d);
	else
		assert_true(status == EVID_ERR_FORMAT ||
		    status == EVID_ERR_TOO_NEW);
	return status == EVID_OK;
}

static void
a_directory(void **state)
{
	static const char whole[] =
	    "{\"schema\":\"urn:libevidence:directory:1\",\"id\":\"" UUID
	    "\",\"name\":\"n\",\"version\":7,\"issuedAt\":" DAY("2026-09-01")
	    ",\"expires\":" DAY("2027-09-01") ",\"threshold\":2,\"contacts\":["
	    "{\"id\":\"c0000000-0000-4000-8000-000000000001\",\"state\":\"KZ"
	    "\",\"authority\":[{\"lang\":\"ru\",\"text\":\"L\"}],\"kind\":"
	    "\"24-7\",\"telephone\":[\"1\"],\"email\":[\"a\"],\"hours\":\"h\","
	    "\"zone\":\"z\",\"languages\":[\"en\"],\"recipients\":[\"r\"],"
	    "\"keys\":[{\"publicKey\":\"AQM=\",\"uses\":[\"seal\"],"
	    "\"validFrom\":" DAY("2026-01-01") ",\"validUntil\":"
	    DAY("2027-01-01") ",\"storage\":\"card\",\"revoked\":{\"at\":"
	    DAY("2026-10-01") ",\"reason\":\"compromised\","
	    "\"compromisedSince\":" DAY("2026-09-15") "}}]}],\"critical\":"
	    "[\"urn:x\"]}";
	static const char *const may[] = {
		"text empty name",
		"number threshold",
		"list contacts",
		"list contacts[].authority",
		"text empty contacts[].authority[].lang",
		"text empty contacts[].authority[].text",
		"list contacts[].telephone",
		"text empty contacts[].telephone[]",
		"list contacts[].email",
		"text empty contacts[].email[]",
		"text empty contacts[].hours",
		"text empty contacts[].zone",
		"list contacts[].languages",
		"text empty contacts[].languages[]",
		"list contacts[].recipients",
		"text empty contacts[].recipients[]",
		"list contacts[].keys",
		"null contacts[].keys[].validUntil",
		"text empty contacts[].keys[].storage",
		"gone contacts[].keys[].revoked",
		"gone contacts[].keys[].revoked.compromisedSince",
		"list critical",
		"text empty critical[]",
		NULL
	};

	(void)state;
	support_each_member(whole, takes_directory, may);
}

static bool
takes_pins(const char *text, size_t len)
{
	struct evi_pins pins;
	enum evid_status status = evi_pins_read(text, len, "p", &pins, NULL);

	if (status == EVID_OK)
		evi_pins_free(&pins);
	else
		assert_true(status == EVID_ERR_FORMAT ||
		    status == EVID_ERR_TOO_NEW);
	return status == EVID_OK;
}

static void
pins(void **state)
{
	static const char whole[] =
	    "{\"schema\":\"urn:libevidence:pins:1\",\"pins\":[{\"publicKey\":"
	    "\"AQM=\",\"holder\":{\"name\":\"N\",\"organization\":\"O\","
	    "\"state\":\"KZ\"},\"uses\":[\"seal\"],\"confirmed\":{\"by\":\"B"
	    "\",\"how\":\"telephone\",\"at\":" DAY("2026-10-01")
	    ",\"document\":\"note 4\"}}]}";
	static const char *const may[] = {
		"list pins",
		"text empty pins[].holder.name",
		"text empty pins[].holder.organization",
		"text empty pins[].confirmed.by",
		"gone null text empty pins[].confirmed.document",
		NULL
	};

	(void)state;
	support_each_member(whole, takes_pins, may);
}

static bool
takes_policy(const char *text, size_t len)
{
	struct evi_policy p;
	enum evid_status status = evi_policy_read(text, len, "p", &p, NULL);

	if (status == EVID_OK)
		evi_policy_free(&p);
	else
		assert_true(status == EVID_ERR_FORMAT ||
		    status == EVID_ERR_TOO_NEW);
	return status == EVID_OK;
}

static void
a_policy(void **state)
{
	static const char whole[] =
	    "{\"schema\":\"urn:libevidence:policy:1\",\"name\":\"n\","
	    "\"signers\":{\"states\":[\"KZ\"],\"keys\":[\"" A "\"],\"kinds\":"
	    "[\"24-7\"]},\"threshold\":2,\"openHandOvers\":false,"
	    "\"understood\":[\"urn:y\"],\"directoryMaxAgeDays\":30,"
	    "\"staleDirectory\":true,\"partial\":true,\"critical\":"
	    "[\"urn:x\"]}";
	static const char *const may[] = {
		"text empty name",
		"gone signers",
		"gone signers.states",
		"gone signers.keys",
		"gone signers.kinds",
		"gone number threshold",
		"gone true openHandOvers",
		"gone list understood",
		"text empty understood[]",
		"gone number directoryMaxAgeDays",
		"gone staleDirectory",
		"gone partial",
		"gone list critical",
		"text empty critical[]",
		NULL
	};

	(void)state;
	support_each_member(whole, takes_policy, may);
}

static bool
takes_resume(const char *text, size_t len)
{
	struct evi_resume r;
	enum evid_status status = evi_resume_read(text, len, "r", &r, NULL);

	if (status == EVID_OK)
		evi_resume_free(&r);
	else
		assert_true(status == EVID_ERR_FORMAT ||
		    status == EVID_ERR_TOO_NEW);
	return status == EVID_OK;
}

#define TERM(name) "\"" name "\":\"" A "\""
#define TERMS TERM("tool") "," TERM("compression") "," TERM("keys") "," \
    TERM("name") "," TERM("level") "," TERM("volume") "," \
    TERM("onChange") "," TERM("exclude") "," TERM("oneFileSystem") "," \
    TERM("exhibits") "," TERM("flags") "," TERM("also") "," \
    TERM("expectHashes") "," TERM("map") "," TERM("case") "," \
    TERM("supersedes") "," TERM("custody")
#define EXTENT "{\"size\":8,\"sha256\":\"" A "\"}"

static void
the_state_of_a_sealing(void **state)
{
	static const char whole[] =
	    "{\"schema\":\"urn:libevidence:resume:1\",\"terms\":{" TERMS "},"
	    "\"seed\":\"" A "\",\"startedAt\":" DAY("2026-10-24")
	    ",\"clock\":{\"source\":\"system\",\"synchronised\":true,"
	    "\"estimatedErrorMilliseconds\":1,\"zone\":\"z\"},\"source\":"
	    EXTENT ",\"output\":9,\"tar\":9,\"manifest\":" EXTENT
	    ",\"inventory\":" EXTENT ",\"blocks\":" EXTENT ",\"object\":{"
	    "\"line\":\"l\",\"done\":" EXTENT "},\"sealed\":{\"id\":\"" UUID
	    "\",\"sealDigest\":\"" B "\",\"objects\":1,\"files\":1,\"bytes\":"
	    "1,\"volumes\":2,\"partial\":false}}";
	static const char *const may[] = {
		"text empty clock.source",
		"null clock.synchronised",
		"null number clock.estimatedErrorMilliseconds",
		"text empty clock.zone",
		"number source.size",
		"number output",
		"number tar",
		"number manifest.size",
		"number inventory.size",
		"number blocks.size",
		"null object",
		"text empty object.line",
		"number object.done.size",
		"null sealed",
		"number sealed.objects",
		"number sealed.files",
		"number sealed.bytes",
		"number sealed.volumes",
		"true sealed.partial",
		NULL
	};

	(void)state;
	support_each_member(whole, takes_resume, may);
}

static bool
takes_object(const char *text, size_t len)
{
	struct evi_object o;
	const char *why = "unset";
	bool unknown = false;

	memset(&o, 0, sizeof(o));
	assert_int_equal(evi_object_read(text, len, &o, &why, &unknown, NULL),
	    EVID_OK);
	evi_object_free(&o);
	return why == NULL;
}

#define HASHES "\"hashes\":{\"md5\":{\"value\":\"" \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"over\":\"file\"},\"sha1\":{" \
    "\"value\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"over\":" \
    "\"medium\"}}"
#define LINE(type, more) "{\"path\":\"data/f\",\"size\":9,\"sha256\":\"" A \
    "\",\"type\":\"" type "\",\"salt\":\"5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a\"," \
    more
#define SOURCE "\"source\":{\"kind\":\"tree\",\"path\":\"f\",\"modified\":" \
    DAY("2026-01-01") ",\"accessed\":" DAY("2026-01-02") ",\"changed\":" \
    DAY("2026-01-03") ",\"born\":" DAY("2026-01-01") ",\"mode\":\"0644\"," \
    "\"uid\":1,\"gid\":2,\"user\":\"u\",\"group\":\"g\",\"xattrs\":[{\"name" \
    "\":\"user.a\",\"value\":\"AQI=\"}],\"acl\":{\"access\":\"u::rw-\"," \
    "\"default\":\"u::r--\"},"

static void
a_file_in_the_inventory(void **state)
{
	static const char whole[] = LINE("file",
	    "\"exhibit\":\"7\",\"flags\":[\"classified\"]," HASHES
	    ",\"unread\":[{\"offset\":0,\"length\":4,\"fill\":\"zero\"}],"
	    "\"unreadJoined\":true,\"changed\":[\"grew\"],") SOURCE
	    "\"holes\":[{\"offset\":4,\"length\":2}],"
	    "\"holesJoined\":true}}";
	static const char *const may[] = {
		"number size",
		"gone text empty exhibit",
		"gone list flags",
		"text empty flags[]",
		"gone object hashes",
		"gone hashes.md5",
		"gone hashes.sha1",
		"number unread[].length",
		"gone unreadJoined",
		"gone changed",
		"gone source.modified",
		"gone source.accessed",
		"gone source.changed",
		"gone source.born",
		"gone source.mode",
		"gone number source.uid",
		"gone number source.gid",
		"gone text empty source.user",
		"gone text empty source.group",
		"gone list source.xattrs",
		"text empty source.xattrs[].name",
		"empty source.xattrs[].value",
		"gone object source.acl",
		"gone text empty source.acl.access",
		"gone text empty source.acl.default",
		"number source.holes[].offset",
		"gone source.holesJoined",
		NULL
	};

	(void)state;
	support_each_member(whole, takes_object, may);
}

#define EMPTY(type, more) "{\"path\":\"data/f\",\"size\":0,\"sha256\":null," \
    "\"type\":\"" type "\",\"salt\":\"5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a\"," \
    more "\"source\":{\"kind\":\"tree\",\"path\":\"f\""

static void
other_objects_in_the_inventory(void **state)
{
	static const char *const link[] = {
		"text empty source.target", NULL };
	static const char *const reason[] = { "text empty reason", NULL };
	static const char *const device[] = { "gone source.device", NULL };
	static const char *const none[] = { NULL };

	(void)state;
	support_each_member(EMPTY("symlink", "") ",\"target\":\"t\"}}",
	    takes_object, link);
	support_each_member(EMPTY("hardlink", "") ",\"link\":\"data/a\"}}",
	    takes_object, none);
	support_each_member(EMPTY("special", "") ",\"special\":"
	    "\"block-device\",\"device\":\"8:1\"}}", takes_object, device);
	support_each_member(EMPTY("unreadable", "\"reason\":\"EIO\",") "}}",
	    takes_object, reason);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_statement),
		cmocka_unit_test(a_directory),
		cmocka_unit_test(pins),
		cmocka_unit_test(a_policy),
		cmocka_unit_test(the_state_of_a_sealing),
		cmocka_unit_test(a_file_in_the_inventory),
		cmocka_unit_test(other_objects_in_the_inventory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
