/*
 * Memory that is zeroed when had, arrays that grow, and pairs of buffers.
 */
#include "base/memory.h"
#include "base/num.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define FIRST_ITEMS 8
#define LARGE_PAGE ((size_t)2 << 20)

/* AddressSanitizer watches where an allocation ends: each has its own there. */
#ifdef __SANITIZE_ADDRESS__
#define WATCHED true
#elif defined(__has_feature)
#define WATCHED __has_feature(address_sanitizer)
#else
#define WATCHED false
#endif

enum said { NOTHING, BEGUN, WHOLE };

struct evi_lacks {
	_Atomic uint64_t n;
	_Atomic int said;
	char why[EVI_WHY_CAP];
};

static _Thread_local struct evi_lacks own;
static _Thread_local struct evi_lacks *shared;	/* NULL: nobody's */

struct evi_lacks *
evi_memory_mine(void)
{
	return shared != NULL ? shared : &own;
}

void
evi_memory_share(struct evi_lacks *of)
{
	shared = of;
}

uint64_t
evi_memory_lacks(void)
{
	return atomic_load(&evi_memory_mine()->n);
}

void
evi_memory_lacked(void)
{
	atomic_fetch_add(&evi_memory_mine()->n, 1);
}

void
evi_memory_refused(const char *why)
{
	struct evi_lacks *mine = evi_memory_mine();
	int said = NOTHING;

	if (atomic_compare_exchange_strong(&mine->said, &said, BEGUN)) {
		(void)snprintf(mine->why, sizeof(mine->why), "%s", why);
		atomic_store(&mine->said, WHOLE);
	}
	evi_memory_lacked();
}

bool
evi_memory_why(char out[EVI_WHY_CAP])
{
	struct evi_lacks *mine = evi_memory_mine();

	if (atomic_load(&mine->said) != WHOLE)
		return false;
	memcpy(out, mine->why, EVI_WHY_CAP);
	atomic_store(&mine->said, NOTHING);
	return true;
}

/* @p, noted where it is none */
static void *
had(void *p)
{
	if (p == NULL)
		evi_memory_lacked();
	return p;
}

void *
evi_zalloc(size_t len)
{
	return had(calloc(1, len == 0 ? 1 : len));
}

void *
evi_zalloc_array(size_t count, size_t size)
{
	size_t len;

	if (!evi_mul_size(count, size, &len))
		return NULL;
	return evi_zalloc(len);
}

char *
evi_strdup(const char *text)
{
	return text == NULL ? NULL : evi_strndup(text, strlen(text));
}

char *
evi_strndup(const char *text, size_t len)
{
	char *copy;

	if (text == NULL || len == SIZE_MAX)
		return NULL;
	len = strnlen(text, len);
	copy = had(malloc(len + 1));
	if (copy == NULL)
		return NULL;
	memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

int
evi_grow(void *items, size_t count, size_t *cap, size_t size)
{
	size_t more, bytes;
	void *old, *new;

	if (count < *cap)
		return 0;
	more = *cap == 0 ? FIRST_ITEMS : *cap;
	if (!evi_add_size(*cap, more, &more) ||
	    !evi_mul_size(more, size, &bytes))
		return -1;
	/* Any pointer type may stand behind @items: copy it, do not cast. */
	memcpy(&old, items, sizeof(old));
	new = had(realloc(old, bytes));
	if (new == NULL)
		return -1;
	memset((uint8_t *)new + *cap * size, 0, bytes - *cap * size);
	memcpy(items, &new, sizeof(new));
	*cap = more;
	/* cppcheck-suppress memleak ; what @items points to holds it */
	return 0;
}

/* Room that begins with a large page, or NULL; it is asked for, not had: the
 * system gives it where it has one. */
static void *
large_alloc(size_t len)
{
	size_t rest = len % LARGE_PAGE;
	void *room;

	if (rest != 0 && !evi_add_size(len, LARGE_PAGE - rest, &len))
		return NULL;
	room = aligned_alloc(LARGE_PAGE, len);
	if (room != NULL)
		(void)madvise(room, len, MADV_HUGEPAGE);
	return room;
}

bool
evi_pair_new(struct evi_pair *pair, size_t first, size_t second, bool large)
{
	size_t len;

	*pair = (struct evi_pair){ .joint = large && !WATCHED };
	if (!evi_add_size(first, second, &len))
		return had(NULL) != NULL;
	pair->first = had(pair->joint ? large_alloc(len) : malloc(first));
	if (second != 0 && pair->first != NULL)
		pair->second = pair->joint ? pair->first + first :
		    had(malloc(second));
	return pair->first != NULL && (second == 0 || pair->second != NULL);
}

void
evi_pair_free(struct evi_pair *pair)
{
	free(pair->first);
	if (!pair->joint)
		free(pair->second);
	*pair = (struct evi_pair){ 0 };
}
