import { expect, test } from 'vitest';
import { SERVER_CLOSE } from '../../../src/core/command.ts';
import {
  CommandCode,
  commandCode,
  commandName,
  hasTrait,
  isCommandName,
  namesWith,
  Trait,
} from '../../../src/core/command-table.ts';

test('each code and its name lead to each other', () => {
  for (let code = -1; code < 0x100; code++) expect(commandCode(commandName(code))).toBe(code);
  expect(commandCode(SERVER_CLOSE.name)).toBe(SERVER_CLOSE.code);
});

test('what is no name of a command has no code', () => {
  for (const name of ['Sql.StmtExecute', 'COM_0x7f', 'COM_0x123', 'com_query', '']) {
    expect(commandCode(name)).toBeNaN();
    expect(isCommandName(name)).toBe(false);
  }
  expect(isCommandName('COM_0x03')).toBe(false);
  expect(isCommandName('COM_0x7F')).toBe(true);
});

test('a code that is no command has no traits', () => {
  for (const code of [-2, -1, 0x7f, 0x1000, Number.NaN]) expect(hasTrait(code, Trait.HOUSEKEEPING)).toBe(false);
});

test('commands of one kind are those that the manuals name', () => {
  expect(namesWith(Trait.TEXT)).toEqual(['COM_QUERY', 'COM_STMT_PREPARE']);
  expect(namesWith(Trait.EXECUTION)).toEqual(['COM_QUERY', 'COM_STMT_EXECUTE', 'COM_STMT_BULK_EXECUTE']);
  const withBinaryRows = ['COM_STMT_EXECUTE', 'COM_STMT_FETCH', 'COM_STMT_BULK_EXECUTE'];
  expect(namesWith(Trait.GIVES_PREPARED)).toEqual(withBinaryRows);
  expect(namesWith(Trait.TRANSACTIONAL)).toEqual(['COM_QUERY', ...withBinaryRows]);
});

test('what is answered by mock itself is never looked up', () => {
  const own = namesWith(Trait.OWN_ANSWER);
  expect(own.filter((name) => !namesWith(Trait.HOUSEKEEPING).includes(name))).toEqual([]);
  expect(hasTrait(CommandCode.COM_CHANGE_USER, Trait.OWN_ANSWER)).toBe(false);
});
