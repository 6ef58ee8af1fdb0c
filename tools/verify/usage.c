/*
 * Whether what was asked for makes sense (usage.h).
 */
#include "verify/usage.h"
#include "common/standard.h"

#include <unistd.h>

static int
check_many(const struct verify *v)
{
	const struct many_options *many = &v->many;

	if (!v->lines)
		return many->files_from == NULL && many->results == NULL &&
		    !many->zero_ends ? 0 : options_wrong("--files-from, "
		    "--null and --results are for --json-lines");
	if (many->zero_ends && many->files_from == NULL)
		return options_wrong("--null is for --files-from");
	if (many->results != NULL && v->common.output != NULL)
		return options_wrong("the lines go to one file, of -o or of "
		    "--results");
	if (v->common.json)
		return options_wrong("--json and --json-lines contradict "
		    "each other");
	if (v->delivery != NULL || v->options.custody != NULL ||
	    v->options.expect != NULL || v->options.payload != NULL)
		return options_wrong("--json-lines is for many bundles; "
		    "--delivery, --custody, --expect and --payload are of "
		    "one");
	return 0;
}

/* What is read from standard input is read once. */
static int
check_streams(const struct verify *v, char **operands, size_t n)
{
	size_t streams = 0;

	for (size_t i = 0; i < n; i++)
		streams += (size_t)standard_named(operands[i]);
	if (streams > 0 && v->delivery != NULL)
		return options_wrong("--delivery looks for files by their "
		    "names: standard input (-) has none");
	streams += (size_t)standard_named(v->many.files_from) +
	    (size_t)standard_named(v->delivery) +
	    (size_t)standard_named(v->options.custody);
	if (streams > 1)
		return options_wrong("standard input (-) can be read but "
		    "once");
	return streams == 1 && standard_closed(STDIN_FILENO) ?
	    standard_check_input() : 0;
}

static int
check_delivery(const struct verify *v)
{
	if (v->delivery == NULL)
		return 0;
	if (v->options.expect != NULL || v->options.payload != NULL)
		return options_wrong("--delivery looks at the files alone: "
		    "it takes no --expect and no --payload");
	if (v->whom.threshold > 1)
		return options_wrong("--delivery takes no --threshold over 1: "
		    "a hand-over has one signature");
	return 0;
}

int
usage_check(const struct verify *v, char **operands, size_t n)
{
	int status = check_many(v);

	if (status != 0)
		return status;
	if (n == 0 && v->many.files_from == NULL)
		return options_wrong("no bundle was named");
	status = check_streams(v, operands, n);
	if (status == 0)
		status = check_delivery(v);
	if (status != 0)
		return status;
	status = trust_check_threshold(&v->whom, v->options.expect != NULL);
	if (status != 0)
		return status;
	if (v->options.custody != NULL && n > 1 && v->delivery == NULL)
		return options_wrong("--custody is of one bundle: there are "
		    "%zu", n);
	if (v->options.expect != NULL && n > 1)
		return options_wrong("--expect is of one bundle: there are "
		    "%zu", n);
	return 0;
}
