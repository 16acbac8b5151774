#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""mutate.py - do the tests notice when a comparison, an operator or a constant changes?

usage: mutate.py [--folders analysis,partition] [--files REGEX] [--sample N] [--seed S]
                 [--limit SECONDS] [--known FILE] WORK_DIR

Copies the tree to WORK_DIR and builds it there twice, with the shared library: once to count
which lines each test program runs, and once, optimised, to be changed. Then, one at a time, one
token of the library's code changes, its file is compiled anew, and the test programs that run
the line are run, those first that name the file, and only those if there are any. A mutant is
killed when a test fails, ends by a signal or takes ten times as long as before; what compiles to
the same code is no mutant. What survives is run once more as the preset dev builds it, with
sanitizers. Survivors are printed as "file:line: before -> after"; those that
FILE (tests/mutation/explained.txt) explains, in lines of the same form followed by a tab and the
reason, are counted apart. A WORK_DIR that is used again saves most of the beginning.

Exit status: 0 when fewer than 5 % of the mutants survive unexplained, else 1.
"""
import argparse
import glob
import json
import os
import random
import re
import resource
import shlex
import shutil
import subprocess
import sys
import time

SWAPS = {'<': ['<='], '<=': ['<'], '>': ['>='], '>=': ['>'], '==': ['!='], '!=': ['=='],
         '&&': ['||'], '||': ['&&'], ' + ': [' - '], ' - ': [' + '], '+=': ['-='],
         '-=': ['+='], '0': ['1'], '1': ['0', '2'], '2': ['3']}
TOKEN = re.compile(r'<<=?|>>=?|->|<=|>=|==|!=|&&|\|\||\+=|-=|\+\+|--| \+ | - |(?<![\w.])[012](?![\w.])|<|>')
# A string, a character, a comment of one line, an assertion or a message decides nothing.
SKIP = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|/\*.*?\*/|//.*')
NO_CODE = re.compile(r'^\s*(#|\*|/\*|assert\(|static const char|RTPART_AUTO)|= \{0\}')
MEMORY = 4 << 30  # bytes that a test program may map


def arguments():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--folders', default='analysis,partition')
    parser.add_argument('--files', default='', help='only files whose path REGEX finds')
    parser.add_argument('--sample', type=int, default=200)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--limit', type=float, default=float('inf'))
    parser.add_argument('--known')
    parser.add_argument('--verbose', action='store_true', help='every mutant, to stderr')
    parser.add_argument('work')
    return parser.parse_args()


def run(command, **kwargs):
    """Exit status of a command without its output; None when it took far too long."""
    try:
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              stdin=subprocess.DEVNULL, check=False, **kwargs).returncode
    except subprocess.TimeoutExpired:
        return None


def run_test(program, seconds, **kwargs):
    """Does a test program pass within some seconds of the processor?"""
    bounds = ['prlimit', f'--cpu={int(seconds) + 1}', f'--as={MEMORY}', '--core=0']
    environment = dict(os.environ, CMOCKA_TEST_ABORT='1', **kwargs)
    return run(bounds + [program], timeout=20 * seconds + 60, env=environment) == 0


def write(name, content):
    """A file with new content; one that has it already stays as old as it is."""
    if not os.path.exists(name) or read(name) != content:
        os.makedirs(os.path.dirname(name), exist_ok=True)
        with open(name, 'wb') as file:
            file.write(content)


def read(name):
    """The bytes of a file."""
    with open(name, 'rb') as file:
        return file.read()


class Tree:
    """A copy of the sources with builds of its own."""

    def __init__(self, source, work):
        work = os.path.abspath(work)
        self.root = os.path.join(work, 'tree')
        self.build = os.path.join(work, 'build')
        self.counting = os.path.join(work, 'counting')
        self.copy(source)
        self.make(self.counting, '-DRTPART_COVERAGE=ON')
        self.make(self.build, '-DCMAKE_C_FLAGS_RELWITHDEBINFO=-O1')
        self.compile = self.commands(self.build)
        self.careful = os.path.join(self.root, 'build', 'dev')
        subprocess.run(['cmake', '--preset', 'dev'], cwd=self.root, check=True,
                       stdout=subprocess.DEVNULL)
        self.make_careful = self.commands(self.careful)
        link = subprocess.run(['ninja', '-C', self.build, '-t', 'commands', 'librtpart_shared'],
                              check=True, stdout=subprocess.PIPE, text=True).stdout
        self.link = next(line for line in link.splitlines() if ' -shared ' in line)
        self.tests = {}
        for test in sorted(glob.glob(os.path.join(self.root, 'tests', 'test_*.c'))):
            self.measure(os.path.basename(test)[:-2])

    def commands(self, build):
        """How each source is compiled."""
        with open(os.path.join(build, 'compile_commands.json'), encoding='utf-8') as file:
            return {os.path.relpath(entry['file'], self.root): entry['command']
                    for entry in json.load(file)}

    def copy(self, source):
        """The files that git knows, and no others."""
        listed = subprocess.run(['git', 'ls-files', '-z'], cwd=source, check=True,
                                stdout=subprocess.PIPE, text=True).stdout.split('\0')
        for old in glob.glob(os.path.join(self.root, '**', '*.[ch]'), recursive=True):
            if os.path.relpath(old, self.root) not in listed:
                os.remove(old)
        for name in filter(None, listed):
            if os.path.isfile(os.path.join(source, name)):
                write(os.path.join(self.root, name), read(os.path.join(source, name)))
                shutil.copymode(os.path.join(source, name), os.path.join(self.root, name))

    def make(self, build, option):
        """A build of the copy."""
        subprocess.run(['cmake', '-G', 'Ninja', '-S', self.root, '-B', build,
                        '-DBUILD_SHARED_LIBS=ON', '-DCMAKE_LINK_DEPENDS_NO_SHARED=ON',
                        '-DCMAKE_BUILD_TYPE=RelWithDebInfo', option],
                       check=True, stdout=subprocess.DEVNULL)
        tests = glob.glob(os.path.join(self.root, 'tests', 'test_*.c'))
        subprocess.run(['ninja', '-C', build, 'librtpart_shared'] +
                       [os.path.basename(test)[:-2] for test in tests],
                       check=True, stdout=subprocess.DEVNULL)

    def measure(self, name):
        """Put down a test program that passes: its source, its seconds, the lines it runs."""
        record = os.path.join(self.counting, name + '.json')
        program = os.path.join(self.counting, 'bin', name)
        compiled = os.path.join(self.counting, f'tests/CMakeFiles/{name}.dir/{name}.c.o')
        if not os.path.exists(record) or os.path.getmtime(record) < os.path.getmtime(compiled):
            data = os.path.join(self.counting, 'counts')
            shutil.rmtree(data, ignore_errors=True)
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            passed = run_test(program, 300, GCOV_PREFIX=data)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            write(record, json.dumps({
                'passed': passed, 'lines': self.lines(data),
                'seconds': after.ru_utime - before.ru_utime}).encode())
        known = json.loads(read(record))
        if known['passed']:
            source = read(os.path.join(self.root, 'tests', name + '.c')).decode()
            self.tests[name] = (source, known['seconds'],
                                {path: self.lines_now(path, lines, os.path.getmtime(record))
                                 for path, lines in known['lines'].items()})

    def lines_now(self, path, lines, counted):
        """Lines of a source that were run; all where it has changed since they were counted."""
        name = os.path.join(self.root, path)
        if lines and os.path.exists(name) and os.path.getmtime(name) > counted:
            return set(range(1, len(read(name).splitlines()) + 1))
        return set(lines)

    def lines(self, data):
        """The lines that were run, of each file, from the counters under `data`."""
        found = {}
        counts = glob.glob(data + '/**/*.gcda', recursive=True)
        for count in counts:
            notes = count[len(data):-len('gcda')] + 'gcno'
            if '/rtpart_' in notes:
                shutil.copy(notes, os.path.dirname(count))
        counts = [count for count in counts if '/rtpart_' in count]
        if not counts:
            return found
        listing = subprocess.run(['gcov', '--json-format', '--stdout'] + counts, check=True,
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in listing.stdout.splitlines():
            for file in json.loads(line)['files'] if line else []:
                path = os.path.relpath(os.path.join(self.counting, file['file']), self.root)
                if not path.endswith('.c'):
                    continue
                found.setdefault(path, []).extend(
                    entry['line_number'] for entry in file['lines'] if entry['count'])
        return found

    def order(self, path, number):
        """Tests that can notice a change of a line, the likeliest and quickest first."""
        folder, file = path.split('/')
        stem = file[:-2]

        def rank(name):
            text, seconds, _ = self.tests[name]
            near = 0 if name == 'test_' + stem else \
                1 if f'{folder}/{stem}.h' in text else \
                2 if stem.split('_')[0] in name else \
                3 if f'{folder}/' in text else 4
            return near, seconds

        # A statement may have begun some lines before; what stands before all is everybody's.
        counted = set().union(*(lines.get(path, ()) for _, _, lines in self.tests.values()))
        begin = max((line for line in counted if line <= number), default=None)
        wanted = counted if begin is None else {begin, number}
        running = [(rank(name), name) for name, test in self.tests.items()
                   if not test[2].get(path, set()).isdisjoint(wanted)]
        # Where some tests are about the file, it is not the others that have to notice.
        about = any(near < 2 for (near, _), _ in running)
        return [name for (near, _), name in sorted(running) if near < 3 or not about]

    def object_of(self, path):
        """The object file that a source becomes."""
        words = shlex.split(self.compile[path])
        return os.path.join(self.build, words[words.index('-o') + 1])

    def noticed_by_sanitizers(self, mutant):
        """Does one of the nearest tests fail in a build with sanitizers?"""
        words = shlex.split(self.make_careful[mutant[0]])
        compiled = os.path.join(self.careful, words[words.index('-o') + 1])
        near = self.order(mutant[0], mutant[1])[:3]
        build = ['ninja', '-C', self.careful] + near
        os.utime(os.path.join(self.root, mutant[0]))
        found = run(build) == 0 and any(
            run([os.path.join(self.careful, 'bin', name)], timeout=300) not in (0, None)
            for name in near)
        if os.path.exists(compiled):
            os.remove(compiled)  # the source will be older than it
        return found

    def killer(self, mutant):
        """The test that notices the mutant in the library; '' when none does."""
        subprocess.run(self.link, shell=True, check=True, cwd=self.build,
                       stdout=subprocess.DEVNULL)
        for name in self.order(mutant[0], mutant[1]):
            if not run_test(os.path.join(self.build, 'bin', name),
                            10 * self.tests[name][1] + 2):
                return name
        return ''

    def judge(self, mutant):
        """What becomes of a mutant, and its text. The copy is left as it was."""
        path, number, column, before, after = mutant
        name, compiled = os.path.join(self.root, path), self.object_of(path)
        source, code, times = read(name), read(compiled), os.stat(name)
        lines = source.decode().splitlines(keepends=True)
        line = lines[number - 1]
        lines[number - 1] = line[:column] + after + line[column + len(before):]
        text = f'{path}:{number}: {line.strip()} -> {lines[number - 1].strip()}'
        try:
            write(name, ''.join(lines).encode())
            if run(shlex.split(self.compile[path]), cwd=self.build) != 0:
                return 'does not compile', text
            if read(compiled) == code:
                return 'same code', text
            if self.killer(mutant) or self.noticed_by_sanitizers(mutant):
                return 'killed', text
            return 'survived', text
        finally:
            write(name, source)
            os.utime(name, ns=(times.st_atime_ns, times.st_mtime_ns))
            write(compiled, code)


def mutants(root, folders, files):
    """Every (path, line number, column, before, after) of the library's code."""
    found = []
    for folder in folders:
        for file in sorted(os.listdir(os.path.join(root, folder))):
            path = f'{folder}/{file}'
            if not file.endswith('.c') or file.startswith('rt') or not re.search(files, path):
                continue
            with open(os.path.join(root, path), encoding='utf-8') as source:
                for number, line in enumerate(source, 1):
                    if NO_CODE.search(line):
                        continue
                    plain = SKIP.sub(lambda m: ' ' * len(m.group()), line)
                    for match in TOKEN.finditer(plain):
                        for after in SWAPS.get(match.group(), []):
                            found.append((path, number, match.start(), match.group(), after))
    return found


def unnumbered(line):
    """A survivor's line without its number, which changes with every edit above it."""
    return re.sub(r':\d+:', ':', line.split('\t')[0], count=1).strip()


def explained(path):
    """The survivors that the file explains."""
    with open(path, encoding='utf-8') as file:
        return {unnumbered(line) for line in file if '\t' in line}


def main():
    """Run the sample and print what survived."""
    args = arguments()
    here = os.path.dirname(os.path.abspath(__file__))
    tree = Tree(os.path.dirname(os.path.dirname(here)), args.work)
    known = explained(args.known or os.path.join(here, 'explained.txt'))
    every = mutants(tree.root, args.folders.split(','), args.files)
    chosen = random.Random(args.seed).sample(every, min(args.sample, len(every)))
    count = {'killed': 0, 'survived': 0, 'explained': 0, 'same code': 0, 'does not compile': 0}
    end = time.monotonic() + args.limit
    print(f'{len(every)} places, {len(chosen)} drawn, {len(tree.tests)} test programs',
          flush=True)
    for mutant in chosen:
        if time.monotonic() > end:
            print('the time limit was reached')
            break
        result, text = tree.judge(mutant)
        if result == 'survived' and unnumbered(text) in known:
            result = 'explained'
        if result == 'survived':
            print(text, flush=True)
        if args.verbose:
            print(f'{result}: {text}', file=sys.stderr, flush=True)
        count[result] += 1
    print(', '.join(f'{n} {name}' for name, n in count.items()))
    real = count['killed'] + count['survived'] + count['explained']
    if real == 0:
        sys.exit('there was no mutant')
    print(f'{100 * count["survived"] / real:.1f} % of {real} mutants survive unexplained')
    return 0 if count['survived'] < 0.05 * real else 1


if __name__ == '__main__':
    sys.exit(main())
