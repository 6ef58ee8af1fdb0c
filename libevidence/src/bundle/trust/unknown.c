/*
 * What pin lists and directories say that is not known here, told: it has no
 * effect, and who wrote it may have meant one.
 */
#include "bundle/trust/directory.h"
#include "bundle/trust/parts.h"

#include "base/text.h"

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
of_directory(const char *path, struct evi_buf *out, struct evid_error *err)
{
	struct evid_directory *directory = NULL;	/* owned here */
	enum evid_status status = evid_directory_read(path, &directory, err);

	if (status == EVID_OK)
		add_lines(out, &directory->d.unknown);
	evid_directory_free(directory);
	return status;
}

static enum evid_status
of_pins(const char *path, struct evi_buf *out, struct evid_error *err)
{
	struct evid_trust *trust = NULL;	/* owned here */
	enum evid_status status = evid_trust_new(&trust, err);

	if (status == EVID_OK)
		status = evid_trust_read_pins(trust, path, err);
	if (status == EVID_OK)
		add_lines(out, &trust->pins[0].unknown);
	evid_trust_free(trust);
	return status;
}

enum evid_status
evid_trust_unknown_keys(const char *path, char **lines_out,
    struct evid_error *err)
{
	enum evid_trust_kind kind = EVID_TRUST_KIND_NONE;
	struct evi_buf out = EVI_BUF_INIT;	/* owned here */
	enum evid_status status = evid_trust_kind_of(path, &kind, err);

	*lines_out = NULL;
	if (status == EVID_OK && kind == EVID_TRUST_KIND_DIRECTORY)
		status = of_directory(path, &out, err);
	else if (status == EVID_OK && kind == EVID_TRUST_KIND_PINS)
		status = of_pins(path, &out, err);
	if (status == EVID_OK)
		status = evi_buf_take(&out, lines_out, err);
	evi_buf_free(&out);
	return status;
}
