/*
 * The quick reading of an inventory line.
 *
 *	{"path":T,"size":N,"sha256":H,"type":T,"salt":H,"source":{"kind":"tree",
 *	"path":T[,"modified":I][,"accessed":I][,"changed":I][,"born":I]
 *	[,"mode":M][,"uid":N,"gid":N][,"user":T][,"group":T]
 *	[,"target":T][,"link":T]}}
 *
 * Nearly every line of nearly every bundle is of this form, with texts in
 * which nothing is escaped.  It is read here as it stands, byte by byte, into
 * the same object that object_read.c would make of it.  Any other line is left
 * to object_read.c, which alone may say what is wrong with one: here a line is
 * taken or it is not.
 */
#include "record/name.h"
#include "record/object_parts.h"
#include "base/memory.h"
#include "base/num.h"
#include "base/text.h"

#include <string.h>

#define PREFIX "data/"
#define INSTANT_LEN (EVI_INSTANT_TEXT_CAP - 1)
#define PASS(q, literal) pass(q, literal, sizeof(literal) - 1)

struct quick {
	const char *at, *end;
	bool memory;		/* there was none */
};

static size_t
left(const struct quick *q)
{
	return (size_t)(q->end - q->at);
}

static bool
pass(struct quick *q, const char *literal, size_t len)
{
	if (left(q) < len || memcmp(q->at, literal, len) != 0)
		return false;
	q->at += len;
	return true;
}

/* A text and its closing quote; the opening one is passed already. */
static bool
text(struct quick *q, char **out)
{
	const char *quote = memchr(q->at, '"', left(q));
	unsigned int wrong = 0, all = 0;
	size_t len, i;

	if (quote == NULL)
		return false;
	len = (size_t)(quote - q->at);
	for (i = 0; i < len; i++) {
		uint8_t c = (uint8_t)q->at[i];

		wrong |= (unsigned int)(c < 0x20) | (c == '\\');
		all |= c;
	}
	if (wrong != 0 || (all >= 0x80 && !evi_utf8_valid(q->at, len)))
		return false;
	*out = evi_strndup(q->at, len);
	q->memory |= *out == NULL;
	q->at = quote + 1;
	return *out != NULL;
}

static bool
number(struct quick *q, uint64_t *out)
{
	size_t n = 0;

	while (n < left(q) && q->at[n] >= '0' && q->at[n] <= '9')
		n++;
	if (!evi_parse_u64(q->at, n, out) || *out > EVI_MAX_INTEGER)
		return false;
	q->at += n;
	return true;
}

static bool
hex(struct quick *q, uint8_t *out, size_t len)
{
	if (left(q) < 2 * len || !evi_unhex(q->at, 2 * len, out, len))
		return false;
	q->at += 2 * len;
	return PASS(q, "\"");
}

static bool
instant(struct quick *q, struct evi_instant *out)
{
	char copy[EVI_INSTANT_TEXT_CAP];

	if (left(q) < INSTANT_LEN)
		return false;
	memcpy(copy, q->at, INSTANT_LEN);
	copy[INSTANT_LEN] = '\0';
	q->at += INSTANT_LEN;
	return evi_instant_parse(copy, out) && PASS(q, "\"");
}

static bool
type(struct quick *q, struct evi_object *o)
{
	if (PASS(q, "file\""))
		o->type = EVI_TYPE_FILE;
	else if (PASS(q, "directory\""))
		o->type = EVI_TYPE_DIRECTORY;
	else if (PASS(q, "symlink\""))
		o->type = EVI_TYPE_SYMLINK;
	else if (PASS(q, "hardlink\""))
		o->type = EVI_TYPE_HARDLINK;
	else
		return false;
	return true;
}

static bool
begin(struct quick *q, struct evi_object *o)
{
	bool has_hash;

	if (!PASS(q, "{\"path\":\"") || !text(q, &o->path) ||
	    strncmp(o->path, PREFIX, strlen(PREFIX)) != 0 ||
	    o->path[strlen(PREFIX)] == '\0' ||
	    strlen(o->path) > EVI_PATH_MAX ||
	    !PASS(q, ",\"size\":") || !number(q, &o->size) ||
	    !PASS(q, ",\"sha256\":"))
		return false;
	has_hash = PASS(q, "\"");
	if (has_hash ? !hex(q, o->sha256, EVI_SHA256_LEN) : !PASS(q, "null"))
		return false;
	if (!PASS(q, ",\"type\":\"") || !type(q, o) ||
	    has_hash != (o->type == EVI_TYPE_FILE) ||
	    (!has_hash && o->size != 0))
		return false;
	return PASS(q, ",\"salt\":\"") && hex(q, o->salt, EVI_SALT_LEN);
}

static bool
mode(struct quick *q, struct evi_object *o)
{
	size_t i;

	if (left(q) < 4)
		return false;
	for (i = 0; i < 4; i++, q->at++) {
		if (*q->at < '0' || *q->at > '7')
			return false;
		o->mode = o->mode << 3 | (unsigned int)(*q->at - '0');
	}
	o->has_mode = true;
	return PASS(q, "\"");
}

static bool
owner(struct quick *q, struct evi_object *o)
{
	if (PASS(q, ",\"mode\":\"") && !mode(q, o))
		return false;
	if (PASS(q, ",\"uid\":")) {
		if (!number(q, &o->uid) || !PASS(q, ",\"gid\":") ||
		    !number(q, &o->gid))
			return false;
		o->has_owner = true;
	}
	return (!PASS(q, ",\"user\":\"") || text(q, &o->user)) &&
	    (!PASS(q, ",\"group\":\"") || text(q, &o->group));
}

static bool
times(struct quick *q, struct evi_object *o)
{
	o->has_modified = PASS(q, ",\"modified\":\"");
	if (o->has_modified && !instant(q, &o->modified))
		return false;
	o->has_accessed = PASS(q, ",\"accessed\":\"");
	if (o->has_accessed && !instant(q, &o->accessed))
		return false;
	o->has_changed = PASS(q, ",\"changed\":\"");
	if (o->has_changed && !instant(q, &o->status_changed))
		return false;
	o->has_born = PASS(q, ",\"born\":\"");
	return !o->has_born || instant(q, &o->born);
}

static bool
source(struct quick *q, struct evi_object *o)
{
	o->kind = EVI_KIND_TREE;
	return PASS(q, ",\"source\":{\"kind\":\"tree\",\"path\":\"") &&
	    text(q, &o->original) && times(q, o) && owner(q, o) &&
	    (!PASS(q, ",\"target\":\"") || text(q, &o->target)) &&
	    (!PASS(q, ",\"link\":\"") || text(q, &o->link)) &&
	    PASS(q, "}}") && q->at == q->end;
}

bool
evi_object_quick(const char *line, size_t len, struct evi_object *object_out,
    bool *memory_out)
{
	struct quick q = { line, line + len, false };
	bool taken;

	memset(object_out, 0, sizeof(*object_out));
	taken = begin(&q, object_out) && source(&q, object_out);
	*memory_out = q.memory;
	return taken;
}
