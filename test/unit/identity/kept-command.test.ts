import { expect, test } from 'vitest';
import { fingerprintOf } from '../../../src/identity/fingerprint.ts';
import { keptCommand } from '../../../src/identity/kept-command.ts';
import { readStatement } from '../../../src/sql/statement-reading.ts';
import { commandOf, queryOf } from '../../support/decoded-command.ts';

test('of a statement its text is kept, and its bytes only where the text does not say them', () => {
  const plain = queryOf("SELECT 'é'", 'shop');
  expect(keptCommand(plain)).toMatchObject({
    command: 'COM_QUERY',
    sql: "SELECT 'é'",
    parameters: null,
    request: null,
    fingerprint: fingerprintOf(plain, plain.dialect),
    prepareExchange: null,
    database: 'shop',
  });
  const bytes = commandOf(Buffer.from('\x03SELECT \xff', 'latin1'));
  expect(keptCommand(bytes).request).toEqual(bytes.payload);
});

test('of a statement with a secret neither the secret nor its bytes are kept', () => {
  const command = queryOf("CREATE USER u IDENTIFIED BY 's3cret'");
  const { masked } = readStatement(command.sql ?? Buffer.alloc(0), command.dialect);
  const kept = keptCommand(command, masked);
  expect(kept.request).toBeNull();
  expect(JSON.stringify(kept)).not.toContain('s3cret');
});

test('of a command without a statement all of it is kept', () => {
  const command = commandOf(Buffer.from('\x02shop'));
  expect(keptCommand(command)).toMatchObject({ command: 'COM_INIT_DB', sql: null, request: command.payload });
});
