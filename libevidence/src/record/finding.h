/*
 * The findings: their codes are stable, and listed in evid-verify(1).
 *
 * Here stands, once, what each code means for the verdict.  Texts of a single
 * finding (the file, the range, what to do) are made where it is found.
 */
#ifndef EVI_RECORD_FINDING_H
#define EVI_RECORD_FINDING_H

#include "base/error.h"

/* EVI_FINDING(identifier, code, class, axis, effect, meaning, hint) */
#define EVI_FINDINGS(F) \
	/* container */ \
	F(NOT_A_BUNDLE, "not-a-bundle", ALTERED, INTEGRITY, 1, \
	    "it is not an evidence bundle", \
	    "check that this is the file that was sent") \
	F(EMPTY_FILE, "empty-file", INCOMPLETE, INTEGRITY, 4, \
	    "the file is empty", "fetch it again") \
	F(TRUNCATED, "truncated", INCOMPLETE, INTEGRITY, 4, \
	    "the file ends too early", "fetch the rest, or the whole again") \
	F(VOLUME_MISSING, "volume-missing", INCOMPLETE, INTEGRITY, 4, \
	    "a volume is missing", "put all volumes into one folder") \
	F(VOLUME_ORDER, "volume-order", ALTERED, INTEGRITY, 1, \
	    "the volumes do not follow each other", \
	    "compare the volumes' names and sizes with the sender's") \
	F(BLOCK_HEADER, "block-header", ALTERED, INTEGRITY, 1, \
	    "a block's header is not as it was written", \
	    "fetch it again; if it stays, ask the sender") \
	F(BLOCK_DAMAGED, "block-damaged", ALTERED, INTEGRITY, 1, \
	    "bytes changed", \
	    "fetch it again; if it stays, ask the sender") \
	F(CONTAINER_EOF, "container-eof", ALTERED, INTEGRITY, 1, \
	    "the end-of-file block stands where none may be", \
	    "fetch it again; if it stays, ask the sender") \
	F(TRAILING_BYTES, "trailing-bytes", ALTERED, INTEGRITY, 1, \
	    "bytes follow after the end", \
	    "fetch it again; if it stays, ask the sender") \
	F(CONTAINER_RECOMPRESSED, "container-recompressed", LOCAL, INTEGRITY, \
	    0, "it was compressed anew on the way", \
	    "nothing to do: the content is judged") \
	/* tar */ \
	F(TAR_ENCODING, "tar-encoding", ALTERED, INTEGRITY, 1, \
	    "the tar is not in the one encoding", "do not unpack it") \
	F(TAR_ORDER, "tar-order", ALTERED, INTEGRITY, 1, \
	    "members do not stand in order", "do not unpack it") \
	F(TAR_PREFIX, "tar-prefix", ALTERED, INTEGRITY, 1, \
	    "a file's path is also a folder's", "do not unpack it") \
	F(TAR_TIME, "tar-time", ALTERED, INTEGRITY, 1, \
	    "a member's time is not the sealed one", "ask the sender") \
	F(TAR_TRAILING, "tar-trailing", ALTERED, INTEGRITY, 1, \
	    "bytes follow after the end of the tar", "do not unpack it") \
	/* bag */ \
	F(MEMBER_UNEXPECTED, "member-unexpected", ALTERED, INTEGRITY, 1, \
	    "a member that was not sealed", "do not unpack it") \
	F(MEMBER_MISSING, "member-missing", ALTERED, INTEGRITY, 1, \
	    "a sealed file is not there", "ask the sender") \
	F(MEMBER_CHANGED, "member-changed", ALTERED, INTEGRITY, 1, \
	    "the content is not what was sealed", "ask the sender") \
	F(MEMBER_DAMAGED, "member-damaged", ALTERED, INTEGRITY, 1, \
	    "bytes changed", \
	    "fetch it again; if it stays, ask the sender") \
	F(MEMBER_CUT, "member-cut", INCOMPLETE, INTEGRITY, 4, \
	    "did not arrive whole", "fetch the rest, or the whole again") \
	F(TAG_MISSING, "tag-missing", ALTERED, INTEGRITY, 1, \
	    "a file of the bundle is not there", "ask the sender") \
	F(TAG_CHANGED, "tag-changed", ALTERED, INTEGRITY, 1, \
	    "a file of the bundle is not what was sealed", "ask the sender") \
	F(TAG_FORM, "tag-form", ALTERED, INTEGRITY, 1, \
	    "a file of the bundle is not as the format says", \
	    "ask the sender") \
	F(MANIFEST_MISMATCH, "manifest-mismatch", ALTERED, INTEGRITY, 1, \
	    "manifest and content disagree", "ask the sender") \
	F(INVENTORY_MISMATCH, "inventory-mismatch", ALTERED, INTEGRITY, 1, \
	    "inventory and content disagree", "ask the sender") \
	F(INVENTORY_FORM, "inventory-form", ALTERED, INTEGRITY, 1, \
	    "a line of the inventory is not as the format says", \
	    "ask the sender") \
	F(INVENTORY_ORDER, "inventory-order", ALTERED, INTEGRITY, 1, \
	    "lines of the inventory do not stand in order", \
	    "ask the sender") \
	F(NOT_NAMED, "not-named", LOCAL, INTEGRITY, 0, \
	    "what differs cannot be named for want of room", \
	    "free room for temporary files, or name another folder for them " \
	    "with TMPDIR, and verify again") \
	F(INDEX_MISMATCH, "index-mismatch", ALTERED, INTEGRITY, 1, \
	    "the block index disagrees with the blocks", "ask the sender") \
	F(BAG_INFO_MISMATCH, "bag-info-mismatch", ALTERED, INTEGRITY, 1, \
	    "bag-info.txt contradicts the seal", "ask the sender") \
	F(LOCATOR_MISMATCH, "locator-mismatch", ALTERED, INTEGRITY, 1, \
	    "the locator contradicts the bundle", \
	    "fetch it again; if it stays, ask the sender") \
	F(FOREIGN_FILE, "foreign-file", FOREIGN, INTEGRITY, 1, \
	    "a file that is not of the bundle", \
	    "move it away and check again") \
	F(README_OTHER, "readme-other", FOREIGN, INTEGRITY, 0, \
	    "READ-ME-FIRST.txt has another text than that of the format", \
	    "do not follow its instructions") \
	F(UNKNOWN_KEYS, "unknown-keys", LOCAL, INTEGRITY, 0, \
	    "it says more than this version knows", \
	    "a newer version may show it") \
	F(EXTRA_FILE, "extra-file", LOCAL, INTEGRITY, 0, \
	    "a sealed file that this version does not know", \
	    "a newer version may show it") \
	F(LIMIT, "limit-exceeded", ALTERED, INTEGRITY, 1, \
	    "past a limit of the format", "do not unpack it") \
	F(PAYLOAD_ABSENT, "payload-absent", INCOMPLETE, INTEGRITY, 4, \
	    "the payload is not in the bundle", \
	    "say where it is with --payload DIR") \
	F(PAYLOAD_MISSING, "payload-missing", INCOMPLETE, INTEGRITY, 4, \
	    "the file is not in the payload folder", \
	    "give the folder that holds the sealed operands themselves") \
	F(PAYLOAD_NOT_USED, "payload-not-used", LOCAL, INTEGRITY, 0, \
	    "--payload was not looked at: the bundle holds its content itself", \
	    "compare what stands elsewhere with the bundle's manifest") \
	F(FINDINGS_LEFT_OUT, "findings-left-out", LOCAL, INTEGRITY, 0, \
	    "there are more findings than are listed", \
	    "mend what is listed with an effect, and check again; -v shows " \
	    "what is listed without one") \
	F(IO_ERROR, "io-error", LOCAL, INTEGRITY, 4, \
	    "it could not be read", "mend what the reason names, such as " \
	    "permissions, limits or the medium, and try again") \
	/* seal */ \
	F(SEAL_FORM, "seal-form", ALTERED, SIGNATURE, 1, \
	    "the seal is not as the format says", "do not rely on it") \
	F(SEAL_CONTRADICTS, "seal-contradicts", ALTERED, SIGNATURE, 1, \
	    "the seal contradicts what it seals", "do not rely on it") \
	F(SEAL_SUBJECT, "seal-subject", ALTERED, SIGNATURE, 1, \
	    "the seal is of another bundle", "do not rely on it") \
	F(SIGNATURE_INVALID, "signature-invalid", ALTERED, SIGNATURE, 1, \
	    "a signature is false", "do not rely on it") \
	F(SIGNATURE_COUNT, "signature-count", ALTERED, SIGNATURE, 1, \
	    "signatures and signers do not agree", "do not rely on it") \
	F(SIGNER_UNKNOWN_ALGORITHM, "signer-unknown-algorithm", LOCAL, \
	    SIGNATURE, 0, "the signer's algorithm is not known here", \
	    "check that signature with other software") \
	F(NO_CHECKABLE_SIGNATURE, "no-checkable-signature", LOCAL, SIGNATURE, \
	    5, "no signature can be checked here", \
	    "check it with other software") \
	F(FORMAT_UNKNOWN, "format-unknown", LOCAL, INTEGRITY, 5, \
	    "the bundle has a format that this version does not know", \
	    "use a newer version") \
	F(PART_UNKNOWN, "part-unknown", LOCAL, INTEGRITY, 5, \
	    "a part of the bundle cannot be checked by this version", \
	    "use a newer version") \
	/* trust */ \
	F(NO_TRUST_GIVEN, "no-trust-given", UNTRUSTED, TRUST, 3, \
	    "no key or number was given to trust", \
	    "get the signer's key from him, and name it with -p") \
	F(SIGNER_NOT_TRUSTED, "signer-not-trusted", UNTRUSTED, TRUST, 3, \
	    "not signed by a key that was asked for", \
	    "compare the key's number with the signer's by telephone") \
	F(TOO_FEW_SIGNERS, "too-few-signers", UNTRUSTED, TRUST, 3, \
	    "fewer trusted signers than asked for", \
	    "ask for the missing signatures") \
	F(NUMBER_OTHER, "seal-number-other", UNTRUSTED, TRUST, 3, \
	    "the seal has another number than expected", \
	    "compare the number again with who gave it") \
	F(CRITICAL_UNKNOWN, "critical-unknown", UNTRUSTED, TRUST, 3, \
	    "it says something that must be understood, and is not", \
	    "ask the sender, or use a newer version") \
	F(SEALED_PARTIAL, "sealed-partial", UNTRUSTED, TRUST, 3, \
	    "not everything could be read when it was sealed", \
	    "look at the named objects, and decide") \
	F(SEALED_PARTIAL_ALLOWED, "sealed-partial-allowed", LOCAL, TRUST, 0, \
	    "not everything could be read when it was sealed; the policy " \
	    "allows it", "look at the named objects") \
	F(KEY_NOT_YET_VALID, "key-not-yet-valid", UNTRUSTED, TRUST, 3, \
	    "the key was not yet valid when it was sealed", \
	    "ask the signer about the time, and what key he had then") \
	F(KEY_EXPIRED, "key-expired", UNTRUSTED, TRUST, 3, \
	    "the key had expired when it was sealed", \
	    "ask the signer to seal it again with a valid key") \
	F(KEY_EXPIRED_SINCE, "key-expired-since", LOCAL, TRUST, 0, \
	    "the key was valid when it was sealed, and expired since", \
	    "nothing to do: the seal stands") \
	F(KEY_REVOKED_BEFORE, "key-revoked-before", UNTRUSTED, TRUST, 3, \
	    "the key was revoked before it was sealed", \
	    "ask the signer by another way who sealed this") \
	F(KEY_REVOKED_SINCE, "key-revoked-since", LOCAL, TRUST, 0, \
	    "the key was valid when it was sealed, and was revoked since", \
	    "the seal stands if its time can be believed") \
	F(KEY_COMPROMISED, "key-compromised", UNTRUSTED, TRUST, 3, \
	    "the key is compromised, and no trusted timestamp shows that " \
	    "the seal is older", \
	    "ask the signer by another way for the number that he noted when " \
	    "sealing, and verify by it alone: --expect, without -t") \
	F(KEY_WRONG_USE, "key-wrong-use", UNTRUSTED, TRUST, 3, \
	    "the key is not for sealing", \
	    "ask the signer to seal it with a key that is") \
	F(DIRECTORY_STALE, "directory-stale", UNTRUSTED, TRUST, 3, \
	    "the directory is past its end", \
	    "fetch the newest version, and evid-trust update") \
	F(DIRECTORY_STALE_ALLOWED, "directory-stale-allowed", LOCAL, TRUST, \
	    0, "the directory is past its end; the policy allows it", \
	    "fetch the newest version, and evid-trust update") \
	F(DIRECTORY_ROLLED_BACK, "directory-rolled-back", UNTRUSTED, TRUST, \
	    3, "the directory is older than one that was seen", \
	    "use the newest; find out who offered the old one") \
	F(DIRECTORY_FORKED, "directory-forked", UNTRUSTED, TRUST, 3, \
	    "the directory has the number of another that was seen", \
	    "ask its contacts which is theirs, and who signed the other") \
	F(DIRECTORY_AGE_UNKNOWN, "directory-age-unknown", UNTRUSTED, TRUST, \
	    3, "the policy demands a young directory, and its age cannot be " \
	    "told", "name the directory with -t, and judge as of now") \
	F(INSTANT_BEFORE_DIRECTORY, "instant-before-directory", LOCAL, TRUST, \
	    0, "it is judged as at an instant before the directory was " \
	    "issued", "look at the clock, and at --at") \
	F(DIRECTORY_TOO_OLD, "directory-too-old", UNTRUSTED, TRUST, 3, \
	    "the directory is older than the policy allows", \
	    "fetch the newest version, and evid-trust update") \
	F(POLICY_NOT_MET, "policy-not-met", UNTRUSTED, TRUST, 3, \
	    "trusted signers, but not those that the policy asks for", \
	    "ask for a signature by one whom the policy names") \
	F(POLICY_THRESHOLD, "policy-threshold-not-applied", LOCAL, TRUST, 0, \
	    "the policy asks for more signers of a bundle than a hand-over " \
	    "has: its threshold was not applied, and is not met by this", \
	    "verify the bundle itself under the policy: evid-verify " \
	    "--policy, without --delivery") \
	F(POLICY_SIGNERS, "policy-signers-not-applied", LOCAL, TRUST, 0, \
	    "the policy says who must sign a bundle, or how many: that was " \
	    "not applied to a log, whose events have one signature each", \
	    "verify the bundle with its log under the policy: evid-verify " \
	    "--policy --custody") \
	F(POLICY_UNKNOWN_KEY, "policy-unknown-key", UNTRUSTED, TRUST, 3, \
	    "the policy has a key that is not known here: what it demands " \
	    "cannot be met", "look how it is spelt, or use a newer version; " \
	    "a note of your own begins with x-") \
	F(PIN_AND_DIRECTORY_DIFFER, "pin-and-directory-differ", LOCAL, TRUST, \
	    0, "a key is of one State by a pin, and of another by the " \
	    "directory", "ask its holder, by a way that you knew before, " \
	    "which is right, and pin it so, or tell the directory's contacts") \
	F(PINS_UNKNOWN_KEY, "pins-unknown-key", LOCAL, TRUST, 0, \
	    "the pin list has a key that is not known here, and has no " \
	    "effect", "look how it is spelt: what it was to say is not " \
	    "heeded; a note of your own begins with x-") \
	F(DIRECTORY_UNKNOWN_KEY, "directory-unknown-key", LOCAL, TRUST, 0, \
	    "the directory has a key that is not known here, and has no " \
	    "effect", "ask its contacts what it says, or use a newer " \
	    "version") \
	F(POLICY_BLANK, "policy-blank", LOCAL, TRUST, 0, \
	    "the policy lists as understood what is blank, and nobody " \
	    "understands that", "name there what its author knows how to " \
	    "meet, or take the entry out") \
	F(POLICY_NOT_TRUSTED, "policy-not-trusted", UNTRUSTED, TRUST, 3, \
	    "the policy is signed, but not by a key that is trusted to make " \
	    "policies", "get the policy from who may make it, or pin his key " \
	    "with use intake, and with every other use that it has") \
	F(INSTANT_BEFORE_SEAL, "instant-before-seal", LOCAL, TIME, 0, \
	    "it is judged as at an instant before it claims to be sealed", \
	    "look at the clock, at --at, and at the signer's clock") \
	F(TIME_NOT_SYNCHRONISED, "time-not-synchronised", LOCAL, TIME, 0, \
	    "the signer's clock was not synchronised", \
	    "take the stated time with care") \
	/* custody */ \
	F(CUSTODY_LINE_FOREIGN, "custody-line-foreign", FOREIGN, CUSTODY, 1, \
	    "a line that is no event; it was set aside", \
	    "ask whoever gave the log where it comes from") \
	F(CUSTODY_SIGNATURE_INVALID, "custody-signature-invalid", ALTERED, \
	    CUSTODY, 1, "an event's signature is false; it was set aside", \
	    "do not rely on it; ask its signer for his log") \
	F(CUSTODY_TORN, "custody-torn", INCOMPLETE, CUSTODY, 4, \
	    "the last line is torn", \
	    "mend it with evid-custody add --mend, or merge --mend, or " \
	    "fetch it again") \
	F(CUSTODY_PREV_MISSING, "custody-prev-missing", INCOMPLETE, CUSTODY, \
	    4, "the event before is not there", \
	    "ask its signer for his log, and merge") \
	F(CUSTODY_ANSWERS_MISSING, "custody-answers-missing", INCOMPLETE, \
	    CUSTODY, 4, "an event that is answered is not there", \
	    "ask both holders for their logs, and merge") \
	F(CUSTODY_CUT_SHORT, "custody-cut-short", INCOMPLETE, CUSTODY, 4, \
	    "an event that was seen before is not there", \
	    "ask the other holders for their logs, and merge") \
	F(CUSTODY_EQUIVOCATION, "custody-equivocation", UNTRUSTED, CUSTODY, \
	    3, "one holder says two things of one moment", \
	    "ask that holder which of the events is true") \
	F(CUSTODY_TWO_FIRSTS, "custody-two-firsts", UNTRUSTED, CUSTODY, 3, \
	    "one holder's record begins twice", \
	    "ask that holder which of the beginnings is true") \
	F(CUSTODY_RECEIPT_OTHER_KEY, "custody-receipt-other-key", UNTRUSTED, \
	    CUSTODY, 3, \
	    "a receipt is not by whom the evidence was handed to", \
	    "ask the receiver whether he signed it") \
	F(CUSTODY_RECEIPT_OTHER, "custody-receipt-other", UNTRUSTED, CUSTODY, \
	    3, "a receipt does not fit a hand-over of this evidence", \
	    "ask its signer what he received") \
	F(CUSTODY_CONDITION_UNANSWERED, "custody-condition-unanswered", \
	    LOCAL, CUSTODY, 0, "a receipt closes nothing: it leaves without " \
	    "an answer a condition that asks for one", \
	    "ask its signer to receive it again, and to answer each") \
	F(CUSTODY_HAND_OVER_OTHER, "custody-hand-over-other", UNTRUSTED, \
	    CUSTODY, 3, "a hand-over states other conditions than those of " \
	    "this bundle", "ask who handed it over which conditions he meant") \
	F(CUSTODY_OTHER_SUBJECT, "custody-other-subject", UNTRUSTED, CUSTODY, \
	    3, "an event is of other evidence; it was set aside", \
	    "keep a log for each bundle") \
	F(CUSTODY_SEALED_ASIDE, "custody-sealed-aside", LOCAL, CUSTODY, 0, \
	    "an event of other evidence was sealed with the log, for " \
	    "another event names it; it counts for nothing", \
	    "nothing is to be done: without it the log would have a hole") \
	F(CUSTODY_TIME_BACKWARDS, "custody-time-backwards", UNTRUSTED, \
	    CUSTODY, 3, "an event is earlier than the one before it", \
	    "ask its signer where the clock stood") \
	F(CUSTODY_ANSWERS_DIFFER, "custody-answers-differ", UNTRUSTED, \
	    CUSTODY, 3, "the receiver answers one hand-over in two ways", \
	    "ask the receiver which of his answers is true; the first holds") \
	F(CUSTODY_AFTER_RETURN, "custody-after-return", UNTRUSTED, CUSTODY, \
	    3, "a holder says that he holds what he gave up before", \
	    "ask that holder what copy he still had; if he had one, he " \
	    "corrects what he said of the only one") \
	F(CUSTODY_IN_FUTURE, "custody-in-future", LOCAL, CUSTODY, 0, \
	    "events are dated later than the instant as of which the log " \
	    "is judged", "look at the clock, at --at, and at the clock of " \
	    "their signer") \
	F(CUSTODY_KEY_COMPROMISED, "custody-key-compromised", UNTRUSTED, \
	    CUSTODY, 3, "events are by a key that is compromised", \
	    "no word mends this, for what a thief signed cannot be told " \
	    "apart: ask its holder, by another way, which of them are " \
	    "his, and to hand over anew with another key; that is then " \
	    "received with a reservation, and the status stays 3") \
	F(CUSTODY_SEALER_COMPROMISED, "custody-sealer-compromised", \
	    UNTRUSTED, CUSTODY, 3, "a key that sealed the bundle is " \
	    "compromised, as its holder or its State says", \
	    "ask that State since when, and whether the seal is its own; " \
	    "have it sealed anew") \
	F(CUSTODY_CRITICAL_UNKNOWN, "custody-critical-unknown", UNTRUSTED, \
	    CUSTODY, 3, \
	    "an event says what must be understood, and is not", \
	    "ask its signer, or use a newer version") \
	F(CUSTODY_TYPE_UNKNOWN, "custody-type-unknown", LOCAL, CUSTODY, 0, \
	    "an event of a type not known here", \
	    "a newer version may show it") \
	F(CUSTODY_VERSION_UNKNOWN, "custody-version-unknown", LOCAL, CUSTODY, \
	    5, "an event of a later version of the custody log", \
	    "use a newer version") \
	F(CUSTODY_CLAIM, "custody-claim", LOCAL, CUSTODY, 0, \
	    "an event by who may not say that; a claim without effect", \
	    "ask whoever it is for") \
	F(CUSTODY_ANSWER_EARLY, "custody-answer-early", LOCAL, CUSTODY, 0, \
	    "an answer is dated before the hand-over that it answers", \
	    "ask both holders where their clocks stood") \
	F(CUSTODY_OUTSIDE_DIFFERS, "custody-outside-differs", LOCAL, \
	    CUSTODY, 0, "what the sender noted of an answer outside is not " \
	    "what the receiver signed", "ask both what was answered, and " \
	    "how; what the receiver signed holds") \
	F(CUSTODY_BEFORE_SEAL, "custody-before-seal", LOCAL, CUSTODY, 0, \
	    "handed over or answered before it was sealed", \
	    "ask both holders where their clocks stood") \
	F(CUSTODY_KEY_REVOKED_SINCE, "custody-key-revoked-since", LOCAL, \
	    CUSTODY, 0, "events are by a key that was revoked since", \
	    "ask its holder when he lost or replaced it, and whether they " \
	    "are his") \
	F(CUSTODY_SIGNER_UNKNOWN, "custody-signer-unknown", LOCAL, CUSTODY, \
	    0, "events are by a key that nobody vouches for; claims", \
	    "get that key from its holder, and name it") \
	F(CUSTODY_STRANGER, "custody-stranger", LOCAL, CUSTODY, 0, \
	    "wrong in an event by a stranger, and without effect", \
	    "if its signer should be known here, get that key from its " \
	    "holder, and name it") \
	F(CUSTODY_ALGORITHM_UNKNOWN, "custody-algorithm-unknown", LOCAL, \
	    CUSTODY, 0, "events that cannot be checked here; claims", \
	    "check them with other software") \
	F(HAND_OVER_OPEN, "hand-over-open", LOCAL, CUSTODY, 0, \
	    "handed over, and no answer yet", "ask the receiver to sign") \
	F(HAND_OVER_OPEN_FORBIDDEN, "hand-over-open-forbidden", UNTRUSTED, \
	    CUSTODY, 3, \
	    "handed over, and no answer yet, which the policy forbids", \
	    "ask the receiver to sign") \
	F(DELIVERY_MISSING, "delivery-file-missing", INCOMPLETE, CUSTODY, 4, \
	    "a file that was sent is not there", "fetch it") \
	F(DELIVERY_CUT, "delivery-file-cut", INCOMPLETE, CUSTODY, 4, \
	    "a file that was sent ends too early", "fetch it again") \
	F(DELIVERY_CHANGED, "delivery-file-changed", ALTERED, CUSTODY, 1, \
	    "a file is not what was sent", \
	    "fetch it again; if it stays, ask the sender") \
	F(DELIVERY_UNNAMED, "delivery-file-unnamed", FOREIGN, CUSTODY, 1, \
	    "a file that the hand-over does not name", \
	    "ask the sender what it is") \
	/* legal */ \
	F(CONDITION_NOT_UNDERSTOOD, "condition-not-understood", LEGAL, LEGAL, \
	    3, "a condition that must be understood is not", \
	    "read it; a policy that names its URN says it is understood") \
	F(CONDITION_FORM, "condition-form", LEGAL, LEGAL, 0, \
	    "a condition cannot be read", \
	    "look at evidence/conditions.json, and ask the sender") \
	F(CONDITION_CHANGE_IGNORED, "condition-change-ignored", LEGAL, LEGAL, \
	    0, "a change of a condition has no effect", \
	    "ask its signer, or the State that imposed the condition") \
	F(CONDITION_ENDED, "condition-ended", LEGAL, LEGAL, 0, \
	    "a condition's end has passed", \
	    "ask the State that imposed it whether it still counts") \
	F(CLOCK_ENDED, "clock-ended", LEGAL, LEGAL, 0, \
	    "a clock has run out", \
	    "ask whoever counts it whether it was extended") \
	F(PRESERVATION_CHANGE_IGNORED, "preservation-change-ignored", LEGAL, \
	    LEGAL, 0, "an event on a preservation moves no clock", \
	    "ask its signer, or the State that preserves") \
	F(LIMIT_PASSED, "limit-passed", LEGAL, LEGAL, 0, \
	    "a day that a condition sets has passed", \
	    "see whether it was kept, deleted or returned as stated")

enum evi_finding_class {
	EVI_CLASS_ALTERED, EVI_CLASS_INCOMPLETE, EVI_CLASS_UNTRUSTED,
	EVI_CLASS_FOREIGN, EVI_CLASS_LOCAL, EVI_CLASS_LEGAL
};

enum evi_axis {
	EVI_AXIS_INTEGRITY, EVI_AXIS_SIGNATURE, EVI_AXIS_TRUST, EVI_AXIS_TIME,
	EVI_AXIS_CUSTODY, EVI_AXIS_LEGAL, EVI_N_AXES
};

enum evi_finding_code {
#define F(id, code, class, axis, effect, meaning, hint) EVI_FINDING_##id,
	EVI_FINDINGS(F)
#undef F
	EVI_FINDING_COUNT
};

struct evi_finding_kind {
	const char *code;
	enum evi_finding_class class;
	enum evi_axis axis;
	int effect;			/* an exit status, 0 for none */
	const char *meaning;
	const char *hint;
};

extern const struct evi_finding_kind evi_finding_kinds[EVI_FINDING_COUNT];

/* "altered", "incomplete", "untrusted", "foreign-files", "local", "legal" */
const char *evi_class_name(enum evi_finding_class class);
/* the worse of two exit statuses, in the order 1, 5, 4, 3, 0 */
int evi_worse(int a, int b);

#endif
