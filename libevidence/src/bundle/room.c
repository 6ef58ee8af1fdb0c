/* Room for findings, so that no number of one kind buries another. */
#include "bundle/room.h"

#include "base/text.h"

bool
evi_room_full_of_anybodys(const struct evi_room *room)
{
	return room->n_anybodys >= EVI_ANYBODYS_MAX;
}

bool
evi_room_take(struct evi_room *room, enum evi_finding_code code,
    bool anybodys)
{
	if (room->counts[code]++ > 0 && (room->n_kept >= EVI_FINDINGS_MAX ||
	    (anybodys && evi_room_full_of_anybodys(room)))) {
		room->left_out_of[code]++;
		room->left_out++;
		return false;
	}
	room->n_kept++;
	room->n_anybodys += anybodys;
	return true;
}

void
evi_room_add_left_out(struct evi_room *room, const struct evi_room *from)
{
	size_t i;

	for (i = 0; i < EVI_FINDING_COUNT; i++) {
		room->counts[i] += from->left_out_of[i];
		room->left_out_of[i] += from->left_out_of[i];
	}
	room->left_out += from->left_out;
}

void
evi_room_words(struct evi_buf *out, const struct evi_room *room)
{
	const char *before = ", counted alone: ";
	size_t i;

	evi_buf_add_format(out, "%llu more",
	    (unsigned long long)room->left_out);
	for (i = 0; i < EVI_FINDING_COUNT; i++) {
		if (room->left_out_of[i] == 0)
			continue;
		evi_buf_add_format(out, "%s%llu [%s]", before,
		    (unsigned long long)room->left_out_of[i],
		    evi_finding_kinds[i].code);
		before = ", ";
	}
}
