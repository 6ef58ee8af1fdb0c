/*
 * NAME=REST, as options take it, where NAME is an id that others chose.
 */
#ifndef EVID_TOOLS_NAMED_H
#define EVID_TOOLS_NAMED_H

/*
 * named_quoted - an id between double quotes, "NAME"=REST
 *
 * So that there is a way to write any id, also one with a "=" in it.  Within
 * the quotes, \" is a quote, \\ a backslash, \n, \t and \r what they are in C,
 * and \u{202E} the character of that number: as ids are shown.
 *
 * @name_out: for free(); NULL where @value is not written so
 * @rest_out: what stands after the "=", in @value
 *
 * Returns 0, or an exit status, told of: there was no memory.
 */
int named_quoted(const char *value, char **name_out, const char **rest_out);

#endif
