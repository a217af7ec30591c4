// Whole answers of scripts: how many writes, in which order, and what comes of them.

import { expect, test } from 'vitest';
import type { Reply } from '../../../src/core/responder.ts';
import { packetsOf } from '../../../src/mysql/codec/framing.ts';
import { Capability } from '../../../src/mysql/constants/capabilities.ts';
import { Status } from '../../../src/mysql/constants/status.ts';
import { decodeOk } from '../../../src/mysql/packets/ok.ts';
import { decodePrepareOk } from '../../../src/mysql/packets/prepare-ok.ts';
import { errorResult, NOTHING_DONE, type StatementAnswer, type StatementResult } from '../../../src/script/answer.ts';
import { encodingFor } from '../../../src/script/encode-answer.ts';
import { sendAnswer, sendError, sendPrepared } from '../../../src/script/send-answer.ts';
import { commandOf } from '../../support/decoded-command.ts';
import { scriptColumn } from '../../support/script-column.ts';

const ENCODING = encodingFor(Capability.PROTOCOL_41 | Capability.DEPRECATE_EOF | Capability.LOCAL_FILES);
const OK: StatementResult = { kind: 'ok', completion: NOTHING_DONE };
const ERROR = errorResult(1064, '42000', 'oh');
const rows = (...values: string[]): StatementResult => ({
  ...{ kind: 'rows', columns: [scriptColumn()], rows: values.map((value) => [value]), completion: NOTHING_DONE },
});

function replying(file: readonly Buffer[] = []) {
  const writes: Buffer[] = [];
  const packets = [...file];
  let sequenceId = 1;
  const reply: Reply = {
    write: (bytes) => void writes.push(Buffer.from(bytes)),
    readClientPacket: async () => ({ sequenceId: ++sequenceId, payload: packets.shift() ?? Buffer.alloc(0) }),
  };
  const payloads = () => [...packetsOf([Buffer.concat(writes)])].map(({ payload }) => Buffer.from(payload));
  return { reply, writes, payloads, first: () => payloads().map(([byte]) => byte) };
}

async function sent(results: readonly StatementResult[], changes: Partial<StatementAnswer> = {}) {
  const to = replying();
  const answer = await sendAnswer({ delayMs: 0, results, ...changes }, to.reply, false, ENCODING);
  return { ...to, answer };
}

test('a short answer is one write', async () => {
  const ok = await sent([OK]);
  expect([ok.writes.length, ok.first(), ok.answer.facts.outcome]).toEqual([1, [0], 'ok']);
  const some = await sent([rows('a', 'b')]);
  expect([some.writes.length, some.payloads().length, some.answer.facts.outcome]).toEqual([1, 5, 'resultset']);
  expect((await sent([ERROR])).answer.facts.outcome).toBe('error');
});

test('several results: each but the last says that more follow', async () => {
  const { payloads, answer } = await sent([OK, OK, OK]);
  const statuses = payloads().map((payload) => decodeOk(payload, ENCODING.capabilities).status);
  expect(statuses.map((status) => status & Status.MORE_RESULTS_EXISTS)).toEqual([8, 8, 0]);
  expect(answer.facts.outcome).toBe('ok');
});

test('nothing follows an error', async () => {
  const { first, answer } = await sent([OK, ERROR, OK]);
  expect([first(), answer.facts.outcome]).toEqual([[0, 0xff], 'error']);
});

test('no result at all is an answer that nothing was done', async () => {
  expect((await sent([])).answer.facts.outcome).toBe('ok');
});

test('a status that the script gives is kept', async () => {
  const { answer } = await sent([{ kind: 'ok', completion: { ...NOTHING_DONE, status: Status.IN_TRANS } }]);
  expect(answer.facts.status).toBe(Status.IN_TRANS);
});

test('an answer may wait', async () => {
  const begin = performance.now();
  await sent([OK], { delayMs: 20 });
  expect(performance.now() - begin).toBeGreaterThan(18);
});

test('rows that come by and by are shown by and by; where one fails, an error follows what was shown', async () => {
  async function* slow() {
    yield ['a'];
    yield ['b'];
    throw new Error('no more');
  }
  const { writes, first, answer } = await sent([{ ...rows(), rows: slow() } as StatementResult]);
  expect(writes.length).toBeGreaterThan(2);
  expect([first().at(-1), answer.facts.outcome]).toEqual([0xff, 'error']);
});

test('a client is asked for its file, and what comes of it is said behind it', async () => {
  const got: string[] = [];
  const received = async (content: Buffer) => {
    got.push(String(content));
    return { kind: 'ok' as const, completion: NOTHING_DONE };
  };
  const infile: StatementResult = { kind: 'infile', filename: '/tmp/x', received };
  const to = replying([Buffer.from('a,'), Buffer.from('b'), Buffer.alloc(0)]);
  await sendAnswer({ delayMs: 0, results: [infile] }, to.reply, false, ENCODING);
  expect([got, to.first()]).toEqual([['a,b'], [0xfb, 0]]);
  const refusing = replying();
  const none = encodingFor(Capability.PROTOCOL_41);
  await sendAnswer({ delayMs: 0, results: [infile] }, refusing.reply, false, none);
  expect([refusing.first(), got.length]).toEqual([[0xff], 1]);
});

test('a prepared statement has the placeholders of its text, unless the script says how many', async () => {
  const command = commandOf(Buffer.from("\x16SELECT ?, '?', ?"));
  const prepare = async (parameterCount: number | null) => {
    const to = replying();
    const answer = await sendPrepared(command, { parameterCount, columns: [scriptColumn()] }, 9, to.reply, ENCODING);
    return [
      decodePrepareOk(to.payloads()[0] ?? Buffer.alloc(0), ENCODING.capabilities).parameterCount,
      answer.facts.prepared,
    ];
  };
  expect(await prepare(null)).toEqual([2, { id: 9, columns: 1, parameters: 2 }]);
  expect(await prepare(5)).toEqual([5, { id: 9, columns: 1, parameters: 5 }]);
});

test('an error of ours is one packet', async () => {
  const to = replying();
  expect((await sendError(ERROR, to.reply)).facts.outcome).toBe('error');
  expect(to.first()).toEqual([0xff]);
});
