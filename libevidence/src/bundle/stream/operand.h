/*
 * The operands: where each is, and what it is called in the bundle.
 */
#ifndef EVI_BUNDLE_STREAM_OPERAND_H
#define EVI_BUNDLE_STREAM_OPERAND_H

#include "base/buf.h"
#include "evidence/seal.h"

/*
 * @folder, @name: it is @name in @folder (which may be "." with name ".")
 * @base: what it is called; differs from @name for "." and "/"
 */
struct evi_operand {
	const char *path;		/* as the user gave it */
	char *folder, *name, *base;
	bool is_stdin, is_folder;
};

struct evi_operands {
	struct evi_operand *items;
	size_t count;
};

void evi_operands_free(struct evi_operands *operands);
enum evid_status evi_operands_read(const struct evid_seal_options *options,
    const char *const *paths, size_t n_paths, struct evi_operands *out,
    struct evid_error *err);

#endif
