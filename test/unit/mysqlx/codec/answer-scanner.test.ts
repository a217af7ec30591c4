import { expect, test } from 'vitest';
import { AnswerScanner } from '../../../../src/mysqlx/codec/answer-scanner.ts';
import { frameMessage } from '../../../../src/mysqlx/codec/framing.ts';
import { ServerMessage } from '../../../../src/mysqlx/constants/message-types.ts';
import fc from '../../../support/property.ts';
import { xGoldenExchanges, xGoldenNames } from '../../../support/x-golden.ts';

function factsOf(answer: Buffer, cuts: readonly number[] = []) {
  const scanner = new AnswerScanner();
  scanner.begin();
  const ends = [...new Set([...cuts.map((cut) => cut % answer.length), answer.length])].sort((a, b) => a - b);
  let from = 0;
  for (const end of ends) {
    const chunk = answer.subarray(from, end);
    if (end < answer.length) expect(scanner.isDone).toBe(false);
    expect(scanner.scan(chunk, 0)).toBe(chunk.length);
    from = end;
  }
  expect(scanner.isDone).toBe(true);
  return scanner.facts();
}

test('tells what captured answers say', () => {
  const facts = xGoldenExchanges('statements').map(({ answer }) => factsOf(answer));
  expect(facts.map(({ outcome, rows, columns }) => [outcome, rows, columns])).toEqual([
    ['resultset', 1, 2],
    ['error', null, null],
    ['ok', null, null],
    ['resultset', 1, 1],
    ['ok', null, null],
    ['resultset', 2, 1],
    ['ok', null, null],
  ]);
  expect(facts[1]).toMatchObject({ errorCode: 1064, sqlState: '42000' });
  expect(facts[2]).toMatchObject({ warnings: 1, affectedRows: 0n });
  expect(facts[6]).toMatchObject({ affectedRows: 2n });
  expect(facts[6]?.lastInsertId).toBeGreaterThan(0n);
});

test('says the same wherever the bytes are cut', () => {
  const answers = xGoldenNames.flatMap((name) => xGoldenExchanges(name).map(({ answer }) => answer));
  fc.assert(
    fc.property(fc.constantFrom(...answers), fc.array(fc.nat()), (answer, cuts) => {
      expect(factsOf(answer, cuts)).toEqual(factsOf(answer));
    }),
  );
});

test('stops behind the answer: what follows belongs to the next', () => {
  const [first, second] = xGoldenExchanges('statements').map(({ answer }) => answer);
  if (first === undefined || second === undefined) throw new Error('the fixture has too few answers');
  const scanner = new AnswerScanner();
  scanner.begin();
  expect(scanner.scan(Buffer.concat([first, second]), 0)).toBe(first.length);
});

test('takes any bytes', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (chunks) => {
      const scanner = new AnswerScanner();
      scanner.begin();
      for (const chunk of chunks) scanner.scan(Buffer.from(chunk), 0);
      scanner.facts();
    }),
  );
});

test('an error that cannot be read is an error all the same', () => {
  expect(factsOf(frameMessage(ServerMessage.ERROR, Buffer.from([0xff])))).toMatchObject({
    outcome: 'error',
    errorCode: 0,
  });
});
