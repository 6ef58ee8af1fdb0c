/*
 * Names: what stands in the bag for an original name, and the check of it.
 * Which names of a folder collide is found by who sees the whole folder.
 *
 *	component = R | cut(R) "=~" 16HEX
 *	R = characters that are harmless everywhere, and =XX for the others
 */
#include "record/name.h"
#include "adapt/digest.h"
#include "adapt/unicode.h"
#include "base/text.h"

#include <string.h>

#define MARK_DIGITS 16
#define MARK_LEN (2 + MARK_DIGITS)		/* "=~" and the digits */
#define CUT_MAX (EVI_NAME_MAX - MARK_LEN)
/* A cut loses at most the three first bytes of a sequence of four. */
#define CUT_MIN (CUT_MAX - 3)

/* One place of a name: a well-formed sequence, or one byte that begins none. */
struct place {
	size_t len;
	uint32_t code;
	bool valid;
};

static struct place
place_at(const char *text, size_t len)
{
	struct place place = { 1, 0, false };
	size_t n = evi_utf8_next((const uint8_t *)text, len, &place.code);

	if (n > 0) {
		place.len = n;
		place.valid = true;
	}
	return place;
}

/* Spaces that systems cut off or that do not show at a name's border. */
static bool
is_border_space(uint32_t code)
{
	return code == 0x20 || code == 0xa0 || code == 0x1680 ||
	    (code >= 0x2000 && code <= 0x200a) || code == 0x202f ||
	    code == 0x205f || code == 0x3000;
}

static bool
same_word(const char *text, size_t len, const char *word)
{
	if (strlen(word) != len)
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if (c != word[i])
			return false;
	}
	return true;
}

/* COM or LPT, and a digit or a superscript one, two or three. */
static bool
is_numbered_device(const char *text, size_t len)
{
	if (len < 4 || (!same_word(text, 3, "COM") &&
	    !same_word(text, 3, "LPT")))
		return false;
	if (len == 4)
		return text[3] >= '0' && text[3] <= '9';
	return len == 5 && (memcmp(text + 3, "\xc2\xb9", 2) == 0 ||
	    memcmp(text + 3, "\xc2\xb2", 2) == 0 ||
	    memcmp(text + 3, "\xc2\xb3", 2) == 0);
}

static bool
is_device(const char *text, size_t len)
{
	static const char *const words[] = { "CON", "PRN", "AUX", "NUL",
	    "CONIN$", "CONOUT$" };
	const char *stop;

	if (len == 0 || strchr("CPANLcpanl", text[0]) == NULL)
		return false;
	stop = memchr(text, '.', len);
	if (stop != NULL)
		len = (size_t)(stop - text);
	while (len > 0 && text[len - 1] == ' ')
		len--;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (same_word(text, len, words[i]))
			return true;
	}
	return is_numbered_device(text, len);
}

/* Step 2's list, but for the device names. */
static bool
is_escaped(const struct place *place, bool first, bool last)
{
	uint32_t code = place->code;

	if (!place->valid || evi_is_control(code) || evi_is_bidi(code))
		return true;
	if (code != 0 && code < 0x80 && strchr("=%\\<>:\"|?*", (int)code))
		return true;
	if ((first || last) && is_border_space(code))
		return true;
	return last && code == '.';
}

static void
add_escaped(struct evi_buf *out, const char *bytes, size_t len)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < len; i++) {
		uint8_t byte = (uint8_t)bytes[i];

		evi_buf_add_byte(out, '=');
		evi_buf_add_byte(out, (uint8_t)digits[byte >> 4]);
		evi_buf_add_byte(out, (uint8_t)digits[byte & 15]);
	}
}

/* How many characters from here on are harmless wherever they stand, but for
 * a full stop, which is at any place before the last. */
static size_t
plain_len(const char *text, size_t len)
{
	size_t n;

	for (n = 0; n < len; n++) {
		char c = text[n];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') &&
		    !(c >= 'A' && c <= 'Z') && c != '_' && c != '-' &&
		    (c != '.' || n + 1 == len))
			break;
	}
	return n;
}

/* Step 2. */
static void
escape(const char *text, size_t len, struct evi_buf *out)
{
	bool device = is_device(text, len);

	for (size_t at = 0; at < len;) {
		struct place place;
		bool first = at == 0, last;
		size_t plain = first && device ? 0 :
		    plain_len(text + at, len - at);

		evi_buf_add(out, text + at, plain);
		at += plain;
		if (plain > 0)
			continue;
		place = place_at(text + at, len - at);
		last = at + place.len == len;
		if (is_escaped(&place, first, last) || (first && device))
			add_escaped(out, text + at, place.len);
		else
			evi_buf_add(out, text + at, place.len);
		at += place.len;
	}
}

/* The most bytes of @r, at most CUT_MAX, that split nothing. */
static size_t
cut_len(const struct evi_buf *r)
{
	const char *text = evi_buf_text(r);
	size_t at = 0;

	if (r->len <= CUT_MAX)
		return r->len;
	for (;;) {
		size_t n = text[at] == '=' ? 3 :
		    place_at(text + at, r->len - at).len;

		if (at + n > CUT_MAX)
			return at;
		at += n;
	}
}

/* "=~" and the digits that stand for an original name. */
static enum evid_status
mark_of(const char *original, size_t len, char out[MARK_LEN + 1],
    struct evid_error *err)
{
	uint8_t digest[EVI_SHA256_LEN];
	enum evid_status status;

	status = evi_sha256(original, len, digest, err);
	if (status != EVID_OK)
		return status;
	memcpy(out, "=~", 2);
	evi_hex(digest, MARK_DIGITS / 2, out + 2);
	return EVID_OK;
}

enum evid_status
evi_name_map(const char *original, size_t len, bool collides,
    struct evi_buf *out, struct evid_error *err)
{
	struct evi_buf nfc = EVI_BUF_INIT;	/* owned here */
	struct evi_buf r = EVI_BUF_INIT;	/* owned here */
	char mark[MARK_LEN + 1];
	enum evid_status status;
	bool changed;

	if (len == 0)
		return evi_fail(err, EVID_ERR_ARGUMENT, "a name is empty");
	/* Most names stand for themselves. */
	if (!collides && len <= EVI_NAME_MAX &&
	    plain_len(original, len) == len && !is_device(original, len)) {
		evi_buf_add(out, original, len);
		return evi_buf_status(out, err);
	}
	if (evi_utf8_valid(original, len)) {
		status = evi_nfc(original, len, &nfc, err);
		if (status != EVID_OK)
			goto out;
	} else {
		evi_buf_add(&nfc, original, len);
	}
	escape(evi_buf_text(&nfc), nfc.len, &r);
	status = evi_buf_status(nfc.failed ? &nfc : &r, err);
	if (status != EVID_OK)
		goto out;
	changed = nfc.len != len ||
	    memcmp(evi_buf_text(&nfc), original, len) != 0;
	if (!changed && !collides && r.len <= EVI_NAME_MAX) {
		evi_buf_add(out, r.data, r.len);
	} else {
		status = mark_of(original, len, mark, err);
		if (status != EVID_OK)
			goto out;
		evi_buf_add(out, evi_buf_text(&r), cut_len(&r));
		evi_buf_add(out, mark, MARK_LEN);
	}
	status = evi_buf_status(out, err);
out:
	evi_buf_free(&nfc);
	evi_buf_free(&r);
	return status;
}

enum evid_status
evi_name_fold(const char *original, size_t len, struct evi_buf *out,
    struct evid_error *err)
{
	if (evi_utf8_valid(original, len))
		return evi_fold(original, len, out, err);
	evi_buf_add(out, original, len);
	return evi_buf_status(out, err);
}

static bool
is_upper_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
}

/*
 * The grammar of R, or of a cut R where @marked.  What may have been cut has
 * lost its own last character, and the full stop that would end the stem of a
 * device name: neither is judged then.
 */
static bool
grammar_good(const char *text, size_t len, bool marked)
{
	bool maybe_cut = marked && len >= CUT_MIN;

	if (len == 0 || (is_device(text, len) &&
	    (!maybe_cut || memchr(text, '.', len) != NULL)))
		return false;
	for (size_t at = 0; at < len;) {
		struct place place = place_at(text + at, len - at);
		bool last = at + place.len == len && !maybe_cut;

		if (place.valid && place.code == '=') {
			if (len - at < 3 || !is_upper_hex(text[at + 1]) ||
			    !is_upper_hex(text[at + 2]))
				return false;
			at += 3;
			continue;
		}
		if (is_escaped(&place, at == 0, last) || place.code == '/')
			return false;
		at += place.len;
	}
	return true;
}

static bool
is_ascii(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if ((uint8_t)text[i] >= 0x80)
			return false;
	}
	return true;
}

enum evid_status
evi_name_check(const char *mapped, size_t mapped_len, const char *original,
    size_t original_len, bool *good_out, struct evid_error *err)
{
	struct evi_buf r = EVI_BUF_INIT;	/* owned here */
	char mark[MARK_LEN + 1];
	size_t head;
	enum evid_status status;

	*good_out = false;
	if (original_len == 0 || memchr(original, '/', original_len) != NULL)
		return EVID_OK;
	escape(original, original_len, &r);
	status = evi_buf_status(&r, err);
	if (status != EVID_OK)
		goto out;
	if (r.len <= EVI_NAME_MAX && mapped_len == r.len &&
	    memcmp(mapped, r.data, r.len) == 0) {
		*good_out = true;
		goto out;
	}
	if (mapped_len <= MARK_LEN || mapped_len > EVI_NAME_MAX)
		goto out;
	status = mark_of(original, original_len, mark, err);
	if (status != EVID_OK)
		goto out;
	head = mapped_len - MARK_LEN;
	if (memcmp(mapped + head, mark, MARK_LEN) != 0)
		goto out;
	if (is_ascii(original, original_len))
		*good_out = head == cut_len(&r) &&
		    memcmp(mapped, r.data, head) == 0;
	else
		*good_out = grammar_good(mapped, head, true);
out:
	evi_buf_free(&r);
	return status;
}

/* The length of the component that begins at @text. */
static size_t
component_len(const char *text, size_t len)
{
	const char *slash = memchr(text, '/', len);

	return slash == NULL ? len : (size_t)(slash - text);
}

static bool
is_dots(const char *text, size_t len)
{
	return (len == 1 && text[0] == '.') ||
	    (len == 2 && text[0] == '.' && text[1] == '.');
}

enum evid_status
evi_path_check(const char *mapped, size_t mapped_len, const char *original,
    size_t original_len, bool *good_out, struct evid_error *err)
{
	enum evid_status status;

	*good_out = false;
	if (mapped_len > EVI_PATH_MAX - strlen("data/"))
		return EVID_OK;
	for (;;) {
		size_t m = component_len(mapped, mapped_len);
		size_t o = component_len(original, original_len);
		bool good;

		if (o > EVI_COMPONENT_MAX || is_dots(original, o))
			return EVID_OK;
		status = evi_name_check(mapped, m, original, o, &good, err);
		if (status != EVID_OK || !good)
			return status;
		if (m == mapped_len || o == original_len) {
			*good_out = m == mapped_len && o == original_len;
			return EVID_OK;
		}
		mapped += m + 1;
		mapped_len -= m + 1;
		original += o + 1;
		original_len -= o + 1;
	}
}

static bool
component_grammar(const char *text, size_t len)
{
	size_t head;

	if (len > EVI_NAME_MAX)
		return false;
	if (len <= MARK_LEN || memcmp(text + len - MARK_LEN, "=~", 2) != 0)
		return grammar_good(text, len, false);
	head = len - MARK_LEN;
	for (size_t i = head + 2; i < len; i++) {
		if (!(text[i] >= '0' && text[i] <= '9') &&
		    !(text[i] >= 'a' && text[i] <= 'f'))
			return false;
	}
	return grammar_good(text, head, true);
}

bool
evi_path_grammar(const char *mapped, size_t len)
{
	if (len > EVI_PATH_MAX)
		return false;
	for (;;) {
		size_t n = component_len(mapped, len);

		if (!component_grammar(mapped, n))
			return false;
		if (n == len)
			return true;
		mapped += n + 1;
		len -= n + 1;
	}
}

bool
evi_name_is_device(const char *text)
{
	return is_device(text, strlen(text));
}

bool
evi_name_is_base(const char *text)
{
	size_t len = strlen(text);

	if (len == 0 || len > EVI_BASE_MAX || text[len - 1] == '.' ||
	    is_device(text, len))
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = text[i];
		bool alnum = (c >= '0' && c <= '9') ||
		    (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');

		if (!alnum && (i == 0 || strchr("._-", c) == NULL))
			return false;
	}
	return true;
}
