// Values that differ at every run: what was put back as recorded is the recorded command, and what was carried on into
// an answer is the live value, whatever its length and form.

import { describe, expect, test } from 'vitest';
import { type Command, NO_CONTEXT, type ParameterValue } from '../../../../../src/core/command.ts';
import type { RecordedExchange, RecordedResponse, RecordingReader } from '../../../../../src/core/recording.ts';
import { fingerprintOf } from '../../../../../src/identity/fingerprint.ts';
import { framePayload } from '../../../../../src/mysql/codec/framing.ts';
import { payloads } from '../../../../../src/mysql/codec/walk-response.ts';
import { Capability } from '../../../../../src/mysql/constants/capabilities.ts';
import { ColumnType } from '../../../../../src/mysql/constants/column-types.ts';
import { CommandCode } from '../../../../../src/mysql/constants/commands.ts';
import { decodeBinaryRow, encodeBinaryRow } from '../../../../../src/mysql/packets/binary-row.ts';
import { encodeColumnCount } from '../../../../../src/mysql/packets/column-count.ts';
import { type ColumnDefinition, encodeColumnDefinition } from '../../../../../src/mysql/packets/column-definition.ts';
import { decodeOk, encodeOk, plainOk } from '../../../../../src/mysql/packets/ok.ts';
import { decodeTextRow, encodeTextRow } from '../../../../../src/mysql/packets/text-row.ts';
import { carriedAnswer } from '../../../../../src/replay/volatile/carrying/carried-answer.ts';
import { CarriedValues } from '../../../../../src/replay/volatile/carrying/carried-values.ts';
import { inRecordedForm } from '../../../../../src/replay/volatile/carrying/recorded-form.ts';
import fc from '../../../../support/property.ts';

const encoding = Capability.PROTOCOL_41 | Capability.DEPRECATE_EOF;
const dialect = { charset: null, noBackslashEscapes: false, ansiQuotes: false };
const state = { all: '', settings: '', isInTransaction: false, status: 2, given: new Map<string, string | null>() };
const NOTHING = Buffer.alloc(0);

function command(text: string, parameters: readonly ParameterValue[] | null = null): Command {
  const sql = Buffer.from(text);
  const isText = parameters === null;
  const code = isText ? CommandCode.COM_QUERY : CommandCode.COM_STMT_EXECUTE;
  const statement = isText
    ? null
    : { id: 1, sql, parameterCount: parameters.length, columnCount: 0, database: 'shop', exchange: null };
  const payload = isText ? Buffer.concat([Buffer.of(code), sql]) : Buffer.concat([Buffer.of(code), Buffer.alloc(9)]);
  const name = isText ? 'COM_QUERY' : 'COM_STMT_EXECUTE';
  const at = { database: 'shop', dialect, state, context: NO_CONTEXT };
  return { code, name, payload, sql, parameters, statement, ...at };
}

function column(type: number, decimals = 0): ColumnDefinition {
  const names = { catalog: Buffer.from('def'), schema: NOTHING, table: NOTHING, originalTable: NOTHING };
  const rest = { originalName: NOTHING, extendedMetadata: [], charset: 45, displayLength: 0, flags: 0 };
  return { ...names, name: Buffer.from('c'), ...rest, type, decimals };
}

function responseOf(packets: readonly Buffer[]): RecordedResponse {
  const whole = Buffer.concat(packets.flatMap((payload, at) => framePayload(payload, (at + 1) & 0xff)));
  const told = { outcome: 'resultset', errorCode: null, status: 2, warnings: 0 } as const;
  const facts = { ...told, affectedRows: null, rows: null, lastInsertId: 0n };
  return { id: 1, encoding, bytes: whole.length, ...facts, whole, chunks: () => [whole] };
}

function resultOf(columns: readonly ColumnDefinition[], rows: readonly Buffer[]): RecordedResponse {
  return responseOf([
    encodeColumnCount({ count: columns.length, hasDefinitions: true }, encoding),
    ...columns.map((one) => encodeColumnDefinition(one, encoding)),
    ...rows,
    encodeOk(plainOk(2, 0xfe), encoding),
  ]);
}

interface Told {
  readonly place: string;
  readonly recorded: string;
  readonly live: string;
}

/** The packets that a client gets, and what was told of them. */
function carried(asked: Command, response: RecordedResponse, values: CarriedValues) {
  const told: Told[] = [];
  const answer = carriedAnswer({
    command: asked,
    exchange: { id: 1, prepareExchange: null } as RecordedExchange,
    response,
    values,
    reader: { statementOf: () => null } as unknown as RecordingReader,
    tell: (place, recorded, live) => told.push({ place, recorded, live }),
  });
  return { packets: [...payloads(answer.chunks())], told, isSame: answer === response };
}

const hex = fc.stringMatching(/^[0-9a-f]{32}$/);
const uuid = hex.map((digits) => digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'));
const latin1 = fc
  .array(fc.integer({ min: 0x20, max: 0x7e }), { maxLength: 400 })
  .map((codes) => String.fromCharCode(...codes));
const token = latin1.filter((text) => text.length >= 8);

describe('in an answer', () => {
  test('the recorded values of text rows are the live ones, whatever their lengths', () => {
    const cells = fc.array(fc.oneof(fc.constant(null), fc.constant('volatile'), latin1), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(token, token, fc.array(cells, { maxLength: 8 }), (recorded, live, rows) => {
        const values = new CarriedValues(true);
        values.bind('any', recorded, live);
        const width = Math.max(1, ...rows.map((row) => row.length));
        const full = rows.map((row) => [...row, ...Array<string>(width - row.length).fill('volatile')]);
        const bytes = (row: readonly (string | null)[], mark: string) =>
          row.map((cell) => (cell === null ? null : Buffer.from(cell === 'volatile' ? mark : cell, 'latin1')));
        const columns = Array.from({ length: width }, () => column(ColumnType.VAR_STRING));
        const response = resultOf(
          columns,
          full.map((row) => encodeTextRow(bytes(row, recorded))),
        );
        const { packets } = carried(command('SELECT 1'), response, values);
        const got = packets.slice(1 + width, -1).map((row) => decodeTextRow(row, width));
        const expected = full.map((row) =>
          bytes(row, live).map((cell) =>
            cell?.equals(Buffer.from(recorded, 'latin1')) ? Buffer.from(live, 'latin1') : cell,
          ),
        );
        expect(got).toEqual(expected);
      }),
    );
  });

  test('the recorded values of binary rows are the live ones, in each type that holds them', () => {
    const types = [ColumnType.VAR_STRING, ColumnType.BLOB, ColumnType.LONGLONG];
    const columns = types.map((type) => column(type));
    fc.assert(
      fc.property(uuid, uuid, fc.bigInt(10n ** 9n, 10n ** 17n), fc.bigInt(10n ** 9n, 10n ** 17n), (a, b, n, m) => {
        const values = new CarriedValues(true);
        values.bind('uuid', a, b);
        values.bind('any', String(n), String(m));
        const row = (id: string, number: bigint): ParameterValue[] => [
          { kind: 'text', value: Buffer.from(`see ${id.toUpperCase()}!`) },
          { kind: 'blob', value: Buffer.from(id.replaceAll('-', ''), 'hex') },
          { kind: 'int', value: number },
        ];
        const binary = columns.map(({ type }) => ({ type, isUnsigned: false }));
        const asked = command('SELECT ?', [{ kind: 'null' }]);
        const { packets, told } = carried(asked, resultOf(columns, [encodeBinaryRow(row(a, n), binary)]), values);
        expect(decodeBinaryRow(packets[4] as Buffer, binary)).toEqual(row(b, m));
        expect(told.map(({ place }) => place)).toEqual(n === m && a === b ? [] : expect.anything());
      }),
    );
  });

  test.each([
    ['MySQL rounds', true, '2026-01-02 03:04:06', '2027-05-06 07:08:09', '2027-05-06 07:08:09.400000'],
    ['MariaDB cuts off', false, '2026-01-02 03:04:05', '2027-05-06 07:08:09', '2027-05-06 07:08:09.400000'],
  ])('a moment comes back as its column keeps it: %s', (_how, rounds, kept, live, exact) => {
    const values = new CarriedValues(rounds);
    values.bind('timestamp', '2026-01-02 03:04:05.600', '2027-05-06 07:08:09.400');
    const columns = [column(ColumnType.DATETIME), column(ColumnType.DATETIME, 3)];
    const text = encodeTextRow([Buffer.from(kept), Buffer.from('2026-01-02 03:04:05.600')]);
    const texts = carried(command('SELECT 1'), resultOf(columns, [text]), values).packets[3] as Buffer;
    expect(decodeTextRow(texts, 2).map(String)).toEqual([live, '2027-05-06 07:08:09.400']);
    const types = columns.map(({ type }) => ({ type, isUnsigned: false }));
    const row: ParameterValue[] = [
      { kind: 'temporal', value: kept },
      { kind: 'temporal', value: '2026-01-02 03:04:05.600000' },
    ];
    const asked = command('SELECT ?', [{ kind: 'null' }]);
    const binary = carried(asked, resultOf(columns, [encodeBinaryRow(row, types)]), values).packets[3] as Buffer;
    expect(decodeBinaryRow(binary, types)).toEqual([
      { kind: 'temporal', value: live },
      { kind: 'temporal', value: exact },
    ]);
  });

  test('a UUID comes back in the order of UUID_TO_BIN(x, 1) as well', () => {
    const values = new CarriedValues(true);
    values.bind('uuid', '11112222-3333-4444-5555-666666666666', 'aaaabbbb-cccc-dddd-eeee-ffffffffffff');
    const swapped = Buffer.from('44443333111122225555666666666666', 'hex').toString('latin1');
    const live = values.toLive.carry(swapped) ?? '';
    expect(Buffer.from(live, 'latin1').toString('hex')).toBe('ddddccccaaaabbbbeeeeffffffffffff');
  });

  test('the last insert id is the live one where the client named it', () => {
    const values = new CarriedValues(true);
    values.bind('any', '5', '7');
    const ok = responseOf([encodeOk({ ...plainOk(2), lastInsertId: 5n }, encoding)]);
    const [own, other] = [command('INSERT INTO t VALUES (7)'), command('INSERT INTO t VALUES (8)')];
    values.noteOwn(own, ['5']);
    expect(decodeOk(carried(own, ok, values).packets[0] as Buffer, encoding).lastInsertId).toBe(7n);
    expect(carried(other, ok, values).isSame).toBe(true);
  });

  test('an answer without any of them stays the recorded bytes', () => {
    const values = new CarriedValues(true);
    values.bind('any', 'recorded', 'live one');
    const response = resultOf([column(ColumnType.VAR_STRING)], [encodeTextRow([Buffer.from('something else')])]);
    expect(carried(command('SELECT 1'), response, values)).toMatchObject({ isSame: true, told: [] });
  });
});

describe('in a command', () => {
  test('what holds live values has the fingerprint of the recorded one, and the other way round', () => {
    fc.assert(
      fc.property(uuid, uuid, fc.integer(), (recorded, live, n) => {
        const values = new CarriedValues(true);
        values.bind('uuid', recorded, live);
        const forms: readonly ((id: string) => Command)[] = [
          (id) => command(`SELECT * FROM t  WHERE id = '${id}' AND n = ${n}`),
          (id) =>
            command(`SELECT * FROM t WHERE doc = '{\\"id\\": \\"${id}\\"}' AND n = ?`, [{ kind: 'int', value: 1n }]),
          (id) => command(`SELECT * FROM t WHERE raw = x'${id.replaceAll('-', '')}'`),
          (id) => command('SELECT ?, 5', [{ kind: 'text', value: Buffer.from(`/orders/${id}`) }]),
          (id) => command('SELECT ?', [{ kind: 'blob', value: Buffer.from(id.replaceAll('-', ''), 'hex') }]),
        ];
        for (const form of forms) {
          const back = inRecordedForm(form(live), values, []);
          expect(fingerprintOf(back, dialect)).toBe(fingerprintOf(form(recorded), dialect));
        }
      }),
    );
  });

  test('what holds none of them is the command itself', () => {
    const values = new CarriedValues(true);
    values.bind('any', '5', '7');
    const asked = command('SELECT 7, ?', [{ kind: 'int', value: 7n }]);
    expect(inRecordedForm(asked, values, [])).toBe(asked);
  });
});

test.each([true, false])('a moment with a zero at its end is not another one cut short (rounds: %s)', (rounds) => {
  const values = new CarriedValues(rounds);
  values.bind('timestamp', '2026-01-01 00:00:00.910', '2026-02-02 00:00:00.001');
  values.bind('timestamp', '2026-01-01 00:00:00.912', '2026-02-02 00:00:00.002');
  expect(values.toLive.carry('2026-01-01 00:00:00.910', 3)).toBe('2026-02-02 00:00:00.001000');
  expect(values.toLive.carry('2026-01-01 00:00:00.912', 3)).toBe('2026-02-02 00:00:00.002000');
});

test('tokens, moments and numbers of the clock are carried within what a server makes of them', () => {
  const values = new CarriedValues(true);
  const [token, other] = ['9f86d081884c7d65', '60303ae22b998861'];
  values.bind('token', `P-${token}`, `P-${other}`);
  values.bind(
    'token',
    '{"at":"2026-01-01T00:00:00.5Z","ms":1767225600500}',
    '{"at":"2026-02-02T01:02:03.4Z","ms":1769994123400}',
  );
  const stored = '{"at": "2026-01-01T00:00:00.5Z", "ms": 1767225600500}';
  expect(values.toLive.carry(stored)).toBe('{"at": "2026-02-02T01:02:03.4Z", "ms": 1769994123400}');
  expect(values.toLive.carry(`Duplicate entry 'P-${token}' for key 'cars.plate'`)).toBe(
    `Duplicate entry 'P-${other}' for key 'cars.plate'`,
  );
  expect(values.toRecorded.carry(`%${other}%`)).toBe(`%${token}%`);
});

test('what a rule says of any value is carried where it stands by itself only', () => {
  const values = new CarriedValues(true);
  values.bind('any', 'customer', 'somebody');
  expect(values.toLive.carry('customer')).toBe('somebody');
  expect(values.toLive.carry('the customer of 2026')).toBeNull();
});

test('what is bound behind a mark is taken back, whatever it took the place of', () => {
  const values = new CarriedValues(true);
  const [a, b, c] = [
    '1b4e28ba-2fa1-11d2-883f-0016d3cca427',
    '9c0d28ba-2fa1-11d2-883f-0016d3cca427',
    'c0ffee00-2fa1-11d2-883f-0016d3cca427',
  ];
  const key = { schema: 'db', table: 'rows', column: 'id' };
  values.bind('uuid', a, b);
  values.bind('timestamp', '2026-11-29 08:00:00', '2026-12-24 19:31:07');
  values.bindName('t_1111', 't_2222');
  values.bindId(key, '5', '9');
  values.bind('token', 'V1StGXR8Z5jdHi6B', 'QxT3vK9pLm2RzB7a');
  const shown = () => [
    [values.toLive.carry(`row ${a}`), values.toRecorded.carry(b), values.toRecorded.carry(c)],
    [values.toLive.carry('2026-11-29 08:00:00'), values.toRecorded.carry('2026-12-24 19:31:07')],
    [values.toLive.name('t_1111'), values.toRecorded.name('t_2222'), values.toRecorded.name('t_3333')],
    ['5', '6', '9'].map((number) => values.ids.toldFor(key, number)),
    [values.toLive.carry('the V1StGXR8Z5jdHi6B'), values.toRecorded.carry('the QxT3vK9pLm2RzB7a')],
    values.stored.pairsOf(['rows'], '?').length,
    values.stored.unknownIn(['rows']).length,
    values.isEmpty,
  ];
  const before = shown();
  const mark = values.mark();
  values.bind('uuid', a, c);
  values.bind('timestamp', '2026-11-29 08:00:00', '2027-01-01 00:00:00');
  values.bindName('t_1111', 't_3333');
  values.bindId(key, '5', '6');
  values.bindId({ ...key, table: 'others' }, '1', '2');
  values.bind('token', 'V1StGXR8Z5jdHi6B', '4fGh7jK2lQ9wErTy');
  values.noteStored({
    exchange: 7,
    table: 'rows',
    stored: [
      { place: '4 0', column: 'id', kind: 'uuid', recorded: a, live: c },
      { place: '5 0', column: 'made', kind: 'uuid', recorded: a, live: null },
    ],
  });
  expect(shown()).not.toEqual(before);
  expect(values.reaches(mark)).toBe(true);
  values.rewind(mark);
  expect(shown()).toEqual(before);
  values.clear();
  expect([values.reaches(mark - 1), values.isEmpty]).toEqual([false, true]);
});

test('what stood for another value by itself goes along where a document brings in a newer one', () => {
  const values = new CarriedValues(true);
  const [recorded, first, second] = ['826d625c23aa68bafcc7', 'b80d50df40eb83d0bba6', 'd258f0646de8d7f87291'];
  values.bind('token', recorded, first);
  values.bind('token', `{"token":"${recorded}","n":3}`, `{"token":"${second}","n":3}`);
  expect(values.toLive.carry(recorded)).toBe(second);
  expect(values.toRecorded.carry(second)).toBe(recorded);
});

test('a UUID that was said as text stands for its live one no longer where bytes have come to stand for another', () => {
  const values = new CarriedValues(true);
  const [recorded, first, second] = ['1', '2', '3'].map((one) => `${one.repeat(8)}-aaaa-4aaa-8aaa-aaaaaaaaaaaa`);
  const bytes = (uuid = '') => Buffer.from(uuid.replaceAll('-', ''), 'hex').toString('latin1');
  values.bind('uuid', recorded ?? '', first ?? '');
  values.bind('uuid', bytes(recorded), bytes(second));
  expect(values.toLive.carry(recorded ?? '')).toBe(second);
  expect(values.toRecorded.carry(second ?? '')).toBe(recorded);
  expect(values.toRecorded.carry(first ?? '')).toBeNull();
});
