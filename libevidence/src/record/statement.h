/*
 * The seal: statement and envelope (docs/format.md, section 4), to bytes and
 * back.  Signing and checking signatures are others'.
 */
#ifndef EVI_RECORD_STATEMENT_H
#define EVI_RECORD_STATEMENT_H

#include "adapt/digest.h"
#include "adapt/json.h"
#include "base/instant.h"

#define EVI_SIGNERS_MAX 64
#define EVI_TEXT_MAX 1024
#define EVI_PAYLOAD_TYPE "application/vnd.in-toto+json"
#define EVI_SEAL_TYPE "urn:libevidence:seal:v1"
#define EVI_SCHEMA_CASE "urn:libevidence:case:1"

struct evi_signer {
	char *name, *organization, *state;	/* "" where not stated */
	struct evi_buf spki;
	uint8_t keyid[EVI_SHA256_LEN];		/* of spki */
};

struct evi_texts {
	char **items;
	size_t count, cap;
};
void evi_texts_free(struct evi_texts *texts);
enum evid_status evi_texts_add(struct evi_texts *texts, const char *text,
    struct evid_error *err);
bool evi_texts_have(const struct evi_texts *texts, const char *text);

struct evi_statement {
	uint8_t tagmanifest[EVI_SHA256_LEN];
	char id[37];
	char name[65];
	bool detached;
	struct evi_instant started_at, sealed_at;
	char *clock_source;
	int synchronised;		/* 1, 0, or -1: not known */
	bool has_error;
	uint64_t error_milliseconds;
	char *zone;
	struct evi_signer *signers;
	size_t n_signers;
	uint64_t n_objects;
	uint8_t merkle_root[EVI_SHA256_LEN];
	bool partial;
	struct evi_texts excluded;
	uint8_t conditions[EVI_SHA256_LEN];
	bool has_recipients;
	uint8_t recipients[EVI_SHA256_LEN];
	uint64_t custody_count;
	struct evi_texts custody_heads;
	struct evi_texts critical;
	bool has_supersedes;
	uint8_t supersedes[EVI_SHA256_LEN];
	char *tool_name, *tool_version;
};

void evi_statement_free(struct evi_statement *s);
enum evid_status evi_statement_write(const struct evi_statement *s,
    struct evi_buf *payload_out, struct evid_error *err);
/* *why_out NULL: good; else a constant text.  @unknown_out: may be NULL */
enum evid_status evi_statement_read(const void *payload, size_t len,
    struct evi_statement *out, const char **why_out, bool *unknown_out,
    struct evid_error *err);

struct evi_envelope {
	struct evi_buf payload;			/* decoded */
	size_t n_signatures;
	struct evi_signature {
		uint8_t keyid[EVI_SHA256_LEN];
		struct evi_buf sig;
	} signatures[EVI_SIGNERS_MAX];
};

#define EVI_ENVELOPE_INIT { EVI_BUF_INIT, 0, {{{0}, EVI_BUF_INIT}} }

void evi_envelope_free(struct evi_envelope *e);
/* with the final LF */
enum evid_status evi_envelope_write(const struct evi_envelope *e,
    struct evi_buf *out, struct evid_error *err);
enum evid_status evi_envelope_read(const void *text, size_t len,
    struct evi_envelope *out, const char **why_out, struct evid_error *err);
/* DSSE's pre-authentication encoding of a payload of EVI_PAYLOAD_TYPE */
void evi_pae(struct evi_buf *out, const void *payload, size_t len);

/* the same of payloads of another @type.  @in_order: the signatures must
 * stand in strictly increasing order of key id, so that no key signs twice
 * and a set of signatures has one encoding (section 10) */
enum evid_status evi_envelope_write_as(const struct evi_envelope *e,
    const char *type, struct evi_buf *out, struct evid_error *err);
enum evid_status evi_envelope_read_as(const void *text, size_t len,
    const char *type, bool in_order, struct evi_envelope *out,
    const char **why_out, struct evid_error *err);
void evi_pae_as(struct evi_buf *out, const char *type, const void *payload,
    size_t len);

/* state and text rules of section 4: no control characters, 1,024 bytes */
bool evi_text_good(const char *text);
/* a UUID of version 4 and the RFC's variant, in lower case */
bool evi_uuid_good(const char *text);
/* one of 16 random bytes, of which 6 bits are given away */
void evi_uuid_format(const uint8_t random[16], char out[37]);
bool evi_instant_before(struct evi_instant a, struct evi_instant b);

#endif
