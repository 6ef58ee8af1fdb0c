/*
 * What reading a tar header and judging the beginning of one share.  For
 * tar*.c alone.
 */
#ifndef EVI_RECORD_TAR_PARTS_H
#define EVI_RECORD_TAR_PARTS_H

#include "record/tar.h"

#define EVI_TAR_NAME_LEN 100
#define EVI_TAR_SIZE_AT 124
#define EVI_TAR_MTIME_AT 136
#define EVI_TAR_CHKSUM_AT 148
#define EVI_TAR_TYPE_AT 156
#define EVI_TAR_OCTAL_LEN 11		/* digits of size and mtime */
#define EVI_TAR_X_NAME "././@PaxHeader"

/* one header of 512 bytes; @name is at most 100 bytes */
void evi_tar_put_header(uint8_t out[EVI_TAR_BLOCK], const char *name,
    size_t name_len, char type, uint64_t size, uint64_t mtime);
/* is the x header at @data the one of its own size and time? */
bool evi_tar_x_good(const uint8_t *data, size_t *body_out);
/* the records of an x header's body */
bool evi_tar_get_body(const uint8_t *body, size_t len,
    struct evi_tar_entry *entry, bool *has_path_out, bool *has_size_out);

#endif
