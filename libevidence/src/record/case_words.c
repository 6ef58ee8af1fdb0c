/*
 * What a custody log says of the preservations of a case: which of its words
 * move a clock, and why the others do not.
 */
#include "record/case_clock.h"
#include "record/case_parts.h"

#include "base/text.h"

#include <string.h>

/* What is there and no list of texts names nothing that could be known. */
static bool
names_items(const struct evi_preservation_word *word)
{
	const struct evi_json *list = evi_json_get(word->details, "items");
	const char *text;
	size_t i;

	for (i = 0; i < evi_json_count(list); i++)
		if (!evi_json_string(evi_json_at(list, i), &text))
			return false;
	return list == NULL || evi_json_type(list) == EVI_JSON_ARRAY;
}

/* Of a preservation of several items, a word on some of them leaves the others
 * as they are: it is of all of them, or names none. */
static bool
is_of(const struct evi_preservation_word *word, const struct evi_json *o)
{
	const struct evi_json *items;
	const char *text;
	size_t n, named;

	if (!names_items(word))
		return false;
	(void)evi_case_list(word->details, "items", &named);
	items = evi_case_list(o, "items", &n);
	for (size_t k = 0; k < n && named > 0; k++)
		if (!evi_json_string(evi_json_at(items, k), &text) ||
		    !evi_case_holds(word->details, "items", text))
			return false;
	return named == 0 || n > 0;
}

/* The State that preserves says how long; where none is stated, whoever is
 * trusted in the log.  What is over stays so. */
static enum evi_preservation_fate
fate_of(const struct evi_preservation_word *word, const struct evi_json *o,
    bool released)
{
	const char *state = evi_case_text(o, "state");
	const char *text = evi_case_text(word->details, "ends");
	struct evi_instant end;

	if (state != NULL && strcmp(state, word->state) != 0)
		return EVI_WORD_OTHER_STATE;
	if (!is_of(word, o))
		return EVI_WORD_OTHER_ITEMS;
	if (released)
		return EVI_WORD_OVER;
	return word->released || (text != NULL &&
	    evi_case_time(text, true, &end, NULL)) ? EVI_WORD_MOVES :
	    EVI_WORD_NO_TIME;
}

static void
about_word(const struct evi_preservation_word *word, const char *what,
    struct evi_buf *about)
{
	char state[EVI_CASE_SHOWN_CAP], hex[2 * EVI_SHA256_LEN + 1];

	evi_hex(word->digest, EVI_SHA256_LEN, hex);
	evi_buf_add_format(about, ", %s", what);
	if (*word->state != '\0')
		evi_buf_add_format(about, " by %s",
		    evi_case_shown(word->state, state));
	evi_buf_add_format(about, " with event %.16s", hex);
}

void
evi_preservation_begin(struct evi_clocks_log *log, struct evi_instant at)
{
	for (size_t k = 0; k < log->n_words; k++)
		log->words[k].fate = evi_instant_before(at,
		    log->words[k].at) ? EVI_WORD_LATER : EVI_WORD_NONE;
}

const struct evi_preservation_word *
evi_preservation_words(struct evi_clocks_log *log,
    const struct evi_json *preservation, struct evi_buf *about,
    bool *released_out)
{
	const struct evi_preservation_word *last = NULL;

	*released_out = false;
	for (size_t k = 0; log != NULL && k < log->n_words; k++) {
		struct evi_preservation_word *word = &log->words[k];
		enum evi_preservation_fate fate;

		if (word->fate == EVI_WORD_LATER)
			continue;
		fate = fate_of(word, preservation, *released_out);
		if (fate > word->fate)
			word->fate = fate;
		if (fate == EVI_WORD_NO_TIME)
			about_word(word, "extended to no day that can be read",
			    about);
		if (fate != EVI_WORD_MOVES)
			continue;
		about_word(word, word->released ? "released" : "extended",
		    about);
		*released_out = word->released;
		if (!word->released)
			last = word;
	}
	return last;
}

const char *
evi_preservation_unmoved(const struct evi_preservation_word *word)
{
	static const char *const why[] = {
		[EVI_WORD_NONE] = "the case states no preservation",
		[EVI_WORD_OTHER_STATE] = "by trust its signer is not of the "
		    "State that preserves",
		[EVI_WORD_OTHER_ITEMS] = "no preservation has only items that "
		    "it names",
		[EVI_WORD_OVER] = "the preservation was released before",
		[EVI_WORD_NO_TIME] = "`ends` is no time",
	};

	return word->fate == EVI_WORD_LATER || word->fate == EVI_WORD_MOVES ?
	    NULL : why[word->fate];
}
