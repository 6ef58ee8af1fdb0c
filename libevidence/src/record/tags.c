/*
 * The small tag files whose bytes are fixed or follow from the seal: their
 * paths and order, bagit.txt, evidence/format, bag-info.txt, the locator.
 */
#include "record/tags.h"
#include "base/num.h"

#include <stdio.h>
#include <string.h>

#define FORMAT_PREFIX "urn:libevidence:bundle:"
#define PAYLOAD_FOLDER "data/"
#define ORIGIN_FOLDER "evidence/origin/"
#define X_FOLDER "evidence/x/"

const char evi_bagit_text[] =
    "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
const char evi_format_text[] = FORMAT_PREFIX "1\n";

static const char *const paths[EVI_TAG_NONE] = {
	[EVI_TAG_BAGIT] = "bagit.txt",
	[EVI_TAG_FORMAT] = "evidence/format",
	[EVI_TAG_MANIFEST] = "manifest-sha256.txt",
	[EVI_TAG_INVENTORY] = "evidence/inventory.jsonl",
	[EVI_TAG_GZI] = "evidence/blocks.gzi",
	[EVI_TAG_CASE] = "evidence/case.json",
	[EVI_TAG_CONDITIONS] = "evidence/conditions.json",
	[EVI_TAG_RECIPIENTS] = "evidence/recipients.json",
	[EVI_TAG_CUSTODY] = "evidence/custody.jsonl",
	[EVI_TAG_DISCLOSURE] = "evidence/disclosure.jsonl",
	[EVI_TAG_README] = "READ-ME-FIRST.txt",
	[EVI_TAG_BAG_INFO] = "bag-info.txt",
	[EVI_TAG_TAGMANIFEST] = "tagmanifest-sha256.txt",
	[EVI_TAG_SEAL] = "evidence/seal.json",
	[EVI_TAG_LOCATOR] = "evidence/locator.json",
};

/* Is @path something below @folder? */
static bool
is_below(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	return strncmp(path, folder, len) == 0 && path[len] != '\0';
}

enum evi_tag
evi_tag_of(const char *path)
{
	if (is_below(path, PAYLOAD_FOLDER))
		return EVI_TAG_PAYLOAD;
	if (is_below(path, ORIGIN_FOLDER))
		return EVI_TAG_ORIGIN;
	if (is_below(path, X_FOLDER))
		return EVI_TAG_X;
	for (unsigned int i = 0; i < EVI_TAG_NONE; i++) {
		if (paths[i] != NULL && strcmp(path, paths[i]) == 0)
			return (enum evi_tag)i;
	}
	return EVI_TAG_NONE;
}

const char *
evi_tag_path(enum evi_tag tag)
{
	return tag < EVI_TAG_NONE ? paths[tag] : NULL;
}

enum evi_format_check
evi_format_check(const void *data, size_t len)
{
	const char *text = data;
	size_t prefix = strlen(FORMAT_PREFIX);

	if (len <= prefix + 1 || memcmp(text, FORMAT_PREFIX, prefix) != 0 ||
	    text[len - 1] != '\n')
		return EVI_FORMAT_NONE;
	if (len == strlen(evi_format_text) &&
	    memcmp(text, evi_format_text, len) == 0)
		return EVI_FORMAT_OURS;
	/* A number as the format writes numbers, however large. */
	if (text[prefix] == '0' && len > prefix + 2)
		return EVI_FORMAT_NONE;
	for (size_t i = prefix; i < len - 1; i++) {
		if (text[i] < '0' || text[i] > '9')
			return EVI_FORMAT_NONE;
	}
	return EVI_FORMAT_OTHER;
}

static void
info_line(struct evi_buf *out, const char *label, const char *text)
{
	if (*text == '\0')
		return;
	evi_buf_add_text(out, label);
	evi_buf_add_text(out, ": ");
	evi_buf_add_text(out, text);
	evi_buf_add_byte(out, '\n');
}

void
evi_bag_info_write(struct evi_buf *out, const struct evi_statement *s,
    uint64_t bytes, uint64_t files)
{
	char date[EVI_INSTANT_TEXT_CAP] = "";

	info_line(out, "Source-Organization", s->signers[0].organization);
	info_line(out, "Contact-Name", s->signers[0].name);
	if (!evi_instant_format(s->started_at, date))
		date[0] = '\0';
	date[strlen("YYYY-MM-DD")] = '\0';
	info_line(out, "Bagging-Date", date);
	evi_buf_add_format(out, "External-Identifier: urn:uuid:%s\n", s->id);
	evi_buf_add_text(out, "Payload-Oxum: ");
	evi_buf_add_u64(out, bytes);
	evi_buf_add_byte(out, '.');
	evi_buf_add_u64(out, files);
	evi_buf_add_format(out, "\nBag-Software-Agent: %s %s\n", s->tool_name,
	    s->tool_version);
}

static const char *const locator_keys[] = { "{\"format\":1,\"tailOffset\":",
    ",\"tailSize\":", ",\"sealOffset\":", ",\"sealSize\":",
    ",\"tailFileOffset\":" };

void
evi_locator_write(uint8_t out[EVI_LOCATOR_LEN],
    const struct evi_locator *locator)
{
	const uint64_t values[] = { locator->tail_offset, locator->tail_size,
		locator->seal_offset, locator->seal_size,
		locator->tail_file_offset };
	char text[EVI_LOCATOR_LEN];
	size_t at = 0;

	/* At most 77 bytes of keys and 100 of digits: it always fits. */
	for (size_t i = 0; i < 5; i++) {
		if (i == 4 && !locator->has_tail_file)
			at += (size_t)snprintf(text + at, sizeof(text) - at,
			    "%snull", locator_keys[i]);
		else
			at += (size_t)snprintf(text + at, sizeof(text) - at,
			    "%s%llu", locator_keys[i],
			    (unsigned long long)values[i]);
	}
	text[at++] = '}';
	memcpy(out, text, at);
	memset(out + at, ' ', EVI_LOCATOR_LEN - at);
}

/* @literal at *p, and the number behind it; *p moves past both. */
static bool
locator_value(const char **p, const char *end, const char *literal,
    uint64_t *out)
{
	size_t len = strlen(literal), n = 0;

	if ((size_t)(end - *p) < len || memcmp(*p, literal, len) != 0)
		return false;
	*p += len;
	while (*p + n < end && (*p)[n] >= '0' && (*p)[n] <= '9')
		n++;
	if (!evi_parse_u64(*p, n, out) || *out > EVI_MAX_INTEGER)
		return false;
	*p += n;
	return true;
}

bool
evi_locator_read(const uint8_t data[EVI_LOCATOR_LEN], struct evi_locator *out)
{
	struct evi_locator l = { 0 };
	uint64_t *const values[] = { &l.tail_offset, &l.tail_size,
		&l.seal_offset, &l.seal_size };
	const char *p = (const char *)data, *end = p + EVI_LOCATOR_LEN;
	uint8_t again[EVI_LOCATOR_LEN];

	for (size_t i = 0; i < 4; i++) {
		if (!locator_value(&p, end, locator_keys[i], values[i]))
			return false;
	}
	l.has_tail_file = locator_value(&p, end, locator_keys[4],
	    &l.tail_file_offset);
	/* Whatever else it says, it must be what we would have written. */
	evi_locator_write(again, &l);
	if (memcmp(again, data, EVI_LOCATOR_LEN) != 0)
		return false;
	*out = l;
	return true;
}
