/*
 * Options held against the rules (options.h).  Files that they name are read
 * where they are used.
 */
#include "bundle/seal/options.h"

#include "adapt/digest.h"
#include "base/text.h"
#include "bundle/tell.h"
#include "record/name.h"
#include "record/statement.h"

#include <string.h>
#include <sys/stat.h>

/* What cannot be had twice cannot be gone on with. */
static enum evid_status
check_resume(const struct evid_seal_options *o, struct evid_error *err)
{
	enum evid_status status = EVID_ERR_ARGUMENT;

	/* Not that it would help to seal without. */
	if (o->n_keys == 0)
		return evi_fail(err, status, "a bundle has 1 to %d signers",
		    EVI_SIGNERS_MAX);
	if (strcmp(o->output, "-") == 0)
		evi_fail(err, status, "what goes to standard output cannot "
		    "be resumed");
	else if (o->detached)
		evi_fail(err, status, "a detached seal cannot be resumed: "
		    "nothing of it is written before its end");
	else if (o->stdin_name != NULL)
		evi_fail(err, status, "standard input cannot be resumed: "
		    "it is there once");
	else
		return EVID_OK;
	evi_hint(err, "seal without --resume");
	return status;
}

enum evid_status
evi_options_check(const struct evid_seal_options *o, struct evid_error *err)
{
	uint8_t digest[EVI_SHA256_LEN];

	if (o->version != EVID_SEAL_OPTIONS_VERSION)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "options of another version of the library");
	if (o->output == NULL || *o->output == '\0')
		return evi_fail(err, EVID_ERR_ARGUMENT, "no output is named");
	if (o->name != NULL && evi_name_is_device(o->name))
		return evi_fail_path(err, EVID_ERR_ARGUMENT, o->name,
		    "not a name for a bundle: on Windows it is a device",
		    "choose another one (-n)");
	if (o->name == NULL || !evi_name_is_base(o->name))
		return evi_fail_path(err, EVID_ERR_ARGUMENT,
		    o->name == NULL ? "" : o->name,
		    "not a name for a bundle", "use up to 64 of A-Z a-z 0-9 . "
		    "_ -, beginning with a letter or digit, not ending in a "
		    "dot (-n)");
	if (o->level < 0 || o->level > 9)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "a level is a number from 0 to 9");
	if (o->supersedes != NULL && !evi_unhex(o->supersedes,
	    strlen(o->supersedes), digest, sizeof(digest)))
		return evi_fail(err, EVID_ERR_ARGUMENT, "supersedes: not a "
		    "seal digest of 64 hex digits in lower case");
	return o->resume ? check_resume(o, err) : EVID_OK;
}

enum evi_engine
evi_options_engine(const struct evid_seal_options *o)
{
	switch (o->compressor) {
	case EVID_COMPRESSOR_LIBDEFLATE:
		return EVI_ENGINE_LIBDEFLATE;
	case EVID_COMPRESSOR_ZLIB:
		return EVI_ENGINE_ZLIB;
	case EVID_COMPRESSOR_ISAL:
		return EVI_ENGINE_ISAL;
	case EVID_COMPRESSOR_BEST:
		break;
	}
	return EVI_ENGINE_BEST;
}

enum evid_status
evi_options_check_paths(const struct evid_seal_options *o,
    const char *const *paths, size_t n_paths, struct evid_error *err)
{
	struct stat st;

	if (o->map == NULL)
		return EVID_OK;
	if (n_paths == 1 && strcmp(paths[0], "-") != 0 &&
	    (lstat(paths[0], &st) != 0 || S_ISREG(st.st_mode) ||
	    S_ISBLK(st.st_mode)))
		return EVID_OK;
	return evi_fail_path(err, EVID_ERR_ARGUMENT, o->map,
	    "a map is of one image, sealed alone",
	    "name just the image as the operand");
}
