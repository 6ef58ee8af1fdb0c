/*
 * Order of paths.  `data/a` and `data/a/b` need not be neighbours (`data/a-b`
 * stands between them), so all earlier paths that begin the last one are kept:
 * as lengths, since each of them begins the next.
 */
#include "bundle/stream/order.h"

#include <string.h>

int
evi_path_compare(const char *a, size_t a_len, const char *b, size_t b_len)
{
	int c = memcmp(a, b, a_len < b_len ? a_len : b_len);

	if (c != 0)
		return c;
	return a_len < b_len ? -1 : a_len > b_len;
}

enum evi_order_check
evi_order_next(struct evi_order *order, const char *path, size_t len)
{
	enum evi_order_check check = EVI_ORDER_GOOD;
	size_t i;

	if (len > EVI_TAR_PATH_MAX)
		return EVI_ORDER_WRONG;
	if (order->any && evi_path_compare(order->last, order->last_len, path,
	    len) >= 0)
		return EVI_ORDER_WRONG;
	while (order->n_prefixes > 0) {
		size_t n = order->prefixes[order->n_prefixes - 1];

		if (n < len && memcmp(order->last, path, n) == 0)
			break;
		order->n_prefixes--;
	}
	for (i = 0; i < order->n_prefixes; i++)
		if (path[order->prefixes[i]] == '/')
			check = EVI_ORDER_PREFIX;
	memcpy(order->last, path, len);
	order->last[len] = '\0';
	order->last_len = len;
	order->prefixes[order->n_prefixes++] = (uint16_t)len;
	order->any = true;
	return check;
}
