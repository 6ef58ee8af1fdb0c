/*
 * A verification as others than evid_verify_* need it: with a sink for what
 * is read, or reading in another order.
 */
#ifndef EVI_BUNDLE_VERIFY_VERIFY_H
#define EVI_BUNDLE_VERIFY_VERIFY_H

#include "bundle/verify/flow.h"

/* reads an opened input in its own way, and judges it */
typedef enum evid_status evi_verify_run_fn(void *context,
    struct evi_flow *flow, struct evid_error *err);

/*
 * @input, or the folder @folder where it is NULL
 * @sink: may be NULL
 * @run: NULL: the whole, in the order in which it comes
 */
struct evi_verification {
	const struct evid_verify_options *options;
	struct evi_input *input;
	const char *folder;
	const struct evi_sink *sink;
	evi_verify_run_fn *run;
	void *run_context;
};

enum evid_status evi_verify_options_good(
    const struct evid_verify_options *options, struct evid_error *err);
/* as evid_verify_path; the options are good */
enum evid_status evi_verify(const struct evi_verification *what,
    struct evid_verdict **verdict_out, struct evid_error *err);

#endif
