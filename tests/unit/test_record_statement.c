/* record/statement*.c: a seal has one form, to the last key. */
#include "adapt/key.h"
#include "base/memory.h"
#include "base/text.h"
#include "record/statement.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define HEX_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define HEX_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define HEX_C "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"

/* A statement with all keys, in the parts that the tests replace. */
#define SUBJECT "\"subject\":[{\"name\":\"tagmanifest-sha256.txt\"," \
    "\"digest\":{\"sha256\":\"" HEX_A "\"}}]"
#define FRONT "{\"_type\":\"https://in-toto.io/Statement/v1\"," SUBJECT \
    ",\"predicateType\":\"urn:libevidence:seal:v1\",\"predicate\":{"
#define ID "\"id\":\"0f8fad5b-d9cb-469f-a165-70867728950e\""
#define BUNDLE "\"bundle\":{" ID ",\"name\":\"SMS\",\"format\":1," \
    "\"detached\":false}"
#define TIMES ",\"startedAt\":\"2026-10-24T11:14:03.000000000Z\"" \
    ",\"sealedAt\":\"2026-10-24T11:14:04.000000000Z\""
#define CLOCK ",\"clock\":{\"source\":\"system\",\"synchronised\":null," \
    "\"estimatedErrorMilliseconds\":12,\"zone\":\"+05:00\"}"
#define SIGNER(key) "{\"name\":\"A\",\"organization\":\"\",\"state\":\"TJ\"," \
    "\"publicKey\":\"" key "\"}"
#define SIGNERS ",\"signers\":[" SIGNER("AQI=") "," SIGNER("AQM=") "]"
#define PAYLOAD ",\"payload\":{\"objects\":2,\"merkleRoot\":\"" HEX_B \
    "\",\"completeness\":\"partial\",\"excluded\":[\"*.o\"]}"
#define REST ",\"conditions\":\"" HEX_C "\",\"recipients\":null" \
    ",\"custody\":{\"count\":1,\"heads\":[\"" HEX_A "\"]},\"critical\":[]" \
    ",\"supersedes\":\"" HEX_B "\""
#define TOOL ",\"tool\":{\"name\":\"evid-seal\",\"version\":\"0.1.0\"}"
#define WHOLE FRONT BUNDLE TIMES CLOCK SIGNERS PAYLOAD REST TOOL "}}"

static const char *
fault(const char *text, size_t len, bool *unknown_out)
{
	struct evi_buf again = EVI_BUF_INIT;
	struct evi_statement s;
	const char *why = "unset";
	bool unknown = false;

	assert_int_equal(evi_statement_read(text, len, &s, &why, &unknown,
	    NULL), EVID_OK);
	if (why == NULL && !unknown) {
		assert_int_equal(evi_statement_write(&s, &again, NULL),
		    EVID_OK);
		assert_int_equal(again.len, len);
		assert_memory_equal(again.data, text, len);
	}
	if (unknown_out != NULL)
		*unknown_out = unknown;
	evi_buf_free(&again);
	evi_statement_free(&s);
	return why;
}

static void
assert_bad(const char *text)
{
	if (fault(text, strlen(text), NULL) == NULL)
		fail_msg("taken: %s", text);
}

static void
a_statement_is_read_and_written_alike(void **state)
{
	static const char shorter[] = FRONT BUNDLE TIMES CLOCK SIGNERS PAYLOAD
	    ",\"conditions\":\"" HEX_C "\",\"recipients\":\"" HEX_A "\""
	    ",\"custody\":{\"count\":0,\"heads\":[]},\"critical\":[\"x\"]"
	    TOOL "}}";
	struct evi_statement s;
	const char *why;

	(void)state;
	assert_null(fault(WHOLE, strlen(WHOLE), NULL));
	assert_int_equal(evi_statement_read(WHOLE, strlen(WHOLE), &s, &why,
	    NULL, NULL), EVID_OK);
	assert_null(why);
	assert_string_equal(s.name, "SMS");
	assert_string_equal(s.id, "0f8fad5b-d9cb-469f-a165-70867728950e");
	assert_int_equal(s.synchronised, -1);
	assert_true(s.has_error && s.error_milliseconds == 12);
	assert_int_equal(s.n_signers, 2);
	assert_string_equal(s.signers[1].state, "TJ");
	assert_int_equal(s.signers[1].spki.len, 2);
	assert_int_equal(s.n_objects, 2);
	assert_true(s.partial);
	assert_false(s.has_recipients);
	assert_int_equal(s.custody_heads.count, 1);
	assert_true(s.has_supersedes);
	assert_int_equal(s.supersedes[0], 0xbb);
	assert_int_equal(s.tagmanifest[31], 0xaa);
	evi_statement_free(&s);
	/* The one key that may be absent. */
	assert_null(fault(shorter, strlen(shorter), NULL));
}

static void
every_rule_of_the_statement_is_held(void **state)
{
	static const char *const bad[] = {
		"", "[]", "{}", WHOLE "\n", FRONT "}}",
		FRONT TIMES CLOCK SIGNERS PAYLOAD REST TOOL "}}",
		FRONT BUNDLE CLOCK SIGNERS PAYLOAD REST TOOL "}}",
		FRONT BUNDLE TIMES SIGNERS PAYLOAD REST TOOL "}}",
		FRONT BUNDLE TIMES CLOCK PAYLOAD REST TOOL "}}",
		FRONT BUNDLE TIMES CLOCK SIGNERS REST TOOL "}}",
		FRONT BUNDLE TIMES CLOCK SIGNERS PAYLOAD TOOL "}}",
		FRONT BUNDLE TIMES CLOCK SIGNERS PAYLOAD REST "}}",
		FRONT BUNDLE TIMES CLOCK PAYLOAD SIGNERS REST TOOL "}}",
		/* bundle: version, variant, case; name; format; detached */
		FRONT "\"bundle\":{\"id\":\"0f8fad5b-d9cb-369f-a165-"
		    "70867728950e\",\"name\":\"S\",\"format\":1,\"detached\""
		    ":false}" TIMES CLOCK SIGNERS PAYLOAD REST TOOL "}}",
		FRONT "\"bundle\":{\"id\":\"0f8fad5b-d9cb-469f-c165-"
		    "70867728950e\",\"name\":\"S\",\"format\":1,\"detached\""
		    ":false}" TIMES CLOCK SIGNERS PAYLOAD REST TOOL "}}",
		FRONT "\"bundle\":{\"id\":\"0F8fad5b-d9cb-469f-a165-"
		    "70867728950e\",\"name\":\"S\",\"format\":1,\"detached\""
		    ":false}" TIMES CLOCK SIGNERS PAYLOAD REST TOOL "}}",
		FRONT "\"bundle\":{" ID ",\"name\":\"../S\",\"format\":1,"
		    "\"detached\":false}" TIMES CLOCK SIGNERS PAYLOAD REST
		    TOOL "}}",
		FRONT "\"bundle\":{" ID ",\"name\":\"S\",\"format\":2,"
		    "\"detached\":false}" TIMES CLOCK SIGNERS PAYLOAD REST
		    TOOL "}}",
		FRONT "\"bundle\":{" ID ",\"name\":\"S\",\"format\":1,"
		    "\"detached\":0}" TIMES CLOCK SIGNERS PAYLOAD REST
		    TOOL "}}",
		/* sealed before it was started */
		FRONT BUNDLE ",\"startedAt\":\"2026-10-24T11:14:03.000000001Z\""
		    ",\"sealedAt\":\"2026-10-24T11:14:03.000000000Z\""
		    CLOCK SIGNERS PAYLOAD REST TOOL "}}",
		FRONT BUNDLE TIMES ",\"clock\":{\"source\":\"s\","
		    "\"synchronised\":1,\"estimatedErrorMilliseconds\":null,"
		    "\"zone\":\"+05:00\"}" SIGNERS PAYLOAD REST TOOL "}}",
		FRONT BUNDLE TIMES ",\"clock\":{\"source\":\"s\","
		    "\"synchronised\":true,\"zone\":\"+05:00\"}" SIGNERS
		    PAYLOAD REST TOOL "}}",
		FRONT BUNDLE TIMES ",\"clock\":{\"source\":\"s\","
		    "\"synchronised\":true,\"estimatedErrorMilliseconds\":null,"
		    "\"zone\":\"a\\nb\"}" SIGNERS PAYLOAD REST TOOL "}}",
		/* signers: none, the same key, no key, a control character */
		FRONT BUNDLE TIMES CLOCK ",\"signers\":[]" PAYLOAD REST TOOL
		    "}}",
		FRONT BUNDLE TIMES CLOCK ",\"signers\":[" SIGNER("AQI=") ","
		    SIGNER("AQI=") "]" PAYLOAD REST TOOL "}}",
		FRONT BUNDLE TIMES CLOCK ",\"signers\":[" SIGNER("") "]"
		    PAYLOAD REST TOOL "}}",
		FRONT BUNDLE TIMES CLOCK ",\"signers\":[" SIGNER("AQJ=") "]"
		    PAYLOAD REST TOOL "}}",
		FRONT BUNDLE TIMES CLOCK ",\"signers\":[{\"name\":\"\\u0007\","
		    "\"organization\":\"\",\"state\":\"\",\"publicKey\":"
		    "\"AQI=\"}]" PAYLOAD REST TOOL "}}",
		/* payload */
		FRONT BUNDLE TIMES CLOCK SIGNERS ",\"payload\":{\"objects\":0,"
		    "\"merkleRoot\":\"" HEX_B "\",\"completeness\":\"partial\""
		    ",\"excluded\":[]}" REST TOOL "}}",
		FRONT BUNDLE TIMES CLOCK SIGNERS ",\"payload\":{\"objects\":"
		    "2147483649,\"merkleRoot\":\"" HEX_B "\",\"completeness\":"
		    "\"partial\",\"excluded\":[]}" REST TOOL "}}",
		FRONT BUNDLE TIMES CLOCK SIGNERS ",\"payload\":{\"objects\":1,"
		    "\"merkleRoot\":\"" HEX_B "\",\"completeness\":\"half\""
		    ",\"excluded\":[]}" REST TOOL "}}",
		FRONT BUNDLE TIMES CLOCK SIGNERS ",\"payload\":{\"objects\":1,"
		    "\"merkleRoot\":\"" HEX_B "0\",\"completeness\":\"partial\""
		    ",\"excluded\":[]}" REST TOOL "}}",
		FRONT BUNDLE TIMES CLOCK SIGNERS ",\"payload\":{\"objects\":1,"
		    "\"merkleRoot\":\"" HEX_B "\",\"completeness\":\"partial\""
		    ",\"excluded\":[1]}" REST TOOL "}}",
		/* the rest */
		FRONT BUNDLE TIMES CLOCK SIGNERS PAYLOAD ",\"conditions\":null"
		    ",\"recipients\":null,\"custody\":{\"count\":0,\"heads\":"
		    "[]},\"critical\":[]" TOOL "}}",
		FRONT BUNDLE TIMES CLOCK SIGNERS PAYLOAD ",\"conditions\":\""
		    HEX_C "\",\"custody\":{\"count\":0,\"heads\":[]},"
		    "\"critical\":[]" TOOL "}}",
		FRONT BUNDLE TIMES CLOCK SIGNERS PAYLOAD ",\"conditions\":\""
		    HEX_C "\",\"recipients\":null,\"custody\":{\"count\":0,"
		    "\"heads\":[\"ab\"]},\"critical\":[]" TOOL "}}",
		FRONT BUNDLE TIMES CLOCK SIGNERS PAYLOAD ",\"conditions\":\""
		    HEX_C "\",\"recipients\":null,\"custody\":{\"count\":0,"
		    "\"heads\":[]},\"critical\":\"x\"" TOOL "}}",
		FRONT BUNDLE TIMES CLOCK SIGNERS PAYLOAD ",\"conditions\":\""
		    HEX_C "\",\"recipients\":null,\"custody\":{\"count\":0,"
		    "\"heads\":[]},\"critical\":[],\"supersedes\":null" TOOL
		    "}}",
		FRONT BUNDLE TIMES CLOCK SIGNERS PAYLOAD REST
		    ",\"tool\":{\"name\":\"x\"}}}",
		FRONT BUNDLE TIMES CLOCK SIGNERS PAYLOAD REST
		    ",\"tool\":{\"name\":\"x\",\"version\":\"\xe2\x80\xa8\"}}}",
		/* what is round the predicate */
		"{\"_type\":\"https://in-toto.io/Statement/v2\"," SUBJECT
		    ",\"predicateType\":\"urn:libevidence:seal:v1\","
		    "\"predicate\":{" BUNDLE TIMES CLOCK SIGNERS PAYLOAD REST
		    TOOL "}}",
		"{\"_type\":\"https://in-toto.io/Statement/v1\"," SUBJECT
		    ",\"predicateType\":\"urn:libevidence:seal:v2\","
		    "\"predicate\":{" BUNDLE TIMES CLOCK SIGNERS PAYLOAD REST
		    TOOL "}}",
		"{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[]"
		    ",\"predicateType\":\"urn:libevidence:seal:v1\","
		    "\"predicate\":{" BUNDLE TIMES CLOCK SIGNERS PAYLOAD REST
		    TOOL "}}",
		"{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":["
		    "{\"name\":\"manifest-sha256.txt\",\"digest\":{\"sha256\":"
		    "\"" HEX_A "\"}}],\"predicateType\":"
		    "\"urn:libevidence:seal:v1\",\"predicate\":{" BUNDLE TIMES
		    CLOCK SIGNERS PAYLOAD REST TOOL "}}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_bad(bad[i]);
}

static void
unknown_keys_are_told(void **state)
{
	static const char more[] = FRONT BUNDLE TIMES CLOCK SIGNERS PAYLOAD
	    REST TOOL ",\"new\":1}}";
	static const char before[] = FRONT "\"new\":1," BUNDLE TIMES CLOCK
	    SIGNERS PAYLOAD REST TOOL "}}";
	bool unknown = false;

	(void)state;
	assert_null(fault(more, strlen(more), &unknown));
	assert_true(unknown);
	assert_bad(before);
}

static void
no_changed_bit_of_a_statement_goes_unseen(void **state)
{
	char changed[sizeof(WHOLE)];

	(void)state;
	for (size_t bit = 0; bit < strlen(WHOLE) * 8; bit++) {
		memcpy(changed, WHOLE, sizeof(WHOLE));
		changed[bit / 8] ^= (char)(1u << bit % 8);
		/* What is taken is written again as it stands (fault). */
		(void)fault(changed, strlen(WHOLE), NULL);
	}
}

static void
more_than_64_signers_are_refused(void **state)
{
	struct evi_buf text = EVI_BUF_INIT;

	(void)state;
	for (unsigned int n = 64; n <= 65; n++) {
		evi_buf_clear(&text);
		evi_buf_add_text(&text, FRONT BUNDLE TIMES CLOCK
		    ",\"signers\":[");
		for (unsigned int i = 0; i < n; i++)
			evi_buf_add_format(&text, "%s{\"name\":\"\","
			    "\"organization\":\"\",\"state\":\"\","
			    "\"publicKey\":\"A%c%cA\"}", i == 0 ? "" : ",",
			    'A' + (int)i / 26, 'A' + (int)i % 26);
		evi_buf_add_text(&text, "]" PAYLOAD REST TOOL "}}");
		assert_true((fault(evi_buf_text(&text), text.len, NULL) ==
		    NULL) == (n == 64));
	}
	evi_buf_free(&text);
}

static void
what_a_reader_refuses_is_not_written(void **state)
{
	struct evi_buf out = EVI_BUF_INIT;
	struct evi_statement s;
	struct evi_buf key;
	const char *why;
	char *name;

	(void)state;
	assert_int_equal(evi_statement_read(WHOLE, strlen(WHOLE), &s, &why,
	    NULL, NULL), EVID_OK);
	name = s.signers[0].name;
	s.signers[0].name = (char *)"a\nb";
	assert_int_equal(evi_statement_write(&s, &out, NULL),
	    EVID_ERR_ARGUMENT);
	s.signers[0].name = name;
	name = s.signers[1].state;
	s.signers[1].state = (char *)"a\nb";
	assert_int_equal(evi_statement_write(&s, &out, NULL),
	    EVID_ERR_ARGUMENT);
	s.signers[1].state = name;
	key = s.signers[1].spki;
	s.signers[1].spki = s.signers[0].spki;
	assert_int_equal(evi_statement_write(&s, &out, NULL),
	    EVID_ERR_ARGUMENT);
	s.signers[1].spki = key;
	s.sealed_at.seconds -= 2;
	assert_int_equal(evi_statement_write(&s, &out, NULL),
	    EVID_ERR_ARGUMENT);
	s.sealed_at.seconds += 2;
	s.n_objects = 0;
	assert_int_equal(evi_statement_write(&s, &out, NULL),
	    EVID_ERR_ARGUMENT);
	s.n_objects = 1;
	assert_int_equal(out.len, 0);
	assert_int_equal(evi_statement_write(&s, &out, NULL), EVID_OK);
	evi_buf_free(&out);
	evi_statement_free(&s);
}

static void
texts_of_signers_are_one_line_of_1024_bytes(void **state)
{
	char text[1026];

	(void)state;
	memset(text, 'a', sizeof(text));
	text[1024] = '\0';
	assert_true(evi_text_good(text));
	text[1024] = 'a';
	text[1025] = '\0';
	assert_false(evi_text_good(text));
	assert_true(evi_text_good(""));
	assert_true(evi_text_good("\xd1\x8f "));
	assert_false(evi_text_good("a\nb"));
	assert_false(evi_text_good("\x7f"));
	assert_false(evi_text_good("\xc2\x85"));
	assert_false(evi_text_good("\xe2\x80\xa9"));
	assert_false(evi_text_good("\xff"));
}

#define ENVELOPE "{\"payload\":\"YWJj\",\"payloadType\":" \
    "\"application/vnd.in-toto+json\",\"signatures\":[{\"keyid\":\"" HEX_A \
    "\",\"sig\":\"AQI=\"},{\"keyid\":\"" HEX_B "\",\"sig\":\"\"}]}\n"

static const char *
envelope_fault(const char *text, size_t len)
{
	struct evi_buf again = EVI_BUF_INIT;
	struct evi_envelope e = EVI_ENVELOPE_INIT;
	const char *why = "unset";

	assert_int_equal(evi_envelope_read(text, len, &e, &why, NULL),
	    EVID_OK);
	if (why == NULL) {
		assert_int_equal(evi_envelope_write(&e, &again, NULL),
		    EVID_OK);
		assert_int_equal(again.len, len);
		assert_memory_equal(again.data, text, len);
	}
	evi_buf_free(&again);
	evi_envelope_free(&e);
	return why;
}

static void
an_envelope_has_exactly_its_keys_and_one_line_feed(void **state)
{
	static const char *const bad[] = { "", "\n", "{}\n",
		ENVELOPE "\n", " " ENVELOPE,
		"{\"payload\":\"YWJj\",\"payloadType\":"
		    "\"application/vnd.in-toto+json\",\"signatures\":[]}",
		"{\"payload\":\"YWJj\",\"payloadType\":"
		    "\"application/json\",\"signatures\":[]}\n",
		"{\"payload\":\"YWJj\",\"payloadType\":"
		    "\"application/vnd.in-toto+json\",\"signatures\":[],"
		    "\"x\":1}\n",
		"{\"payloadType\":\"application/vnd.in-toto+json\","
		    "\"payload\":\"YWJj\",\"signatures\":[]}\n",
		"{\"payload\":\"YWJ\",\"payloadType\":"
		    "\"application/vnd.in-toto+json\",\"signatures\":[]}\n",
		"{\"payload\":\"YWK=\\n\",\"payloadType\":"
		    "\"application/vnd.in-toto+json\",\"signatures\":[]}\n",
		/* spare bits that are not zero */
		"{\"payload\":\"YWJ=\",\"payloadType\":"
		    "\"application/vnd.in-toto+json\",\"signatures\":[]}\n",
		"{\"payload\":\"YWJj\",\"payloadType\":"
		    "\"application/vnd.in-toto+json\",\"signatures\":[{"
		    "\"keyid\":\"aa\",\"sig\":\"\"}]}\n",
		"{\"payload\":\"YWJj\",\"payloadType\":"
		    "\"application/vnd.in-toto+json\",\"signatures\":[{"
		    "\"keyid\":\"" HEX_A "\",\"sig\":\"\",\"cert\":\"\"}]}\n",
	};

	(void)state;
	assert_null(envelope_fault(ENVELOPE, strlen(ENVELOPE)));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (envelope_fault(bad[i], strlen(bad[i])) == NULL)
			fail_msg("taken: %s", bad[i]);
	}
}

static void
no_changed_bit_of_an_envelope_goes_unseen(void **state)
{
	char changed[sizeof(ENVELOPE)];

	(void)state;
	for (size_t bit = 0; bit < strlen(ENVELOPE) * 8; bit++) {
		memcpy(changed, ENVELOPE, sizeof(ENVELOPE));
		changed[bit / 8] ^= (char)(1u << bit % 8);
		(void)envelope_fault(changed, strlen(ENVELOPE));
	}
	for (size_t n = 0; n < strlen(ENVELOPE); n++)
		assert_non_null(envelope_fault(ENVELOPE, n));
}

static void
an_envelope_of_65_signatures_is_refused(void **state)
{
	struct evi_buf text = EVI_BUF_INIT;

	(void)state;
	for (unsigned int n = 64; n <= 65; n++) {
		evi_buf_clear(&text);
		evi_buf_add_text(&text, "{\"payload\":\"\",\"payloadType\":"
		    "\"application/vnd.in-toto+json\",\"signatures\":[");
		for (unsigned int i = 0; i < n; i++)
			evi_buf_add_format(&text, "%s{\"keyid\":\"" HEX_A
			    "\",\"sig\":\"AA==\"}", i == 0 ? "" : ",");
		evi_buf_add_text(&text, "]}\n");
		assert_true((envelope_fault(evi_buf_text(&text), text.len) ==
		    NULL) == (n == 64));
	}
	evi_buf_free(&text);
}

static void
what_is_signed_is_the_encoding_of_dsse(void **state)
{
	struct evi_buf out = EVI_BUF_INIT;

	(void)state;
	evi_pae(&out, "hello", 5);
	assert_string_equal(evi_buf_text(&out),
	    "DSSEv1 28 application/vnd.in-toto+json 5 hello");
	evi_buf_free(&out);
}

/* The vector of the DSSE project: secure-systems-lab/dsse, protocol.md, "Test
 * Vectors".  Its key is given there as X and Y, its signature as r and s one
 * after the other; here they stand as the format has them, in DER. */
#define DSSE_TYPE "http://example.com/HelloWorld"
#define DSSE_BODY "hello world"
#define DSSE_PAE "DSSEv1 29 http://example.com/HelloWorld 11 hello world"
#define DSSE_KEY "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEZ805D3eqNZywjCI19lInBJ" \
    "Op7YMrCrzAH3CVTAOQ0jgMeCvVTiaRJaRPRDOv8UMs6U4SvKc6pnrIDOoSYI3fdA=="
#define DSSE_RAW "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJT" \
    "fUiHqJPcIAriEGAHTVeCUjW2JIZA=="
#define DSSE_DER "MEQCIANyarEBrVbCdjtsaqyOSHJ14qeRk6CdxfhZ2fjvPEo7AiBR6rDAaj" \
    "abZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA=="

/* is that signature good by the vector's key? */
static bool
dsse_good(const struct evi_buf *signed_bytes, const char *sig)
{
	struct evi_buf key = EVI_BUF_INIT, der = EVI_BUF_INIT;
	bool valid = false;

	assert_true(evi_unbase64(DSSE_KEY, strlen(DSSE_KEY), &key));
	assert_true(evi_unbase64(sig, strlen(sig), &der));
	assert_int_equal(evi_signature_verify(key.data, key.len,
	    signed_bytes->data, signed_bytes->len, der.data, der.len, &valid,
	    NULL), EVID_OK);
	evi_buf_free(&key);
	evi_buf_free(&der);
	return valid;
}

static void
the_vector_that_dsse_publishes_holds(void **state)
{
	static const char envelope[] = "{\"payload\":\"aGVsbG8gd29ybGQ=\","
	    "\"payloadType\":\"" DSSE_TYPE "\",\"signatures\":[{\"keyid\":\""
	    HEX_A "\",\"sig\":\"" DSSE_DER "\"}]}\n";
	struct evi_envelope e = EVI_ENVELOPE_INIT;
	struct evi_buf out = EVI_BUF_INIT;
	const char *why = "unset";

	(void)state;
	assert_int_equal(evi_crypto_init(NULL), EVID_OK);
	assert_int_equal(evi_envelope_read_as(envelope, strlen(envelope),
	    DSSE_TYPE, true, &e, &why, NULL), EVID_OK);
	assert_null(why);
	assert_int_equal(e.payload.len, strlen(DSSE_BODY));
	evi_pae_as(&out, DSSE_TYPE, e.payload.data, e.payload.len);
	assert_string_equal(evi_buf_text(&out), DSSE_PAE);
	assert_true(dsse_good(&out, DSSE_DER));
	assert_false(dsse_good(&out, DSSE_RAW));
	out.data[out.len - 1] ^= 1;
	assert_false(dsse_good(&out, DSSE_DER));
	/* nor over the body alone, nor as of another type */
	evi_buf_clear(&out);
	evi_buf_add_text(&out, DSSE_BODY);
	assert_false(dsse_good(&out, DSSE_DER));
	evi_buf_clear(&out);
	evi_pae(&out, DSSE_BODY, strlen(DSSE_BODY));
	assert_false(dsse_good(&out, DSSE_DER));
	evi_buf_free(&out);
	evi_envelope_free(&e);
}

#define TYPED(type, first, second) "{\"payload\":\"YWJj\"," \
    "\"payloadType\":\"" type "\",\"signatures\":[{\"keyid\":\"" first \
    "\",\"sig\":\"AQI=\"},{\"keyid\":\"" second "\",\"sig\":\"\"}]}\n"

static const char *
typed_fault(const char *text, const char *type, bool in_order)
{
	struct evi_buf again = EVI_BUF_INIT;
	struct evi_envelope e = EVI_ENVELOPE_INIT;
	const char *why = "unset";

	assert_int_equal(evi_envelope_read_as(text, strlen(text), type,
	    in_order, &e, &why, NULL), EVID_OK);
	if (why == NULL) {
		assert_int_equal(evi_envelope_write_as(&e, type, &again,
		    NULL), EVID_OK);
		assert_string_equal(evi_buf_text(&again), text);
	}
	evi_buf_free(&again);
	evi_envelope_free(&e);
	return why;
}

static void
an_envelope_serves_one_type_of_payload(void **state)
{
	struct evi_buf out = EVI_BUF_INIT;

	(void)state;
	assert_null(typed_fault(TYPED("a/b", HEX_A, HEX_B), "a/b", true));
	assert_non_null(typed_fault(TYPED("a/b", HEX_A, HEX_B), "a/c", true));
	assert_non_null(envelope_fault(TYPED("a/b", HEX_A, HEX_B),
	    strlen(TYPED("a/b", HEX_A, HEX_B))));
	evi_pae_as(&out, "a/b", "hello", 5);
	assert_string_equal(evi_buf_text(&out), "DSSEv1 3 a/b 5 hello");
	evi_buf_free(&out);
}

static void
signatures_stand_in_order_where_that_is_asked(void **state)
{
	(void)state;
	assert_null(typed_fault(TYPED("t", HEX_A, HEX_B), "t", true));
	assert_non_null(typed_fault(TYPED("t", HEX_B, HEX_A), "t", true));
	assert_null(typed_fault(TYPED("t", HEX_B, HEX_A), "t", false));
	assert_non_null(typed_fault(TYPED("t", HEX_A, HEX_A), "t", true));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_envelope_serves_one_type_of_payload),
		cmocka_unit_test(
		    signatures_stand_in_order_where_that_is_asked),
		cmocka_unit_test(a_statement_is_read_and_written_alike),
		cmocka_unit_test(every_rule_of_the_statement_is_held),
		cmocka_unit_test(unknown_keys_are_told),
		cmocka_unit_test(no_changed_bit_of_a_statement_goes_unseen),
		cmocka_unit_test(more_than_64_signers_are_refused),
		cmocka_unit_test(what_a_reader_refuses_is_not_written),
		cmocka_unit_test(texts_of_signers_are_one_line_of_1024_bytes),
		cmocka_unit_test(
		    an_envelope_has_exactly_its_keys_and_one_line_feed),
		cmocka_unit_test(no_changed_bit_of_an_envelope_goes_unseen),
		cmocka_unit_test(an_envelope_of_65_signatures_is_refused),
		cmocka_unit_test(what_is_signed_is_the_encoding_of_dsse),
		cmocka_unit_test(the_vector_that_dsse_publishes_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
