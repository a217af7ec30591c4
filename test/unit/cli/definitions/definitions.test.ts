// All commands as they are typed: each file of definitions is one, or a table that several share. docs/cli.md is written from them.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { readingCommands, servingCommands, writingCommands } from '../../../../src/cli/commands.ts';
import {
  addOptions,
  defaultsOf,
  type OptionTable,
  type Row,
  TableOption,
} from '../../../../src/cli/definitions/row.ts';
import { type Commands, createProgram } from '../../../../src/cli/program.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '..', '..', 'src', 'cli', 'definitions');
const called: string[] = [];
const COMMANDS: Commands = { ...servingCommands(() => undefined), ...readingCommands, ...writingCommands };
const noting = new Proxy(COMMANDS, {
  get: (_target, key) => async () => void called.push(String(key)),
});
const errors: string[] = [];
const program = createProgram(noting, (line) => void errors.push(line));
const rowOf = (option: unknown): Row | null => (option instanceof TableOption ? option.row : null);

const modules = await Promise.all(
  readdirSync(FOLDER).map(async (file) => {
    const exports = (await import(join(FOLDER, file))) as Readonly<Record<string, unknown>>;
    return { file, exports };
  }),
);
const makers = modules.flatMap(({ file, exports }) =>
  Object.entries(exports).flatMap(([name, value]) => (name.endsWith('Definition') ? [{ file, make: value }] : [])),
);
const isTable = (value: unknown): value is OptionTable =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((row: unknown) => typeof row === 'object' && row !== null && 'flags' in row);

test('every definition is a command of the program, and every command has one', () => {
  const names = makers.map(({ make }) => (make as (run: unknown) => Command)(async () => undefined).name());
  expect(names.toSorted()).toEqual(program.commands.map((command) => command.name()).toSorted());
});

test('each command says what it does, and so does each of its options', () => {
  for (const command of program.commands) {
    expect([command.name(), command.description().length > 20]).toEqual([command.name(), true]);
    for (const option of command.options) {
      const what = `${command.name()} ${option.flags}`;
      expect([what, option.description.length > 2, /[.;:]$/.test(option.description)]).toEqual([what, true, false]);
      expect([what, /^(-\w, )?--[a-z][a-z-]*( [<[][\w|:-]+(\.\.\.)?[>\]])?$/.test(option.flags)]).toEqual([what, true]);
    }
  }
});

test('no command has an option twice, and what excludes another is there to be excluded', () => {
  for (const command of program.commands) {
    // a reverse (--no-strict beside --strict) is the same option
    const keys = command.options.filter((option) => rowOf(option) !== null).map((option) => option.attributeName());
    expect([command.name(), keys.length]).toEqual([command.name(), new Set(keys).size]);
    for (const option of command.options) {
      const unknown = (rowOf(option)?.conflicts ?? []).filter((key) => !keys.includes(key));
      expect([option.flags, unknown]).toEqual([option.flags, []]);
    }
  }
});

test('a default is what its own parser makes of it, in words or as it is', () => {
  for (const { exports } of modules) {
    for (const table of Object.values(exports).filter(isTable)) {
      const defaults: Readonly<Record<string, unknown>> = defaultsOf(table);
      for (const [key, row] of Object.entries(table)) {
        const { default: value, parse } = row as Row & { parse?: (text: string) => unknown };
        if (value === undefined || Array.isArray(value)) continue;
        expect([row.flags, defaults[key]]).toEqual([row.flags, value]);
        if (parse !== undefined && typeof value === 'string')
          expect([row.flags, parse(value)]).toEqual([row.flags, value]);
      }
    }
  }
});

test('each command is reached by its name, with its words and its options', async () => {
  const words: Readonly<Record<string, readonly string[]>> = {
    match: ['x.db', 'SELECT 1'],
    diff: ['a.db', 'b.db'],
    learn: ['a.db', 'b.db'],
    merge: ['a.db', '-o', 'c.db'],
    prune: ['a.db', '--unused-by', 'r.json', '-o', 'c.db'],
    export: ['a.db', '--script'],
    load: ['a.txt', '-o', 'c.db'],
    completion: ['bash'],
    'merge-driver': ['a', 'b', 'c'],
    ...Object.fromEntries(['record', 'init', 'doctor', 'mcp'].map((name) => [name, []])),
  };
  for (const command of program.commands) {
    called.length = 0;
    await program.parseAsync([command.name(), ...(words[command.name()] ?? ['x.db'])], { from: 'user' });
    expect([command.name(), called.filter((one) => one !== 'configure')]).toHaveLength(2);
    expect([command.name(), called]).toEqual([command.name(), expect.arrayContaining([expect.any(String)])]);
  }
  expect(errors).toEqual([]);
});

test('an option is typed as its row says', () => {
  const command = addOptions(program.createCommand('x'), { a: { flags: '--a <n>', description: 'a thing' } });
  expect(command.options.map(({ flags }) => flags)).toEqual(['--a <n>']);
});

test.each([
  [['nonsense'], /^mock: unknown command 'nonsense'; see mock --help\n$/],
  [['recrod'], /^mock: unknown command 'recrod' \(Did you mean record\?\).*see mock --help\n$|Did you mean record\?/],
  [['inspect'], /^mock: missing required argument 'file'; see mock inspect --help\n$/],
  [['inspect', 'x', '--nope'], /^mock: unknown option '--nope'.*see mock inspect --help\n$/],
  [
    ['inspect', 'x', '--rows', 'many'],
    /^mock: option '--rows <number>' argument 'many' is invalid\..*see mock inspect --help\n$|^mock: .*\n$/,
  ],
])('%j is one line on stderr', async (argv, line) => {
  errors.length = 0;
  await expect(program.parseAsync(argv, { from: 'user' })).rejects.toThrow();
  expect(errors.join('')).toMatch(line);
  expect(errors.join('').split('\n')).toHaveLength(2);
});
