# What goes into a prefix, and what takes it out again.

include(CMakePackageConfigHelpers)

get_property(tools GLOBAL PROPERTY EVID_TOOLS)
if(tools)
	install(TARGETS ${tools} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

if(TARGET evidence)
	install(TARGETS evidence EXPORT libevidence
	    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
	install(DIRECTORY libevidence/include/evidence
	    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
	    FILES_MATCHING PATTERN "*.h")

	set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/libevidence)
	install(EXPORT libevidence NAMESPACE libevidence::
	    FILE libevidence-targets.cmake DESTINATION ${package_dir})
	configure_package_config_file(
	    cmake/libevidence-config.cmake.in
	    ${CMAKE_BINARY_DIR}/libevidence-config.cmake
	    INSTALL_DESTINATION ${package_dir})
	write_basic_package_version_file(
	    ${CMAKE_BINARY_DIR}/libevidence-config-version.cmake
	    COMPATIBILITY SameMinorVersion)
	install(FILES
	    ${CMAKE_BINARY_DIR}/libevidence-config.cmake
	    ${CMAKE_BINARY_DIR}/libevidence-config-version.cmake
	    DESTINATION ${package_dir})

	# Relative, so that a moved prefix still works.
	file(RELATIVE_PATH EVID_PC_PREFIX
	    /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
	configure_file(cmake/libevidence.pc.in
	    ${CMAKE_BINARY_DIR}/libevidence.pc @ONLY)
	install(FILES ${CMAKE_BINARY_DIR}/libevidence.pc
	    DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endif()

# What the installed files link, read from them once they are built.
if(TARGET evidence AND tools)
	set(bill ${CMAKE_BINARY_DIR}/libevidence.cdx.json)
	set(built $<TARGET_FILE:evidence>)
	foreach(tool ${tools})
		list(APPEND built $<TARGET_FILE:${tool}>)
	endforeach()
	add_custom_command(OUTPUT ${bill}
	    COMMAND ${CMAKE_COMMAND} -D OUT=${bill} -D NAME=${PROJECT_NAME}
		-D VERSION=${PROJECT_VERSION} -D READELF=${CMAKE_READELF}
		-D COMPILER=${CMAKE_C_COMPILER} -D "FILES=${built}"
		-P ${CMAKE_SOURCE_DIR}/cmake/Sbom.cmake
	    DEPENDS evidence ${tools} ${CMAKE_SOURCE_DIR}/cmake/Sbom.cmake
	    COMMENT "Writing down what was linked" VERBATIM)
	add_custom_target(evid_bill ALL DEPENDS ${bill})
	install(FILES ${bill} DESTINATION ${CMAKE_INSTALL_DOCDIR})
endif()

# Templates of cases, instruments, lengths of clocks: data, dated.
install(DIRECTORY libevidence/data/case
    DESTINATION ${CMAKE_INSTALL_DATADIR}/libevidence
    FILES_MATCHING PATTERN "*.json")

if(EXISTS ${CMAKE_SOURCE_DIR}/schemas)
	install(DIRECTORY schemas/
	    DESTINATION ${CMAKE_INSTALL_DATADIR}/libevidence/schemas
	    FILES_MATCHING PATTERN "*.json")
endif()

# How a store is verified by several machines.
install(DIRECTORY contrib/scale
    DESTINATION ${CMAKE_INSTALL_DATADIR}/libevidence
    USE_SOURCE_PERMISSIONS)

configure_file(cmake/uninstall.cmake.in
	${CMAKE_BINARY_DIR}/uninstall.cmake @ONLY)
add_custom_target(uninstall
	COMMAND ${CMAKE_COMMAND} -P ${CMAKE_BINARY_DIR}/uninstall.cmake
	COMMENT "Removing what was installed")
