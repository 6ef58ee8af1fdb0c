/*
 * What evid-case check finds in a case: the codes are stable, and listed in
 * evid-case(1).  Effect 2: the form is broken; 3: a person is asked; 0: told.
 */
#ifndef EVI_RECORD_CASE_RULES_H
#define EVI_RECORD_CASE_RULES_H

/* R(identifier, code, effect, hint) */
#define EVI_CASE_RULES(R) \
	/* form and vocabulary */ \
	R(FORM, "case-form", 2, "write it as the schema of a case says") \
	R(MISSING, "case-missing", 3, \
	    "state it, also when there is none (an empty list)") \
	R(EMPTY, "case-empty", 3, "fill it in, or take the field out") \
	/* the same of one without which something else is wrong */ \
	R(EMPTY_NEEDED, "case-empty", 3, "fill it in") \
	R(VALUE_UNKNOWN, "case-value-unknown", 3, \
	    "use a value of the list, or one of your own with x- before it") \
	R(KEY_UNKNOWN, "case-key-unknown", 0, \
	    "check the spelling; one of your own begins with x-") \
	R(TIME, "case-time", 3, \
	    "write it with its offset: 2026-10-26T14:14:03+05:00") \
	R(STATE, "case-state", 3, \
	    "write two capital letters (ISO 3166-1), or org:NAME") \
	R(LANGUAGE, "case-language", 3, \
	    "write a language tag: ru, en, zh-Hans") \
	R(DIGEST, "case-digest", 3, \
	    "copy the digits anew from where they were computed") \
	R(ID_DOUBLED, "case-id-doubled", 3, "give each an id of its own") \
	R(ID_UNKNOWN, "case-id-unknown", 3, \
	    "use the id of an item or exhibit of this case, or \"all\" for " \
	    "what a condition or a flag applies to") \
	R(PERIOD, "case-period", 3, "compare both ends of the period") \
	R(MORE, "case-more", 0, "mend the first ones and check again") \
	/* who asks whom, under what */ \
	R(PARTIES, "case-parties", 3, \
	    "name the authority with its role and State") \
	R(BASIS_NONE, "case-basis-none", 3, \
	    "name the instrument, the law or reciprocity") \
	R(BASIS_TITLE, "case-basis-title", 3, \
	    "give the instrument's full title") \
	R(BASIS_PRIMARY, "case-basis-primary", 3, \
	    "mark one of them as primary") \
	R(BINDING, "case-binding", 3, \
	    "let the authority that answers for treaties say how it stands") \
	R(BINDING_UNCHECKED, "case-binding-unchecked", 3, \
	    "say who looked it up, and on which date") \
	R(BINDING_PROVISIONAL, "case-binding-provisional", 0, \
	    "name the declaration by which it applies") \
	/* what is asked */ \
	R(ITEMS_NONE, "case-items-none", 3, "list what is asked for") \
	R(OFFENCES_NONE, "case-offences-none", 3, \
	    "name the offence, its law and its provisions") \
	R(FACTS, "case-facts", 3, "tell the facts in a few sentences") \
	R(MEASURES_NONE, "case-measures-none", 3, "say what is to be done") \
	R(ADDRESS, "case-address-incomplete", 3, \
	    "ask the service that logged the address for port and time") \
	R(IDENTIFIER, "case-identifier", 3, "compare it with its source") \
	R(URGENCY, "case-urgency", 3, "say what would be lost by waiting") \
	R(ORDER_ENDED, "case-order-ended", 3, \
	    "have it renewed, or say why it still serves") \
	R(DEATH_PENALTY, "case-death-penalty", 0, \
	    "consider a condition of type penalty-assurance") \
	R(DUAL, "case-dual-criminality", 0, \
	    "be ready to explain the offence") \
	/* preservation */ \
	R(PRESERVATION_NONE, "case-preservation-none", 3, \
	    "state who preserves what, and until when") \
	R(PRESERVATION_END, "case-preservation-end", 3, \
	    "let whoever counts it state the end") \
	R(PRESERVATION_ENDED, "case-preservation-ended", 3, \
	    "ask whether the data still exist, and for an extension") \
	R(PRESERVATION_COUNT, "case-preservation-count", 0, \
	    "compare how both sides count") \
	R(PRESERVATION_RENEWALS, "case-preservation-renewals", 3, \
	    "ask the State that preserves whether it can go on") \
	R(MLA_DUE, "case-mla-due", 3, \
	    "send the request for assistance before the preservation ends") \
	/* the answer */ \
	R(REPLY_NONE, "case-reply-none", 3, \
	    "name the request that this answers") \
	R(REPLY_SEAL, "case-reply-seal", 0, \
	    "add the request's seal digest, if it came sealed") \
	R(UNANSWERED, "case-item-unanswered", 3, \
	    "say what became of it: provided, not-held, refused, ...") \
	R(REASON, "case-reason", 3, "say why") \
	R(REFUSAL_NONE, "case-refusal-none", 3, \
	    "state the ground of the refusal or postponement") \
	/* what goes with it */ \
	R(CONDITION_TEXT, "case-condition-text", 3, \
	    "write out what the other side is to accept") \
	R(CONDITION_PARTY, "case-condition-party", 0, \
	    "check that the State is the one meant") \
	R(CONDITION_UNTIL, "case-condition-until", 3, \
	    "state the date, or the event") \
	R(CONDITION_CRITICAL, "case-condition-critical", 3, \
	    "write the URN that verifiers are to understand") \
	R(ENDED, "case-ended", 3, "state another date, or take it out") \
	R(CONFIDENTIAL, "case-confidential", 3, \
	    "decide which of the two is meant") \
	R(PERSONAL_DATA, "case-personal-data", 3, \
	    "state the ground, and what onward transfer is allowed") \
	R(FLAG_RULE, "case-flag-rule", 0, \
	    "add the rule no-preview, so that others see it too") \
	R(FLAG_NOWHERE, "case-flag-nowhere", 3, \
	    "say to which items or exhibits it applies, or \"all\"") \
	R(PRIVILEGE, "case-privilege", 3, \
	    "have the material filtered before it is read") \
	R(PROTECTED_NAMED, "case-protected-named", 0, \
	    "name a protected person only where it is needed") \
	R(EXHIBIT_UID, "case-exhibit-uid", 3, \
	    "give it a UUID of version 4, in lower case") \
	R(TRANSLATION, "case-translation", 0, \
	    "check that the text in the case's own language is there")

enum evi_case_rule {
#define R(id, code, effect, hint) EVI_RULE_##id,
	EVI_CASE_RULES(R)
#undef R
	EVI_RULE_COUNT
};

struct evi_case_rule_kind {
	const char *code;
	int effect;
	const char *hint;
};

extern const struct evi_case_rule_kind evi_case_rules[EVI_RULE_COUNT];

#endif
