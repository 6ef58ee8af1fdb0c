/*
 * The pin list (docs/format.md, section 10.1): one's own notes of whose a key
 * is, and who confirmed it how.  A local file, not signed, any JSON:
 *
 *	{"schema","pins":[{"publicKey","holder":{"name","organization",
 *	 "state"},"uses","confirmed":{"by","how","at","document"}}]}
 */
#ifndef EVI_RECORD_PINS_H
#define EVI_RECORD_PINS_H

#include "adapt/json.h"
#include "record/statement.h"

#define EVI_PINS_SCHEMA "urn:libevidence:pins:1"
#define EVI_PINS_LIMIT EVI_JSON_LIMIT

#define EVI_N_HOWS 5
extern const char *const evi_how_names[EVI_N_HOWS];

struct evi_pin {
	struct evi_buf spki;
	uint8_t keyid[EVI_SHA256_LEN];		/* of spki */
	char *name, *organization, *state;
	unsigned int uses;			/* enum evid_use, or-ed */
	char *by;
	unsigned int how;			/* of evi_how_names */
	struct evi_instant at;
	char *document;				/* NULL: none */
	char *holder;		/* alike for pins of one holder; not written */
	struct evi_json *holder_rest, *confirmed_rest, *rest;
};

struct evi_pins {
	char *file;			/* that it was read from, for messages;
					 * or NULL */
	struct evi_pin *items;
	size_t count, cap;
	size_t *order;			/* of those that were read, by keyid */
	size_t n_order;
	struct evi_json *rest;
	struct evi_texts unknown;	/* where keys stand that are not known
					 * here and do not begin with "x-" */
};

void evi_pins_free(struct evi_pins *pins);
void evi_pin_wipe(struct evi_pin *pin);		/* and empty again */
/* a new one at the end, zeroed; NULL without memory */
struct evi_pin *evi_pins_new(struct evi_pins *pins);
/* for people to read: on several lines, with a final LF */
enum evid_status evi_pins_write(const struct evi_pins *pins,
    struct evi_buf *out, struct evid_error *err);
enum evid_status evi_pins_read(const void *text, size_t len,
    const char *file, struct evi_pins *out, struct evid_error *err);
/* borrowed; NULL where it was not among those that were read */
struct evi_pin *evi_pins_find(const struct evi_pins *pins,
    const uint8_t keyid[EVI_SHA256_LEN]);

#endif
