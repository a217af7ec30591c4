import { expect, test } from 'vitest';
import { columnKind } from '../../../../src/data/definitions/column-kind.ts';

const kind = (definition: string) => columnKind(definition.split(' '));

test.each([
  ['number', ['int', 'bigint(20) unsigned', 'mediumint', 'integer', 'int4', 'int8', 'bool', 'serial', 'tinyint(1)']],
  ['text', ['varchar(20)', 'char(3) not null', 'nvarchar(4)', 'longtext', 'text', 'character varying']],
  ['plain', ['decimal(10,2)', 'numeric', 'varbinary(16)', 'blob', 'uuid', 'dec']],
  // one day has several forms, a word of an ENUM is a number too, 0.1 is what is nearest to it
  ['unsure', ['date', 'datetime(6)', "enum('a','b')", 'float', 'double', 'json', 'year', 'bit(1)', 'set', 'point', '']],
] as const)('%s', (expected, definitions) => {
  for (const definition of definitions) expect([definition, kind(definition)]).toEqual([definition, expected]);
});

test('a generated column says nothing of its constants, whatever its type', () => {
  expect(kind('int as ( a + 1 )')).toBe('unsure');
  expect(kind('varchar(5) generated always')).toBe('unsure');
});
