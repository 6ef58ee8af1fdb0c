/*
 * Room for findings: as many as a person reads are kept, and one of each code;
 * all of them are counted.  What anybody can write has but a part of the room:
 * it buries nothing else.
 */
#ifndef EVI_BUNDLE_ROOM_H
#define EVI_BUNDLE_ROOM_H

#include "base/buf.h"
#include "record/finding.h"

/* findings that are kept; of each code one, also past that */
#define EVI_FINDINGS_MAX 1000
#define EVI_ANYBODYS_MAX 500	/* of them, of what anybody can write */

struct evi_room {
	uint64_t counts[EVI_FINDING_COUNT];	/* of each code, also those
						 * left out */
	uint64_t left_out_of[EVI_FINDING_COUNT];
	uint64_t left_out;		/* all of them */
	size_t n_kept;
	size_t n_anybodys;		/* of those kept */
};

/* counts one; is it to be kept? */
bool evi_room_take(struct evi_room *room, enum evi_finding_code code,
    bool anybodys);
/* may no more of what anybody can write be kept, but one of each code? */
bool evi_room_full_of_anybodys(const struct evi_room *room);
/* what was left out of another room is so of this one, too */
void evi_room_add_left_out(struct evi_room *room, const struct evi_room *from);
/* "12 more, counted alone: 10 [custody-claim], 2 [custody-torn]" */
void evi_room_words(struct evi_buf *out, const struct evi_room *room);

#endif
