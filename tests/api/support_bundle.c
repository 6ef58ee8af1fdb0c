/* A small bundle for tests, and its bytes as a callback gives them. */
#include "support_bundle.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <setjmp.h>

#include <cmocka.h>

struct source {
	unsigned int files, next;
	size_t size, left;
	char path[32];
};

static enum evid_status
next(void *context, struct evid_source_object *object_out, int *end_out,
    struct evid_error *err)
{
	struct source *s = context;

	(void)err;
	memset(object_out, 0, sizeof(*object_out));
	if (s->next == s->files) {
		*end_out = 1;
		return EVID_OK;
	}
	(void)snprintf(s->path, sizeof(s->path), "scene/file-%04u",
	    s->next++);
	object_out->path = s->path;
	object_out->type = EVID_OBJECT_FILE;
	object_out->size = s->left = s->size;
	object_out->has_modified = 1;
	object_out->modified.seconds = 1000000000;
	return EVID_OK;
}

static enum evid_status
give(void *context, void *data, size_t len, size_t *n_out,
    struct evid_error *err)
{
	struct source *s = context;
	uint8_t *p = data;
	size_t i;

	(void)err;
	if (len > s->left)
		len = s->left;
	/* Bytes that neither repeat nor compress to nothing. */
	for (i = 0; i < len; i++)
		p[i] = (uint8_t)((s->left - i) * 2654435761u >> 13);
	s->left -= len;
	*n_out = len;
	return EVID_OK;
}

static void
count_up(void *context, void *out, size_t len)
{
	unsigned char *n = context, *p = out;
	size_t i;

	for (i = 0; i < len; i++)
		p[i] = (*n)++;
}

static struct evid_time
fixed_clock(void *context)
{
	struct evid_time t = { 1793006043, 0 };

	(void)context;
	return t;
}

void
test_bundle_make(struct test_bundle *b, unsigned int files, size_t size)
{
	struct evid_seal_options options = EVID_SEAL_OPTIONS_INIT;
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_seal_result result;
	struct source s = { .files = files, .size = size };
	struct evid_source source = { EVID_SOURCE_VERSION, &s, next, give };
	unsigned char n = 0;
	FILE *f;

	memset(b, 0, sizeof(*b));
	(void)snprintf(b->folder, sizeof(b->folder), "%.40s/evid.XXXXXX",
	    getenv("TMPDIR") != NULL && strlen(getenv("TMPDIR")) < 40 ?
	    getenv("TMPDIR") : "/tmp");
	assert_non_null(mkdtemp(b->folder));
	(void)snprintf(b->path, sizeof(b->path), "%s/t.evidence.tar.gz",
	    b->folder);
	assert_int_equal(evid_key_generate(&b->key, &err), EVID_OK);
	assert_int_equal(evid_key_public(b->key, &b->pub, &err), EVID_OK);
	options.output = b->path;
	options.name = "t";
	options.keys = &b->key;
	options.n_keys = 1;
	options.random = count_up;
	options.clock = fixed_clock;
	options.context = &n;
	if (evid_seal_source(&options, &source, &result, &err) != EVID_OK)
		fail_msg("%s", err.message);
	assert_int_equal(result.files, files);
	f = fopen(b->path, "rb");
	assert_non_null(f);
	assert_int_equal(fseek(f, 0, SEEK_END), 0);
	b->len = (size_t)ftell(f);
	rewind(f);
	b->data = malloc(b->len);
	assert_non_null(b->data);
	assert_int_equal(fread(b->data, 1, b->len, f), b->len);
	fclose(f);
}

void
test_bundle_free(struct test_bundle *b)
{
	unlink(b->path);
	rmdir(b->folder);
	free(b->data);
	evid_key_free(b->key);
	evid_public_key_free(b->pub);
}

int
test_bundle_set_up(void **state)
{
	static struct test_bundle b;

	test_bundle_make(&b, 1, 100);
	*state = &b;
	return 0;
}

int
test_bundle_tear_down(void **state)
{
	test_bundle_free(*state);
	return 0;
}

enum evid_status
test_memory_read(void *context, void *data, size_t len, size_t *n_out,
    struct evid_error *err)
{
	struct test_memory *m = context;

	(void)err;
	if (len > m->len - m->at)
		len = m->len - m->at;
	if (m->most > 0 && len > m->most)
		len = m->most;
	memcpy(data, m->data + m->at, len);
	m->at += len;
	*n_out = len;
	return EVID_OK;
}

struct evid_verdict *
test_verify(const struct test_bundle *b, const uint8_t *data, size_t len)
{
	struct evid_verify_options options = EVID_VERIFY_OPTIONS_INIT;
	struct test_memory memory = { data, len, 0, 0 };
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_verdict *v = NULL;

	options.keys = &b->pub;
	options.n_keys = 1;
	options.threads = 1;
	if (evid_verify_read(test_memory_read, &memory, "memory", &options,
	    &v, &err) != EVID_OK)
		fail_msg("%s", err.message);
	return v;
}
