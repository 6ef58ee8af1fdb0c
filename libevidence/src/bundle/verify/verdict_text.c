/*
 * A verdict for people: one line an axis, then what was found.  It says what
 * was checked and what was not, and no more.
 */
#include "bundle/verdict/verdict.h"
#include "bundle/verify/shown.h"

#include "base/text.h"
#include "bundle/amounts.h"
#include "record/number.h"

#include <string.h>

#define EVENT_SHOWN 8			/* bytes of its digest */
#define EACH_TOLD 5			/* of a code, of what anybody writes */

static const char *
headline(const struct evid_verdict *v)
{
	enum evid_result result = evid_verdict_result(v);

	/* The members asked for, and the tail; never VERIFIED. */
	return result == EVID_NOT_CHECKED && evi_verdict_exit(v) == 0 ?
	    "as sealed, the members read; the rest was not read" :
	    evi_result_headline(result, "VERIFIED");
}

static void
add_escaped(struct evi_buf *out, const char *text)
{
	evi_text_escape(out, text, strlen(text));
}

static void
intact(const struct evid_verdict *v, struct evi_buf *out)
{
	bool altered = evi_verdict_integrity(v) == 1;
	bool all = v->whole && !altered && evi_verdict_integrity(v) != 4;

	if (!altered && evi_verdict_names(v, EVI_FINDING_PAYLOAD_ABSENT,
	    NULL)) {
		evi_buf_add_text(out, "  checked     the bundle alone: its "
		    "content is elsewhere, and was not looked at\n");
		return;
	}
	evi_buf_add_text(out, altered ? "  altered     " :
	    all ? "  intact      " : "  checked     ");
	if (v->uncounted) {
		evi_buf_add_text(out, altered ? "not all is as it was sealed; "
		    "which files are was not checked, for want of room for "
		    "a temporary file\n" : "the files were not compared "
		    "with what was sealed, for want of room for a temporary "
		    "file\n");
		return;
	}
	evi_amount_counted(out, v->files, "file", "files");
	evi_buf_add_text(out, ", ");
	evi_amount_bytes(out, v->bytes);
	if (v->members_only && !altered)
		evi_buf_add_text(out,
		    " are as they were sealed; the rest was not read\n");
	else if (all)
		evi_buf_add_text(out,
		    ": every SHA-256 and the seal's Merkle root agree\n");
	else
		evi_buf_add_text(out, altered ?
		    " are as they were sealed; not all is\n" :
		    " are as they were sealed; not all could be seen\n");
}

static void
complete(const struct evid_verdict *v, struct evi_buf *out)
{
	const struct evi_texts *left = &v->statement.excluded;
	size_t i;

	evi_buf_add_text(out, v->statement.partial ?
	    "  partial     not everything could be read when it was sealed\n" :
	    "  complete    every object could be read when it was sealed\n");
	if (left->count == 0)
		return;
	evi_buf_add_text(out, "  left out    when sealed, as asked:");
	for (i = 0; i < left->count; i++) {
		evi_buf_add_text(out, i == 0 ? " " : ", ");
		evi_text_stated(out, left->items[i]);
	}
	evi_buf_add_text(out, "\n");
}

static void
add_words(const struct evid_verdict *v, size_t i, struct evi_buf *out)
{
	const struct evi_signer_trust *t = &v->signer_trust[i];

	switch (v->signer_status[i]) {
	case EVI_SIGNER_GOOD:
		if (t->source != EVI_SOURCE_NONE)
			evi_buf_add_format(out, "%s: %s",
			    v->signer_trusted[i] ? "trusted" :
			    "signature valid, NOT trusted", t->source_words);
		else if (v->number_good)
			evi_buf_add_text(out, v->keys_asked ? "signature "
			    "valid, NOT trusted: the seal number is right, "
			    "the key is none of those given" :
			    "signature valid; trusted by the seal number");
		else
			evi_buf_add_text(out,
			    "signature valid; who he is was not checked");
		break;
	case EVI_SIGNER_UNKNOWN:
		evi_buf_add_text(out,
		    "cannot be checked: an algorithm not known here");
		break;
	case EVI_SIGNER_BAD:
		evi_buf_add_text(out, "SIGNATURE FALSE");
		break;
	}
	if (t->called_compromised) {
		evi_buf_add_text(out, "; the key is COMPROMISED, as event ");
		evi_buf_add_hex(out, t->called_by, EVENT_SHOWN);
		evi_buf_add_text(out, " of the custody log says");
	}
	evi_buf_add_text(out, "\n");
}

/* what the seal says of its signer: nobody vouches for that */
static void
stated(const struct evi_signer *s, struct evi_buf *out)
{
	evi_buf_add_text(out, "  states      ");
	evi_shown_signer(out, s);
	evi_buf_add_text(out, "; who it is stands in no pin and in no "
	    "directory here\n");
}

/* Whom a pin or the directory names; else the key alone, and then what the
 * seal claims. */
static void
one_signer(const struct evid_verdict *v, size_t i, struct evi_buf *out)
{
	const struct evi_signer *s = &v->statement.signers[i];
	const struct evi_signer_trust *t = &v->signer_trust[i];
	const char *const known[] = { t->name, t->organization, t->state };
	char hex[2 * EVI_SHA256_LEN + 1];

	evi_buf_add_text(out, v->signer_status[i] == EVI_SIGNER_GOOD ?
	    "  sealed by   " : "  claims      ");
	evi_hex(s->keyid, EVI_SHA256_LEN, hex);
	if (t->name != NULL) {
		evi_text_list(out, known, 3);
		evi_buf_add_format(out, " (key %.4s…%s), ", hex, hex + 60);
	} else {
		evi_buf_add_format(out, "key %.4s…%s, ", hex, hex + 60);
	}
	add_words(v, i, out);
	if (t->name == NULL)
		stated(s, out);
	if (t->standing_words != NULL && t->standing_words[0] != '\0')
		evi_buf_add_format(out, "  key         %s\n",
		    t->standing_words);
}

static void
judged_by(const struct evid_verdict *v, struct evi_buf *out)
{
	char when[EVI_INSTANT_TEXT_CAP];

	if (v->has_policy) {
		evi_buf_add_text(out, "  policy      ");
		add_escaped(out, v->policy_name);
		evi_buf_add_text(out, " (SHA-256 ");
		evi_buf_add_hex(out, v->policy_sha256, EVI_SHA256_LEN);
		evi_buf_add_text(out, ")\n");
	}
	if (v->has_at) {
		evi_instant_people(v->at, when);
		evi_buf_add_format(out, "  judged      as at %s, as asked\n",
		    when);
	}
}

static void
times(const struct evid_verdict *v, struct evi_buf *out)
{
	const struct evi_statement *s = &v->statement;
	char when[EVI_INSTANT_TEXT_CAP];

	evi_instant_people(s->sealed_at, when);
	evi_buf_add_format(out, "  time        %s by the signer's clock (",
	    when);
	/* what evid-seal writes; any other is the signer's own word */
	if (strcmp(s->clock_source, "system") == 0)
		evi_buf_add_text(out, s->clock_source);
	else
		evi_text_stated(out, s->clock_source);
	evi_buf_add_text(out, s->synchronised == 1 ? ", synchronised" :
	    s->synchronised == 0 ? ", not synchronised" : "");
	if (s->has_error)
		evi_buf_add_format(out, ", ±%llu ms",
		    (unsigned long long)s->error_milliseconds);
	evi_buf_add_text(out, "); no trusted timestamp\n");
}

static void
one_finding(const struct evi_verdict_finding *f, struct evi_buf *out)
{
	const struct evi_finding_kind *kind = &evi_finding_kinds[f->code];

	evi_buf_add_text(out, "  ");
	if (f->path[0] != '\0')
		evi_buf_add_format(out, "%s: ", f->path);
	evi_buf_add_format(out, "%s [%s]\n", f->message, kind->code);
	evi_buf_add_format(out, "    hint: %s\n", evi_verdict_hint(f));
}

static bool
is_altered(const char *custody_status)
{
	return custody_status != NULL &&
	    strcmp(custody_status, "altered") == 0;
}

/* Of those without effect, what was asked for and not done, and an instant
 * that nobody may have meant. */
static bool
always_told(enum evi_finding_code code)
{
	return evi_finding_kinds[code].effect != 0 ||
	    code == EVI_FINDING_FINDINGS_LEFT_OUT ||
	    code == EVI_FINDING_NOT_NAMED ||
	    code == EVI_FINDING_PAYLOAD_NOT_USED ||
	    code == EVI_FINDING_INSTANT_BEFORE_DIRECTORY ||
	    code == EVI_FINDING_CUSTODY_IN_FUTURE ||
	    code == EVI_FINDING_CUSTODY_OUTSIDE_DIFFERS ||
	    code == EVI_FINDING_CUSTODY_BEFORE_SEAL ||
	    code == EVI_FINDING_CUSTODY_KEY_REVOKED_SINCE ||
	    code == EVI_FINDING_CONDITION_CHANGE_IGNORED ||
	    code == EVI_FINDING_PRESERVATION_CHANGE_IGNORED ||
	    code == EVI_FINDING_CUSTODY_CONDITION_UNANSWERED ||
	    code == EVI_FINDING_INSTANT_BEFORE_SEAL;
}

/* what is told, and what is not, of the findings that are listed */
struct telling {
	const struct evid_verdict *v;
	int verbose;
	bool any, buried;		/* some would have been told, but for
					 * their number */
	size_t n[EVI_FINDING_COUNT];	/* of what anybody can write */
	size_t hidden[EVI_FINDING_COUNT];
	struct evi_buf *out;
};

/* Of what anybody can write a few of each code are told: no number of them
 * hides the others from who looks at a terminal. */
static bool
is_told(struct telling *t, const struct evi_verdict_finding *f)
{
	if (t->verbose)
		return true;
	if (!always_told(f->code))
		return false;
	if (!f->anybodys || t->n[f->code]++ < EACH_TOLD)
		return true;
	t->buried = true;
	return false;
}

/* those that have an effect, or have none; of what anybody can write, or not */
static void
findings(struct telling *t, bool effect, bool anybodys)
{
	size_t i;

	for (i = 0; i < t->v->n_findings; i++) {
		const struct evi_verdict_finding *f = &t->v->findings[i];

		if ((evi_finding_kinds[f->code].effect != 0) != effect ||
		    f->anybodys != anybodys)
			continue;
		if (!is_told(t, f)) {
			t->hidden[f->code]++;
			continue;
		}
		if (!t->any)
			evi_buf_add_text(t->out, "findings\n");
		t->any = true;
		one_finding(f, t->out);
	}
}

/* Where there are many, how many are listed and not told is said; of a few
 * without effect nothing is. */
static void
not_told(const struct telling *t)
{
	const char *before = "  listed, and not shown here: ";
	size_t i;

	if (t->verbose || (!t->buried && t->v->room.left_out == 0))
		return;
	for (i = 0; i < EVI_FINDING_COUNT; i++) {
		if (t->hidden[i] == 0)
			continue;
		evi_buf_add_format(t->out, "%s%zu [%s]", before, t->hidden[i],
		    evi_finding_kinds[i].code);
		before = ", ";
	}
	if (*before == ',')
		evi_buf_add_text(t->out, "\n    hint: -v shows them\n");
}

static void
all_findings(const struct evid_verdict *v, int verbose, struct evi_buf *out)
{
	struct telling t = { .v = v, .verbose = verbose, .out = out };

	findings(&t, true, false);
	findings(&t, true, true);
	findings(&t, false, false);
	findings(&t, false, true);
	not_told(&t);
}

enum evid_status
evid_verdict_text(const struct evid_verdict *v, int verbose, char **text_out,
    struct evid_error *err)
{
	struct evi_buf out = EVI_BUF_INIT;
	char number[EVI_NUMBER_TEXT_CAP];
	size_t i;

	evi_buf_add_format(&out, "%s: %s\n", v->file, headline(v));
	if (v->has_statement) {
		intact(v, &out);
		complete(v, &out);
		for (i = 0; i < v->statement.n_signers; i++)
			one_signer(v, i, &out);
		judged_by(v, &out);
		times(v, &out);
		evi_buf_add_format(&out, "  custody     %s%s\n",
		    is_altered(v->custody_status) ? "altered; " : "",
		    v->custody_words == NULL ? "not checked" :
		    v->custody_words);
		evi_buf_add_text(&out, evi_buf_text(&v->succession_text));
		evi_buf_add_text(&out, evi_buf_text(&v->legal_text));
	}
	if (v->container != EVI_CONTAINER_NONE && (verbose ||
	    v->container != EVI_CONTAINER_BGZF || v->recompressed))
		evi_buf_add_format(&out, "  container   %s\n",
		    evi_container_name(v));
	if (v->has_seal_digest) {
		evi_number_format(v->seal_digest, number);
		evi_buf_add_format(&out, "  seal        %s\n", number);
	}
	if (v->has_statement && v->statement.has_supersedes) {
		evi_number_format(v->statement.supersedes, number);
		evi_buf_add_format(&out, "  supersedes  %s\n", number);
	}
	all_findings(v, verbose, &out);
	return evi_buf_take(&out, text_out, err);
}
