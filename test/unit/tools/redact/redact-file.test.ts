// Masked values are nowhere in the file, and what belonged together still does.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Pseudonyms } from '../../../../src/tools/redact/pseudonym.ts';
import { redactFile } from '../../../../src/tools/redact/redact-file.ts';
import { parseRules } from '../../../../src/tools/redact/rules.ts';
import { scanForSecrets } from '../../../../src/tools/redact/scan.ts';
import { statementValues } from '../../../../src/tools/redact/statement-values.ts';
import { dumpRecording } from '../../../../src/tools/text/writing/dump.ts';
import { edited, opened, SAMPLE, temporaryFile } from '../../../support/edited-recording.ts';
import fc from '../../../support/property.ts';

const key = Buffer.from('a key for tests');

function redacted(rules: object[], from = SAMPLE) {
  const output = temporaryFile('redacted.db');
  const touched = redactFile(from, output, {
    rules: parseRules(JSON.stringify({ rules }), 'r.json'),
    key,
    isOverwrite: false,
  });
  const text = [...dumpRecording(opened(output))].join('\n');
  return { output, touched, text, bytes: readFileSync(output).toString('latin1') };
}

test('a column is masked in text rows, binary rows and under an alias, alike', () => {
  const { bytes, text, touched } = redacted([{ column: 'shop.products.name' }]);
  for (const name of ['Lamp', "Sailor's knife", 'Sailor\\', 'critoire']) expect(bytes).not.toContain(name);
  expect(touched).toMatchObject([{ rule: 'column shop.products.name' }]);
  const pseudonym = new Pseudonyms(key).ofText('Lamp');
  expect(text.split(`'${pseudonym}'`).length - 1).toBe(text.split('Lamp').length + countOf('Lamp') - 1);
});

function countOf(word: string): number {
  return [...dumpRecording(opened(SAMPLE))].join('\n').split(word).length - 1;
}

test('parameters and literals that belong to a column are masked like its rows', () => {
  const { bytes, text } = redacted([{ column: '*.orders.customer' }]);
  expect(bytes).not.toContain('Nobody');
  expect(text).toContain(new Pseudonyms(key).ofText('Nobody'));
});

test('fixed texts, NULL, literals and patterns', () => {
  const from = edited((text) =>
    text.replaceAll('SELECT * FROM suppliers', "SELECT 'hunter2', '4711-0815' FROM suppliers"),
  );
  const { bytes, text } = redacted(
    [
      { column: 'shop.products.tags', method: 'null' },
      { column: 'shop.products.name', fixed: 'thing' },
      { literal: 'hunter2', fixed: '***' },
      { pattern: '\\d{4}-\\d{4}', fixed: 'number' },
    ],
    from,
  );
  for (const gone of ['oak', '"light"', 'Lamp', 'hunter2', '4711-0815']) expect(bytes).not.toContain(gone);
  expect(text).toContain("SELECT '***', 'number' FROM suppliers");
  expect(text).toContain("| 1  | 'thing' | 39.90  | '2024-02-29' | NULL");
});

test('values in error messages are masked as well', () => {
  const from = edited((text) =>
    text.replace("'Table \\'shop.suppliers\\' doesn\\'t exist'", "'Duplicate entry \\'Écritoire 山\\''"),
  );
  const { bytes } = redacted([{ column: 'shop.products.name' }], from);
  expect(bytes).not.toContain(Buffer.from('Écritoire').toString('latin1'));
});

test('pseudonyms keep form and length, and are the same every time', () => {
  const pseudonyms = new Pseudonyms(key);
  expect(pseudonyms.ofText('ann.lee@mail.org')).toMatch(/^[a-z]{3}\.[a-z]{3}@[a-z]{4}\.[a-z]{3}$/);
  expect(pseudonyms.ofText('2024-02-29 10:00:00')).toMatch(/^2024-\d\d-\d\d 10:00:00$/);
  expect(JSON.parse(pseudonyms.ofText('{"a": ["x", 7, true]}'))).toMatchObject({
    a: [expect.any(String), expect.any(Number), true],
  });
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const masked = pseudonyms.ofText(text);
      expect(masked).toBe(new Pseudonyms(key).ofText(text));
      if (!/^[[{\d-]/.test(text)) expect(Buffer.byteLength(masked)).toBe(Buffer.byteLength(text));
    }),
  );
});

test('different whole numbers stay different and fit where they were', () => {
  const pseudonyms = new Pseudonyms(key);
  for (const [low, high] of [
    [0, 9],
    [10, 99],
    [100, 127],
    [128, 255],
    [256, 999],
  ] as const) {
    const range = Array.from({ length: high - low + 1 }, (_, at) => BigInt(low + at));
    expect(range.map((value) => pseudonyms.ofInteger(value)).sort((a, b) => Number(a - b))).toEqual(range);
  }
  expect(pseudonyms.ofInteger(-5n)).toBeLessThanOrEqual(0n);
});

test.each([
  ["SELECT 1 FROM u WHERE u.email = 'x' AND id IN (2, 3)", ['', 'email', 'id', 'id']],
  ["INSERT INTO u (id, email) VALUES (?, 'x'), (2, ?)", ['id', 'email', 'id', 'email']],
  ["UPDATE u SET email = 'x', n = 5 WHERE `mail` LIKE ?", ['email', 'n', 'mail']],
])('reads which column a value belongs to: %s', (sql, columns) => {
  const { values } = statementValues(Buffer.from(sql), {});
  expect(values.map(({ column }) => column).slice(-columns.filter(Boolean).length)).toEqual(columns.filter(Boolean));
});

test.each([
  ['{"rules": [{"column": "a.b"}]}', 'r.json:1:23: expected schema.table.column'],
  ['{"rules": [\n  {"colum": "a.b.c"}]}', 'r.json:2:4: a rule has no "colum"'],
  ['{"rules": [{"pattern": "("}]}', 'r.json:1:24: '],
  ['{"rules": [', 'r.json:1:12: no JSON'],
  ['{"rules": [{"parameter": 1}]}', 'r.json:1:12: a parameter needs "statement"'],
  ['{}', 'r.json:1:1: expected {"rules"'],
])('refuses the rules %s with their place', (text, message) => {
  expect(() => parseRules(text, 'r.json')).toThrow(message);
});

test('a scan finds what seems to be a secret, and nothing in what is known to be none', async () => {
  expect((await scanForSecrets(opened(SAMPLE))).findings).toEqual([]);
  const from = edited((text) =>
    text
      .replace("'Lamp'  ", "'ann@mail.org 4111 1111 1111 1111'")
      .replace('FROM suppliers', "FROM a WHERE k = 'AKIAABCDEFGHIJKLMNOP'"),
  );
  const found = (await scanForSecrets(opened(from))).findings.map(({ what, where }) => `${what}: ${where}`);
  expect(found).toEqual([
    'card number: column shop.products.name',
    'e-mail address: column shop.products.name',
    'access key of AWS: statement',
  ]);
});

test('a scan that is told the rules knows what they have put into the recording', async () => {
  const from = edited((text) =>
    text
      .replace("'Lamp'  ", "'ann@mail.org 4111 1111 1111 1111'")
      .replace('FROM suppliers', "FROM a WHERE k = 'bob@mail.org'"),
  );
  const rules = parseRules('{"rules": [{"column": "shop.products.name"}]}', 'r.json');
  const masked = temporaryFile('masked.db');
  redactFile(from, masked, { rules, key: Buffer.from('k'), isOverwrite: true });
  const where = async (limits: object) =>
    (await scanForSecrets(opened(masked), limits)).findings.map((each) => `${each.what}: ${each.where}`);
  expect(await where({})).toEqual(expect.arrayContaining(['e-mail address: column shop.products.name']));
  expect(await where({ rules })).toEqual(['e-mail address: statement']);
});
