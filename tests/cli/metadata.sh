#!/usr/bin/env bash
# Goal: the inventory tells of every object what the file system tells:
# times, owners, modes, attributes, access lists, holes, links, devices.
. "$(dirname "$0")/lib.sh"

make_key A
mkdir -p src/sub
printf 'content\n' >src/file
touch -d '2020-01-02 03:04:05.678901234 UTC' src/file
chmod 4751 src/file
printf 'old\n' >src/old && touch -d '1960-05-06 07:08:09.5 UTC' src/old
ln src/file src/zz-hard
ln -s ../somewhere src/symlink
mkfifo src/fifo
/usr/bin/python3 -c '
import socket
s = socket.socket(socket.AF_UNIX)
s.bind("src/socket")'
/usr/bin/python3 -c '
with open("src/holes", "wb") as f:
    f.truncate(4 << 20)
    f.seek(1 << 20)
    f.write(b"x" * 65536)'
attributes=no
setfattr -n user.note -v 'some text' src/file 2>/dev/null && attributes=yes
acl=no
setfacl -m u:nobody:r -d -m g:users:rx src/sub 2>/dev/null && acl=yes
devices=no
mknod src/null c 1 3 2>/dev/null && devices=yes
chown 12345:54321 src/old 2>/dev/null
ln -s "$(printf 'not-\377-utf8')" src/symlink-bytes
touch -a -d '2003-04-05 06:07:08.000000009 UTC' src/file

ends 0 'a tree with objects of every kind is sealed' evid-seal -q -k A.key src
ends 0 'and verifies' evid-verify -q -p A.pub src.evidence.tar.gz
has() {		# has NAME PATH EXPRESSION
	line src.evidence.tar.gz "$2" >line.json
	check "$1" json line.json "$3"
}
has 'the time of change has nine decimals' src/file \
    'j["source"]["modified"] == "2020-01-02T03:04:05.678901234Z"'
accessed=$(date -u -d "@$(stat -c %.9X src/file)" '+%Y-%m-%dT%H:%M:%S.%NZ')
changed=$(date -u -d "@$(stat -c %.9Z src/file)" '+%Y-%m-%dT%H:%M:%S.%NZ')
has 'the time of access is that of the file system' src/file \
    "j['source']['accessed'] == '$accessed' == '2003-04-05T06:07:08.000000009Z'"
has 'so is that of the last change of status' src/file \
    "j['source']['changed'] == '$changed'"
has 'a time before 1970 is told' src/old \
    'j["source"]["modified"] == "1960-05-06T07:08:09.500000000Z"'
has 'mode and owner are told' src/file \
    'j["source"]["mode"] == "4751" and j["source"]["uid"] == '"$(id -u)"' and j["source"]["user"] == "'"$(id -un)"'" and j["source"]["gid"] == '"$(id -g)"' and j["source"]["group"] == "'"$(id -gn)"'"'
born=$(stat -c %W src/file)
if [ "$born" -gt 0 ]; then
	has 'the time of birth is told' src/file \
	    "j['source']['born'][:20] == '$(date -u -d "@$born" '+%Y-%m-%dT%H:%M:%S.')'"
else
	skip 'the time of birth is told' 'this file system keeps none'
fi
if [ "$(stat -c %u src/old)" = 12345 ]; then
	has 'an owner without a name is told by number' src/old \
	    'j["source"]["uid"] == 12345 and j["source"]["gid"] == 54321 and "user" not in j["source"]'
else
	skip 'an owner without a name is told by number' 'needs root'
fi
has 'a hard link points at the first name' src/zz-hard \
    'j["type"] == "hardlink" and j["source"]["link"] == "data/src/file" and j["sha256"] is None and j["size"] == 0'
has 'whose content is stored once' src/file 'j["type"] == "file" and j["size"] == 8'
has 'a symbolic link is its text' src/symlink \
    'j["type"] == "symlink" and j["source"]["target"] == "../somewhere"'
has 'also where that is not UTF-8' src/symlink-bytes \
    'j["source"]["targetBase64"] == "'"$(printf 'not-\377-utf8' | base64)"'" and "target" not in j["source"]'
has 'a fifo is told, not read' src/fifo 'j["type"] == "special" and j["source"]["special"] == "fifo"'
has 'a socket, too' src/socket 'j["type"] == "special" and j["source"]["special"] == "socket"'
has 'a folder has a line of its own' src/sub 'j["type"] == "directory" and j["path"] == "data/src/sub/"'
if [ "$(stat -c %b src/holes)" -lt 8192 ]; then
	has 'holes are told' src/holes \
	    'j["source"]["holes"][0]["offset"] == 0 and j["size"] == 4 << 20'
else
	skip 'holes are told' 'this file system keeps none'
fi
if [ "$attributes" = yes ]; then
	has 'extended attributes are told' src/file \
	    '{"name": "user.note", "value": "c29tZSB0ZXh0"} in j["source"]["xattrs"]'
else
	skip 'extended attributes are told' 'this file system keeps none'
fi
if [ "$acl" = yes ]; then
	has 'an access list is told' src/sub '"nobody" in j["source"]["acl"]["access"]'
	has 'and that for what is made in it' src/sub '"users" in j["source"]["acl"]["default"]'
else
	skip 'an access list is told, and a default one' 'this file system keeps none'
fi
if [ "$devices" = yes ]; then
	has 'a device in a tree is told, not read' src/null \
	    'j["source"]["special"] == "character-device" and j["source"]["device"] == "1:3"'
else
	skip 'a device in a tree is told, not read' 'mknod is not allowed here'
fi
evid-seal -q -k A.key --also md5,sha1,sha512 -o also.gz src/file
line also.gz file >line.json
check 'further hashes are those of the tools' json line.json "
j['hashes']['md5']['value'] == '$(md5sum <src/file | cut -d' ' -f1)' and
j['hashes']['sha1']['value'] == '$(sha1sum <src/file | cut -d' ' -f1)' and
j['hashes']['sha512']['value'] == '$(sha512sum <src/file | cut -d' ' -f1)' and
j['hashes']['md5']['over'] == 'file'"
check 'the first name of a link is its own operand' json line.json 'j["type"] == "file"'
ends 0 'links between operands are found' \
    evid-seal -q -k A.key -n x -o both.gz src/file src/zz-hard
line both.gz zz-hard >line.json
check 'and stored once' json line.json 'j["type"] == "hardlink" and j["source"]["link"] == "data/file"'
# An entry of the group file names all members: longer than what is first
# asked with.
{
	printf 'seized:x:54321:'
	seq -s, -f 'member-%.0f' 5000
} >members
bound() {		# bound COMMAND...: where that is the group file
	unshare -m sh -c 'mount --bind members /etc/group && exec "$@"' sh "$@"
}
if [ "$(stat -c %g src/old)" = 54321 ] && bound true 2>/dev/null; then
	ends 0 'a tree of a group with 5000 members is sealed' \
	    bound evid-seal -q -k A.key -n x -o group.gz src/old
	line group.gz old >line.json
	check 'and its name is told' json line.json 'j["source"]["group"] == "seized"'
else
	skip 'the name of a group with 5000 members is told' 'needs root, and a mount'
fi
run evid-seal -k A.key -n x -o link.gz src/symlink
check 'a link alone has no content to seal' test "$status" -eq 2
mkdir -p over/below && cp src/file over/ && cp src/file over/below/
if mount -t tmpfs -o size=1m tmpfs over/below 2>/dev/null; then
	mounts+=("$dir/over/below")
	cp src/file over/below/inner
	ends 0 'one file system alone is sealed when asked' \
	    evid-seal -q -k A.key -o over.gz --one-file-system over
	evid-inspect --json over.gz >over.json
	check 'what is mounted there is left out, and the seal says so' json over.json \
	    '"one-file-system" in j["seal"]["excluded"] and [m["original"] for m in j["members"]] == ["over", "over/below", "over/file"]'
	ends 0 'unasked, all of it' evid-seal -q -k A.key -o all.gz over
	line all.gz over/below/inner >line.json
	check 'with what is mounted there' json line.json 'j["type"] == "file"'
else
	skip 'one file system alone is sealed when asked' 'nothing may be mounted here'
fi
mkdir left && cp src/file left/keep.txt && cp src/file left/drop.tmp && mkdir left/cache && cp src/file left/cache/x
ends 0 'what matches is left out' \
    evid-seal -q -k A.key -o left.gz --exclude '*.tmp' --exclude cache left
evid-inspect --json left.gz >left.json
check 'and the seal says what was' json left.json \
    'any("*.tmp" in e for e in j["seal"]["excluded"]) and not any("drop" in m["original"] or "cache" in m["original"] for m in j["members"])'
run evid-seal -k A.key -o left2.gz --exclude '*.tmp' --exclude 'left/drop*' --exclude cache left
check 'of patterns that match, also the same, nothing is said' bash -c "! grep -q 'matches nothing' '$err'"
for idle in drp.tmp '' '[' / left/cache/x; do
	ends 0 "a pattern that matches nothing: '$idle'" \
	    evid-seal --json --force -k A.key -o left2.gz --exclude "$idle" --exclude cache left
	check 'is told' tells 'matches nothing that was found'
	check 'in JSON, too' json "$out" \
	    '[f["message"] for f in j["findings"]] == ["this pattern of what to leave out matches nothing that was found"]'
done
ends 0 'the output, left out, is something' \
    evid-seal -k A.key -o left/out.gz --exclude out.gz left
check 'also when it is not there yet' bash -c "! grep -q 'matches nothing' '$err'"
finish
