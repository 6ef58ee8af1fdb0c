/*
 * libevidence: seal electronic evidence, and verify what was sealed.
 *
 * One header a noun; this one includes them all.  No function prints, exits,
 * or reads a clock unless asked to; there is no state outside the values that
 * the caller holds.  Different values may be used from different threads at
 * once; one value only from one thread at a time, unless said otherwise.
 *
 * Option structs begin with `version`, set by their initialiser; what is left
 * zero has the default that the field's line states.
 */
#ifndef EVIDENCE_EVIDENCE_H
#define EVIDENCE_EVIDENCE_H

#include "evidence/case.h"
#include "evidence/custody.h"
#include "evidence/directory.h"
#include "evidence/extract.h"
#include "evidence/file.h"
#include "evidence/inspect.h"
#include "evidence/key.h"
#include "evidence/pins.h"
#include "evidence/progress.h"
#include "evidence/seal.h"
#include "evidence/source.h"
#include "evidence/status.h"
#include "evidence/text.h"
#include "evidence/trust.h"
#include "evidence/verdict.h"
#include "evidence/verify.h"

#endif
