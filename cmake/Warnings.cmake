# Warnings for our own code.  Sign conversions are left out: they are checked
# where they matter, by base/'s checked arithmetic.

add_compile_options(
	-Wall -Wextra -Wpedantic -Wshadow -Wundef -Wvla -Wpointer-arith
	-Wwrite-strings -Wstrict-prototypes
	-Wformat=2 -Wno-format-nonliteral)
if(EVID_WERROR)
	add_compile_options(-Werror)
endif()

# For the product, not for its tests.
set(EVID_STRICT_WARNINGS
	-Wconversion -Wno-sign-conversion -Wmissing-prototypes)
