import { describe, expect, test } from 'vitest';
import { Capability, capabilityNames } from '../../../../src/mysql/constants/capabilities.ts';
import { charsetOfCollation } from '../../../../src/mysql/constants/collations.ts';
import { columnTypeName } from '../../../../src/mysql/constants/column-types.ts';
import { commandName } from '../../../../src/mysql/constants/commands.ts';
import { ServerErrors, serverErrorMessage } from '../../../../src/mysql/constants/error-codes.ts';

describe('constants', () => {
  test('capabilities have names, lowest bit first', () => {
    expect(capabilityNames(Capability.SSL | Capability.MARIADB_CACHE_METADATA | (1n << 40n))).toEqual([
      'SSL',
      'MARIADB_CACHE_METADATA',
      'BIT_40',
    ]);
  });

  test('commands and column types have the names of the manual', () => {
    expect([0x03, 0x1f, 0xfa, 0x7f, 0x22].map(commandName)).toEqual([
      'COM_QUERY',
      'COM_RESET_CONNECTION',
      'COM_STMT_BULK_EXECUTE',
      'COM_0x7F',
      'COM_0x22',
    ]);
    expect([8, 242, 99].map(columnTypeName)).toEqual(['LONGLONG', 'VECTOR', 'TYPE_99']);
  });

  test.each([
    [8, 'latin1', 'latin1'],
    [33, 'utf8mb3', 'utf8'],
    [45, 'utf8mb4', 'utf8'],
    [63, 'binary', 'binary'],
    [56, 'utf16le', 'ucs2'],
    [255, 'utf8mb4', 'utf8'],
    [323, 'utf8mb4', 'utf8'],
    [2304, 'utf8mb4', 'utf8'],
  ])('collation %i is of %s', (id, name, decoder) => {
    const charset = charsetOfCollation(id);
    expect(charset).toEqual({ name, decoder });
  });

  test('an id that no server has is of no character set', () => expect(charsetOfCollation(9999)).toBeNull());

  test('messages are filled in order', () => {
    const message = serverErrorMessage(ServerErrors.ER_ACCESS_DENIED_ERROR, 'alice', 'localhost', 'YES');
    expect(message).toBe("Access denied for user 'alice'@'localhost' (using password: YES)");
  });
});
