/*
 * One field of a case by its path, read and set by the form that it has.
 */
#ifndef EVI_RECORD_CASE_EDIT_H
#define EVI_RECORD_CASE_EDIT_H

#include "adapt/json.h"

/* parts.name[3].other: false where @path is none, or leads nowhere */
bool evi_case_path_get(const struct evi_json *json, const char *path,
    struct evi_json **value_out);
/* EVID_ERR_ARGUMENT with the path; what is missing on the way is made */
enum evid_status evi_case_path_set(struct evi_json *json, const char *path,
    const char *value, struct evid_error *err);
/* the words of a choice, ended by NULL; NULL where the field is none */
const char *const *evi_case_path_words(const char *path);

#endif
