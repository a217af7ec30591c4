import { expect, test } from 'vitest';
import type { RecordedResponse } from '../../../../src/core/recording.ts';
import { encodeBytes, encodeDatetime, encodeUnsigned } from '../../../../src/mysqlx/codec/encode-field.ts';
import { frameError, frameMessage, framesOf } from '../../../../src/mysqlx/codec/framing.ts';
import { decodeField } from '../../../../src/mysqlx/codec/row-field.ts';
import { ServerMessage } from '../../../../src/mysqlx/constants/message-types.ts';
import { ColumnMetaData, ErrorMessage, Row } from '../../../../src/mysqlx/messages/messages.ts';
import {
  type ResultsetColumnMetaData,
  ResultsetColumnMetaDataFieldType as Type,
} from '../../../../src/mysqlx/messages/schema.ts';
import { CarriedValues } from '../../../../src/replay/volatile/carrying/carried-values.ts';
import { carriedXAnswer } from '../../../../src/replay/x/x-carried-answer.ts';

const [RECORDED, LIVE] = ['1b4e28ba-2fa1-11d2-883f-0016d3cca427', '9c0d5b6e-7f1a-4c3d-8e2f-a1b2c3d4e5f6'];

/** Of no exchange that said anything. */
const at = {
  ...{ exchange: 9, there: null },
  reader: {
    recordedStatement: () => undefined,
    exchangeById: () => undefined,
    response: () => {
      throw new RangeError('nothing was answered');
    },
  },
};

function responseOf(frames: Buffer, isWhole = true): RecordedResponse {
  const whole = isWhole ? frames : null;
  return { bytes: frames.length, whole, chunks: () => [frames] } as unknown as RecordedResponse;
}

function values(): CarriedValues {
  const carried = new CarriedValues(true);
  carried.bind('uuid', RECORDED, LIVE);
  carried.bind('any', 'token-of-the-recording', 'token-of-today-is-longer');
  carried.bind('timestamp', '2026-01-02 03:04:05', '2026-11-29 23:00:01');
  carried.bind('any', '1767323045123', '1795993078732');
  return carried;
}

/** A row's fields as they come back, by the types of their columns. */
function carriedRow(columns: readonly ResultsetColumnMetaData[], fields: readonly Buffer[], isWhole = true) {
  const frames = Buffer.concat([
    ...columns.map((column) => frameMessage(ServerMessage.RESULTSET_COLUMN_META_DATA, ColumnMetaData.encode(column))),
    frameMessage(ServerMessage.RESULTSET_ROW, Row.encode({ field: [...fields] })),
    frameMessage(ServerMessage.RESULTSET_FETCH_DONE),
  ]);
  const told: string[] = [];
  const tell = (place: string, recorded: string, live: string) => told.push(`${place}: ${recorded} ${live}`);
  const carried = carriedXAnswer({ ...at, response: responseOf(frames, isWhole), values: values(), tell });
  const row = [...framesOf(carried.chunks())].find(({ type }) => type === ServerMessage.RESULTSET_ROW);
  const found = row === undefined ? [] : Row.decode(row.payload).field;
  const shown = found.map((field, at) => {
    const value = decodeField(field, columns[at] ?? { type: Type.BYTES });
    return 'text' in value ? value.text : value.kind;
  });
  return { shown, told };
}

test.each([true, false])('values of every type are carried in rows (whole: %s)', (isWhole) => {
  const columns = [{ type: Type.BYTES }, { type: Type.DATETIME }, { type: Type.UINT }, { type: Type.SINT }];
  const fields = [
    encodeBytes(Buffer.from(RECORDED)),
    encodeDatetime('2026-01-02 03:04:05'),
    encodeUnsigned(1767323045123n),
    Buffer.alloc(0),
  ];
  const { shown, told } = carriedRow(columns, fields, isWhole);
  expect(shown).toEqual([LIVE, '2026-11-29 23:00:01', '1795993078732', 'null']);
  expect(told[0]).toBe(`row 1, column 1: ${RECORDED} ${LIVE}`);
});

test('a CHAR keeps the spaces that fill its column', () => {
  const { shown } = carriedRow([{ type: Type.BYTES }], [encodeBytes(Buffer.from('token-of-the-recording        '))]);
  expect(shown).toEqual(['token-of-today-is-longer      ']);
});

test('a document is carried value by value, and stays a document', () => {
  const document = { _id: RECORDED, made: '2026-01-02 03:04:05', token: 'token-of-the-recording', seen: 1767323045123 };
  const other = {
    'token-of-the-recording-2': 'Éva "quoted" \\ token-of-the-recording',
    n: 12.5,
    deep: [{ id: RECORDED }],
  };
  const column = { type: Type.BYTES, contentType: 2 };
  const { shown } = carriedRow([column], [encodeBytes(Buffer.from(JSON.stringify({ ...document, other })))]);
  expect(JSON.parse(shown[0] ?? '')).toEqual({
    _id: LIVE,
    made: '2026-11-29 23:00:01',
    token: 'token-of-today-is-longer',
    seen: 1795993078732,
    other: { ...other, deep: [{ id: LIVE }] },
  });
});

test('an error names what the client named', () => {
  const facts = { code: 5116, sqlState: 'HY000', message: `Document '${RECORDED}' is there, Éva`, isFatal: false };
  const carried = carriedXAnswer({
    ...at,
    response: responseOf(frameError(facts)),
    values: values(),
    tell: () => undefined,
  });
  const [error] = [...framesOf(carried.chunks())];
  expect(error && ErrorMessage.decode(error.payload).msg).toBe(`Document '${LIVE}' is there, Éva`);
});

test('where nothing stands for anything an answer is the recorded one', () => {
  const response = responseOf(frameMessage(ServerMessage.OK));
  expect(carriedXAnswer({ ...at, response, values: new CarriedValues(true), tell: () => undefined })).toBe(response);
});

test('of two rows with one recorded time each has its own by now, in columns and in documents', () => {
  const TIME = '2026-01-02 03:04:05';
  const stored = (sql: string) => ({ command: 'Sql.StmtExecute', sql, parameters: '[]' }) as never;
  const said = new Map([
    [1, stored(`INSERT INTO t (name, made) VALUES ('Ada', '${TIME}')`)],
    [2, stored(`INSERT INTO t (name, made) VALUES ('Bea', '${TIME}')`)],
  ]);
  const reader = { ...at.reader, recordedStatement: (id: number) => said.get(id) };
  const carried = new CarriedValues(true);
  for (const [exchange, live] of [
    [1, '2026-11-29 23:00:01'],
    [2, '2026-11-29 23:00:09'],
  ] as const) {
    const slot = { kind: 'timestamp', position: 2, parameter: null, recorded: TIME, live } as const;
    carried.bind('timestamp', TIME, live);
    carried.noteClock({ exchange, slots: [slot] });
  }
  const shown = (columns: readonly ResultsetColumnMetaData[], fields: readonly Buffer[]) => {
    const frames = Buffer.concat([
      ...columns.map((column) => frameMessage(ServerMessage.RESULTSET_COLUMN_META_DATA, ColumnMetaData.encode(column))),
      frameMessage(ServerMessage.RESULTSET_ROW, Row.encode({ field: [...fields] })),
    ]);
    const answer = carriedXAnswer({
      ...at,
      reader,
      response: responseOf(frames),
      values: carried,
      tell: () => undefined,
    });
    const row = [...framesOf(answer.chunks())].find(({ type }) => type === ServerMessage.RESULTSET_ROW);
    return Row.decode(row?.payload ?? Buffer.alloc(0)).field.map((field, n) => {
      const value = decodeField(field, columns[n] ?? { type: Type.BYTES });
      return 'text' in value ? value.text : value.kind;
    });
  };
  const [name, made] = [
    { type: Type.BYTES, originalName: Buffer.from('name') },
    { type: Type.DATETIME, originalName: Buffer.from('made'), length: 19 },
  ];
  const rowOf = (who: string) => shown([name, made], [encodeBytes(Buffer.from(who)), encodeDatetime(TIME)]);
  expect([rowOf('Ada'), rowOf('Bea')]).toEqual([
    ['Ada', expect.stringContaining('23:00:01')],
    ['Bea', expect.stringContaining('23:00:09')],
  ]);
  const doc = { type: Type.BYTES, contentType: 2, originalName: Buffer.from('doc') };
  const documentOf = (who: string) => shown([doc], [encodeBytes(Buffer.from(`{"made":"${TIME}","name":"${who}"}`))]);
  expect([documentOf('Ada'), documentOf('Bea')].join()).toMatch(/23:00:01.*23:00:09/);
});
