import { expect, test } from 'vitest';
import { defaultAnswer, type ScriptCommand, type ScriptDelete } from '../../../src/script/operation.ts';

function command(name: string): ScriptCommand {
  return { kind: 'command', text: `mysqlx.${name}()`, namespace: 'mysqlx', name, arguments: {} };
}

test('commands of which nothing follows succeed where the script says nothing', () => {
  for (const name of ['ping', 'enable_notices', 'disable_notices']) {
    expect(defaultAnswer(command(name))).toMatchObject({ delayMs: 0, results: [{ kind: 'ok' }] });
  }
});

test('one of which something follows, or an operation on data, is an error then', () => {
  expect(defaultAnswer(command('create_collection'))).toBeNull();
  expect(defaultAnswer(command('Ping'))).toBeNull();
  const remove: ScriptDelete = {
    ...{ kind: 'delete', text: '', schema: 'shop', name: 'ping', parameters: [], isTable: false },
    ...{ criteria: null, sort: [], limit: null, offset: 0 },
  };
  expect(defaultAnswer(remove)).toBeNull();
});
