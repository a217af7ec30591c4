import { expect, test } from 'vitest';
import type { StatementFault } from '../../../src/faults/fault.ts';
import { judgeOf, type Packet } from '../../../src/faults/judge.ts';

const WIRE = {
  headerBytes: 4,
  error: () => Buffer.from('ERR'),
  outOfTurn: (packet: Buffer) => Buffer.concat([Buffer.from('!'), packet]),
};
/** An answer of four packets: columns, two rows, the end. */
const ANSWER: readonly Packet[] = ['columns…', 'row 1...', 'row 2...', 'end.....'].map((text, at) => ({
  bytes: Buffer.from(text, 'latin1'),
  isFirst: at === 0,
  isRow: at === 1 || at === 2,
  rows: Math.max(0, at - 1),
  isLast: at === 3,
}));

function judged(fault: StatementFault): string[] {
  const judge = judgeOf(fault, WIRE);
  const sent: string[] = [];
  for (const packet of ANSWER) {
    const { send, waitMs = 0, end } = judge(packet);
    sent.push(
      `${waitMs > 0 ? `${waitMs} ms ` : ''}${send?.toString('latin1') ?? '-'}${end === undefined ? '' : ` end of ${end}`}`,
    );
    if (end !== undefined) break;
  }
  return sent;
}

const whole = ANSWER.map(({ bytes }) => bytes.toString('latin1'));
const [columns = '', first = '', second = '', last = ''] = whole;

test.each<[StatementFault, string[]]>([
  [{ fault: 'delay', ms: 5 }, [`5 ms ${columns}`, first, second, last]],
  [{ fault: 'rowDelay', ms: 5 }, [columns, `5 ms ${first}`, `5 ms ${second}`, last]],
  [{ fault: 'wrongSequence' }, [`!${columns}`, first, second, last]],
  [{ fault: 'close' }, ['- end of connection']],
  [{ fault: 'close', afterBytes: 10 }, [columns, 'ro end of connection']],
  [{ fault: 'halfPacket' }, ['column end of connection']],
  [{ fault: 'deadlock' }, [columns, 'ERR end of answer']],
  [{ fault: 'deadlock', afterRows: 1 }, [columns, first, 'ERR end of answer']],
  [{ fault: 'deadlock', afterRows: 9 }, [columns, first, second, 'ERR end of answer']],
])('%j', (fault, sent) => {
  expect(judged(fault)).toEqual(sent);
});
