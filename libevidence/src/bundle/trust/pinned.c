/*
 * Pin lists as trust: several are one set, so that in which order they are
 * named decides nothing.  Lists that contradict each other are refused.
 */
#include "bundle/trust/parts.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "bundle/tell.h"
#include "record/number.h"

#include <string.h>

/* What two pins of one key say otherwise, in words, @before's first: of whose
 * it is, or what it is for.  False: they say the same. */
static bool
difference(const struct evi_pin *before, const struct evi_pin *pin,
    struct evi_buf *out)
{
	const char *texts[][3] = {
		{ "State", before->state, pin->state },
		{ "organization", before->organization, pin->organization },
		{ "name", before->name, pin->name },
	};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (strcmp(texts[i][1], texts[i][2]) == 0)
			continue;
		evi_buf_add_format(out, "%s: ", texts[i][0]);
		evi_text_stated(out, texts[i][1]);
		evi_buf_add_text(out, " and ");
		evi_text_stated(out, texts[i][2]);
		return true;
	}
	if (before->uses == pin->uses)
		return false;
	evi_buf_add_text(out, "list of uses");
	return true;
}

static enum evid_status
contradict(const struct evi_pins *one, const struct evi_pins *other,
    const struct evi_pin *pin, const char *what, struct evid_error *err)
{
	char number[EVI_NUMBER_TEXT_CAP];

	evi_number_format(pin->keyid, number);
	evi_fail(err, EVID_ERR_FORMAT, "%s and %s contradict each other: each "
	    "pins the key %s, with another %s", one->file, other->file,
	    number, what);
	evi_hint(err, "ask its holder, by a way that you knew before, what is "
	    "right, and pin it so in the other list (evid-trust pin --force); "
	    "or name one of the lists alone");
	return EVID_ERR_FORMAT;
}

static enum evid_status
check_lists(const struct evid_trust *trust, const struct evi_pins *added,
    struct evid_error *err)
{
	struct evi_buf what = EVI_BUF_INIT;	/* owned here */
	enum evid_status status = EVID_OK;
	size_t i, k;

	for (i = 0; i < trust->n_pins && status == EVID_OK; i++)
		for (k = 0; k < added->count && status == EVID_OK; k++) {
			const struct evi_pin *pin = &added->items[k];
			const struct evi_pin *before = evi_pins_find(
			    &trust->pins[i], pin->keyid);

			if (before == NULL || !difference(before, pin, &what))
				continue;
			status = evi_buf_status(&what, err);
			if (status == EVID_OK)
				status = contradict(&trust->pins[i], added,
				    pin, evi_buf_text(&what), err);
		}
	evi_buf_free(&what);
	return status;
}

enum evid_status
evid_trust_read_pins(struct evid_trust *trust, const char *path,
    struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	struct evi_pins *list;
	enum evid_status status;

	if (evi_grow(&trust->pins, trust->n_pins, &trust->pins_cap,
	    sizeof(*trust->pins)) != 0)
		return evi_fail_memory(err);
	list = &trust->pins[trust->n_pins];
	status = evi_file_read(path, EVI_PINS_LIMIT, &text, err);
	if (status == EVID_OK)
		status = evi_pins_read(text.data, text.len, path, list, err);
	evi_buf_free(&text);
	if (status != EVID_OK)
		return status;
	status = check_lists(trust, list, err);
	if (status == EVID_OK)
		trust->n_pins++;
	else
		evi_pins_free(list);
	return status;
}

/* was @a confirmed before @b?  One order for any two that differ in it. */
static bool
before(const struct evi_pin *a, const struct evi_pin *b)
{
	int order;

	if (evi_instant_before(a->at, b->at) ||
	    evi_instant_before(b->at, a->at))
		return evi_instant_before(a->at, b->at);
	order = strcmp(a->by, b->by);
	if (order != 0)
		return order < 0;
	if (a->how != b->how)
		return a->how < b->how;
	return strcmp(a->document == NULL ? "" : a->document,
	    b->document == NULL ? "" : b->document) < 0;
}

const struct evi_pin *
evi_trust_pin(const struct evid_trust *trust,
    const uint8_t keyid[EVI_SHA256_LEN])
{
	const struct evi_pin *first = NULL, *pin;
	size_t i;

	for (i = 0; i < trust->n_pins; i++) {
		pin = evi_pins_find(&trust->pins[i], keyid);
		if (pin != NULL && (first == NULL || before(pin, first)))
			first = pin;
	}
	return first;
}
