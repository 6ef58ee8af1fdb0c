/*
 * Files: whole reads and writes, an output that appears only when complete,
 * a temporary file without a name.  EINTR and short counts are dealt with
 * here and nowhere else.
 */
#ifndef EVI_BASE_FILE_H
#define EVI_BASE_FILE_H

#include "base/buf.h"

#include <sys/types.h>

/* read until @len or the end; *n_out says how much.  @name is for messages */
enum evid_status evi_read_full(int fd, void *data, size_t len, size_t *n_out,
    const char *name, struct evid_error *err);
enum evid_status evi_pread_full(int fd, void *data, size_t len, uint64_t at,
    size_t *n_out, const char *name, struct evid_error *err);
enum evid_status evi_write_full(int fd, const void *data, size_t len,
    const char *name, struct evid_error *err);
enum evid_status evi_pwrite_full(int fd, const void *data, size_t len,
    uint64_t at, const char *name, struct evid_error *err);

/* a file that is one, opened without waiting: EVID_ERR_ARGUMENT, with a message
 * that says so, for a folder, a pipe, a device, a socket.  @flags: of open() */
enum evid_status evi_open_regular(const char *path, int flags, mode_t mode,
    int *fd_out, struct evid_error *err);

/* a whole file of at most @limit bytes (EVID_ERR_LIMIT past it), which must be
 * a regular one; "-" is standard input, whatever that is */
enum evid_status evi_file_read(const char *path, size_t limit,
    struct evi_buf *out, struct evid_error *err);
/* the same of a list that another program may write into a pipe, of lines of
 * at most @line bytes (EVID_ERR_FORMAT past it): what has no lines is given up
 * early */
enum evid_status evi_file_read_lines(const char *path, size_t limit,
    size_t line, struct evi_buf *out, struct evid_error *err);

/*
 * An output that appears under its name only when it is whole: a temporary
 * file beside it (".NAME.PID-RANDOM.partial", mode @mode, O_EXCL), then fsync
 * of file, rename (without replacing, unless @force), fsync of the folder.
 * "-" writes to standard output, and commit then only flushes.
 * evi_output_open also looks for a leftover ".NAME.*.partial" in the folder
 * whose process is gone, and gives its name in leftover (or "" ).
 */
struct evi_output {
	int fd;
	bool force;
	bool standard;		/* is standard output */
	bool kept;		/* the partial file outlives us */
	char *path;		/* where it is to appear */
	char *partial;		/* where it is now */
	char *leftover;		/* a dead run's file beside it, or NULL */
	size_t others;		/* how many more there are */
	uint64_t lacks;		/* evi_memory_lacks() when it was opened */
};

#define EVI_OUTPUT_INIT { -1, false, false, false, NULL, NULL, NULL, 0, \
	0 }

enum evid_status evi_output_open(struct evi_output *out, const char *path,
    mode_t mode, bool force, struct evid_error *err);
/* the same with a partial file of a given name, which may be there already,
 * and which neither evi_output_abandon nor a signal removes */
enum evid_status evi_output_open_kept(struct evi_output *out,
    const char *path, const char *partial, mode_t mode, bool force,
    struct evid_error *err);
enum evid_status evi_output_commit(struct evi_output *out,
    struct evid_error *err);
/* removes what dead runs left of it, where that is worth nothing: of what is
 * written at once and soon made again, or holds a secret */
void evi_output_clear(const struct evi_output *out);
/* ftruncate, however often a signal comes between; 0, or -1 and errno */
int evi_set_size(int fd, uint64_t size);
/* commit under another name in the same folder (volumes) */
enum evid_status evi_output_commit_as(struct evi_output *out,
    const char *path, struct evid_error *err);
void evi_output_abandon(struct evi_output *out);	/* also after commit */
/* the partial files of this process, for a signal handler: async-signal-safe;
 * removes all that are open now */
void evi_output_abandon_all_from_signal(void);

/* as evi_output_open() and evi_file_write(), of a file that is there, and stays
 * what it is: a link to it is followed, its mode and, where one may, its owner
 * are kept */
enum evid_status evi_output_open_change(struct evi_output *out,
    const char *path, struct evid_error *err);
enum evid_status evi_file_change(const char *path, const void *data,
    size_t len, struct evid_error *err);

/* write a whole small file by evi_output */
enum evid_status evi_file_write(const char *path, const void *data,
    size_t len, mode_t mode, bool force, struct evid_error *err);

/* a file without a name (O_TMPFILE, else unlinked) in @dir, else, also where
 * such a file there is not read as it was written, in TMPDIR.  EVID_ERR_SPACE,
 * whatever the reason, where none can be had */
enum evid_status evi_spool_open(const char *dir, int *fd_out,
    struct evid_error *err);
/* writes to it, all; EVID_ERR_SPACE where it cannot */
enum evid_status evi_spool_write(int fd, const char *dir, const void *data,
    size_t len, uint64_t at, struct evid_error *err);
/* exactly @len bytes of what was written; the same where they cannot be had,
 * in TMPDIR */
enum evid_status evi_spool_pread(int fd, const char *dir, void *data,
    size_t len, uint64_t at, struct evid_error *err);

/* is what is written to @fd, an empty file, what is read from it?  It is empty
 * again then; else errno says why */
bool evi_reads_back(int fd);

/* bytes free in the file system of @path's folder, for an unprivileged user */
enum evid_status evi_space_free(const char *path, uint64_t *bytes_out,
    struct evid_error *err);

/* the last component, and a copy of what precedes it ("." when nothing) */
const char *evi_path_base(const char *path);
enum evid_status evi_path_folder(const char *path, char **folder_out,
    struct evid_error *err);
enum evid_status evi_path_join(const char *folder, const char *name,
    char **path_out, struct evid_error *err);

#endif
