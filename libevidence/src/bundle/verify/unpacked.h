/*
 * An unpacked bundle: the folder that holds bagit.txt.
 */
#ifndef EVI_BUNDLE_VERIFY_UNPACKED_H
#define EVI_BUNDLE_VERIFY_UNPACKED_H

#include "bundle/verify/check.h"

enum evid_status evi_check_folder(struct evi_check *check,
    const char *folder, struct evid_error *err);

#endif
