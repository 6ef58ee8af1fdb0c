/* bundle/verify/entries.c: the names in a folder, in the bundle's order. */
#include "bundle/verify/entries.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A folder counts with its slash, as in a path: "a-b" < "a/" < "a0". */
static const char *const want[] = { "a-b", "a/", "a0", "link", "pipe", "z/" };

static int
make(void **state)
{
	static char name[256];
	const char *tmp = getenv("TMPDIR");
	int fd, file;

	(void)snprintf(name, sizeof(name), "%s/entries.XXXXXX",
	    tmp == NULL ? "/tmp" : tmp);
	if (mkdtemp(name) == NULL)
		return -1;
	*state = name;
	fd = open(name, O_RDONLY | O_DIRECTORY);
	if (fd < 0 || mkdirat(fd, "z", 0700) != 0 ||
	    mkdirat(fd, "a", 0700) != 0 || symlinkat("a", fd, "link") != 0 ||
	    mkfifoat(fd, "pipe", 0600) != 0)
		return -1;
	for (size_t i = 0; i < 2; i++) {
		file = openat(fd, i == 0 ? "a0" : "a-b", O_CREAT | O_WRONLY,
		    0600);
		if (file < 0 || close(file) != 0)
			return -1;
	}
	return close(fd);
}

static int
take_away(void **state)
{
	int fd = open(*state, O_RDONLY | O_DIRECTORY);

	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		char name[8];
		size_t len = strcspn(want[i], "/");

		memcpy(name, want[i], len);
		name[len] = '\0';
		(void)unlinkat(fd, name, want[i][len] == '/' ?
		    AT_REMOVEDIR : 0);
	}
	close(fd);
	return rmdir(*state);
}

static void
names_come_as_paths_are_ordered_and_of_each_the_kind(void **state)
{
	struct evi_entries entries = { NULL, 0, 0 };
	int fd = open(*state, O_RDONLY | O_DIRECTORY), error = -1;

	assert_int_equal(evi_entries_list(&entries, fd, ".", &error, NULL),
	    EVID_OK);
	assert_int_equal(error, 0);
	assert_int_equal(entries.count, sizeof(want) / sizeof(want[0]));
	for (size_t i = 0; i < entries.count; i++) {
		const struct evi_entry *e = &entries.items[i];

		assert_string_equal(e->name, want[i]);
		assert_int_equal(e->folder, strchr(want[i], '/') != NULL);
		assert_int_equal(e->file, want[i][0] == 'a' && !e->folder);
	}
	evi_entries_free(&entries);
	assert_int_equal(evi_entries_list(&entries, fd, "a/", &error, NULL),
	    EVID_OK);
	assert_int_equal(entries.count + (size_t)error, 0);
	close(fd);
}

static void
what_is_no_folder_has_no_names_and_says_why(void **state)
{
	static const struct { const char *path; int error; } rows[] = {
		{ "none/", ENOENT }, { "a0", ENOTDIR }, { "link", ENOTDIR },
	};
	int fd = open(*state, O_RDONLY | O_DIRECTORY), error;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct evi_entries entries = { NULL, 0, 0 };

		assert_int_equal(evi_entries_list(&entries, fd, rows[i].path,
		    &error, NULL), EVID_OK);
		assert_int_equal(entries.count, 0);
		assert_int_equal(error, rows[i].error);
	}
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    names_come_as_paths_are_ordered_and_of_each_the_kind),
		cmocka_unit_test(what_is_no_folder_has_no_names_and_says_why),
	};

	return cmocka_run_group_tests(tests, make, take_away);
}
