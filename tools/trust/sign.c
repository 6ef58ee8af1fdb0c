/*
 * evid-trust sign, check: a file that is carried between machines gathers its
 * signatures, and is asked what is still missing.
 */
#include "trust/verbs.h"
#include "common/message.h"
#include "common/secret.h"
#include "common/signals.h"
#include "common/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct signing {
	struct evid_directory *directory, *last;	/* owned */
	size_t n_false, n_unknown;			/* left out */
	int before_alone;
};

static void
tell_signed(const struct trust_verb_options *o, const char *file,
    const struct signing *s, const char *missing)
{
	struct evid_directory_facts facts;
	FILE *out = trust_out(o);

	evid_directory_tell(s->directory, &facts);
	trust_tell(o, file, "version %llu has %zu %s",
	    (unsigned long long)facts.version, facts.n_signatures,
	    facts.n_signatures == 1 ? "signature" : "signatures");
	if (s->before_alone && !o->common.json && !o->common.quiet)
		fputs("  this one counts by the version before alone\n",
		    out);
	if (!o->common.json && !o->common.quiet)
		fputs(missing[0] == '\0' ? o->previous == NULL ?
		    "  by its own keys it is complete\n" :
		    "  by the keys of both versions it is complete\n" :
		    missing, out);
	if (!o->common.json)
		return;
	fputs("{\"verb\":\"sign\",\"file\":", out);
	text_json(out, file);
	fprintf(out, ",\"id\":\"%s\",\"version\":%llu,\"signatures\":%zu,"
	    "\"countsByPreviousAlone\":%s,\"leftOut\":{\"false\":%zu,"
	    "\"unknown\":%zu},\"missing\":", facts.id,
	    (unsigned long long)facts.version, facts.n_signatures,
	    s->before_alone ? "true" : "false", s->n_false, s->n_unknown);
	trust_lines_json(out, missing);
	fputs("}\n", out);
}

/* What a carrier may have put there is told of; a false one is an alarm. */
static int
tell_left_out(const char *file, size_t n_false, size_t n_unknown)
{
	fflush(stdout);
	if (n_unknown > 0)
		message_of(file, "ask who carried it where they are from",
		    "%zu %s by keys that nobody asks for, and left out",
		    n_unknown, n_unknown == 1 ? "signature was" :
		    "signatures were");
	if (n_false == 0)
		return 0;
	message_of(file, "look at the draft with show, and ask who carried "
	    "it; those whose signatures they were must sign again",
	    "%zu %s false, and left out", n_false, n_false == 1 ?
	    "signature was" : "signatures were");
	return EXIT_NOT_INTACT;
}

static enum evid_status
add_signature(const struct trust_verb_options *o, const char *file,
    const struct evid_key *key, struct signing *s, struct evid_error *err)
{
	enum evid_status status;

	status = o->common.output == NULL ?
	    evid_directory_read_to_change(file, &s->directory, err) :
	    evid_directory_read(file, &s->directory, err);
	if (status == EVID_OK && o->previous != NULL)
		status = evid_directory_read(o->previous, &s->last, err);
	if (status != EVID_OK)
		return status;
	trust_warn_if_unable(o, file, s->directory);
	status = evid_directory_leave_out(s->directory, s->last, &s->n_false,
	    &s->n_unknown, err);
	return status != EVID_OK ? status : evid_directory_sign_after(
	    s->directory, s->last, key, &s->before_alone, err);
}

static int
sign_directory(const struct trust_verb_options *o, const char *file,
    const struct evid_key *key)
{
	const char *output = o->common.output != NULL ? o->common.output :
	    file;
	struct signing s = { .directory = NULL };
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;
	char *missing = NULL;
	int result = 0, told = 0;

	status = add_signature(o, file, key, &s, &err);
	if (status == EVID_OK)
		told = trust_put(o, s.directory, output);
	if (status == EVID_OK && told == 0)
		status = evid_directory_check(s.directory, s.last,
		    trust_now(o), &missing, &result, &err);
	if (status == EVID_OK && told == 0) {
		tell_signed(o, output, &s, missing);
		told = tell_left_out(file, s.n_false, s.n_unknown);
	}
	free(missing);
	evid_directory_free(s.directory);
	evid_directory_free(s.last);
	return status == EVID_OK ? told : trust_failed(&err, status);
}

static int
sign_policy(const struct trust_verb_options *o, const char *file,
    const struct evid_key *key)
{
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;

	if (o->common.output == NULL)
		return options_wrong("name the signed policy with -o: the "
		    "one that you wrote stays as it is");
	signals_note();
	status = evid_policy_sign(file, key, o->common.output,
	    o->common.force, &err);
	if (status != EVID_OK)
		return trust_failed(&err, status);
	trust_tell(o, o->common.output, "the policy is signed");
	if (o->common.json) {
		fputs("{\"verb\":\"sign\",\"file\":", trust_out(o));
		text_json(trust_out(o), o->common.output);
		fputs("}\n", trust_out(o));
	}
	return 0;
}

int
trust_sign(struct trust_verb_options *o)
{
	enum evid_trust_kind kind = EVID_TRUST_KIND_NONE;
	struct evid_key *key = NULL;
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;
	const char *file;
	int told = trust_one_operand(o, "the directory or policy", &file);

	if (told != 0)
		return told;
	if (o->key_file == NULL)
		return options_wrong("-k KEY is missing: the secret key that "
		    "signs");
	if (trust_changes_input(o) != 0)
		return EXIT_USAGE;
	status = evid_trust_kind_of(file, &kind, &err);
	trust_again(file);
	if (status == EVID_OK && kind == EVID_TRUST_KIND_PINS)
		return options_wrong("a pin list is one's own, and is not "
		    "signed");
	if (status == EVID_OK && kind == EVID_TRUST_KIND_POLICY &&
	    o->previous != NULL)
		return options_wrong("--previous is of a directory");
	secret_begin();
	o->passphrase.key = o->key_file;
	if (status == EVID_OK)
		status = evid_key_read(o->key_file, passphrase_ask,
		    &o->passphrase, &key, &err);
	if (status != EVID_OK)
		return trust_failed(&err, status);
	secret_file_check(o->key_file, o->common.quiet);
	told = kind == EVID_TRUST_KIND_POLICY ? sign_policy(o, file, key) :
	    sign_directory(o, file, key);
	evid_key_free(key);
	return told;
}

static void
tell_check(const struct trust_verb_options *o, const char *file,
    const char *kind, uint64_t version, const char *missing, int result)
{
	if (o->common.json) {
		fputs("{\"verb\":\"check\",\"file\":", stdout);
		text_json(stdout, file);
		printf(",\"kind\":\"%s\",\"version\":", kind);
		if (version == 0)
			fputs("null", stdout);
		else
			printf("%llu", (unsigned long long)version);
		fputs(",\"missing\":", stdout);
		trust_lines_json(stdout, missing);
		printf(",\"exitStatus\":%d}\n", result);
		return;
	}
	if (version == 0)
		trust_tell(o, file, result == 0 ? "a %s, as it should be" :
		    strcmp(kind, "policy") == 0 ?
		    "a %s that is not understood as it stands" :
		    "a %s that says more than is understood here", kind);
	else
		trust_tell(o, file, "version %llu: %s",
		    (unsigned long long)version, result == 0 ?
		    "nothing is missing" : result == 1 ? "FORGED" :
		    result == 2 ? "nothing was checked" :
		    "not as it should be");
	if (!o->common.quiet && missing[0] != '\0')
		fputs(missing, stdout);
}

/* What nobody reads may have been to take trust away. */
static enum evid_status
add_unknown(const char *file, char **missing, int *result,
    struct evid_error *err)
{
	char *lines = NULL, *all = NULL;
	enum evid_status status;

	trust_again(file);
	status = evid_trust_unknown_keys(file, &lines, err);
	if (status != EVID_OK)
		return status;
	if (asprintf(&all, "%s%s", *missing == NULL ? "" : *missing,
	    lines) < 0)
		all = NULL;
	if (*result == 0 && lines[0] != '\0')
		*result = EXIT_POLICY;
	free(lines);
	if (all == NULL) {
		message_fail(err, EVID_ERR_MEMORY, "", "out of memory");
		return EVID_ERR_MEMORY;
	}
	free(*missing);
	*missing = all;
	return EVID_OK;
}

static int
check_directory(const struct trust_verb_options *o, const char *file)
{
	struct evid_directory *directory = NULL, *last = NULL;
	struct evid_directory_facts facts;
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;
	char *missing = NULL;
	int result = 0;

	status = evid_directory_read(file, &directory, &err);
	if (status == EVID_OK && o->previous != NULL)
		status = evid_directory_read(o->previous, &last, &err);
	if (status == EVID_OK)
		status = evid_directory_check(directory, last, trust_now(o),
		    &missing, &result, &err);
	if (status == EVID_OK)
		status = add_unknown(file, &missing, &result, &err);
	if (status == EVID_OK) {
		evid_directory_tell(directory, &facts);
		tell_check(o, file, "directory", facts.version, missing,
		    result);
	}
	free(missing);
	evid_directory_free(directory);
	evid_directory_free(last);
	return status == EVID_OK ? result : trust_failed(&err, status);
}

/* of a pin list the form is all that can be checked, and what is not read */
static int
check_pins(const struct trust_verb_options *o, const char *file)
{
	struct evid_error err = EVID_ERROR_INIT;
	char *missing = NULL;
	int result = 0;
	enum evid_status status = add_unknown(file, &missing, &result, &err);

	if (status != EVID_OK)
		return trust_failed(&err, status);
	tell_check(o, file, "pin list", 0, missing, result);
	free(missing);
	return result;
}

static int
check_policy(const struct trust_verb_options *o, const char *file)
{
	struct evid_error err = EVID_ERROR_INIT;
	char *missing = NULL;
	int result = 0;

	if (evid_policy_check(file, &missing, &result, &err) != EVID_OK)
		return trust_failed(&err, err.status);
	tell_check(o, file, "policy", 0, missing, result);
	free(missing);
	return result;
}

int
trust_check(struct trust_verb_options *o)
{
	enum evid_trust_kind kind = EVID_TRUST_KIND_NONE;
	struct evid_error err = EVID_ERROR_INIT;
	const char *file;
	int told = trust_one_operand(o, "a directory, pin list or policy",
	    &file);

	if (told != 0)
		return told;
	if (evid_trust_kind_of(file, &kind, &err) != EVID_OK)
		return trust_failed(&err, err.status);
	trust_again(file);
	if (kind != EVID_TRUST_KIND_DIRECTORY && o->previous != NULL)
		return options_wrong("--previous is of a directory");
	return kind == EVID_TRUST_KIND_DIRECTORY ? check_directory(o, file) :
	    kind == EVID_TRUST_KIND_PINS ? check_pins(o, file) :
	    check_policy(o, file);
}
