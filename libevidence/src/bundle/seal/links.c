/*
 * The table of files with more than one name (links.h): chains by device and
 * inode.  It is bounded, and an entry goes when the last name was seen.
 */
#include "bundle/seal/links.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#define N_CHAINS 16384u			/* a power of two */
#define MEMORY_MAX ((size_t)32 << 20)

struct link {
	struct link *next;
	dev_t device;
	ino_t inode;
	uint64_t left;			/* names not seen yet */
	size_t len;
	char path[];
};

struct evi_links {
	struct link *chains[N_CHAINS];
	struct link *last;		/* found, and to be released next */
	size_t memory;
};

enum evid_status
evi_links_new(struct evi_links **out, struct evid_error *err)
{
	*out = evi_zalloc(sizeof(**out));
	return *out == NULL ? evi_fail_memory(err) : EVID_OK;
}

void
evi_links_free(struct evi_links *links)
{
	size_t i;

	if (links == NULL)
		return;
	free(links->last);
	for (i = 0; i < N_CHAINS; i++) {
		while (links->chains[i] != NULL) {
			struct link *link = links->chains[i];

			links->chains[i] = link->next;
			free(link);
		}
	}
	free(links);
}

static struct link **
chain_of(struct evi_links *links, const struct stat *st)
{
	uint64_t mix = (uint64_t)st->st_ino * 0x9e3779b97f4a7c15u ^
	    (uint64_t)st->st_dev;

	return &links->chains[(mix >> 40) & (N_CHAINS - 1)];
}

const char *
evi_links_find(struct evi_links *links, const struct stat *st)
{
	struct link **at = chain_of(links, st);

	if (links->memory == 0)
		return NULL;
	while (*at != NULL && ((*at)->inode != st->st_ino ||
	    (*at)->device != st->st_dev))
		at = &(*at)->next;
	if (*at == NULL)
		return NULL;
	if (--(*at)->left > 0)
		return (*at)->path;
	free(links->last);
	links->last = *at;
	*at = links->last->next;
	links->memory -= links->last->len;
	return links->last->path;
}

enum evid_status
evi_links_add(struct evi_links *links, const struct stat *st,
    const char *path, struct evid_error *err)
{
	size_t path_len = strlen(path) + 1;
	size_t len = sizeof(struct link) + path_len;
	struct link **chain = chain_of(links, st);
	struct link *link;

	if (st->st_nlink < 2 || links->memory + len > MEMORY_MAX)
		return EVID_OK;
	link = malloc(len);
	if (link == NULL)
		return evi_fail_memory(err);
	link->next = *chain;
	link->device = st->st_dev;
	link->inode = st->st_ino;
	link->left = (uint64_t)st->st_nlink - 1;
	link->len = len;
	memcpy(link->path, path, path_len);
	*chain = link;
	links->memory += len;
	return EVID_OK;
}
