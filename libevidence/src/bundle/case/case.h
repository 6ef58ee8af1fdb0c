/*
 * A case in hand, and what it was read or made from.
 */
#ifndef EVI_BUNDLE_CASE_CASE_H
#define EVI_BUNDLE_CASE_CASE_H

#include "adapt/digest.h"
#include "adapt/json.h"
#include "base/instant.h"
#include "evidence/case.h"

struct evid_case {
	struct evi_json *json;
	struct evi_json *questions;	/* of its template, or NULL */
	char *origin;			/* of its template, or NULL */
	char *name;			/* of its file, to be shown; or NULL */
	bool sealed;
	uint8_t seal_digest[EVI_SHA256_LEN];
	struct evi_instant sealed_at;
	const struct evid_custody *log;	/* borrowed; or NULL */
	struct evi_custody_masking *masking;	/* of a bundle; or NULL */
};

/* a JSON file of at most 16 MiB; EVID_ERR_FORMAT */
enum evid_status evi_case_file(const char *path, struct evi_json **out,
    struct evid_error *err);
/* EVID_ERR_FORMAT with the first field whose form is broken */
enum evid_status evi_case_good_form(const struct evid_case *c,
    struct evid_error *err);

#endif
