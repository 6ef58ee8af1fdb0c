# evid_layer(NAME [LINKS target...])
#
# One layer of the library: an OBJECT library of libevidence/src/NAME and of
# the rooms in it.
# Its objects join the list EVID_OBJECTS in the caller's scope.  A layer
# without sources is no target.  Includes are written from the root of the
# sources, "base/buf.h"; that none goes upwards is checked by tests/policy.
function(evid_layer name)
	cmake_parse_arguments(arg "" "" "LINKS;DEFINITIONS" ${ARGN})
	file(GLOB_RECURSE sources CONFIGURE_DEPENDS
	    ${CMAKE_CURRENT_SOURCE_DIR}/src/${name}/*.c)
	if(NOT sources)
		return()
	endif()
	add_library(evi_${name} OBJECT ${sources})
	target_include_directories(evi_${name} PRIVATE
	    ${CMAKE_CURRENT_SOURCE_DIR}/include
	    ${CMAKE_CURRENT_SOURCE_DIR}/src)
	target_compile_options(evi_${name} PRIVATE ${EVID_STRICT_WARNINGS})
	target_compile_definitions(evi_${name} PRIVATE
	    EVID_VERSION_TEXT="${PROJECT_VERSION}" ${arg_DEFINITIONS})
	target_link_libraries(evi_${name} PRIVATE ${arg_LINKS})
	set(EVID_OBJECTS ${EVID_OBJECTS} $<TARGET_OBJECTS:evi_${name}>
	    PARENT_SCOPE)
endfunction()
