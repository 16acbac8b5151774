# Installation: librtpart, its headers, pkg-config and CMake package files.
