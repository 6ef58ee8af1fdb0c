/* record/noted.c, noted_find.c, map.c: what was noted at the scene. */
#include "base/memory.h"
#include "base/num.h"
#include "record/noted.h"

#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define MD5 "900150983cd24fb0d6963f7d28e17f72"
#define SHA1 "a9993e364706816aba3e25717850c26c9cd0d89d"
#define SHA256 \
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define OTHER \
    "0000000000000000000000000000000000000000000000000000000000000000"

static struct evi_noted_list
list_of(const char *text)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct evi_noted_list list;

	if (evi_noted_read(text, strlen(text), "list", &list, &err) !=
	    EVID_OK)
		fail_msg("%s", err.message);
	return list;
}

static void
lists_of_every_form_are_read(void **state)
{
	static const char *const texts[] = {
		SHA256 "  d/a.txt\n", SHA256 " *d/a.txt\r\n",
		SHA256 "  ./d/a.txt", "\xef\xbb\xbf" SHA256 "  d/a.txt\n",
		"# a remark\n\n" SHA256 "  d/a.txt\n",
		"SHA256 (d/a.txt) = " SHA256 "\n",
		"SHA256(d/a.txt)= " SHA256 "\n",
		"SHA2-256(d/a.txt)= " SHA256 "\n",
		"%%%% HASHDEEP-1.0\n%%%% size,sha256,filename\n"
		    "## Invoked from: /x\n## $ hashdeep\n##\n"
		    "3," SHA256 ",d/a.txt\n",
		"%%%% size,tiger,sha256,filename\n3,zz," SHA256 ",d/a.txt\n",
		"SHA256   (d/a.txt)   =   " SHA256 "\n",
		SHA256 "  ././d/a.txt\n",
		"%%%% HASHDEEP-1.0\n%%%%   size,sha256,filename\n"
		    "3," SHA256 ",./d/a.txt\n",
		"BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F200"
		    "15AD  d/a.txt\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct evi_noted_list list = list_of(texts[i]);

		assert_int_equal(list.count, 1);
		assert_string_equal(list.items[0].path, "d/a.txt");
		assert_true(list.items[0].has[EVI_SHA256]);
		assert_true(list.wants[EVI_SHA256]);
		assert_false(list.wants[EVI_MD5]);
		assert_int_equal(list.items[0].hash[EVI_SHA256][0], 0xba);
		evi_noted_free(&list);
	}
}

static void
algorithms_and_sizes_of_one_path_come_together(void **state)
{
	struct evi_noted_list list = list_of(MD5 "  a\n" SHA256 "  b\n" SHA1
	    "  ./a\n" "MD5 (b) = " MD5 "\n");
	struct evi_noted *a = evi_noted_find(&list, "a");

	(void)state;
	assert_int_equal(list.count, 2);
	assert_non_null(a);
	assert_true(a->has[EVI_MD5] && a->has[EVI_SHA1]);
	assert_false(a->has[EVI_SHA256] || a->has_size);
	assert_true(list.wants[EVI_MD5] && list.wants[EVI_SHA1] &&
	    list.wants[EVI_SHA256] && !list.wants[EVI_SHA512]);
	evi_noted_free(&list);
	list = list_of("%%%% size,md5,sha256,filename\n3," MD5 "," SHA256
	    ",a, b.txt\n");
	assert_true(list.items[0].has_size && list.items[0].size == 3);
	assert_string_equal(list.items[0].path, "a, b.txt");
	assert_true(list.items[0].has[EVI_MD5]);
	evi_noted_free(&list);
	/* of two lists of one path, whichever has the size */
	list = list_of("%%%% size,sha256,filename\n3," SHA256 ",a\n"
	    "%%%% md5,filename\n" MD5 ",a\n");
	assert_int_equal(list.count, 1);
	assert_true(list.items[0].has_size && list.items[0].size == 3);
	assert_true(list.items[0].has[EVI_MD5] &&
	    list.items[0].has[EVI_SHA256]);
	evi_noted_free(&list);
	list = list_of("%%%% md5,filename\n" MD5 ",a\n"
	    "%%%% size,sha256,filename\n3," SHA256 ",a\n");
	assert_int_equal(list.count, 1);
	assert_true(list.items[0].has_size && list.items[0].size == 3);
	evi_noted_free(&list);
}

static void
escaped_names_are_read(void **state)
{
	struct evi_noted_list list = list_of("\\" SHA256
	    "  a\\nb\\\\c\\rd\n");

	(void)state;
	assert_string_equal(list.items[0].path, "a\nb\\c\rd");
	evi_noted_free(&list);
	/* Without the mark a backslash is one. */
	list = list_of(SHA256 "  a\\nb\n");
	assert_string_equal(list.items[0].path, "a\\nb");
	evi_noted_free(&list);
	list = list_of("\\SHA256 (a\\nb (x) = y) = " SHA256 "\n");
	assert_string_equal(list.items[0].path, "a\nb (x) = y");
	evi_noted_free(&list);
}

static void
what_is_no_list_is_named_with_its_line(void **state)
{
	static const char *const bad[] = { "hello\n", "abc  a\n",
		SHA256 "\n", SHA256 "  \n", SHA256 "  ./\n" SHA256 " a\n",
		SHA256 "0  a\n", "x" SHA256 "  a\n", "SHA256 (a) = abc\n",
		"SHA256 (a) " SHA256 "\n", "SHA256 (a = " SHA256 "\n",
		"SHA256 () = " SHA256 "\n", "\\" SHA256 "  a\\x\n",
		"%%%% size,sha256,filename\nx," SHA256 ",a\n",
		"%%%% size,sha256,filename\n3,abc,a\n",
		"%%%% size,sha256,filename\n3\n",
		"%%%% size,filename,sha256\n3,a," SHA256 "\n",
		"SHA256 (a) x " SHA256 "\n", "= " SHA256 "\n",
		"SHA256 (" SHA256 "\n", "SHA256 (a)=" SHA256 "x\n",
		"SHA2 (a) = " SHA256 "\n", "sha256 (a) = " SHA256 "\n",
		"SHA256 (a) = " SHA256 " \n", SHA256 " -a\n",
		SHA256 " \n", "\\" SHA256 "  a\\\n",
		"%%%% a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,filename\n",
		"%%%% sizeofwhatisinside,filename\n",
		"%%%% size,sha256,filename\n3," SHA256 ",\n",
		"%%%% size,sha256,filename\n-3," SHA256 ",a\n",
		/* two values for one path */
		"%%%% size,sha256,filename\n3," SHA256 ",a\n4," SHA256
		    ",a\n",
		SHA256 "  a\n" OTHER "  a\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct evid_error err = EVID_ERROR_INIT;
		struct evi_noted_list list;

		if (evi_noted_read(bad[i], strlen(bad[i]), "li\nst", &list,
		    &err) != EVID_ERR_FORMAT)
			fail_msg("taken: %s", bad[i]);
		assert_non_null(strstr(err.message, "li\\nst"));
		assert_int_equal(list.count, 0);
		assert_null(list.items);
	}
}

static const char *
found(const struct evi_noted_list *list, const char *original)
{
	struct evi_noted *item = evi_noted_find(list, original);

	return item == NULL ? "" : item->path;
}

static void
objects_are_found_from_another_folder(void **state)
{
	struct evi_noted_list list = list_of(SHA256 "  /mnt/x/case/a.txt\n"
	    SHA256 "  b.txt\n" SHA256 "  case/b.txt\n" SHA256 "  /p/c.txt\n"
	    SHA256 "  /q/c.txt\n" SHA256 "  case/d\n" SHA256 "  /z/case/d\n"
	    SHA256 "  xcase/e\n" SHA256 "  !/case/e\n" SHA256 "  0/case/e\n");

	(void)state;
	assert_string_equal(found(&list, "case/a.txt"),
	    "/mnt/x/case/a.txt");
	assert_string_equal(found(&list, "a.txt"), "/mnt/x/case/a.txt");
	assert_string_equal(found(&list, "case/b.txt"), "case/b.txt");
	assert_string_equal(found(&list, "y/case/b.txt"), "case/b.txt");
	assert_string_equal(found(&list, "y/b.txt"), "b.txt");
	assert_string_equal(found(&list, "p/c.txt"), "/p/c.txt");
	/* two match alike; the same path wins; a border is a slash */
	assert_string_equal(found(&list, "c.txt"), "");
	assert_string_equal(found(&list, "case/d"), "case/d");
	assert_string_equal(found(&list, "case/e"), "");
	assert_string_equal(found(&list, "ase/e"), "");
	assert_string_equal(found(&list, "txt"), "");
	assert_string_equal(found(&list, "case/none"), "");
	assert_string_equal(found(&list, ""), "");
	evi_noted_free(&list);
	list = list_of("# nothing\n");
	assert_string_equal(found(&list, "a"), "");
	evi_noted_free(&list);
}

/* The same by looking at every item: the header's words. */
static const struct evi_noted *
plainly(const struct evi_noted_list *list, const char *original)
{
	const struct evi_noted *best = NULL;
	size_t best_len = 0, len = strlen(original);
	bool tie = false;

	for (size_t i = 0; i < list->count; i++) {
		const char *path = list->items[i].path;
		size_t n = strlen(path), same = n < len ? n : len;
		const char *longer = n < len ? original : path;
		size_t longer_len = n < len ? len : n;

		if (strcmp(path, original) == 0)
			return &list->items[i];
		if (n == len || longer[longer_len - same - 1] != '/' ||
		    memcmp(path + n - same, original + len - same, same) != 0)
			continue;
		tie = same == best_len;
		if (same >= best_len) {
			best = &list->items[i];
			best_len = same;
		}
	}
	return tie ? NULL : best;
}

static void
finding_agrees_with_looking_at_every_item(void **state)
{
	struct evi_buf text = EVI_BUF_INIT;
	uint32_t seed = 7;

	(void)state;
	for (size_t round = 0; round < 300; round++) {
		struct evi_noted_list list;

		evi_buf_clear(&text);
		for (size_t i = 0; i < 40; i++) {
			char path[9] = { 0 };

			for (size_t k = 0; k < 8; k++) {
				seed = seed * 1664525 + 1013904223;
				path[k] = "aab/.0"[(seed >> 16) % 6];
			}
			path[1 + (seed >> 24) % 7] = '\0';
			if (path[0] == '.')
				path[0] = 'b';
			evi_buf_add_format(&text, SHA256 "  %s\n", path);
		}
		list = list_of(evi_buf_text(&text));
		for (size_t i = 0; i < 100; i++) {
			char path[9] = { 0 };

			for (size_t k = 0; k < 8; k++) {
				seed = seed * 1664525 + 1013904223;
				path[k] = "aab/.0"[(seed >> 16) % 6];
			}
			path[1 + (seed >> 24) % 7] = '\0';
			assert_ptr_equal(evi_noted_find(&list, path),
			    plainly(&list, path));
		}
		evi_noted_free(&list);
	}
	evi_buf_free(&text);
}

#define MAP_HEAD "# Mapfile. Created by GNU ddrescue version 1.27\n" \
    "# current_pos  current_status  current_pass\n" \
    "0x00000000     +               1\n" \
    "#      pos        size  status\n"

static void
assert_map(const char *text, uint64_t size, const char *want)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct evi_buf out = EVI_BUF_INIT;
	struct evi_ranges r;

	if (evi_map_read(text, strlen(text), "map", size, &r, &err) !=
	    EVID_OK)
		fail_msg("%s", err.message);
	for (size_t i = 0; i < r.count; i++) {
		assert_true(r.items[i].from_source);
		evi_buf_add_format(&out, "%llu+%llu ",
		    (unsigned long long)r.items[i].offset,
		    (unsigned long long)r.items[i].length);
	}
	assert_string_equal(evi_buf_text(&out), want);
	evi_ranges_free(&r);
	evi_buf_free(&out);
}

static void
ranges_that_are_not_finished_are_unread(void **state)
{
	(void)state;
	assert_map(MAP_HEAD "0x00000000  0x00001000  +\n", 4096, "");
	assert_map(MAP_HEAD "0x00000000  0x00001000  +\n"
	    "0x00001000  0x00000200  -\n0x00001200  0x00000200  *\n"
	    "0x00001400  0x00001000  +\n0x00002400  0x00000200  /\n"
	    "0x00002600  0x00000200  ?\n", 0x2800, "4096+1024 9216+1024 ");
	/* below the size; what no block tells of; decimal numbers */
	assert_map(MAP_HEAD "0x00000000  0x00001000  -\n", 100, "0+100 ");
	assert_map(MAP_HEAD "0  100  +\n200  100  +\n", 400,
	    "100+100 300+100 ");
	assert_map("0 ?\n", 10, "0+10 ");
	assert_map("0x0 F 1\r\n0 10 +\r\n", 10, "");
	assert_map("\t0x0\tF\t1\n\t0X0\t0XaF\t+ \n \n", 0xb0, "175+1 ");
	assert_map("0 + #\n  # a remark\n0 0xAf +\n", 0xaf, "");
	assert_map("0 /\n0 0xffffffffffffffff -\n", 7, "0+7 ");
	assert_map(MAP_HEAD "0 10 -\n", 0, "");
	/* its last line was not ended */
	assert_map(MAP_HEAD "0 10 +\n10 10 -", 20, "10+10 ");
	assert_map("0 ?", 10, "0+10 ");
}

static void
what_is_no_map_is_named_with_its_line(void **state)
{
	static const char *const bad[] = { "", "# x\n", "hello\n", "0\n",
		"0 x\n", MAP_HEAD "0 10\n", MAP_HEAD "0 10 x\n",
		MAP_HEAD "0 10 ++\n", MAP_HEAD "0 0xg +\n", MAP_HEAD "0x 1 +\n",
		MAP_HEAD "-1 10 +\n", MAP_HEAD "0 10 +\n5 10 +\n",
		MAP_HEAD "0xffffffffffffffff 2 +\n", MAP_HEAD "0 0xG +\n",
		MAP_HEAD "0 1x +\n", MAP_HEAD "1x0 1 +\n", MAP_HEAD "10\n",
		MAP_HEAD "0 0x1/ +\n", MAP_HEAD "0 0x@ +\n", "0x0 1\n",
		MAP_HEAD "0x10000000000000000 2 +\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct evid_error err = EVID_ERROR_INIT;
		struct evi_ranges r;

		if (evi_map_read(bad[i], strlen(bad[i]), "map", 100, &r,
		    &err) != EVID_ERR_FORMAT)
			fail_msg("taken: %s", bad[i]);
		if (bad[i][0] == '\0')
			assert_string_equal(err.message,
			    "map: nothing is in it");
		else
			assert_int_equal(strncmp(err.message, "map: line ",
			    10), 0);
		assert_null(r.items);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_of_every_form_are_read),
		cmocka_unit_test(
		    algorithms_and_sizes_of_one_path_come_together),
		cmocka_unit_test(escaped_names_are_read),
		cmocka_unit_test(what_is_no_list_is_named_with_its_line),
		cmocka_unit_test(objects_are_found_from_another_folder),
		cmocka_unit_test(finding_agrees_with_looking_at_every_item),
		cmocka_unit_test(ranges_that_are_not_finished_are_unread),
		cmocka_unit_test(what_is_no_map_is_named_with_its_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
