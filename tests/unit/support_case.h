/*
 * JSON in C sources: single quotes stand for double ones.
 */
#ifndef EVID_TESTS_SUPPORT_CASE_H
#define EVID_TESTS_SUPPORT_CASE_H

#include "adapt/json.h"

/* for evi_json_free(); the test fails where @text is no JSON */
struct evi_json *support_json(const char *text);

#endif
