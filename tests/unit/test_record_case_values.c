/* record/case_*.c: which values of a field a case's check takes, and which it
 * tells of; rows by the field, both sides of each border. */
#include "support_case.h"

#include "record/case_check.h"

#include <stdio.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct evi_instant now = { 1792800000, 0 };	/* 2026-10-24 */

/* the fields of a case; a rule, its place, and whether it is told */
static const struct {
	const char *fields, *code, *path;
	bool told;
} rows[] = {
	{ "'preservation':[{'ends':'','state':'KZ'}]",
	    "case-state", "preservation[0].state", false },
	{ "'preservation':[{'ends':'','state':'Kz'}]",
	    "case-state", "preservation[0].state", true },
	{ "'preservation':[{'ends':'','state':'kz'}]",
	    "case-state", "preservation[0].state", true },
	{ "'preservation':[{'ends':'','state':'K1'}]",
	    "case-state", "preservation[0].state", true },
	{ "'preservation':[{'ends':'','state':'1Z'}]",
	    "case-state", "preservation[0].state", true },
	{ "'preservation':[{'ends':'','state':'KZZ'}]",
	    "case-state", "preservation[0].state", true },
	{ "'preservation':[{'ends':'','state':'org:INTERPOL'}]",
	    "case-state", "preservation[0].state", false },
	{ "'preservation':[{'ends':'','state':'org:'}]",
	    "case-state", "preservation[0].state", true },
	{ "'preservation':[{'ends':'','state':'or'}]",
	    "case-state", "preservation[0].state", true },
	{ "'preservation':[{'ends':'','state':'{Z'}]",
	    "case-state", "preservation[0].state", true },
	{ "'preservation':[{'ends':'','state':'Z{'}]",
	    "case-state", "preservation[0].state", true },
	{ "'language':{'written':'ru'}",
	    "case-language", "language.written", false },
	{ "'language':{'written':'ru-RU'}",
	    "case-language", "language.written", false },
	{ "'language':{'written':'zh-Hant-TW'}",
	    "case-language", "language.written", false },
	{ "'language':{'written':'abcdefgh'}",
	    "case-language", "language.written", false },
	{ "'language':{'written':'abcdefghi'}",
	    "case-language", "language.written", true },
	{ "'language':{'written':'r'}",
	    "case-language", "language.written", true },
	{ "'language':{'written':'ru-'}",
	    "case-language", "language.written", true },
	{ "'language':{'written':'ru--RU'}",
	    "case-language", "language.written", true },
	{ "'language':{'written':'ru-abcdefgh'}",
	    "case-language", "language.written", false },
	{ "'language':{'written':'ru-abcdefghi'}",
	    "case-language", "language.written", true },
	{ "'language':{'written':'x-own'}",
	    "case-language", "language.written", false },
	{ "'language':{'written':'x-'}",
	    "case-language", "language.written", true },
	{ "'language':{'written':'ru-4a'}",
	    "case-language", "language.written", false },
	{ "'language':{'written':'ru-a_b'}",
	    "case-language", "language.written", true },
	{ "'language':{'written':'RU-latn'}",
	    "case-language", "language.written", false },
	{ "'language':{'written':'ru-{'}",
	    "case-language", "language.written", true },
	{ "'language':{'written':'r@'}",
	    "case-language", "language.written", true },
	{ "'language':{'written':'ru-/'}",
	    "case-language", "language.written", true },
	{ "'conditions':[{'id':'C','type':'other','text':[{'lang':'ru','t"
	    "ext':'t'}],'imposedBy':'KZ','appliesTo':['all'],'critical':'ur"
	    "n:ab:c'}]",
	    "case-condition-critical", "conditions[0].critical", false },
	{ "'conditions':[{'id':'C','type':'other','text':[{'lang':'ru','t"
	    "ext':'t'}],'imposedBy':'KZ','appliesTo':['all'],'critical':'ur"
	    "n:a:c'}]",
	    "case-condition-critical", "conditions[0].critical", true },
	{ "'conditions':[{'id':'C','type':'other','text':[{'lang':'ru','t"
	    "ext':'t'}],'imposedBy':'KZ','appliesTo':['all'],'critical':'ur"
	    "n:ab:'}]",
	    "case-condition-critical", "conditions[0].critical", true },
	{ "'conditions':[{'id':'C','type':'other','text':[{'lang':'ru','t"
	    "ext':'t'}],'imposedBy':'KZ','appliesTo':['all'],'critical':'ur"
	    "n::c'}]",
	    "case-condition-critical", "conditions[0].critical", true },
	{ "'conditions':[{'id':'C','type':'other','text':[{'lang':'ru','t"
	    "ext':'t'}],'imposedBy':'KZ','appliesTo':['all'],'critical':'ur"
	    "n:ab'}]",
	    "case-condition-critical", "conditions[0].critical", true },
	{ "'conditions':[{'id':'C','type':'other','text':[{'lang':'ru','t"
	    "ext':'t'}],'imposedBy':'KZ','appliesTo':['all'],'critical':'ur"
	    "i:ab:c'}]",
	    "case-condition-critical", "conditions[0].critical", true },
	{ "'conditions':[{'id':'C','type':'other','text':[{'lang':'ru','t"
	    "ext':'t'}],'imposedBy':'KZ','appliesTo':['all'],'critical':'ur"
	    "n:ab:c d'}]",
	    "case-condition-critical", "conditions[0].critical", true },
	{ "'conditions':[{'id':'C','type':'other','text':[{'lang':'ru','t"
	    "ext':'t'}],'imposedBy':'KZ','appliesTo':[]}]",
	    "case-id-unknown", "conditions[0].appliesTo", true },
	{ "'conditions':[{'id':'C','type':'other','text':[{'lang':'ru','t"
	    "ext':'t'}],'imposedBy':'KZ','appliesTo':['']}]",
	    "case-id-unknown", "conditions[0].appliesTo[0]", false },
	{ "'conditions':[{'id':'C','type':'retain-until','text':[{'lang':"
	    "'ru','text':'t'}],'imposedBy':'KZ','appliesTo':['all']}]",
	    "case-condition-until", "conditions[0].until", true },
	{ "'conditions':[{'id':'C','type':'retain-until','text':[{'lang':"
	    "'ru','text':'t'}],'imposedBy':'KZ','appliesTo':['all'],'until'"
	    ":'2026-12-01'}]",
	    "case-condition-until", "conditions[0].until", false },
	{ "'conditions':[{'id':'C','type':'delete-after','text':[{'lang':"
	    "'ru','text':'t'}],'imposedBy':'KZ','appliesTo':['all']}]",
	    "case-condition-until", "conditions[0].until", true },
	{ "'conditions':[{'id':'C','type':'delete-after','text':[{'lang':"
	    "'ru','text':'t'}],'imposedBy':'KZ','appliesTo':['all'],'until'"
	    ":'2026-12-01'}]",
	    "case-condition-until", "conditions[0].until", false },
	{ "'conditions':[{'id':'C','type':'return-after','text':[{'lang':"
	    "'ru','text':'t'}],'imposedBy':'KZ','appliesTo':['all']}]",
	    "case-condition-until", "conditions[0].until", true },
	{ "'conditions':[{'id':'C','type':'return-after','text':[{'lang':"
	    "'ru','text':'t'}],'imposedBy':'KZ','appliesTo':['all'],'until'"
	    ":'2026-12-01'}]",
	    "case-condition-until", "conditions[0].until", false },
	{ "'conditions':[{'id':'C','type':'other','text':[{'lang':'ru','t"
	    "ext':'t'}],'imposedBy':'KZ','appliesTo':['all']}]",
	    "case-condition-until", "conditions[0].until", false },
	{ "'conditions':[{'id':'C','type':'other','text':[{'lang':'ru','t"
	    "ext':'t'}],'imposedBy':'KZ','appliesTo':['all'],'until':'2026-"
	    "12-01'}]",
	    "case-ended", "conditions[0].until", false },
	{ "'exhibits':[{'id':'E','acquisition':{'hashes':[{'alg':'SHA-256"
	    "','value':'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaaaaaaaa'}]}}]",
	    "case-digest", "exhibits[0].acquisition.hashes[0].value", false },
	{ "'exhibits':[{'id':'E','acquisition':{'hashes':[{'alg':'sha256'"
	    ",'value':'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	    "AAAAAAAAAAAA'}]}}]",
	    "case-digest", "exhibits[0].acquisition.hashes[0].value", false },
	{ "'exhibits':[{'id':'E','acquisition':{'hashes':[{'alg':'SHA_256"
	    "','value':'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaaaaaaag'}]}}]",
	    "case-digest", "exhibits[0].acquisition.hashes[0].value", true },
	{ "'exhibits':[{'id':'E','acquisition':{'hashes':[{'alg':'sha 1',"
	    "'value':'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'}]}}]",
	    "case-digest", "exhibits[0].acquisition.hashes[0].value", false },
	{ "'exhibits':[{'id':'E','acquisition':{'hashes':[{'alg':'SHA1','"
	    "value':'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'}]}}]",
	    "case-digest", "exhibits[0].acquisition.hashes[0].value", true },
	{ "'exhibits':[{'id':'E','acquisition':{'hashes':[{'alg':'MD5','v"
	    "alue':'00000000000000000000000000000000'}]}}]",
	    "case-digest", "exhibits[0].acquisition.hashes[0].value", false },
	{ "'exhibits':[{'id':'E','acquisition':{'hashes':[{'alg':'MD5','v"
	    "alue':'0000000000000000000000000000000'}]}}]",
	    "case-digest", "exhibits[0].acquisition.hashes[0].value", true },
	{ "'exhibits':[{'id':'E','acquisition':{'hashes':[{'alg':'SHA512'"
	    ",'value':'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
	    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
	    "bbbbbbbbbbbbbb'}]}}]",
	    "case-digest", "exhibits[0].acquisition.hashes[0].value", false },
	{ "'exhibits':[{'id':'E','acquisition':{'hashes':[{'alg':'sha384'"
	    ",'value':'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
	    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'}]}}]",
	    "case-digest", "exhibits[0].acquisition.hashes[0].value", false },
	{ "'exhibits':[{'id':'E','acquisition':{'hashes':[{'alg':'sha384'"
	    ",'value':'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
	    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'}]}}]",
	    "case-digest", "exhibits[0].acquisition.hashes[0].value", true },
	{ "'exhibits':[{'id':'E','acquisition':{'hashes':[{'alg':'tiger',"
	    "'value':'x'}]}}]",
	    "case-digest", "exhibits[0].acquisition.hashes[0].value", false },
	{ "'exhibits':[{'id':'E','acquisition':{'hashes':[{'alg':'sha256-"
	    "of-the-whole-medium','value':'x'}]}}]",
	    "case-digest", "exhibits[0].acquisition.hashes[0].value", false },
	{ "'exhibits':[{'id':'E','acquisition':{'hashes':[{'value':'x'}]}"
	    "}]",
	    "case-digest", "exhibits[0].acquisition.hashes[0].value", false },
	{ "'exhibits':[{'id':'E','acquisition':{'hashes':[{'alg':'md5'}]}"
	    "}]",
	    "case-digest", "exhibits[0].acquisition.hashes[0].value", false },
	{ "'exhibits':[{'id':'E','parent':'E'}]",
	    "case-id-unknown", "exhibits[0].parent", false },
	{ "'exhibits':[{'id':'E','parent':'F'}]",
	    "case-id-unknown", "exhibits[0].parent", true },
	{ "'exhibits':[{'id':'E','imei':['490154203237518']}]",
	    "case-identifier", "exhibits[0].imei[0]", false },
	{ "'exhibits':[{'id':'E','imei':['']}]",
	    "case-identifier", "exhibits[0].imei[0]", false },
	{ "'orders':[{'validUntil':'2026-10-23'}]",
	    "case-order-ended", "orders[0].validUntil", true },
	{ "'orders':[{'validUntil':'2026-10-25'}]",
	    "case-order-ended", "orders[0].validUntil", false },
	{ "'orders':[{'validUntil':'2026-10-23T00:00:00Z'}]",
	    "case-order-ended", "orders[0].validUntil", true },
	{ "'orders':[{'validUntil':'soon'}]",
	    "case-order-ended", "orders[0].validUntil", false },
	{ "'orders':[{}]",
	    "case-order-ended", "orders[0].validUntil", false },
	{ "'items':[{'id':'1','category':'log','period':{'from':'2026-10-"
	    "02T00:00:00Z','to':'2026-10-01T00:00:00Z'}}]",
	    "case-period", "items[0].period", true },
	{ "'items':[{'id':'1','category':'log','period':{'from':'2026-10-"
	    "01T00:00:00Z','to':'2026-10-02T00:00:00Z'}}]",
	    "case-period", "items[0].period", false },
	{ "'items':[{'id':'1','category':'log','period':{'from':'2026-10-"
	    "01T00:00:00Z','to':'x'}}]",
	    "case-period", "items[0].period", false },
	{ "'items':[{'id':'1','category':'log','period':{'from':'x','to':"
	    "'2026-10-01T00:00:00Z'}}]",
	    "case-period", "items[0].period", false },
	{ "'items':[{'id':'1','category':'log','period':{'from':'2026-10-"
	    "02T00:00:00Z'}}]",
	    "case-period", "items[0].period", false },
	{ "'items':[{'id':'1','category':'log','period':{'to':'2026-10-02"
	    "T00:00:00Z'}}]",
	    "case-period", "items[0].period", false },
	{ "'confidential':{'until':'2026-12-01'}",
	    "case-ended", "confidential.until", false },
	{ "'confidential':{'until':'x'}",
	    "case-ended", "confidential.until", false },
	{ "'confidential':{'notifySubject':'after','after':'2026-12-01'}",
	    "case-confidential", "confidential.after", false },
	{ "'confidential':{'request':true,'notifySubject':'no'}",
	    "case-confidential", "confidential.notifySubject", false },
	{ "'personalData':{'present':'no','retention':{'until':'2026-12-0"
	    "1'}}",
	    "case-ended", "personalData.retention.until", false },
	{ "'personalData':{'present':'no','retention':{'until':'x'}}",
	    "case-ended", "personalData.retention.until", false },
	{ "'personalData':{'present':'no','retention':{'until':'2026-10-0"
	    "1'}}",
	    "case-ended", "personalData.retention.until", true },
	{ "'personalData':{'present':'yes','ground':[{'lang':'ru','text':"
	    "'g'}]}",
	    "case-personal-data", "personalData", true },
	{ "'personalData':{'present':'yes','onward':'none'}",
	    "case-personal-data", "personalData", true },
	{ "'personalData':{'present':'yes','ground':[{'lang':'ru','text':"
	    "'g'}],'onward':'prior-written-consent'}",
	    "case-personal-data", "personalData", false },
	{ "'personalData':{'present':'no'}",
	    "case-personal-data", "personalData", false },
	{ "'legalBasis':[{'instrument':'UNCC','articles':['1'],'binding':"
	    "'provisional'},{'instrument':'UNTOC','articles':['1'],'binding"
	    "':'provisional'}]",
	    "case-basis-primary", "legalBasis", true },
	{ "'legalBasis':[{'instrument':'UNCC','articles':['1'],'binding':"
	    "'provisional','primary':true},{'instrument':'UNTOC','articles'"
	    ":['1'],'binding':'provisional'}]",
	    "case-basis-primary", "legalBasis", false },
	{ "'legalBasis':[{'instrument':'UNCC','articles':['1'],'binding':"
	    "'provisional','primary':true},{'instrument':'UNTOC','articles'"
	    ":['1'],'binding':'provisional','primary':true}]",
	    "case-basis-primary", "legalBasis", true },
	{ "'legalBasis':[{'instrument':'UNCC','articles':['1'],'binding':"
	    "'provisional','primary':false},{'instrument':'UNTOC','articles"
	    "':['1'],'binding':'provisional'}]",
	    "case-basis-primary", "legalBasis", true },
	{ "'legalBasis':[{'instrument':'BILATERAL','articles':['1'],'bind"
	    "ing':'provisional'}]",
	    "case-basis-title", "legalBasis[0].title", true },
	{ "'legalBasis':[{'instrument':'BILATERAL','articles':['1'],'bind"
	    "ing':'provisional','title':[{'lang':'en','text':'T'}]}]",
	    "case-basis-title", "legalBasis[0].title", false },
	{ "'legalBasis':[{'instrument':'UNCC','articles':['1'],'binding':"
	    "'provisional'}]",
	    "case-basis-title", "legalBasis[0].title", false },
	{ "'persons':[{'protected':true}]",
	    "case-protected-named", "persons[0]", false },
	{ "'persons':[{'protected':false,'name':{'name':'n'}}]",
	    "case-protected-named", "persons[0]", false },
	{ "'flags':[{'flag':'csam','appliesTo':['all'],'rule':'no-preview"
	    "'}]",
	    "case-flag-rule", "flags[0].rule", false },
	{ "'flags':[{'flag':'x-own','appliesTo':['all']}]",
	    "case-flag-rule", "flags[0].rule", false },
	{ "'kind':[]",
	    "case-form", "kind", true },
	{ "'urgency':[]",
	    "case-form", "urgency", true },
	{ "'items':{}",
	    "case-form", "items", true },
	{ "'items':['x']",
	    "case-form", "items[0]", true },
	{ "'persons':[{'protected':'x'}]",
	    "case-form", "persons[0].protected", true },
	{ "'facts':{'intendsMla':1}",
	    "case-form", "facts.intendsMla", true },
	{ "'preservation':[{'ends':'','days':'x'}]",
	    "case-form", "preservation[0].days", true },
	{ "'preservation':[{'ends':'','days':true}]",
	    "case-form", "preservation[0].days", true },
	{ "'measures':[1]",
	    "case-form", "measures[0]", true },
	{ "'measures':'x'",
	    "case-form", "measures", true },
	{ "'facts':{'summary':'x'}",
	    "case-form", "facts.summary", true },
	{ "'facts':{'summary':['x']}",
	    "case-form", "facts.summary[0]", true },
	{ "'conditions':[{'id':'C','type':'other','text':[],'imposedBy':'"
	    "KZ','appliesTo':[],'until':[]}]",
	    "case-form", "conditions[0].until", true },
};

static bool
tells(const char *fields, const char *code, const char *path)
{
	struct evi_case_findings found = { .n = 0 };
	struct evi_buf text = EVI_BUF_INIT;
	struct evi_json *json;
	bool told = false;

	evi_buf_add_format(&text, "{'schema':'urn:libevidence:case:1',%s}",
	    fields);
	json = support_json(evi_buf_text(&text));
	assert_int_equal(evi_case_check_all(json, now, NULL, 0, &found, NULL),
	    EVID_OK);
	for (size_t i = 0; i < found.n; i++)
		told |= strcmp(evi_case_rules[found.items[i].rule].code,
		    code) == 0 && strcmp(found.items[i].path, path) == 0;
	evi_case_findings_free(&found);
	evi_json_free(json);
	evi_buf_free(&text);
	return told;
}

static void
each_value_is_told_or_taken(void **state)
{
	size_t n_wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (tells(rows[i].fields, rows[i].code, rows[i].path) !=
		    rows[i].told) {
			print_error("%s: %s\n", rows[i].code, rows[i].fields);
			n_wrong++;
		}
	assert_int_equal(n_wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_value_is_told_or_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
