/*
 * The pin list as a file: read, added to (evidence/pins.h).  Its form is
 * record/pins.h's.
 */
#include "record/pins.h"

#include "base/file.h"
#include "base/lock.h"
#include "base/memory.h"
#include "base/text.h"
#include "bundle/key.h"
#include "bundle/tell.h"
#include "evidence/pins.h"
#include "record/field.h"
#include "record/number.h"

#include <string.h>
#include <unistd.h>

const char *
evid_how_name(enum evid_how how)
{
	return (unsigned int)how < EVI_N_HOWS ? evi_how_names[how] :
	    "unknown";
}

const char *
evid_use_name(unsigned int use)
{
	size_t i;

	for (i = 0; i < EVI_N_USES; i++)
		if (use == 1u << i)
			return evi_use_names[i];
	return "unknown";
}

static enum evid_status
read_list(const char *path, struct evi_pins *out, struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	enum evid_status status;

	memset(out, 0, sizeof(*out));
	status = evi_file_read(path, EVI_PINS_LIMIT, &text, err);
	if (status == EVID_OK)
		status = evi_pins_read(text.data, text.len, path, out, err);
	evi_buf_free(&text);
	return status;
}

static enum evid_status
copy(const char *what, const char *text, char **out, struct evid_error *err)
{
	if (text == NULL)
		text = "";
	if (!evi_text_good(text))
		return evi_fail(err, EVID_ERR_ARGUMENT, "%s: not a text of at "
		    "most 1,024 bytes without control characters", what);
	*out = evi_strdup(text);
	return *out == NULL ? evi_fail_memory(err) : EVID_OK;
}

static enum evid_status
options_good(const struct evid_pin_options *o, struct evid_error *err)
{
	char at[EVI_INSTANT_TEXT_CAP];
	struct evi_instant t = { o->at.seconds, o->at.nanoseconds };

	if (o->version != EVID_PIN_OPTIONS_VERSION || o->uses == 0 ||
	    (o->uses & ~EVID_USES_ALL) != 0 ||
	    (unsigned int)o->how >= EVI_N_HOWS ||
	    !evi_instant_format(t, at))
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "a pin of an unknown version, use or way");
	if (o->state == NULL || !evi_state_good(o->state))
		return evi_fail(err, EVID_ERR_ARGUMENT, "a pin needs the "
		    "holder's State: two capital letters, or org:NAME");
	if (o->by == NULL || o->by[0] == '\0')
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "a pin needs the name of who confirmed the key");
	return EVID_OK;
}

static enum evid_status
fill(struct evi_pin *p, const struct evid_pin_options *o,
    struct evid_error *err)
{
	enum evid_status status;

	evi_buf_add(&p->spki, o->key->spki.data, o->key->spki.len);
	memcpy(p->keyid, o->key->keyid, EVI_SHA256_LEN);
	p->uses = o->uses;
	p->how = (unsigned int)o->how;
	p->at.seconds = o->at.seconds;
	p->at.nanoseconds = o->at.nanoseconds;
	status = copy("name", o->name, &p->name, err);
	if (status == EVID_OK)
		status = copy("organization", o->organization,
		    &p->organization, err);
	if (status == EVID_OK)
		status = copy("state", o->state, &p->state, err);
	if (status == EVID_OK)
		status = copy("who confirmed it", o->by, &p->by, err);
	if (status == EVID_OK && o->document != NULL)
		status = copy("document", o->document, &p->document, err);
	return status == EVID_OK ? evi_buf_status(&p->spki, err) : status;
}

/* Who is told must see whose it is taken to be, before he replaces it. */
static enum evid_status
pinned_already(const struct evi_pin *p, const char *path,
    struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	enum evid_status status;

	evi_buf_add_text(&text, "the key is pinned already, as of ");
	evi_text_stated(&text, p->state);
	if (p->organization[0] != '\0') {
		evi_buf_add_text(&text, ", ");
		evi_text_stated(&text, p->organization);
	}
	if (p->name[0] != '\0') {
		evi_buf_add_text(&text, ", ");
		evi_text_stated(&text, p->name);
	}
	status = evi_buf_status(&text, err);
	if (status == EVID_OK)
		status = evi_fail_path(err, EVID_ERR_EXISTS, path,
		    evi_buf_text(&text),
		    "with --force the new pin takes the place of the old");
	evi_buf_free(&text);
	return status;
}

/* the pin, in its place in the list */
static enum evid_status
put(struct evi_pins *pins, const char *path,
    const struct evid_pin_options *pin, struct evid_error *err)
{
	struct evi_pin *p = evi_pins_find(pins, pin->key->keyid);

	if (p != NULL && !pin->replace)
		return pinned_already(p, path, err);
	if (p != NULL)
		evi_pin_wipe(p);
	else
		p = evi_pins_new(pins);
	return p == NULL ? evi_fail_memory(err) : fill(p, pin, err);
}

/* One who finds no list makes it, unless another was faster: *again_out. */
static enum evid_status
add_once(const char *path, const struct evid_pin_options *pin,
    bool *again_out, struct evid_error *err)
{
	const struct evid_error none = EVID_ERROR_INIT;
	struct evid_error why = EVID_ERROR_INIT;
	struct evi_buf text = EVI_BUF_INIT;	/* all owned here */
	struct evi_pins pins = { .items = NULL };
	bool created, absent;
	enum evid_status status;
	int fd = -1;

	*again_out = false;
	status = evi_open_locked(path, false, 0, &created, &fd, &why);
	absent = status == EVID_ERR_NOT_FOUND;
	/* It is neither there nor to be made: nobody was faster. */
	if (absent && evi_leads_nowhere(path))
		return evi_fail_path(err, EVID_ERR_ARGUMENT, path,
		    "it is a link to a file that is not there",
		    "name the list, or remove the link");
	if (absent) {
		/* That it was not there is no failure, nor its cause. */
		why = none;
		status = EVID_OK;
	} else if (status == EVID_OK) {
		status = read_list(path, &pins, &why);
	}
	if (status == EVID_OK)
		status = put(&pins, path, pin, &why);
	if (status == EVID_OK)
		status = evi_pins_write(&pins, &text, &why);
	if (status == EVID_OK) {
		status = absent ? evi_file_write(path, text.data, text.len,
		    0644, false, &why) : evi_file_change(path, text.data,
		    text.len, &why);
		*again_out = absent && status == EVID_ERR_EXISTS;
	}
	if (status != EVID_OK && !*again_out && err != NULL)
		*err = why;
	if (fd >= 0)
		close(fd);
	evi_buf_free(&text);
	evi_pins_free(&pins);
	return status;
}

enum evid_status
evid_pins_add(const char *path, const struct evid_pin_options *pin,
    struct evid_error *err)
{
	enum evid_status status = options_good(pin, err);
	bool again = status == EVID_OK;

	while (again)
		status = add_once(path, pin, &again, err);
	return status;
}

static int
tell(const struct evi_pin *p, evid_pin_fn *pin, void *context)
{
	char keyid[2 * EVI_SHA256_LEN + 1], number[EVI_NUMBER_TEXT_CAP];
	struct evid_pin out = { .keyid = keyid, .number = number,
		.name = p->name, .organization = p->organization,
		.state = p->state, .uses = p->uses, .by = p->by,
		.how = (enum evid_how)p->how, .document = p->document };

	evi_hex(p->keyid, EVI_SHA256_LEN, keyid);
	evi_number_format(p->keyid, number);
	out.at.seconds = p->at.seconds;
	out.at.nanoseconds = p->at.nanoseconds;
	return pin(context, &out);
}

enum evid_status
evid_pins_read(const char *path, evid_pin_fn *pin, void *context,
    struct evid_error *err)
{
	struct evi_pins pins;			/* owned here */
	enum evid_status status;
	size_t i;

	status = read_list(path, &pins, err);
	for (i = 0; status == EVID_OK && i < pins.count; i++)
		if (tell(&pins.items[i], pin, context) != 0)
			status = evi_fail(err, EVID_ERR_CANCELLED,
			    "stopped by the caller");
	evi_pins_free(&pins);
	return status;
}
