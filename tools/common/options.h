/*
 * A tool's options: one table, from which the command line is read and --help
 * is written.
 */
#ifndef EVID_TOOLS_OPTIONS_H
#define EVID_TOOLS_OPTIONS_H

#include "common/progress.h"

#include <stddef.h>
#include <stdint.h>

/* Options that mean the same in every tool that has them. */
enum {
	OPTION_QUIET = 'q',
	OPTION_VERBOSE = 'v',
	OPTION_JOBS = 'j',
	OPTION_OUTPUT = 'o',
	OPTION_HELP = 'h',
	OPTION_VERSION = 256,
	OPTION_JSON,
	OPTION_PROGRESS,
	OPTION_FORCE,
	OPTION_OWN		/* a tool's own begin here */
};

/*
 * @id: its letter, or a number from OPTION_OWN on where it has none
 * @name: its long name without the dashes, or NULL
 * @value: what its value is called, or NULL where it takes none; one with a
 *	value is given once, unless @help says that it may be given again
 * @help: lines are broken at newlines
 */
struct option_row {
	int id;
	const char *name;
	const char *value;
	const char *help;
};

#define OPTION_ROW_QUIET(text) { OPTION_QUIET, NULL, NULL, text }
#define OPTION_ROW_VERBOSE(text) \
	{ OPTION_VERBOSE, NULL, NULL, text ";\nsay which sandbox is in force" }
#define OPTION_ROW_JSON \
	{ OPTION_JSON, "json", NULL, "tell the result as one JSON object" }
#define OPTION_ROW_JOBS \
	{ OPTION_JOBS, NULL, "N", "threads; default: all cores" }
#define OPTION_ROW_FORCE \
	{ OPTION_FORCE, "force", NULL, "replace an output that exists" }
#define OPTION_ROW_PROGRESS \
	{ OPTION_PROGRESS, "progress", "WHEN", \
	    "a progress bar on standard error: auto (the default:\n" \
	    "on a terminal), never or always" }
#define OPTION_ROWS_LAST \
	{ OPTION_HELP, "help", NULL, "show this text" }, \
	{ OPTION_VERSION, "version", NULL, "show the version" }

/* What --help tells, beside the options. */
struct usage {
	const char *synopsis;
	const char *about;
	const struct option_row *rows;
	size_t n_rows;
	const char *examples;
	const char *exits;
};

/* The values of the options that every tool shares. */
struct common_options {
	int quiet;
	int verbose;
	int json;
	int force;
	unsigned int jobs;	/* 0: all cores */
	const char *output;	/* NULL where not given */
	enum progress_when progress;
};

/* a tool's own options; other than 0 is an exit status, and was told of */
typedef int option_take_fn(void *context, int id, const char *value);

/*
 * options_read - read the command line
 *
 * Options and operands stand in any order; "--" ends the options.  Long names
 * are written out: what abbreviates one today may abbreviate two tomorrow.
 * @operands_out points into @argv.
 *
 * Returns -1 to go on, or the exit status with which to end: after --help,
 * --version, or an error, which was told of.
 */
int options_read(const struct usage *usage, int argc, char **argv,
    struct common_options *common, option_take_fn *take, void *context,
    char ***operands_out, size_t *n_operands_out);

/* tell of wrong usage and point to --help; returns EXIT_USAGE */
int options_wrong(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* tell, between @before and @after, of a name that is none of @names, and
 * which of them may have been meant; returns EXIT_USAGE */
int options_unknown(const char *before, const char *typed, size_t len,
    const char *after, const char *const *names, size_t n);

/*
 * A number, or a size (bytes, or with K, M, G, T: powers of 1,024) from
 * @min to @max; 0 when it is one, otherwise EXIT_USAGE, told of.
 */
int options_number(const char *option, const char *value, uint64_t min,
    uint64_t max, uint64_t *out);
int options_size(const char *option, const char *value, uint64_t *out);

/* a State's two letters, or org:NAME; 0, otherwise EXIT_USAGE, told of */
int options_state(const char *option, const char *value);

/* A list that grows as an option is given again; 0, or an exit status. */
struct option_list {
	const char **items;
	size_t n;
};

int option_list_add(struct option_list *list, const char *item);
void option_list_free(struct option_list *list);

#endif
