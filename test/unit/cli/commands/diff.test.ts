// `mock diff`: what two recordings differ in.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mock } from '../../../support/command-line.ts';
import { edited, SAMPLE, temporaryFile } from '../../../support/edited-recording.ts';

test('a recording and itself do not differ', async () => {
  expect(await mock('diff', SAMPLE, SAMPLE)).toMatchObject({ out: 'the recordings do not differ\n', code: 0 });
});

test('another row is a change, shown where it is', async () => {
  const other = edited((text) => text.replaceAll("'Lamp' ", "'Lump' "));
  const { out, code } = await mock('diff', SAMPLE, other);
  expect(code).toBe(5);
  expect(out).toMatch(/^~ exchange \d+: /m);
  expect(out).toContain('Lump');
  expect(out.trim().split('\n').at(-1)).toMatch(/^\d+ differences?: \d+ changed/);
  const lines = (await mock('diff', SAMPLE, other, '--json')).out.trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { kind: string }).kind)).toContain('changed');
});

test('a statement that one has alone is added or gone', async () => {
  const added = (text: string) =>
    text.replace(/\n {2}COM_QUERY\n/, "\n  COM_QUERY\n    | SELECT 'only here'\n    =>\n    ok status 0x0002\n$&");
  const more = edited(added);
  expect((await mock('diff', SAMPLE, more)).out).toMatch(/^\+ exchange \d+: SELECT 'only here'/m);
  expect((await mock('diff', more, SAMPLE)).out).toMatch(/^- exchange \d+: SELECT 'only here'/m);
});

test('a report is written besides', async () => {
  const report = temporaryFile('diff.md');
  const other = edited((text) => text.replaceAll("'Lamp' ", "'Lump' "));
  expect((await mock('diff', SAMPLE, other, '--report', report)).code).toBe(5);
  expect(readFileSync(report, 'utf8')).toContain('Lump');
});

test('a file that is none is named', async () => {
  expect((await mock('diff', SAMPLE, '/nowhere/x.db')).error).toMatch(/^there is no recording at \/nowhere/);
});
