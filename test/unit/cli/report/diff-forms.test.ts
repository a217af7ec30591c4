// The forms of a diff's report.

import { expect, test } from 'vitest';
import { diffForms } from '../../../../src/cli/report/diff-forms.ts';
import type { Difference, Side } from '../../../../src/tools/diff/compare-recordings.ts';

const side = (exchange: number, statement: string | null): Side => ({
  ...{ exchange, session: 1, command: 'COM_PING', statement, parameters: null, database: '', scope: '', tookUs: 500 },
});
const report = (...differences: Difference[]) => ({ a: 'a.db', b: 'b`.db', differences });

const GONE: Difference = { kind: 'gone', from: side(3, 'SELECT "<a>"\n  & b') };
const CHANGED: Difference = {
  ...{ kind: 'changed', from: side(4, null), to: side(5, null) },
  changes: [{ kind: 'cell', result: 1, row: 1, column: 'a', from: 1n, to: '<' }],
};

test('JSON has the differences as they are, large numbers as text', () => {
  expect(JSON.parse(diffForms['.json'](report(CHANGED)))).toMatchObject({
    ...{ format: 1, a: 'a.db', differences: [{ kind: 'changed', changes: [{ from: '1', to: '<' }] }] },
  });
});

test('JUnit has a failed case for each, in XML', () => {
  const text = diffForms['.xml'](report(GONE));
  expect(text.split('\n')).toEqual([
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="mock diff" tests="1" failures="1">',
    '  <testsuite name="diff" tests="1" failures="1">',
    '    <testcase classname="diff" name="SELECT &quot;&lt;a&gt;&quot; &amp; b"><failure type="gone" message="gone"></failure></testcase>',
    '  </testsuite>',
    '</testsuites>',
    '',
  ]);
  expect(diffForms['.xml'](report())).toContain('tests="0" failures="0"');
});

test('Markdown counts them, and a name or a statement ends no code early', () => {
  expect(diffForms['.md'](report())).toBe('# `a.db` and ``b`.db``\n\n0 differences.\n');
  const text = diffForms['.md'](report({ kind: 'moved', from: side(3, 'SELECT `a`'), to: side(7, 'SELECT `a`') }));
  expect(text).toBe(
    [
      '# `a.db` and ``b`.db``\n\n1 difference.\n\n- **moved**: `` SELECT `a` ``',
      '  - `asked as exchange 3 before, as exchange 7 after`\n',
    ]
      .join('\n')
      .replace('as exchange 7', 'as 7'),
  );
});
