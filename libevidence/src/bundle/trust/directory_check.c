/*
 * Whether a version may take the place of the one before it, and what is
 * still missing of one.
 */
#include "bundle/trust/directory.h"

#include "base/text.h"
#include "evidence/trust.h"

#include <string.h>

#define OTHER "it is another directory: the ids differ"

/* signed by enough of those whom @judge names? */
static enum evid_status
signed_by(const struct evid_directory *next,
    const struct evi_directory *judge, const char *whose,
    enum evid_follow *result_out, struct evi_buf *why, struct evid_error *err)
{
	struct evi_quorum q;
	enum evid_status status = evi_directory_quorum(next, judge, &q, err);

	if (status != EVID_OK)
		return status;
	if (q.false_at > 0) {
		*result_out = EVID_FOLLOW_FORGED;
		evi_buf_add_format(why, "signature %zu is false", q.false_at);
	} else if (q.have < q.want && *result_out == EVID_FOLLOWS) {
		*result_out = EVID_FOLLOW_TOO_FEW;
		evi_buf_add_format(why, "signed by %llu of the %llu contact%s "
		    "that %s demands", (unsigned long long)q.have,
		    (unsigned long long)q.want, q.want == 1 ? "" : "s",
		    whose);
	}
	return EVID_OK;
}

enum evid_status
evid_directory_follow(const struct evid_directory *last,
    const struct evid_directory *next, enum evid_follow *result_out,
    char **why_out, struct evid_error *err)
{
	struct evi_buf why = EVI_BUF_INIT;	/* owned here */
	enum evid_status status = EVID_OK;
	const char *order = NULL;

	*why_out = NULL;
	*result_out = EVID_FOLLOWS;
	if (strcmp(last->d.id, next->d.id) != 0) {
		*result_out = EVID_FOLLOW_OTHER;
		order = OTHER;
	} else {
		order = evi_directory_follows(&last->d, &next->d);
		if (order != NULL)
			*result_out = EVID_FOLLOW_NOT_NEXT;
	}
	if (order != NULL)
		evi_buf_add_text(&why, order);
	if (*result_out == EVID_FOLLOWS)
		status = signed_by(next, &last->d, "the version before it",
		    result_out, &why, err);
	if (status == EVID_OK && *result_out == EVID_FOLLOWS)
		status = signed_by(next, &next->d, "this version", result_out,
		    &why, err);
	if (status == EVID_OK && *result_out != EVID_FOLLOWS)
		status = evi_buf_take(&why, why_out, err);
	evi_buf_free(&why);
	return status;
}

/* has it a signature by that key, which is not false? */
static bool
has_signed(const struct evid_directory *s, const struct evi_quorum *q,
    const struct evi_directory_key *key)
{
	size_t n;

	for (n = 0; n < s->envelope->n_signatures; n++)
		if (!q->is_false[n] && memcmp(key->keyid,
		    s->envelope->signatures[n].keyid, EVI_SHA256_LEN) == 0)
			return true;
	return false;
}

/* who of @judge may sign and has not; *more_out says how many */
static void
add_missing(const struct evid_directory *s, const struct evi_directory *judge,
    const struct evi_quorum *q, struct evi_buf *out, size_t *more_out)
{
	size_t i, k;

	*more_out = 0;
	for (i = 0; i < judge->n_contacts; i++) {
		const struct evi_contact *c = &judge->contacts[i];
		const struct evi_directory_key *open = NULL;
		bool done = false;

		for (k = 0; k < c->n_keys; k++) {
			const struct evi_directory_key *key = &c->keys[k];

			if (!evi_directory_key_counts(key, s->d.issued_at))
				continue;
			open = key;
			done = done || has_signed(s, q, key);
		}
		if (open == NULL || done)
			continue;
		++*more_out;
		evi_buf_add_text(out, "  not signed yet: ");
		evi_text_escape(out, evi_contact_authority(c),
		    strlen(evi_contact_authority(c)));
		evi_buf_add_text(out, ", ");
		evi_text_escape(out, c->state, strlen(c->state));
		evi_buf_add_text(out, " (key ");
		evi_buf_add_hex(out, open->keyid, EVI_SHA256_LEN);
		evi_buf_add_text(out, ")\n");
	}
}

static enum evid_status
quorum(const struct evid_directory *s, const struct evi_directory *judge,
    const char *whose, struct evi_buf *out, int *result_out,
    struct evid_error *err)
{
	struct evi_buf names = EVI_BUF_INIT;	/* owned here */
	size_t able = evi_directory_able(judge, s->d.issued_at), more;
	struct evi_quorum q;
	enum evid_status status = evi_directory_quorum(s, judge, &q, err);

	if (status != EVID_OK)
		return status;
	if (q.false_at > 0) {
		evi_buf_add_format(out, "signature %zu is false\n",
		    q.false_at);
		*result_out = 1;
	}
	if (q.have < q.want) {
		add_missing(s, judge, &q, &names, &more);
		evi_buf_add_format(out, "signed by %llu of the %llu contact%s "
		    "that %s demands; %zu more can sign\n",
		    (unsigned long long)q.have, (unsigned long long)q.want,
		    q.want == 1 ? "" : "s", whose, more);
		if (able < q.want)
			evi_buf_add_format(out, "  it can never be complete: "
			    "by %s, %zu %s a key that may sign it; changed "
			    "with -o, it begins anew\n", whose, able,
			    able == 1 ? "contact has" : "contacts have");
		evi_buf_add(out, names.data, names.len);
		if (*result_out == 0)
			*result_out = 3;
	}
	if (q.unknown_algorithm)
		evi_buf_add_text(out, "a signature is of an algorithm that is "
		    "not known here, and was not counted\n");
	status = evi_buf_status(&names, err);
	evi_buf_free(&names);
	return status;
}

/* @was, revoked: is @is, the same key a version later, revoked less? */
static bool
is_taken_back(const struct evi_directory_key *was,
    const struct evi_directory_key *is)
{
	bool compromised = is->revoked &&
	    is->reason == EVI_REVOKED_COMPROMISED;

	if (was->reason == EVI_REVOKED_COMPROMISED)
		return !compromised;
	return !is->revoked || (!compromised &&
	    evi_instant_before(was->revoked_at, is->revoked_at));
}

/* Nothing forbids it to those who sign; none of them shall miss it. */
static void
add_taken_back(const struct evi_directory *last, const struct evi_directory *d,
    struct evi_buf *out, int *result_out)
{
	size_t i, k;

	for (i = 0; i < last->n_contacts; i++) {
		for (k = 0; k < last->contacts[i].n_keys; k++) {
			const struct evi_directory_key *was =
			    &last->contacts[i].keys[k];
			const struct evi_directory_key *is = !was->revoked ?
			    NULL : evi_directory_key(d, was->keyid, NULL);

			if (is == NULL || !is_taken_back(was, is))
				continue;
			evi_buf_add_text(out, "it takes back a revocation of "
			    "the version before it: key ");
			evi_buf_add_hex(out, was->keyid, EVI_SHA256_LEN);
			evi_buf_add_text(out, "\n");
			if (*result_out == 0)
				*result_out = 3;
		}
	}
}

enum evid_status
evid_directory_check(const struct evid_directory *directory,
    const struct evid_directory *last, struct evid_time now,
    char **missing_out, int *result_out, struct evid_error *err)
{
	struct evi_instant t = { now.seconds, now.nanoseconds };
	struct evi_buf out = EVI_BUF_INIT;	/* owned here */
	enum evid_status status = EVID_OK;
	const char *why;

	*missing_out = NULL;
	*result_out = 0;
	if (last != NULL && strcmp(last->d.id, directory->d.id) != 0) {
		/* Whose signatures it needs, the other does not say. */
		*result_out = 2;
		evi_buf_add_text(&out, OTHER "\n");
		return evi_buf_take(&out, missing_out, err);
	}
	if (last != NULL) {
		why = evi_directory_follows(&last->d, &directory->d);
		if (why != NULL) {
			evi_buf_add_format(&out, "%s\n", why);
			*result_out = 3;
		}
		status = quorum(directory, &last->d, "the version before it",
		    &out, result_out, err);
		add_taken_back(&last->d, &directory->d, &out, result_out);
	}
	if (status == EVID_OK)
		status = quorum(directory, &directory->d, "this version", &out,
		    result_out, err);
	if (evi_instant_before(directory->d.expires, t)) {
		evi_buf_add_text(&out, "it is past its end\n");
		if (*result_out == 0)
			*result_out = 3;
	}
	if (status == EVID_OK)
		status = evi_buf_take(&out, missing_out, err);
	evi_buf_free(&out);
	return status;
}
