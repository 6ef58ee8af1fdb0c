/*
 * The caller's callbacks behind one lock, and messages that name an object
 * (tell.h).  What is worth telling is decided where it is found.
 */
#include "bundle/tell.h"

#include "base/buf.h"
#include "base/text.h"

#include <string.h>

void
evi_tell_init(struct evi_tell *tell, const struct evid_seal_options *options)
{
	tell->options = options;
	tell->done = tell->total = 0;
	pthread_mutex_init(&tell->lock, NULL);
}

void
evi_tell_free(struct evi_tell *tell)
{
	pthread_mutex_destroy(&tell->lock);
}

static void
told(struct evi_tell *tell, const char *path, const char *code,
    const char *message)
{
	const struct evid_seal_options *o = tell->options;
	struct evi_buf shown = EVI_BUF_INIT;	/* owned here */

	if (o->event == NULL && o->finding == NULL)
		return;
	if (path != NULL)
		evi_text_escape(&shown, path, strlen(path));
	pthread_mutex_lock(&tell->lock);
	if (o->finding != NULL)
		o->finding(o->context, path == NULL ? NULL :
		    evi_buf_text(&shown), code, message);
	else
		o->event(o->context, path == NULL ? NULL :
		    evi_buf_text(&shown), message);
	pthread_mutex_unlock(&tell->lock);
	evi_buf_free(&shown);
}

void
evi_tell_event(struct evi_tell *tell, const char *path, const char *message)
{
	told(tell, path, NULL, message);
}

void
evi_tell_finding(struct evi_tell *tell, const char *path,
    enum evi_finding_code code, const char *message)
{
	told(tell, path, evi_finding_kinds[code].code, message);
}

enum evid_status
evi_tell_progress(struct evi_tell *tell, uint64_t more, struct evid_error *err)
{
	const struct evid_seal_options *o = tell->options;
	int stop;

	tell->done += more;
	if (o->progress == NULL)
		return EVID_OK;
	pthread_mutex_lock(&tell->lock);
	stop = o->progress(o->context, tell->done, tell->total);
	pthread_mutex_unlock(&tell->lock);
	if (stop != 0)
		return evi_fail(err, EVID_ERR_CANCELLED,
		    "cancelled; nothing was written under the output's name");
	return EVID_OK;
}
