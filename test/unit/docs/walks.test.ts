// The ways of one COM_QUERY in docs/architecture.md: every function on them is where it is said to be, and is called there.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const SRC = join(ROOT, 'src');

/** A line of a walk: a file, its function, and what that calls. */
interface Line {
  readonly file: string;
  readonly first: string;
  readonly called: readonly string[];
  /** Its function is called by a line above, and not by an event. */
  readonly isReached: boolean;
}

function linesOf(walk: string): Line[] {
  const lines: Line[] = [];
  let isReached = false;
  for (const line of walk.split('\n')) {
    const [, file, names = ''] = /^ {6}(\S+\.ts) +(\S.*)$/.exec(line) ?? [];
    const [first = '', ...called] = names.split(' → ');
    if (file !== undefined) lines.push({ file, first, called, isReached });
    isReached = file !== undefined;
  }
  return lines;
}

const architecture = readFileSync(join(ROOT, 'docs', 'architecture.md'), 'utf8');
const WALK = /\*\*The way of one COM_QUERY\*\*[^\n]*\n(?:[^\n]+\n)*\n((?: {4}.*\n)+)/g;
const walks = [...architecture.matchAll(WALK)].map(([, walk = '']) => linesOf(walk));
const lines = walks.flat();

/** Without comments. */
const codes = new Map<string, string>();
function codeOf(file: string): string {
  const code = codes.get(file) ?? readFileSync(join(SRC, file), 'utf8').replace(/^ *(\/\*\*?|\*|\/\/).*$/gm, '');
  codes.set(file, code);
  return code;
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => path.replaceAll('\\', '/'));
/** `decode` of `SessionState.decode`. */
const memberOf = (name: string) => name.replace(/^[A-Z]\w*\./, '').replace('#', '\\#');

/** As a method, a function, or a field that holds one. */
function isDefined(file: string, name: string): boolean {
  const member = memberOf(name);
  const method = `^ +(?:(?:async|abstract|override|protected|readonly|static) )*${member}(?:<[^(]*>)?(?:\\(| = \\(|: \\()`;
  return new RegExp(`${method}|^(?:export )?(?:async )?function ${member}\\b`, 'm').test(codeOf(file));
}

test('there is one of recording and one of replaying', () => {
  expect(walks.map((walk) => walk.length > 12)).toEqual([true, true]);
  for (const { file } of lines) expect([file, existsSync(join(SRC, file))]).toEqual([file, true]);
});

test.each(lines)('$file has $first, and calls $called there', ({ file, first, called }) => {
  expect([first, isDefined(file, first)]).toEqual([first, true]);
  for (const name of called) {
    const isCalled = new RegExp(`(?:^|[\\s.(!?[])${memberOf(name)}(?:<[^(]*>)?\\(`, 'm').test(codeOf(file));
    expect([name, isCalled]).toEqual([name, true]);
  }
});

test('what has an owner is a member of it', () => {
  for (const name of lines.flatMap(({ called }) => called).filter((each) => each.includes('.'))) {
    const [owner = ''] = name.split('.');
    const declares = new RegExp(`^export (?:abstract )?(?:class|interface) ${owner}\\b`, 'm');
    const homes = files.filter((file) => declares.test(codeOf(file)));
    expect([name, homes.length > 0]).toEqual([name, true]);
    const base = homes.flatMap((file) => /\bextends (\w+)/.exec(codeOf(file))?.[1] ?? []);
    const all = [...homes, ...files.filter((file) => base.some((each) => codeOf(file).includes(`class ${each}`)))];
    expect([name, all.some((file) => isDefined(file, name))]).toEqual([name, true]);
  }
});

test('a function that is reached is called by a line above it', () => {
  for (const walk of walks) {
    for (const [at, { first, isReached, file }] of walk.entries()) {
      if (!isReached) continue;
      const above = walk.slice(0, at).flatMap((line) => [line.first, ...line.called].map(memberOf));
      expect([file, first, above.includes(memberOf(first))]).toEqual([file, first, true]);
    }
  }
});
