/*
 * Standard input as a verb's file.  A verb asks first what a file is and then
 * reads it: what comes from a pipe is kept in memory, to be read again.
 */
#include "trust/verbs.h"
#include "common/inputs.h"
#include "common/message.h"
#include "common/output.h"
#include "common/standard.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MOST (((size_t)16 << 20) + 1)	/* a larger file is refused anyway */

static off_t begin;		/* where it stood when the tool began */

/* 0, or a number of errno */
static int
copy(int to)
{
	static char part[65536];
	size_t done = 0;
	ssize_t n;
	int error = 0;

	while (error == 0 && done < MOST) {
		n = read(STDIN_FILENO, part, sizeof(part));
		if (n == 0)
			break;
		if (n < 0 && errno != EINTR)
			error = errno;
		else if (n > 0)
			error = output_all(to, part, (size_t)n);
		done += n > 0 ? (size_t)n : 0;
	}
	return error;
}

static int
keep(void)
{
	int fd, error;

	begin = lseek(STDIN_FILENO, 0, SEEK_CUR);
	if (begin >= 0)
		return 0;
	begin = 0;
	fd = memfd_create("standard input", MFD_CLOEXEC);
	error = fd < 0 ? errno : copy(fd);
	if (error == 0 && (lseek(fd, 0, SEEK_SET) != 0 ||
	    dup2(fd, STDIN_FILENO) < 0))
		error = errno;
	if (fd >= 0)
		(void)close(fd);
	if (error == 0)
		return 0;
	message("name a file", "standard input: %s", strerrordesc_np(error));
	return EXIT_AGAIN;
}

int
trust_keep_input(const struct trust_verb_options *o)
{
	int named = standard_named(o->pins) || standard_named(o->previous);
	int status = inputs_check_standard();

	for (size_t i = 0; i < o->n_operands; i++)
		named |= standard_named(o->operands[i]);
	return status == 0 && named ? keep() : status;
}

int
trust_changes_input(const struct trust_verb_options *o)
{
	if (o->common.output != NULL || o->n_operands == 0 ||
	    !standard_named(o->operands[0]))
		return 0;
	return options_wrong("standard input is not changed in its own place: "
	    "name the result with -o");
}

void
trust_again(const char *file)
{
	/* What cannot be read again is told of by who reads it. */
	if (standard_named(file))
		(void)lseek(STDIN_FILENO, begin, SEEK_SET);
}
