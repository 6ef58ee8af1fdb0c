#!/usr/bin/env bash
# Goal: no bundle of one file gets a name by which it and the volumes beside it
# would be taken for one set, so that neither verifies.
. "$(dirname "$0")/lib.sh"

make_key A
mkdir src && head -c 300000 /dev/urandom >src/file
evid-seal -q -k A.key --volume 100K -o set.gz src
sha256sum set.gz.* >before
fails 2 'set\.gz\.002: exists already, and would be taken for a volume' \
    'one file is not put in the place of a volume' \
    evid-seal -q -k A.key --force -o set.gz.001 src
fails 2 'set\.gz\.001: exists already' 'nor after the last' \
    evid-seal -q -k A.key -o set.gz.009 src
check 'and all is as it was' sha256sum --quiet -c before
mv set.gz.001 first
fails 2 'set\.gz\.002' 'nor where one is missing' \
    evid-seal -q -k A.key -o set.gz.001 src
check 'nothing stands there' test ! -e set.gz.001
ends 0 'with nothing beside it, a name is a name' \
    evid-seal -q -k A.key -o alone.gz.001 src
ends 0 'and verifies' evid-verify -q -p A.pub alone.gz.001
ends 0 '.000 is no volume' evid-seal -q -k A.key -o set.gz.000 src
finish
