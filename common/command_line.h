/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * command_line.h - the command that made a file, as text that a shell takes back
 */
#ifndef RTPART_COMMON_COMMAND_LINE_H
#define RTPART_COMMON_COMMAND_LINE_H

/*
 * The words joined by blanks, each quoted where a POSIX shell would change it; of argv[0]
 * only the last part of the path, and "TOOL COMMAND" of commands.h is two words. Call it before argp, which reorders argv.
 * Returns text owned by the caller; NULL: out of memory.
 */
char *rtpart_command_line(int argc, char *const *argv);

#endif
