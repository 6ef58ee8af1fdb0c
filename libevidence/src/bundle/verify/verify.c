/*
 * Verifying: what a caller may ask for.  How it flows stands in flow.c, what
 * it comes to in judge.c, the check of the members in check.c.
 */
#include "bundle/verify/unpacked.h"
#include "bundle/verify/verify.h"

#include "adapt/json.h"
#include "adapt/key.h"
#include "base/memory.h"
#include "base/text.h"
#include "record/number.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Who names a volume in the middle is told of the first; who names another
 * document of ours, of which. */
static enum evid_status
not_a_bundle(struct evi_flow *v, struct evid_error *err)
{
	const char *name = v->input->name;
	size_t stem = evi_input_later_volume(name);
	struct evi_buf shown = EVI_BUF_INIT;
	const struct evi_document *other;
	enum evid_status status;

	if (stem == 0) {
		other = evi_container_document(&v->container);
		return other == NULL ? evi_verdict_add(v->check->v,
		    EVI_FINDING_NOT_A_BUNDLE, NULL, err, NULL) :
		    evi_verdict_add(v->check->v, EVI_FINDING_NOT_A_BUNDLE,
		    NULL, err, "it is %s; %s", other->what, other->hint);
	}
	evi_text_escape(&shown, name, stem);
	status = evi_buf_status(&shown, err);
	if (status == EVID_OK)
		status = evi_verdict_add(v->check->v,
		    EVI_FINDING_NOT_A_BUNDLE, NULL, err, "it is called as a "
		    "volume is; name the first, %s001", evi_buf_text(&shown));
	evi_buf_free(&shown);
	return status;
}

static enum evid_status
run(struct evi_flow *v, struct evid_error *err)
{
	struct evid_verdict *verdict = v->check->v;
	bool empty = false;
	enum evid_status status;

	status = evi_container_open(&v->container, v->input, &empty, err);
	verdict->container = v->container.kind;
	if (status != EVID_OK)
		return status;
	if (empty)
		return evi_verdict_add(verdict, EVI_FINDING_EMPTY_FILE, NULL,
		    err, NULL);
	if (v->container.kind == EVI_CONTAINER_NONE) {
		status = not_a_bundle(v, err);
		return status != EVID_OK ? status : evi_flow_join(v, err);
	}
	status = evi_flow_run(v, err);
	/* These two end the reading, not the judging: a finding was added. */
	if (status == EVID_ERR_TOO_NEW)
		return EVID_OK;
	if (status == EVID_ERR_FORMAT)
		return evi_flow_join(v, err);
	return status != EVID_OK ? status : evi_flow_judge(v, err);
}

/* an input that fails while it is read is a finding, not a failure */
static enum evid_status
read_failed(struct evi_check *c, enum evid_status status,
    struct evid_error *err)
{
	struct evid_error none = EVID_ERROR_INIT;
	char message[EVID_ERROR_MESSAGE_CAP] = "";

	if (status != EVID_ERR_IO)
		return status;
	if (err != NULL) {
		memcpy(message, err->message, sizeof(message));
		*err = none;
	}
	return evi_verdict_add(c->v, EVI_FINDING_IO_ERROR, NULL, err, "%s",
	    message);
}

/* A number that can be none is told before hours are spent on reading. */
static enum evid_status
expect_good(const char *expect, struct evid_error *err)
{
	unsigned int group = 0;

	switch (evi_number_check(expect, &group)) {
	case EVI_NUMBER_GROUP:
		evi_fail(err, EVID_ERR_ARGUMENT, "the seal number expected: "
		    "group %u was heard or typed wrong", group + 1);
		evi_hint(err, "compare that group again with who gave it");
		return EVID_ERR_ARGUMENT;
	case EVI_NUMBER_LENGTH:
		evi_fail(err, EVID_ERR_ARGUMENT, "the seal number expected: "
		    "a seal number has 60 digits, and this has not");
		evi_hint(err, "give all ten groups, as they were noted");
		return EVID_ERR_ARGUMENT;
	default:
		return EVID_OK;
	}
}

enum evid_status
evi_verify_options_good(const struct evid_verify_options *o,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;

	if (o == NULL || o->version != EVID_VERIFY_OPTIONS_VERSION)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "verify options of an unknown version");
	if (o->trust != NULL && !o->has_now && !o->has_at)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "without an instant no key can be judged");
	if (o->expect != NULL)
		status = expect_good(o->expect, err);
	return status != EVID_OK ? status : evi_crypto_init(err);
}

static enum evid_status
open_payload(struct evi_check *c, struct evid_error *err)
{
	const char *folder = c->options->payload;

	if (folder == NULL)
		return EVID_OK;
	c->payload_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (c->payload_fd < 0)
		return evi_fail_errno(err, errno, "open", folder);
	return EVID_OK;
}

static enum evid_status
describe(struct evid_verdict *v, const struct evid_verify_options *o,
    struct evid_error *err)
{
	v->has_now = o->has_now != 0;
	v->now.seconds = o->now.seconds;
	v->now.nanoseconds = o->now.nanoseconds;
	v->has_at = o->has_at != 0;
	v->at.seconds = o->at.seconds;
	v->at.nanoseconds = o->at.nanoseconds;
	v->tool = evi_strdup(o->tool_name);
	if (o->tool_name != NULL && v->tool == NULL)
		return evi_fail_memory(err);
	return EVID_OK;
}

/* Last, when the inventory has told whose names are not to be shown. */
static enum evid_status
mask(struct evi_check *c, struct evid_error *err)
{
	return evi_verdict_mask(c->v, c->finished &&
	    evi_check_flags_known(c), err);
}

/* the reading and the judging, which end in findings */
static enum evid_status
read_all(const struct evi_verification *what, struct evi_flow *v,
    struct evid_error *err)
{
	enum evid_status status;

	if (what->folder != NULL)
		status = evi_check_folder(v->check, what->folder, err);
	else
		status = what->run != NULL ?
		    what->run(what->run_context, v, err) : run(v, err);
	return read_failed(v->check, status, err);
}

/* What has no effect is not for whoever verifies to mend. */
static const char *
left_out_hint(const struct evi_room *room)
{
	size_t i;

	for (i = 0; i < EVI_FINDING_COUNT; i++)
		if (room->left_out_of[i] > 0 &&
		    evi_finding_kinds[i].effect != 0)
			return NULL;
	return "what is left out has no effect; -v shows what is listed, and "
	    "evid-custody list --json each event of a log, with how it stands";
}

static enum evid_status
tell_left_out(struct evid_verdict *v, struct evid_error *err)
{
	struct evi_buf words = EVI_BUF_INIT;	/* owned here */
	enum evid_status status = EVID_OK;

	if (v->room.left_out == 0)
		return EVID_OK;
	evi_room_words(&words, &v->room);
	status = evi_buf_status(&words, err);
	if (status == EVID_OK)
		status = evi_verdict_add_hint(v,
		    EVI_FINDING_FINDINGS_LEFT_OUT, NULL,
		    left_out_hint(&v->room), false, err, "%s",
		    evi_buf_text(&words));
	evi_buf_free(&words);
	return status;
}

enum evid_status
evi_verify(const struct evi_verification *what,
    struct evid_verdict **verdict_out, struct evid_error *err)
{
	struct evi_flow v = { .options = what->options, .input = what->input };
	struct evid_verdict *verdict = NULL;
	uint64_t lacks = evi_memory_lacks();
	enum evid_status status;

	*verdict_out = NULL;
	(void)evi_json_take_lost();
	v.check = evi_zalloc(sizeof(*v.check));
	if (v.check == NULL)
		return evi_fail_memory(err);
	status = evi_verdict_new(what->input != NULL ? what->input->name :
	    what->folder, &verdict, err);
	if (status != EVID_OK)
		goto out;
	status = evi_masks_init(&verdict->masks, what->options->masks, err);
	if (status == EVID_OK)
		status = describe(verdict, what->options, err);
	if (status == EVID_OK)
		status = evi_check_open(v.check, verdict, what->options, err);
	v.check->sink = what->sink;
	if (status == EVID_OK)
		status = open_payload(v.check, err);
	if (status == EVID_OK)
		status = read_all(what, &v, err);
	if (status == EVID_OK)
		status = mask(v.check, err);
	if (status == EVID_OK)
		status = tell_left_out(verdict, err);
	evi_flow_free(&v);
	evi_check_close(v.check);
out:
	free(v.check);
	status = evi_whole_of(what->input != NULL ? what->input->name :
	    what->folder, lacks, status, err);
	if (status != EVID_OK) {
		evid_verdict_free(verdict);
		verdict = NULL;
	}
	*verdict_out = verdict;
	return status;
}

static enum evid_status
verify(struct evi_input *input, const char *folder,
    const struct evid_verify_options *options,
    struct evid_verdict **verdict_out, struct evid_error *err)
{
	const struct evi_verification what = { .options = options,
		.input = input, .folder = folder };

	return evi_verify(&what, verdict_out, err);
}

enum evid_status
evid_verify_path(const char *path, const struct evid_verify_options *options,
    struct evid_verdict **verdict_out, struct evid_error *err)
{
	struct evi_input input = { .owned = false };
	enum evid_status status;
	struct stat st = { .st_mode = 0 };

	*verdict_out = NULL;
	status = evi_verify_options_good(options, err);
	if (status != EVID_OK)
		return status;
	/* What is not there may be of volumes. */
	if (strcmp(path, "-") != 0 && stat(path, &st) != 0 && errno != ENOENT)
		return evi_fail_errno(err, errno, "open", path);
	if (S_ISDIR(st.st_mode))
		return verify(NULL, path, options, verdict_out, err);
	status = evi_input_open(&input, path, err);
	if (status == EVID_OK)
		status = verify(&input, NULL, options, verdict_out, err);
	evi_input_close(&input);
	return status;
}

enum evid_status
evid_verify_fd(int fd, const char *name,
    const struct evid_verify_options *options,
    struct evid_verdict **verdict_out, struct evid_error *err)
{
	struct evi_input input;
	enum evid_status status;

	*verdict_out = NULL;
	status = evi_verify_options_good(options, err);
	if (status != EVID_OK)
		return status;
	evi_input_from_fd(&input, fd, name);
	return verify(&input, NULL, options, verdict_out, err);
}

enum evid_status
evid_verify_read(evid_read_fn *read, void *read_context, const char *name,
    const struct evid_verify_options *options,
    struct evid_verdict **verdict_out, struct evid_error *err)
{
	struct evi_input input;
	enum evid_status status;

	*verdict_out = NULL;
	status = evi_verify_options_good(options, err);
	if (status != EVID_OK)
		return status;
	evi_input_from_callback(&input, read, read_context, name);
	return verify(&input, NULL, options, verdict_out, err);
}
