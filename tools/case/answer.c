/*
 * evid-case reply --answer: what became of an item of the request.
 */
#include "case/verbs.h"
#include "common/message.h"
#include "common/named.h"
#include "common/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* is the outcome a word that is known, or one of the user's own? */
static int
check_outcome(const char *path, const char *pair, const char *outcome)
{
	const char *const *words = evid_case_words(path);
	char known[256] = "";

	if (words == NULL || (strncmp(outcome, "x-", 2) == 0 &&
	    outcome[2] != '\0'))
		return 0;
	for (size_t i = 0; words[i] != NULL; i++) {
		size_t len = strlen(known);

		if (strcmp(words[i], outcome) == 0)
			return 0;
		snprintf(known + len, sizeof(known) - len, "%s%s",
		    i == 0 ? "" : ", ", words[i]);
	}
	strncat(known, "; one of your own begins with x-",
	    sizeof(known) - strlen(known) - 1);
	message_of(pair, known, "no such outcome is known");
	return EXIT_USAGE;
}

/* ITEM=OUTCOME; an id may have a "=", an outcome of the list has none */
static int
cut_answer(const char *pair, char **id_out, const char **outcome_out)
{
	const char *equals = strrchr(pair, '=');
	int status = named_quoted(pair, id_out, outcome_out);

	if (status != 0 || *id_out != NULL)
		return status;
	if (equals == NULL || equals == pair)
		return 0;
	*outcome_out = equals + 1;
	*id_out = strndup(pair, (size_t)(equals - pair));
	return *id_out == NULL ? message_memory() : 0;
}

/* Of a new answer each outcome is empty, until one is stated. */
static int
check_first(const struct evid_case *c, const char *path, const char *pair)
{
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;
	char *before = NULL;
	int stated;

	status = evid_case_get(c, path, &before, &err);
	if (status != EVID_OK)
		return message_failed(&err, status);
	stated = before != NULL && before[0] != '\0';
	free(before);
	if (!stated)
		return 0;
	message_of(pair, "give one outcome for each item (--answer, or --set)",
	    "this item is answered twice");
	return EXIT_USAGE;
}

/* as --answer takes it between quotes */
static void
put_quoted(FILE *out, const char *id)
{
	char *shown = text_escaped(id);

	fputc('"', out);
	for (const char *p = shown; p != NULL && *p != '\0'; p++)
		fprintf(out, *p == '"' ? "\\%c" : "%c", *p);
	fputc('"', out);
	free(shown);
}

/* What ids the items of the request have, up to some; for free() */
static char *
list_items(const struct evid_case *c)
{
	enum { SHOWN = 40 };
	char path[64], *id = NULL, *list = NULL;
	size_t len = 0, n = 0;
	FILE *out = open_memstream(&list, &len);

	while (out != NULL && n <= SHOWN) {
		snprintf(path, sizeof(path), "items[%zu].id", n);
		if (evid_case_get(c, path, &id, NULL) != EVID_OK ||
		    id == NULL)
			break;
		fputs(n == 0 ? "it has " : ", ", out);
		if (n++ == SHOWN)
			fputs("and more", out);
		else
			put_quoted(out, id);
		free(id);
	}
	if (out != NULL && n == 0)
		fputs("it lists no item", out);
	if (out != NULL && fclose(out) == 0)
		return list;
	free(list);
	return NULL;
}

static int
tell_no_item(const struct evid_case *c, const char *pair)
{
	char *items = list_items(c);

	if (items == NULL)
		return message_memory();
	message_of(pair, items, "the request has no item of this id");
	free(items);
	return EXIT_USAGE;
}

/* Of two items with one id none is meant. */
static int
tell_doubled(const char *pair, size_t first, size_t second)
{
	char hint[160];

	snprintf(hint, sizeof(hint), "state each by its place: --set "
	    "'items[%zu].outcome=...', --set 'items[%zu].outcome=...'; and ask "
	    "whoever wrote the request which is which", first, second);
	message_of(pair, hint, "the request has two items of this id");
	return EXIT_USAGE;
}

/* the place of the item by its id, which it has alone; else an exit status,
 * told of */
static int
find_item(const struct evid_case *c, const char *pair, const char *item,
    size_t *place_out)
{
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status = EVID_OK;
	char path[64], *id = NULL;
	int found = 0, same;

	for (size_t i = 0; status == EVID_OK; i++) {
		snprintf(path, sizeof(path), "items[%zu].id", i);
		status = evid_case_get(c, path, &id, &err);
		if (status != EVID_OK || id == NULL)
			break;
		same = strcmp(id, item) == 0;
		free(id);
		if (same && found)
			return tell_doubled(pair, *place_out, i);
		if (same)
			*place_out = i;
		found |= same;
	}
	if (status != EVID_OK)
		return message_failed(&err, status);
	return found ? 0 : tell_no_item(c, pair);
}

/* the item by its id */
static int
answer_item(struct evid_case *c, const char *pair, const char *item,
    const char *outcome)
{
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;
	char path[64];
	size_t place = 0;
	int result = find_item(c, pair, item, &place);

	if (result != 0)
		return result;
	snprintf(path, sizeof(path), "items[%zu].outcome", place);
	if (check_outcome(path, pair, outcome) != 0)
		return EXIT_USAGE;
	result = check_first(c, path, pair);
	if (result != 0)
		return result;
	status = evid_case_set(c, path, outcome, &err);
	return status == EVID_OK ? 0 : message_failed(&err, status);
}

int
case_answer(struct evid_case *c, const char *pair)
{
	const char *outcome = NULL;
	char *item = NULL;
	int status = cut_answer(pair, &item, &outcome);

	if (status == 0 && (item == NULL || *outcome == '\0')) {
		message_of(pair, "write it as 1=provided",
		    "--answer takes ITEM=OUTCOME");
		status = EXIT_USAGE;
	} else if (status == 0) {
		status = answer_item(c, pair, item, outcome);
	}
	free(item);
	return status;
}
