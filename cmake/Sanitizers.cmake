# Instrumented builds: sanitizers, coverage, fuzzing.

if(EVID_SANITIZE STREQUAL "address")
	set(flags -fsanitize=address,undefined -fno-sanitize-recover=all)
elseif(EVID_SANITIZE STREQUAL "thread")
	set(flags -fsanitize=thread)
elseif(EVID_SANITIZE)
	message(FATAL_ERROR "EVID_SANITIZE is address or thread")
else()
	set(flags)
endif()

if(EVID_FUZZ)
	if(NOT CMAKE_C_COMPILER_ID MATCHES "Clang")
		message(FATAL_ERROR "EVID_FUZZ needs clang: CC=clang cmake ...")
	endif()
	add_compile_options(-fsanitize=fuzzer-no-link)
	if(NOT EVID_SANITIZE)
		set(flags
		    -fsanitize=address,undefined -fno-sanitize-recover=all)
	endif()
endif()

if(flags)
	add_compile_options(${flags} -fno-omit-frame-pointer -g)
	add_link_options(${flags})
endif()

if(EVID_COVERAGE)
	# Threads count, too.
	add_compile_options(--coverage -fprofile-update=atomic)
	add_link_options(--coverage)
endif()
