import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { checkReportFiles, pageIn, type ReportForms, writeReports } from '../../../../src/cli/report/write-reports.ts';
import { temporaryFile } from '../../../support/edited-recording.ts';

const FORMS: ReportForms<string> = {
  '.html': (text) => `html ${text}`,
  '.json': (text) => `json ${text}`,
  '.xml': (text) => `xml ${text}`,
  '.md': (text) => `md ${text}`,
};

test('the ending says the form, in either case', () => {
  expect(() => checkReportFiles(['a.html', 'b.JSON', 'c.d/e.xml', 'f.Md'])).not.toThrow();
  for (const file of ['a', 'a.txt', '.md', 'html', 'a.html.gz']) {
    expect(() => checkReportFiles(['a.md', file])).toThrow(`--report ${file}: end its name in .html, .json, .xml`);
  }
  expect([pageIn(['a.md', 'b.HTML']), pageIn(['html', 'a.json'])]).toEqual(['b.HTML', null]);
});

test('each is written whole, in folders made for it, for its owner alone', () => {
  const folder = dirname(temporaryFile('x'));
  const files = [join(folder, 'a.md'), join(folder, 'new', 'deep', 'b.XML')];
  writeReports(files, 'old', FORMS);
  writeReports(files, 'new', FORMS);
  expect(files.map((file) => readFileSync(file, 'utf8'))).toEqual(['md new', 'xml new']);
  expect(files.map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600]);
  expect(files.some((file) => existsSync(`${file}.new`))).toBe(false);
});

test('one that cannot be written is named', () => {
  const file = temporaryFile('a.md');
  writeReports([file], '', FORMS);
  expect(() => writeReports([join(file, 'b.md')], '', FORMS)).toThrow(
    `--report ${join(file, 'b.md')} cannot be written: `,
  );
});
