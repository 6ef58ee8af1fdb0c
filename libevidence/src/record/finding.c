/*
 * The findings' table, and which of two exit statuses is the worse.
 */
#include "record/finding.h"

const struct evi_finding_kind evi_finding_kinds[EVI_FINDING_COUNT] = {
#define F(id, text, kind, side, status, meaning_text, hint_text) \
	[EVI_FINDING_##id] = { \
		.code = (text), \
		.class = EVI_CLASS_##kind, \
		.axis = EVI_AXIS_##side, \
		.effect = (status), \
		.meaning = (meaning_text), \
		.hint = (hint_text), \
	},
	EVI_FINDINGS(F)
#undef F
};

const char *
evi_class_name(enum evi_finding_class class)
{
	switch (class) {
	case EVI_CLASS_ALTERED:
		return "altered";
	case EVI_CLASS_INCOMPLETE:
		return "incomplete";
	case EVI_CLASS_UNTRUSTED:
		return "untrusted";
	case EVI_CLASS_FOREIGN:
		return "foreign-files";
	case EVI_CLASS_LOCAL:
		return "local";
	case EVI_CLASS_LEGAL:
		return "legal";
	}
	return "local";
}

static int
rank(int effect)
{
	switch (effect) {
	case 1:
		return 4;
	case 5:
		return 3;
	case 4:
		return 2;
	case 3:
		return 1;
	default:
		return 0;
	}
}

int
evi_worse(int a, int b)
{
	return rank(b) > rank(a) ? b : a;
}
