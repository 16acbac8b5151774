# Long lists of tasks: folded and cut for people, whole for programs.
for _ in $(seq 300); do echo "1 100000"; done >many
rtpart --vcpus 2 --quiet many
rtpart --vcpus 2 --quiet --format csv many | cut -c1-60
rtpart --vcpus 2 --quiet --format csv many | wc -w
