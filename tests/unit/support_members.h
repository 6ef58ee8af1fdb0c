/*
 * A document of which each member, at any depth, is left out once, and is of
 * each other type once: a reader refuses it, but where the test says that it
 * takes it.
 */
#ifndef EVID_TESTS_SUPPORT_MEMBERS_H
#define EVID_TESTS_SUPPORT_MEMBERS_H

#include <stdbool.h>
#include <stddef.h>

/* does the reader take these bytes, which are JSON in the one encoding? */
typedef bool support_takes_fn(const char *text, size_t len);

/*
 * @may: what is taken, words and a path each, NULL at its end: "gone a.b[]"
 * where the member b of a may be left out, "null", "number", "minus", "text",
 * "empty", "true", "list" and "object" where it may be such; "text empty a" is
 * both.  Of an array the first element stands for all.  The test fails for
 * what is taken and not told, and for what is told and not taken.
 */
void support_each_member(const char *whole, support_takes_fn *takes,
    const char *const *may);

#endif
