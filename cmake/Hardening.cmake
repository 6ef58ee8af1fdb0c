# Hardening of everything that is built, and reproducible paths.

include(CheckCCompilerFlag)
include(CheckPIESupported)

check_pie_supported(LANGUAGES C)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

foreach(flag
	-fstack-protector-strong -fstack-clash-protection -fcf-protection)
	string(MAKE_C_IDENTIFIER "EVID_HAS${flag}" var)
	check_c_compiler_flag(${flag} ${var})
	if(${var})
		add_compile_options(${flag})
	endif()
endforeach()

# Without optimisation it only warns, and it hides calls from a sanitizer.
if(NOT EVID_SANITIZE AND NOT EVID_FUZZ)
	add_compile_options(
	    $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE>
	    $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=2>)
endif()

add_link_options(-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack
	-Wl,-z,separate-code -Wl,--enable-new-dtags)

# The same bytes from any folder, on any day; of two that match, the last one
# counts.
add_compile_options(-Wdate-time
	-ffile-prefix-map=${CMAKE_SOURCE_DIR}=.
	-ffile-prefix-map=${CMAKE_BINARY_DIR}=.)
