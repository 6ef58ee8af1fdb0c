/*
 * The sandbox of the tools: once it is entered, files are read below what was
 * named and written below where the output goes (Landlock), and no other
 * system calls are made than those that a tool needs (seccomp): no program is
 * executed, no connection made, no other process looked into.
 *
 * It holds off what a parser that was deceived might be made to do.  Where the
 * kernel lacks a part of it, the work goes on without, and -v says so.
 */
#ifndef EVID_TOOLS_SANDBOX_H
#define EVID_TOOLS_SANDBOX_H

#include <stddef.h>

/* The system calls that are left. */
enum sandbox_calls {
	SANDBOX_FILES,		/* files are read, and outputs written */
	SANDBOX_TREE,		/* and a tree of all kinds of objects made */
	SANDBOX_SOURCES,	/* and the system asked who owns a file */
	SANDBOX_CHANGE,		/* as the first, and a file's rights kept */
	SANDBOX_KINDS
};

/*
 * What will be opened is named first, by any number of these.  A name that is
 * NULL, "-" or of nothing that is there adds nothing: opening it fails as it
 * would have.  Links are followed.  What is read is noted as an input
 * (common/inputs.h).
 */
void sandbox_read(const char *path);	/* a file, or a folder as a whole */
void sandbox_read_all(const char *const *paths, size_t n);
/* the folder of a detached content */
void sandbox_payload(const char *path);
void sandbox_bundle(const char *path);	/* and the volumes beside it */
void sandbox_bundles(const char *const *paths, size_t n);
/* what stands in its folder, and the files that links there lead to */
void sandbox_beside(const char *path);
void sandbox_look(const char *path);	/* read, and no input */
/* the folder that holds @path, for free(); NULL without memory */
char *sandbox_folder(const char *path);
void sandbox_write(const char *path);	/* the same, written */
/* a file that is changed in its own place: where a link leads, too */
void sandbox_change(const char *path);
/* and a folder beside it, out of which it is moved */
void sandbox_kept(const char *path);
void sandbox_tree(const char *path);	/* a folder that is, or will be */
void sandbox_state(const char *path);	/* a folder, made if need be */
/* NAME.id, which stands beside NAME.key */
void sandbox_key(const char *path);

/*
 * sandbox_enter - from here on it holds, for all threads begun later
 *
 * Called once, before the first thread, and when what is read may be hostile.
 * @verbose: say on standard error what is in force
 */
void sandbox_enter(enum sandbox_calls calls, int verbose);

#endif
