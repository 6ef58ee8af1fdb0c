/*
 * A custody log shown: as a tree, its open hand-overs, as JSON, what is wrong
 * with it, and as the form that a court takes.  What is shown was judged in
 * bundle/custody; nothing is decided here.
 */
#ifndef EVI_BUNDLE_VIEW_VIEW_H
#define EVI_BUNDLE_VIEW_VIEW_H

#include "bundle/custody/masked.h"
#include "record/emit.h"

/* a view under way: pieces go to whoever takes them */
struct evi_view {
	const struct evid_custody *c;
	evid_text_fn *take;
	void *context;
	struct evi_buf text;
};

/* flush.c: hand over what is written so far */
enum evid_status evi_view_flush(struct evi_view *v, struct evid_error *err);
/* the same, once it is worth it */
enum evid_status evi_view_flush_some(struct evi_view *v,
    struct evid_error *err);

/* faults.c: "SOUND", "NOT TRUSTED" and so on */
const char *evi_view_headline(const struct evid_custody *c);
/* by what the names that are shown as trusted stand, escaped */
enum evid_status evi_view_trust(struct evi_buf *out,
    const struct evid_custody *c, struct evid_error *err);
/* the next finding with an effect, or without, from @place on, which begins as
 * 0, escaped, and its event or NONE; false after the last.  Of each code so
 * many and no more: the last of them says of how many others in @more_out */
bool evi_view_finding(struct evi_buf *out, const struct evid_custody *c,
    bool effect, size_t *place, uint32_t *event_out, uint64_t *more_out);
/* who tells of all findings, or of how many; false where nobody needs to:
 * @cut says that not all were told here */
bool evi_view_rest(struct evi_buf *out, const struct evid_custody *c,
    bool cut);
/* the instant that was asked for, and how many events are later; false where
 * it is judged as of now */
bool evi_view_as_at(struct evi_buf *out, const struct evid_custody *c);
/* as JSON: members of an object */
void evi_view_as_at_json(struct evi_emit *out, const struct evid_custody *c);
/* is it told once for all events of its key that count, or do not, like that
 * with which it is told? */
bool evi_view_of_key(enum evi_finding_code code);
/* at the end of a list: whose names they are, and what is wrong */
enum evid_status evi_view_faults(struct evi_view *v, struct evid_error *err);
/* as JSON: members of an object */
void evi_view_findings(struct evi_emit *out, const struct evid_custody *c);

/* tree_event.c: an event's line in a list, after @before */
enum evid_status evi_view_event(struct evi_view *v, uint32_t event,
    const char *before, struct evid_error *err);

enum evid_status evi_view_tree(struct evi_view *v, struct evid_error *err);
enum evid_status evi_view_open(struct evi_view *v, struct evid_error *err);
enum evid_status evi_view_json(struct evi_view *v, struct evid_error *err);
enum evid_status evi_view_verdict(struct evi_view *v, bool json,
    struct evid_error *err);
enum evid_status evi_view_form(struct evi_view *v, bool html,
    struct evid_error *err);
/* faults.c: a member "heads" */
void evi_view_heads(struct evi_emit *out, const struct evid_custody *c,
    enum evid_status *status, struct evid_error *err);

#endif
