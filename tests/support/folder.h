/*
 * A folder of a test's own, in which it stands: set-up and teardown.
 */
#ifndef TEST_SUPPORT_FOLDER_H
#define TEST_SUPPORT_FOLDER_H

extern char test_folder[64];

int enter_folder(void **state);
int leave_folder(void **state);		/* and all in it goes */

#endif
