// Which columns of a result are worked out of one that a rule is about.
import { expect, test } from 'vitest';
import { derivedRules } from '../../../../src/tools/redact/derived-columns.ts';
import { Masker } from '../../../../src/tools/redact/masker.ts';
import { Pseudonyms } from '../../../../src/tools/redact/pseudonym.ts';
import { parseRules } from '../../../../src/tools/redact/rules.ts';

const rules = parseRules('{"rules": [{"column": "*.users.email", "derive": "mask"}]}', 'rules.json');
const masker = new Masker(rules, new Pseudonyms(Buffer.from('key')));

test.each([
  ['SELECT UPPER(email) FROM users', 1, 'x'],
  ['SELECT COUNT(*), HEX(`email`), JSON_OBJECT("e", u.email), 1 FROM users u', 4, '.xx.'],
  ["SELECT COUNT(*) FROM users WHERE email = 'a'", 1, '.'],
  ['/* c */ SELECT DISTINCT TO_BASE64(email), id + 1 FROM users ORDER BY email', 2, 'x.'],
  // what cannot be told apart is masked as a whole
  ['SELECT e, n FROM (SELECT UPPER(email) AS e, COUNT(*) AS n FROM users GROUP BY 1) t', 2, 'xx'],
  ['WITH t AS (SELECT email FROM users) SELECT CONCAT(t.email), 1 FROM t', 2, 'xx'],
  ["SELECT email FROM users UNION SELECT 'a'", 1, 'x'],
  ['SELECT * FROM (SELECT HEX(email), 2 FROM users) t', 2, 'xx'],
  ['SELECT 1, (SELECT MAX(email) FROM users)', 2, 'xx'],
  ['SELECT 1; SELECT UPPER(email) FROM users', 1, 'x'],
  ["(SELECT COUNT(*) FROM users WHERE email = 'a')", 1, 'x'],
  ['CALL emails()', 2, 'xx'],
  ['EXECUTE s', 1, 'x'],
  ['SELECT @a, 2', 2, 'x.'],
  ['SELECT @@version, email FROM customers', 2, '..'],
  ['SELECT 1 FROM users', 1, '.'],
])('%s', (sql, count, expected) => {
  const rule = derivedRules(Buffer.from(sql), {}, masker);
  const found = Array.from({ length: count }, (_, at) => (rule(at, count) === null ? '.' : 'x')).join('');
  expect(found).toBe(expected);
});

test.each([
  ['{"rules": [{"literal": "x", "derive": "mask"}]}', /only the rule of a column has "derive"/],
  ['{"rules": [{"column": "a.b.c", "derive": "yes"}]}', /expected "mask" for "derive"/],
])('%s is refused', (text, message) => {
  expect(() => parseRules(text, 'rules.json')).toThrow(message);
});
