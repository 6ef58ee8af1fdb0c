/*
 * Whose names are not shown, and what is not shown of objects that nobody is
 * to preview: handling flags, acting.
 *
 * Of a masked object its path's digest and its line's number are kept, at most
 * EVI_MASKED_MAX of them, so that memory does not grow with the bundle; past
 * that every name is masked.
 */
#ifndef EVI_BUNDLE_VERDICT_MASKS_H
#define EVI_BUNDLE_VERDICT_MASKS_H

#include "adapt/json.h"
#include "evidence/verdict.h"
#include "record/object.h"

#define EVI_MASKED_MAX 65536
#define EVI_MASK_LABEL_CAP 48
#define EVI_MASK_WORD_MIN 4	/* bytes of a name without a folder that is
				 * looked for within a text */

struct evi_masked {
	uint64_t digest;		/* the first bytes of one */
	uint64_t number;		/* line of the inventory, from 1 */
};

struct evi_mask_set {
	struct evi_masked *items;
	size_t n, cap;
	bool sorted;
};

/* masks_words.c: paths and base names of masked objects, to be found within a
 * text as words: between characters of which one is no letter or digit of
 * ASCII */
struct evi_mask_word {
	char *text;
	size_t len;
	uint64_t number;
};
struct evi_mask_words {
	struct evi_mask_word *items;
	size_t n, cap, bytes;
	bool sorted;
};
void evi_mask_words_free(struct evi_mask_words *words);
/* one that is too short is left out; *full_out is set where there is no more
 * room */
enum evid_status evi_mask_words_add(struct evi_mask_words *words,
    const char *text, size_t len, uint64_t number, bool *full_out,
    struct evid_error *err);
/* before they are looked for */
void evi_mask_words_sort(struct evi_mask_words *words);
/* is one of them the whole text? */
bool evi_mask_words_have(const struct evi_mask_words *words, const char *text);
/* the text with each of them replaced, or, where that takes too long, with
 * nothing else; false, and nothing, where none stands in it, or where it is a
 * time, or one word of small letters, digits and hyphens of ASCII */
bool evi_mask_words_in(const struct evi_mask_words *words, const char *text,
    struct evi_buf *out);

struct evi_masks {
	const struct evid_masks *asked;	/* or NULL */
	struct evi_mask_set names;	/* of masked objects */
	struct evi_mask_set folders;	/* that they stand in; numbers are 0 */
	struct evi_mask_words words;	/* their paths and base names */
	bool overflow;			/* too many: all are masked */
};

/* EVID_ERR_ARGUMENT for a flag that is none */
enum evid_status evi_masks_init(struct evi_masks *masks,
    const struct evid_masks *asked, struct evid_error *err);
void evi_masks_free(struct evi_masks *masks);
/* were flags named, so that all is masked where they cannot be read? */
bool evi_masks_strict(const struct evi_masks *masks);
/* was it asked that none is masked? */
bool evi_masks_none(const struct evi_masks *masks);
bool evi_masks_hide(const struct evi_masks *masks,
    const struct evi_object *object);
/* is any object masked, of those noted so far? */
bool evi_masks_any(const struct evi_masks *masks);
/* a masked object's path or original, and the line that it is on */
enum evid_status evi_masks_note(struct evi_masks *masks, const char *path,
    uint64_t number, struct evid_error *err);
/* its original, as what is looked for within a text alone */
enum evid_status evi_masks_note_original(struct evi_masks *masks,
    const char *original, uint64_t number, struct evid_error *err);
/* is it @path, or does it stand below a masked folder?  Its number, or 0 where
 * that is not known */
bool evi_masks_find(struct evi_masks *masks, const char *path,
    uint64_t *number_out);
/* how much of @path, which is no object's, may be shown: the folder, with its
 * slash, in which masked objects stand; 0: all of it.  A copy is often called
 * much like what it is a copy of. */
size_t evi_masks_beside(struct evi_masks *masks, const char *path);
/* "[masked object 12]", or "[masked]" for 0 */
void evi_mask_label(uint64_t number, char out[EVI_MASK_LABEL_CAP]);

/* must what stands beside its content be kept back?  @rules: flags for which
 * the case says no-preview, as keys, or NULL */
bool evi_no_preview(const struct evi_object *object,
    const struct evi_json *rules);
/* the flags of a case that have the rule no-preview, as keys; NULL: none */
struct evi_json *evi_no_preview_rules(const struct evi_json *json);
/* an inventory line as it may be shown.  @number 0: not masked */
enum evid_status evi_masks_line(struct evi_masks *masks, const char *line,
    bool hidden, bool no_preview, uint64_t number, struct evi_buf *out,
    struct evid_error *err);
/* every masked name in the texts of @value, replaced; false: no memory */
bool evi_masks_texts(struct evi_masks *masks, struct evi_json *value);
/* Where the flags are not known: every text that may name an object. */
bool evi_masks_texts_unknown(struct evi_masks *masks, struct evi_json *value);
/* might @text, by its look, name an object? */
bool evi_masks_may_name(const struct evi_masks *masks, const char *text);
/* the same where a whole text is masked by another rule.  @shown: the text,
 * escaped as names are noted.  *number_out is 0 before it.  @words: sorted */
typedef bool evi_masked_fn(void *context, const char *text, const char *shown,
    uint64_t *number_out);
bool evi_masks_texts_by(evi_masked_fn *masked, void *context,
    const struct evi_mask_words *words, struct evi_json *value);
/* one text so; NULL: it stays, or *good is false: memory is short */
char *evi_masks_text_by(evi_masked_fn *masked, void *context,
    const struct evi_mask_words *words, const char *text, bool *good);

#endif
