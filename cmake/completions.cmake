# What a shell completes for each tool: made from its --help, so that it names what the tool
# really takes.
set(RTPART_ZSH_DIR ${CMAKE_INSTALL_DATADIR}/zsh/site-functions CACHE STRING
    "where zsh looks for completions")
set(completions)
foreach(tool IN LISTS RTPART_TOOLS)
    set(bash ${PROJECT_BINARY_DIR}/completions/bash/${tool})
    set(zsh ${PROJECT_BINARY_DIR}/completions/zsh/_${tool})
    set(fish ${PROJECT_BINARY_DIR}/completions/fish/${tool}.fish)
    add_custom_command(OUTPUT ${bash} ${zsh} ${fish}
        COMMAND ${PROJECT_SOURCE_DIR}/cmake/completions/make.sh $<TARGET_FILE:${tool}>
            ${PROJECT_BINARY_DIR}/completions
        DEPENDS ${tool} cmake/completions/make.sh cmake/completions/options.awk
            cmake/completions/values.awk cmake/completions/bash.awk
            cmake/completions/zsh.awk cmake/completions/fish.awk)
    list(APPEND completions ${bash} ${zsh} ${fish})
    install(FILES ${bash} DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
    install(FILES ${zsh} DESTINATION ${RTPART_ZSH_DIR})
    install(FILES ${fish} DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
endforeach()
add_custom_target(completions ALL DEPENDS ${completions})
add_dependencies(tools completions)
