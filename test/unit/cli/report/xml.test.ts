import { expect, test } from 'vitest';
import { escaped } from '../../../../src/cli/report/xml.ts';

test.each([
  [`<a b="c">&amp;</a>`, '&lt;a b=&quot;c&quot;&gt;&amp;amp;&lt;/a&gt;'],
  // these are all that XML 1.0 has of the control characters
  ['a\tb\nc\rd', 'a\tb\nc\rd'],
  ['\u0000\u0008\u000b\u001f\ufffe\uffff', '\ufffd'.repeat(6)],
  ['\ud83e', '\ufffd'],
  ['\udd2d\ud83e', '\ufffd\ufffd'],
  ['🦭', '🦭'],
])('%j', (text, xml) => {
  expect(escaped(text)).toBe(xml);
});
