/*
 * The bounded pipeline that sealing and verifying share; pipeline.c
 * tells how it flows.
 */
#ifndef EVI_BUNDLE_STREAM_PIPELINE_H
#define EVI_BUNDLE_STREAM_PIPELINE_H

#include "base/error.h"

#include <stdbool.h>

/*
 * The stages that a chunk goes through.  Serial stages see the chunks one at
 * a time, in order; parallel ones are cut into parts that any thread takes.
 * A NULL stage is passed over.  Each runs on any thread, but whatever one
 * stage did to a chunk is visible to the next.
 *
 * @produce: serial.  Fills the chunk.  *end_out true: no chunk after this one
 * @first:   parallel, @first_parts a chunk; @thread is 0 .. n_threads-1
 * @route:   serial
 * @second:  parallel, @second_parts a chunk
 * @strand:  serial, runs beside second; both begin after route
 * @finish:  serial, after second and strand; the chunk is then free again
 */
struct evi_stages {
	enum evid_status (*produce)(void *context, void *chunk, bool *end_out,
	    struct evid_error *err);
	unsigned int first_parts;
	enum evid_status (*first)(void *context, void *chunk,
	    unsigned int part, unsigned int thread, struct evid_error *err);
	enum evid_status (*route)(void *context, void *chunk,
	    struct evid_error *err);
	unsigned int second_parts;
	enum evid_status (*second)(void *context, void *chunk,
	    unsigned int part, unsigned int thread, struct evid_error *err);
	enum evid_status (*strand)(void *context, void *chunk,
	    struct evid_error *err);
	enum evid_status (*finish)(void *context, void *chunk,
	    struct evid_error *err);
};

/*
 * evi_pipeline_run - run all chunks through the stages
 *
 * @chunks: the pool: as many chunks are under way at once, and no more
 * @n_threads: at least 1; the calling thread is one of them
 *
 * Returns when the last chunk is finished, or after the first failure, whose
 * status and error are the call's; then no stage runs any more.
 */
enum evid_status evi_pipeline_run(const struct evi_stages *stages,
    void *context, void *const *chunks, size_t n_chunks,
    unsigned int n_threads, struct evid_error *err);

#endif
