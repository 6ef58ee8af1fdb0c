/*
 * Custody logs, whole: the order of lines says nothing and a line that stands
 * twice counts once, so the log upside down and doubled comes to the same;
 * every view of it is text that is safe, or JSON.
 */
#include "support_bundle.h"

#include "adapt/json.h"
#include "base/text.h"
#include "evidence/custody.h"
#include "record/tar.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>


static int
take(void *context, const char *text, size_t len)
{
	struct evi_buf *out = context;

	evi_buf_add(out, text, len);
	return 0;
}

static void
check_view(const struct evid_custody *c, enum evid_custody_view view)
{
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	struct evi_json *value = NULL;		/* owned here */
	enum evid_status status;
	uint32_t code;

	HOLDS(evid_custody_write(c, view, take, &text, NULL) == EVID_OK);
	for (size_t at = 0, n; at < text.len; at += n) {
		n = evi_utf8_next(text.data + at, text.len - at, &code);
		HOLDS(n > 0 && (code == '\n' ||
		    (!evi_is_control(code) && !evi_is_bidi(code))));
	}
	if (view == EVID_CUSTODY_JSON || view == EVID_CUSTODY_VERDICT_JSON) {
		status = evi_json_parse(text.data, text.len, "view", &value,
		    NULL);
		HOLDS(status == EVID_OK || status == EVID_ERR_LIMIT);
	}
	evi_json_free(value);
	evi_buf_free(&text);
}

/* NULL: no line is an event, and it begins as what is packed does */
static struct evid_custody *
read_log(const uint8_t *data, size_t len, int *fd_out)
{
	struct evid_custody_options options = EVID_CUSTODY_OPTIONS_INIT;
	struct evid_custody *c = NULL;
	enum evid_status status;
	const char *paths[1];
	char path[64];

	*fd_out = memfd_create("fuzz", MFD_CLOEXEC);
	HOLDS(*fd_out >= 0 && write(*fd_out, data, len) == (ssize_t)len);
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", *fd_out);
	paths[0] = path;
	options.threads = 1;
	status = evid_custody_read(paths, 1, &options, &c, NULL);
	HOLDS(status == EVID_OK || (status == EVID_ERR_ARGUMENT &&
	    evi_head_is_packed(data, len)));
	return c;
}

/* The lines from the last to the first, and the first once more. */
static void
turn(const uint8_t *data, size_t len, struct evi_buf *out)
{
	const uint8_t *end = data + len, *lf = memchr(data, '\n', len);

	for (const uint8_t *p = end - 1; p > data; p--) {
		if (p[-1] != '\n')
			continue;
		evi_buf_add(out, p, (size_t)(end - p));
		end = p;
	}
	evi_buf_add(out, data, (size_t)(end - data));
	evi_buf_add(out, data, (size_t)(lf + 1 - data));
}

static void
check_turned(const struct evid_custody *c, const uint8_t *data, size_t len)
{
	struct evi_buf other = EVI_BUF_INIT;	/* owned here */
	struct evid_custody *d;			/* owned here */
	int fd;

	turn(data, len, &other);
	d = read_log(other.data, other.len, &fd);
	HOLDS(evid_custody_events(c) == (d == NULL ? 0 :
	    evid_custody_events(d)));
	if (d != NULL) {
		HOLDS(evid_custody_result(c) == evid_custody_result(d));
		HOLDS(evid_custody_open_hand_overs(c) ==
		    evid_custody_open_hand_overs(d));
	}
	evid_custody_free(d);
	evi_buf_free(&other);
	(void)close(fd);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct evid_custody *c;		/* owned here */
	int fd;

	c = read_log(data, len, &fd);
	if (c == NULL) {
		(void)close(fd);
		return 0;
	}
	for (int view = EVID_CUSTODY_TREE; view <= EVID_CUSTODY_FORM_HTML;
	    view++)
		check_view(c, (enum evid_custody_view)view);
	if (len > 0 && data[len - 1] == '\n')
		check_turned(c, data, len);
	evid_custody_free(c);
	(void)close(fd);
	return 0;
}

/* A line left out, or one put in another's place: signatures stay good. */
size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t len, size_t cap,
    unsigned int seed)
{
	uint32_t random = seed | 1, n = 0, chosen;
	const uint8_t *end = data + len;
	uint8_t *p, *lf;

	for (size_t i = 0; i < len; i++)
		n += data[i] == '\n';
	if (n < 2 || fuzz_random(&random, 4) == 0)
		return LLVMFuzzerMutate(data, len, cap);
	chosen = fuzz_random(&random, n);
	for (p = data; chosen > 0; chosen--)
		p = (uint8_t *)memchr(p, '\n', (size_t)(end - p)) + 1;
	lf = memchr(p, '\n', (size_t)(end - p));
	if (fuzz_random(&random, 2) == 0) {
		memmove(p, lf + 1, (size_t)(end - lf - 1));
		return len - (size_t)(lf + 1 - p);
	}
	return (size_t)(p - data) + LLVMFuzzerMutate(p, (size_t)(end - p),
	    cap - (size_t)(p - data));
}
