/*
 * The legal axis of a verdict: conditions as of the instant judged, clocks,
 * and what is to be said of both.  It is never mixed with the others: what is
 * intact may be under conditions that were broken, and the reverse.
 */
#ifndef EVI_BUNDLE_VERIFY_LEGAL_H
#define EVI_BUNDLE_VERIFY_LEGAL_H

#include "bundle/verdict/verdict.h"
#include "evidence/trust.h"
#include "record/condition.h"

/*
 * Judge v->conditions.  @trust (may be NULL): which URNs are understood.
 * @events: those of the custody log on conditions and consents, with their
 * signers' States by @trust; nothing of them is kept.  @ignored_out: of each
 * event why it has no effect, and 1, or 0; or NULL.  Call it once a
 * verdict, after the seal was read
 */
enum evid_status evi_legal_judge(struct evid_verdict *v,
    const struct evid_trust *trust, const struct evi_condition_event *events,
    size_t n_events, uint8_t *ignored_out, struct evid_error *err);

/* the verdict's `legal` without its findings: a new object, NULL without
 * memory */
struct evi_json *evi_legal_json(const struct evid_verdict *v);

#endif
