/*
 * What the options of evid-custody are given: texts, lists, fields of an
 * event, answers to conditions.
 */
#include "custody/take.h"
#include "common/mask.h"
#include "common/message.h"
#include "common/named.h"
#include "common/options.h"

#include <evidence/evidence.h>

#include <stdlib.h>
#include <string.h>

/* FIELD=VALUE, cut at the first "=" */
static int
take_field(struct custody_options *o, const char *value)
{
	const char *equals = strchr(value, '=');
	struct evid_custody_field *fields;
	char *path;

	if (equals == NULL || equals == value)
		return options_wrong("--set takes FIELD=VALUE");
	fields = realloc(o->fields, (o->n_fields + 1) * sizeof(*fields));
	if (fields == NULL)
		return message_memory();
	o->fields = fields;
	path = strndup(value, (size_t)(equals - value));
	if (path == NULL)
		return message_memory();
	fields[o->n_fields++] = (struct evid_custody_field){ path, equals + 1,
		1 };
	/* cppcheck-suppress memleak ; the field holds it */
	return 0;
}

static const char *const answers[] = { "accepted", "with-reservation",
	"not-accepted" };
#define N_ANSWERS 3

/* which answer stands at @at, alone or with a text; N_ANSWERS: none */
static unsigned int
answer_at(const char *at)
{
	unsigned int i;

	for (i = 0; i < N_ANSWERS; i++) {
		size_t len = strlen(answers[i]);

		if (strncmp(at, answers[i], len) == 0 &&
		    (at[len] == '\0' || at[len] == ':'))
			break;
	}
	return i;
}

/* The id that @value names, and its answer in *rest_out.  Both id and text may
 * have a "=": unless the id is quoted, it ends at the first that an answer
 * follows.  NULL: it is not written so. */
static int
cut_condition(const char *value, char **id_out, const char **rest_out)
{
	const char *equals;
	int status = named_quoted(value, id_out, rest_out);

	if (status != 0 || *id_out != NULL)
		return status;
	for (equals = strchr(value, '='); equals != NULL;
	    equals = strchr(equals + 1, '='))
		if (equals > value && answer_at(equals + 1) < N_ANSWERS)
			break;
	if (equals == NULL)
		return 0;
	*rest_out = equals + 1;
	*id_out = strndup(value, (size_t)(equals - value));
	return *id_out == NULL ? message_memory() : 0;
}

/* ID=ANSWER, or ID=ANSWER:TEXT */
static int
take_condition(struct custody_options *o, const char *value)
{
	struct evid_condition_answer *one;
	const char *rest = NULL;
	char *id = NULL;
	unsigned int which;
	size_t len;
	int status = cut_condition(value, &id, &rest);

	if (status != 0)
		return status;
	which = id == NULL ? N_ANSWERS : answer_at(rest);
	if (which == N_ANSWERS) {
		free(id);
		return options_wrong("--condition takes ID=accepted, "
		    "ID=with-reservation or ID=not-accepted");
	}
	one = realloc(o->conditions, (o->n_conditions + 1) * sizeof(*one));
	if (one == NULL) {
		free(id);
		return message_memory();
	}
	o->conditions = one;
	one += o->n_conditions++;
	len = strlen(answers[which]);
	*one = (struct evid_condition_answer){ id,
		(enum evid_acceptance)which,
		rest[len] == ':' ? rest + len + 1 : NULL };
	/* cppcheck-suppress memleak ; the answer holds it */
	return 0;
}

/* where an option's text goes; NULL: it is another kind of option */
static const char **
text_of(struct custody_options *o, int id)
{
	const struct {
		int id;
		const char **text;
	} table[] = {
		{ 'k', &o->key_file }, { OPTION_ID, &o->id_file },
		{ OPTION_LOG, &o->log }, { OPTION_EXHIBIT, &o->exhibit },
		{ OPTION_CERTAINTY, &o->certainty }, { OPTION_TO, &o->to },
		{ OPTION_TO_NAME, &o->to_name },
		{ OPTION_TO_ORGANIZATION, &o->to_organization },
		{ OPTION_TO_STATE, &o->to_state },
		{ OPTION_HAND_OVER, &o->hand_over },
		{ OPTION_ACCEPT, &o->accept },
		{ OPTION_RESERVATION, &o->reservation },
		{ OPTION_NOT_ACCEPTED, &o->not_accepted },
		{ OPTION_PAYLOAD, &o->payload },
		{ OPTION_REASON, &o->reason }, { OPTION_MEANS, &o->means },
		{ OPTION_RESULT, &o->result }, { OPTION_BY, &o->by },
		{ OPTION_SCAN, &o->scan },
		{ OPTION_STATEMENT, &o->statement },
		{ OPTION_LANGUAGE, &o->language },
		{ OPTION_MEDIA_TYPE, &o->media_type },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (table[i].id == id)
			return table[i].text;
	return NULL;
}

/* What a person says must say something: it is told before a bundle is read
 * that may be large. */
static int
check_said(int id, const char *value)
{
	static const struct {
		int id;
		const char *name, *what;
	} said[] = {
		{ OPTION_RESERVATION, "--with-reservation",
		    "what is reserved, as 'the box was open'" },
		{ OPTION_NOT_ACCEPTED, "--not-accepted",
		    "why not, as 'two files lack'" },
		{ OPTION_REASON, "--reason",
		    "why it is refused, as 'it came cut'" },
		{ OPTION_BY, "--by", "who answered, as 'B. Clerk'" },
		{ OPTION_STATEMENT, "--statement", "what is stated" },
	};

	for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++)
		if (said[i].id == id && value[strspn(value, " \t\r\n")] ==
		    '\0')
			return options_wrong("%s says nothing: it takes %s",
			    said[i].name, said[i].what);
	return 0;
}

int
custody_take(struct custody_options *o, int id, const char *value)
{
	const char **text = text_of(o, id);
	int status = check_said(id, value);

	if (status != 0)
		return status;
	if (text != NULL) {
		*text = value;
		return 0;
	}
	status = trust_take(&o->whom, id, value);
	if (status >= 0)
		return status;
	switch (id) {
	case OPTION_SET:
		return take_field(o, value);
	case OPTION_CONDITION:
		return take_condition(o, value);
	case OPTION_ANSWERS:
		return option_list_add(&o->answers, value);
	case OPTION_MASK:
		o->mask_given = 1;
		return mask_take(&o->mask, value);
	case OPTION_SEND:
		return option_list_add(&o->send, value);
	case OPTION_WHEN:
		o->has_when = 1;
		return trust_time("--when", value, &o->when);
	case OPTION_MEND:
		o->mend = 1;
		return 0;
	case OPTION_NEW_BRANCH:
		o->new_branch = 1;
		return 0;
	case OPTION_OPEN:
		o->open = 1;
		return 0;
	case OPTION_HTML:
		o->html = 1;
		return 0;
	case OPTION_PASSPHRASE_FILE:
		return passphrase_take_file(&o->passphrase, value);
	default:
		return passphrase_take_fd(&o->passphrase, value);
	}
}

void
custody_options_free(struct custody_options *o)
{
	for (size_t i = 0; i < o->n_fields; i++)
		free((char *)o->fields[i].path);
	for (size_t i = 0; i < o->n_conditions; i++)
		free((char *)o->conditions[i].id);
	free(o->fields);
	free(o->conditions);
	option_list_free(&o->answers);
	option_list_free(&o->send);
	passphrase_free(&o->passphrase);
	trust_options_free(&o->whom);
	mask_free(&o->mask);
}
