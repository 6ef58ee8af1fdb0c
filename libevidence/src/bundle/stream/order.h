/*
 * Paths that come in strictly increasing byte order, none of them another one
 * followed by '/' and more.
 */
#ifndef EVI_BUNDLE_STREAM_ORDER_H
#define EVI_BUNDLE_STREAM_ORDER_H

#include "record/tar.h"

enum evi_order_check { EVI_ORDER_GOOD, EVI_ORDER_WRONG, EVI_ORDER_PREFIX };

struct evi_order {
	char last[EVI_TAR_PATH_MAX + 1];
	size_t last_len;
	/* lengths of those before that begin `last`, shortest first */
	uint16_t prefixes[EVI_TAR_PATH_MAX + 1];
	size_t n_prefixes;
	bool any;
};

/* @path longer than EVI_TAR_PATH_MAX is EVI_ORDER_WRONG */
enum evi_order_check evi_order_next(struct evi_order *order,
    const char *path, size_t len);

/* memcmp, a proper prefix first */
int evi_path_compare(const char *a, size_t a_len, const char *b,
    size_t b_len);

#endif
