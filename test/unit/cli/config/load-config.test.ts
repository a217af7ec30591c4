// A configuration file, taken for what nothing nearer says.

import { writeFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { expect, test } from 'vitest';
import { applyConfig } from '../../../../src/cli/config/load-config.ts';
import type { Origins } from '../../../../src/cli/config/origins.ts';
import { addOptions, list, negation, parsed, text } from '../../../../src/cli/definitions/row.ts';
import { temporaryFile } from '../../../support/edited-recording.ts';

function digits(value: string): number {
  if (/^\d+$/.test(value)) return Number(value);
  throw new InvalidArgumentError('Expected digits.');
}

async function applied(config: string, words: readonly string[] = [], name = 'mock.config.json') {
  const file = temporaryFile(name);
  writeFileSync(file, config);
  const program = new Command('mock');
  const options = {
    strict: negation('--no-strict', 's'),
    port: parsed('--port <number>', 'p', digits, { default: 1 }),
    bind: text('--bind <address>', 'b'),
    name: list('--name <name>', 'n'),
    rules: text('--rules <file>', 'r', { ruleList: 'volatile' }),
  };
  const run = addOptions(program.command('run'), options).action(() => undefined);
  addOptions(program.command('other'), options);
  program.parse(['run', ...words], { from: 'user' });
  const origins: Origins = new Map();
  await applyConfig(file, program, run, origins);
  return { options: run.opts(), origins };
}

test('what is said of the command counts before what is said of all, and the command line before both', async () => {
  const config =
    '{ "port": 2, "bind": "a", "strict": false,\n "run": { "port": "3" }, "other": { "bind": "z" } } // end';
  const { options, origins } = await applied(config, ['--bind', 'mine']);
  expect(options).toEqual({ port: 3, bind: 'mine', strict: false, name: [] });
  expect([...origins.keys()].sort()).toEqual(['port', 'strict']);
  expect(origins.get('port')).toMatch(/mock\.config\.json:2:\d+$/);
  expect((await applied(config, ['--port', '1'])).options['port']).toBe(1);
});

test('a list is the whole list', async () => {
  expect((await applied('{"name": ["a", 1]}')).options['name']).toEqual(['a', '1']);
});

test.each([
  ['{"strct": 1}', 'there is no option "strct"; did you mean "strict"?'],
  ['{"run": {"strct": 1}}', 'run: there is no option "strct"; did you mean "strict"?'],
  ['{"port": "x"}', ': port: Expected digits.'],
  ['{"strict": "no"}', 'strict: must be boolean'],
  ['[]', 'must be object'],
  // also where the command reads no such rules
  ['{"identity": [{}]}', ".json:1: rule 1: must have required property 'name'"],
  [
    '{"volatile": [{"kind": "uuid", "positions": [1]},\n{"kind": "token", "positions": [1]}]}',
    '.json:2: rule 2: contradicts rule 1: the same values are uuid at ',
  ],
  ['{"rules": "r.yaml",\n"volatile": [{"kind": "uuid"}]}', '.json:2:13: volatile: stands beside rules at '],
])('%s is refused', async (config, message) => {
  await expect(applied(config)).rejects.toThrow(message);
});

test('a YAML file of comments alone says nothing', async () => {
  expect((await applied('# nothing yet', [], 'mock.config.yaml')).options).toEqual({ port: 1, strict: true, name: [] });
});
