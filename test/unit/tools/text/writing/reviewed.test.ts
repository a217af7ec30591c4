// The text for review: two runs that differ only in what is new at every run have the same.

import { expect, test } from 'vitest';
import { activateRules } from '../../../../../src/replay/volatile/values/volatile-rules.ts';
import { reviewRecording } from '../../../../../src/tools/text/writing/reviewed.ts';
import { opened } from '../../../../support/edited-recording.ts';
import { readGolden } from '../../../../support/golden.ts';
import { create, exchange, facts, session, temporaryPath } from '../../../store/sample.ts';

const greeting = readGolden('mysql-9.7.4/mysql2-connect')[0]?.payload ?? Buffer.alloc(0);
const OK = Buffer.from('0700000100000002000000', 'hex');

/** @param statements what a run asks, given when it is asked */
function reviewed(statements: (now: string) => readonly string[], rules: Parameters<typeof activateRules>[0] = []) {
  const file = temporaryPath();
  const writer = create(file);
  const startedAtUs = Date.now() * 1000;
  const id = writer.beginSession(session({ greeting, startedAtUs }));
  const now = new Date(startedAtUs / 1000).toISOString().replace('T', ' ').replace('Z', '');
  statements(now).forEach((sql, at) => {
    const response = writer.openResponse();
    response.write(OK);
    const times = { startedAtUs: startedAtUs + at, firstByteUs: 1, lastByteUs: 1 };
    writer.putExchange(exchange({ sql, session: id, ordinal: at + 1, ...times }), response, facts(), 0x200n);
  });
  writer.endSession(id, 'quit', 1_000_000);
  writer.close();
  const lines = [
    ...reviewRecording(
      opened(file),
      activateRules(rules, () => 'test'),
    ),
  ];
  return lines.filter((line) => /^ {4}[|\\]/.test(line)).map((line) => line.trim());
}

const run = (id: string, other: string, price: string) => (now: string) => [
  `INSERT INTO p VALUES ('${id}', ${price}, '${now}')`,
  `INSERT INTO p VALUES ('${other}', 1, '${now}')`,
  `UPDATE p SET price = 2 WHERE id = '${id}'`,
  "UPDATE p SET made = '2020-01-01 00:00:00' WHERE id = '11111111-2222-4333-8444-555555555555'",
];
const [A, B] = ['1b4e28ba-2fa1-4d21-883f-0016d3cca427', '9c0d28ba-2fa1-4d21-883f-0016d3cca428'];
const [C, D] = ['5d5e28ba-2fa1-4d21-883f-0016d3cca429', '7a0d28ba-2fa1-4d21-883f-0016d3cca42a'];

test('what is new at every run stands as what it is, numbered; what was only read, and an old time, as they are', () => {
  const first = reviewed(run(A, B, '5'));
  expect(first).toEqual([
    '| INSERT INTO p',
    '\\ VALUES (<uuid 1>, 5, <time>)',
    '| INSERT INTO p',
    '\\ VALUES (<uuid 2>, 1, <time>)',
    '| UPDATE p SET price = 2 WHERE id = <uuid 1>',
    '| UPDATE p',
    "\\ SET made = '2020-01-01 00:00:00'",
    "\\ WHERE id = '11111111-2222-4333-8444-555555555555'",
  ]);
  expect(reviewed(run(C, D, '5'))).toEqual(first);
  expect(reviewed(run(C, D, '6')).filter((line) => !first.includes(line))).toEqual(['\\ VALUES (<uuid 1>, 6, <time>)']);
});

test('what is under a rule too', () => {
  const rules = [{ statement: '^INSERT INTO q', kind: 'any', positions: [1] }] as const;
  expect(reviewed(() => ["INSERT INTO q VALUES ('whatever it is', 'stays as it is')"], rules)).toContain(
    "| INSERT INTO q VALUES (<value 1>, 'stays as it is')",
  );
});
