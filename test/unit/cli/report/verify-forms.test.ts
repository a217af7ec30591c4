// The forms of verify's report.

import { expect, test } from 'vitest';
import { type VerifyReport, verifyForms } from '../../../../src/cli/report/verify-forms.ts';
import type { Drift } from '../../../../src/tools/verify/verify-result.ts';

const FINE: VerifyReport = {
  ...{ recording: 'shop.db', minShare: 50, exchanges: 3, compared: 3, share: 100, drifting: 0, drifts: [], tables: [] },
  ...{ withheld: [], skipped: {}, unguarded: [] },
};
const DRIFT: Drift = {
  ...{ exchange: 2, session: 1, scope: 'a&b', command: 'COM_QUERY', sql: ' SELECT\n 1 < 2', parameters: '(1)' },
  changes: [
    { kind: 'outcome', from: 'OK', to: 'error' },
    { kind: 'fact', name: 'warnings', from: '0', to: '1' },
  ],
};

test('where nothing drifts there is one case, and it did not fail', () => {
  expect(verifyForms['.xml'](FINE).split('\n').slice(1)).toEqual([
    '<testsuites name="mock verify" tests="1" failures="0">',
    '  <testsuite name="verify" tests="1" failures="0" skipped="0">',
    '    <testcase classname="verify" name="3 exchanges answered as recorded"/>',
    ...['  </testsuite>', '</testsuites>', ''],
  ]);
  expect(verifyForms['.md'](FINE)).toBe(
    '# Verification of `shop.db`\n\n3 of 3 exchanges compared, 0 answers changed, 0 tables changed.\n',
  );
  expect(verifyForms['.md']({ ...FINE, tables: null })).toContain('tables not known');
});

test('an answer, a table and too little of a recording each fail, what was left out is skipped', () => {
  const report: VerifyReport = {
    ...{ ...FINE, exchanges: 10, compared: 3, share: 30, drifting: 2, drifts: [DRIFT] },
    ...{
      tables: [{ schema: 's', table: 't', kind: 'changed', gone: ['a int'], added: [] }],
      skipped: { 'a write': 7 },
    },
  };
  const xml = verifyForms['.xml'](report);
  expect(xml).toContain('<testsuite name="verify" tests="5" failures="3" skipped="1">');
  expect(xml).toContain('name="1 exchange answered as recorded"/>');
  expect(xml).toContain('name="exchange 2 (a&amp;b): SELECT 1 &lt; 2 (1)">');
  expect(xml).toContain('<failure type="drift" message="OK → error">warnings: 0 → 1</failure>');
  expect(xml).toContain('<failure type="drift" message="table s.t has changed">- a int</failure>');
  expect(xml).toContain('name="7 exchanges: a write"><skipped/>');
  const markdown = verifyForms['.md'](report);
  expect(markdown).toContain('**only 30 % of what can be asked was compared');
  expect(markdown).toContain('- `exchange 2 (a&b): SELECT 1 < 2 (1)`\n  - `OK → error`\n  - `warnings: 0 → 1`');
  expect(markdown).toContain('… and 1 more.');
  expect(markdown).toContain('- 7 a write\n');
});

test('a statement that was not sent is told with why', () => {
  const withheld = [{ ...DRIFT, sql: null, reason: 'it writes' }];
  expect(verifyForms['.md']({ ...FINE, withheld })).toContain('## Not sent\n\n- 2: `COM_QUERY`: it writes\n');
  expect(JSON.parse(verifyForms['.json']({ ...FINE, withheld }))).toMatchObject({
    format: 1,
    withheld: [{ exchange: 2 }],
  });
});
