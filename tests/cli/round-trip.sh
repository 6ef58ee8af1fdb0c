#!/usr/bin/env bash
# Goal: what is sealed verifies elsewhere, with nothing but the file and the
# signer's public key, and by hand with nothing of ours.
. "$(dirname "$0")/lib.sh"

mkdir -p case/sub case/empty
printf 'report\n' >case/report.txt
head -c 300000 /dev/urandom >case/image.bin
: >case/sub/none
printf 'ё\n' >'case/sub/отчёт.txt'
make_key A

ends 0 'a folder is sealed' evid-seal -k A.key case
check 'the bundle has the name of its operand' test -s case.evidence.tar.gz
check 'the seal number stands at the end' says '^  seal +[0-9]{5}-[0-9]( [0-9]{5}-[0-9]){9}$'
check 'nothing half-written is left' tidy
number=$(sed -n 's/^  seal *//p' "$out")

mkdir B && cp case.evidence.tar.gz A.pub B/ && cd B || exit 1
ends 0 'it verifies with the public key' evid-verify -p A.pub case.evidence.tar.gz
check 'the verdict is VERIFIED, by name' says '^case\.evidence\.tar\.gz: VERIFIED$'
ends 0 'it verifies with the seal number' evid-verify --expect "$number" case.evidence.tar.gz
ends 3 'with no trust given it ends with 3' evid-verify case.evidence.tar.gz
check 'and says who claims to have signed' says 'Holder of A'
ends 0 'it verifies from standard input' bash -c 'evid-verify -p A.pub - <case.evidence.tar.gz'
ends 0 'it verifies through a pipe' bash -c 'cat case.evidence.tar.gz | evid-verify -p A.pub -'
ends 0 'quiet says nothing' evid-verify -q -p A.pub case.evidence.tar.gz
check 'nothing at all' test ! -s "$out" -a ! -s "$err"
ends 0 'the verdict is had as JSON' evid-verify --json -p A.pub case.evidence.tar.gz
check 'which says verified, the whole' json "$out" \
    'j["verdict"] == "verified" and j["exitStatus"] == 0 and j["scope"] == "whole" and j["integrity"]["files"] == 4'
ends 0 'the verdict goes to a file' evid-verify --json -o verdict.json -p A.pub case.evidence.tar.gz
check 'which holds it' json verdict.json 'j["verdict"] == "verified"'
ends 2 'which is not replaced unasked' evid-verify --json -o verdict.json -p A.pub case.evidence.tar.gz
ends 0 'but with --force' evid-verify --force --json -o verdict.json -p A.pub case.evidence.tar.gz

check 'gzip finds it sound' gzip -t case.evidence.tar.gz
check 'tar unpacks it' tar xzf case.evidence.tar.gz
check 'the manifest agrees by sha256sum' bash -c 'cd case && sha256sum -c --quiet manifest-sha256.txt'
check 'so do the tag files' bash -c 'cd case && sha256sum -c --quiet tagmanifest-sha256.txt'
check 'the content is the original' diff -r ../case/sub case/data/case/sub
ends 0 'the unpacked folder verifies' evid-verify -p A.pub case
gzip -dc case.evidence.tar.gz >plain.tar
ends 0 'so does the plain tar' evid-verify -p A.pub plain.tar
gzip -n9 <plain.tar >foreign.tar.gz
ends 0 'and a foreign compression' evid-verify -p A.pub foreign.tar.gz
check 'which is told of' bash -c "evid-verify -v -p A.pub foreign.tar.gz | grep -qi 'compressed'"

# shellcheck disable=SC2016	# for another shell
check 'openssl finds the signature good' bash -c '
	cd case &&
	sed '\''s/^{"payload":"\([^"]*\)".*/\1/'\'' evidence/seal.json | base64 -d >../statement &&
	sed '\''s/.*"sig":"\([^"]*\)".*/\1/'\'' evidence/seal.json | base64 -d >../signature &&
	cd .. &&
	{ printf "DSSEv1 28 application/vnd.in-toto+json %d " "$(wc -c <statement)"; cat statement; } >signed &&
	openssl pkeyutl -verify -rawin -in signed -sigfile signature -pubin -inkey A.pub'
cd .. || exit 1

for level in 0 6 9; do
	ends 0 "level $level seals, and is read back" \
	    evid-seal -$level -k A.key --verify -o "level$level.gz" case
done
ends 0 'an output that exists is replaced when asked' \
    evid-seal --force -k A.key -q case
ends 0 'the result is had as JSON' evid-seal --force --json --verify -k A.key case
check 'which tells of the bundle' json "$out" \
    'j["bundle"]["file"] == "case.evidence.tar.gz" and j["bundle"]["name"] == "case" and j["files"] == 4 and j["exitStatus"] == 0 and j["completeness"] == "complete" and j["bundle"]["volumes"] == 0'
digest=$(value "$out" 'j["sealDigest"]')
earlier=$(value "$out" 'j["sealNumber"]')
check 'the seal digest is the SHA-256 of seal.json' bash -c \
    "tar xzOf case.evidence.tar.gz case/evidence/seal.json | sha256sum | grep -q '^$digest '"
ends 0 'a seal takes the place of another, by its bundle' \
    evid-seal -q -k A.key -o next.gz --supersedes case.evidence.tar.gz case
evid-inspect --json next.gz >next.json
check 'whose digest it states' json next.json "j['seal']['supersedes'] == '$digest'"
ends 0 'or by its digest' evid-seal -q -k A.key -o next2.gz --supersedes "$digest" case
run evid-verify --json -p A.pub next2.gz
check 'which the verdict tells' json "$out" "j['supersedes'] == '$digest' != j['sealDigest']"
for each in next.gz next2.gz; do
	run evid-verify -p A.pub "$each"
	check "and its number, for people: $each" says "^  supersedes  $earlier\$"
	run evid-inspect "$each"
	check 'as what is in it does' says "^  supersedes  $earlier\$"
done
run evid-verify --json -p A.pub case.evidence.tar.gz
check 'which of others is nothing' json "$out" 'j["supersedes"] is None'
run evid-verify -p A.pub case.evidence.tar.gz
refuse 'nor told' says supersedes
finish
