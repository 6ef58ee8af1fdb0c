/*
 * The legal axis of a verdict: conditions as of the instant judged, clocks,
 * and what is to be said of both.  It is never mixed with the others: what is
 * intact may be under conditions that were broken, and the reverse.
 */
#ifndef EVI_BUNDLE_VERIFY_LEGAL_H
#define EVI_BUNDLE_VERIFY_LEGAL_H

#include "bundle/verdict/verdict.h"
#include "evidence/trust.h"
#include "record/case_clock.h"
#include "record/condition.h"

/*
 * What the custody log says, each event with its signer's State by trust:
 * nothing of it is kept.  @events: on conditions and consents; @ignored: of
 * each, once it was judged, why it has no effect, and 1, or 0; or NULL.
 * @preserved: on preservations, and what becomes of each
 */
struct evi_legal_said {
	const struct evi_condition_event *events;
	size_t n_events;
	uint8_t *ignored;
	struct evi_preservation_word *preserved;
	size_t n_preserved;
};

/*
 * Judge v->conditions.  @trust (may be NULL): which URNs are understood.  Call
 * it once a verdict, after the seal was read
 */
enum evid_status evi_legal_judge(struct evid_verdict *v,
    const struct evid_trust *trust, const struct evi_legal_said *said,
    struct evid_error *err);

/* the verdict's `legal` without its findings: a new object, NULL without
 * memory */
struct evi_json *evi_legal_json(const struct evid_verdict *v);

#endif
