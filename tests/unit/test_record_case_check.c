/* record/case_*.c: each rule of a case's check finds what it is for, at its
 * place, and is silent on a case that lacks nothing. */
#include "support_case.h"

#include "record/case_check.h"

#include <stdio.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define HEAD "'schema':'urn:libevidence:case:1',"

static const struct evi_instant now = { 1792800000, 0 };	/* 2026-10-24 */

/* A request that lacks nothing. */
static const char whole[] = "{" HEAD "'kind':'preservation-request',"
    "'reference':{'own':'2026-014'},'language':{'written':'ru',"
    "'replyIn':['en']},'parties':[{'role':'requesting','state':'KZ',"
    "'authority':[{'lang':'ru','text':'a'}],'channel':'24-7'},"
    "{'role':'requested','state':'VN','authority':[{'lang':'vi',"
    "'text':'b'}],'channel':'24-7'}],'legalBasis':[{'instrument':'UNCC',"
    "'articles':['42'],'binding':'in-force-between-us','checkedOn':"
    "'2026-10-01','checkedBy':'legal service','primary':true}],"
    "'measures':['preserve'],'offences':[{'title':[{'lang':'ru','text':"
    "'t'}],'law':[{'lang':'ru','text':'l'}],'provisions':['205']}],"
    "'facts':{'summary':[{'lang':'ru','text':'s'}],'necessity':[{'lang':"
    "'ru','text':'n'}],'intendsMla':true,'mlaDue':'2026-12-01'},"
    "'items':[{'id':'1','category':'traffic','identifiers':[{'type':'ip',"
    "'value':'192.0.2.7','port':443,'at':'2026-10-01T00:00:00+05:00'}]}],"
    "'exhibits':[],'conditions':[{'id':'C1','type':'use-this-case','text':"
    "[{'lang':'ru','text':'c'}],'imposedBy':'KZ','appliesTo':['1']}],"
    "'personalData':{'present':'yes','ground':[{'lang':'ru','text':'g'}],"
    "'onward':'prior-written-consent'},'urgency':{'level':'urgent',"
    "'grounds':['volatile'],'why':[{'lang':'ru','text':'w'}]},"
    "'preservation':[{'items':['1'],'requested':"
    "'2026-10-20T12:00:00+05:00','days':60,'startsAt':'request','ends':"
    "'2026-12-19T12:00:00+05:00','status':'requested'}]}";

static void
check(const char *text, struct evi_case_findings *out)
{
	struct evi_json *json = support_json(text);

	memset(out, 0, sizeof(*out));
	assert_int_equal(evi_case_check_all(json, now, NULL, 0, out, NULL),
	    EVID_OK);
	evi_json_free(json);
}

static const struct evi_case_finding *
find(const struct evi_case_findings *found, const char *code,
    const char *path)
{
	for (size_t i = 0; i < found->n; i++) {
		if (strcmp(evi_case_rules[found->items[i].rule].code, code) ==
		    0 && strcmp(found->items[i].path, path) == 0)
			return &found->items[i];
	}
	return NULL;
}

static void
a_case_that_lacks_nothing_is_silent(void **state)
{
	struct evi_case_findings found;

	(void)state;
	check(whole, &found);
	for (size_t i = 0; i < found.n; i++)
		print_message("# %s %s\n", found.items[i].path,
		    found.items[i].message);
	assert_int_equal(found.n, 0);
	assert_int_equal(found.worst, 0);
	evi_case_findings_free(&found);
}

/* What is wrong, as the fields of a case; the rule, its place, its effect. */
static const struct {
	const char *fields, *code, *path;
	int effect;
} rows[] = {
	{ "'reference':'x'", "case-form", "reference", 2 },
	{ "'items':[{'id':'1'}]", "case-form", "items[0].category", 2 },
	{ "'facts':{'summary':[{'text':'x'}]}", "case-form",
	    "facts.summary[0].lang", 2 },
	{ "'exhibits':[{'id':'E','acquisition':{'deviceClock':{'offsetSeconds':'1'}}}]",
	    "case-form", "exhibits[0].acquisition.deviceClock.offsetSeconds", 2 },
	{ "'conditions':[{'id':'C','type':'other','text':[],'imposedBy':'KZ',"
	    "'appliesTo':[],'consentFrom':7}]", "case-form",
	    "conditions[0].consentFrom", 2 },
	{ "'preservation':[{'ends':'','days':-1}]", "case-form",
	    "preservation[0].days", 2 },
	{ "'conditions':[{'id':'C','type':'other','text':[],'imposedBy':'KZ',"
	    "'appliesTo':[],'until':1}]", "case-form", "conditions[0].until",
	    2 },
	{ "'kind':'domestic'", "case-missing", "urgency", 3 },
	{ "'exhibits':[{'id':'E'}]", "case-missing", "exhibits[0].uid", 3 },
	{ "'reference':{'own':''}", "case-empty", "reference.own", 3 },
	{ "'kind':'mla-reqest'", "case-value-unknown", "kind", 3 },
	{ "'handling':{'tlp':'PURPLE'}", "case-value-unknown",
	    "handling.tlp", 3 },
	{ "'legalBasys':[]", "case-key-unknown", "legalBasys", 0 },
	{ "'urgency':{'level':'routine','answerBy':'2026-10-26T14:14:03'}",
	    "case-time", "urgency.answerBy", 3 },
	{ "'urgency':{'level':'routine','answerBy':'2026-10-26'}",
	    "case-time", "urgency.answerBy", 3 },
	{ "'facts':{'mlaDue':'2026-02-29'}", "case-time", "facts.mlaDue", 3 },
	{ "'conditions':[{'id':'C','type':'other','text':[],'imposedBy':'KZ',"
	    "'appliesTo':[],'until':'soon'}]", "case-time",
	    "conditions[0].until", 3 },
	{ "'conditions':[{'id':'C','type':'other','text':[],'imposedBy':'KZ',"
	    "'appliesTo':[],'until':{'event':''}}]", "case-condition-until",
	    "conditions[0].until", 3 },
	{ "'preservation':[{'ends':'','state':'Kazakhstan'}]", "case-state",
	    "preservation[0].state", 3 },
	{ "'language':{'written':'ru_RU'}", "case-language",
	    "language.written", 3 },
	{ "'inReplyTo':[{'reference':'r','sealDigest':'AB'}]", "case-digest",
	    "inReplyTo[0].sealDigest", 3 },
	{ "'exhibits':[{'id':'E','acquisition':{'hashes':[{'alg':'SHA-256',"
	    "'value':'00'}]}}]", "case-digest",
	    "exhibits[0].acquisition.hashes[0].value", 3 },
	{ "'items':[{'id':'1','category':'log'},{'id':'1','category':"
	    "'log'}]", "case-id-doubled", "items[1].id", 3 },
	{ "'items':[{'id':'1','category':'log','exhibit':'E9'}]",
	    "case-id-unknown", "items[0].exhibit", 3 },
	{ "'conditions':[{'id':'C','type':'other','text':[],'imposedBy':'KZ',"
	    "'appliesTo':['9']}]", "case-id-unknown",
	    "conditions[0].appliesTo[0]", 3 },
	{ "'items':[{'id':'1','category':'log','period':{'from':"
	    "'2026-10-02T00:00:00Z','to':'2026-10-02T00:00:00+01:00'}}]",
	    "case-period", "items[0].period", 3 },
	{ "'kind':'mla-request','parties':[{'role':'requesting','state':'KZ',"
	    "'authority':[],'channel':'24-7'}]", "case-parties", "parties",
	    3 },
	{ "'parties':[{'role':'court','state':'KZ','authority':[],'channel':"
	    "'24-7'}]", "case-parties", "parties[0].authority", 3 },
	{ "'legalBasis':[]", "case-basis-none", "legalBasis", 3 },
	{ "'legalBasis':[{'instrument':'BILATERAL','articles':['1'],"
	    "'binding':'provisional'}]", "case-basis-title",
	    "legalBasis[0].title", 3 },
	{ "'legalBasis':[{'instrument':'UNCC','articles':['1'],'binding':"
	    "'provisional'},{'instrument':'UNTOC','articles':['1'],"
	    "'binding':'provisional'}]", "case-basis-primary", "legalBasis",
	    3 },
	{ "'legalBasis':[{'instrument':'UNCC','articles':['1'],'binding':"
	    "'signed-only'}]", "case-binding", "legalBasis[0].binding", 3 },
	{ "'legalBasis':[{'instrument':'UNCC','articles':['1'],'binding':"
	    "'not-party'}]", "case-binding", "legalBasis[0].binding", 3 },
	{ "'legalBasis':[{'instrument':'UNCC','articles':['1'],'binding':"
	    "'unknown'}]", "case-binding", "legalBasis[0].binding", 3 },
	{ "'legalBasis':[{'instrument':'UNCC','articles':['1'],'binding':"
	    "'in-force-between-us'}]", "case-binding-unchecked",
	    "legalBasis[0].binding", 3 },
	{ "'legalBasis':[{'instrument':'UNCC','articles':['1'],'binding':"
	    "'provisional'}]", "case-binding-provisional",
	    "legalBasis[0].binding", 0 },
	{ "'kind':'mla-request','items':[]", "case-items-none", "items", 3 },
	{ "'kind':'mla-request'", "case-offences-none", "offences", 3 },
	{ "'kind':'mla-request','offences':[{'title':[{'lang':'ru','text':"
	    "'t'}],'law':[],'provisions':['205']}]", "case-offences-none",
	    "offences[0]", 3 },
	{ "'kind':'mla-request'", "case-facts", "facts.summary", 3 },
	{ "'kind':'mla-request'", "case-measures-none", "measures", 3 },
	{ "'items':[{'id':'1','category':'log','identifiers':[{'type':'ip',"
	    "'value':'192.0.2.7'}]}]", "case-address-incomplete",
	    "items[0].identifiers[0].port", 3 },
	{ "'items':[{'id':'1','category':'log','identifiers':[{'type':'ip',"
	    "'value':'192.0.2.7','port':1}]}]", "case-address-incomplete",
	    "items[0].identifiers[0].at", 3 },
	{ "'items':[{'id':'1','category':'log','identifiers':[{'type':'ip',"
	    "'value':'192.0.2.7','at':'2026-10-01T00:00:00Z'}]}]",
	    "case-address-incomplete", "items[0].identifiers[0].port", 3 },
	{ "'items':[{'id':'1','category':'log','identifiers':[{'type':'ip',"
	    "'value':'192.0.2.256'}]}]", "case-identifier",
	    "items[0].identifiers[0]", 3 },
	{ "'items':[{'id':'1','category':'log','identifiers':[{'type':'url',"
	    "'value':'u','port':65536}]}]", "case-identifier",
	    "items[0].identifiers[0]", 3 },
	{ "'exhibits':[{'id':'E','imei':['490154203237519']}]",
	    "case-identifier", "exhibits[0].imei[0]", 3 },
	{ "'urgency':{'level':'emergency'}", "case-urgency", "urgency", 3 },
	{ "'orders':[{'validUntil':'2026-10-23'}]", "case-order-ended",
	    "orders[0].validUntil", 3 },
	{ "'offences':[{'title':[],'law':[],'provisions':[],'maxPenalty':"
	    "{'death':true}}]", "case-death-penalty", "offences[0]", 0 },
	{ "'offences':[{'title':[],'law':[],'provisions':[],"
	    "'dualCriminality':'disputed'}]", "case-dual-criminality",
	    "offences[0]", 0 },
	{ "'kind':'preservation-request'", "case-preservation-none",
	    "preservation", 3 },
	{ "'preservation':[{'ends':''}]", "case-preservation-end",
	    "preservation[0].ends", 3 },
	{ "'preservation':[{'ends':'2026-10-23T00:00:00Z'}]",
	    "case-preservation-ended", "preservation[0].ends", 3 },
	{ "'preservation':[{'ends':'2026-12-01T00:00:00Z','days':60,"
	    "'startsAt':'request','requested':'2026-10-20T00:00:00Z'}]",
	    "case-preservation-count", "preservation[0].ends", 0 },
	{ "'preservation':[{'ends':'2027-01-01T00:00:00Z','renewalsMax':0,"
	    "'renewals':[{'no':1}]}]", "case-preservation-renewals",
	    "preservation[0].renewals", 3 },
	{ "'facts':{'mlaDue':'2027-01-02'},'preservation':[{'ends':"
	    "'2027-01-01T00:00:00Z'}]", "case-mla-due", "facts.mlaDue", 3 },
	{ "'facts':{'intendsMla':true}", "case-mla-due", "facts.mlaDue", 3 },
	{ "'kind':'mla-answer'", "case-reply-none", "inReplyTo", 3 },
	{ "'inReplyTo':[{'reference':'r'}]", "case-reply-seal",
	    "inReplyTo[0].sealDigest", 0 },
	{ "'kind':'mla-answer','items':[{'id':'1','category':'log'}]",
	    "case-item-unanswered", "items[0].outcome", 3 },
	{ "'inReplyTo':[{'reference':'r','items':['1','2']}],'items':[{'id':"
	    "'1','category':'log'}]", "case-item-unanswered",
	    "inReplyTo[0].items[1]", 3 },
	{ "'kind':'mla-answer','items':[{'id':'1','category':'log','outcome':"
	    "'refused'}]", "case-reason", "items[0].reason", 3 },
	{ "'kind':'refusal'", "case-refusal-none", "refusal.ground", 3 },
	{ "'kind':'refusal','refusal':{'ground':'rights'}", "case-reason",
	    "refusal.text", 3 },
	{ "'conditions':[{'id':'C','type':'other','text':[],'imposedBy':'KZ',"
	    "'appliesTo':['all'],'needsAcceptance':true}]",
	    "case-condition-text", "conditions[0].text", 3 },
	{ "'parties':[{'role':'court','state':'VN','authority':[{'lang':'vi',"
	    "'text':'a'}],'channel':'24-7'}],'conditions':[{'id':'C','type':"
	    "'other','text':[],'imposedBy':'KZ','appliesTo':['all']}]",
	    "case-condition-party", "conditions[0].imposedBy", 0 },
	{ "'conditions':[{'id':'C','type':'delete-after','text':[],"
	    "'imposedBy':'KZ','appliesTo':['all']}]", "case-condition-until",
	    "conditions[0].until", 3 },
	{ "'conditions':[{'id':'C','type':'other','text':[],'imposedBy':'KZ',"
	    "'appliesTo':['all'],'critical':'yes'}]",
	    "case-condition-critical", "conditions[0].critical", 3 },
	{ "'conditions':[{'id':'C','type':'other','text':[],'imposedBy':'KZ',"
	    "'appliesTo':['all'],'until':'2026-10-23'}]", "case-ended",
	    "conditions[0].until", 3 },
	{ "'confidential':{'until':'2026-10-23'}", "case-ended",
	    "confidential.until", 3 },
	{ "'personalData':{'present':'no','retention':{'until':"
	    "'2026-10-23'}}", "case-ended", "personalData.retention.until",
	    3 },
	{ "'confidential':{'request':true,'notifySubject':'yes'}",
	    "case-confidential", "confidential.notifySubject", 3 },
	{ "'confidential':{'notifySubject':'after'}", "case-confidential",
	    "confidential.after", 3 },
	{ "'personalData':{'present':'yes'}", "case-personal-data",
	    "personalData", 3 },
	{ "'personalData':{'present':'unknown'}", "case-personal-data",
	    "personalData.present", 3 },
	{ "'flags':[{'flag':'csam','appliesTo':['all']}]", "case-flag-rule",
	    "flags[0].rule", 0 },
	{ "'flags':[{'flag':'csam'}]", "case-flag-nowhere",
	    "flags[0].appliesTo", 3 },
	{ "'privilege':{'status':'unreviewed'}", "case-privilege",
	    "privilege.status", 3 },
	{ "'persons':[{'protected':true,'name':{'name':'n'}}]",
	    "case-protected-named", "persons[0]", 0 },
	{ "'exhibits':[{'id':'E','uid':'1'}]", "case-exhibit-uid",
	    "exhibits[0].uid", 3 },
	{ "'language':{'written':'ru'},'facts':{'summary':[{'lang':'en',"
	    "'text':'x'}]}", "case-translation", "facts.summary", 0 },
};

static void
each_rule_finds_what_it_is_for(void **state)
{
	char text[1024];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct evi_case_finding *f;
		struct evi_case_findings found;

		(void)snprintf(text, sizeof(text), "{" HEAD "%s}",
		    rows[i].fields);
		check(text, &found);
		f = find(&found, rows[i].code, rows[i].path);
		if (f == NULL)
			print_message("# row %zu: %s at %s\n", i,
			    rows[i].code, rows[i].path);
		assert_non_null(f);
		assert_int_equal(evi_case_rules[f->rule].effect,
		    rows[i].effect);
		assert_true(evi_case_rules[f->rule].hint[0] != '\0');
		evi_case_findings_free(&found);
	}
}

/* A rule without a row above would be one that nobody has seen act; the last
 * one is provoked below. */
static void
every_rule_has_its_row(void **state)
{
	(void)state;
	for (int rule = 0; rule < EVI_RULE_COUNT; rule++) {
		bool seen = rule == EVI_RULE_MORE;

		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
			seen |= strcmp(rows[i].code,
			    evi_case_rules[rule].code) == 0;
		if (!seen)
			print_message("# %s\n", evi_case_rules[rule].code);
		assert_true(seen);
	}
}

static void
a_value_of_ones_own_is_no_finding(void **state)
{
	struct evi_case_findings found;

	(void)state;
	check("{" HEAD "'kind':'x-','handling':{'tlp':'x-BLACK'}}", &found);
	assert_non_null(find(&found, "case-value-unknown", "kind"));
	assert_null(find(&found, "case-value-unknown", "handling.tlp"));
	evi_case_findings_free(&found);
	check("{" HEAD "'kind':'x-own','handling':{'tlp':'x-BLACK'},"
	    "'x-note':{'y':[1]}}", &found);
	assert_null(find(&found, "case-value-unknown", "kind"));
	assert_null(find(&found, "case-value-unknown", "handling.tlp"));
	assert_null(find(&found, "case-key-unknown", "x-note"));
	evi_case_findings_free(&found);
}

/* One text that says something suffices. */
static void
a_ground_that_is_explained_is_no_finding(void **state)
{
	static const char fields[] = "'kind':'refusal','refusal':{'ground':"
	    "'rights','text':[{'lang':'kk','text':''}%s]}";
	static const char *const said[] = { "",
		",{'lang':'en','text':'why'}" };
	struct evi_case_findings found;
	char text[300], own[200];

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		(void)snprintf(own, sizeof(own), fields, said[i]);
		(void)snprintf(text, sizeof(text), "{" HEAD "%s}", own);
		check(text, &found);
		assert_true((find(&found, "case-reason", "refusal.text") ==
		    NULL) == (i == 1));
		assert_null(find(&found, "case-refusal-none",
		    "refusal.ground"));
		evi_case_findings_free(&found);
	}
}

static void
a_broken_form_is_all_that_is_told(void **state)
{
	struct evi_case_findings found;

	(void)state;
	check("{" HEAD "'kind':1,'items':{},'handling':{'tlp':'PURPLE'}}",
	    &found);
	assert_int_equal(found.worst, 2);
	assert_int_equal(found.n, 2);
	evi_case_findings_free(&found);
	check("[]", &found);
	assert_int_equal(found.worst, 2);
	evi_case_findings_free(&found);
	check("{'schema':'urn:libevidence:case:2'}", &found);
	assert_non_null(find(&found, "case-form", "schema"));
	evi_case_findings_free(&found);
	check("{}", &found);
	assert_non_null(find(&found, "case-form", "schema"));
	evi_case_findings_free(&found);
}

static void
what_comes_from_the_case_is_escaped(void **state)
{
	struct evi_case_findings found;

	(void)state;
	check("{" HEAD "'kind':'a\\u001b[2J\\u202e'}", &found);
	for (size_t i = 0; i < found.n; i++) {
		assert_null(strchr(found.items[i].message, 0x1b));
		assert_null(strstr(found.items[i].message,
		    "\xe2\x80\xae"));
	}
	assert_non_null(find(&found, "case-value-unknown", "kind"));
	evi_case_findings_free(&found);
	check("{" HEAD "'\\u001b':1}", &found);
	assert_non_null(find(&found, "case-key-unknown", "\\u{001B}"));
	evi_case_findings_free(&found);
}

static void
addresses_of_both_kinds_are_known(void **state)
{
	static const struct {
		const char *value;
		bool good;
	} values[] = {
		{ "0.0.0.0", true }, { "255.255.255.255", true },
		{ "1.2.3", false }, { "1.2.3.4.5", false }, { "1..3.4", false },
		{ "1.2.3.4 ", false }, { "::", true }, { "::1", true },
		{ "2001:db8::7", true }, { "2001:db8:0:0:0:0:0:7", true },
		{ "1:2:3:4:5:6:7:8:9", false }, { "1:2:3:4:5:6:7", false },
		{ "::ffff:192.0.2.7", true }, { "1::2::3", false },
		{ "12345::", false }, { ":1", false }, { "1:", false },
		{ "g::", false }, { "fe80::1:2:3:4", true },
		{ "1:2:3:4:5:6:192.0.2.7", true },
		{ "1:2:3:4:5:6:7:192.0.2.7", false },
	};
	char text[256];

	(void)state;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		struct evi_case_findings found;

		(void)snprintf(text, sizeof(text), "{" HEAD "'items':[{'id':"
		    "'1','category':'log','identifiers':[{'type':'ip',"
		    "'value':'%s','port':1,'at':'2026-10-01T00:00:00Z'}]}]}",
		    values[i].value);
		check(text, &found);
		if ((find(&found, "case-identifier",
		    "items[0].identifiers[0]") == NULL) != values[i].good)
			print_message("# %s\n", values[i].value);
		assert_true((find(&found, "case-identifier",
		    "items[0].identifiers[0]") == NULL) == values[i].good);
		evi_case_findings_free(&found);
	}
}

static void
identifiers_of_each_type_are_known(void **state)
{
	static const struct {
		const char *type, *value;
		bool good;
	} values[] = {
		{ "imei", "490154203237518", true },
		{ "imei", "490154203237519", false },
		{ "imei", "49015420323751", false },
		{ "imsi", "310150123456789", true },
		{ "imsi", "31015012345678", true },
		{ "imsi", "3101501234567", false },
		{ "imsi", "31015012345678a", false },
		{ "email", "a@b.example", true },
		{ "email", "a@b@c.example", true },
		{ "email", "@b.example", false }, { "email", "a@", false },
		{ "email", "a", false }, { "email", "a b@c.example", false },
		{ "email", "a@b,c@d", false },
		{ "phone", "+7 (727) 250-00.00/1", true },
		{ "phone", "112", true }, { "phone", "+", false },
		{ "phone", "call 112", false },
		{ "url", "anything at all", true },
	};
	char text[256];

	(void)state;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		struct evi_case_findings found;
		bool good;

		(void)snprintf(text, sizeof(text), "{" HEAD "'items':[{'id':"
		    "'1','category':'log','identifiers':[{'type':'%s',"
		    "'value':'%s'}]}]}", values[i].type, values[i].value);
		check(text, &found);
		good = find(&found, "case-identifier",
		    "items[0].identifiers[0]") == NULL;
		if (good != values[i].good)
			print_message("# %s %s\n", values[i].type,
			    values[i].value);
		assert_true(good == values[i].good);
		evi_case_findings_free(&found);
	}
}

static void
too_many_findings_are_counted(void **state)
{
	struct evi_buf text = EVI_BUF_INIT;
	struct evi_case_findings found;

	(void)state;
	evi_buf_add_text(&text, "{" HEAD "'kind':'domestic','measures':[");
	for (int i = 0; i < EVI_CASE_FINDINGS_MAX + 500; i++)
		evi_buf_add_text(&text, i == 0 ? "'z'" : ",'z'");
	evi_buf_add_text(&text, "]}");
	check(evi_buf_text(&text), &found);
	assert_int_equal(found.n, EVI_CASE_FINDINGS_MAX + 1);
	assert_non_null(find(&found, "case-more", ""));
	evi_case_findings_free(&found);
	evi_buf_free(&text);
}

static void
an_end_that_nobody_stated_is_suggested_and_not_more(void **state)
{
	struct evi_json *lengths = support_json(
	    "{'schema':'urn:libevidence:clock-lengths:1','instrument':'UNCC',"
	    "'source':'S','clocks':[{'clock':'preservation','kinds':"
	    "['preservation-request'],'rule':'minimum','days':60,"
	    "'startsAt':'receipt','source':'article 42'}]}");
	struct evi_json *json = support_json("{" HEAD "'kind':"
	    "'preservation-request','legalBasis':[{'instrument':'UNCC',"
	    "'articles':['42'],'binding':'unknown'}],'preservation':[{"
	    "'received':'2026-10-20T12:00:00+05:00','ends':''}]}");
	struct evi_case_findings found = { 0 };
	const struct evi_case_finding *f;

	(void)state;
	assert_int_equal(evi_case_check_all(json, now, &lengths, 1, &found,
	    NULL), EVID_OK);
	f = find(&found, "case-preservation-end", "preservation[0].ends");
	assert_non_null(f);
	assert_non_null(strstr(f->message, "2026-12-19T12:00:00+05:00"));
	assert_non_null(strstr(f->message, "suggestion"));
	assert_non_null(strstr(f->message, "article 42"));
	evi_case_findings_free(&found);
	evi_json_free(json);
	evi_json_free(lengths);
	/* counted by what stands beside it, of which no file tells */
	check("{" HEAD "'kind':'preservation-request','preservation':[{"
	    "'received':'2026-10-20T12:00:00+05:00','days':10,'startsAt':"
	    "'receipt','ends':''}]}", &found);
	f = find(&found, "case-preservation-end", "preservation[0].ends");
	assert_non_null(f);
	assert_non_null(strstr(f->message, "it would be "
	    "2026-10-30T12:00:00+05:00, as a suggestion (by the days stated "
	    "beside it)"));
	evi_case_findings_free(&found);
}

/* the first finding of a condition by itself, as PATH: MESSAGE; @json is
 * taken */
static void
condition_is(struct evi_json *json, const char *want)
{
	struct evi_case_findings found = { 0 };
	char got[200] = "";

	evi_case_check_condition(json, &found);
	if (found.n > 0)
		(void)snprintf(got, sizeof(got), "%s: %s",
		    found.items[0].path, found.items[0].message);
	assert_string_equal(got, want);
	evi_case_findings_free(&found);
	evi_json_free(json);
}

/* a condition that is good but for what is written over, @with */
#define GOOD "{'id':'C-1','type':'other','imposedBy':'KZ'," \
    "'text':[{'lang':'en','text':'t'}],'appliesTo':['all']"
static const struct {
	const char *with, *want;
} alone[] = {
	{ "'id':'C-1'", "" },
	{ "'needsAcceptance':true,'critical':'urn:example:a','until':{'event':"
	    "'e'},'x-a':1", "" },
	{ "'text':[{'lang':'en','text':''},{'lang':'vi','text':'t'}]", "" },
	{ "'appliesTo':['','E-1']", "" },
	{ "'until':'2026-10-26'", "" },
	{ "'until':{}", "" },
	{ "'type':'delete-after'", "" },
	{ "'id':'\\u2003\\n'", "id: it says nothing" },
	{ "'type':' '", "type: it says nothing" },
	{ "'text':[]", "text: it has no text" },
	{ "'text':[{'lang':'en','text':'\\u2003'}]", "text: it has no text" },
	{ "'imposedBy':'kz'",
	    "imposedBy: it is no State, such as KZ or org:NAME" },
	{ "'imposedBy':''",
	    "imposedBy: it is no State, such as KZ or org:NAME" },
	{ "'appliesTo':'all'", "appliesTo: here stands no list" },
	{ "'appliesTo':[1]", "appliesTo[0]: here stands no text" },
	{ "'appliesTo':[]", "appliesTo: it applies to nothing" },
	{ "'appliesTo':['',' ']", "appliesTo: it applies to nothing" },
	{ "'needsAcceptance':'yes'",
	    "needsAcceptance: here stands no true or false" },
	{ "'until':' '", "until: it says nothing" },
	{ "'until':'soon'", "until: it is neither a time with its offset nor "
	    "a day: it would never end" },
	{ "'critical':''", "critical: it says nothing" },
	{ "'critical':'foo'", "critical: it is no URN" },
	{ "'critical':'urn:'", "critical: it is no URN" },
};

/* GOOD with the keys of @with in their place */
static struct evi_json *
good_with(const char *with)
{
	struct evi_json *json = support_json(GOOD "}"), *other, *value;
	struct evi_buf text = EVI_BUF_INIT;
	const char *key;
	void *place = NULL;

	evi_buf_add_format(&text, "{%s}", with);
	other = support_json(evi_buf_text(&text));
	while (evi_json_next(other, &place, &key, &value))
		assert_true(evi_json_set(json, key, evi_json_ref(value)));
	evi_json_free(other);
	evi_buf_free(&text);
	return json;
}

/* Each by itself, and as the second of a case that is to be sealed. */
static void
a_condition_by_itself_is_held_to_what_one_of_a_case_is(void **state)
{
	(void)state;
	condition_is(support_json("{'type':'other'}"), "id: it is missing");
	for (size_t i = 0; i < sizeof(alone) / sizeof(alone[0]); i++)
		condition_is(good_with(alone[i].with), alone[i].want);
}

static void
a_case_to_be_sealed_is_held_to_that_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(alone) / sizeof(alone[0]); i++) {
		struct evi_json *json = support_json("{'conditions':[" GOOD
		    "}]}");
		struct evi_case_findings found = { 0 };
		char got[200] = "";

		if (strstr(alone[i].want, "here stands") == NULL) {
			assert_true(evi_json_append(evi_json_get(json,
			    "conditions"), good_with(alone[i].with)));
			evi_case_check_conditions(json, &found);
			if (found.n > 0)
				(void)snprintf(got, sizeof(got), "%s: %s",
				    found.items[0].path,
				    found.items[0].message);
			assert_int_equal(found.n > 0, *alone[i].want != '\0');
			assert_string_equal(got + (found.n > 0 ?
			    strlen("conditions[1].") : 0), alone[i].want);
		}
		evi_case_findings_free(&found);
		evi_json_free(json);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_case_that_lacks_nothing_is_silent),
		cmocka_unit_test(each_rule_finds_what_it_is_for),
		cmocka_unit_test(every_rule_has_its_row),
		cmocka_unit_test(a_value_of_ones_own_is_no_finding),
		cmocka_unit_test(a_ground_that_is_explained_is_no_finding),
		cmocka_unit_test(a_broken_form_is_all_that_is_told),
		cmocka_unit_test(what_comes_from_the_case_is_escaped),
		cmocka_unit_test(addresses_of_both_kinds_are_known),
		cmocka_unit_test(identifiers_of_each_type_are_known),
		cmocka_unit_test(too_many_findings_are_counted),
		cmocka_unit_test(
		    an_end_that_nobody_stated_is_suggested_and_not_more),
		cmocka_unit_test(
		    a_condition_by_itself_is_held_to_what_one_of_a_case_is),
		cmocka_unit_test(a_case_to_be_sealed_is_held_to_that_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
