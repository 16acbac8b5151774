#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check_docs.py - is everything that README.md, docs/*.md and the manual show run by a test, and is
                   it there?

usage: check_docs.py TREE BIN

Every block of code, fenced or indented, is one of
  ```console           a session, which doc_examples.sh runs and compares
  ```sh                commands, which doc_examples.sh runs
  ```LANG file=NAME    a file that a later session of the page uses
  any other            after a line that says where it comes from:
    <!-- run by TEST -->        a script of tests/ that ctest has and that names the page, or
                                .ci/run, if that has every line of the block
    <!-- measured: COMMAND -->  a long or a real run; COMMAND is one of our tools, benches
                                or scripts
    <!-- no command -->         a formula, a drawing, a line of a file
A ```console or ```sh block may have the first mark, too: TEST then starts what the session
needs and calls doc_examples.sh for it (a machine test, for instance). In a manual page the comment
before .EX says the same: session, file: NAME, run by TEST or no command.

Besides: links and pictures lead to a file and a heading that exist; in `code`, a file of the
tree exists, a test_... is a test, and options are options of the tool, as its --help (with BIN)
lists them.

Prints one line for each fault. Exit status: 0 none, 1 some.
"""
import glob
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
MARK = re.compile(r'<!-- (run by|measured:|no command) ?(.*?) ?-->$')
FILE = re.compile(r'[a-z0-9+]+ file=(\S+)$')
FOLDERS = ('common', 'model', 'generators', 'analysis', 'partition', 'deploy', 'validate', 'data',
           'tests', 'docs', 'cmake', 'debian', '.ci')
# Options of others that stand alone in `code`: of podman, and of cmake.
FOREIGN = {'--ulimit', '--target', '--preset'}


class Block:
    """A block of code: where it begins, its fence (None: indented), its mark, its lines."""

    def __init__(self, line, fence, mark):
        self.line, self.fence, self.mark, self.text = line, fence, mark, []


class Page:
    """A page: its blocks, and its other lines as (number, text)."""

    def __init__(self, path):
        self.path, self.name = path, os.path.basename(path)
        self.blocks, self.prose = [], []
        block = mark = None
        after_blank = True
        with open(path, encoding='utf-8') as file:
            lines = file.read().splitlines()
        for number, line in enumerate(lines, 1):
            if block and block.fence is not None:
                if line == '```':
                    block = None
                else:
                    block.text.append(line)
                continue
            indented = line.startswith('    ') and not re.match(r' +([-*]|\d+\.) ', line)
            if block and (indented or not line):
                block.text.append(line)
                continue
            block = None
            if line.startswith('```') or indented and after_blank:
                block = Block(number, None if indented else line[3:], mark)
                block.text += [line] if indented else []
                self.blocks.append(block)
                mark = None
            elif MARK.match(line):
                mark = MARK.match(line)
            elif line:
                mark = None
                self.prose.append((number, line))
            after_blank = not line or mark is not None

    def anchors(self):
        """The names of the headings, as links call them."""
        heads = (line.lstrip('#').strip().lower() for _, line in self.prose if line[0] == '#')
        return {re.sub(r'[^\w\- ]', '', head).replace(' ', '-') for head in heads}


class Tools:
    """The tools of BIN, with the commands and options that their --help lists."""

    def __init__(self, folder):
        self.options, self.commands = {}, {}
        for path in sorted(glob.glob(os.path.join(folder, 'rt*'))):
            name = os.path.basename(path)
            if name.isalpha() and os.access(path, os.X_OK):
                self.options[name] = self.ask('tool_options', path)
                self.commands[name] = self.ask('tool_commands', path)
        self.all = set().union(*self.options.values())

    @staticmethod
    def ask(what, path):
        """The words that a function of tool_options.bash prints."""
        done = subprocess.run(['bash', '-c', f'. {HERE}/tool_options.bash; {what} {path}'],
                              capture_output=True, text=True, check=True)
        return set(done.stdout.split())

    def faults(self, command):
        """What is wrong with the options of a command line, which may be a pipe, or of options
        that stand alone."""
        for part in re.split(r'[|;&]+|(?: |^)#.*', command):
            words = part.removeprefix('$ ').split()
            while words and re.match(r'[A-Z]\w*=', words[0]):
                words = words[1:]
            name = os.path.basename(words[0]) if words else ''
            alone = name.startswith('--')
            commands = self.commands.get(name)
            if commands and len(words) > 1 and words[1].isalpha() and words[1] not in commands:
                yield f'{name} has no command {words[1]}'
            known = self.all | FOREIGN if alone else self.options.get(name)
            for option in re.findall(r'(?<!\S)--[a-z][a-z-]*', part):
                if known is not None and option not in known:
                    yield f'no tool has {option}' if alone else f'{name} has no {option}'


def tests_of(tree):
    """All of CMakeLists.txt of tests and .ci/run: where a test must be named."""
    text = ''
    for path in glob.glob(f'{tree}/tests/**/CMakeLists.txt', recursive=True) + [f'{tree}/.ci/run']:
        with open(path, encoding='utf-8') as file:
            text += file.read()
    return text


def script_faults(tree, test, page, tests, session=False):
    """Is this a test that runs something of that page?"""
    if not os.access(f'{tree}/{test}', os.X_OK):
        yield f'there is no test {test}'
        return
    with open(f'{tree}/{test}', encoding='utf-8') as file:
        script = file.read()
    if not re.search(rf'\b{os.path.splitext(os.path.basename(test))[0]}\b', tests):
        yield f'ctest does not know {test}'
    if page not in script:
        yield f'{test} does not name {page}'
    if session and 'doc_examples.sh' not in script:
        yield f'{test} does not call doc_examples.sh for this session'


def mark_faults(tree, page, block, tools, tests):
    """What is wrong with the mark of a block."""
    kind, what = block.mark.groups()
    if kind == 'run by' and what == '.ci/run':
        with open(f'{tree}/{what}', encoding='utf-8') as file:
            script = file.read()
        yield from (f'{what} does not run {line}' for line in block.text if line not in script)
    elif kind == 'run by':
        yield from script_faults(tree, what, page.name, tests, block.fence == 'console')
    elif kind == 'measured:':
        words = [os.path.basename(word) for word in what.split()]
        if not (set(words) & (set(tools.options) | {'cmake'}) or
                any(os.path.exists(f'{tree}/tests/bench/{word}.c') for word in words) or
                what and os.access(f'{tree}/{what.split()[0]}', os.X_OK)):
            yield f'"{what}" is none of our tools, benches or scripts'
        if 'cmake' in words and 'bench' not in words:
            yield f'"{what}" is not the target bench'
        yield from tools.faults(what)
    elif any(re.match(r' *(\$ |\./|cmake |rt[a-z]+ (?=-|[a-z]+\b))', line) for line in block.text):
        yield 'it is marked "no command", and shows one'


def block_faults(tree, page, tools, tests):
    """Blocks that nothing runs."""
    for at, block in enumerate(page.blocks):
        name = FILE.match(block.fence or '')
        if block.mark:
            for fault in mark_faults(tree, page, block, tools, tests):
                yield block.line, fault
        elif name:
            later = [line for other in page.blocks[at:] for line in other.text
                     if other.fence in ('console', 'sh')]
            if not any(name.group(1) in line for line in later):
                yield block.line, f'no session uses the file {name.group(1)}'
        elif block.fence not in ('console', 'sh'):
            yield block.line, 'nothing runs this block, and no mark says where it comes from'
        if block.mark or block.fence == 'sh':
            for number, line in enumerate(block.text, block.line + 1):
                for fault in tools.faults(line.strip()):
                    yield number, fault


def manual_faults(tree, path, tests):
    """Examples of a manual page that nothing runs."""
    with open(path, encoding='utf-8') as file:
        lines = file.read().splitlines()
    for number, (mark, line) in enumerate(zip(lines, lines[1:]), 2):
        test = re.match(r'\.\\" run by (\S+)$', mark)
        if line != '.EX' or re.match(r'\.\\" (session|file: \S+|no command)$', mark):
            continue
        if not test:
            yield number, 'nothing runs this example, and no comment says where it comes from'
        else:
            for fault in script_faults(tree, test.group(1), os.path.basename(path), tests):
                yield number, fault


def link_faults(page, pages):
    """Links to what is not there."""
    for number, line in page.prose:
        for target, _, anchor in re.findall(r'\]\(([^)#\s]*)(#([^)\s]*))?\)', line):
            if '://' in target:
                continue
            path = os.path.normpath(os.path.join(os.path.dirname(page.path), target))
            path = path if target else page.path
            if not os.path.exists(path):
                yield number, f'there is no {target}'
            elif anchor and path in pages and anchor not in pages[path].anchors():
                yield number, f'{target or "this page"} has no heading #{anchor}'


def code_faults(tree, page, tools, sources):
    """Names in `code` of what is not there. Code may go on in the next line."""
    text = '\n'.join(line for _, line in page.prose)
    for span in re.finditer(r'`([^`]+)`', text):
        number = page.prose[text.count('\n', 0, span.start())][0]
        code = ' '.join(span.group(1).split())
        for fault in tools.faults(code):
            yield number, fault
        test = re.fullmatch(r'(test_\w+?)(_?…)?', code)
        if test and not re.search(rf'\b{test.group(1)}', sources):
            yield number, f'there is no test {code}'
        if '/' in code and code.split('/')[0] in FOLDERS and re.fullmatch(r'[\w./*-]+', code):
            if not glob.glob(f'{tree}/{code}'):
                yield number, f'there is no {code}'
        elif re.fullmatch(r'test_\w+\.c', code) and f'{code}\n' not in sources:
            yield number, f'there is no tests/{code}'


def main():
    """Print the faults of all pages."""
    tree, folder = (os.path.abspath(path) for path in sys.argv[1:3])
    tools, tests = Tools(folder), tests_of(tree)
    sources = ''
    for path in glob.glob(f'{tree}/tests/*.c'):
        with open(path, encoding='utf-8') as file:
            sources += f'{os.path.basename(path)}\n{file.read()}'
    pages = {path: Page(path) for path in sorted(glob.glob(f'{tree}/docs/*.md'))}
    pages[f'{tree}/README.md'] = Page(f'{tree}/README.md')
    failed = False
    for path, page in pages.items():
        faults = [*block_faults(tree, page, tools, tests), *link_faults(page, pages),
                  *code_faults(tree, page, tools, sources)]
        for number, fault in sorted(faults):
            print(f'{os.path.relpath(path, tree)}:{number}: {fault}')
            failed = True
    for path in sorted(glob.glob(f'{tree}/docs/man/*.[1-9]')):
        for number, fault in manual_faults(tree, path, tests):
            print(f'{os.path.relpath(path, tree)}:{number}: {fault}')
            failed = True
    sys.exit(failed)


if __name__ == '__main__':
    main()
