/*
 * The small tag files: their order, bagit.txt, evidence/format, bag-info.txt,
 * the locator, READ-ME-FIRST.txt (docs/format.md, section 3).
 */
#ifndef EVI_RECORD_TAGS_H
#define EVI_RECORD_TAGS_H

#include "record/statement.h"

/* in the order of the tar */
enum evi_tag {
	EVI_TAG_BAGIT, EVI_TAG_FORMAT,
	EVI_TAG_PAYLOAD,			/* data/... */
	EVI_TAG_MANIFEST, EVI_TAG_INVENTORY, EVI_TAG_GZI, EVI_TAG_CASE,
	EVI_TAG_CONDITIONS, EVI_TAG_RECIPIENTS, EVI_TAG_CUSTODY,
	EVI_TAG_DISCLOSURE, EVI_TAG_ORIGIN, EVI_TAG_X, EVI_TAG_README,
	EVI_TAG_BAG_INFO, EVI_TAG_TAGMANIFEST, EVI_TAG_SEAL, EVI_TAG_LOCATOR,
	EVI_TAG_NONE				/* no path of a bundle */
};

/* which one a path below BASE/ is; ORIGIN and X by their folders */
enum evi_tag evi_tag_of(const char *path);
/* its path; NULL for PAYLOAD, ORIGIN, X, NONE */
const char *evi_tag_path(enum evi_tag tag);

extern const char evi_bagit_text[];		/* bagit.txt */
extern const char evi_format_text[];		/* evidence/format */
extern const char evi_readme_text[];		/* READ-ME-FIRST.txt */
extern const size_t evi_readme_len;

/* content of evidence/format: our own, another number of ours, or neither */
enum evi_format_check { EVI_FORMAT_OURS, EVI_FORMAT_OTHER, EVI_FORMAT_NONE };
enum evi_format_check evi_format_check(const void *data, size_t len);

void evi_bag_info_write(struct evi_buf *out, const struct evi_statement *s,
    uint64_t bytes, uint64_t files);

#define EVI_LOCATOR_LEN 512
struct evi_locator {
	uint64_t tail_offset, tail_size, seal_offset, seal_size;
	bool has_tail_file;
	uint64_t tail_file_offset;
};
void evi_locator_write(uint8_t out[EVI_LOCATOR_LEN],
    const struct evi_locator *locator);
bool evi_locator_read(const uint8_t data[EVI_LOCATOR_LEN],
    struct evi_locator *out);

/* what a case says of objects.  Of each pair the texts have one index */
struct evi_case_marks {
	struct evi_texts exhibits;	/* ids of its exhibits */
	struct evi_texts path_ids, paths;	/* an exhibit's, as sealed */
	struct evi_texts flags, flag_ids;	/* a flag, and the exhibit that
					 * it is of; "" for all objects */
};
void evi_case_marks_free(struct evi_case_marks *marks);

/* a case as its author wrote it, cut in two (section 3.7); @case_text NULL:
 * conditions alone.  *case_out is left empty then.  What breaks the rules of
 * JSON or the form of a case is EVID_ERR_FORMAT with the field named; a `salt`
 * in it is replaced.  @salts: the case's, the conditions' */
enum evid_status evi_case_split(const char *case_text, size_t len,
    const char *name, const uint8_t salts[2][16], struct evi_buf *case_out,
    struct evi_buf *conditions_out, struct evi_case_marks *marks_out,
    struct evid_error *err);
/* a reader's check of either: one encoding, LF, schema, salt */
enum evid_status evi_case_check(const void *text, size_t len,
    const char **why_out, struct evid_error *err);
enum evid_status evi_recipients_check(const void *text, size_t len,
    const char **why_out, struct evid_error *err);

/* NAME.id: who signs with a key (schema urn:libevidence:key-id:1; name,
 * organization, state, keyid) */
struct evi_identity {
	char *name, *organization, *state;
	uint8_t keyid[EVI_SHA256_LEN];
};
void evi_identity_free(struct evi_identity *identity);
enum evid_status evi_identity_write(const struct evi_identity *identity,
    struct evi_buf *out, struct evid_error *err);
enum evid_status evi_identity_read(const void *text, size_t len,
    const char *file, struct evi_identity *out, struct evid_error *err);

/* a handling flag of the case's vocabulary, or x-... */
bool evi_flag_known(const char *flag);
/* which there are, for who named another */
extern const char evi_flag_hint[];

#endif
