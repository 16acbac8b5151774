/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wide.h - 128-bit integers, for products of two times (a GNU extension, gcc and clang)
 */
#ifndef RTPART_COMMON_WIDE_H
#define RTPART_COMMON_WIDE_H

__extension__ typedef __int128 rtpart_i128;
__extension__ typedef unsigned __int128 rtpart_u128;

#endif
