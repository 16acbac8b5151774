# Targets and tests that look at the code: lint, coverage, bench.

set(RTPART_FLOOR_FOLDERS analysis partition)
set(RTPART_FLOOR 95) # least share of lines, in %, that the tests must run in these folders

# lint: as tests (ctest -L lint) and as a target of any preset; `format` mends the layout.
set(lint ${PROJECT_SOURCE_DIR}/cmake/lint.sh)
set(lint_args ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
add_custom_target(lint USES_TERMINAL
    COMMAND ${lint} format ${lint_args}
    COMMAND ${lint} shell ${lint_args}
    COMMAND ${lint} cppcheck ${lint_args}
    COMMAND ${lint} tidy ${lint_args})

add_custom_target(format COMMAND ${lint} reformat ${lint_args})

function(rtpart_add_lint_tests)
    foreach(what IN ITEMS format shell cppcheck tidy)
        add_test(NAME lint_${what} COMMAND ${lint} ${what} ${lint_args})
        set_tests_properties(lint_${what} PROPERTIES LABELS lint TIMEOUT 900)
    endforeach()
endfunction()

# coverage: what the last ctest ran (cmake --workflow --preset coverage does both).
if(RTPART_COVERAGE)
    find_program(GCOVR gcovr REQUIRED)
    add_custom_target(coverage USES_TERMINAL
        COMMAND ${PROJECT_SOURCE_DIR}/cmake/coverage.sh ${GCOVR} ${PROJECT_SOURCE_DIR}
            ${PROJECT_BINARY_DIR} ${RTPART_FLOOR} ${RTPART_FLOOR_FOLDERS})
endif()

# bench: tests/bench/bench_*.c, one program each; other files there are helpers of all.
# They are compiled with everything else, so that they do not rot, but only `bench` runs them.
function(rtpart_add_bench)
    file(GLOB programs CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/bench/bench_*.c)
    file(GLOB helpers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/bench/*.c)
    if(NOT programs)
        add_custom_target(bench COMMAND ${CMAKE_COMMAND} -E echo "nothing to measure")
        return()
    endif()
    list(REMOVE_ITEM helpers ${programs})
    if(helpers)
        add_library(bench_helpers OBJECT EXCLUDE_FROM_ALL ${helpers})
    endif()
    set(run)
    if(NOT CMAKE_BUILD_TYPE STREQUAL "Release")
        set(run COMMAND ${CMAKE_COMMAND} -E echo
            "warning: not a release build, the figures mean little: cmake --build --preset release --target bench")
    endif()
    foreach(source IN LISTS programs)
        get_filename_component(name ${source} NAME_WE)
        add_executable(${name} ${source})
        target_link_libraries(${name} PRIVATE test_support)
        if(helpers)
            target_link_libraries(${name} PRIVATE bench_helpers)
        endif()
        if(RTPART_COVERAGE OR RTPART_FUZZ)
            set_target_properties(${name} PROPERTIES EXCLUDE_FROM_ALL ON)
        endif()
        list(APPEND run COMMAND ${name})
        list(APPEND names ${name})
    endforeach()
    add_custom_target(bench ${run} DEPENDS ${names} USES_TERMINAL)
endfunction()
