/*
 * Masked names within a text (masks.h).  They stand sorted, so that those
 * which begin as the text goes on are a run that gets shorter with each byte.
 */
#include "bundle/verdict/masks.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#define BYTES_MAX ((size_t)16 << 20)	/* of all names */
#define STEPS_EACH 64			/* for a byte of a text, and */
#define STEPS_ANY 65536			/* for any text */

void
evi_mask_words_free(struct evi_mask_words *words)
{
	for (size_t i = 0; i < words->n; i++)
		free(words->items[i].text);
	free(words->items);
	memset(words, 0, sizeof(*words));
}

enum evid_status
evi_mask_words_add(struct evi_mask_words *words, const char *text, size_t len,
    uint64_t number, bool *full_out, struct evid_error *err)
{
	struct evi_mask_word *one;

	while (len > 0 && text[len - 1] == '/')
		len--;
	if (len == 0 || (len < EVI_MASK_WORD_MIN &&
	    memchr(text, '/', len) == NULL))
		return EVID_OK;
	*full_out = *full_out || len > BYTES_MAX - words->bytes;
	if (*full_out)
		return EVID_OK;
	if (evi_grow(&words->items, words->n, &words->cap,
	    sizeof(*words->items)) != 0)
		return evi_fail_memory(err);
	one = &words->items[words->n];
	one->text = evi_strndup(text, len);
	if (one->text == NULL)
		return evi_fail_memory(err);
	one->len = len;
	one->number = number;
	words->n++;
	words->bytes += len;
	words->sorted = false;
	return EVID_OK;
}

static int
by_text(const void *a, const void *b)
{
	const struct evi_mask_word *x = a, *y = b;

	return strcmp(x->text, y->text);
}

/* Of objects that share a name none is meant. */
void
evi_mask_words_sort(struct evi_mask_words *words)
{
	size_t n = 0;

	if (words->sorted || words->n == 0)
		return;
	qsort(words->items, words->n, sizeof(*words->items), by_text);
	for (size_t i = 1; i < words->n; i++) {
		struct evi_mask_word *last = &words->items[n];

		if (strcmp(last->text, words->items[i].text) != 0) {
			words->items[++n] = words->items[i];
			continue;
		}
		if (last->number != words->items[i].number)
			last->number = 0;
		free(words->items[i].text);
	}
	words->n = n + 1;
	words->sorted = true;
}

bool
evi_mask_words_have(const struct evi_mask_words *words, const char *text)
{
	const struct evi_mask_word wanted = { .text = (char *)text };

	return words->n > 0 && bsearch(&wanted, words->items, words->n,
	    sizeof(*words->items), by_text) != NULL;
}

static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z');
}

/* Where a script has no spaces, any place may be the border of a word. */
static bool
is_border(const char *text, size_t at)
{
	return at == 0 || text[at] == '\0' || !is_alnum(text[at - 1]) ||
	    !is_alnum(text[at]);
}

/* the first of [lo, hi) whose byte at @depth is not below @byte */
static size_t
first_from(const struct evi_mask_words *words, size_t lo, size_t hi,
    size_t depth, unsigned int byte)
{
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if ((unsigned char)words->items[mid].text[depth] < byte)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* the length of the longest name that stands at @at as a word; 0: none does */
static size_t
longest(const struct evi_mask_words *words, const char *text, size_t at,
    uint64_t *steps, uint64_t *number_out)
{
	size_t lo = 0, hi = words->n, best = 0, depth = 0;

	for (; lo < hi; depth++, (*steps)++) {
		unsigned int byte = (unsigned char)text[at + depth];

		if (words->items[lo].len == depth) {
			if (is_border(text, at + depth)) {
				best = depth;
				*number_out = words->items[lo].number;
			}
			lo++;
		}
		if (byte == 0)
			break;
		lo = first_from(words, lo, hi, depth, byte);
		hi = first_from(words, lo, hi, depth, byte + 1);
	}
	return best;
}

/* A time, a digest or a word of a vocabulary must stay what it is for whoever
 * reads the JSON, whatever an object is called. */
static bool
is_token(const char *text)
{
	return text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-")] ==
	    '\0' || text[strspn(text, "0123456789-:.+TZ")] == '\0';
}

bool
evi_mask_words_in(const struct evi_mask_words *words, const char *text,
    struct evi_buf *out)
{
	uint64_t most = STEPS_ANY + (uint64_t)STEPS_EACH * strlen(text);
	uint64_t steps = 0, number = 0;
	char label[EVI_MASK_LABEL_CAP];
	size_t at = 0, from = 0, len;

	if (is_token(text))
		return false;
	while (text[at] != '\0' && steps <= most) {
		len = is_border(text, at) ? longest(words, text, at, &steps,
		    &number) : 0;
		if (len == 0) {
			at++;
			continue;
		}
		evi_mask_label(number, label);
		evi_buf_add(out, text + from, at - from);
		evi_buf_add_text(out, label);
		from = at += len;
	}
	if (steps > most) {
		evi_mask_label(0, label);
		evi_buf_clear(out);
		evi_buf_add_text(out, label);
		return true;
	}
	if (from > 0)
		evi_buf_add_text(out, text + from);
	return from > 0;
}
