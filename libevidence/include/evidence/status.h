/*
 * What a call came to: the status that every function returns, and the detail
 * of a failure in a value of the caller's own.
 *
 * A failed verification is not an error: EVID_OK then means that a verdict
 * was reached, and the verdict says what was found.
 */
#ifndef EVIDENCE_STATUS_H
#define EVIDENCE_STATUS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define EVID_API __attribute__((visibility("default")))
#define EVID_CHECKED __attribute__((warn_unused_result))
#define EVID_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define EVID_API
#define EVID_CHECKED
#define EVID_PRINTF(f, a)
#endif

/** enum evid_status - one meaning a code; numbers are part of the ABI */
enum evid_status {
	EVID_OK = 0,
	EVID_ERR_ARGUMENT = 1,	/**< the caller asked for what cannot be */
	EVID_ERR_MEMORY = 2,	/**< no memory */
	EVID_ERR_IO = 3,	/**< the system could not read or write */
	EVID_ERR_SPACE = 4,	/**< no room to write the output */
	EVID_ERR_NOT_FOUND = 5,	/**< no such file */
	EVID_ERR_EXISTS = 6,	/**< the output is there already */
	EVID_ERR_FORMAT = 7,	/**< a file is not what it should be */
	EVID_ERR_TOO_NEW = 8,	/**< a format or algorithm not known here */
	EVID_ERR_KEY = 9,	/**< wrong passphrase or kind of key */
	EVID_ERR_CRYPTO = 10,	/**< a cryptographic library failed */
	EVID_ERR_CHANGED = 11,	/**< the source changed while it was read */
	EVID_ERR_UNREADABLE = 12, /**< the source could not be read */
	EVID_ERR_MISMATCH = 13,	/**< hashes noted at the scene do not match */
	EVID_ERR_TRUNCATED = 14, /**< the input ends too early */
	EVID_ERR_LIMIT = 15,	/**< past a limit of the format */
	EVID_ERR_CANCELLED = 16, /**< the caller's progress callback said so */
	EVID_ERR_FORGED = 17,	/**< a signature is false, or too few signed */
	EVID_ERR_UNTRUSTED = 18	/**< by whom is trusted, a key may not do it */
};

#define EVID_ERROR_MESSAGE_CAP 512
#define EVID_ERROR_HINT_CAP 256

/**
 * struct evid_error - the detail of a failure, set once where first seen
 *
 * @status: the status returned
 * @system: errno of the system call that failed, or 0
 * @message: what failed and on which file, one line, UTF-8, no newline at its
 *           end; names from outside are escaped as for a terminal
 * @hint: what to do next, or ""
 *
 * Initialise with EVID_ERROR_INIT.  A function that succeeds leaves it alone.
 */
struct evid_error {
	enum evid_status status;
	int system;
	char message[EVID_ERROR_MESSAGE_CAP];
	char hint[EVID_ERROR_HINT_CAP];
};

#define EVID_ERROR_INIT { EVID_OK, 0, "", "" }

/**
 * evid_status_name - the code's stable name, as "EVID_ERR_IO"
 *
 * Never NULL; "unknown" for a number that is no status.  Safe from any thread.
 */
EVID_API const char *evid_status_name(enum evid_status status);

/**
 * evid_version - the library's version, as "0.1.0"
 *
 * Safe from any thread.
 */
EVID_API const char *evid_version(void);

#ifdef __cplusplus
}
#endif

#endif
