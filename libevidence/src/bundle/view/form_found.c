/*
 * What was found of an event, said in its row: all of it, with an effect or
 * without.  What is told once of a key stands in the row of each event that it
 * is true of.
 */
#include "bundle/view/form.h"

#include "base/memory.h"

#include <string.h>

/* what is told of other events of its key is no finding of this one */
static bool
is_of(const struct evi_form *f, const struct evi_custody_finding *found,
    uint32_t i)
{
	const struct evi_custody_event *told = &f->c->events[found->event];
	const struct evi_custody_event *e = &f->c->events[i];

	return found->event == i || (told->counts == e->counts &&
	    told->unchecked == e->unchecked && !evi_custody_aside(f->c, i));
}

static void
put(struct evi_form_row *row, const struct evi_custody_finding *found)
{
	const struct evi_finding_kind *kind = &evi_finding_kinds[found->code];
	struct evi_buf text = EVI_BUF_INIT;	/* used up by evi_form_put */

	/* It is escaped as it is told. */
	evi_buf_add_text(&text, found->message);
	evi_buf_add_format(&text, " [%s]", kind->code);
	evi_form_put(row, EVI_FORM_EVENT, kind->effect != 0 ? "FAULT: " :
	    "NOTED, WITHOUT EFFECT: ", &text);
}

/* from the last on, so that the earliest comes first */
enum evid_status
evi_form_survey_found(struct evi_form *f, struct evid_error *err)
{
	const struct evid_custody *c = f->c;
	size_t n_events = c->n_events + 1, n_keys = c->n_keys + 1, i;

	f->found = evi_zalloc_array(n_events, sizeof(*f->found));
	f->found_of_key = evi_zalloc_array(n_keys, sizeof(*f->found_of_key));
	f->next_found = evi_zalloc_array(c->n_findings + 1,
	    sizeof(*f->next_found));
	if (f->found == NULL || f->found_of_key == NULL ||
	    f->next_found == NULL)
		return evi_fail_memory(err);
	memset(f->found, 0xff, n_events * sizeof(*f->found));
	memset(f->found_of_key, 0xff, n_keys * sizeof(*f->found_of_key));
	for (i = c->n_findings; i-- > 0;) {
		uint32_t event = c->findings[i].event, *list;

		if (event == EVI_NONE)
			continue;
		list = evi_view_of_key(c->findings[i].code) ?
		    &f->found_of_key[c->events[event].key] :
		    &f->found[event];
		f->next_found[i] = *list;
		*list = (uint32_t)i;
	}
	return EVID_OK;
}

void
evi_form_found(const struct evi_form *f, uint32_t event,
    struct evi_form_row *row)
{
	const struct evid_custody *c = f->c;
	uint32_t k;

	for (k = f->found[event]; k != EVI_NONE; k = f->next_found[k])
		put(row, &c->findings[k]);
	for (k = f->found_of_key[c->events[event].key]; k != EVI_NONE;
	    k = f->next_found[k])
		if (is_of(f, &c->findings[k], event))
			put(row, &c->findings[k]);
}
