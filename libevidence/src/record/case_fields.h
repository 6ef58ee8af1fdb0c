/*
 * The fields of a case (schemas/case.schema.json): their forms, their
 * vocabularies, and which of them an entry cannot do without.  A table, and
 * nothing that judges.
 */
#ifndef EVI_RECORD_CASE_FIELDS_H
#define EVI_RECORD_CASE_FIELDS_H

#include <stddef.h>

/* what stands at a key; a list of it with EVI_CASE_LIST */
enum evi_case_form {
	EVI_CASE_ANY,
	EVI_CASE_TEXT,		/* a string, as all up to TEXTS are */
	EVI_CASE_TIME,		/* RFC 3339 with offset */
	EVI_CASE_DATE,		/* the same, or a date alone */
	EVI_CASE_STATE,		/* ISO 3166-1 alpha-2, or org:NAME */
	EVI_CASE_LANG,		/* BCP 47 */
	EVI_CASE_DIGEST,	/* 64 hex digits */
	EVI_CASE_UUID,		/* of version 4 */
	EVI_CASE_CHOICE,	/* one of values, or x-... */
	EVI_CASE_TEXTS,		/* [{lang, text, status}] */
	EVI_CASE_COUNT,		/* an integer that is not negative */
	EVI_CASE_INTEGER,
	EVI_CASE_FLAG,		/* true or false */
	EVI_CASE_COUNT_OR_FLAG,
	EVI_CASE_UNTIL,		/* a time, or {event} */
	EVI_CASE_WHO,		/* a string, an object or an array */
	EVI_CASE_OBJECT		/* of a shape */
};

#define EVI_CASE_LIST 1u	/* an array of it */
#define EVI_CASE_REQUIRED 2u	/* without it the object is none */
#define EVI_CASE_EXPECTED 4u	/* its lack is a finding */

struct evi_case_shape;

struct evi_case_key {
	const char *name;
	enum evi_case_form form;
	unsigned int flags;
	const struct evi_case_shape *shape;	/* of an OBJECT */
	const char *const *values;		/* of a CHOICE; ends in NULL */
};

struct evi_case_shape {
	const struct evi_case_key *keys;
	size_t n;
};

extern const struct evi_case_shape evi_case_root;
extern const struct evi_case_shape evi_case_texts_shape;	/* of a Text */
extern const struct evi_case_shape evi_case_condition_shape;

/* NULL where the shape has no such key; @len bytes of @name */
const struct evi_case_key *evi_case_key(const struct evi_case_shape *shape,
    const char *name, size_t len);

#endif
