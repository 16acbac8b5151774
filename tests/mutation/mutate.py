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
the same code is no mutant. What survives is built once more as the preset dev builds it, with
sanitizers, and has to pass the nearest test programs again and the cases of the tools
(tests/cli) that run the line. Known answers in ../shared are seen from the copy, too. Survivors
are printed as "file:line: before -> after"; those that
FILE (tests/mutation/explained.txt) explains, in lines of the same form followed by a tab and the
reason, are counted apart. Left out are `a < b ? a : b` with <= and its like, which is the same
value, as is 0/2; <= for < where two were just found to differ; -2 or 2 of a function that
compares, of which only the sign counts; and calloc(2, size). A WORK_DIR that is used again saves
most of the beginning.

Exit status: 0 when in each folder fewer than 5 % of the mutants survive unexplained, else 1.
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
TOOLS = ['rtgen', 'rtanalyze', 'rtpart', 'rtconvert', 'rtdeploy', 'rtvalidate', 'rtsweep']
MEMORY = 4 << 30  # bytes that a test program may map
MEMORY_TEST = 'test_out_of_memory'  # is about all files, whichever it names


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


def ctest(build, names):
    """The command that runs some tests until one fails."""
    return ['ctest', '--test-dir', build, '--no-tests=error', '--stop-on-failure',
            '--timeout', '300', '-R', f'^({"|".join(names)})$']


class Tree:
    """A copy of the sources with builds of its own."""

    def __init__(self, source, work):
        work = os.path.abspath(work)
        self.root = os.path.join(work, 'tree')
        self.build = os.path.join(work, 'build')
        self.counting = os.path.join(work, 'counting')
        self.copy(source)
        programs, cases = self.names('test_*.c'), self.names('cli/*.sh')
        cases.remove('run_cli')
        self.make(self.counting, '-DRTPART_COVERAGE=ON', programs + TOOLS)
        self.make(self.build, '-DCMAKE_C_FLAGS_RELWITHDEBINFO=-O1', programs)
        self.compile = self.commands(self.build)
        self.careful = os.path.join(self.root, 'build', 'dev')
        subprocess.run(['cmake', '--preset', 'dev'], cwd=self.root, check=True,
                       stdout=subprocess.DEVNULL)
        self.make_careful = self.commands(self.careful)
        link = subprocess.run(['ninja', '-C', self.build, '-t', 'commands', 'librtpart_shared'],
                              check=True, stdout=subprocess.PIPE, text=True).stdout
        self.link = next(line for line in link.splitlines() if ' -shared ' in line)
        self.tests = self.measured(programs, '', 'tests/{}.c')
        self.cases = self.measured(cases, 'cli_', 'tests/cli/{}.sh')

    def names(self, pattern):
        """Names, without what follows the point, of the files in tests/ of a pattern."""
        files = glob.glob(os.path.join(self.root, 'tests', pattern))
        return sorted(os.path.basename(file).split('.')[0] for file in files)

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
        shared = os.path.join(os.path.dirname(source), 'shared')
        link = os.path.join(os.path.dirname(self.root), 'shared')
        if os.path.isdir(shared) and not os.path.lexists(link):
            os.symlink(os.path.realpath(shared), link)

    def make(self, build, option, targets):
        """A build of the copy: the shared library and what is named."""
        subprocess.run(['cmake', '-G', 'Ninja', '-S', self.root, '-B', build,
                        '-DBUILD_SHARED_LIBS=ON', '-DCMAKE_LINK_DEPENDS_NO_SHARED=ON',
                        '-DCMAKE_BUILD_TYPE=RelWithDebInfo', option],
                       check=True, stdout=subprocess.DEVNULL)
        subprocess.run(['ninja', '-C', build, 'librtpart_shared'] + targets,
                       check=True, stdout=subprocess.DEVNULL)

    def measured(self, names, prefix, source):
        """Of each test that passes: its source, its seconds, the lines it runs."""
        found = {}
        for name in names:
            record = os.path.join(self.counting, prefix + name + '.json')
            text = os.path.join(self.root, source.format(name))
            if not os.path.exists(record) or os.path.getmtime(record) < os.path.getmtime(text):
                write(record, json.dumps(self.measure(prefix + name)).encode())
            known = json.loads(read(record))
            if known['passed']:
                found[name] = (read(text).decode(), known['seconds'],
                               {path: self.lines_now(path, lines, os.path.getmtime(record))
                                for path, lines in known['lines'].items()})
        return found

    def measure(self, name):
        """Run a test of ctest and count the lines that it runs."""
        data = os.path.join(self.counting, 'counts')
        shutil.rmtree(data, ignore_errors=True)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        passed = run(ctest(self.counting, [name]), timeout=600,
                     env=dict(os.environ, GCOV_PREFIX=data)) == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return {'passed': passed, 'lines': self.lines(data),
                'seconds': after.ru_utime - before.ru_utime}

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

    def running(self, tests, path, number):
        """Those of some tests that run a line."""
        every = list(self.tests.values()) + list(self.cases.values())
        counted = set().union(*(lines.get(path, ()) for _, _, lines in every))
        # A statement may have begun some lines before; what stands before all is everybody's,
        # and may be read by who runs no line of the file.
        begin = max((line for line in counted if line <= number), default=None)
        wanted = counted if begin is None else {begin, number}
        return [name for name, (text, _, lines) in tests.items()
                if not wanted.isdisjoint(lines.get(path, ())) or
                (begin is None and path[:-2] + '.h' in text)]

    def order(self, path, number):
        """Tests that can notice a change of a line, the likeliest and quickest first."""
        folder, file = path.split('/')
        stem = file[:-2]

        def rank(name):
            text, seconds, _ = self.tests[name]
            near = 0 if name == 'test_' + stem else \
                1 if f'{folder}/{stem}.h' in text or name == MEMORY_TEST else \
                2 if stem.split('_')[0] in name else \
                3 if f'{folder}/' in text else 4
            return near, seconds

        running = [(rank(name), name) for name in self.running(self.tests, path, number)]
        # Where some tests are about the file, it is not the others that have to notice.
        about = any(near < 2 and name != MEMORY_TEST for (near, _), name in running)
        return [name for (near, _), name in sorted(running) if near < 3 or not about]

    def object_of(self, path):
        """The object file that a source becomes."""
        words = shlex.split(self.compile[path])
        return os.path.join(self.build, words[words.index('-o') + 1])

    def noticed_carefully(self, mutant):
        """Does a near test or a case of the tools fail in a build with sanitizers?"""
        path, number = mutant[:2]
        words = shlex.split(self.make_careful[path])
        compiled = os.path.join(self.careful, words[words.index('-o') + 1])
        near = self.order(path, number)[:3]
        cases = ['cli_' + name for name in self.running(self.cases, path, number)]
        os.utime(os.path.join(self.root, path))
        found = run(['ninja', '-C', self.careful] + near + TOOLS) == 0 and any(
            run(ctest(self.careful, tests)) != 0 for tests in (near, cases) if tests)
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
            if self.killer(mutant) or self.noticed_carefully(mutant):
                return 'killed', text
            return 'survived', text
        finally:
            write(name, source)
            os.utime(name, ns=(times.st_atime_ns, times.st_mtime_ns))
            write(compiled, code)


def alters_nothing(lines, number, match, after):
    """Is a change known to alter no value: the smaller or larger of two that are equal, the
    order of two that differ, 0/2, the size of what a comparison returns, of which only the sign
    counts, or room for two instead of one?"""
    preceding, line, following = lines[number - 2:number + 1]
    before, rest = line[:match.start()].rstrip(), line[match.end():]
    if after == '2' and before.endswith('calloc('):
        return True
    if after == '2' and before.endswith('.num = 0, .den ='):
        return True
    if match.group() == '1' and after == '2':
        return re.search(r'return .* \? -1 : 1;', line) is not None
    if match.group().strip('=') not in ('<', '>'):
        return False
    order = re.fullmatch(r'return (\S+) [<>] (\S+) \? -1 : 1;', line.strip())
    if order and f'if ({order.group(1)} != {order.group(2)})' == preceding.strip():
        return True
    choice = re.match(r' ([^?:]+) \? ([^?:]+) : ([^?:;]+?)\)?[;,]', rest)
    if choice:
        right, one, other = choice.groups()
        left = one if other == right else other if one == right else None
    else:
        right = re.sub(r'\)$', '', rest.strip())
        kept = re.fullmatch(r'(\S+) = (\S+);', following.strip())
        left = kept.group(2 if kept.group(1) == right else 1) \
            if kept and right in kept.groups() else None
    return left is not None and re.search(r'(^|[^\w.>\]])' + re.escape(left) + '$',
                                          before) is not None


def mutants(root, folders, files):
    """Every (path, line number, column, before, after) of the library's code."""
    found = []
    for folder in folders:
        for file in sorted(os.listdir(os.path.join(root, folder))):
            path = f'{folder}/{file}'
            if not file.endswith('.c') or file.startswith('rt') or not re.search(files, path):
                continue
            lines = read(os.path.join(root, path)).decode().splitlines()
            plain = [SKIP.sub(lambda m: ' ' * len(m.group()), line) for line in lines] + ['']
            for number, line in enumerate(lines, 1):
                if NO_CODE.search(line):
                    continue
                for match in TOKEN.finditer(plain[number - 1]):
                    for after in SWAPS.get(match.group(), []):
                        if not alters_nothing(plain, number, match, after):
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
    results = ['killed', 'explained', 'survived', 'same code', 'does not compile']
    count = {folder: dict.fromkeys(results, 0) for folder in args.folders.split(',')}
    end = time.monotonic() + args.limit
    print(f'{len(every)} places, {len(chosen)} drawn, {len(tree.tests)} test programs, '
          f'{len(tree.cases)} cases of the tools', flush=True)
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
        count[mutant[0].split('/')[0]][result] += 1
    few = True
    for folder, found in count.items():
        real = found['killed'] + found['explained'] + found['survived']
        share = 100 * found['survived'] / max(real, 1)
        few = few and share < 5
        print(f'{folder}: ' + ', '.join(f'{n} {name}' for name, n in found.items()) +
              f'; {share:.1f} % of {real} mutants survive unexplained')
    return 0 if few else 1


if __name__ == '__main__':
    sys.exit(main())
