#!/usr/bin/env bash
# Goal: a seal by a key that was stolen since proves nothing, and what the
# verdict says to do about it leads on.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
make_key A
make_key B
mkdir SMS
printf 'x' >SMS/a
evid-seal -q --json -k A.key SMS >sealed.json || exit 1
number=$(value sealed.json 'j["sealNumber"]')
evid-trust init -q -o d.json --name un247 --threshold 1
evid-trust add -q --state VN --kind court --authority en=Court --key B.pub --use directory d.json 2>/dev/null
evid-trust add -q --state KZ --kind court --authority en=Court --key A.pub --use seal --valid-from 2020-01-01 d.json
evid-trust revoke -q --key A.pub --reason compromised --at 2026-01-02 d.json 2>/dev/null
evid-trust sign -q -k B.key d.json || exit 1

ends 3 'a seal by a stolen key is not trusted' evid-verify -t d.json SMS.evidence.tar.gz
check 'and said to be that' says '\[key-compromised\]'
check 'with what helps' says 'hint: .*verify by it alone: --expect, without -t$'
ends 3 'which is not the directory and the number' evid-verify -t d.json --expect "$number" SMS.evidence.tar.gz
ends 0 'but the number alone' evid-verify --expect "$number" SMS.evidence.tar.gz
check 'which the signer noted' says 'trusted by the seal number'
finish
