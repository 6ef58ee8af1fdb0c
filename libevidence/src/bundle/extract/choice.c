/*
 * Which members are asked for (choice.h).
 */
#include "bundle/extract/choice.h"

#include "base/memory.h"
#include "bundle/tell.h"
#include "record/name.h"

#include <stdlib.h>
#include <string.h>

enum evid_status
evi_choice_open(struct evi_choice *choice, const char *const *globs,
    size_t n_globs, struct evid_error *err)
{
	*choice = (struct evi_choice){ globs, n_globs, NULL };
	choice->seen = evi_zalloc_array(n_globs + 1, sizeof(*choice->seen));
	return choice->seen == NULL ? evi_fail_memory(err) : EVID_OK;
}

void
evi_choice_close(struct evi_choice *choice)
{
	free(choice->seen);
	choice->seen = NULL;
}

/* @path, or a folder that it is in */
static bool
matches(const char *glob, char *path)
{
	char *slash = path;

	if (evi_glob(glob, path))
		return true;
	while ((slash = strchr(slash, '/')) != NULL) {
		bool good;

		*slash = '\0';
		good = evi_glob(glob, path);
		*slash++ = '/';
		if (good)
			return true;
	}
	return false;
}

bool
evi_choice_has(const struct evi_choice *choice, const char *original)
{
	char *path = evi_strdup(original);
	bool has = false;
	size_t i;

	/* Without memory it is taken for chosen: too much, never too little;
	 * what follows fails for want of memory, too. */
	if (path == NULL)
		return true;
	for (i = 0; i < choice->n_globs; i++) {
		if (has && choice->seen[i])
			continue;
		if (matches(choice->globs[i], path)) {
			has = true;
			choice->seen[i] = true;
		}
	}
	free(path);
	return has;
}

static int
digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' :
	    c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool
evi_choice_may_have(const struct evi_choice *choice, const char *path)
{
	char original[EVI_PATH_MAX + 1];
	size_t n = 0, i;

	if (strncmp(path, "data/", 5) != 0 || strlen(path) > EVI_PATH_MAX)
		return true;
	for (path += 5; *path != '\0'; n++) {
		int high, low;

		if (*path != '=') {
			original[n] = *path++;
			continue;
		}
		/* "=~": a name that was cut, composed or told apart. */
		high = digit(path[1]);
		low = high < 0 ? -1 : digit(path[2]);
		if (low < 0)
			return true;
		original[n] = (char)(high * 16 + low);
		path += 3;
	}
	original[n] = '\0';
	for (i = 0; i < choice->n_globs; i++)
		if (matches(choice->globs[i], original))
			return true;
	return false;
}

enum evid_status
evi_choice_check(const struct evi_choice *choice, struct evid_error *err)
{
	size_t i;

	for (i = 0; i < choice->n_globs; i++)
		if (!choice->seen[i])
			return evi_fail_path(err, EVID_ERR_ARGUMENT,
			    choice->globs[i],
			    "nothing of this name is in the bundle",
			    "give the name as sealed, from the operand's own "
			    "name on; evid-inspect lists them");
	return EVID_OK;
}
