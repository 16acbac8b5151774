# Run at install time: of common/, install the headers that public headers include,
# directly or through each other, and no other.
#   source       the source tree
#   destination  where include/rtpart is
#   folders      the folders whose headers are all public
set(to_read)
foreach(folder IN LISTS folders)
    file(GLOB headers ${source}/${folder}/*.h)
    list(APPEND to_read ${headers})
endforeach()
set(needed)
while(to_read)
    list(POP_FRONT to_read header)
    file(STRINGS ${header} includes REGEX "^[ \t]*#[ \t]*include[ \t]*\"common/")
    foreach(line IN LISTS includes)
        string(REGEX REPLACE ".*\"(.*)\".*" "\\1" included "${line}")
        list(FIND needed ${included} known)
        if(known EQUAL -1)
            list(APPEND needed ${included})
            list(APPEND to_read ${source}/${included})
        endif()
    endforeach()
endwhile()
foreach(included IN LISTS needed)
    file(INSTALL ${source}/${included} DESTINATION ${destination}/common)
endforeach()
