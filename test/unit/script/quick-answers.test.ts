// The quick way through a script: which packets are answered unread, and with what.

import { expect, test } from 'vitest';
import { NO_FACTS, type ResponseFacts } from '../../../src/core/command.ts';
import { SessionState } from '../../../src/mysql/session/session-state.ts';
import type { StatementAnswer } from '../../../src/script/answer.ts';
import { QuickAnswers } from '../../../src/script/quick-answers.ts';
import type { ScriptRun } from '../../../src/script/script.ts';

const ANSWER: StatementAnswer = { delayMs: 0, results: [], lasting: 'run' };
const BYTES = Buffer.from('the answer');

function noting(sql: string, facts: Partial<ResponseFacts> = {}) {
  const quick = new QuickAnswers();
  const session = new SessionState({ capabilities: 0n, user: 'u', database: '', charset: 255, status: 2 });
  const answer = { facts: { ...NO_FACTS, outcome: 'resultset' as const, ...facts }, exchange: null, closes: false };
  quick.note(Buffer.from(sql), session.dialect, answer, { statement: sql, answer: ANSWER, bytes: BYTES });
  /** @param known what the run would answer */
  const find = (text: string, known: StatementAnswer | undefined = ANSWER, code = 3) => {
    const run = { known: () => known } as Partial<ScriptRun> as ScriptRun;
    return quick.find(Buffer.from([text.length + 1, 0, 0, 0, code, ...Buffer.from(text)]), session, run);
  };
  return find;
}

test('the same text is given the same bytes, for as long as the script says', () => {
  const find = noting('SELECT 1');
  expect(find('SELECT 1')).toBe(BYTES);
  expect(find('SELECT 2')).toBeUndefined();
  expect(find('SELECT 1', { ...ANSWER })).toBeUndefined();
  expect(find('SELECT 1', ANSWER, 0x16)).toBeUndefined();
});

test.each([
  ['SET NAMES latin1', {}],
  ['USE shop', {}],
  ['SELECT 1', { outcome: 'ok' as const }],
  ['SELECT 1', { status: 1 }],
  ['SELECT 1', { warnings: 1 }],
])('what leaves something behind in the session is followed each time: %s %j', (sql, facts) => {
  expect(noting(sql, facts)(sql)).toBeUndefined();
});
