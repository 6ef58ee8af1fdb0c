/* evidence/verify.h: the same verdict whatever the bytes come from. */
#include "support_bundle.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <setjmp.h>

#include <cmocka.h>

static char *
json_of(struct evid_verdict *v)
{
	struct evid_error err = EVID_ERROR_INIT;
	char *text = NULL;

	assert_int_equal(evid_verdict_json(v, &text, &err), EVID_OK);
	evid_verdict_free(v);
	return text;
}

static void
options_for(const struct test_bundle *b, struct evid_verify_options *o)
{
	struct evid_verify_options none = EVID_VERIFY_OPTIONS_INIT;

	*o = none;
	o->keys = &b->pub;
	o->n_keys = 1;
}

static void
a_file_a_descriptor_and_a_callback_give_one_verdict(void **state)
{
	struct test_bundle *b = *state;
	struct test_memory memory = { b->data, b->len, 0, 777 };
	struct evid_verify_options o;
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_verdict *v = NULL;
	char *first, *other;
	int fd;

	options_for(b, &o);
	assert_int_equal(evid_verify_path(b->path, &o, &v, &err), EVID_OK);
	assert_int_equal(evid_verdict_result(v), EVID_VERIFIED);
	assert_int_equal(evid_verdict_files(v), 40);
	assert_int_equal(evid_verdict_bytes(v), 40 * 100000);
	first = json_of(v);
	fd = open(b->path, O_RDONLY);
	assert_int_equal(evid_verify_fd(fd, b->path, &o, &v, &err), EVID_OK);
	close(fd);
	other = json_of(v);
	assert_string_equal(first, other);
	free(other);
	assert_int_equal(evid_verify_read(test_memory_read, &memory, b->path,
	    &o, &v, &err), EVID_OK);
	other = json_of(v);
	assert_string_equal(first, other);
	free(other);
	free(first);
}

static void
every_number_of_threads_gives_one_verdict(void **state)
{
	struct test_bundle *b = *state;
	struct evid_verify_options o;
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_verdict *v = NULL;
	char *first = NULL, *other;
	unsigned int n;

	options_for(b, &o);
	b->data[b->len / 3] ^= 0x10;
	for (n = 1; n <= 8; n++) {
		struct test_memory memory = { b->data, b->len, 0, 0 };

		o.threads = n;
		assert_int_equal(evid_verify_read(test_memory_read, &memory,
		    "m", &o, &v, &err), EVID_OK);
		assert_int_equal(evid_verdict_result(v), EVID_NOT_INTACT);
		other = json_of(v);
		if (first == NULL)
			first = other;
		else
			assert_string_equal(first, other);
		if (other != first)
			free(other);
	}
	b->data[b->len / 3] ^= 0x10;
	free(first);
}

static void
without_trust_a_sound_bundle_is_not_trusted(void **state)
{
	struct test_bundle *b = *state;
	struct evid_verify_options o = EVID_VERIFY_OPTIONS_INIT;
	struct evid_public_key *stranger = NULL;
	struct evid_key *key = NULL;
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_verdict *v = NULL;
	struct evid_finding finding;

	assert_int_equal(evid_verify_path(b->path, &o, &v, &err), EVID_OK);
	assert_int_equal(evid_verdict_result(v), EVID_NOT_TRUSTED);
	assert_int_equal(evid_verdict_finding(v, 0, &finding), 1);
	assert_string_equal(finding.code, "no-trust-given");
	assert_int_equal(evid_verdict_not_trusted_for(v, &finding), 0);
	evid_verdict_free(v);

	assert_int_equal(evid_key_generate(&key, &err), EVID_OK);
	assert_int_equal(evid_key_public(key, &stranger, &err), EVID_OK);
	o.keys = &stranger;
	o.n_keys = 1;
	assert_int_equal(evid_verify_path(b->path, &o, &v, &err), EVID_OK);
	assert_int_equal(evid_verdict_result(v), EVID_NOT_TRUSTED);
	assert_int_equal(evid_verdict_finding(v, 0, &finding), 1);
	assert_string_equal(finding.code, "signer-not-trusted");
	assert_int_equal(evid_verdict_not_trusted_for(v, &finding), 0);
	evid_verdict_free(v);
	evid_public_key_free(stranger);
	evid_key_free(key);

	o.keys = &b->pub;
	o.threshold = 2;
	assert_int_equal(evid_verify_path(b->path, &o, &v, &err), EVID_OK);
	assert_int_equal(evid_verdict_result(v), EVID_NOT_TRUSTED);
	assert_int_equal(evid_verdict_finding(v, 0, &finding), 1);
	assert_string_equal(finding.code, "too-few-signers");
	memset(&finding, 0, sizeof(finding));
	assert_int_equal(evid_verdict_not_trusted_for(v, &finding), 1);
	assert_string_equal(finding.code, "too-few-signers");
	assert_true(finding.hint[0] != '\0');
	evid_verdict_free(v);

	o.threshold = 1;
	assert_int_equal(evid_verify_path(b->path, &o, &v, &err), EVID_OK);
	assert_int_equal(evid_verdict_result(v), EVID_VERIFIED);
	assert_int_equal(evid_verdict_not_trusted_for(v, &finding), 0);
	evid_verdict_free(v);
}

static int
stop_at_once(void *context, uint64_t done, uint64_t total)
{
	(void)context;
	(void)done;
	(void)total;
	return 1;
}

static enum evid_status
broken(void *context, void *data, size_t len, size_t *n_out,
    struct evid_error *err)
{
	struct test_memory *m = context;

	if (m->at > 5000)
		return EVID_ERR_CANCELLED;
	return test_memory_read(m, data, len < 4096 ? len : 4096, n_out, err);
}

static void
the_callers_word_ends_it(void **state)
{
	struct test_bundle *b = *state;
	struct test_memory memory = { b->data, b->len, 0, 0 };
	struct evid_verify_options o;
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_verdict *v = NULL;

	options_for(b, &o);
	o.progress = stop_at_once;
	assert_int_equal(evid_verify_path(b->path, &o, &v, &err),
	    EVID_ERR_CANCELLED);
	assert_null(v);
	assert_true(err.message[0] != '\0');
	o.progress = NULL;
	assert_int_equal(evid_verify_read(broken, &memory, "m", &o, &v,
	    NULL), EVID_ERR_CANCELLED);
	assert_null(v);
}

static enum evid_status
cannot_be_read(void *context, void *data, size_t len, size_t *n_out,
    struct evid_error *err)
{
	struct test_memory *m = context;

	if (m->at > 5000)
		return EVID_ERR_IO;
	return test_memory_read(m, data, len < 4096 ? len : 4096, n_out, err);
}

static enum evid_status
too_much(void *context, void *data, size_t len, size_t *n_out,
    struct evid_error *err)
{
	enum evid_status status = test_memory_read(context, data, len, n_out,
	    err);

	*n_out = len + 1;
	return status;
}

static void
what_cannot_be_read_is_a_finding_and_too_much_a_slip(void **state)
{
	struct test_bundle *b = *state;
	struct evid_verify_options o;
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_verdict *v = NULL;
	struct evid_finding finding;
	int i;

	options_for(b, &o);
	/* with detail, and without */
	for (i = 0; i < 2; i++) {
		struct test_memory memory = { b->data, b->len, 0, 0 };

		assert_int_equal(evid_verify_read(cannot_be_read, &memory, "m",
		    &o, &v, i == 0 ? &err : NULL), EVID_OK);
		assert_int_equal(evid_verdict_result(v), EVID_INCOMPLETE);
		assert_int_equal(evid_verdict_finding(v, 0, &finding), 1);
		assert_string_equal(finding.code, "io-error");
		assert_string_equal(err.message, "");
		evid_verdict_free(v);
	}
	{
		struct test_memory memory = { b->data, b->len, 0, 0 };

		assert_int_equal(evid_verify_read(too_much, &memory, "m", &o,
		    &v, &err), EVID_ERR_ARGUMENT);
		assert_null(v);
		assert_non_null(strstr(err.message,
		    "more than was asked"));
	}
}

/* the place in the bundle that a finding's message tells, and is there */
static void
expect_place(const struct evid_finding *finding, size_t at)
{
	const char *told = strrchr(finding->message, '(');
	unsigned long from = 0, to = 0;

	assert_string_equal(finding->code, "member-damaged");
	assert_non_null(told);
	assert_int_equal(sscanf(told, "(bytes %lu to %lu of the bundle)",
	    &from, &to), 2);
	if (from > at || to < at || to - from > 70000)
		fail_msg("%zu: %s", at, finding->message);
}

static void
what_is_damaged_twice_is_told_with_each_place(void **state)
{
	struct test_bundle *b = *state;
	const size_t at[] = { b->len / 4, b->len / 2 };
	struct evid_verdict *v;
	struct evid_finding finding;
	size_t i, n = 0;

	b->data[at[0]] ^= 0x10;
	b->data[at[1]] ^= 0x10;
	v = test_verify(b, b->data, b->len);
	assert_int_equal(evid_verdict_result(v), EVID_NOT_INTACT);
	for (i = 0; evid_verdict_finding(v, i, &finding); i++) {
		if (strcmp(finding.code, "member-damaged") != 0)
			continue;
		/* Each block holds parts of two files at most. */
		n++;
		expect_place(&finding, at[strcmp(finding.path,
		    "data/scene/file-0015") > 0]);
	}
	assert_true(n >= 2 && n <= 4);
	evid_verdict_free(v);
	b->data[at[0]] ^= 0x10;
	b->data[at[1]] ^= 0x10;
}

static void
wrong_use_is_an_error_and_no_verdict(void **state)
{
	struct evid_verify_options o = EVID_VERIFY_OPTIONS_INIT;
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_verdict *v = NULL;

	(void)state;
	assert_int_equal(evid_verify_path("/nonexistent/x", &o, &v, &err),
	    EVID_ERR_NOT_FOUND);
	assert_null(v);
	assert_non_null(strstr(err.message, "/nonexistent/x"));
	o.version = 99;
	assert_int_equal(evid_verify_path("/dev/null", &o, &v, NULL),
	    EVID_ERR_ARGUMENT);
	assert_null(v);
}

struct job {
	struct test_bundle *b;
	enum evid_result result;
};

static void *
verify_alone(void *argument)
{
	struct job *job = argument;
	struct evid_verdict *v = test_verify(job->b, job->b->data,
	    job->b->len);

	job->result = evid_verdict_result(v);
	evid_verdict_free(v);
	return NULL;
}

static void
several_threads_verify_at_once(void **state)
{
	struct job jobs[6];
	pthread_t threads[6];
	size_t i;

	for (i = 0; i < 6; i++) {
		jobs[i].b = *state;
		jobs[i].result = EVID_NOT_CHECKED;
		assert_int_equal(pthread_create(&threads[i], NULL,
		    verify_alone, &jobs[i]), 0);
	}
	for (i = 0; i < 6; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(jobs[i].result, EVID_VERIFIED);
	}
}

static int
make(void **state)
{
	struct test_bundle *b = malloc(sizeof(*b));

	assert_non_null(b);
	test_bundle_make(b, 40, 100000);
	*state = b;
	return 0;
}

static int
drop(void **state)
{
	test_bundle_free(*state);
	free(*state);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_file_a_descriptor_and_a_callback_give_one_verdict),
		cmocka_unit_test(every_number_of_threads_gives_one_verdict),
		cmocka_unit_test(without_trust_a_sound_bundle_is_not_trusted),
		cmocka_unit_test(the_callers_word_ends_it),
		cmocka_unit_test(
		    what_cannot_be_read_is_a_finding_and_too_much_a_slip),
		cmocka_unit_test(what_is_damaged_twice_is_told_with_each_place),
		cmocka_unit_test(wrong_use_is_an_error_and_no_verdict),
		cmocka_unit_test(several_threads_verify_at_once),
	};

	return cmocka_run_group_tests(tests, make, drop);
}
