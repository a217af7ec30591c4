import { expect, test } from 'vitest';
import { type Command, NO_CONTEXT } from '../../../../src/core/command.ts';
import { decodeTextResult } from '../../../../src/mysql/codec/text-result.ts';
import { payloads } from '../../../../src/mysql/codec/walk-response.ts';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import { CommandCode } from '../../../../src/mysql/constants/commands.ts';
import { flavourOf } from '../../../../src/mysql/constants/flavour.ts';
import { diagnosticsOf, diagnosticsQuery } from '../../../../src/replay/misses/miss-warnings.ts';
import type { Miss } from '../../../../src/replay/misses/misses.ts';

function command(sql: string, code: number = CommandCode.COM_QUERY): Command {
  const text = Buffer.from(sql);
  return {
    ...{ code, name: '', payload: text, sql: text, parameters: null, statement: null, database: '' },
    dialect: { charset: null, noBackslashEscapes: false, ansiQuotes: false },
    state: { all: '', settings: '', isInTransaction: false, status: 2, given: new Map() },
    context: NO_CONTEXT,
  };
}

const MISS: Miss = {
  ...{
    time: '',
    connection: 1,
    before: [],
    reason: 'unknown',
    command: 'COM_QUERY',
    sql: `SELECT '${'é'.repeat(900)}'`,
  },
  ...{ parameters: null, database: 'shop', scope: '', state: '', nearest: null, others: [], nearestScopes: [] },
};

function rowsOf(sql: string, version = '9.7.4'): (string | null)[][] {
  const query = diagnosticsQuery(command(sql));
  if (query === null) throw new Error(`${sql} asks for no diagnostics`);
  const capabilities = Capability.PROTOCOL_41 | Capability.DEPRECATE_EOF;
  const face = { flavour: flavourOf(version), capabilities, charset: 255, status: 2 };
  const bytes = diagnosticsOf(MISS, query, face);
  return decodeTextResult(payloads([bytes]), capabilities).rows.map((row) =>
    row.map((cell) => cell?.toString() ?? null),
  );
}

test('SHOW WARNINGS tells the miss, then all that is known of it, each line within what the column holds', () => {
  const rows = rowsOf('show warnings');
  expect(rows[0]?.slice(0, 2)).toEqual(['Error', '1105']);
  expect(rows[0]?.[2]).toMatch(/^mock: no recorded answer to: SELECT/);
  expect(rows.slice(1).every(([level]) => level === 'Note')).toBe(true);
  const asked = rows.map(([, , message]) => message ?? '');
  expect(asked.some((message) => message.startsWith('reason: unknown'))).toBe(true);
  expect(asked.join('')).toContain('é'.repeat(900));
  expect(Math.max(...asked.map((message) => [...message].length))).toBeLessThanOrEqual(512);
});

test('SHOW ERRORS has the error alone, COUNT(*) how many there are, LIMIT a part of them', () => {
  expect(rowsOf('SHOW ERRORS')).toHaveLength(1);
  const all = rowsOf('SHOW WARNINGS');
  expect(rowsOf('SHOW COUNT(*) WARNINGS')).toEqual([[String(all.length)]]);
  expect(rowsOf('SHOW COUNT(*) ERRORS', '10.11.18-MariaDB')).toEqual([['1']]);
  expect(rowsOf('SHOW WARNINGS LIMIT 1, 2')).toEqual(all.slice(1, 3));
  expect(rowsOf('show warnings limit 0')).toEqual([]);
});

test.each(['SHOW WARNINGS; SELECT 1', 'SHOW WARNINGSX', 'SHOW TABLES', `SHOW WARNINGS ${' '.repeat(200)}`])(
  '%s is none of these',
  (sql) => {
    expect(diagnosticsQuery(command(sql))).toBeNull();
  },
);

test('prepared it is answered by whoever knows the statement', () => {
  expect(diagnosticsQuery(command('SHOW WARNINGS', CommandCode.COM_STMT_PREPARE))).toBeNull();
});
