/*
 * What the primitives take on these very bytes, on one core: the bound that
 * sealing and verifying cannot pass.  tests/bench/run calls it.
 *
 *	primitives source FOLDER	open, read, close files; SHA-256
 *	primitives pack LEVEL <TAR	compress as sealing does; CRC-32
 *	primitives write FILE BYTES	as many bytes written, not synced
 *	primitives unpack BUNDLE	read, blocks inflated, CRC-32
 *
 * Each prints lines of a name and seconds of processor time.  Only what is
 * named is timed, a megabyte at a time, with nothing of ours around it.
 */
#include "adapt/deflate.h"
#include "adapt/digest.h"
#include "bundle/stream/guess.h"
#include "record/block.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PIECE ((size_t)1 << 20)
#define FILES 2048

static uint8_t piece[PIECE];

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
must(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "primitives: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void
tell(const char *name, double seconds)
{
	printf("%s %.6f\n", name, seconds);
}

/* --- source: files gathered in a piece are hashed together --------------- */

static struct evi_digest *digest;
static size_t n_files, file_len[FILES], fill;
static double reading, hashing, largest;

static void
hash_gathered(void)
{
	uint8_t out[EVI_SHA256_LEN];
	size_t i, at = 0;
	double begin = now();

	for (i = 0; i < n_files; at += file_len[i++])
		must(evi_sha256(piece + at, file_len[i], out, NULL) ==
		    EVID_OK, "SHA-256");
	hashing += now() - begin;
	n_files = fill = 0;
}

/* One that no piece holds: its digest cannot be shared between cores. */
static void
hash_long(int fd)
{
	uint8_t out[EVI_SHA256_LEN];
	double alone = 0, begin;
	ssize_t n;

	hash_gathered();
	must(evi_digest_start(digest, NULL) == EVID_OK, "SHA-256");
	for (;;) {
		begin = now();
		n = read(fd, piece, PIECE);
		reading += now() - begin;
		if (n <= 0)
			break;
		begin = now();
		must(evi_digest_add(digest, piece, (size_t)n, NULL) ==
		    EVID_OK, "SHA-256");
		alone += now() - begin;
	}
	must(n == 0, "read");
	must(evi_digest_finish(digest, out, NULL) == EVID_OK, "SHA-256");
	hashing += alone;
	largest = alone > largest ? alone : largest;
}

static int
visit(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	double begin;
	ssize_t n;
	int fd;

	(void)ftw;
	if (flag != FTW_F || !S_ISREG(st->st_mode))
		return 0;
	if (n_files == FILES || fill + (size_t)st->st_size > PIECE)
		hash_gathered();
	begin = now();
	fd = open(path, O_RDONLY | O_CLOEXEC);
	must(fd >= 0, path);
	if ((size_t)st->st_size > PIECE) {
		hash_long(fd);
		close(fd);
		return 0;
	}
	n = read(fd, piece + fill, (size_t)st->st_size);
	must(n == st->st_size, path);
	close(fd);
	reading += now() - begin;
	file_len[n_files++] = (size_t)n;
	fill += (size_t)n;
	return 0;
}

static void
source(const char *folder)
{
	must(evi_digest_new(EVI_SHA256, &digest, NULL) == EVID_OK,
	    "SHA-256");
	must(nftw(folder, visit, 64, FTW_PHYS) == 0, folder);
	hash_gathered();
	evi_digest_free(digest);
	tell("read", reading);
	tell("sha256", hashing);
	tell("largest", largest);
}

/* --- pack and unpack ------------------------------------------------------ */

static void
pack(int level)
{
	static uint8_t out[EVI_BLOCK_MAX];
	struct evi_deflate *deflate = NULL;
	double packing = 0, summing = 0, begin;
	volatile uint32_t sum = 0;
	size_t n, made;

	must(evi_deflate_new(EVI_ENGINE_BEST, level, &deflate, NULL) ==
	    EVID_OK, "deflate");
	while ((n = fread(piece, 1, EVI_BLOCK_DATA, stdin)) > 0) {
		begin = now();
		sum ^= evi_crc32(0, piece, n);
		summing += now() - begin;
		begin = now();
		if (!evi_guess_incompressible(piece, n))
			must(evi_deflate_block(deflate, piece, n, out, n,
			    &made, NULL) == EVID_OK, "deflate");
		packing += now() - begin;
	}
	evi_deflate_free(deflate);
	tell("deflate", packing);
	tell("crc32", summing);
}

static void
unpack(const char *bundle)
{
	static uint8_t out[EVI_BLOCK_DATA];
	struct evi_inflate *inflate = NULL;
	double loading = 0, inflating = 0, summing = 0, begin;
	size_t have = 0, at, total;
	volatile uint32_t sum = 0;
	int fd = open(bundle, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	must(fd >= 0, bundle);
	must(evi_inflate_new(EVI_ENGINE_BEST, &inflate, NULL) == EVID_OK,
	    "inflate");
	for (;;) {
		begin = now();
		n = read(fd, piece + have, PIECE - have);
		loading += now() - begin;
		must(n >= 0, bundle);
		have += (size_t)n;
		for (at = 0; evi_block_read_header(piece + at, have - at,
		    &total) && have - at >= total; at += total) {
			uint32_t crc, size;
			bool good;

			evi_block_read_trailer(piece + at + total -
			    EVI_BLOCK_TRAILER, &crc, &size);
			must(size <= sizeof(out), "a block's size");
			begin = now();
			must(evi_inflate_block(inflate, piece + at +
			    EVI_BLOCK_HEADER, total - EVI_BLOCK_HEADER -
			    EVI_BLOCK_TRAILER, out, size, &good, NULL) ==
			    EVID_OK && good, "inflate");
			inflating += now() - begin;
			begin = now();
			sum = evi_crc32(0, out, size);
			summing += now() - begin;
			must(sum == crc, "CRC-32");
		}
		memmove(piece, piece + at, have - at);
		have -= at;
		if (n == 0)
			break;
	}
	must(have == 0, "bytes that are no member");
	close(fd);
	evi_inflate_free(inflate);
	tell("load", loading);
	tell("inflate", inflating);
	tell("crc32", summing);
}

static void
write_out(const char *path, uint64_t left)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	double begin = now();

	must(fd >= 0, path);
	while (left > 0) {
		size_t n = left < PIECE ? (size_t)left : PIECE;
		ssize_t done = write(fd, piece, n);

		must(done > 0, path);
		left -= (uint64_t)done;
	}
	tell("write", now() - begin);
	close(fd);
}

int
main(int argc, char **argv)
{
	const char *verb = argc > 1 ? argv[1] : "";

	memset(piece, 0x55, sizeof(piece));
	if (strcmp(verb, "source") == 0 && argc == 3)
		source(argv[2]);
	else if (strcmp(verb, "pack") == 0 && argc == 3)
		pack(atoi(argv[2]));
	else if (strcmp(verb, "write") == 0 && argc == 4)
		write_out(argv[2], strtoull(argv[3], NULL, 10));
	else if (strcmp(verb, "unpack") == 0 && argc == 3)
		unpack(argv[2]);
	else
		return 2;
	return 0;
}
