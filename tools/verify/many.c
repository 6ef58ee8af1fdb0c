/*
 * Many bundles.  Threads take a path each, verify it and write its line; the
 * main thread shows progress and brings results to the disk.  While there are
 * more paths at hand than threads, each bundle is verified by one of them,
 * which costs the least; the last ones share those that have nothing to do.
 */
#include "verify/many_parts.h"
#include "common/clock.h"
#include "common/inputs.h"
#include "common/message.h"
#include "common/progress.h"
#include "common/signals.h"
#include "common/text.h"
#include "verify/result.h"

#include <sched.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define LOOK_AGAIN (100L * 1000 * 1000)	/* nanoseconds, for progress */
#define SAVE_AFTER 50			/* looks: five seconds */

/* The next path.  What a list names is seen to be the output's place only now:
 * then that is left as it is. */
static char *
next_path(struct many *m, int *listed_out)
{
	char *path = names_next(&m->names, listed_out);
	int status;

	if (path == NULL || !*listed_out)
		return path;
	status = inputs_refuse_bundle(path, m->options->common->output);
	if (status == 0)
		status = inputs_refuse_bundle(path, m->options->results);
	if (status == 0)
		return path;
	m->names.status = status;
	m->names.ended = 1;
	free(path);
	return NULL;
}

/* The next path, and how many threads it may have: whoever is idle helps. */
static char *
take_path(struct many *m, int *listed_out, unsigned int *threads_out)
{
	char *path;
	int more;

	pthread_mutex_lock(&m->taking);
	path = signals_came() != 0 ? NULL : next_path(m, listed_out);
	more = path != NULL && names_more(&m->names);
	pthread_mutex_lock(&m->lock);
	if (path != NULL && m->stopped) {
		free(path);
		path = NULL;
	}
	m->n_busy += path != NULL;
	*threads_out = more || m->n_busy == 0 ||
	    m->n_busy > m->n_threads / 2 ? 1 : m->n_threads / m->n_busy;
	pthread_mutex_unlock(&m->lock);
	pthread_mutex_unlock(&m->taking);
	return path;
}

static void
count_one(struct many *m, int status, int skipped)
{
	pthread_mutex_lock(&m->lock);
	m->n_busy--;
	if (status < 0) {
		m->stopped = 1;
	} else {
		m->found[status]++;
		m->skipped += (uint64_t)skipped;
		m->worst = result_worse(m->worst, status);
	}
	pthread_mutex_unlock(&m->lock);
}

/* One bundle; 0 at the end. */
static int
take_one(struct many *m)
{
	unsigned int threads;
	int listed, status, skipped;
	char *path = take_path(m, &listed, &threads);

	if (path == NULL)
		return 0;
	status = one_verify(m, path, listed, threads, &skipped);
	free(path);
	count_one(m, status, skipped);
	return 1;
}

static void *
run(void *context)
{
	struct many *m = context;

	while (take_one(m))
		;
	pthread_mutex_lock(&m->lock);
	m->n_running--;
	pthread_cond_signal(&m->ended);
	pthread_mutex_unlock(&m->lock);
	return NULL;
}

static uint64_t
done(const struct many *m)
{
	uint64_t sum = 0;

	for (int i = 0; i < N_STATUSES; i++)
		sum += m->found[i];
	return sum;
}

static int
save(struct many *m)
{
	int status;

	pthread_mutex_lock(&m->output);
	status = results_save(&m->results);
	pthread_mutex_unlock(&m->output);
	return status;
}

/* Until all threads have ended.  The lock is held, but while it waits. */
static void
watch(struct many *m)
{
	struct timespec until;

	for (int looks = 1; m->n_running > 0; looks++) {
		(void)clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += LOOK_AGAIN;
		if (until.tv_nsec >= 1000000000) {
			until.tv_nsec -= 1000000000;
			until.tv_sec++;
		}
		(void)pthread_cond_timedwait(&m->ended, &m->lock, &until);
		progress_count(done(m), m->skipped, m->names.total,
		    atomic_load(&m->bytes), "bundles");
		if (looks % SAVE_AFTER == 0 && save(m) != 0)
			m->stopped = 1;
	}
}

/* Signals are the main thread's. */
static unsigned int
start(struct many *m, pthread_t *threads)
{
	sigset_t all, before;
	unsigned int n = 0;

	sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	while (n < m->n_threads &&
	    pthread_create(&threads[n], NULL, run, m) == 0)
		n++;
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return n;
}

static int
run_all(struct many *m)
{
	pthread_t *threads = calloc(m->n_threads, sizeof(*threads));
	unsigned int n = 0;

	pthread_mutex_lock(&m->lock);
	if (threads != NULL)
		n = start(m, threads);
	if (n == 0)
		message("close other programs, or use fewer threads",
		    "no thread can be started");
	m->n_running = n;
	watch(m);
	pthread_mutex_unlock(&m->lock);
	for (unsigned int i = 0; i < n; i++)
		(void)pthread_join(threads[i], NULL);
	free(threads);
	return n == 0 ? EXIT_AGAIN : EXIT_DONE;
}

static void
summarize(const struct many *m)
{
	static const char *const words[N_STATUSES] = {
		[EXIT_DONE] = "verified",
		[EXIT_NOT_INTACT] = "not intact",
		[EXIT_POLICY] = "not trusted",
		[EXIT_AGAIN] = "incomplete",
		[EXIT_CANNOT] = "not checked",
	};
	uint64_t forgotten = atomic_load(&m->forgotten);
	char text[512], number[32];
	size_t len = 0;

	text[0] = '\0';
	for (int i = 0; i < N_STATUSES; i++)
		if (m->found[i] > 0)
			len += (size_t)snprintf(text + len,
			    sizeof(text) - len, ", %s %s",
			    text_count(m->found[i], number), words[i]);
	if (m->skipped > 0)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "; of them %s by an earlier run",
		    text_count(m->skipped, number));
	if (forgotten > 0 && m->results.path != NULL)
		snprintf(text + len, sizeof(text) - len, "; %s read by every "
		    "run, on a file system that keeps no time of change",
		    text_count(forgotten, number));
	message(NULL, "%s %s: %s", text_count(done(m), number),
	    done(m) == 1 ? "bundle" : "bundles", text + 2);
}

static void
put_masks(FILE *out, const struct evid_masks *masks)
{
	if (masks->no_defaults)
		fputs(" show", out);
	if (masks->all)
		fputs(" mask all", out);
	for (size_t i = 0; i < masks->n_flags; i++)
		fprintf(out, " mask %s", masks->flags[i]);
}

/* What the verdicts hang on beside the bundles: who judges, trust and what of
 * it holds at this instant, the instant that is asked for, masks. */
static int
describe_asked(struct many *m)
{
	const struct evid_verify_options *v = m->options->verify;
	struct evid_error err = EVID_ERROR_INIT;
	char digest[65];
	enum evid_status status;
	size_t len;
	FILE *out;

	status = evid_trust_digest(v->trust, v->has_at ? v->at : clock_now(),
	    digest, &err);
	if (status != EVID_OK) {
		message_error(&err);
		return message_exit(status);
	}
	out = open_memstream(&m->asked, &len);
	if (out != NULL) {
		fprintf(out, "%s %s", evid_version(), digest);
		if (v->has_at)
			fprintf(out, " at %lld.%09u",
			    (long long)v->at.seconds,
			    (unsigned int)v->at.nanoseconds);
		put_masks(out, v->masks);
		if (fclose(out) == 0)
			return 0;
	}
	return message_memory();
}

static unsigned int
cores(void)
{
	cpu_set_t set;
	int n = sched_getaffinity(0, sizeof(set), &set) == 0 ?
	    CPU_COUNT(&set) : (int)sysconf(_SC_NPROCESSORS_ONLN);

	return n > 0 ? (unsigned int)n : 1;
}

static int
prepare(struct many *m, char **operands, size_t n)
{
	const struct many_options *o = m->options;
	int status = describe_asked(m);

	m->n_threads = o->common->jobs > 0 ? o->common->jobs : cores();
	if (gethostname(m->host, sizeof(m->host) - 1) != 0)
		m->host[0] = '\0';
	if (status == 0)
		status = names_open(&m->names, operands, n, o->files_from,
		    o->zero_ends);
	if (status == 0 && o->results != NULL)
		status = results_open(&m->results, o->results,
		    o->common->quiet);
	return status;
}

static int
finish(struct many *m)
{
	int status = m->worst;

	if (done(m) == 0 && m->names.status == 0 && !m->stopped &&
	    signals_came() == 0)
		return options_wrong("no bundle was named: the list is empty");
	if (!m->options->common->quiet && done(m) > 0)
		summarize(m);
	/* What was not looked at may be worse: it is to be run again. */
	if (m->stopped)
		status = EXIT_AGAIN;
	return m->names.status != 0 ? m->names.status : status;
}

int
many_verify(const struct many_options *options, char **operands,
    size_t n_operands)
{
	struct many *m = calloc(1, sizeof(*m));
	int status;

	if (m == NULL)
		return message_memory();
	m->options = options;
	m->results = (struct results)RESULTS_INIT;
	m->names.fd = -1;
	pthread_mutex_init(&m->taking, NULL);
	pthread_mutex_init(&m->lock, NULL);
	pthread_mutex_init(&m->output, NULL);
	pthread_cond_init(&m->ended, NULL);
	status = prepare(m, operands, n_operands);
	if (status == 0) {
		progress_begin(options->common->progress,
		    options->common->quiet, "verifying");
		status = run_all(m);
		progress_end();
		if (save(m) != 0)
			m->stopped = 1;
		if (status == 0)
			status = finish(m);
	}
	if (m->names.status != 0)
		results_take_back(&m->results);
	results_close(&m->results);
	names_close(&m->names);
	free(m->asked);
	free(m);
	return status;
}
