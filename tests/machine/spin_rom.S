/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spin_rom.S - the smallest guest: a ROM whose processors count for ever
 *
 * The reset vector is at 0xfff0. The first processor enters protected mode to reach its
 * local APIC, and starts the others at the beginning of the ROM (F000:0000). With --defsym
 * ALONE=1 it just counts: not every KVM emulates the APIC for a guest as small as this.
 *
 *   as --32 spin_rom.S -o rom.o && ld -m elf_i386 -Ttext 0 --oformat binary rom.o -o rom.bin
 */
        .globl  _start
        .code16
_start: cli                             /* the other processors */
1:      incl    %eax
        jmp     1b

        .org    0x100
first:  cli
        .ifdef ALONE                    /* one processor: nothing to start */
        jmp     1b
        .endif
        data32 lgdt %cs:gdt_pointer
        movl    %cr0, %eax
        orb     $1, %al
        movl    %eax, %cr0
        ljmpl   $0x8, $(0xF0000 + protected)
        .code32
protected:
        movw    $0x10, %ax
        movw    %ax, %ds
        movl    $0x1ff, 0xFEE000F0      /* APIC on */
        movl    $0x000C4500, 0xFEE00300 /* INIT to all but this one */
        movl    $0x4000, %ecx
2:      decl    %ecx
        jnz     2b
        movl    $0x000C46F0, 0xFEE00300 /* start them at F0000 */
3:      incl    %eax
        jmp     3b

        .p2align 3
gdt:    .quad   0
        .quad   0x00CF9A000000FFFF
        .quad   0x00CF92000000FFFF
gdt_pointer:
        .word   23
        .long   0xF0000 + gdt

        .code16
        .org    0xfff0
        jmp     first
        .org    0xffff
        .byte   0
