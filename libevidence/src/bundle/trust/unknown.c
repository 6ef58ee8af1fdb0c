/*
 * What pin lists and directories say that is not known here, told: it has no
 * effect, and who wrote it may have meant one.
 */
#include "bundle/trust/directory.h"
#include "bundle/trust/parts.h"

#include "base/file.h"
#include "base/text.h"
#include "record/pins.h"

#include <string.h>

enum evid_status
evi_trust_unknown_findings(const struct evid_trust *trust,
    struct evid_verdict *v, struct evid_error *err)
{
	enum evid_status status = EVID_OK;

	for (size_t i = 0; i < trust->n_pins && status == EVID_OK; i++)
		status = evi_trust_tell_texts(NULL,
		    EVI_FINDING_PINS_UNKNOWN_KEY, "",
		    &trust->pins[i].unknown, v, err);
	if (status == EVID_OK && trust->directory != NULL)
		status = evi_trust_tell_texts(NULL,
		    EVI_FINDING_DIRECTORY_UNKNOWN_KEY, "",
		    &trust->directory->d.unknown, v, err);
	return status;
}

static void
add_lines(struct evi_buf *out, const struct evi_texts *places)
{
	for (size_t i = 0; i < places->count; i++) {
		evi_buf_add_text(out, "a key that is not known: ");
		evi_text_escape(out, places->items[i],
		    strlen(places->items[i]));
		evi_buf_add_byte(out, '\n');
	}
}

static enum evid_status
of_directory(const char *path, const struct evi_buf *text,
    struct evi_buf *out, struct evid_error *err)
{
	struct evid_directory *directory = NULL;	/* owned here */
	enum evid_status status = evi_directory_of_text(path, text,
	    &directory, err);

	if (status == EVID_OK)
		add_lines(out, &directory->d.unknown);
	evid_directory_free(directory);
	return status;
}

static enum evid_status
of_pins(const char *path, const struct evi_buf *text, struct evi_buf *out,
    struct evid_error *err)
{
	struct evi_pins pins = { .items = NULL };	/* owned here */
	enum evid_status status = evi_pins_read(text->data, text->len, path,
	    &pins, err);

	if (status == EVID_OK)
		add_lines(out, &pins.unknown);
	evi_pins_free(&pins);
	return status;
}

enum evid_status
evid_trust_unknown_keys(const char *path, char **lines_out,
    struct evid_error *err)
{
	enum evid_trust_kind kind = EVID_TRUST_KIND_NONE;
	struct evi_buf text = EVI_BUF_INIT, out = EVI_BUF_INIT;	/* owned */
	enum evid_status status;

	*lines_out = NULL;
	/* Once: it may be standard input. */
	status = evi_file_read(path, EVI_DIRECTORY_LIMIT, &text, err);
	if (status == EVID_OK)
		status = evi_kind_of_text(path, &text, &kind, err);
	if (status == EVID_OK && kind == EVID_TRUST_KIND_DIRECTORY)
		status = of_directory(path, &text, &out, err);
	else if (status == EVID_OK && kind == EVID_TRUST_KIND_PINS)
		status = of_pins(path, &text, &out, err);
	if (status == EVID_OK)
		status = evi_buf_take(&out, lines_out, err);
	evi_buf_free(&text);
	evi_buf_free(&out);
	return status;
}
