/*
 * Reading the command line with getopt_long(3), whose own messages are off:
 * ours name the option in the tools' form.
 */
#include "common/options.h"
#include "common/message.h"
#include "common/text.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_ROWS 64

int
options_wrong(const char *format, ...)
{
	char text[512], hint[64];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	snprintf(hint, sizeof(hint), "%s --help lists the options",
	    message_tool());
	message(hint, "%s", text);
	return EXIT_USAGE;
}

/* Wrong usage that shows what was typed. */
static int
wrong_text(const char *before, const char *typed, const char *after)
{
	char *escaped = text_escaped(typed);
	int status;

	status = options_wrong("%s%s%s", before,
	    escaped == NULL ? "(no memory)" : escaped, after);
	free(escaped);
	return status;
}

/* "  -x, --name VALUE", as it stands in --help */
static void
print_row(const struct option_row *row)
{
	char item[64];
	int n = 0;
	const char *p = row->help;

	if (row->id == '0')
		n = snprintf(item, sizeof(item), "  -0 ... -9");
	else if (row->id < 256 && row->name == NULL)
		n = snprintf(item, sizeof(item), "  -%c", row->id);
	else if (row->id < 256)
		n = snprintf(item, sizeof(item), "  -%c, --%s", row->id,
		    row->name);
	else
		n = snprintf(item, sizeof(item), "      --%s", row->name);
	if (row->value != NULL)
		n += snprintf(item + n, sizeof(item) - (size_t)n, " %s",
		    row->value);
	if (n > 24)
		printf("%s\n%26s", item, "");
	else
		printf("%-26s", item);
	for (; *p != '\0'; p++) {
		putchar(*p);
		if (*p == '\n')
			printf("%26s", "");
	}
	putchar('\n');
}

static void
print_help(const struct usage *usage)
{
	printf("usage: %s\n\n%s\nOptions:\n", usage->synopsis, usage->about);
	for (size_t i = 0; i < usage->n_rows; i++)
		print_row(&usage->rows[i]);
	printf("\nOptions and operands stand in any order; -- ends the "
	    "options.  One that takes a\nvalue is given once, unless it says "
	    "otherwise.\n\nExamples:\n%s\nExit status:\n%s",
	    usage->examples, usage->exits);
}

static const struct option_row *
find_row(const struct usage *usage, int id)
{
	if (id >= '0' && id <= '9')
		id = '0';
	for (size_t i = 0; i < usage->n_rows; i++) {
		if (usage->rows[i].id == id)
			return &usage->rows[i];
	}
	return NULL;
}

/* The two tables of getopt_long() from ours. */
static void
fill_getopt(const struct usage *usage, char *letters, struct option *longs)
{
	*letters++ = ':';
	for (size_t i = 0; i < usage->n_rows; i++) {
		const struct option_row *row = &usage->rows[i];

		if (row->id == '0') {
			memcpy(letters, "0123456789", 10);
			letters += 10;
		} else if (row->id < 256) {
			*letters++ = (char)row->id;
			if (row->value != NULL)
				*letters++ = ':';
		}
		if (row->name != NULL) {
			longs->name = row->name;
			longs->has_arg = row->value != NULL ?
			    required_argument : no_argument;
			longs->flag = NULL;
			longs->val = row->id;
			longs++;
		}
	}
	*letters = '\0';
	memset(longs, 0, sizeof(*longs));
}

static int
take_progress(struct common_options *common, const char *value)
{
	if (strcmp(value, "auto") == 0)
		common->progress = PROGRESS_AUTO;
	else if (strcmp(value, "never") == 0)
		common->progress = PROGRESS_NEVER;
	else if (strcmp(value, "always") == 0)
		common->progress = PROGRESS_ALWAYS;
	else
		return wrong_text("--progress takes auto, never or always, "
		    "not ", value, "");
	return 0;
}

static int
take_jobs(struct common_options *common, const char *value)
{
	uint64_t jobs;
	int status = options_number("-j", value, 1, 1024, &jobs);

	if (status == 0)
		common->jobs = (unsigned int)jobs;
	return status;
}

/* One option; -1 when it is not one of those that all tools share. */
static int
take_common(const struct usage *usage, struct common_options *common, int id,
    const char *value)
{
	switch (id) {
	case OPTION_HELP:
		print_help(usage);
		return 0;
	case OPTION_VERSION:
		printf("%s %s\n", message_tool(), evid_version());
		return 0;
	case OPTION_QUIET:
		common->quiet = 1;
		return 0;
	case OPTION_VERBOSE:
		common->verbose = 1;
		return 0;
	case OPTION_JSON:
		common->json = 1;
		return 0;
	case OPTION_FORCE:
		common->force = 1;
		return 0;
	case OPTION_OUTPUT:
		common->output = value;
		return *value != '\0' ? 0 :
		    options_wrong("-o needs a name, not an empty one");
	case OPTION_JOBS:
		return take_jobs(common, value);
	case OPTION_PROGRESS:
		return take_progress(common, value);
	default:
		return -1;
	}
}

static int
unknown_option(const struct usage *usage, const char *typed)
{
	const char *names[MAX_ROWS];

	for (size_t i = 0; i < usage->n_rows; i++)
		names[i] = usage->rows[i].name;
	return options_unknown("--", typed + 2, strcspn(typed + 2, "="),
	    ": there is no such option", names, usage->n_rows);
}

/* What getopt_long() did not understand. */
static int
take_wrong(const struct usage *usage, int what, char **argv)
{
	const char *typed = argv[optind - 1];
	const struct option_row *row = find_row(usage, optopt);
	char letter[2] = { (char)optopt, '\0' };

	if (what == ':') {
		/* Letters may stand together, so name the one meant. */
		if (optopt < 256 && row != NULL)
			return options_wrong("-%c needs a value: %s", optopt,
			    row->value);
		return wrong_text("", typed, " needs a value");
	}
	if (optopt == 0)
		return unknown_option(usage, typed);
	if (optopt >= 256 || (row != NULL && strncmp(typed, "--", 2) == 0))
		return wrong_text("", typed, ": this option takes no value");
	if ((unsigned char)optopt >= 0x80 || optopt < 0)
		return wrong_text("", typed, ": there is no such option");
	return wrong_text("-", letter, ": there is no such option");
}

/* Whether a long option was written out. */
static int
written_out(const struct option *found, char **argv, int had_value)
{
	const char *typed = argv[optind - 1];
	size_t len = strlen(found->name);

	if (had_value && (strncmp(typed, "--", 2) != 0 ||
	    typed + strcspn(typed, "=") + 1 != optarg))
		typed = argv[optind - 2];
	return strncmp(typed + 2, found->name, len) == 0 &&
	    (typed[2 + len] == '\0' || typed[2 + len] == '=');
}

/* Of two values one would be passed over in silence. */
static int
check_once(const struct option_row *row, unsigned char *given)
{
	if (row == NULL || row->value == NULL || !(*given)++ ||
	    strstr(row->help, "given again") != NULL ||
	    strstr(row->help, "given\nagain") != NULL)
		return 0;
	return row->name != NULL ?
	    options_wrong("--%s is given twice", row->name) :
	    options_wrong("-%c is given twice", row->id);
}

static int
read_all(const struct usage *usage, int argc, char **argv,
    struct common_options *common, option_take_fn *take, void *context)
{
	char letters[2 * MAX_ROWS + 12];
	struct option longs[MAX_ROWS + 1];
	unsigned char given[MAX_ROWS] = { 0 };
	const struct option_row *row;
	int id, status, index;

	fill_getopt(usage, letters, longs);
	opterr = 0;
	for (;;) {
		index = -1;
		/* NOLINTNEXTLINE(concurrency-mt-unsafe): no threads yet */
		id = getopt_long(argc, argv, letters, longs, &index);
		if (id == -1)
			return -1;
		if (id == '?' || id == ':')
			return take_wrong(usage, id, argv);
		if (index >= 0 && !written_out(&longs[index], argv,
		    longs[index].has_arg == required_argument))
			return options_wrong("--%s must be written out",
			    longs[index].name);
		row = find_row(usage, id);
		status = row == NULL ? 0 :
		    check_once(row, &given[row - usage->rows]);
		if (status != 0)
			return status;
		status = take_common(usage, common, id, optarg);
		if (status == 0 && (id == OPTION_HELP || id == OPTION_VERSION))
			return EXIT_DONE;
		if (status == -1)
			status = take(context, id, optarg);
		if (status != 0)
			return status;
	}
}

int
options_read(const struct usage *usage, int argc, char **argv,
    struct common_options *common, option_take_fn *take, void *context,
    char ***operands_out, size_t *n_operands_out)
{
	int status;

	if (usage->n_rows > MAX_ROWS)
		abort();
	/* It would end the options at the first operand. */
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): no threads yet */
	unsetenv("POSIXLY_CORRECT");
	memset(common, 0, sizeof(*common));
	status = read_all(usage, argc, argv, common, take, context);
	*operands_out = argv + optind;
	*n_operands_out = (size_t)(argc - optind);
	if (status == -1 && common->quiet && common->verbose)
		return options_wrong("-q and -v contradict each other");
	message_set_verbose(common->verbose);
	return status;
}

/* Digits alone, without sign or blanks; the rest is in *end_out. */
static int
read_digits(const char *text, uint64_t *out, const char **end_out)
{
	uint64_t number = 0;

	if (*text < '0' || *text > '9')
		return 0;
	for (; *text >= '0' && *text <= '9'; text++) {
		if (number > (UINT64_MAX - (uint64_t)(*text - '0')) / 10)
			return 0;
		number = number * 10 + (uint64_t)(*text - '0');
	}
	*out = number;
	*end_out = text;
	return 1;
}

int
options_number(const char *option, const char *value, uint64_t min,
    uint64_t max, uint64_t *out)
{
	const char *end;
	char before[96];

	if (read_digits(value, out, &end) && *end == '\0' && *out >= min &&
	    *out <= max)
		return 0;
	if (max == UINT64_MAX)
		snprintf(before, sizeof(before), "%s takes a number, not ",
		    option);
	else
		snprintf(before, sizeof(before),
		    "%s takes a number from %ju to %ju, not ", option,
		    (uintmax_t)min, (uintmax_t)max);
	return wrong_text(before, value, "");
}

int
options_size(const char *option, const char *value, uint64_t *out)
{
	static const char units[] = "KMGT";
	const char *end, *unit;
	char before[96];
	unsigned int shift = 0;

	if (read_digits(value, out, &end)) {
		unit = *end == '\0' ? NULL : strchr(units, *end);
		if (unit != NULL && end[1] == '\0') {
			shift = 10 * (unsigned int)(unit - units + 1);
			end++;
		}
		if (*end == '\0' && *out <= UINT64_MAX >> shift) {
			*out <<= shift;
			return 0;
		}
	}
	snprintf(before, sizeof(before), "%s takes a size (bytes, or with K, "
	    "M, G, T), not ", option);
	return wrong_text(before, value, "");
}

/* What the form can tell: which two letters are a State's, people know. */
int
options_state(const char *option, const char *value)
{
	char before[96];

	if (strncmp(value, "org:", 4) == 0 ? value[4] != '\0' :
	    value[0] >= 'A' && value[0] <= 'Z' && value[1] >= 'A' &&
	    value[1] <= 'Z' && value[2] == '\0')
		return 0;
	snprintf(before, sizeof(before), "%s takes a State's two capital "
	    "letters, as KZ, or org: and a name, not ", option);
	return wrong_text(before, value, "");
}

int
option_list_add(struct option_list *list, const char *item)
{
	const char **items = realloc(list->items,
	    (list->n + 1) * sizeof(*items));

	if (items == NULL)
		return message_memory();
	items[list->n++] = item;
	list->items = items;
	return 0;
}

void
option_list_free(struct option_list *list)
{
	free(list->items);
	list->items = NULL;
	list->n = 0;
}
