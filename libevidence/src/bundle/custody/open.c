/*
 * Reading a log for whoever asks (evidence/custody.h), and what it comes to.
 */
#include "bundle/custody/file.h"
#include "bundle/custody/judge.h"
#include "bundle/custody/masked.h"

#include "adapt/key.h"
#include "base/memory.h"
#include "base/text.h"

#include <string.h>
#include <unistd.h>

static enum evid_status
tell_trust(void *context, enum evi_finding_code code, const char *message,
    const char *detail, struct evid_error *err)
{
	(void)message;
	return evi_custody_tell(context, code, EVI_NONE, err,
	    *detail == '\0' ? NULL : "%s", detail);
}

/* What a policy demands of seals cannot be met by events, nor broken. */
static enum evid_status
tell_not_applied(struct evid_custody *c, struct evid_error *err)
{
	const struct evi_policy *p = evi_trust_policy(c->options.trust);
	bool signers = p != NULL && (p->has_states || p->has_keys ||
	    p->has_kinds);
	bool threshold = p != NULL && p->threshold > 1;

	if (!signers && !threshold)
		return EVID_OK;
	return evi_custody_tell(c, EVI_FINDING_POLICY_SIGNERS, EVI_NONE, err,
	    "%s", !threshold ? "signers" : !signers ? "threshold" :
	    "signers and threshold");
}

/* an empty set says nothing: it is not sound */
static enum evid_status
conclude(struct evid_custody *c, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	bool agrees = true, counts = false, silent;
	size_t i;

	if (c->has_seal)
		status = evi_custody_sealed_agrees(c, &agrees, err);
	if (status == EVID_OK)
		status = evi_custody_judge_effect(c, err);
	/* What is told of pins and directory says nothing of the log. */
	silent = c->n_events == 0 && c->worst == 0 && agrees;
	if (status == EVID_OK)
		status = evi_trust_tell_each(c->options.trust, c->now,
		    tell_trust, c, err);
	if (status == EVID_OK)
		status = tell_not_applied(c, err);
	if (status == EVID_OK && !agrees)
		status = evi_custody_tell(c, EVI_FINDING_SEAL_CONTRADICTS,
		    EVI_NONE, err, "the custody log");
	if (status == EVID_OK && silent)
		return evi_custody_tell(c, EVI_FINDING_EMPTY_FILE, EVI_NONE,
		    err, "it has no event");
	for (i = 0; i < c->n_events; i++)
		counts |= c->events[i].counts;
	if (status == EVID_OK && evi_custody_no_trust(c))
		status = evi_custody_tell(c, EVI_FINDING_NO_TRUST_GIVEN,
		    EVI_NONE, err, NULL);
	else if (status == EVID_OK && !counts)
		status = evi_custody_tell(c, EVI_FINDING_SIGNER_NOT_TRUSTED,
		    EVI_NONE, err, "none of its events counts");
	return status;
}

/* One that is none, with a bundle in the place of the log: they were named the
 * other way round. */
static enum evid_status
add_bundle(struct evid_custody *c, const char *bundle, const char *log,
    struct evid_error *err)
{
	struct evid_error why = EVID_ERROR_INIT;
	enum evid_status status = evi_custody_add_bundle(c, bundle, &why);
	int fd = -1;

	if (status == EVID_ERR_FORMAT && log != NULL &&
	    evi_custody_open_log(log, &fd, NULL) == EVID_OK &&
	    evi_log_not_packed(fd, log, EVID_ERR_ARGUMENT, NULL) ==
	    EVID_ERR_ARGUMENT)
		status = evi_fail_path(err, EVID_ERR_ARGUMENT, log, "this is a "
		    "bundle, or another packed file, and no custody log",
		    "name the log first, and then its bundle");
	else if (status != EVID_OK && err != NULL)
		*err = why;
	if (fd >= 0)
		close(fd);
	return status;
}

enum evid_status
evid_custody_read(const char *const *logs, size_t n_logs,
    const struct evid_custody_options *options,
    struct evid_custody **custody_out, struct evid_error *err)
{
	struct evid_custody *c = NULL;		/* owned here till the end */
	uint64_t lacks = evi_memory_lacks();
	enum evid_status status;
	size_t i;

	*custody_out = NULL;
	if (options->version != EVID_CUSTODY_OPTIONS_VERSION)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "custody options of an unknown version");
	if (n_logs == 0 && options->bundle == NULL)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "neither a log nor a bundle is named");
	status = evi_crypto_init(err);
	if (status == EVID_OK)
		status = evi_custody_new(options, n_logs > 0 ? logs[0] :
		    options->bundle, &c, err);
	if (status == EVID_OK)
		status = evi_custody_masking_begin(c, err);
	if (status == EVID_OK && options->bundle != NULL)
		status = add_bundle(c, options->bundle, n_logs > 0 ? logs[0] :
		    NULL, err);
	for (i = 0; i < n_logs && status == EVID_OK; i++)
		status = evi_custody_add_file(c, logs[i], err);
	if (status == EVID_OK)
		status = evi_custody_judge(c, err);
	if (status == EVID_OK)
		status = conclude(c, err);
	status = evi_whole_of(n_logs == 0 || options->bundle != NULL ?
	    options->bundle : logs[0], lacks, status, err);
	if (status != EVID_OK)
		evid_custody_free(c);
	else
		*custody_out = c;
	return status;
}

uint64_t
evid_custody_events(const struct evid_custody *c)
{
	return c->n_events;
}

uint64_t
evid_custody_open_hand_overs(const struct evid_custody *c)
{
	uint64_t n = 0;
	size_t i;

	for (i = 0; i < c->n_overs; i++)
		n += c->overs[i].open;
	return n;
}

enum evid_result
evid_custody_result(const struct evid_custody *c)
{
	return evi_result_of(c->worst);
}

enum evid_result
evid_custody_log_result(const struct evid_custody *c)
{
	return evi_result_of(c->worst_but_trust);
}

size_t
evid_custody_findings(const struct evid_custody *c)
{
	return c->n_findings;
}

int
evid_custody_finding(const struct evid_custody *c, size_t index,
    struct evid_finding *finding_out, char event_out[EVID_EVENT_TEXT_CAP])
{
	const struct evi_custody_finding *f;
	const struct evi_finding_kind *kind;

	event_out[0] = '\0';
	memset(finding_out, 0, sizeof(*finding_out));
	if (index >= c->n_findings)
		return 0;
	f = &c->findings[index];
	kind = &evi_finding_kinds[f->code];
	if (f->event != EVI_NONE)
		evi_hex(c->events[f->event].digest, EVI_SHA256_LEN,
		    event_out);
	finding_out->code = kind->code;
	finding_out->cls = evi_class_name(kind->class);
	finding_out->axis = "custody";
	finding_out->effect = kind->effect;
	finding_out->path = f->source == EVI_NONE ? c->name :
	    c->sources[f->source].name;
	finding_out->message = f->message;
	finding_out->hint = evi_custody_hint(c, f);
	return 1;
}
