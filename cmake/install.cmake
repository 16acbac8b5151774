# Installation: librtpart, its headers, pkg-config and CMake package files, manual, data.
include(CMakePackageConfigHelpers)

set(installed_libraries librtpart)
if(BUILD_SHARED_LIBS)
    add_library(librtpart_shared SHARED ${RTPART_OBJECTS})
    add_library(rtpart::shared ALIAS librtpart_shared)
    # Before 1.0 a minor version may change the interface.
    set_target_properties(librtpart_shared PROPERTIES OUTPUT_NAME rtpart EXPORT_NAME shared
        VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
    target_include_directories(librtpart_shared INTERFACE
        $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/rtpart>)
    target_link_libraries(librtpart_shared PRIVATE ${RTPART_LIBRARIES})
    list(APPEND installed_libraries librtpart_shared)
endif()
install(TARGETS ${installed_libraries} EXPORT rtpartTargets
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})

# Headers: every folder but the parts of tools, and of common/ only what the others include.
set(not_public)
foreach(tool IN LISTS RTPART_TOOL_NAMES)
    list(APPEND not_public REGEX "/${tool}(_[^/]*)?\\.h$" EXCLUDE)
endforeach()
set(public_folders ${RTPART_FOLDERS})
list(REMOVE_ITEM public_folders common)
foreach(folder IN LISTS public_folders)
    install(DIRECTORY ${folder} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/rtpart
        FILES_MATCHING PATTERN "*.h" ${not_public})
endforeach()
list(JOIN public_folders " " public_folders)
install(CODE "
    set(source \"${PROJECT_SOURCE_DIR}\")
    set(destination \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_INCLUDEDIR}/rtpart\")
    separate_arguments(folders UNIX_COMMAND \"${public_folders}\")
    include(\"${PROJECT_SOURCE_DIR}/cmake/install_common.cmake\")")

# CMake and pkg-config.
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/rtpart)
configure_package_config_file(cmake/rtpartConfig.cmake.in
    ${PROJECT_BINARY_DIR}/rtpartConfig.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/rtpartConfigVersion.cmake
    COMPATIBILITY SameMinorVersion)
install(EXPORT rtpartTargets NAMESPACE rtpart:: DESTINATION ${package_dir})
install(FILES ${PROJECT_BINARY_DIR}/rtpartConfig.cmake
    ${PROJECT_BINARY_DIR}/rtpartConfigVersion.cmake cmake/FindGLPK.cmake
    DESTINATION ${package_dir})

# Linked with the archive alone, a program names what the archive needs.
if(BUILD_SHARED_LIBS)
    set(PC_REQUIRES Requires.private)
    set(PC_LIBS "")
else()
    set(PC_REQUIRES Requires)
    set(PC_LIBS " -lglpk -lm -pthread")
endif()
# The prefix is told by where the file lies, so that `cmake --install --prefix` is right.
foreach(dir IN ITEMS LIBDIR INCLUDEDIR)
    if(IS_ABSOLUTE "${CMAKE_INSTALL_${dir}}")
        set(PC_${dir} "${CMAKE_INSTALL_${dir}}")
    else()
        set(PC_${dir} "\${prefix}/${CMAKE_INSTALL_${dir}}")
    endif()
endforeach()
if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}")
    set(PC_PREFIX "${CMAKE_INSTALL_PREFIX}")
else()
    file(RELATIVE_PATH up "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
    string(REGEX REPLACE "/$" "" up "${up}")
    set(PC_PREFIX "\${pcfiledir}/${up}")
endif()
configure_file(cmake/rtpart.pc.in ${PROJECT_BINARY_DIR}/rtpart.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/rtpart.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

# Manual, task sets and schemas.
foreach(section IN ITEMS 1 5 7)
    file(GLOB pages CONFIGURE_DEPENDS docs/man/*.${section})
    install(FILES ${pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
endforeach()
file(GLOB shipped CONFIGURE_DEPENDS data/*.xml data/*.rng data/*.csv)
install(FILES ${shipped} DESTINATION ${CMAKE_INSTALL_DATADIR}/rtpart)
