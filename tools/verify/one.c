/*
 * One bundle of many: verified, unless an earlier run did and nothing changed,
 * and told of in a line.
 */
#include "verify/many_parts.h"
#include "common/clock.h"
#include "common/message.h"
#include "common/output.h"
#include "common/progress.h"
#include "common/signals.h"
#include "common/text.h"
#include "verify/line.h"
#include "verify/result.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* of one bundle: its JSON, for free(), NULL after a signal or without memory;
 * its exit status; whether a verdict was reached */
struct outcome {
	char *text;
	int status, judged;
};

/* what one thread has read of its bundle */
struct share {
	struct many *many;
	uint64_t told;
};

static int
tell_share(void *context, uint64_t done, uint64_t total)
{
	struct share *share = context;

	(void)total;
	if (done > share->told) {
		atomic_fetch_add(&share->many->bytes, done - share->told);
		share->told = done;
	}
	return signals_came() != 0;
}

/* A pipe or device that a list leads to would be waited for without end. */
static enum evid_status
refuse_other(const char *path, struct evid_error *err)
{
	struct stat st;
	char *shown;

	if (stat(path, &st) != 0 || S_ISREG(st.st_mode) ||
	    S_ISDIR(st.st_mode))
		return EVID_OK;
	shown = text_escaped(path);
	(void)message_fail(err, EVID_ERR_UNREADABLE, "give what comes "
	    "from there as standard input, and name it -", "%s: neither a file nor a folder",
	    shown == NULL ? "" : shown);
	free(shown);
	return EVID_ERR_UNREADABLE;
}

/* What stands in place of a verdict. */
static void
put_absent(struct outcome *outcome, const char *path,
    enum evid_status status, const struct evid_error *err,
    struct evid_time now)
{
	size_t len;
	FILE *out = open_memstream(&outcome->text, &len);

	outcome->status = message_exit(status) == EXIT_CANNOT ? EXIT_CANNOT :
	    EXIT_AGAIN;
	if (out == NULL)
		return;
	result_absent_json(out, path, err, now);
	if (fclose(out) == 0)
		return;
	free(outcome->text);
	outcome->text = NULL;
}

static struct outcome
verify_one(struct many *m, const char *path, int listed, unsigned int threads,
    struct evid_time now)
{
	struct outcome outcome = { .status = EXIT_AGAIN };
	struct evid_verify_options how = *m->options->verify;
	struct share share = { .many = m };
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_verdict *verdict = NULL;
	enum evid_status status = EVID_OK;

	how.has_now = 1;
	how.now = now;
	how.threads = threads;
	how.progress = tell_share;
	how.context = &share;
	if (listed)
		status = refuse_other(path, &err);
	if (status == EVID_OK)
		status = evid_verify_path(path, &how, &verdict, &err);
	if (status == EVID_OK) {
		outcome.status = (int)evid_verdict_result(verdict);
		status = evid_verdict_json(verdict, &outcome.text, &err);
		evid_verdict_free(verdict);
	}
	outcome.judged = status == EVID_OK;
	if (!outcome.judged && signals_came() == 0)
		put_absent(&outcome, path, status, &err, now);
	return outcome;
}

/* Written at once, and seen at once. */
static int
put_line(struct many *m, const char *line, size_t len)
{
	int failed;

	pthread_mutex_lock(&m->output);
	if (m->results.path != NULL) {
		failed = results_add(&m->results, line, len) != 0;
	} else {
		flockfile(stderr);
		progress_clear();
		funlockfile(stderr);
		failed = fwrite(line, 1, len, m->options->out) != len ||
		    fflush(m->options->out) != 0;
		if (failed)
			output_note(errno);
	}
	pthread_mutex_unlock(&m->output);
	return failed ? -1 : 0;
}

static int
no_memory(void)
{
	(void)message_memory();
	return -1;
}

static int
tell_line(struct many *m, const char *begin, double seconds,
    const char *verdict)
{
	char *line = NULL;
	size_t len;
	FILE *out = open_memstream(&line, &len);
	int failed;

	if (out == NULL)
		return no_memory();
	fprintf(out, "%s,\"host\":", begin);
	text_json(out, m->host);
	fprintf(out, ",\"seconds\":%llu.%06llu,",
	    (unsigned long long)seconds,
	    (unsigned long long)(seconds * 1e6) % 1000000);
	/* The verdict's own keys follow, without its first brace. */
	text_json_value(out, verdict + 1, strlen(verdict + 1));
	putc('\n', out);
	failed = fclose(out) == 0 ? put_line(m, line, len) : no_memory();
	free(line);
	return failed;
}

static double
since(const struct timespec *begun)
{
	struct timespec t = { 0, 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)(t.tv_sec - begun->tv_sec) +
	    (double)(t.tv_nsec - begun->tv_nsec) / 1e9;
}

/* Verify and tell.  The exit status, or -1: a signal, or no line was told. */
static int
work(struct many *m, const char *path, int listed, unsigned int threads,
    struct line_file *before)
{
	struct line_file after = LINE_FILE_INIT;
	struct timespec begun = { 0, 0 };
	struct evid_time now = clock_now();
	struct outcome outcome;
	char *begin = NULL;
	int failed = -1;
	size_t len;

	(void)clock_gettime(CLOCK_MONOTONIC, &begun);
	outcome = verify_one(m, path, listed, threads, now);
	if (outcome.text != NULL) {
		line_file_look(path, &after);
		/* What was not judged is tried again by a later run. */
		before->known = outcome.judged &&
		    line_file_settled(before, &after, now);
		line_file_free(&after);
		begin = line_begin(path, before, m->asked, &len);
	}
	if (begin != NULL)
		failed = tell_line(m, begin, since(&begun), outcome.text);
	else if (signals_came() == 0)
		failed = no_memory();
	free(begin);
	free(outcome.text);
	return failed == 0 ? outcome.status : -1;
}

/* What an earlier run said of it, if it is the same still; or -1. */
static int
said_before(struct many *m, const char *path, const struct line_file *file)
{
	char *begin;
	size_t len;
	int status = -1;

	if (m->results.path == NULL || !file->known)
		return -1;
	begin = line_begin(path, file, m->asked, &len);
	if (begin != NULL)
		status = results_find(&m->results, begin, len);
	free(begin);
	return status;
}

int
one_verify(struct many *m, const char *path, int listed, unsigned int threads,
    int *skipped_out)
{
	struct line_file file;
	int status;

	line_file_look(path, &file);
	if (file.forgets)
		atomic_fetch_add(&m->forgotten, 1);
	status = said_before(m, path, &file);
	*skipped_out = status >= 0;
	if (!*skipped_out)
		status = work(m, path, listed, threads, &file);
	line_file_free(&file);
	return status;
}
