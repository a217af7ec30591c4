// No file of the product, its page, its tests and its benchmarks is longer than 400 lines, no function of them longer than 70;
// what a test file gives `describe` or `test` is no function here. Biome formats every file alike, so that a function ends at the brace under its first line.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const FOLDERS = ['src', 'page', 'bin', 'bench', 'test', 'examples', 'site'];
const CODE = /\.(?:ts|tsx|js|mjs|cjs)$/;
const MOST_LINES = 400;
const MOST_FUNCTION_LINES = 70;
/** Written from the definitions in proto. */
const GENERATED = new Set(['src/mysqlx/messages/schema.ts']);
/** The first line of a function, a method or an arrow function with a body. */
const FUNCTION =
  /^( *)(?!if|for|while|switch|catch|try|\}|return\b.*\bnew\b)(?:export |default |async |static |override |private |protected |get |set |function\b|const |readonly |\*)*[#\w*]*.*(?:\)|\)[^()]*:.*|=>) \{$/;

/** Packages, and what runs made. */
const MADE = /(?:^|\/)(?:node_modules|target|dist|public)\//;

const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(
    (path) => `${folder}/${path.replaceAll('\\', '/')}`,
  ),
).filter((path) => CODE.test(path) && !MADE.test(path) && !GENERATED.has(path));

function longFunctions(lines: readonly string[]): string[] {
  const long: string[] = [];
  for (const [at, line] of lines.entries()) {
    const indent = FUNCTION.exec(line)?.[1];
    if (indent === undefined) continue;
    const length = lines.slice(at).findIndex((each) => each.startsWith(`${indent}}`)) + 1;
    if (length > MOST_FUNCTION_LINES) long.push(`line ${at + 1}: ${length} lines`);
  }
  return long;
}

const linesOf = (file: string) => readFileSync(join(ROOT, file), 'utf8').trimEnd().split('\n');

test('no file is longer than 400 lines', () => {
  const long = files.filter((file) => linesOf(file).length > MOST_LINES);
  expect(long.map((file) => `${file}: ${linesOf(file).length}`)).toEqual([]);
});

test('no function is longer than 70 lines', () => {
  const others = files.filter((file) => !file.endsWith('.test.ts'));
  expect(others.flatMap((file) => longFunctions(linesOf(file)).map((one) => `${file}, ${one}`))).toEqual([]);
});

test('a long function is found, whatever it is written as', () => {
  const body = Array.from({ length: MOST_FUNCTION_LINES }, () => '    pause();');
  for (const head of [
    'export async function go(a: string): Promise<void>',
    '  async #go(): Promise<void>',
    '  const go = (a) =>',
  ]) {
    const indent = head.startsWith('  ') ? '  ' : '';
    expect(longFunctions([`${head} {`, ...body, `${indent}}`])).toHaveLength(1);
  }
});
