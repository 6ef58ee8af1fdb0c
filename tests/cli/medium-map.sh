#!/usr/bin/env bash
# Goal: what ddrescue could not read of a medium is stated in the inventory,
# and makes the seal partial.
. "$(dirname "$0")/lib.sh"

make_key A
head -c 1048576 /dev/urandom >disk.img
cat >disk.map <<'END'
# Mapfile. Created by GNU ddrescue version 1.27
# Command line: ddrescue /dev/sdb disk.img disk.map
# current_pos  current_status  current_pass
0x00050000     +               1
#      pos        size  status
0x00000000  0x00040000  +
0x00040000  0x00001000  -
0x00041000  0x0000F000  +
0x00050000  0x00002000  ?
0x00052000  0x000AE000  +
END
run evid-seal -k A.key --map disk.map disk.img
check 'an image with holes in its reading is sealed, and partial' test "$status" -eq 3
ends 3 'its bundle is intact, but partial' evid-verify -p A.pub disk.img.evidence.tar.gz
line disk.img.evidence.tar.gz disk.img >line.json
check 'the ranges are told' json line.json \
    '[(u["offset"], u["length"], u["fill"]) for u in j["unread"]] == [(0x40000, 0x1000, "source"), (0x50000, 0x2000, "source")]'
check 'the content is the image as it is' bash -c \
    'tar xzOf disk.img.evidence.tar.gz disk.img/data/disk.img | cmp - disk.img'
sed 's/[-?]$/+/' disk.map >whole.map
ends 0 'a map without gaps leaves the seal complete' \
    evid-seal -q -k A.key --map whole.map -o whole.gz disk.img
printf '0x0  0x10  Q\n' >bad.map
fails 2 'bad\.map' 'a map that is none' \
    evid-seal -k A.key --map bad.map -o bad.gz disk.img
fails 2 '/dev/zero: a line of it' 'a map that never ends a line' \
    evid-seal -k A.key --map /dev/zero -o bad.gz disk.img
mkdir folder && cp disk.img folder/
fails 2 'map' 'a map for a folder' \
    evid-seal -k A.key --map disk.map -o bad.gz folder
check 'nothing appears' absent bad.gz
finish
