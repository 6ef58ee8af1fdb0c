/* record/tags.c: the small files have the bytes of the format. */
#include "base/memory.h"
#include "base/text.h"
#include "record/tags.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
paths_are_told_from_each_other_and_back(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < EVI_TAG_NONE; i++) {
		const char *path = evi_tag_path((enum evi_tag)i);

		if (path != NULL)
			assert_int_equal(evi_tag_of(path), i);
		else
			assert_true(i == EVI_TAG_PAYLOAD ||
			    i == EVI_TAG_ORIGIN || i == EVI_TAG_X);
	}
	assert_null(evi_tag_path(EVI_TAG_NONE));
	assert_int_equal(evi_tag_of("data/a"), EVI_TAG_PAYLOAD);
	assert_int_equal(evi_tag_of("data/bagit.txt"), EVI_TAG_PAYLOAD);
	assert_int_equal(evi_tag_of("evidence/x/a"), EVI_TAG_X);
	assert_int_equal(evi_tag_of("evidence/origin/a/b"), EVI_TAG_ORIGIN);
	assert_int_equal(evi_tag_of("data/"), EVI_TAG_NONE);
	assert_int_equal(evi_tag_of("data"), EVI_TAG_NONE);
	assert_int_equal(evi_tag_of("evidence/x/"), EVI_TAG_NONE);
	assert_int_equal(evi_tag_of("evidence/x"), EVI_TAG_NONE);
	assert_int_equal(evi_tag_of("Bagit.txt"), EVI_TAG_NONE);
	assert_int_equal(evi_tag_of("evidence/seal.json2"), EVI_TAG_NONE);
	assert_int_equal(evi_tag_of(""), EVI_TAG_NONE);
}

static void
fixed_texts_are_those_of_the_format(void **state)
{
	(void)state;
	assert_int_equal(strlen(evi_bagit_text), 54);
	assert_string_equal(evi_bagit_text, "BagIt-Version: 1.0\n"
	    "Tag-File-Character-Encoding: UTF-8\n");
	assert_string_equal(evi_format_text, "urn:libevidence:bundle:1\n");
}

/* The whole of a file of the tree. */
static char *
tree_file(const char *name)
{
	char path[4096], *text;
	FILE *file;
	size_t len;

	(void)snprintf(path, sizeof(path), "%s/%s", EVID_SOURCE, name);
	file = fopen(path, "rb");
	assert_non_null(file);
	text = calloc(1, 1 << 20);
	assert_non_null(text);
	len = fread(text, 1, (1 << 20) - 1, file);
	assert_true(len > 0);
	assert_int_equal(fclose(file), 0);
	return text;
}

static void
the_read_me_is_the_one_that_the_format_states(void **state)
{
	char *format = tree_file("docs/format.md");
	char hex[2 * EVI_SHA256_LEN + 1];
	uint8_t digest[EVI_SHA256_LEN];
	const char *section;

	(void)state;
	assert_int_equal(evi_sha256(evi_readme_text, evi_readme_len, digest,
	    NULL), EVID_OK);
	evi_hex(digest, sizeof(digest), hex);
	section = strstr(format, "### 3.8 ");
	assert_non_null(section);
	section = strstr(section, "SHA-256 is `");
	assert_non_null(section);
	assert_int_equal(strncmp(section + strlen("SHA-256 is `"), hex, 64),
	    0);
	assert_true(evi_utf8_valid(evi_readme_text, evi_readme_len));
	free(format);
}

static enum evi_format_check
format_of(const char *text)
{
	return evi_format_check(text, strlen(text));
}

static void
other_formats_are_told_from_none(void **state)
{
	static const char *const none[] = { "", "\n",
	    "urn:libevidence:bundle:", "urn:libevidence:bundle:\n",
	    "urn:libevidence:bundle:1", "urn:libevidence:bundle:12", "urn:libevidence:bundle:01\n",
	    "urn:libevidence:bundle:1\n\n", "urn:libevidence:bundle:1 \n",
	    "urn:libevidence:bundle:-1\n", "urn:libevidence:bundle:x\n",
	    "URN:libevidence:bundle:1\n", "urn:libevidence:bundle:1\r\n" };

	(void)state;
	assert_int_equal(format_of("urn:libevidence:bundle:1\n"),
	    EVI_FORMAT_OURS);
	assert_int_equal(format_of("urn:libevidence:bundle:2\n"),
	    EVI_FORMAT_OTHER);
	assert_int_equal(format_of("urn:libevidence:bundle:0\n"),
	    EVI_FORMAT_OTHER);
	assert_int_equal(format_of("urn:libevidence:bundle:"
	    "123456789012345678901234567890\n"), EVI_FORMAT_OTHER);
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_int_equal(format_of(none[i]), EVI_FORMAT_NONE);
}

static void
bag_info_leaves_out_what_is_empty(void **state)
{
	struct evi_signer signer = { .name = (char *)"N",
		.organization = (char *)"O", .state = (char *)"" };
	struct evi_statement s = { .signers = &signer, .n_signers = 1,
		.id = "0f8fad5b-d9cb-469f-a165-70867728950e",
		.started_at = { 1792833243, 5 },
		.tool_name = (char *)"evid-seal",
		.tool_version = (char *)"0.1.0" };
	struct evi_buf out = EVI_BUF_INIT;

	(void)state;
	evi_bag_info_write(&out, &s, 1234, 5);
	assert_string_equal(evi_buf_text(&out), "Source-Organization: O\n"
	    "Contact-Name: N\nBagging-Date: 2026-10-24\n"
	    "External-Identifier: urn:uuid:"
	    "0f8fad5b-d9cb-469f-a165-70867728950e\nPayload-Oxum: 1234.5\n"
	    "Bag-Software-Agent: evid-seal 0.1.0\n");
	evi_buf_clear(&out);
	signer.name = signer.organization = (char *)"";
	evi_bag_info_write(&out, &s, 0, 0);
	assert_int_equal(strncmp(evi_buf_text(&out), "Bagging-Date: ", 14),
	    0);
	evi_buf_free(&out);
}

static void
a_locator_is_512_bytes_read_back_exactly(void **state)
{
	struct evi_locator l = { 1, 2, 3, 4, true, 5 }, back;
	uint8_t bytes[EVI_LOCATOR_LEN];

	(void)state;
	evi_locator_write(bytes, &l);
	assert_memory_equal(bytes, "{\"format\":1,\"tailOffset\":1,"
	    "\"tailSize\":2,\"sealOffset\":3,\"sealSize\":4,"
	    "\"tailFileOffset\":5} ", 88);
	assert_int_equal(bytes[511], ' ');
	assert_true(evi_locator_read(bytes, &back));
	assert_true(back.tail_offset == 1 && back.tail_size == 2 &&
	    back.seal_offset == 3 && back.seal_size == 4 &&
	    back.has_tail_file && back.tail_file_offset == 5);
	l.has_tail_file = false;
	l.tail_offset = UINT64_C(9007199254740991);
	evi_locator_write(bytes, &l);
	assert_non_null(strstr((char *)memcpy((char[EVI_LOCATOR_LEN + 1]){ 0 },
	    bytes, EVI_LOCATOR_LEN), "\"tailFileOffset\":null} "));
	assert_true(evi_locator_read(bytes, &back));
	assert_false(back.has_tail_file);
	assert_true(back.tail_offset == UINT64_C(9007199254740991));
}

static void
no_changed_bit_of_a_locator_goes_unseen(void **state)
{
	struct evi_locator l = { 512, 1024, 4096, 77, true, 65279 }, back;
	uint8_t bytes[EVI_LOCATOR_LEN], again[EVI_LOCATOR_LEN];

	(void)state;
	evi_locator_write(bytes, &l);
	for (size_t bit = 0; bit < sizeof(bytes) * 8; bit++) {
		bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
		if (evi_locator_read(bytes, &back)) {
			evi_locator_write(again, &back);
			assert_memory_equal(again, bytes, sizeof(bytes));
			assert_false(back.tail_offset == l.tail_offset &&
			    back.tail_size == l.tail_size &&
			    back.seal_offset == l.seal_offset &&
			    back.seal_size == l.seal_size &&
			    back.tail_file_offset == l.tail_file_offset);
		}
		bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	memset(bytes, '1', sizeof(bytes));
	assert_false(evi_locator_read(bytes, &back));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_are_told_from_each_other_and_back),
		cmocka_unit_test(fixed_texts_are_those_of_the_format),
		cmocka_unit_test(the_read_me_is_the_one_that_the_format_states),
		cmocka_unit_test(other_formats_are_told_from_none),
		cmocka_unit_test(bag_info_leaves_out_what_is_empty),
		cmocka_unit_test(a_locator_is_512_bytes_read_back_exactly),
		cmocka_unit_test(no_changed_bit_of_a_locator_goes_unseen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
