/*
 * The parts of judging a log (evi_custody_judge), in the order in which they
 * are called.
 */
#ifndef EVI_BUNDLE_CUSTODY_JUDGE_H
#define EVI_BUNDLE_CUSTODY_JUDGE_H

#include "bundle/custody/custody.h"

void evi_custody_judge_subjects(struct evid_custody *c);
enum evid_status evi_custody_tell_aside(struct evid_custody *c,
    struct evid_error *err);
/* which keys are compromised, which succeed others, which are strangers' */
void evi_custody_judge_keys(struct evid_custody *c);
/* newer.c: events of a later version, of which nothing can be said here */
enum evid_status evi_custody_judge_newer(struct evid_custody *c,
    struct evid_error *err);
enum evid_status evi_custody_judge_chains(struct evid_custody *c,
    struct evid_error *err);
enum evid_status evi_custody_judge_words(struct evid_custody *c,
    struct evid_error *err);
enum evid_status evi_custody_judge_parted(struct evid_custody *c,
    struct evid_error *err);
/* by which event the holder of @key had given it up, if an event of @type says
 * at @at that he has it; or NONE */
enum evid_status evi_custody_parting(const struct evid_custody *c,
    enum evi_event_type type, uint32_t key, uint32_t subject,
    struct evi_instant at, uint32_t *parting_out, struct evid_error *err);
enum evid_status evi_custody_judge_overs(struct evid_custody *c,
    struct evid_error *err);
/* contrary.c: a condition that is answered in two ways */
enum evid_status evi_custody_judge_contrary(struct evid_custody *c,
    struct evid_error *err);
/* said.c: after the judging, which words on conditions have no effect by
 * those that were sealed; told, where they count */
enum evid_status evi_custody_judge_effect(struct evid_custody *c,
    struct evid_error *err);

#endif
