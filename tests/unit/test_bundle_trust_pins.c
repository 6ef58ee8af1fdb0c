/* trust/pins.c: a pin is added to the list as a whole, by however many at once,
 * and what fails leaves the list as it was. */
#include "evidence/pins.h"
#include "base/file.h"
#include "support_directory.h"

#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define AT_ONCE 50

static struct evid_public_key *
new_key(void)
{
	struct evid_public_key *public = NULL;
	struct evid_key *key = NULL;

	if (evid_key_generate(&key, NULL) != EVID_OK ||
	    evid_key_public(key, &public, NULL) != EVID_OK)
		return NULL;
	evid_key_free(key);
	return public;
}

static enum evid_status
add(const struct evid_public_key *key, const char *name, int replace,
    struct evid_error *err)
{
	struct evid_pin_options pin = EVID_PIN_OPTIONS_INIT;

	pin.key = key;
	pin.name = name;
	pin.state = "KZ";
	pin.uses = EVID_USE_SEAL;
	pin.by = "B";
	pin.how = EVID_HOW_OTHER;
	pin.replace = replace;
	return evid_pins_add("p.json", &pin, err);
}

struct tally {
	size_t n;
	char last[64];
};

static int
tally_one(void *context, const struct evid_pin *pin)
{
	struct tally *t = context;

	t->n++;
	(void)strncpy(t->last, pin->name, sizeof(t->last) - 1);
	return 0;
}

static struct tally
pinned(void)
{
	struct tally t = { 0, "" };

	assert_int_equal(evid_pins_read("p.json", tally_one, &t, NULL),
	    EVID_OK);
	return t;
}

static void
of_many_that_pin_at_once_none_is_lost(void **state)
{
	int status;

	(void)state;
	for (int i = 0; i < AT_ONCE; i++)
		if (fork() == 0)
			_exit(add(new_key(), "N", 0, NULL) != EVID_OK ? 1 : 0);
	for (int i = 0; i < AT_ONCE; i++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	assert_int_equal(pinned().n, AT_ONCE);
}

static void
of_many_that_pin_one_key_at_once_one_does(void **state)
{
	struct evid_public_key *key = new_key();
	int status, done = 0;

	(void)state;
	for (int i = 0; i < 8; i++)
		if (fork() == 0)
			_exit(add(key, "N", 0, NULL) == EVID_OK ? 1 : 0);
	for (int i = 0; i < 8; i++) {
		assert_true(wait(&status) > 0);
		done += WEXITSTATUS(status);
	}
	assert_int_equal(done, 1);
	assert_int_equal(pinned().n, 1);
	evid_public_key_free(key);
}

static void
a_key_is_pinned_once_or_anew_when_asked(void **state)
{
	struct evid_public_key *key = new_key();
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	assert_int_equal(add(key, "first", 0, NULL), EVID_OK);
	assert_int_equal(add(key, "second", 0, &err), EVID_ERR_EXISTS);
	assert_non_null(strstr(err.message, "p.json: the key is pinned"));
	assert_string_equal(pinned().last, "first");
	assert_int_equal(add(key, "third", 1, NULL), EVID_OK);
	assert_int_equal(pinned().n, 1);
	assert_string_equal(pinned().last, "third");
	evid_public_key_free(key);
}

static void
what_is_no_list_is_left_as_it_is(void **state)
{
	static const char *const texts[] = { "", "{}", "notes\n",
		"{\"schema\":\"urn:libevidence:pins:2\",\"pins\":[]}" };
	struct evid_public_key *key = new_key();
	struct evi_buf text = EVI_BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_int_equal(evi_file_write("p.json", texts[i],
		    strlen(texts[i]), 0600, true, NULL), EVID_OK);
		assert_int_not_equal(add(key, "N", 1, NULL), EVID_OK);
		evi_buf_clear(&text);
		assert_int_equal(evi_file_read("p.json", 100, &text, NULL),
		    EVID_OK);
		assert_string_equal(evi_buf_text(&text), texts[i]);
	}
	assert_int_equal(unlink("p.json"), 0);
	assert_int_equal(mkfifo("p.json", 0600), 0);
	assert_int_equal(add(key, "N", 1, NULL), EVID_ERR_ARGUMENT);
	evi_buf_free(&text);
	evid_public_key_free(key);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, support_enter, \
    support_leave)
	const struct CMUnitTest tests[] = {
		T(of_many_that_pin_at_once_none_is_lost),
		T(of_many_that_pin_one_key_at_once_one_does),
		T(a_key_is_pinned_once_or_anew_when_asked),
		T(what_is_no_list_is_left_as_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
