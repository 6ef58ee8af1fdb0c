#!/usr/bin/env bash
# Goal: progress is shown on a terminal's standard error, or when asked, and
# never mixes with the result.
. "$(dirname "$0")/lib.sh"

make_key A
head -c 30000000 /dev/urandom >big
run evid-seal -k A.key --json -9 -j 1 -o a.gz --progress always big
check 'a bar is shown when asked' tells 'sealing .*%'
check 'and the result is apart' json "$out" 'j["exitStatus"] == 0'
run evid-seal -k A.key --json -9 -j 1 -o b.gz big
check 'none is shown unasked where there is no terminal' test ! -s "$err"
ends 0 'at a terminal' at_terminal 'evid-seal -k A.key -9 -j 1 -o c.gz big'
check 'a bar is shown' says 'sealing .*%'
ends 0 'at a terminal, quietly' at_terminal 'evid-seal -q -k A.key -9 -j 1 -o d.gz big'
check 'none is shown' test ! -s "$out"
ends 0 'at a terminal, never' \
    at_terminal 'evid-seal --progress never -k A.key -9 -j 1 -o e.gz big'
refuse 'none is shown, either' says 'sealing'
finish
