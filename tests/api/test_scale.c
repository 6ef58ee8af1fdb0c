/*
 * A million members, sealed from callbacks and verified from a file and from
 * a pipe: memory does not grow with them.  Each step is a process of its own,
 * so that the peak of its memory can be told; the same step over
 * fifty thousand members is what it is compared with.
 */
#include <evidence/evidence.h>

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define FEW 50000u	/* enough to fill the pool */
#define MANY 1000000u
#define GROWTH_KIB 4096		/* less than five bytes a member */

static char folder[64];
static struct evid_key *key;
static struct evid_public_key *pub;

struct many {
	unsigned int next, n;
	char path[64];
};

/* a thousand names a folder, each name as long as that of a photograph */
static enum evid_status
next(void *context, struct evid_source_object *object_out, int *end_out,
    struct evid_error *err)
{
	struct many *m = context;

	(void)err;
	*end_out = m->next == m->n;
	if (*end_out)
		return EVID_OK;
	(void)snprintf(m->path, sizeof(m->path), "camera/%04u/IMG-%08u.jpeg",
	    m->next / 1000, m->next);
	object_out->path = m->path;
	object_out->size = 1;
	m->next++;
	return EVID_OK;
}

static enum evid_status
give(void *context, void *data, size_t len, size_t *n_out,
    struct evid_error *err)
{
	const struct many *m = context;

	(void)err;
	*(unsigned char *)data = (unsigned char)m->next;
	*n_out = len > 0;
	return EVID_OK;
}

static int
seal(const char *path, unsigned int n)
{
	struct evid_seal_options options = EVID_SEAL_OPTIONS_INIT;
	struct evid_error err = EVID_ERROR_INIT;
	struct many m = { .n = n };
	struct evid_source source = { EVID_SOURCE_VERSION, &m, next, give };
	struct evid_seal_result result;

	options.output = path;
	options.name = "scale";
	options.keys = &key;
	options.n_keys = 1;
	options.threads = 2;
	if (evid_seal_source(&options, &source, &result, &err) != EVID_OK) {
		print_error("%s\n", err.message);
		return 0;
	}
	return result.files == n;
}

static int
good(const struct evid_verdict *v, unsigned int n)
{
	return evid_verdict_result(v) == EVID_VERIFIED &&
	    evid_verdict_files(v) == n;
}

static struct evid_verify_options
trusting(void)
{
	struct evid_verify_options options = EVID_VERIFY_OPTIONS_INIT;

	options.keys = &pub;
	options.n_keys = 1;
	options.threads = 2;
	return options;
}

static int
verify_file(const char *path, unsigned int n)
{
	struct evid_verify_options options = trusting();
	struct evid_verdict *v = NULL;
	int yes;

	yes = evid_verify_path(path, &options, &v, NULL) == EVID_OK &&
	    good(v, n);
	evid_verdict_free(v);
	return yes;
}

/* through a pipe, which cat fills */
static int
verify_pipe(const char *path, unsigned int n)
{
	struct evid_verify_options options = trusting();
	struct evid_verdict *v = NULL;
	char command[128];
	FILE *pipe;
	int yes;

	(void)snprintf(command, sizeof(command), "exec cat %s", path);
	pipe = popen(command, "r");
	if (pipe == NULL)
		return 0;
	yes = evid_verify_fd(fileno(pipe), "pipe", &options, &v, NULL) ==
	    EVID_OK && good(v, n);
	evid_verdict_free(v);
	return pclose(pipe) == 0 && yes;
}

/* in a process of its own; returns the peak of its memory in KiB */
static long
peak(int (*step)(const char *path, unsigned int n), const char *path,
    unsigned int n)
{
	struct rusage usage;
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0)
		_exit(step(path, n) ? 0 : 1);
	assert_int_equal(wait4(child, &status, 0, &usage), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	return usage.ru_maxrss;
}

static void
compare(int (*step)(const char *path, unsigned int n))
{
	char few[96], many[96];
	long small, large;
	unsigned int n = MANY;

	(void)snprintf(few, sizeof(few), "%s/few", folder);
	(void)snprintf(many, sizeof(many), "%s/many", folder);
	/* A sanitizer keeps what was freed: then it is the verdict alone. */
	if (getenv("EVID_SANITIZED") != NULL)
		n = FEW + 1;
	small = peak(step, few, FEW);
	large = peak(step, many, n);
	if (n == MANY && large > small + GROWTH_KIB)
		fail_msg("%ld KiB for %u members, %ld KiB for %u", small, FEW,
		    large, n);
}

static void
a_million_members_are_sealed_in_constant_memory(void **state)
{
	(void)state;
	compare(seal);
}

static void
a_million_members_are_verified_in_constant_memory(void **state)
{
	(void)state;
	compare(verify_file);
}

static void
a_million_members_are_verified_from_a_pipe_in_constant_memory(void **state)
{
	(void)state;
	compare(verify_pipe);
}

static int
make(void **state)
{
	const char *temporary = getenv("TMPDIR");

	(void)state;
	(void)snprintf(folder, sizeof(folder), "%.40s/evid.XXXXXX",
	    temporary != NULL && strlen(temporary) < 40 ? temporary : "/tmp");
	return mkdtemp(folder) == NULL ||
	    evid_key_generate(&key, NULL) != EVID_OK ||
	    evid_key_public(key, &pub, NULL) != EVID_OK;
}

static int
drop(void **state)
{
	char command[96];

	(void)state;
	evid_public_key_free(pub);
	evid_key_free(key);
	(void)snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command) != 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_million_members_are_sealed_in_constant_memory),
		cmocka_unit_test(
		    a_million_members_are_verified_in_constant_memory),
		cmocka_unit_test(
	    a_million_members_are_verified_from_a_pipe_in_constant_memory),
	};

	return cmocka_run_group_tests(tests, make, drop);
}
