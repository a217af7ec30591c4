// The schema of a configuration file, of a small program.

import { Command } from 'commander';
import { expect, test } from 'vitest';
import { configSchema, fileOptions, nameOf } from '../../../../src/cli/config/schema.ts';
import { addOptions, flag, list, negation, text } from '../../../../src/cli/definitions/row.ts';

function program(): Command {
  const all = new Command('mock');
  const shared = { strict: negation('--no-strict', 's'), once: text('--once <x>', 'o', { isOnce: true }) };
  addOptions(all.command('run'), { ...shared, own: flag('--own', 'w'), check: text('--check <x>', 'c') });
  addOptions(all.command('check'), { ...shared, name: list('--name <name>', 'n'), check: text('--check <x>', 'c') });
  addOptions(all.command('inside', { hidden: true }), { own: flag('--own', 'w') });
  return all;
}

test('an option has one name, whichever way it is given', () => {
  const [run] = program().commands;
  expect(run === undefined ? [] : fileOptions(run).map(nameOf)).toEqual(['strict', 'own', 'check']);
});

test('what several commands have stands beside them too, but never in the place of one', () => {
  const { properties } = configSchema(program());
  expect(Object.keys(properties).sort()).toEqual(['$schema', 'check', 'identity', 'run', 'strict', 'volatile']);
  expect(properties['strict']).toEqual({ type: 'boolean', description: 's' });
  expect(properties['check']).toEqual({
    ...{ type: 'object', additionalProperties: false },
    properties: {
      strict: { type: 'boolean', description: 's' },
      name: { type: 'array', items: { type: ['string', 'number'] }, description: 'n' },
      check: { type: ['string', 'number'], description: 'c' },
    },
  });
});
