/* Walks through a document and changes one place of it at a time (the header
 * says how); each change is made to a copy that is read anew. */
#include "support_members.h"

#include "adapt/json.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct {
	const char *word, *json;
} others[] = {
	{ "gone", NULL }, { "null", "null" }, { "number", "7" },
	{ "minus", "-7" }, { "text", "\"?\"" }, { "empty", "\"\"" },
	{ "true", "true" }, { "list", "[]" }, { "object", "{}" },
};
#define N_OTHERS (sizeof(others) / sizeof(others[0]))

/* where a walk through a document stands */
struct walk {
	size_t left;			/* places before the wanted one */
	char path[256];
	struct evi_json *parent;	/* of the wanted one, when found */
	const char *key;		/* NULL: of an array */
	struct evi_json *value;
};

static bool
walk_into(struct walk *w, struct evi_json *value)
{
	size_t len = strlen(w->path), i;
	struct evi_json *child;
	const char *key = NULL;

	if (evi_json_type(value) == EVI_JSON_ARRAY && evi_json_count(value) > 0)
		child = evi_json_at(value, 0);
	else if (!evi_json_member(value, 0, &key, &child))
		return false;
	for (i = 0; key == NULL ? i == 0 :
	    evi_json_member(value, i, &key, &child); i++) {
		(void)snprintf(w->path + len, sizeof(w->path) - len, "%s%s",
		    key == NULL ? "[]" : len == 0 ? "" : ".",
		    key == NULL ? "" : key);
		if (w->left-- == 0) {
			w->parent = value;
			w->key = key;
			w->value = child;
			return true;
		}
		if (walk_into(w, child))
			return true;
	}
	w->path[len] = '\0';
	return false;
}

/* false where it is as it was, or an element that is left out */
static bool
replace(struct walk *w, const char *json)
{
	struct evi_buf before = EVI_BUF_INIT;
	struct evi_json *value;
	bool same;

	if (json == NULL) {
		if (w->key != NULL)
			evi_json_remove(w->parent, w->key);
		return w->key != NULL;
	}
	evi_json_write(&before, w->value);
	same = strcmp(evi_buf_text(&before), json) == 0;
	evi_buf_free(&before);
	if (same)
		return false;
	assert_int_equal(evi_json_parse(json, strlen(json), "other", &value,
	    NULL), EVID_OK);
	assert_true(w->key != NULL ? evi_json_set(w->parent, w->key, value) :
	    evi_json_put(w->parent, 0, value));
	return true;
}

/* is the word among those of "word word path", and the path that one? */
static bool
is_told(const char *const *may, const char *word, const char *path,
    bool *told)
{
	for (size_t i = 0; may[i] != NULL; i++) {
		const char *last = strrchr(may[i], ' ');
		const char *at = strstr(may[i], word);

		if (last != NULL && strcmp(last + 1, path) == 0 &&
		    at != NULL && at < last)
			return told[i] = true;
	}
	return false;
}

void
support_each_member(const char *whole, support_takes_fn *takes,
    const char *const *may)
{
	bool told[128] = { false }, found = true;
	size_t n_wrong = 0, i, k;

	assert_true(takes(whole, strlen(whole)));
	for (i = 0; found; i++)
		for (k = 0; k < N_OTHERS; k++) {
			struct walk w = { .left = i };
			struct evi_json *json = NULL;
			struct evi_buf text = EVI_BUF_INIT;

			assert_int_equal(evi_json_parse(whole, strlen(whole),
			    "whole", &json, NULL), EVID_OK);
			found = walk_into(&w, json);
			if (found && replace(&w, others[k].json)) {
				evi_json_write(&text, json);
				if (takes(evi_buf_text(&text), text.len) !=
				    is_told(may, others[k].word, w.path,
				    told)) {
					print_error("taken or not: %s %s\n",
					    others[k].word, w.path);
					n_wrong++;
				}
			}
			evi_buf_free(&text);
			evi_json_free(json);
		}
	assert_true(i > 1);
	assert_int_equal(n_wrong, 0);
	for (i = 0; may[i] != NULL; i++)
		if (!told[i])
			fail_msg("never tried: %s", may[i]);
}
