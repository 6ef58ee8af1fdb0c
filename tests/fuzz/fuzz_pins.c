/*
 * Pin lists, as people edit them: what is written of what was read says the
 * same, also in keys that are not known here, and is then written as it is.
 */
#include "support.h"

#include "record/pins.h"

static void
check_good(const struct evi_pins *pins)
{
	for (size_t i = 0; i < pins->count; i++) {
		const struct evi_pin *pin = &pins->items[i];

		HOLDS(pin->uses != 0 && pin->how < EVI_N_HOWS);
		HOLDS(evi_text_good(pin->name) &&
		    evi_text_good(pin->organization) &&
		    evi_text_good(pin->state));
		HOLDS(evi_pins_find(pins, pin->keyid) == pin);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct evi_pins a = { .items = NULL }, b = a;		/* owned here */
	struct evi_buf first = EVI_BUF_INIT;			/* owned here */
	struct evi_buf second = EVI_BUF_INIT;			/* owned here */

	if (evi_pins_read(data, len, "pins", &a, NULL) == EVID_OK) {
		check_good(&a);
		HOLDS(evi_pins_write(&a, &first, NULL) == EVID_OK);
		HOLDS(evi_pins_read(first.data, first.len, "again", &b,
		    NULL) == EVID_OK);
		HOLDS(a.count == b.count);
		check_good(&b);
		HOLDS(evi_pins_write(&b, &second, NULL) == EVID_OK);
		HOLDS(fuzz_same(&second, first.data, first.len));
		evi_pins_free(&a);
		evi_pins_free(&b);
	}
	evi_buf_free(&first);
	evi_buf_free(&second);
	return 0;
}
