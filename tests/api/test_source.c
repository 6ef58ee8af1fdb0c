/* evidence/seal.h: sealing what callbacks give, by the shared library alone. */
#include "support_seal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* objects of a caller: two folders' worth of counted bytes */
struct counted {
	unsigned int next, n;
	size_t size, left;
	char path[32];
	size_t short_by;
};

static enum evid_status
next_counted(void *context, struct evid_source_object *object_out,
    int *end_out, struct evid_error *err)
{
	struct counted *c = context;

	(void)err;
	*end_out = c->next == c->n;
	if (*end_out)
		return EVID_OK;
	snprintf(c->path, sizeof(c->path), "box/f%06u", c->next++);
	object_out->path = c->path;
	object_out->size = c->left = c->size;
	object_out->has_modified = 1;
	object_out->modified.seconds = 1000000000;
	return EVID_OK;
}

static enum evid_status
read_counted(void *context, void *data, size_t len, size_t *n_out,
    struct evid_error *err)
{
	struct counted *c = context;
	size_t n = len < 1000 ? len : 1000;

	(void)err;
	if (c->left <= c->short_by)
		n = 0;
	memset(data, (int)(c->next & 0xff), n);
	c->left -= n;
	*n_out = n;
	return EVID_OK;
}

static void
what_callbacks_give_is_sealed(void **state)
{
	struct counted c = { .n = 3000, .size = 1234 };
	struct evid_source source = { EVID_SOURCE_VERSION, &c, next_counted,
		read_counted };
	struct evid_seal_options o = test_seal_options("out");
	struct evid_seal_result result;
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	assert_int_equal(evid_seal_source(&o, &source, &result, &err),
	    EVID_OK);
	assert_int_equal(result.files, 3000);
	assert_int_equal(result.bytes, 3000 * 1234);
	test_expect_result("out", EVID_VERIFIED);
}

/* an instant a nanosecond before the one before */
static struct evid_time
backwards(void *context)
{
	static long nanoseconds = 500;
	struct evid_time t = { 1792833243, --nanoseconds };

	(void)context;
	return t;
}

static void
a_clock_that_is_set_back_gives_no_false_seal(void **state)
{
	struct counted c = { .n = 3, .size = 5 };
	struct evid_source source = { EVID_SOURCE_VERSION, &c, next_counted,
		read_counted };
	struct evid_seal_options o = test_seal_options("out");
	struct evid_seal_result result;

	(void)state;
	o.clock = backwards;
	assert_int_equal(evid_seal_source(&o, &source, &result, NULL),
	    EVID_OK);
	test_expect_result("out", EVID_VERIFIED);
}

static void
of_what_size_nobody_knows_no_volume_surely_suffices(void **state)
{
	struct counted c = { .n = 300, .size = 1234 };
	struct evid_source source = { EVID_SOURCE_VERSION, &c, next_counted,
		read_counted };
	struct evid_seal_options o = test_seal_options("out");
	struct evid_seal_result result;
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	o.volume_size = 10;
	assert_int_equal(evid_seal_source(&o, &source, &result, &err),
	    EVID_ERR_LIMIT);
	assert_string_equal(err.hint, "choose a larger size");
	test_expect_only(NULL, 0);
}

static void
a_source_that_gives_less_than_it_said_ends_the_sealing(void **state)
{
	struct counted c = { .n = 3, .size = 5000, .short_by = 2000 };
	struct evid_source source = { EVID_SOURCE_VERSION, &c, next_counted,
		read_counted };
	struct evid_seal_options o = test_seal_options("out");
	struct evid_seal_result result;
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	assert_int_equal(evid_seal_source(&o, &source, &result, &err),
	    EVID_ERR_CHANGED);
	assert_non_null(strstr(err.message, "box/f000000"));
	test_expect_only(NULL, 0);
}

/* objects of a table, each of nothing but zeros */
struct listed {
	const struct evid_source_object *objects;
	unsigned int next, n;
	bool too_much;
};

static enum evid_status
next_listed(void *context, struct evid_source_object *object_out,
    int *end_out, struct evid_error *err)
{
	struct listed *l = context;

	(void)err;
	*end_out = l->next == l->n;
	if (!*end_out)
		*object_out = l->objects[l->next++];
	return EVID_OK;
}

static enum evid_status
read_zeros(void *context, void *data, size_t len, size_t *n_out,
    struct evid_error *err)
{
	struct listed *l = context;

	(void)err;
	memset(data, 0, len);
	*n_out = l->too_much ? len + 1 : len;
	return EVID_OK;
}

static enum evid_status
seal_listed(const struct evid_source_object *objects, unsigned int n,
    bool too_much, struct evid_seal_result *result, struct evid_error *err)
{
	struct listed l = { objects, 0, n, too_much };
	struct evid_source source = { EVID_SOURCE_VERSION, &l, next_listed,
		read_zeros };
	struct evid_seal_options o = test_seal_options("out");

	*err = (struct evid_error)EVID_ERROR_INIT;
	return evid_seal_source(&o, &source, result, err);
}

static void
a_source_gives_folders_too(void **state)
{
	static const struct evid_source_object objects[] = {
		{ .path = "box", .type = EVID_OBJECT_DIRECTORY, .size = 7 },
		{ .path = "box/f", .size = 3 },
	};
	struct evid_seal_result result;
	struct evid_error err;

	(void)state;
	assert_int_equal(seal_listed(objects, 2, false, &result, &err),
	    EVID_OK);
	assert_int_equal(result.files, 1);
	assert_int_equal(result.bytes, 3);
	test_expect_result("out", EVID_VERIFIED);
	assert_int_equal(system("gzip -dc out | tar xO "
	    "N/evidence/inventory.jsonl | grep -q "
	    "'^{\"path\":\"data/box/\",.*\"type\":\"directory\"'"), 0);
}

/* What a caller does wrong is told, and nothing is left. */
static void
a_source_of_folders_alone_is_nothing_to_seal(void **state)
{
	static const struct evid_source_object objects[] = {
		{ "a", EVID_OBJECT_DIRECTORY, 0, 0, { 0, 0 } },
	};
	struct listed l = { objects, 0, 1, false };
	struct evid_source source = { EVID_SOURCE_VERSION, &l, next_listed,
		read_zeros };
	struct evid_seal_options o = test_seal_options("out");
	struct evid_seal_result result;
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	assert_int_equal(evid_seal_source(&o, &source, &result, &err),
	    EVID_ERR_ARGUMENT);
	assert_string_equal(err.message,
	    "there is no file to seal: nothing with content");
	assert_non_null(strstr(err.hint, "at least one file"));
	test_expect_only(NULL, 0);
}

static void
a_source_that_is_wrong_ends_the_sealing(void **state)
{
	static const struct {
		struct evid_source_object object;
		bool too_much;
		enum evid_status status;
		const char *message;
	} rows[] = {
		{ { .size = 1 }, false, EVID_ERR_ARGUMENT,
		    "an object without a path" },
		{ { .path = "" }, false, EVID_ERR_ARGUMENT, "empty" },
		{ { .path = "/a" }, false, EVID_ERR_ARGUMENT, "empty" },
		{ { .path = "a//b" }, false, EVID_ERR_ARGUMENT, "empty" },
		{ { .path = "a/" }, false, EVID_ERR_ARGUMENT, "empty" },
		{ { .path = "f", .size = 9 }, true, EVID_ERR_CHANGED, "f: " },
		{ { .path = "f", .size = UINT64_MAX }, false, EVID_ERR_LIMIT,
		    "2^53-1" },
		{ { .path = "f", .has_modified = 1, .modified = { 0,
		    1000000000 } }, false, EVID_ERR_ARGUMENT, "f: " },
		{ { .path = "f", .has_modified = 1, .modified = { INT64_MAX,
		    0 } }, false, EVID_ERR_ARGUMENT, "f: " },
	};
	struct evid_source none = { EVID_SOURCE_VERSION, NULL, next_listed,
		NULL };
	struct evid_seal_options o = test_seal_options("out");
	struct evid_seal_result result;
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		enum evid_status status = seal_listed(&rows[i].object, 1,
		    rows[i].too_much, &result, &err);

		if (status != rows[i].status ||
		    strstr(err.message, rows[i].message) == NULL)
			fail_msg("row %zu: %d, %s", i, (int)status,
			    err.message);
		test_expect_only(NULL, 0);
	}
	err = (struct evid_error)EVID_ERROR_INIT;
	assert_int_equal(evid_seal_source(&o, &none, &result, &err),
	    EVID_ERR_ARGUMENT);
	assert_non_null(strstr(err.message, "without callbacks"));
	o.version++;
	err = (struct evid_error)EVID_ERROR_INIT;
	assert_int_equal(evid_seal_source(&o, &none, &result, &err),
	    EVID_ERR_ARGUMENT);
	assert_non_null(strstr(err.message, "another version"));
	o = test_seal_options("out");
	o.name = NULL;
	err = (struct evid_error)EVID_ERROR_INIT;
	assert_int_equal(evid_seal_source(&o, &none, &result, &err),
	    EVID_ERR_ARGUMENT);
	assert_non_null(strstr(err.message, "not a name for a bundle"));
	test_expect_only(NULL, 0);
}

static enum evid_status
next_backwards(void *context, struct evid_source_object *object_out,
    int *end_out, struct evid_error *err)
{
	static const char *const paths[] = { "a", "a-b", "a/b" };
	unsigned int *next = context;

	(void)err;
	*end_out = *next == 3;
	object_out->path = paths[*next % 3];
	++*next;
	return EVID_OK;
}

static void
a_file_that_is_also_a_folder_is_refused(void **state)
{
	unsigned int next = 0;
	struct evid_source source = { EVID_SOURCE_VERSION, &next,
		next_backwards, read_counted };
	struct evid_seal_options o = test_seal_options("out");
	struct evid_seal_result result;
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	assert_int_equal(evid_seal_source(&o, &source, &result, &err),
	    EVID_ERR_ARGUMENT);
	assert_non_null(strstr(err.message, "a/b"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		SEALS(what_callbacks_give_is_sealed),
		SEALS(a_source_that_gives_less_than_it_said_ends_the_sealing),
		SEALS(a_clock_that_is_set_back_gives_no_false_seal),
		SEALS(of_what_size_nobody_knows_no_volume_surely_suffices),
		SEALS(a_source_gives_folders_too),
		SEALS(a_source_of_folders_alone_is_nothing_to_seal),
		SEALS(a_source_that_is_wrong_ends_the_sealing),
		SEALS(a_file_that_is_also_a_folder_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
