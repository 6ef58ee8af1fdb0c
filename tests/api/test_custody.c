/* evidence/custody.h: a log is begun, goes on, is judged, received and
 * merged, by a program that knows the public headers alone. */
#define _XOPEN_SOURCE 700	/* nftw */
#include "support_bundle.h"

#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <setjmp.h>

#include <cmocka.h>

#define NOW INT64_C(1794000000)

struct told {
	char text[65536];
	size_t len;
};

static struct evid_time
later(void *context)
{
	int64_t *seconds = context;
	struct evid_time t = { ++*seconds, 0 };

	return t;
}

static int64_t seconds = NOW;

static const char *
beside(const struct test_bundle *b, const char *name)
{
	static char paths[4][128];
	static unsigned int n;
	char *path = paths[n++ % 4];

	(void)snprintf(path, sizeof(paths[0]), "%s/%s", b->folder, name);
	return path;
}

static struct evid_custody_entry
entry_of(const struct test_bundle *b, const char *log,
    const struct evid_key *key, const char *type)
{
	struct evid_custody_entry e = EVID_CUSTODY_ENTRY_INIT;
	static char state[128];

	(void)snprintf(state, sizeof(state), "%s/state", b->folder);
	e.log = log;
	e.bundle = b->path;
	e.key = key;
	e.state = state;
	e.type = type;
	e.threads = 1;
	e.clock = later;
	e.context = &seconds;
	return e;
}

static void
added(const struct evid_custody_entry *e, struct evid_custody_added *out)
{
	struct evid_error err = EVID_ERROR_INIT;

	if (evid_custody_add(e, out, &err) != EVID_OK)
		fail_msg("%s", err.message);
}

static struct evid_custody *
judged(const struct test_bundle *b, const char *const *logs, size_t n,
    const struct evid_trust *trust)
{
	struct evid_custody_options o = EVID_CUSTODY_OPTIONS_INIT;
	struct evid_custody *c = NULL;
	struct evid_error err = EVID_ERROR_INIT;

	o.bundle = b->path;
	o.trust = trust;
	o.has_now = 1;
	o.now.seconds = NOW + 1000000;
	if (evid_custody_read(logs, n, &o, &c, &err) != EVID_OK)
		fail_msg("%s", err.message);
	return c;
}

static struct evid_trust *
trust_in(const struct evid_public_key *key)
{
	struct evid_trust *trust = NULL;

	assert_int_equal(evid_trust_new(&trust, NULL), EVID_OK);
	assert_int_equal(evid_trust_add_key(trust, key, NULL), EVID_OK);
	return trust;
}

static int
take(void *context, const char *text, size_t len)
{
	struct told *told = context;

	if (len > sizeof(told->text) - 1 - told->len)
		return 1;
	memcpy(told->text + told->len, text, len);
	told->len += len;
	told->text[told->len] = '\0';
	return 0;
}

static int
stop(void *context, const char *text, size_t len)
{
	(void)context;
	(void)text;
	(void)len;
	return 1;
}

static size_t
content(const char *path, char *out, size_t cap)
{
	FILE *f = fopen(path, "rb");
	size_t len;

	assert_non_null(f);
	len = fread(out, 1, cap, f);
	fclose(f);
	return len;
}

static void
a_log_is_begun_goes_on_and_is_judged(void **state)
{
	struct test_bundle *b = *state;
	const char *log = beside(b, "one.jsonl");
	struct evid_custody_entry e = entry_of(b, log, b->key, "stored");
	struct evid_custody_field place = { "place.address", "Street 1", 0 };
	struct evid_trust *trust = trust_in(b->pub);
	struct evid_custody_added first, next;
	struct evid_custody *c;
	static struct told told;

	e.fields = &place;
	e.n_fields = 1;
	added(&e, &first);
	assert_int_equal(strlen(first.event), 64);
	assert_string_equal(first.exhibit, "");
	e.type = "examined";
	added(&e, &next);
	assert_string_not_equal(first.event, next.event);

	c = judged(b, &log, 1, trust);
	assert_int_equal(evid_custody_events(c), 2);
	assert_int_equal(evid_custody_open_hand_overs(c), 0);
	assert_int_equal(evid_custody_result(c), EVID_VERIFIED);
	assert_int_equal(evid_custody_findings(c), 0);
	memset(&told, 0, sizeof(told));
	assert_int_equal(evid_custody_write(c, EVID_CUSTODY_JSON, take, &told,
	    NULL), EVID_OK);
	assert_non_null(strstr(told.text, first.event));
	assert_non_null(strstr(told.text, "\"Street 1\""));
	assert_int_equal(evid_custody_write(c, EVID_CUSTODY_TREE, stop, NULL,
	    NULL), EVID_ERR_CANCELLED);
	evid_custody_free(c);
	evid_trust_free(trust);
	evid_custody_free(NULL);
}

static void
what_no_event_may_say_is_not_written(void **state)
{
	struct test_bundle *b = *state;
	const char *log = beside(b, "none.jsonl");
	struct evid_custody_entry e = entry_of(b, log, b->key, "eaten");
	struct evid_custody_added out;

	assert_int_equal(evid_custody_add(&e, &out, NULL), EVID_ERR_ARGUMENT);
	e.type = "stored";
	e.exhibit = "7";
	e.bundle = NULL;
	assert_int_equal(evid_custody_add(&e, &out, NULL), EVID_ERR_ARGUMENT);
	e.exhibit = "0f8fad5b-d9cb-4569-a165-70867728950e";
	e.type = "returned";		/* without `only` */
	assert_int_equal(evid_custody_add(&e, &out, NULL), EVID_ERR_ARGUMENT);
	e.exhibit = NULL;
	assert_int_equal(evid_custody_add(&e, &out, NULL), EVID_ERR_ARGUMENT);
	e.version = 0;
	assert_int_equal(evid_custody_add(&e, &out, NULL), EVID_ERR_ARGUMENT);
	assert_int_equal(access(log, F_OK), -1);
}

static void
a_file_that_is_no_log_is_not_changed(void **state)
{
	static char before[65536], after[65536];
	struct test_bundle *b = *state;
	const char *const files[] = { b->path, beside(b, "text"),
		beside(b, "tail") };
	static const char *const texts[] = { NULL, "a text\nof lines\n",
		"{\"payload\":\"\"}\nother bytes" };
	struct evid_custody_entry e;
	struct evid_custody_added out;
	uint64_t mended;
	size_t i, len;
	FILE *f;

	for (i = 0; i < 3; i++) {
		if (texts[i] != NULL) {
			f = fopen(files[i], "wb");
			assert_non_null(f);
			assert_true(fputs(texts[i], f) >= 0);
			fclose(f);
		}
		len = content(files[i], before, sizeof(before));
		e = entry_of(b, files[i], b->key, "stored");
		e.mend = 1;
		assert_int_equal(evid_custody_add(&e, &out, NULL),
		    EVID_ERR_FORMAT);
		assert_int_equal(evid_custody_mend(files[i], &mended, NULL),
		    EVID_ERR_FORMAT);
		assert_int_equal(content(files[i], after, sizeof(after)),
		    len);
		assert_memory_equal(before, after, len);
	}
}

static void
what_is_wrong_with_a_log_is_told(void **state)
{
	struct test_bundle *b = *state;
	const char *log = beside(b, "wrong.jsonl");
	struct evid_custody_entry e = entry_of(b, log, b->key, "stored");
	struct evid_trust *trust = trust_in(b->pub);
	struct evid_custody_added out;
	struct evid_finding found;
	struct evid_custody *c;
	char event[EVID_EVENT_TEXT_CAP];
	uint64_t mended;
	FILE *f;

	added(&e, &out);
	f = fopen(log, "ab");
	assert_non_null(f);
	assert_true(fputs("foreign\n{\"pa", f) >= 0);
	fclose(f);
	c = judged(b, &log, 1, trust);
	assert_int_equal(evid_custody_result(c), EVID_NOT_INTACT);
	assert_int_equal(evid_custody_events(c), 1);
	assert_int_equal(evid_custody_findings(c), 2);
	assert_int_equal(evid_custody_finding(c, 0, &found, event), 1);
	assert_string_equal(found.code, "custody-line-foreign");
	assert_string_equal(found.axis, "custody");
	assert_int_equal(found.effect, 1);
	assert_string_equal(event, "");
	assert_int_equal(evid_custody_finding(c, 1, &found, event), 1);
	assert_string_equal(found.code, "custody-torn");
	assert_int_equal(evid_custody_finding(c, 2, &found, event), 0);
	evid_custody_free(c);

	assert_int_equal(evid_custody_add(&e, &out, NULL),
	    EVID_ERR_TRUNCATED);
	assert_int_equal(evid_custody_mend(log, &mended, NULL), EVID_OK);
	assert_int_equal(mended, 4);
	assert_int_equal(evid_custody_mend(log, &mended, NULL), EVID_OK);
	assert_int_equal(mended, 0);
	added(&e, &out);
	c = judged(b, &log, 1, trust);
	assert_int_equal(evid_custody_events(c), 2);
	evid_custody_free(c);
	evid_trust_free(trust);
}

/* hands b over to the key */
static void
hand_over(const struct test_bundle *b, const char *log,
    const struct evid_key *to)
{
	struct evid_custody_entry e = entry_of(b, log, b->key, NULL);
	struct evid_hand_over over = EVID_HAND_OVER_INIT;
	struct evid_custody_added out;
	struct evid_public_key *pub = NULL;
	struct evid_error err = EVID_ERROR_INIT;

	assert_int_equal(evid_key_public(to, &pub, &err), EVID_OK);
	over.to = pub;
	over.name = "B. Receiver";
	over.state = "VN";
	if (evid_custody_hand_over(&e, &over, &out, &err) != EVID_OK)
		fail_msg("%s", err.message);
	evid_public_key_free(pub);
}

static void
what_is_handed_over_is_open_until_it_is_received(void **state)
{
	struct test_bundle *b = *state;
	const char *log = beside(b, "over.jsonl");
	struct evid_trust *trust = trust_in(b->pub);
	struct evid_verify_options whom = EVID_VERIFY_OPTIONS_INIT;
	struct evid_receipt receipt = EVID_RECEIPT_INIT;
	struct evid_custody_entry e;
	struct evid_custody_added out;
	struct evid_verdict *v = NULL;
	struct evid_key *to = NULL;
	struct evid_custody *c;
	struct stat before, after;

	assert_int_equal(evid_key_generate(&to, NULL), EVID_OK);
	hand_over(b, log, to);
	c = judged(b, &log, 1, trust);
	assert_int_equal(evid_custody_open_hand_overs(c), 1);
	assert_int_equal(evid_custody_result(c), EVID_VERIFIED);
	evid_custody_free(c);

	e = entry_of(b, log, to, NULL);
	receipt.verify = &whom;		/* nobody is trusted */
	receipt.accept_all = 1;
	assert_int_equal(stat(log, &before), 0);
	assert_int_equal(evid_custody_receive(&e, &receipt, &v, &out, NULL),
	    EVID_ERR_MISMATCH);
	assert_int_equal(evid_verdict_result(v), EVID_NOT_TRUSTED);
	evid_verdict_free(v);
	assert_int_equal(stat(log, &after), 0);
	assert_int_equal(before.st_size, after.st_size);

	whom.keys = &b->pub;
	whom.n_keys = 1;
	assert_int_equal(evid_custody_receive(&e, &receipt, &v, &out, NULL),
	    EVID_OK);
	assert_int_equal(evid_verdict_result(v), EVID_VERIFIED);
	evid_verdict_free(v);
	c = judged(b, &log, 1, trust);
	assert_int_equal(evid_custody_open_hand_overs(c), 0);
	assert_int_equal(evid_custody_result(c), EVID_VERIFIED);
	evid_custody_free(c);
	evid_key_free(to);
	evid_trust_free(trust);
}

/* what a view of it says; freed with it */
static const char *
view_of(const struct evid_custody *c, enum evid_custody_view view)
{
	static struct told told;
	struct evid_error err = EVID_ERROR_INIT;

	memset(&told, 0, sizeof(told));
	if (evid_custody_write(c, view, take, &told, &err) != EVID_OK)
		fail_msg("%s", err.message);
	return told.text;
}

static struct evid_custody *
read_with(const char *const *logs, size_t n,
    const struct evid_custody_options *o)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_custody *c = NULL;

	if (evid_custody_read(logs, n, o, &c, &err) != EVID_OK)
		fail_msg("%s", err.message);
	return c;
}

/* Without a clock nobody knows how long; as of before, it is not there. */
static void
how_long_it_is_open_is_said_where_it_is_known(void **state)
{
	struct test_bundle *b = *state;
	const char *log = beside(b, "long.jsonl"), *text;
	struct evid_custody_options o = EVID_CUSTODY_OPTIONS_INIT;
	struct evid_key *to = NULL;
	struct evid_custody *c;

	assert_int_equal(evid_key_generate(&to, NULL), EVID_OK);
	hand_over(b, log, to);
	o.bundle = b->path;
	c = read_with(&log, 1, &o);
	text = view_of(c, EVID_CUSTODY_OPEN);
	assert_non_null(strstr(text, ", open\n"));
	assert_null(strstr(text, "open for"));
	evid_custody_free(c);
	o.has_now = 1;
	o.now.seconds = seconds + 3600;
	c = read_with(&log, 1, &o);
	assert_non_null(strstr(view_of(c, EVID_CUSTODY_OPEN),
	    ", open for 1 h"));
	assert_non_null(strstr(view_of(c, EVID_CUSTODY_VERDICT_JSON),
	    "\"tool\":{\"name\":\"libevidence\","));
	evid_custody_free(c);
	o.tool_name = "mine";
	c = read_with(&log, 1, &o);
	assert_non_null(strstr(view_of(c, EVID_CUSTODY_VERDICT_JSON),
	    "\"tool\":{\"name\":\"mine\","));
	evid_custody_free(c);
	evid_key_free(to);
}

static void
a_bundle_is_read_without_a_log_beside_it(void **state)
{
	struct test_bundle *b = *state;
	struct evid_custody_options o = EVID_CUSTODY_OPTIONS_INIT;
	struct evid_custody *c = (struct evid_custody *)b;
	char event[EVID_EVENT_TEXT_CAP];
	struct evid_finding found;

	assert_int_equal(evid_custody_read(NULL, 0, &o, &c, NULL),
	    EVID_ERR_ARGUMENT);
	assert_null(c);
	o.bundle = b->path;
	c = read_with(NULL, 0, &o);
	assert_int_equal(evid_custody_events(c), 0);
	assert_int_equal(evid_custody_findings(c), 1);
	assert_int_equal(evid_custody_finding(c, 0, &found, event), 1);
	assert_string_equal(found.code, "empty-file");
	assert_non_null(strstr(view_of(c, EVID_CUSTODY_VERDICT_JSON),
	    "t.evidence.tar.gz\""));
	assert_non_null(strstr(view_of(c, EVID_CUSTODY_VERDICT_JSON),
	    "\"verdict\":\"incomplete\""));
	evid_custody_free(c);
}

/* An event is read again where it is shown: it must be the one judged. */
static void
a_log_that_changes_meanwhile_is_told(void **state)
{
	struct test_bundle *b = *state;
	const char *log = beside(b, "changes.jsonl");
	struct evid_custody_entry e = entry_of(b, log, b->key, "stored");
	struct evid_custody_options o = EVID_CUSTODY_OPTIONS_INIT;
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_custody_added out;
	struct evid_custody *c;
	static struct told told;
	FILE *f;

	added(&e, &out);
	o.bundle = b->path;
	c = read_with(&log, 1, &o);
	f = fopen(log, "r+b");
	assert_non_null(f);
	assert_int_equal(fseek(f, 40, SEEK_SET), 0);
	assert_int_not_equal(fputc('!', f), EOF);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(evid_custody_write(c, EVID_CUSTODY_JSON, take, &told,
	    &err), EVID_ERR_CHANGED);
	assert_non_null(strstr(err.message, "it changed while it was read"));
	assert_int_equal(truncate(log, 40), 0);
	assert_int_equal(evid_custody_write(c, EVID_CUSTODY_JSON, take, &told,
	    NULL), EVID_ERR_CHANGED);
	evid_custody_free(c);
}

struct asked {
	int n, end;
	char text[512];
};

static int
note_asked(void *context, const char *text, size_t len)
{
	struct asked *a = context;

	a->n++;
	assert_true(len > 0 && len < sizeof(a->text));
	memcpy(a->text, text, len);
	a->text[len] = '\0';
	return a->end;
}

static void
what_is_asked_is_told_before_anything_is_signed(void **state)
{
	static const struct evid_custody_field fields[] = {
		{ "condition", "C-1", 0 }, { "change", "added", 0 },
		{ "value", "{\"id\":\"C-1\",\"type\":\"report-use\","
		    "\"imposedBy\":\"KZ\",\"needsAcceptance\":true,"
		    "\"appliesTo\":[\"all\"],\"text\":[{\"lang\":\"en\","
		    "\"text\":\"a\"},{\"lang\":\"fr\",\"text\":\"b\"}]}", 1 },
	};
	struct test_bundle *b = *state;
	const char *log = beside(b, "asked.jsonl");
	struct evid_verify_options whom = EVID_VERIFY_OPTIONS_INIT;
	struct evid_receipt receipt = EVID_RECEIPT_INIT;
	struct asked asked = { 0, 1, "" };
	struct evid_custody_entry e = entry_of(b, log, b->key,
	    "condition-changed");
	struct evid_custody_added out;
	struct evid_verdict *v = NULL;
	struct evid_key *to = NULL;
	struct stat before, after;

	e.fields = fields;
	e.n_fields = 3;
	assert_int_equal(evid_custody_add(&e, &out, NULL), EVID_OK);
	assert_int_equal(evid_key_generate(&to, NULL), EVID_OK);
	hand_over(b, log, to);
	e = entry_of(b, log, to, NULL);
	whom.keys = &b->pub;
	whom.n_keys = 1;
	receipt.verify = &whom;
	receipt.accept_all = 1;
	receipt.asked = note_asked;
	receipt.asked_context = &asked;
	receipt.language = "fr-CH";
	assert_int_equal(stat(log, &before), 0);
	assert_int_equal(evid_custody_receive(&e, &receipt, &v, &out, NULL),
	    EVID_ERR_CANCELLED);
	evid_verdict_free(v);
	assert_int_equal(stat(log, &after), 0);
	assert_int_equal(before.st_size, after.st_size);
	assert_int_equal(asked.n, 1);
	assert_non_null(strstr(asked.text, "\"b\", in \"fr\"; also in "
	    "\"en\""));
	asked.end = 0;
	assert_int_equal(evid_custody_receive(&e, &receipt, &v, &out, NULL),
	    EVID_OK);
	evid_verdict_free(v);
	assert_int_equal(asked.n, 2);
	evid_key_free(to);
}

/* @context: what is expected; a path that is not stops the call */
static int
is_the_file(void *context, const char *path)
{
	return strcmp(path, context) != 0;
}

static void
a_delivery_is_held_against_its_hand_over(void **state)
{
	struct test_bundle *b = *state;
	const char *log = beside(b, "sent.jsonl"), *const at[] = { b->path };
	struct evid_verify_options whom = EVID_VERIFY_OPTIONS_INIT;
	struct evid_key *to = NULL;
	enum evid_result result;
	char *text = NULL;

	assert_int_equal(evid_key_generate(&to, NULL), EVID_OK);
	hand_over(b, log, to);
	whom.keys = &b->pub;
	whom.n_keys = 1;
	assert_int_equal(evid_delivery_check(log, at, 1, &whom, 1, &text,
	    &result, NULL), EVID_OK);
	assert_int_equal(result, EVID_VERIFIED);
	assert_non_null(strstr(text, "t.evidence.tar.gz"));
	free(text);
	whom.reads = is_the_file;
	whom.context = b->path;
	assert_int_equal(evid_delivery_check(log, at, 1, &whom, 0, &text,
	    &result, NULL), EVID_OK);
	free(text);
	whom.context = (char []){ "another" };
	assert_int_equal(evid_delivery_check(log, at, 1, &whom, 0, &text,
	    &result, NULL), EVID_ERR_CANCELLED);
	assert_null(text);
	whom.reads = NULL;
	whom.threshold = 2;
	assert_int_equal(evid_delivery_check(log, at, 1, &whom, 0, &text,
	    &result, NULL), EVID_ERR_ARGUMENT);
	whom.threshold = 0;
	whom.n_keys = 0;
	assert_int_equal(evid_delivery_check(log, at, 1, &whom, 0, &text,
	    &result, NULL), EVID_OK);
	assert_int_equal(result, EVID_NOT_TRUSTED);
	free(text);
	hand_over(b, log, to);		/* a second one: which? */
	assert_int_equal(evid_delivery_check(log, at, 1, &whom, 0, &text,
	    &result, NULL), EVID_ERR_ARGUMENT);
	evid_key_free(to);
}

static void
a_file_without_a_hand_over_is_held_against_nothing(void **state)
{
	static const char *const texts[] = { "", "\n", "{}", "{}\n",
		"{}\r\n" };
	static const char *const says[] = { "with a good signature",
		"with a good signature", "a whole line",
		"with a good signature", "CR LF" };
	struct test_bundle *b = *state;
	const char *log = beside(b, "none.jsonl"), *const at[] = { b->path };
	struct evid_verify_options whom = EVID_VERIFY_OPTIONS_INIT;
	size_t i;

	whom.keys = &b->pub;
	whom.n_keys = 1;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct evid_error err = EVID_ERROR_INIT;
		enum evid_result result;
		FILE *file = fopen(log, "w");
		char *text = NULL;

		assert_non_null(file);
		assert_true(fputs(texts[i], file) >= 0);
		assert_int_equal(fclose(file), 0);
		assert_int_equal(evid_delivery_check(log, at, 1, &whom, 0,
		    &text, &result, &err), EVID_ERR_FORMAT);
		assert_null(text);
		if (strstr(err.message, says[i]) == NULL)
			fail_msg("%zu: %s", i, err.message);
		assert_true(err.hint[0] != '\0');
	}
}

/* the bytes of the union of logs, by their indices in "abc" */
static size_t
united(const struct test_bundle *b, const char *which, char *out, size_t cap)
{
	static const char *const names[] = { "a.jsonl", "b.jsonl",
		"c.jsonl" };
	const char *logs[4];
	char paths[4][128], to[128];
	struct evid_error err = EVID_ERROR_INIT;
	size_t n;

	(void)snprintf(to, sizeof(to), "%s", beside(b, "united.jsonl"));
	for (n = 0; which[n] != '\0'; n++) {
		(void)snprintf(paths[n], sizeof(paths[n]), "%s",
		    beside(b, names[which[n] - 'a']));
		logs[n] = paths[n];
	}
	unlink(to);
	if (evid_custody_merge(logs, n, to, 0, NULL, NULL, &err) !=
	    EVID_OK)
		fail_msg("%s", err.message);
	return content(to, out, cap);
}

static void
a_union_does_not_depend_on_order_or_on_twice(void **state)
{
	static const char *const ways[] = { "bac", "cba", "cab", "aabc",
		"abcc" };
	struct test_bundle *b = *state;
	char name[] = "a.jsonl";
	struct evid_custody_entry e;
	struct evid_custody_added out;
	static char first[65536], other[65536];
	size_t len, i;
	FILE *f;

	for (i = 0; i < 3; i++, name[0]++) {
		e = entry_of(b, beside(b, name), b->key, "stored");
		added(&e, &out);
		e.type = "examined";
		added(&e, &out);
	}
	f = fopen(beside(b, "b.jsonl"), "ab");
	assert_non_null(f);
	assert_true(fputs("not understood, and kept\n", f) >= 0);
	fclose(f);
	len = united(b, "abc", first, sizeof(first));
	assert_non_null(strstr(first, "not understood, and kept\n"));
	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		assert_int_equal(united(b, ways[i], other, sizeof(other)),
		    len);
		assert_memory_equal(first, other, len);
	}
	{	/* (a + b) + c is a + (b + c), as c is what was united */
		const char *logs[2], *to;
		char kept[128];

		(void)united(b, "ab", other, sizeof(other));
		(void)snprintf(kept, sizeof(kept), "%s",
		    beside(b, "united.jsonl"));
		logs[0] = kept;
		logs[1] = beside(b, "c.jsonl");
		to = beside(b, "again.jsonl");
		assert_int_equal(evid_custody_merge(logs, 2, to, 0, NULL,
		    NULL, NULL), EVID_OK);
		assert_int_equal(content(to, other, sizeof(other)), len);
		assert_memory_equal(first, other, len);
		assert_int_equal(evid_custody_merge(logs, 2, to, 0, NULL,
		    NULL, NULL), EVID_ERR_EXISTS);
		assert_int_equal(evid_custody_merge(logs, 1, to, 1, NULL,
		    NULL, NULL), EVID_OK);
		assert_int_equal(content(to, other, sizeof(other)), len);
	}
}

static void
the_log_of_a_bundle_stands_beside_it(void **state)
{
	static const char *const names[][2] = {
		{ "d/SMS.evidence.tar.gz", "d/SMS.custody.jsonl" },
		{ "d/SMS.evidence.tar.gz.001", "d/SMS.custody.jsonl" },
		{ "d/SMS/", "d/SMS.custody.jsonl" },
		{ "d/SMS...", "d/SMS....custody.jsonl" },
		{ "not-there/.", "not-there/..custody.jsonl" },
	};
	char *path = NULL, *own = realpath("/usr/bin/..", NULL);
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_int_equal(evid_custody_log_path(names[i][0], &path,
		    NULL), EVID_OK);
		assert_string_equal(path, names[i][1]);
		free(path);
	}
	assert_non_null(own);
	for (i = 0; i < 2; i++) {
		assert_int_equal(evid_custody_log_path(i == 0 ? "/usr/bin/.." :
		    "/usr/.//", &path, NULL), EVID_OK);
		assert_int_equal(strncmp(path, own, strlen(own)), 0);
		assert_string_equal(path + strlen(own), ".custody.jsonl");
		free(path);
	}
	free(own);
}

static int
set_up(void **state)
{
	static struct test_bundle b;

	test_bundle_make(&b, 2, 100);
	*state = &b;
	return 0;
}

static int
drop(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

static int
tear_down(void **state)
{
	struct test_bundle *b = *state;

	(void)nftw(b->folder, drop, 8, FTW_DEPTH | FTW_PHYS);
	test_bundle_free(b);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_log_is_begun_goes_on_and_is_judged),
		cmocka_unit_test(what_no_event_may_say_is_not_written),
		cmocka_unit_test(a_file_that_is_no_log_is_not_changed),
		cmocka_unit_test(what_is_wrong_with_a_log_is_told),
		cmocka_unit_test(
		    what_is_handed_over_is_open_until_it_is_received),
		cmocka_unit_test(
		    how_long_it_is_open_is_said_where_it_is_known),
		cmocka_unit_test(a_bundle_is_read_without_a_log_beside_it),
		cmocka_unit_test(a_log_that_changes_meanwhile_is_told),
		cmocka_unit_test(
		    what_is_asked_is_told_before_anything_is_signed),
		cmocka_unit_test(a_delivery_is_held_against_its_hand_over),
		cmocka_unit_test(
		    a_file_without_a_hand_over_is_held_against_nothing),
		cmocka_unit_test(
		    a_union_does_not_depend_on_order_or_on_twice),
		cmocka_unit_test(the_log_of_a_bundle_stands_beside_it),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
