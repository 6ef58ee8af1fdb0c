/*
 * A signature, added to a draft: by a key whose signature counts, by the
 * version itself or by the one before it.
 */
#include "bundle/trust/directory.h"

#include "adapt/key.h"
#include "bundle/key.h"
#include "bundle/tell.h"
#include "evidence/trust.h"

#include <string.h>

/* Why a signature by this key would count for nothing, by the version itself;
 * NULL where it counts. */
static const char *
why_not(const struct evi_directory *d, const struct evi_directory_key *k,
    const char **hint_out)
{
	*hint_out = "sign with a key of one of its contacts";
	if (k == NULL)
		return "the key does not stand in this directory";
	*hint_out = "sign with one that has the use `directory`";
	if ((k->uses & EVID_USE_DIRECTORY) == 0)
		return "the key is not for signing the directory";
	*hint_out = d->version == 1 ? "sign with a key that is not revoked" :
	    "sign with the new key; where the version before demands this "
	    "one, too, name that with --previous";
	if (k->revoked)
		return "this version itself revokes the key: its signature "
		    "would count for nothing";
	*hint_out = "sign with a key that is valid on that day";
	return evi_directory_key_counts(k, d->issued_at) ? NULL :
	    "the key is not valid at the instant this version is issued";
}

/* does the version before it count what this key signs? */
static bool
counts_before(const struct evid_directory *s,
    const struct evid_directory *last, const struct evid_key *key)
{
	const struct evi_directory_key *k = last == NULL ? NULL :
	    evi_directory_key(&last->d, key->keyid, NULL);

	return k != NULL && evi_directory_key_counts(k, s->d.issued_at) &&
	    evi_directory_follows(&last->d, &s->d) == NULL;
}

/* where the signature of this key is, or is to be */
static size_t
place_of(struct evi_envelope *e, const uint8_t keyid[EVI_SHA256_LEN],
    bool *there_out)
{
	size_t i;

	*there_out = false;
	for (i = 0; i < e->n_signatures; i++) {
		int order = memcmp(e->signatures[i].keyid, keyid,
		    EVI_SHA256_LEN);

		*there_out = order == 0;
		if (order >= 0)
			break;
	}
	return i;
}

enum evid_status
evi_envelope_sign(struct evi_envelope *e, const char *type,
    const struct evid_key *key, struct evid_error *err)
{
	struct evi_buf pae = EVI_BUF_INIT, sig = EVI_BUF_INIT;	/* owned */
	enum evid_status status;
	bool there;
	size_t at = place_of(e, key->keyid, &there);

	if (!there && e->n_signatures == EVI_SIGNERS_MAX)
		return evi_fail(err, EVID_ERR_LIMIT,
		    "there are 64 signatures already");
	evi_pae_as(&pae, type, e->payload.data, e->payload.len);
	status = evi_buf_status(&pae, err);
	if (status == EVID_OK)
		status = evi_secret_sign(key->secret, pae.data, pae.len, &sig,
		    err);
	evi_buf_free(&pae);
	if (status != EVID_OK) {
		evi_buf_free(&sig);
		return status;
	}
	if (there) {
		evi_buf_free(&e->signatures[at].sig);
	} else {
		memmove(&e->signatures[at + 1], &e->signatures[at],
		    (e->n_signatures - at) * sizeof(e->signatures[0]));
		e->n_signatures++;
	}
	memcpy(e->signatures[at].keyid, key->keyid, EVI_SHA256_LEN);
	e->signatures[at].sig = sig;
	return EVID_OK;
}

/* may @last say who must sign @s? */
static const struct evid_directory *
version_before(const struct evid_directory *s,
    const struct evid_directory *last)
{
	return last != NULL && strcmp(last->d.id, s->d.id) == 0 &&
	    evi_directory_follows(&last->d, &s->d) == NULL ? last : NULL;
}

/* Is it by a key that nobody asks?  Without the version before it that is
 * known of the first one alone. */
static bool
is_unknown(const struct evid_directory *s, const struct evid_directory *last,
    const uint8_t keyid[EVI_SHA256_LEN])
{
	if (evi_directory_key(&s->d, keyid, NULL) != NULL)
		return false;
	return last == NULL ? s->d.version == 1 :
	    evi_directory_key(&last->d, keyid, NULL) == NULL;
}

enum evid_status
evid_directory_leave_out(struct evid_directory *directory,
    const struct evid_directory *last, size_t *n_false_out,
    size_t *n_unknown_out, struct evid_error *err)
{
	struct evi_envelope *e = directory->envelope;
	struct evi_quorum own, before = { .have = 0 };
	enum evid_status status;
	size_t n = 0, i;

	*n_false_out = *n_unknown_out = 0;
	last = version_before(directory, last);
	status = evi_directory_quorum(directory, &directory->d, &own, err);
	if (status == EVID_OK && last != NULL)
		status = evi_directory_quorum(directory, &last->d, &before,
		    err);
	for (i = 0; status == EVID_OK && i < e->n_signatures; i++) {
		bool false_one = own.is_false[i] || before.is_false[i];

		if (!false_one && !is_unknown(directory, last,
		    e->signatures[i].keyid)) {
			e->signatures[n++] = e->signatures[i];
			continue;
		}
		++*(false_one ? n_false_out : n_unknown_out);
		evi_buf_free(&e->signatures[i].sig);
	}
	if (status == EVID_OK)
		e->n_signatures = n;
	return status;
}

/* There may be keys among them that the version before knows. */
static enum evid_status
fail_full(const struct evid_directory *s, struct evid_error *err)
{
	return evi_fail_path(err, EVID_ERR_LIMIT, s->file,
	    "there are 64 signatures already", s->d.version == 1 ?
	    "begin it anew: change it, with -o" : "name the version before "
	    "it with --previous: what neither of them asks for is left out");
}

enum evid_status
evid_directory_sign_after(struct evid_directory *directory,
    const struct evid_directory *last, const struct evid_key *key,
    int *before_alone_out, struct evid_error *err)
{
	const char *why, *hint;
	bool there;

	*before_alone_out = 0;
	why = why_not(&directory->d, evi_directory_key(&directory->d,
	    key->keyid, NULL), &hint);
	if (why != NULL && !counts_before(directory, last, key))
		return evi_fail_path(err, EVID_ERR_ARGUMENT, directory->file,
		    why, last == NULL ? hint : "sign with another key: the "
		    "version of --previous does not count this one, either");
	*before_alone_out = why != NULL;
	why = last == NULL ? NULL : evi_directory_follows(&last->d,
	    &directory->d);
	if (why != NULL)
		return evi_fail_path(err, EVID_ERR_ARGUMENT, directory->file,
		    why, "name with --previous the version that it follows");
	(void)place_of(directory->envelope, key->keyid, &there);
	if (!there && directory->envelope->n_signatures == EVI_SIGNERS_MAX)
		return fail_full(directory, err);
	return evi_envelope_sign(directory->envelope, EVI_DIRECTORY_TYPE, key,
	    err);
}

enum evid_status
evid_directory_sign(struct evid_directory *directory,
    const struct evid_key *key, struct evid_error *err)
{
	int before_alone;

	return evid_directory_sign_after(directory, NULL, key, &before_alone,
	    err);
}
