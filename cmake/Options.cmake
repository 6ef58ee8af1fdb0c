# Options of the build, and the defaults of what CMake leaves open.

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
	set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Kind of build" FORCE)
endif()

# A developer's build stops at a warning; a packager's, with a compiler that
# we have not seen, does not.
if(CMAKE_BUILD_TYPE STREQUAL "Debug")
	set(werror ON)
else()
	set(werror OFF)
endif()
if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/tests/CMakeLists.txt)
	set(tests ON)
else()
	set(tests OFF)
endif()

option(EVID_WERROR "Treat warnings as errors" ${werror})
option(EVID_TESTS "Build the tests" ${tests})
option(EVID_FUZZ "Build the fuzz targets (needs clang)" OFF)
option(EVID_COVERAGE "Instrument for gcov" OFF)
option(EVID_ISAL "Use ISA-L for level 1 where it is found" ON)
option(EVID_SECCOMP "Filter the tools' system calls, by libseccomp" ON)
set(EVID_SANITIZE "" CACHE STRING "Sanitizer: empty, address or thread")
set_property(CACHE EVID_SANITIZE PROPERTY STRINGS "" address thread)

set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)

# The system's interfaces that the code uses: openat2, statx, SEEK_HOLE.
add_compile_definitions(_GNU_SOURCE _FILE_OFFSET_BITS=64)
