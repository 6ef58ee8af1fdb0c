# A text as a C array: cmake -D IN=FILE -D OUT=FILE.c -D NAME=symbol -P this
#
# Gives `const char NAME_text[]`, which ends with a NUL, and
# `const size_t NAME_len`, without it.

if(CMAKE_SCRIPT_MODE_FILE)
	get_filename_component(title ${IN} NAME)
	file(READ ${IN} bytes HEX)
	string(REGEX REPLACE "(................................)" "\\1\n\t"
	    bytes "${bytes}")
	string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes
	    "${bytes}")
	file(WRITE ${OUT} "/* ${title}, as it goes into bundles. */
#include <stddef.h>

extern const char ${NAME}_text[];
extern const size_t ${NAME}_len;

const char ${NAME}_text[] = {
	${bytes}
	0
};
const size_t ${NAME}_len = sizeof(${NAME}_text) - 1;
")
	return()
endif()

# evid_embed(LAYER FILE NAME): the array becomes part of that layer.
function(evid_embed layer file name)
	set(out ${CMAKE_CURRENT_BINARY_DIR}/${name}.c)
	add_custom_command(OUTPUT ${out}
	    COMMAND ${CMAKE_COMMAND} -DIN=${file} -DOUT=${out} -DNAME=${name}
		-P ${PROJECT_SOURCE_DIR}/cmake/Embed.cmake
	    DEPENDS ${file} ${PROJECT_SOURCE_DIR}/cmake/Embed.cmake
	    COMMENT "Embedding ${file}" VERBATIM)
	target_sources(evi_${layer} PRIVATE ${out})
endfunction()
