/*
 * Where templates, instruments and clock lengths are: a folder that was named,
 * then the user's own, then what was installed.
 */
#ifndef EVID_TOOLS_CASE_DATA_H
#define EVID_TOOLS_CASE_DATA_H

#include <stddef.h>

#define DATA_FOLDERS 3

struct data {
	char *folders[DATA_FOLDERS];	/* in the order of looking */
	size_t n_folders;
	char **lengths;			/* files of clock lengths */
	size_t n_lengths;
};

/* @named: of --templates, or NULL.  0, or an exit status, told of */
int data_open(struct data *data, const char *named);
void data_close(struct data *data);
/* let all data files be read, links among them too; they are inputs */
void data_sandbox(const struct data *data);

/*
 * data_find - FOLDER/@room/@name.json, for free()
 *
 * @option: for messages.  0, or an exit status: where there is none, what
 * there is was told.
 */
int data_find(const struct data *data, const char *room, const char *option,
    const char *name, char **path_out);

/* fill @data->lengths; of files of one name the first counts */
int data_lengths(struct data *data);

#endif
