#!/usr/bin/env bash
# Goal: what is not there yet is not offered, and nothing that looks like it
# is taken for it: trusted timestamps, encryption, disclosure of a part.
. "$(dirname "$0")/lib.sh"

make_key A
mkdir src
echo content >src/file
evid-seal -q -k A.key -n SMS src
bundle=SMS.evidence.tar.gz

for tool in evid-seal evid-verify evid-extract evid-custody; do
	for option in -r --recipient --url --timestamp --disclose; do
		[ "$tool" = evid-custody ] || fails 2 'there is no such option' \
		    "$tool takes no $option" "$tool" "$option" x "$bundle"
	done
done
for tool in timestamp encrypt decrypt disclose; do
	refuse "there is no evid-$tool" command -v "evid-$tool"
done

# Time is the signer's claim, whatever lies beside the bundle.
printf 'not a token' >"$bundle.tsr"
ends 0 'a token beside the bundle is not looked at' evid-verify -p A.pub \
    "$bundle"
check 'the verdict says that there is none' says 'no trusted timestamp'
ends 0 'also as JSON' evid-verify --json -p A.pub "$bundle"
check 'nothing is proven' json "$out" 'j["time"]["proven"] is None'

# What is encrypted is no bundle: not even its signer is told.
{
	printf 'age-encryption.org/v1\n-> X25519 %s\n' \
	    "$(head -c 32 /dev/zero | base64 | tr -d =)"
	printf '%s\n--- %s\n' "$(head -c 32 /dev/zero | base64 | tr -d =)" \
	    "$(head -c 32 /dev/zero | base64 | tr -d =)"
	head -c 5000 /dev/urandom
} >SMS.age
ends 1 'an encrypted file is no bundle' evid-verify -p A.pub SMS.age
check 'which is said' says 'not-a-bundle'
refuse 'and nobody is told of as its signer' says 'sealed by'
ends 1 'nor is anything given out' evid-extract -p A.pub -C out SMS.age
check 'at all' absent out
{
	printf -- '-----BEGIN AGE ENCRYPTED FILE-----\n'
	base64 SMS.age
	printf -- '-----END AGE ENCRYPTED FILE-----\n'
} >SMS.pem
ends 1 'in letters neither' evid-verify -q -p A.pub SMS.pem
finish
