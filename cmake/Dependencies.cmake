# The libraries we stand on, by pkg-config.  Each is used by one file of
# libevidence/src/adapt/ and by nothing else; libseccomp by the tools alone.

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)

set(EVID_DEPENDENCIES
	libsodium libcrypto libacl libdeflate zlib libutf8proc jansson)
set(EVID_DEPENDENCY_TARGETS)
foreach(dep ${EVID_DEPENDENCIES})
	pkg_check_modules(${dep} REQUIRED IMPORTED_TARGET ${dep})
	list(APPEND EVID_DEPENDENCY_TARGETS PkgConfig::${dep})
endforeach()

# ISA-L makes level 1 faster where the CPU has it; zlib stands in for it.
if(EVID_ISAL)
	pkg_check_modules(libisal IMPORTED_TARGET libisal)
	if(libisal_FOUND)
		list(APPEND EVID_DEPENDENCIES libisal)
		list(APPEND EVID_DEPENDENCY_TARGETS PkgConfig::libisal)
	endif()
endif()

# Works out the filters of the tools' sandbox when they are built; nothing is
# linked with it.
if(EVID_SECCOMP)
	pkg_check_modules(libseccomp IMPORTED_TARGET libseccomp)
	if(NOT libseccomp_FOUND)
		message(STATUS "libseccomp is not here: the tools' sandbox "
		    "will filter no system calls")
	endif()
endif()
