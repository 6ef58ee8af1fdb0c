/*
 * Do the volumes of a bundle follow each other?
 *
 * Their names count them, and their bytes do not: so what is known is that one
 * is missing, that one has another size than the others, or that damage lies
 * on both ends of one, which is what a volume in another's place leaves.  A
 * block lies on nearly every border, since volumes are cut at any byte.
 */
#include "bundle/verify/flow.h"

#include "record/block.h"

#include <string.h>

/* does a damaged run reach @border?  It may end there: where a volume begins
 * as a member does, the reading goes on from it */
static bool
damaged_at(const struct evi_flow *v, uint64_t border)
{
	size_t i;

	for (i = 0; i < v->check->n_lost; i++) {
		const struct evi_lost *l = &v->check->lost[i];

		if (l->file_offset <= border &&
		    l->file_offset + l->file_len >= border)
			return true;
	}
	return false;
}

/* the first volume with damage at both of its ends; 0 where there is none */
static unsigned int
misplaced(const struct evi_flow *v)
{
	const struct evi_input *in = v->input;
	bool before = false, after;
	uint64_t border = 0;
	size_t i;

	for (i = 0; i < in->n_fds; i++) {
		border += in->sizes[i];
		after = i + 1 < in->n_fds ? damaged_at(v, border) :
		    v->container.end != EVI_END_GOOD;
		if (before && after)
			return (unsigned int)i + 1;
		before = after;
	}
	return 0;
}

/* the first volume but .001 that begins as only .001 should; 0 for none */
static enum evid_status
find_first(const struct evi_input *in, unsigned int *number_out,
    struct evid_error *err)
{
	uint8_t head[EVI_BLOCK_HEADER];
	uint64_t at = 0;
	size_t i, n, total;

	*number_out = 0;
	for (i = 1; i < in->n_fds && *number_out == 0; i++) {
		enum evid_status status;

		at += in->sizes[i - 1];
		status = evi_input_read_at(in, at, head, sizeof(head), &n,
		    err);
		if (status != EVID_OK)
			return status;
		if (evi_block_read_header(head, n, &total))
			*number_out = (unsigned int)i + 1;
	}
	return EVID_OK;
}

static enum evid_status
add(const struct evi_flow *v, enum evi_finding_code code,
    unsigned int number, const char *what, struct evid_error *err)
{
	const char *name = v->input->name;

	return evi_verdict_add(v->check->v, code, NULL, err, "%.*s%03u%s",
	    (int)strlen(name) - 3, name, number, what);
}

static enum evid_status
unreadable(const struct evi_flow *v, struct evid_error *err)
{
	struct evi_buf what = EVI_BUF_INIT;
	enum evid_status status;

	evi_buf_add_format(&what, ": %s", evi_errno_text(v->input->volume_error));
	status = evi_buf_status(&what, err);
	if (status == EVID_OK)
		status = add(v, EVI_FINDING_IO_ERROR, v->input->volume,
		    evi_buf_text(&what), err);
	evi_buf_free(&what);
	return status;
}

static enum evid_status
join_equal(const struct evi_flow *v, struct evid_error *err)
{
	enum evid_status status;
	unsigned int number;

	if (v->check->base[0] == '\0') {
		status = find_first(v->input, &number, err);
		if (status != EVID_OK || number == 0)
			return status;
		return add(v, EVI_FINDING_VOLUME_ORDER, number,
		    " begins as only the first one should", err);
	}
	number = misplaced(v);
	if (number == 0)
		return EVID_OK;
	return add(v, EVI_FINDING_VOLUME_ORDER, number,
	    " goes on neither from the one before it nor into the one after",
	    err);
}

/* Of a transfer that failed a name may be all that came. */
static enum evid_status
join_unequal(const struct evi_flow *v, struct evid_error *err)
{
	unsigned int number = v->input->sizes[0] == 0 ? 1 : v->input->volume;

	return add(v, EVI_FINDING_VOLUME_ORDER, number,
	    v->input->sizes[number - 1] == 0 ? " is empty" :
	    " has another size than the first", err);
}

enum evid_status
evi_flow_join(const struct evi_flow *v, struct evid_error *err)
{
	const struct evid_verdict *verdict = v->check->v;

	if (v->input->volumes == EVI_VOLUMES_MISSING)
		return add(v, EVI_FINDING_VOLUME_MISSING, v->input->volume,
		    "", err);
	if (v->input->volumes == EVI_VOLUMES_NO_FILE)
		return add(v, EVI_FINDING_VOLUME_MISSING, v->input->volume,
		    " is no regular file", err);
	if (v->input->volumes == EVI_VOLUMES_UNREADABLE)
		return unreadable(v, err);
	/* Parts of any size will do, if together they are right. */
	if (v->input->n_fds < 2 ||
	    (!evi_verdict_has(verdict, 1) && !evi_verdict_has(verdict, 4)))
		return EVID_OK;
	if (v->input->volumes == EVI_VOLUMES_UNEQUAL)
		return join_unequal(v, err);
	return join_equal(v, err);
}
