/*
 * The pin list: one's own notes of whose a key is, and who confirmed it how.
 */
#ifndef EVIDENCE_PINS_H
#define EVIDENCE_PINS_H

#include "evidence/trust.h"

#ifdef __cplusplus
extern "C" {
#endif

/** enum evid_how - how a key was confirmed to be its holder's */
enum evid_how {
	EVID_HOW_IN_PERSON = 0,
	EVID_HOW_TELEPHONE = 1,
	EVID_HOW_DIPLOMATIC_NOTE = 2,
	EVID_HOW_DOCUMENT = 3,
	EVID_HOW_OTHER = 4
};

/**
 * struct evid_pin_options - a key to pin
 *
 * Texts are borrowed for the call, UTF-8 without control characters, at most
 * 1,024 bytes; NULL is "".
 */
struct evid_pin_options {
	uint32_t version;	/**< EVID_PIN_OPTIONS_VERSION */
	const struct evid_public_key *key;
	const char *name;	/**< of the holder */
	const char *organization;
	const char *state;	/**< required: ISO 3166-1 alpha-2, org:NAME */
	unsigned int uses;	/**< enum evid_use, or-ed; not 0 */
	const char *by;		/**< who confirmed it; required */
	enum evid_how how;
	struct evid_time at;	/**< when it was confirmed */
	const char *document;	/**< the document, by number or name */
	int replace;		/**< a pin of this key that is there */
	uint64_t reserved[8];
};

#define EVID_PIN_OPTIONS_VERSION 1
#define EVID_PIN_OPTIONS_INIT { .version = EVID_PIN_OPTIONS_VERSION }

/**
 * struct evid_pin - a pin as the list has it
 *
 * Strings are the library's, until the callback returns, and not escaped.
 */
struct evid_pin {
	const char *keyid;	/**< 64 hex digits */
	const char *number;	/**< the key number */
	const char *name, *organization, *state;
	unsigned int uses;
	const char *by;
	enum evid_how how;
	struct evid_time at;
	const char *document;	/**< NULL: none */
};

/** evid_pin_fn - told of each pin in order; a return other than 0 ends it */
typedef int evid_pin_fn(void *context, const struct evid_pin *pin);

/**
 * evid_pins_add - add a pin to a list, which is made where it is not there
 *
 * The file is written anew as a whole, mode 0644; what is not known of it is
 * kept.
 *
 * Returns EVID_OK; EVID_ERR_ARGUMENT for what is no text or State, or where
 * who confirmed is missing; EVID_ERR_EXISTS if the key is pinned already;
 * EVID_ERR_FORMAT if the file is no pin list; EVID_ERR_TOO_NEW,
 * EVID_ERR_UNREADABLE, EVID_ERR_SPACE, EVID_ERR_IO, EVID_ERR_MEMORY.
 */
EVID_API EVID_CHECKED enum evid_status
evid_pins_add(const char *path, const struct evid_pin_options *pin,
    struct evid_error *err);

/**
 * evid_pins_read - be told of each pin of a list
 *
 * Returns EVID_OK; EVID_ERR_CANCELLED if @pin said so; as evid_pins_add()
 * for the file, and EVID_ERR_NOT_FOUND.
 */
EVID_API EVID_CHECKED enum evid_status
evid_pins_read(const char *path, evid_pin_fn *pin, void *context,
    struct evid_error *err);

/** evid_how_name - "in-person", "telephone", ...; "unknown" for no such */
EVID_API const char *evid_how_name(enum evid_how how);

/** evid_use_name - the name of one use: "seal", ...; "unknown" for no such */
EVID_API const char *evid_use_name(unsigned int use);

#ifdef __cplusplus
}
#endif

#endif
