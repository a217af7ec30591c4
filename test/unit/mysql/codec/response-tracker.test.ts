import { describe, expect, test } from 'vitest';
import { MalformedPacketError } from '../../../../src/core/errors.ts';
import { framePayload, MAX_PHYSICAL_BYTES } from '../../../../src/mysql/codec/framing.ts';
import { ResponseTracker } from '../../../../src/mysql/codec/response-tracker.ts';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import { CommandCode } from '../../../../src/mysql/constants/commands.ts';
import { encodeEof } from '../../../../src/mysql/packets/eof.ts';
import { encodeErr } from '../../../../src/mysql/packets/err.ts';
import { encodeOk, plainOk } from '../../../../src/mysql/packets/ok.ts';
import { goldenExchanges, wireOf } from '../../../support/golden-exchanges.ts';
import fc from '../../../support/property.ts';

const exchanges = goldenExchanges();
const answered = exchanges.filter(({ answer }) => answer.length > 0);
const CLASSIC = Capability.PROTOCOL_41 | Capability.TRANSACTIONS;
const MODERN = CLASSIC | Capability.DEPRECATE_EOF;
const NEXT = Buffer.from([7, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0]);

describe('the end of a response', () => {
  test('is found in every captured exchange, with the bytes of the next one behind it', () => {
    expect(answered.length).toBeGreaterThan(80);
    for (const { name, command, capabilities, answer, answerToFile } of answered) {
      const tracker = new ResponseTracker();
      tracker.begin(command[0] ?? -1, capabilities);
      const wire = wireOf(answer);
      expect(`${name} ${tracker.scan(Buffer.concat([wire, NEXT]))}`).toBe(`${name} ${wire.length}`);
      if (answerToFile.length > 0) {
        expect(tracker.isClientTurn).toBe(true);
        tracker.resume();
        const rest = wireOf(answerToFile);
        expect(tracker.scan(Buffer.concat([rest, NEXT]))).toBe(rest.length);
      }
      expect(`${name} ${tracker.isDone}`).toBe(`${name} true`);
    }
  });

  test('does not depend on how the bytes are cut', () => {
    fc.assert(
      fc.property(fc.nat(answered.length - 1), fc.infiniteStream(fc.integer({ min: 1, max: 40 })), (n, sizes) => {
        const exchange = answered[n];
        if (exchange === undefined || exchange.answerToFile.length > 0) return;
        const wire = Buffer.concat([wireOf(exchange.answer), NEXT]);
        const whole = new ResponseTracker();
        whole.begin(exchange.command[0] ?? -1, exchange.capabilities);
        const end = whole.scan(wire);
        const pieces = new ResponseTracker();
        pieces.begin(exchange.command[0] ?? -1, exchange.capabilities);
        let at = 0;
        while (!pieces.isDone) {
          const size = sizes.next().value ?? 1;
          const chunk = wire.subarray(at, at + size);
          const used = pieces.scan(chunk);
          at += used;
          if (used < chunk.length) break;
        }
        expect(at).toBe(end);
        expect(pieces.facts()).toEqual(whole.facts());
      }),
      { numRuns: 300 },
    );
  });

  test('is the OK packet in place of rows, where a statement that had a cursor is executed without one', () => {
    const definition = Buffer.concat([Buffer.from('\x03def'), Buffer.alloc(20)]);
    const ok = encodeOk(plainOk(0x22), CLASSIC);
    const answer = Buffer.concat(
      [Buffer.from([1]), definition, ok].flatMap((payload, n) => framePayload(payload, n + 1)),
    );
    for (const capabilities of [CLASSIC, MODERN]) {
      const [cut, waiting] = [new ResponseTracker(), new ResponseTracker()];
      cut.begin(CommandCode.COM_STMT_EXECUTE, capabilities, false, true);
      expect(cut.scan(Buffer.concat([answer, NEXT]))).toBe(answer.length);
      expect([cut.isDone, cut.isCut, cut.facts().status]).toEqual([true, true, 0x22]);
      waiting.begin(CommandCode.COM_STMT_EXECUTE, capabilities, false);
      waiting.scan(answer);
      expect([waiting.isDone, waiting.isCut]).toEqual([false, false]);
    }
  });

  test('is not in a row of 16 MiB whose first byte is that of an EOF packet', () => {
    const value = Buffer.alloc(MAX_PHYSICAL_BYTES, 0x61);
    const row = Buffer.concat([Buffer.from([0xfe, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0]), value]);
    for (const capabilities of [CLASSIC, MODERN]) {
      const tracker = new ResponseTracker();
      tracker.begin(CommandCode.COM_STMT_FETCH, capabilities);
      for (const piece of framePayload(row, 1)) expect(tracker.scan(piece)).toBe(piece.length);
      expect(tracker.isDone).toBe(false);
      const last =
        capabilities === CLASSIC
          ? encodeEof({ warnings: 0, status: 2 }, capabilities)
          : encodeOk(plainOk(2, 0xfe), capabilities);
      tracker.scan(Buffer.concat(framePayload(last, 3)));
      expect(tracker.isDone).toBe(true);
      expect(tracker.facts()).toMatchObject({ rows: 1, status: 2 });
    }
  });

  test('is behind the empty packet that ends a payload of exactly 2^24-1 bytes', () => {
    const tracker = new ResponseTracker();
    tracker.begin(CommandCode.COM_STATISTICS, CLASSIC);
    const [header, body, emptyHeader] = framePayload(Buffer.alloc(MAX_PHYSICAL_BYTES, 0x20), 1);
    tracker.scan(header as Buffer);
    tracker.scan(body as Buffer);
    expect(tracker.isDone).toBe(false);
    tracker.scan(emptyHeader as Buffer);
    expect(tracker.isDone).toBe(true);
  });

  test('comes at once for a command that has no response', () => {
    for (const code of [CommandCode.COM_QUIT, CommandCode.COM_STMT_CLOSE, CommandCode.COM_STMT_SEND_LONG_DATA]) {
      const tracker = new ResponseTracker();
      tracker.begin(code, MODERN);
      expect(tracker.isDone).toBe(true);
    }
  });

  test('is not a progress report of MariaDB', () => {
    const tracker = new ResponseTracker();
    tracker.begin(CommandCode.COM_QUERY, CLASSIC | Capability.MARIADB_PROGRESS);
    tracker.scan(Buffer.concat(framePayload(Buffer.from([0xff, 0xff, 0xff, 1, 1, 2, 0, 0, 0, 0]), 1)));
    expect(tracker.isDone).toBe(false);
  });

  test('may have the number of a progress report', () => {
    const error = encodeErr({ code: 65535, sqlState: 'HY000', message: Buffer.from('Unhandled') });
    for (const capabilities of [CLASSIC, CLASSIC | Capability.MARIADB_PROGRESS]) {
      const tracker = new ResponseTracker();
      tracker.begin(CommandCode.COM_QUERY, capabilities);
      tracker.scan(Buffer.concat(framePayload(error, 1)));
      expect(tracker.facts()).toMatchObject({ outcome: 'error', errorCode: 65535 });
    }
  });
});

describe('rows behind CURSOR_EXISTS', () => {
  const answer = [
    Buffer.from([1]),
    Buffer.from('0364656600000001780178000c3f000b000000030000000000', 'hex'),
    encodeEof({ warnings: 0, status: 0x42 }, CLASSIC),
    Buffer.from([0, 0, 1, 0, 0, 0]),
    encodeEof({ warnings: 0, status: 2 }, CLASSIC),
  ];
  const wire = Buffer.concat(answer.flatMap((payload, n) => framePayload(payload, n + 1)));

  test('belong to the answer where no cursor was asked for', () => {
    for (const code of [CommandCode.COM_QUERY, CommandCode.COM_STMT_EXECUTE]) {
      const tracker = new ResponseTracker();
      tracker.begin(code, CLASSIC, false);
      expect(tracker.scan(wire)).toBe(wire.length);
      expect(tracker.facts()).toMatchObject({ outcome: 'resultset', rows: 1 });
    }
  });

  test('are not there where one was', () => {
    const tracker = new ResponseTracker();
    tracker.begin(CommandCode.COM_STMT_EXECUTE, CLASSIC, true);
    const definitions = answer.slice(0, 3).flatMap((payload, n) => framePayload(payload, n + 1));
    expect(tracker.scan(wire)).toBe(Buffer.concat(definitions).length);
  });
});

test('an error tells its number, state and text, however it is cut', () => {
  const message = Buffer.from('Duplicate entry');
  const wire = Buffer.concat(framePayload(encodeErr({ code: 1062, sqlState: '23000', message }), 1));
  for (let cut = 1; cut < wire.length; cut++) {
    const tracker = new ResponseTracker();
    tracker.begin(CommandCode.COM_QUERY, CLASSIC);
    tracker.scan(wire.subarray(0, cut));
    expect(tracker.facts().outcome).toBe('truncated');
    tracker.scan(wire.subarray(cut));
    expect(tracker.facts()).toMatchObject({
      outcome: 'error',
      errorCode: 1062,
      sqlState: '23000',
      errorMessage: 'Duplicate entry',
    });
  }
});

test('an OK packet tells its numbers, also large ones', () => {
  const ok = { ...plainOk(2), affectedRows: 70_000n, lastInsertId: 2n ** 64n - 1n, warnings: 3 };
  const tracker = new ResponseTracker();
  tracker.begin(CommandCode.COM_QUERY, CLASSIC);
  tracker.scan(Buffer.concat(framePayload(encodeOk(ok, CLASSIC), 1)));
  expect(tracker.facts()).toMatchObject({
    outcome: 'ok',
    affectedRows: 70_000n,
    lastInsertId: 2n ** 64n - 1n,
    warnings: 3,
  });
});

test('answers that say the same share what they said, and none changes what another said', () => {
  const tracker = new ResponseTracker();
  const said = (warnings: number, affectedRows = 1n) => {
    tracker.begin(CommandCode.COM_QUERY, CLASSIC);
    const ok = { ...plainOk(2), affectedRows, warnings };
    tracker.scan(Buffer.concat(framePayload(encodeOk(ok, CLASSIC), 1)));
    return tracker.facts();
  };
  const [first, second, third, fourth] = [said(0, 2n ** 40n), said(0, 2n ** 40n), said(7), said(0, 2n ** 40n)];
  expect(second).toBe(first);
  expect(first).toMatchObject({ warnings: 0, affectedRows: 2n ** 40n });
  expect(third).toMatchObject({ warnings: 7, affectedRows: 1n });
  expect(fourth).toEqual(first);
});

test('any bytes are a response, or the beginning of one, or malformed', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(0x20), fc.boolean(), (bytes, code, isModern) => {
      const tracker = new ResponseTracker();
      tracker.begin(code, isModern ? MODERN : CLASSIC);
      try {
        expect(tracker.scan(Buffer.from(bytes))).toBeLessThanOrEqual(bytes.length);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedPacketError);
      }
    }),
    { numRuns: 2000 },
  );
});
