/*
 * What was found of an event, said in its row, with an effect or without: of
 * each code what there is room for, and how many more.  What is told once of a
 * key stands in the row of each event that it is true of.
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

/* a row under way: what was found of its event, of each code */
struct telling {
	struct evi_form_row *row;
	uint32_t n[EVI_FINDING_COUNT], left_out[EVI_FINDING_COUNT];
};

static const char *
label(enum evi_finding_code code)
{
	return evi_finding_kinds[code].effect != 0 ? "FAULT: " :
	    "NOTED, WITHOUT EFFECT: ";
}

/* The first of each code stands there; of the others those that have room. */
static void
put(struct telling *t, const struct evid_custody *c,
    const struct evi_custody_finding *found)
{
	enum evi_finding_code code = found->code;
	struct evi_buf text = EVI_BUF_INIT;	/* used up by evi_form_put */
	bool first = t->n[code]++ == 0;

	/* It is escaped as it is told. */
	evi_custody_mask_message(c, found, &text);
	evi_buf_add_format(&text, " [%s]", evi_finding_kinds[code].code);
	if (!first && (t->n[code] > EVI_FORM_EACH ||
	    !evi_form_room(t->row, text.len))) {
		t->left_out[code]++;
		evi_buf_free(&text);
		return;
	}
	if (!first)
		t->row->stated += text.len;
	evi_form_put(t->row, EVI_FORM_EVENT, label(code), &text);
}

/* Of a code of which the log has more than are kept, it is not known of which
 * events those are. */
static void
left_out(struct telling *t, const struct evid_custody *c)
{
	size_t i;

	for (i = 0; i < EVI_FINDING_COUNT; i++)
		if (t->left_out[i] > 0)
			evi_form_add_format(t->row, EVI_FORM_EVENT, label(i),
			    "%s%lu more like it, not shown here: "
			    "evid-custody verify %s [%s]",
			    c->room.left_out_of[i] > 0 ? "at least " : "",
			    (unsigned long)t->left_out[i],
			    c->room.left_out_of[i] > 0 ?
			    "counts those of the log" : "has them",
			    evi_finding_kinds[i].code);
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
	struct telling t = { .row = row };
	uint32_t k;

	for (k = f->found[event]; k != EVI_NONE; k = f->next_found[k])
		put(&t, c, &c->findings[k]);
	for (k = f->found_of_key[c->events[event].key]; k != EVI_NONE;
	    k = f->next_found[k])
		if (is_of(f, &c->findings[k], event))
			put(&t, c, &c->findings[k]);
	left_out(&t, c);
}
