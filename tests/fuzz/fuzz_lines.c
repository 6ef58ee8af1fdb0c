/* Lines of manifests: what is read gives the same line when written. */
#include "support.h"

#include "record/lines.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const char *p = (const char *)data, *end = p + len;

	while (p < end) {
		const char *lf = memchr(p, '\n', (size_t)(end - p));
		const char *stop = lf == NULL ? end : lf, *path;
		struct evi_buf again = EVI_BUF_INIT;	/* owned here */
		uint8_t digest[EVI_SHA256_LEN];
		size_t path_len;

		if (evi_sum_line_read(p, (size_t)(stop - p), digest, &path,
		    &path_len)) {
			HOLDS(path_len > 0 && path + path_len == stop);
			HOLDS(memchr(path, '\0', path_len) == NULL);
			evi_sum_line_write(&again, digest, path, path_len);
			again.len--;		/* its LF */
			HOLDS(fuzz_same(&again, p, (size_t)(stop - p)));
		}
		evi_buf_free(&again);
		p = stop + 1;
	}
	return 0;
}
