#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""mutate.py - do the tests notice when a comparison, an operator or a constant changes?

usage: mutate.py [--folders analysis,partition] [--sample N] [--seed S] [--limit SECONDS]
                 [--known FILE] WORK_DIR

Copies the tree to WORK_DIR, builds it there with the shared library, and then, one at a time,
changes one token of the library's code, rebuilds the library, and runs the test programs,
those first that name the changed file. A mutant is killed when a test fails, ends by a signal
or takes ten times as long as before; what compiles to the same code is no mutant. Survivors are
printed as "file:line: before -> after"; those that FILE explains, in lines of the same form
followed by a tab and the reason, are counted apart.

Exit status: 0 when fewer than 5 % of the mutants survive unexplained, else 1.
"""
import argparse
import hashlib
import os
import random
import re
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


def arguments():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--folders', default='analysis,partition')
    parser.add_argument('--sample', type=int, default=200)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--limit', type=float, default=float('inf'))
    parser.add_argument('--known')
    parser.add_argument('work')
    return parser.parse_args()


def run(command, timeout=None, **kwargs):
    """Exit status of a command without its output; None when it took too long."""
    try:
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              stdin=subprocess.DEVNULL, timeout=timeout, check=False,
                              **kwargs).returncode
    except subprocess.TimeoutExpired:
        return None


class Tree:
    """A copy of the sources with a build of its own."""

    def __init__(self, source, work):
        self.root = os.path.join(work, 'tree')
        self.build = os.path.join(work, 'build')
        os.makedirs(self.root, exist_ok=True)
        files = subprocess.run(['git', 'ls-files', '-z'], cwd=source, check=True,
                               stdout=subprocess.PIPE).stdout
        subprocess.run(['xargs', '-0', 'cp', '--parents', '-t', self.root], input=files,
                       cwd=source, check=True)
        subprocess.run(['cmake', '-G', 'Ninja', '-S', self.root, '-B', self.build,
                        '-DBUILD_SHARED_LIBS=ON', '-DCMAKE_BUILD_TYPE=RelWithDebInfo',
                        '-DCMAKE_C_FLAGS_RELWITHDEBINFO=-O1'],
                       check=True, stdout=subprocess.DEVNULL)
        subprocess.run(['ninja', '-C', self.build], check=True, stdout=subprocess.DEVNULL)
        self.tests = self.measure_tests()

    def measure_tests(self):
        """Each test program that passes, its source and the seconds that it takes."""
        tests = {}
        folder = os.path.join(self.build, 'bin')
        for name in sorted(os.listdir(folder)):
            if not name.startswith('test_'):
                continue
            begin = time.monotonic()
            if run([os.path.join(folder, name)], timeout=300) == 0:
                with open(os.path.join(self.root, 'tests', name + '.c'),
                          encoding='utf-8') as file:
                    tests[name] = (file.read(), time.monotonic() - begin)
        return tests

    def order(self, path):
        """Tests that can notice a change of `path`, the likeliest and quickest first."""
        folder, file = path.split('/')
        stem = file[:-2]

        def rank(name):
            text, seconds = self.tests[name]
            near = 0 if name == 'test_' + stem else \
                1 if f'{folder}/{stem}.h' in text else \
                2 if stem.split('_')[0] in name else \
                3 if f'{folder}/' in text else 4
            return near, seconds
        return sorted(self.tests, key=rank)

    def library(self):
        """Digest of the library as it is now (without line numbers); None when it does not build."""
        if run(['ninja', '-C', self.build, 'librtpart_shared']) != 0:
            return None
        with open(os.path.join(self.build, 'librtpart.so'), 'rb') as file:
            return hashlib.sha256(file.read()).hexdigest()

    def killer(self, path):
        """The test that fails, None when all pass."""
        for name in self.order(path):
            limit = 10 * self.tests[name][1] + 2
            if run([os.path.join(self.build, 'bin', name)], timeout=limit) != 0:
                return name
        return None


def mutants(root, folders):
    """Every (path, line number, column, before, after) of the library's code."""
    found = []
    for folder in folders:
        for file in sorted(os.listdir(os.path.join(root, folder))):
            if not file.endswith('.c') or file.startswith('rt'):
                continue
            path = f'{folder}/{file}'
            with open(os.path.join(root, path), encoding='utf-8') as source:
                for number, line in enumerate(source, 1):
                    if NO_CODE.search(line):
                        continue
                    plain = SKIP.sub(lambda m: ' ' * len(m.group()), line)
                    for match in TOKEN.finditer(plain):
                        for after in SWAPS.get(match.group(), []):
                            found.append((path, number, match.start(), match.group(), after))
    return found


def change(tree, mutant):
    """Put a mutant into the copy. Returns the text as it was, and what changed."""
    path, number, column, before, after = mutant
    name = os.path.join(tree.root, path)
    with open(name, encoding='utf-8') as file:
        text = file.read()
    lines = text.splitlines(keepends=True)
    line = lines[number - 1]
    lines[number - 1] = line[:column] + after + line[column + len(before):]
    with open(name, 'w', encoding='utf-8') as file:
        file.write(''.join(lines))
    return text, f'{line.strip()} -> {lines[number - 1].strip()}'


def explained(path):
    """The survivors that the file explains, without their line numbers."""
    if not path:
        return set()
    with open(path, encoding='utf-8') as file:
        return {re.sub(r':\d+:', ':', line.split('\t')[0]) for line in file if '\t' in line}


def main():
    """Run the sample and print what survived."""
    args = arguments()
    source = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    tree = Tree(source, args.work)
    known = explained(args.known)
    plain = tree.library()
    every = mutants(tree.root, args.folders.split(','))
    chosen = random.Random(args.seed).sample(every, min(args.sample, len(every)))
    count = {'killed': 0, 'survived': 0, 'explained': 0, 'same code': 0, 'does not compile': 0}
    end = time.monotonic() + args.limit
    print(f'{len(every)} places, {len(chosen)} drawn, {len(tree.tests)} test programs',
          flush=True)
    for mutant in chosen:
        if time.monotonic() > end:
            print('the time limit was reached')
            break
        text, what = change(tree, mutant)
        digest = tree.library()
        if digest is None:
            result = 'does not compile'
        elif digest == plain:
            result = 'same code'
        elif tree.killer(mutant[0]) is not None:
            result = 'killed'
        else:
            line = f'{mutant[0]}:{mutant[1]}: {what}'
            result = 'explained' if re.sub(r':\d+:', ':', line) in known else 'survived'
            if result == 'survived':
                print(line, flush=True)
        count[result] += 1
        with open(os.path.join(tree.root, mutant[0]), 'w', encoding='utf-8') as file:
            file.write(text)
    print(', '.join(f'{n} {name}' for name, n in count.items()))
    real = count['killed'] + count['survived'] + count['explained']
    if real == 0:
        sys.exit('there was no mutant')
    print(f'{100 * count["survived"] / real:.1f} % of {real} mutants survive unexplained')
    return 0 if count['survived'] < 0.05 * real else 1


if __name__ == '__main__':
    sys.exit(main())
