/*
 * What a file is that was given in the place of another: each of our documents
 * says it at its beginning.
 */
#ifndef EVI_RECORD_DOCUMENT_H
#define EVI_RECORD_DOCUMENT_H

#include <stddef.h>

enum evi_document_kind {
	EVI_DOCUMENT_PACKED, EVI_DOCUMENT_LOG, EVI_DOCUMENT_SEAL,
	EVI_DOCUMENT_CASE, EVI_DOCUMENT_OTHER
};

struct evi_document {
	enum evi_document_kind kind;
	const char *mark;		/* its payload type or schema, or how
					 * that begins */
	const char *what;		/* "a custody log" */
	const char *hint;		/* what reads it */
};

/* which one the text is, or begins as; NULL: none that is known here, or it
 * goes past the text */
const struct evi_document *evi_document_of(const void *text, size_t len);

#endif
