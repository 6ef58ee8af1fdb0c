"""The finding codes that a case must be reported with, by case.

From what is wrong in it (its WHY.md, and docs/format.md), not from what a
tool printed: the code that names the cause.  What else a reader tells of the
same bundle is its own affair.  Cases stand under their code by name, without
the `bad-` and with shell's `*` for what a group has in common; a name may
stand under several codes.  PATHS is the same for the path that a finding must
name.
"""

import fnmatch

BY_CODE = {
    # what the file is, and whether it is all there
    "not-a-bundle": "no-bundle-*",
    "truncated": """cut-at-* cut-before-* cut-tar-* cut-and-flipped
        cut-after-* cut-within-locator cut-in-*
        cut-end-of-file-member-alone cut-ended-well foreign-gzip-cut*
        gzip-member-missing tar-end-one-block tar-end-none
        volumes-last-missing volumes-middle-missing""",
    "volume-missing": "volumes-middle-missing",
    "volume-order": "volumes-one-too-many volumes-first-is-*",
    "member-cut": """cut-at-member-border cut-in-payload-member
        foreign-gzip-cut-at-member gzip-member-missing""",
    "block-header": """cut-none-but-length
        gzip-bsize-* gzip-comment gzip-extra-subfield
        gzip-empty-before gzip-end-stored gzip-first-* gzip-flag-*
        gzip-foreign-member gzip-header-crc gzip-junk-between gzip-magic
        gzip-member-file-over-64k gzip-method gzip-mtime gzip-name gzip-os
        gzip-xfl volumes-doubled volumes-out-of-order""",
    "block-damaged": """damaged-* cut-and-flipped cut-in-broken-stream
        cut-in-false-trailer foreign-gzip-other-after foreign-gzip-crc foreign-gzip-length
        gzip-bomb gzip-broken-stream gzip-crc gzip-member-over-64k
        gzip-member-over-65280 gzip-size gzip-size-modulo gzip-slack
        gzip-stored-complement gzip-stream-unfinished""",
    "member-damaged": """damaged-content-* damaged-middle-* damaged-end-*
        gzip-bomb gzip-member-over-65280 gzip-first-*
        gzip-member-file-over-64k""",
    "container-eof": """gzip-two-ends gzip-bundle-after-end
        gzip-member-after-end gzip-end-in-the-middle*""",
    "trailing-bytes": """gzip-byte-after-end gzip-zeros-after-end
        gzip-foreign-member-after-end foreign-gzip-trailing-*
        volumes-one-too-many""",
    "container-recompressed": """good-foreign-gzip* good-recompressed-*
        good-gzip-first-* good-gzi-file-offsets-differ
        good-volumes-of-foreign-gzip""",

    # tar
    "tar-encoding": """cut-after-needless-records
        cut-after-nul-in-path tar-mode* tar-setuid
        tar-uid tar-gid tar-uname
        tar-gname tar-mtime-base-256 tar-size-base-256 tar-size-negative
        tar-size-space* tar-size-twelve-digits tar-size-not-octal
        tar-size-short tar-linkname tar-magic-* tar-version tar-devmajor
        tar-prefix tar-header-padding tar-name-after-nul tar-type-*
        tar-chksum-* tar-content-padding tar-zero-block-between
        tar-header-without-need tar-global-header tar-two-x-headers
        tar-x-header-alone tar-pax-* tar-gnu-* tar-long-* tar-utf8-*
        tar-x-utf8-name tar-x-name tar-x-mtime tar-x-padding tar-x-length-*
        tar-x-path-* tar-x-order tar-x-trailing tar-end-not-zero
        tar-end-first-not-zero tar-repacked tar-base-device*
        tar-base-dot-* tar-base-long tar-base-space""",
    "tar-order": """tar-unsorted* tar-members-swapped tar-format-first
        tar-path-twice* tar-path-tag bag-order* bag-tag-twice
        bag-seal-before-tagmanifest bag-tail-member-in-payload x-order""",
    "tar-prefix": """tar-path-below-* tar-path-file-and-folder
        x-below-file""",
    "tar-time": """member-*-mtime* tar-mtime bag-bagit-mtime bag-tag-mtime
        bag-seal-mtime""",
    "tar-trailing": """tar-end-more-zeros tar-end-padded tar-end-data
        tar-end-member tar-end-odd tar-end-in-bgzf tar-zero-blocks-between
        gzip-member-doubled gzip-members-swapped""",

    # bag
    "member-unexpected": """member-base-* disclosure-empty
        disclosure-dot disclosure-slash cut-after-stranger
        bag-member-unlisted bag-second-* bag-fetch
        bag-unknown-tag bag-tag-unlisted tagmanifest-line-missing
        tar-other-base tar-dot-before-base tar-no-base tar-name-absolute
        tar-stranger-first tar-x-no-path tar-end-member-after-locator line-missing x-name x-device x-parent
        disclosure-parent
        x-nothing""",
    "foreign-file": "folder-extra-*",
    "member-missing": """line-without-file bag-member-missing bag-no-members
        folder-missing-payload tar-name-absolute tar-x-no-path
        tar-other-base tar-no-base tar-dot-before-base""",
    "member-changed": """bag-content-resigned folder-changed-payload
        folder-longer-payload detached-file-changed detached-file-longer
        detached-file-shorter gzip-payload-byte tar-changed tar-size-long
        tar-size-short disclosure-altered line-size line-sha256""",
    "payload-absent": "detached-no-payload",
    "payload-missing": "detached-file-absent",
    "tag-missing": """cut-before-last-run-and-no-blocks
        bag-no-bag-info bag-no-bagit bag-no-blocks
        bag-no-conditions bag-no-format bag-no-inventory bag-no-locator
        bag-no-manifest-* bag-no-read-me-first bag-no-seal
        bag-no-tagmanifest-* tagmanifest-line-more folder-missing-bag-info
        folder-missing-blocks folder-missing-conditions
        folder-missing-format folder-missing-inventory
        folder-missing-locator folder-missing-manifest-*
        folder-missing-seal folder-missing-tagmanifest-*
        folder-missing-bagit""",
    "limit-exceeded": "inventory-sum-too-large",
    "tag-changed": """bag-tag-changed tagmanifest-digest
        cut-after-changed-tag""",
    "tag-form": """cut-in-other-bagit bagit-* format-*
        case-* conditions-[!d]* recipients-no-salt recipients-not-array
        recipients-order recipients-salt-short tagmanifest-itself
        tagmanifest-no-last-newline tagmanifest-order origin-newline
        tagmanifest-payload-line tagmanifest-upper-case tagmanifest-line-twice
        manifest-binary-mark manifest-bom manifest-comment
        manifest-empty-line manifest-escaped manifest-no-last-newline
        manifest-one-space manifest-short-digest manifest-upper-case
        json-[!is]* json-infinity json-s[!t]*""",
    "manifest-mismatch": """cut-after-other-manifest manifest-digest manifest-line-* manifest-order
        manifest-crlf manifest-percent manifest-empty manifest-folder""",
    "inventory-form": """original-* json-inventory-* bag-no-file* name-*
        line-no-* line-keys-order line-size-* line-sha256-* line-salt-short
        line-type-unknown line-target-of-file line-kind line-mode
        line-uid-negative line-time-form line-base64-of-utf8 line-path-both
        line-holes-* line-symlink-* line-hardlink-* line-special-word
        line-device-* line-unreadable-no-reason
        tar-path-parent* tar-path-absolute tar-path-dot tar-path-empty
        tar-path-outside tar-path-slash-at-end tar-path-backslash
        tar-path-colon tar-path-newline tar-path-control""",
    "inventory-order": """tar-unsorted* tar-path-twice line-order
        line-twice""",
    "index-mismatch": "gzi-* cut-in-long-index",
    "bag-info-mismatch": "bag-info-*",
    "locator-mismatch": """locator-* folder-locator
        cut-after-other-locator cut-within-locator
        cut-in-changed-padding""",
    "readme-other": "good-readme-*",
    "extra-file": "good-x-files good-full good-tail-over-one-member",
    "unknown-keys": """good-seal-unknown-keys good-line-unknown-key*
        good-custody-unknown-keys""",

    # what cannot be checked here
    "format-unknown": "unsupported-format-* format-2-*",
    "part-unknown": """unsupported-disclosure disclosure-altered
        unsupported-disclosure-folder unsupported-origin""",
    "signer-unknown-algorithm": """unsupported-seal-* good-seal-three-kinds
        good-seal-p256-compressed good-seal-ed25519-key-long
        seal-unknown-trusted""",
    "no-checkable-signature": "unsupported-seal-unknown-algorithm",

    # seal
    "seal-contradicts": """conditions-digest recipients-digest
        recipients-denied recipients-absent custody-count* custody-heads
        custody-sealed-heads-other custody-sealed-no-event merkle-* objects-*
        tar-base-not-the-seals detached-said-but-whole detached-denied
        detached-with-data seal-name-other seal-partial-denied
        seal-partial-said""",
    "seal-subject": "seal-of-another-bundle seal-subject-digest",
    "seal-form": """tar-base-device* tar-base-dot-* tar-base-long
        tar-base-space json-statement-* seal-payload-*
        seal-sig-[!e]* seal-keys-order seal-key-more seal-signature-key*
        seal-no-payload-type seal-signatures-not-array seal-escape*
        seal-key-twice seal-spaces seal-bom seal-no-newline
        seal-two-newlines seal-crlf seal-two-texts seal-empty seal-cut
        seal-jws seal-65-signers seal-one-key-for-two seal-one-key-two-names
        seal-keyid-upper-case seal-keyid-short seal-keyid-empty
        seal-public-key-* seal-other-purpose-said seal-custody
        seal-directory seal-type seal-predicate-* seal-subject-name
        seal-subject-two seal-subject-none seal-subject-sha512
        seal-statement-order seal-no-bundle seal-no-startedat
        seal-no-sealedat seal-no-clock seal-no-signer seal-no-signers
        seal-no-payload seal-no-conditions seal-no-recipients
        seal-no-custody seal-no-critical seal-no-tool seal-unknown-key-first
        seal-critical-not-text seal-supersedes seal-clock-* seal-id-*
        seal-name-path seal-format-2 seal-detached-text
        seal-sealed-before-started seal-time-* seal-signer-* seal-objects-*
        seal-root-upper-case seal-completeness-word seal-excluded-not-text
        seal-conditions-null seal-custody-negative seal-tool-no-version""",
    "signature-count": """seal-no-signatures seal-signature-missing
        seal-signature-more seal-signature-doubled""",
    "signature-invalid": """seal-signatures-swapped seal-signatures-exchanged
        seal-one-false seal-keyid-other seal-flipped seal-short seal-long
        seal-zeros seal-sig-empty seal-s-over-order seal-small-order-*
        seal-p256-* seal-other-purpose seal-raw-payload seal-base64-payload
        seal-other-statement cut-after-false-signature""",

    # trust
    "too-few-signers": """number-policy-threshold-one
        number-threshold-one seal-threshold seal-unknown-trusted
        seal-one-key-asked-twice trust-one-holder-twice
        trust-one-pin-holder-twice trust-pin-and-contact-one-holder
        policy-threshold-one policy-only-one-counts""",
    "critical-unknown": """seal-critical directory-critical policy-critical
        policy-cannot-understand-itself policy-understands-another""",
    "key-not-yet-valid": "trust-not-yet-valid delivery-not-yet-valid",
    "key-expired": "trust-expired delivery-expired",
    "key-expired-since": "good-trust-expired-since",
    "key-revoked-before": """trust-revoked-before trust-lost-before
        trust-pin-revoked delivery-revoked-before""",
    "key-revoked-since": "good-trust-superseded-since good-trust-lost-since",
    "key-compromised": "trust-compromised* trust-given-compromised",
    "key-wrong-use": """trust-wrong-use trust-directory-key-seals
        trust-pin-wrong-use delivery-wrong-use delivery-pin-wrong-use""",
    "directory-stale": "directory-stale",
    "directory-stale-allowed": "good-policy-stale-allowed",
    "directory-rolled-back": "directory-rolled-back",
    "directory-forked": "directory-forked",
    "directory-too-old": "policy-too-old",
    "directory-age-unknown": "policy-no-directory policy-directory-of-later",
    "instant-before-directory": """good-trust-instant-before
        policy-directory-of-later""",
    "instant-before-seal": "good-trust-instant-before",
    "pin-and-directory-differ": "good-trust-pin-and-directory-of-two-states",
    "pins-unknown-key": "good-trust-unknown-keys",
    "directory-unknown-key": "good-trust-unknown-keys",
    "policy-unknown-key": "policy-unknown-key*",
    "policy-blank": "good-policy-understood-blank policy-understood-blank-*",
    "seal-number-other": "number-other* number-policy-other-number",
    "policy-not-met": """number-policy-other-key number-policy-state
        policy-other-state policy-claimed-state
        policy-other-key policy-other-kind policy-both""",
    "policy-not-trusted": """policy-signed-by-*
        number-policy-signed-by-its-signer""",
    "sealed-partial-allowed": "good-policy-partial",
    "sealed-partial": """seal-partial seal-partial-denied line-unreadable
        policy-no-partial""",

    # law
    "condition-not-understood": "condition-*",
    "condition-change-ignored": """good-custody-condition-sealed
        good-custody-word-of-a-stranger good-custody-word-on-a-long-id
        good-custody-words-among-others
        good-custody-consent-of-a-stranger""",

    "time-not-synchronised": "good-seal-clock-not-synchronised",

    # custody
    "no-trust-given": "seal-no-trust custody-no-trust",
    "signer-not-trusted": """number-and-pin-of-another seal-other-trusted trust-unknown
        trust-claims-another custody-nobody-known delivery-by-another
        custody-added-under-an-ended-key""",
    "empty-file": """cut-empty custody-empty custody-beside-empty
        custody-version-2-by-a-stranger-alone
        custody-version-2-beside-alone""",
    "custody-version-unknown": "unsupported-custody-version-*",
    "custody-line-foreign": """custody-foreign-* custody-seal-as-event
        custody-sealed-foreign-heavy custody-version-2-and-foreign""",
    "custody-signature-invalid": """custody-signature-* custody-keyid-other
        custody-version-2-keyid-other
        custody-sealed-line-false""",
    "custody-torn": "custody-torn* custody-version-2-torn",
    "custody-prev-missing": """custody-removed-in-the-middle
        custody-removed-first custody-prev-of-another-chain
        custody-removed-before-the-log custody-pinned-prev-missing
        custody-no-trust-and-removed
        unsupported-custody-version-2-prev-of-another-key""",
    "custody-answers-missing": """custody-answers-missing
        custody-pinned-answers-missing""",
    "custody-cut-short": """custody-removed-at-the-end
        custody-condition-changes-missing custody-pinned-heads-missing""",
    "custody-equivocation": "custody-equivocation custody-pinned-equivocation",
    "custody-two-firsts": "custody-two-firsts custody-pinned-two-firsts",
    "custody-time-backwards": """custody-time-backwards
        custody-pinned-time-backwards""",
    "custody-answers-differ": """custody-receipt-taken-back*
        custody-receipt-condition-in-two-ways*
        custody-receipt-corrected-*
        custody-receipt-after-refusal""",
    "custody-outside-differs": "good-custody-on-paper-*differs",
    "custody-before-seal": "good-custody-hand-over-before-the-seal",
    "custody-key-revoked-since": """good-custody-key-lost-since
        good-custody-key-lost-after-it-was-written
        good-custody-successor-of-a-key-lost-since
        good-delivery-revoked-since""",
    "custody-after-return": """custody-after-return custody-after-destroyed
        custody-after-destroyed-elsewhere
        custody-after-return-by-the-next-key
        custody-only-copy-corrected-* custody-pinned-after-return""",
    "custody-in-future": "good-custody-in-future",
    "custody-other-subject": """custody-key-compromised-that-is-aside
        custody-receipt-for-another
        custody-of-another-* custody-word-of-other-evidence
        custody-stolen-in-other-evidence custody-named-in-other-evidence
        custody-pinned-other-subject custody-sealed-of-a-bundle-not-named
        custody-sealed-of-a-bundle-named-beside""",
    "custody-sealed-aside": """good-custody-sealed-of-a-bundle-*""",
    "custody-receipt-other-key": """custody-receipt-other-key
        custody-holder-* custody-pinned-receipt-other-key""",
    "custody-receipt-other": """custody-receipt-for-*
        custody-version-2-answered
        custody-receipt-of-* custody-receipt-condition-not-accepted
        custody-receipt-condition-reserved
        custody-receipt-reserved-of-two-words
        custody-receipt-reserved-of-what-is-[bi]*
        custody-pinned-receipt-other""",
    "custody-condition-unanswered": """custody-condition-unanswered*
        custody-sealed-condition-un* custody-sealed-condition-let-go-once
        custody-condition-let-go-[abit]* custody-condition-added-again
        custody-condition-asked-again
        custody-condition-bound-by-another
        custody-condition-answered-another
        custody-condition-let-go-of-his-own
        good-custody-condition-unanswered-and-open
        good-custody-condition-answered-at-last""",
    "custody-hand-over-other": "custody-hand-over-of-other-conditions",
    "custody-answer-early": "good-custody-receipt-early",
    "custody-critical-unknown": """custody-critical custody-pinned-critical
        custody-pinned-named-by-a-stranger custody-*-critical
        delivery-critical""",
    "custody-stranger": """good-custody-stranger-[!b]*
        good-custody-version-2-by-a-stranger
        custody-many-lines-of-another
        custody-successor-of-a-lost-key
        custody-successor-of-a-key-of-another-use""",
    "custody-key-compromised": """custody-key-compromised
        custody-key-compromised-by-its-state custody-key-stolen
        custody-stolen-says-its-state custody-named-by-a-stolen-key
        custody-added-under-a-stolen-key custody-pinned-compromised
        delivery-compromised delivery-compromised-by-a-log""",
    "custody-sealer-compromised": """custody-sealer-stolen-says-its-state
        custody-sealer-stolen-says-its-holder""",
    "custody-claim": """custody-on-paper-by-the-receiver
        custody-paper-by-another-contact good-custody-stolen-says-*
        good-custody-sealer-stolen-says-*
        good-custody-named-is-another custody-named-in-other-evidence
        good-custody-added-for-another-state
        good-custody-lifted-that-is-not-there
        custody-added-under-*
        good-custody-condition-lifted-by-another
        good-custody-corrected-by-another
        good-custody-successor-without-history
        good-custody-key-compromised-by-another
        good-custody-key-wrong-use good-custody-key-expired
        custody-key-lost-before-it-was-written
        custody-successor-of-a-*
        good-custody-endorsed-without-the-use""",
    "custody-signer-unknown": """custody-nobody-known
        good-custody-stranger-beside good-custody-stranger-critical""",
    "custody-algorithm-unknown": """good-custody-algorithm-unknown
        good-custody-version-2-algorithm-unknown
        good-custody-word-unchecked""",
    "custody-type-unknown": "good-custody-type-unknown",
    "policy-signers-not-applied": "good-custody-policy-of-seals*",
    "policy-threshold-not-applied": "good-delivery-policy-threshold",
    "delivery-file-missing": "delivery-missing delivery-unnamed-alone",
    "delivery-file-cut": "delivery-cut delivery-two-wrong",
    "delivery-file-changed": "delivery-changed delivery-longer",
    "delivery-file-unnamed": "delivery-unnamed*",
    "hand-over-open": """good-custody-hand-over-open
        custody-receipt-other-key custody-receipt-for-*""",
    "hand-over-open-forbidden": """custody-hand-over-open-forbidden
        custody-hand-over-open-then
        custody-paper-by-another-contact
        custody-on-paper-by-the-receiver
        custody-many-lines-of-another custody-condition-let-go-of-his-own
        custody-successor-of-a-lost-key
        custody-successor-of-a-key-of-another-use
        custody-key-lost-before-it-was-written""",
}

PATHS = {
    "bagit.txt": """bagit-* tar-format-first bag-no-bagit bag-bagit-mtime
        folder-missing-bagit""",
    "evidence/format": """bag-no-format folder-missing-format
        unsupported-format-* format-[!2]*""",
    "manifest-sha256.txt": """bag-no-manifest-* folder-missing-manifest-*
        bag-order-inventory-first""",
    "evidence/inventory.jsonl": """bag-no-inventory folder-missing-inventory
        bag-no-file* json-inventory-bom json-inventory-key-twice""",
    "evidence/blocks.gzi": """gzi-* bag-no-blocks folder-missing-blocks
        cut-before-last-run-and-no-blocks""",
    "evidence/case.json": "case-*",
    "evidence/conditions.json": """conditions-[!d]* bag-no-conditions
        folder-missing-conditions json-[!cis]* json-s[!t]* json-infinity
        json-comment json-control-raw json-crlf json-cut*""",
    "evidence/recipients.json": """recipients-no-salt recipients-not-array
        recipients-order recipients-salt-short""",
    "evidence/custody.jsonl": "json-custody-*",
    "evidence/disclosure.jsonl":
        "unsupported-disclosure unsupported-disclosure-folder",
    "evidence/x/gone": "tagmanifest-line-more",
    "evidence/x/": "member-x-mtime-*",
    "evidence/origin/": "member-origin-mtime",
    "evidence/x/a": "bag-tag-unlisted x-order",
    "evidence/x/a/b": "x-below-file",
    "evidence/x/a:b": "x-name",
    "evidence/x/con": "x-device",
    "evidence/x/../y": "x-parent",
    "READ-ME-FIRST.txt": "bag-no-read-me-first bag-order good-readme-*",
    "bag-info.txt": """bag-info-* bag-no-bag-info folder-missing-bag-info
        bag-tag-twice bag-tag-mtime tagmanifest-line-missing""",
    "tagmanifest-sha256.txt": """bag-no-tagmanifest-*
        folder-missing-tagmanifest-* bag-seal-before-tagmanifest
        tagmanifest-itself tagmanifest-no-last-newline tagmanifest-order
        tagmanifest-payload-line tagmanifest-upper-case tagmanifest-line-twice
        seal-of-another-bundle seal-subject-digest""",
    "evidence/seal.json": """bag-no-seal folder-missing-seal bag-seal-mtime
        seal-sig-* json-statement-* seal-flipped merkle-* objects-*""",
    "evidence/locator.json": """locator-* folder-locator bag-no-locator
        folder-missing-locator cut-after-other-locator
        cut-within-locator cut-in-changed-padding""",
    "fetch.txt": "bag-fetch",
    "manifest-md5.txt": "bag-second-manifest",
    "tagmanifest-md5.txt": "bag-second-tagmanifest",
    "evidence/other.json": "bag-unknown-tag",
    "z": "tar-end-member-after-locator",
    "con": "tar-base-device",
    "data/scene/": "manifest-folder json-inventory-minus-zero",
    "data/scene/z.txt": "manifest-line-more",
    # the member whose header is not as it must be
    "data/scene/notes.txt": """manifest-line-missing manifest-line-twice
        manifest-empty tar-mode* tar-setuid tar-uid tar-gid tar-uname
        tar-gname tar-mtime* tar-size-* tar-type-* tar-chksum-*
        tar-members-swapped tar-path-twice-unlisted tar-linkname
        tar-magic-* tar-version tar-devmajor tar-prefix
        tar-header-padding tar-pax-*""",
    "data/f": """tar-path-twice gzip-bomb seal-partial
        gzip-member-missing gzip-member-over-65280""",
    "data/a": "tar-unsorted",
    "data/a-b": "tar-unsorted-as-folders",
    "data/a/": "tar-path-file-and-folder",
    "data/a/b": "tar-path-below-*",
    "data/../evil": "tar-path-parent",
    "data/a/../f": "tar-path-parent-within",
    "data/./f": "tar-path-dot",
    "data//f": "tar-path-empty",
    "/data/f": "tar-path-absolute",
    "other/f": "tar-path-outside",
    "data/f/": "tar-path-slash-at-end",
    "data/f:s": "tar-path-colon",
    "data/a\\nb": "tar-path-newline",
    "data/a\\u{001B}b": "tar-path-control",
    "data/a\\\\..\\\\f": "tar-path-backslash",
    "data/big": "cut-at-member-border cut-in-payload-member",
}


def _full(pattern):
    whole = pattern.startswith(("good-", "unsupported-"))
    return pattern if whole else "bad-" + pattern


def expected(names):
    """({case: its codes}, {case: the path}); patterns that match nothing."""
    codes, paths, idle = {}, {}, []
    for table, take in (
            (BY_CODE, lambda name, key: codes.setdefault(name, []).append(key)),
            (PATHS, lambda name, key: paths.setdefault(name, key))):
        for key, patterns in table.items():
            for pattern in patterns.split():
                found = fnmatch.filter(names, _full(pattern))
                if not found:
                    idle.append(pattern)
                for name in found:
                    if table is PATHS or key not in codes.get(name, []):
                        take(name, key)
    return codes, paths, idle
