/* A sealing that is stopped, however often, and resumed gives the bytes of one
 * that was not; and what is not as it was is told, and never used. */
#include "evidence/evidence.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];
static struct evid_key *key, *other;

/* what the callbacks of one run work on */
struct run {
	uint64_t random;
	int64_t left;		/* calls of progress until it is stopped */
	char told[256];		/* the last event */
	int sealed;		/* how often it was told to be */
	int refuses;		/* to have heard it */
	char number[EVID_NUMBER_TEXT_CAP];
};

static void
even(void *context, void *out, size_t len)
{
	struct run *r = context;
	uint8_t *p = out;
	size_t i;

	for (i = 0; i < len; i++) {
		r->random = r->random * 6364136223846793005u +
		    1442695040888963407u;
		p[i] = (uint8_t)(r->random >> 56);
	}
}

static struct evid_time
noon(void *context)
{
	struct evid_time t = { 1792833243, 5 };

	(void)context;
	return t;
}

static int
stop(void *context, uint64_t done, uint64_t total)
{
	struct run *r = context;

	(void)total;
	return done > 0 && r->left-- <= 0;
}

static void
tell(void *context, const char *path, const char *message)
{
	struct run *r = context;

	(void)path;
	snprintf(r->told, sizeof(r->told), "%s", message);
}

static struct evid_seal_options
options(const char *output, struct run *r)
{
	struct evid_seal_options o = EVID_SEAL_OPTIONS_INIT;

	o.output = output;
	o.name = "N";
	o.keys = &key;
	o.n_keys = 1;
	o.threads = 2;
	o.resume = 1;
	o.checkpoint = 1;
	o.random = even;
	o.clock = noon;
	o.progress = stop;
	o.event = tell;
	o.context = r;
	return o;
}

/* noise, and text that compresses */
static void
write_file(const char *path, size_t size)
{
	struct run r = { .random = size };
	uint8_t block[4096];
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	while (size > 0) {
		size_t n = size < sizeof(block) ? size : sizeof(block);

		if (size % 8192 < 4096)
			even(&r, block, n);
		else
			memset(block, (int)(size % 77), n);
		assert_int_equal(fwrite(block, 1, n, f), n);
		size -= n;
	}
	assert_int_equal(fclose(f), 0);
}

static void
write_sparse(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, "a", 1, 1500000), 1);
	assert_int_equal(pwrite(fd, "b", 1, 4200000), 1);
	assert_int_equal(ftruncate(fd, 6000000), 0);
	assert_int_equal(close(fd), 0);
}

/* Contents over several chunks, small files, holes, links, and so many objects
 * without content that a chunk ends for them. */
static void
make_source(void)
{
	char path[64], to[64];
	int i;

	assert_int_equal(mkdir("src", 0755), 0);
	assert_int_equal(mkdir("src/many", 0755), 0);
	write_file("src/big", 3500000);
	assert_int_equal(link("src/big", "src/mbig"), 0);
	write_file("src/empty", 0);
	write_file("src/one", 1);
	write_sparse("src/sparse");
	for (i = 0; i < 5000; i++) {
		snprintf(path, sizeof(path), "src/many/l%05d", i);
		snprintf(to, sizeof(to), "to-%d", i);
		assert_int_equal(symlink(to, path), 0);
	}
	for (i = 0; i < 900; i++) {
		snprintf(path, sizeof(path), "src/many/m%05d", i);
		write_file(path, (size_t)i % 50 * 97);
	}
	write_file("src/x", 3000000);
}

static int
begin(void **state)
{
	(void)state;
	/* Where a sync costs nothing, if there is such a place. */
	strcpy(folder, access("/dev/shm", W_OK) == 0 ?
	    "/dev/shm/evid-resume-XXXXXX" : "/tmp/evid-resume-XXXXXX");
	if (mkdtemp(folder) == NULL || chdir(folder) != 0 ||
	    evid_key_generate(&key, NULL) != EVID_OK ||
	    evid_key_generate(&other, NULL) != EVID_OK)
		return 1;
	make_source();
	/* To read a link or a folder the first time moves its time. */
	return system("find src -printf %l >/dev/null");
}

static int
end(void **state)
{
	char command[96];

	(void)state;
	evid_key_free(key);
	evid_key_free(other);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return chdir("/") != 0 || system(command) != 0;
}

static void
shell(const char *command)
{
	assert_int_equal(system(command), 0);
}

static void
expect_same(const char *a, const char *b)
{
	char command[128];

	snprintf(command, sizeof(command), "cmp %s %s", a, b);
	shell(command);
}

static void
expect_verified(const char *path)
{
	struct evid_verify_options o = EVID_VERIFY_OPTIONS_INIT;
	struct evid_public_key *public = NULL;
	struct evid_verdict *verdict = NULL;

	assert_int_equal(evid_key_public(key, &public, NULL), EVID_OK);
	o.keys = &public;
	o.n_keys = 1;
	assert_int_equal(evid_verify_path(path, &o, &verdict, NULL), EVID_OK);
	assert_int_equal(evid_verdict_result(verdict), EVID_VERIFIED);
	evid_verdict_free(verdict);
	evid_public_key_free(public);
}

static enum evid_status
seal(struct evid_seal_options *o, struct run *r, int64_t calls,
    struct evid_error *err)
{
	static const char *const paths[] = { "src" };
	struct evid_seal_result result;

	r->random = 7;
	r->left = calls;
	r->told[0] = '\0';
	return evid_seal_paths(o, paths, 1, &result, err);
}

/* Stopped each time after so many chunks more than it goes on from. */
static void
seal_in_pieces(struct evid_seal_options *o, struct run *r, int64_t step)
{
	enum evid_status status;
	int64_t calls = step;
	int runs = 0;

	for (; (status = seal(o, r, calls, NULL)) != EVID_OK; runs++) {
		assert_int_equal(status, EVID_ERR_CANCELLED);
		assert_int_equal(access("p.gz", F_OK), -1);
		assert_int_equal(access("p.gz.resume/state", F_OK), 0);
		o->threads = o->threads % 4 + 1;
		calls += step;
		assert_true(runs < 100);
	}
	assert_true(runs > 0);
	assert_int_equal(access("p.gz.resume", F_OK), -1);
}

static void
pieces_give_the_bytes_of_the_whole(void **state)
{
	struct run r = { 0 };
	struct evid_seal_options o = options("whole.gz", &r);
	int64_t step;
	int level;

	(void)state;
	for (level = 0; level <= 3; level += 3) {
		o.output = "whole.gz";
		o.level = level;
		o.checkpoint = 0;
		o.also_md5 = level == 3;
		assert_int_equal(seal(&o, &r, INT64_MAX, NULL), EVID_OK);
		o.output = "p.gz";
		o.checkpoint = level == 0 ? 1 : 1500000;
		for (step = 1; step < 12; step += 5) {
			seal_in_pieces(&o, &r, step);
			assert_string_equal(r.told, "resumed: what an earlier "
			    "run sealed is checked, and then it goes on");
			expect_same("whole.gz", "p.gz");
			shell("rm p.gz");
		}
		expect_verified("whole.gz");
		shell("rm whole.gz");
	}
}

static void
volumes_can_be_resumed(void **state)
{
	struct run r = { 0 };
	struct evid_seal_options o = options("whole.gz", &r);
	int64_t step;

	(void)state;
	o.volume_size = 400000;
	assert_int_equal(seal(&o, &r, INT64_MAX, NULL), EVID_OK);
	shell("cat whole.gz.0* >all.gz");
	o.output = "p.gz";
	for (step = 2; step < 8; step += 4) {
		seal_in_pieces(&o, &r, step);
		shell("cat p.gz.0* | cmp - all.gz");
		expect_verified("p.gz.001");
		shell("rm p.gz.*");
	}
	shell("rm whole.gz.* all.gz");
}

/* Stopped once, at about the middle. */
static void
stop_once(struct evid_seal_options *o, struct run *r)
{
	assert_int_equal(seal(o, r, 6, NULL), EVID_ERR_CANCELLED);
	assert_int_equal(access("p.gz.resume/state", F_OK), 0);
}

static void
refused(struct evid_seal_options *o, struct run *r, enum evid_status status,
    const char *text)
{
	struct evid_error err = EVID_ERROR_INIT;

	assert_int_equal(seal(o, r, INT64_MAX, &err), status);
	if (strstr(err.message, text) == NULL)
		fail_msg("%s lacks %s", err.message, text);
	assert_true(err.hint[0] != '\0');
	assert_int_equal(access("p.gz", F_OK), -1);
	assert_int_equal(access("p.gz.resume/state", F_OK), 0);
}

/* Nothing was lost by being refused. */
static void
finishes(struct evid_seal_options *o, struct run *r)
{
	assert_int_equal(seal(o, r, INT64_MAX, NULL), EVID_OK);
	expect_verified("p.gz");
	shell("rm p.gz");
}

static void
other_terms_are_refused(void **state)
{
	struct run r = { 0 };
	struct evid_seal_options o = options("p.gz", &r), kept = o;
	static const char *const exclude[] = { "*.x" };

	(void)state;
	stop_once(&o, &r);
	o.level = 5;
	refused(&o, &r, EVID_ERR_ARGUMENT, "what compresses");
	o = kept;
	o.name = "M";
	refused(&o, &r, EVID_ERR_ARGUMENT, "-n");
	o = kept;
	o.also_sha1 = 1;
	refused(&o, &r, EVID_ERR_ARGUMENT, "--also");
	o = kept;
	o.exclude = exclude;
	o.n_exclude = 1;
	refused(&o, &r, EVID_ERR_ARGUMENT, "--exclude");
	o = kept;
	o.tool_version = "2";
	refused(&o, &r, EVID_ERR_ARGUMENT, "version of the program");
	o = kept;
	o.keys = &other;
	refused(&o, &r, EVID_ERR_ARGUMENT, "another key");
	o = kept;
	finishes(&o, &r);
}

/* Eight bytes, which do not happen to stand there already. */
#define SPOIL "cd p.gz.resume && printf xxxxxxxx | dd conv=notrunc bs=1 " \
	"2>/dev/null "

/* What @spoil does to what is kept is told, and what was kept before it still
 * serves. */
static void
spoiled(const char *spoil, enum evid_status status, const char *text)
{
	struct run r = { 0 };
	struct evid_seal_options o = options("p.gz", &r);

	shell("rm -rf p.gz.resume; cp -a kept p.gz.resume");
	shell(spoil);
	refused(&o, &r, status, text);
}

static void
what_is_kept_and_spoiled_is_told_and_never_used(void **state)
{
	struct run r = { 0 };
	struct evid_seal_options o = options("p.gz", &r);

	(void)state;
	stop_once(&o, &r);
	shell("mv p.gz.resume kept");
	spoiled("cd p.gz.resume && sed -i 's/=\"/-\"/' state",
	    EVID_ERR_MISMATCH, "state was damaged or altered");
	spoiled(": >p.gz.resume/state", EVID_ERR_MISMATCH,
	    "state was damaged or altered");
	spoiled(SPOIL "of=seed", EVID_ERR_MISMATCH, "seed");
	spoiled("rm p.gz.resume/seed", EVID_ERR_MISMATCH, "seed");
	spoiled(SPOIL "of=source seek=9", EVID_ERR_MISMATCH, "list");
	spoiled("truncate -s 100 p.gz.resume/source", EVID_ERR_MISMATCH,
	    "kept");
	spoiled("sed -i '1s/^./g/' p.gz.resume/manifest", EVID_ERR_MISMATCH,
	    "not what was written");
	/* Salts are drawn: the digit becomes another one, whatever it was. */
	spoiled("sed -i '2s/\"salt\":\"0/\"salt\":\"f/;t;"
	    "2s/\"salt\":\"./\"salt\":\"0/' p.gz.resume/inventory",
	    EVID_ERR_MISMATCH, "not what was written");
	spoiled("sed -i '1s/{/[/' p.gz.resume/inventory", EVID_ERR_MISMATCH,
	    "not what was written");
	spoiled(": >p.gz.resume/inventory", EVID_ERR_MISMATCH,
	    "not what was written");
	spoiled(SPOIL "of=blocks seek=9", EVID_ERR_MISMATCH,
	    "not what was written");
	spoiled(SPOIL "of=bundle seek=70000", EVID_ERR_MISMATCH,
	    "not what was written");
	spoiled("truncate -s -1 p.gz.resume/bundle; cd p.gz.resume; "
	    "truncate -s 100000 bundle", EVID_ERR_MISMATCH, "shorter");
	spoiled("rm p.gz.resume/bundle", EVID_ERR_MISMATCH, "shorter");
	spoiled("chmod 777 p.gz.resume", EVID_ERR_UNREADABLE, "others");
	shell("rm -rf p.gz.resume; mv kept p.gz.resume");
	finishes(&o, &r);
}

/* The very bytes of the bundle that is kept, made anew by someone who can
 * write there, but has not the key. */
static void
a_bundle_of_the_right_form_but_other_content_is_told(void **state)
{
	struct run r = { 0 };
	struct evid_seal_options o = options("p.gz", &r);

	(void)state;
	o.level = 0;
	stop_once(&o, &r);
	shell("cp -a p.gz.resume kept");
	/* a byte of src/big, with the CRC of its block */
	shell("/usr/bin/python3 -c \"\n"
	    "import struct, zlib\n"
	    "f = open('p.gz.resume/bundle', 'r+b')\n"
	    "b = bytearray(f.read())\n"
	    "at = 0\n"
	    "while True:\n"
	    "    n = struct.unpack_from('<H', b, at + 16)[0] + 1\n"
	    "    if at > 300000: break\n"
	    "    at += n\n"
	    "b[at + 5000] ^= 1\n"
	    "data = bytes(b[at + 23:at + n - 8])\n"
	    "struct.pack_into('<I', b, at + n - 8, zlib.crc32(data))\n"
	    "f.seek(0); f.write(b)\"");
	refused(&o, &r, EVID_ERR_MISMATCH, "not what was written");
	shell("rm -rf p.gz.resume; mv kept p.gz.resume");
	finishes(&o, &r);
}

static void
another_source_is_refused(void **state)
{
	struct run r = { 0 };
	struct evid_seal_options o = options("p.gz", &r);

	(void)state;
	stop_once(&o, &r);
	shell("touch -r src t; echo n >src/added; touch -r t src");
	refused(&o, &r, EVID_ERR_CHANGED, "src");
	shell("rm src/added");
	/* The folder's time of change tells all the same. */
	refused(&o, &r, EVID_ERR_CHANGED, "modified since the sealing began");
	shell("rm -rf p.gz.resume");
	stop_once(&o, &r);
	shell("touch -r src/x t; printf y | dd of=src/x conv=notrunc "
	    "2>/dev/null; touch -r t src/x");
	refused(&o, &r, EVID_ERR_CHANGED, "src/x: it was modified since");
	shell("rm -rf p.gz.resume");
	stop_once(&o, &r);
	shell("echo y >>src/big");
	refused(&o, &r, EVID_ERR_CHANGED, "src/big: it grew since");
	shell("rm -rf p.gz.resume");
	stop_once(&o, &r);
	shell("cp -a src/one two; mv two src/one");
	refused(&o, &r, EVID_ERR_CHANGED, "src");
	shell("rm -rf p.gz.resume t");
}

static void
what_cannot_be_had_twice_is_refused(void **state)
{
	struct run r = { 0 };
	struct evid_seal_options o = options("-", &r), kept = o;
	struct evid_source source = { .version = EVID_SOURCE_VERSION };
	struct evid_seal_result result;
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	assert_int_equal(seal(&o, &r, 1, NULL), EVID_ERR_ARGUMENT);
	o = kept;
	o.output = "p.gz";
	o.detached = 1;
	assert_int_equal(seal(&o, &r, 1, NULL), EVID_ERR_ARGUMENT);
	o.detached = 0;
	o.stdin_name = "s";
	assert_int_equal(seal(&o, &r, 1, NULL), EVID_ERR_ARGUMENT);
	o.stdin_name = NULL;
	o.n_keys = 0;
	assert_int_equal(seal(&o, &r, 1, &err), EVID_ERR_ARGUMENT);
	assert_non_null(strstr(err.message, "signers"));
	assert_null(strstr(err.hint, "--resume"));	/* it is no help */
	o.n_keys = 1;
	assert_int_equal(evid_seal_source(&o, &source, &result, NULL),
	    EVID_ERR_ARGUMENT);
	assert_int_equal(access("p.gz.resume", F_OK), -1);
}

static void
what_came_to_nothing_at_once_is_not_kept(void **state)
{
	struct run r = { 0 };
	struct evid_seal_options o = options("p.gz", &r);

	(void)state;
	o.checkpoint = 0;
	assert_int_equal(seal(&o, &r, 3, NULL), EVID_ERR_CANCELLED);
	assert_int_equal(access("p.gz.resume", F_OK), -1);
	shell("echo x >p.gz");
	assert_int_equal(seal(&o, &r, 3, NULL), EVID_ERR_EXISTS);
	assert_int_equal(access("p.gz.resume", F_OK), -1);
	shell("rm p.gz");
}

static void
what_is_kept_is_told_to_who_does_not_resume(void **state)
{
	struct run r = { 0 };
	struct evid_seal_options o = options("p.gz", &r);

	(void)state;
	stop_once(&o, &r);
	o.resume = 0;
	assert_int_equal(seal(&o, &r, INT64_MAX, NULL), EVID_OK);
	assert_non_null(strstr(r.told, "is kept there"));
	/* What is no folder was kept by nobody. */
	shell("rm -r p.gz p.gz.resume; echo x >p.gz.resume");
	assert_int_equal(seal(&o, &r, INT64_MAX, NULL), EVID_OK);
	assert_string_equal(r.told, "");
	shell("rm p.gz p.gz.resume");
}

/* It stands under its name, and nothing but that is kept. */
static int
hear(void *context, const struct evid_seal_result *result)
{
	struct run *r = context;

	r->sealed++;
	snprintf(r->number, sizeof(r->number), "%s", result->seal_number);
	assert_int_equal(access("p.gz", F_OK), 0);
	assert_int_equal(access("p.gz.resume/state", F_OK), 0);
	assert_int_equal(access("p.gz.resume/seed", F_OK), -1);
	assert_int_equal(access("p.gz.resume/source", F_OK), -1);
	return r->refuses;
}

static void
what_is_sealed_is_told_until_it_is_heard(void **state)
{
	struct run r = { .left = INT64_MAX, .refuses = 1 };
	struct evid_seal_options o = options("p.gz", &r);
	char number[EVID_NUMBER_TEXT_CAP];

	(void)state;
	o.sealed = hear;
	assert_int_equal(seal(&o, &r, INT64_MAX, NULL), EVID_OK);
	assert_int_equal(r.sealed, 1);
	memcpy(number, r.number, sizeof(number));
	assert_int_equal(seal(&o, &r, INT64_MAX, NULL), EVID_OK);
	assert_int_equal(r.sealed, 2);
	assert_string_equal(r.number, number);
	r.refuses = 0;
	assert_int_equal(seal(&o, &r, INT64_MAX, NULL), EVID_OK);
	assert_int_equal(r.sealed, 3);
	assert_string_equal(r.number, number);
	assert_int_equal(access("p.gz.resume", F_OK), -1);
	assert_int_equal(seal(&o, &r, INT64_MAX, NULL), EVID_ERR_EXISTS);
	assert_int_equal(r.sealed, 3);
	shell("rm p.gz");
}

/* Its first volume is the last to stand there. */
static int
hear_of_volumes(void *context, const struct evid_seal_result *result)
{
	struct run *r = context;

	r->sealed++;
	assert_true(result->volumes > 2);
	assert_int_equal(access("p.gz.001", F_OK), 0);
	assert_int_equal(access("p.gz.resume/state", F_OK), 0);
	return r->refuses;
}

static void
volumes_that_are_sealed_are_told_until_it_is_heard(void **state)
{
	struct run r = { .left = INT64_MAX, .refuses = 1 };
	struct evid_seal_options o = options("p.gz", &r);

	(void)state;
	o.volume_size = 1000000;
	o.sealed = hear_of_volumes;
	assert_int_equal(seal(&o, &r, INT64_MAX, NULL), EVID_OK);
	assert_int_equal(seal(&o, &r, INT64_MAX, NULL), EVID_OK);
	assert_int_equal(r.sealed, 2);
	assert_string_equal(r.told, "an earlier run had sealed it; nothing "
	    "was left to do");
	/* Taken elsewhere it is no more: it is sealed anew. */
	shell("rm p.gz.0*");
	r.refuses = 0;
	assert_int_equal(seal(&o, &r, INT64_MAX, NULL), EVID_OK);
	assert_int_equal(r.sealed, 3);
	assert_int_equal(access("p.gz.resume", F_OK), -1);
	expect_verified("p.gz.001");
	shell("rm p.gz.0*");
}

/* Only its own name may be a second one of a volume that is kept: then that is
 * told as what stands in the way. */
static void
a_volume_with_another_name_is_none_that_was_kept(void **state)
{
	struct run r = { 0 };
	struct evid_seal_options o = options("p.gz", &r);
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	o.volume_size = 400000;
	assert_int_equal(seal(&o, &r, 6, NULL), EVID_ERR_CANCELLED);
	shell("ln p.gz.resume/bundle.001 p.gz.002");
	assert_int_equal(seal(&o, &r, INT64_MAX, &err), EVID_ERR_MISMATCH);
	assert_non_null(strstr(err.message, "bundle.001: it is a file that "
	    "has other names, too"));
	shell("rm p.gz.002; ln p.gz.resume/bundle.001 p.gz.001");
	err = (struct evid_error)EVID_ERROR_INIT;
	assert_int_equal(seal(&o, &r, INT64_MAX, &err), EVID_ERR_EXISTS);
	assert_string_equal(err.message, "p.gz.001: exists already");
	shell("rm p.gz.001");
	assert_int_equal(seal(&o, &r, INT64_MAX, NULL), EVID_OK);
	expect_verified("p.gz.001");
	shell("rm p.gz.0*");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_give_the_bytes_of_the_whole),
		cmocka_unit_test(volumes_can_be_resumed),
		cmocka_unit_test(other_terms_are_refused),
		cmocka_unit_test(
		    what_is_kept_and_spoiled_is_told_and_never_used),
		cmocka_unit_test(
		    a_bundle_of_the_right_form_but_other_content_is_told),
		cmocka_unit_test(what_cannot_be_had_twice_is_refused),
		cmocka_unit_test(what_came_to_nothing_at_once_is_not_kept),
		cmocka_unit_test(what_is_kept_is_told_to_who_does_not_resume),
		cmocka_unit_test(what_is_sealed_is_told_until_it_is_heard),
		cmocka_unit_test(
		    volumes_that_are_sealed_are_told_until_it_is_heard),
		cmocka_unit_test(
		    a_volume_with_another_name_is_none_that_was_kept),
		cmocka_unit_test(another_source_is_refused),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
