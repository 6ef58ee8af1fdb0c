#!/usr/bin/env bash
# Goal: sealing leaves every inode of the source as it was, its access time
# included; only reading a symbolic link moves that link's own.
. "$(dirname "$0")/lib.sh"

make_key A
mkdir -p src/sub
head -c 300000 /dev/urandom >src/sub/file
printf 'x\n' >src/small
: >src/empty
truncate -s 1M src/sparse
mkfifo src/fifo
ln src/small src/hard
ln -s small src/link
ln -s nowhere src/dangling
setfattr -n user.note -v text src/small 2>/dev/null
# Old access times, so that a read would show (relatime moves those first).
find src -depth -exec touch -h -a -d '2001-02-03 04:05:06.789' {} +
find src -depth ! -type l -exec touch -m -d '2010-02-03 04:05:06.789' {} +

picture() {
	/usr/bin/python3 - src <<-'END'
	import hashlib, os, stat, sys
	for folder, folders, files in os.walk(sys.argv[1]):
	    folders.sort()
	    for name in [""] + sorted(files) + sorted(folders):
	        path = os.path.join(folder, name) if name else folder
	        s = os.lstat(path)
	        link = stat.S_ISLNK(s.st_mode)
	        print(path, s.st_ino, oct(s.st_mode), s.st_nlink, s.st_uid, s.st_gid,
	              s.st_size, s.st_blocks, s.st_mtime_ns, s.st_ctime_ns,
	              0 if link else s.st_atime_ns,
	              [] if link else [(a, os.getxattr(path, a)) for a in sorted(os.listxattr(path))])
	END
}
contents() { find src -type f -print0 | sort -z | xargs -0 sha256sum; }

picture >before
cp before probe
cat src/small >/dev/null
picture >probe
if same before probe; then
	moves=no
else
	moves=yes
	touch -a -d '2001-02-03 04:05:06.789' src/small
	picture >before
fi

ends 0 'a tree is sealed' evid-seal -q -k A.key --also md5 -o out.gz src
picture >after
check 'no inode of it is changed' diff before after
ends 0 'it is sealed detached' evid-seal -q -k A.key --detached -o detached.gz src
picture >after
check 'no inode of it is changed, either' diff before after
ends 0 'one of its files is sealed' evid-seal -q -k A.key -n x -o file.gz src/sub/file
picture >after
check 'which is not changed' diff before after
if [ "$moves" = yes ]; then
	result 0 'an ordinary read would have been seen here'
else
	skip 'an ordinary read would have been seen here' \
	    'this file system keeps no access times'
fi
contents >content
ends 0 'the detached payload is verified' evid-verify -q -p A.pub --payload . detached.gz
contents >again
check 'the content is what it was' same content again
finish
