/*
 * Numbers as people read them (amounts.h): the same in every text.
 */
#include "bundle/amounts.h"

void
evi_amount_count(struct evi_buf *out, uint64_t n)
{
	if (n >= 1000) {
		evi_amount_count(out, n / 1000);
		evi_buf_add_format(out, ",%03llu",
		    (unsigned long long)(n % 1000));
	} else {
		evi_buf_add_u64(out, n);
	}
}

void
evi_amount_counted(struct evi_buf *out, uint64_t n, const char *one,
    const char *many)
{
	evi_amount_count(out, n);
	evi_buf_add_byte(out, ' ');
	evi_buf_add_text(out, n == 1 ? one : many);
}

void
evi_amount_bytes(struct evi_buf *out, uint64_t bytes)
{
	static const char *const units[] = { "bytes", "kB", "MB", "GB", "TB",
		"PB", "EB" };
	uint64_t scale = 1, tenths;
	size_t unit = 0;

	if (bytes < 1000) {
		evi_amount_counted(out, bytes, "byte", units[0]);
		return;
	}
	while (unit < 6 && bytes / scale >= 1000) {
		scale *= 1000;
		unit++;
	}
	tenths = bytes / (scale / 10) +
	    (bytes % (scale / 10) >= scale / 20 ? 1 : 0);
	if (tenths >= 9995 && unit < 6) {
		/* It would be rounded up to a thousand of them. */
		tenths = 10;
		unit++;
	}
	if (tenths >= 100)
		evi_buf_add_format(out, "%llu %s",
		    (unsigned long long)(tenths + 5) / 10, units[unit]);
	else
		evi_buf_add_format(out, "%llu.%llu %s",
		    (unsigned long long)tenths / 10,
		    (unsigned long long)tenths % 10, units[unit]);
}
