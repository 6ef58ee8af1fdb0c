# The bill of materials: what the built files really link, as CycloneDX JSON.
#
#   cmake -D OUT=FILE -D NAME=.. -D VERSION=.. -D READELF=.. -D COMPILER=..
#	-D "FILES=lib/libx.so;bin/y" -P Sbom.cmake
#
# It is read from the files (their NEEDED entries), not from what the build
# asked for.  A library is named by the Debian package that holds it, with
# its version; where dpkg does not know it, by its soname, and by pkg-config's
# version where that is known.  The same files on the same system give the same
# bytes: no serial number, and a time only where SOURCE_DATE_EPOCH gives it.
cmake_minimum_required(VERSION 3.20)

# needed(FILE OUT): the sonames that it names as needed
function(needed file out)
	execute_process(COMMAND ${READELF} -dW ${file}
	    OUTPUT_VARIABLE text RESULT_VARIABLE code)
	if(code)
		message(FATAL_ERROR "${READELF} cannot read ${file}")
	endif()
	string(REGEX MATCHALL "\\(NEEDED\\)[^\n]*" lines "${text}")
	list(TRANSFORM lines REPLACE ".*\\[(.*)\\].*" "\\1")
	list(SORT lines)
	set(${out} ${lines} PARENT_SCOPE)
endfunction()

# soname_of(FILE OUT): what others call it, empty for a program
function(soname_of file out)
	execute_process(COMMAND ${READELF} -dW ${file} OUTPUT_VARIABLE text)
	set(${out} "" PARENT_SCOPE)
	if(text MATCHES "\\(SONAME\\)[^\n]*\\[([^\n]*)\\]")
		set(${out} ${CMAKE_MATCH_1} PARENT_SCOPE)
	endif()
endfunction()

# debian(SONAME OUT): "package;version;architecture", or nothing
function(debian soname out)
	set(${out} "" PARENT_SCOPE)
	find_program(DPKG_QUERY dpkg-query)
	if(NOT DPKG_QUERY)
		return()
	endif()
	execute_process(COMMAND ${COMPILER} -print-file-name=${soname}
	    OUTPUT_VARIABLE path OUTPUT_STRIP_TRAILING_WHITESPACE)
	if(NOT IS_ABSOLUTE "${path}")
		return()
	endif()
	# Of a file in /usr/lib, dpkg may know only as of one in /lib.
	file(REAL_PATH ${path} real)
	string(REGEX REPLACE "^/usr/" "/" bare ${real})
	get_filename_component(beside ${bare} DIRECTORY)
	foreach(each ${real} ${bare} /usr${beside}/${soname}
		${beside}/${soname})
		execute_process(COMMAND ${DPKG_QUERY} -S ${each}
		    OUTPUT_VARIABLE text RESULT_VARIABLE code ERROR_QUIET)
		if(code EQUAL 0)
			break()
		endif()
	endforeach()
	if(code OR NOT text MATCHES "^([a-z0-9.+:-]+): ")
		return()
	endif()
	execute_process(COMMAND ${DPKG_QUERY} -W
	    -f "\${Package}|\${Version}|\${Architecture}" ${CMAKE_MATCH_1}
	    OUTPUT_VARIABLE text RESULT_VARIABLE code)
	if(code EQUAL 0)
		string(REPLACE "|" ";" text "${text}")
		set(${out} ${text} PARENT_SCOPE)
	endif()
endfunction()

# module_version(SONAME OUT): what pkg-config says of libNAME or NAME
function(module_version soname out)
	set(${out} "" PARENT_SCOPE)
	string(REGEX REPLACE "\\.so.*" "" stem ${soname})
	string(REGEX REPLACE "^lib" "" short ${stem})
	find_program(PKG_CONFIG NAMES pkg-config pkgconf)
	if(NOT PKG_CONFIG)
		return()
	endif()
	foreach(each ${stem} ${short} ${short}lib)
		execute_process(COMMAND ${PKG_CONFIG} --modversion ${each}
		    OUTPUT_VARIABLE text RESULT_VARIABLE code ERROR_QUIET
		    OUTPUT_STRIP_TRAILING_WHITESPACE)
		if(code EQUAL 0)
			set(${out} ${text} PARENT_SCOPE)
			return()
		endif()
	endforeach()
endfunction()

# system(OUT): the distribution, as package URLs call it
function(system out)
	set(${out} debian PARENT_SCOPE)
	if(EXISTS /etc/os-release)
		file(STRINGS /etc/os-release line REGEX "^ID=")
		string(REGEX REPLACE "^ID=\"?([a-z0-9._-]*).*" "\\1" id
		    "${line}")
		set(${out} ${id} PARENT_SCOPE)
	endif()
endfunction()

# quoted(OUT TEXT): a string of JSON; what needs an escape is refused
function(quoted out text)
	if(NOT text MATCHES "^[A-Za-z0-9 ./:@?=&%+~_,()-]*$")
		message(FATAL_ERROR "this cannot stand in a bill: ${text}")
	endif()
	set(${out} "\"${text}\"" PARENT_SCOPE)
endfunction()

# refs(OUT REF...): a sorted array of references
function(refs out)
	set(all ${ARGN})
	list(REMOVE_DUPLICATES all)
	list(SORT all)
	list(TRANSFORM all REPLACE "(.+)" "\"\\1\"")
	list(JOIN all ", " text)
	set(${out} "[${text}]" PARENT_SCOPE)
endfunction()

# component(OUT TYPE REF NAME VERSION PURL SONAME...)
function(component out type ref name version purl)
	set(lines "\"type\": \"${type}\"")
	quoted(text "${ref}")
	list(APPEND lines "\"bom-ref\": ${text}")
	quoted(text "${name}")
	list(APPEND lines "\"name\": ${text}")
	if(version)
		quoted(text "${version}")
		list(APPEND lines "\"version\": ${text}")
	endif()
	if(purl)
		quoted(text "${purl}")
		list(APPEND lines "\"purl\": ${text}")
	endif()
	set(properties)
	foreach(soname ${ARGN})
		quoted(text "${soname}")
		list(APPEND properties
		    "{ \"name\": \"libevidence:soname\", \"value\": ${text} }")
	endforeach()
	if(properties)
		list(JOIN properties ", " text)
		list(APPEND lines "\"properties\": [${text}]")
	endif()
	list(JOIN lines ",\n\t\t\t" text)
	set(${out} "{\n\t\t\t${text}\n\t\t}" PARENT_SCOPE)
endfunction()

# Who needs what.
set(own)		# sonames of ours
set(sonames)		# all that is needed
foreach(file ${FILES})
	soname_of(${file} soname)
	get_filename_component(title ${file} NAME)
	if(soname)
		set(title ${soname})
		list(APPEND own ${soname})
	endif()
	set(title_${file} ${title})
	needed(${file} needs_${file})
	list(APPEND sonames ${needs_${file}})
endforeach()
list(REMOVE_DUPLICATES sonames)
list(REMOVE_ITEM sonames ${own})
list(SORT sonames)

# What each soname is part of; several may be of one package.
system(distribution)
set(packages)
foreach(soname ${sonames})
	debian(${soname} found)
	if(found)
		list(GET found 0 name)
		list(GET found 1 version)
		list(GET found 2 architecture)
		string(REPLACE "+" "%2B" escaped "${version}")
		string(REPLACE "+" "%2B" package "${name}")
		set(ref "pkg:deb/${distribution}/${package}@${escaped}")
		string(APPEND ref "?arch=${architecture}")
		set(purl_${ref} ${ref})
	else()
		module_version(${soname} version)
		set(name ${soname})
		set(ref "soname:${soname}")
		set(purl_${ref} "")
	endif()
	set(name_${ref} ${name})
	set(version_${ref} "${version}")
	list(APPEND sonames_${ref} ${soname})
	list(APPEND packages ${ref})
	set(ref_${soname} ${ref})
endforeach()
list(REMOVE_DUPLICATES packages)
list(SORT packages)
foreach(soname ${own})
	set(ref_${soname} "file:${soname}")
endforeach()

set(components)
set(edges)
set(ours)
foreach(file ${FILES})
	set(type application)
	if(title_${file} IN_LIST own)
		set(type library)
	endif()
	set(ref "file:${title_${file}}")
	component(text ${type} ${ref} ${title_${file}} ${VERSION} "")
	list(APPEND components "${text}")
	list(APPEND ours ${ref})
	set(on)
	foreach(soname ${needs_${file}})
		list(APPEND on ${ref_${soname}})
	endforeach()
	refs(text ${on})
	list(APPEND edges "{ \"ref\": \"${ref}\", \"dependsOn\": ${text} }")
endforeach()
foreach(ref ${packages})
	component(text library ${ref} ${name_${ref}} "${version_${ref}}"
	    "${purl_${ref}}" ${sonames_${ref}})
	list(APPEND components "${text}")
	list(APPEND edges "{ \"ref\": \"${ref}\" }")
endforeach()
refs(text ${ours})
list(PREPEND edges "{ \"ref\": \"${NAME}\", \"dependsOn\": ${text} }")

set(when "")
if(DEFINED ENV{SOURCE_DATE_EPOCH})
	string(TIMESTAMP when "%Y-%m-%dT%H:%M:%SZ" UTC)
	set(when "\n\t\t\"timestamp\": \"${when}\",")
endif()
list(JOIN components ",\n\t\t" components)
list(JOIN edges ",\n\t\t" edges)
file(WRITE ${OUT} "{
	\"$schema\": \"http://cyclonedx.org/schema/bom-1.5.schema.json\",
	\"bomFormat\": \"CycloneDX\",
	\"specVersion\": \"1.5\",
	\"version\": 1,
	\"metadata\": {${when}
		\"component\": {
			\"type\": \"application\",
			\"bom-ref\": \"${NAME}\",
			\"name\": \"${NAME}\",
			\"version\": \"${VERSION}\",
			\"licenses\": [{ \"license\": { \"id\": \"BSD-2-Clause\" } }]
		}
	},
	\"components\": [
		${components}
	],
	\"dependencies\": [
		${edges}
	]
}
")
