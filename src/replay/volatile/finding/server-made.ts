// What a server made by itself in two answers to the same statement, for rows that are alike in all that the client said of them: the
// number of a row, the time of its clock. Where the client was told the one and it is the other row, the one stands for the other.

import type { Command } from '../../../core/command.ts';
import type { RecordedExchange, RecordedResponse, RecordingReader } from '../../../core/recording.ts';
import { type CellValue, decodeRow, type WalkedPacket, walkResponse } from '../../../mysql/codec/walk-response.ts';
import { ColumnFlag } from '../../../mysql/constants/column-types.ts';
import type { ColumnDefinition } from '../../../mysql/packets/column-definition.ts';
import { decodeOk, encodeOk } from '../../../mysql/packets/ok.ts';
import { parameterContent } from '../../../sql/values/statement-values.ts';
import { idKeyOf, keyOf } from '../carrying/carried-answer.ts';
import type { CarriedValues } from '../carrying/carried-values.ts';
import { knownColumns } from '../carrying/known-columns.ts';
import { readFresh } from '../values/fresh-values.ts';
import { readMoment } from '../values/volatile-kinds.ts';

export interface TwoAnswers {
  readonly command: Command;
  /** The one that is to be given. */
  readonly exchange: RecordedExchange;
  readonly response: RecordedResponse;
  /** What the client was told instead. */
  readonly given: Buffer;
  readonly reader: RecordingReader;
}

/** What the client was told for something of the other answer. */
type Bind = (values: CarriedValues) => void;

/** Seconds that the times of two alike rows of a recording may be apart. */
const MOST_APART = 24 * 3600;

/** Lets what the server made stand for what the client was told; false where anything else differs. */
export function bindServerMade(answers: TwoAnswers, values: CarriedValues): boolean {
  const { command, exchange, response, given, reader } = answers;
  const { encoding } = response;
  const asked = () => knownColumns(exchange, reader, encoding);
  const shape = { command: command.code, encoding, asksCursor: false, knownColumns: asked };
  const binds: Bind[] = [];
  const theirs = walkResponse([given], shape);
  for (const own of walkResponse(response.chunks(), shape)) {
    const { value: told, done } = theirs.next();
    const found = done === true || told.kind !== own.kind ? null : compared(own, told, answers);
    if (found === null) return false;
    binds.push(...found);
  }
  if (theirs.next().done !== true) return false;
  for (const bind of binds) bind(values);
  return true;
}

function compared(own: WalkedPacket, told: WalkedPacket, answers: TwoAnswers): readonly Bind[] | null {
  if (own.kind === 'ok') return comparedOk(own.payload, told.payload, answers);
  // what is carried there differs by itself
  if (own.kind !== 'row') return [];
  const { code } = answers.command;
  const [cells, others] = [decodeRow(code, own.payload, own.columns), decodeRow(code, told.payload, told.columns)];
  const binds: Bind[] = [];
  for (const [at, cell] of cells.entries()) {
    const bind = comparedCell(contentOf(cell), contentOf(others[at] ?? null), own.columns[at], answers);
    if (bind !== undefined) binds.push(bind);
  }
  return binds;
}

function comparedOk(own: Buffer, told: Buffer, { exchange, response, reader }: TwoAnswers): readonly Bind[] | null {
  const { encoding } = response;
  const [ok, other] = [decodeOk(own, encoding), decodeOk(told, encoding)];
  if (ok.lastInsertId === other.lastInsertId) return [];
  if (!encodeOk({ ...ok, lastInsertId: other.lastInsertId }, encoding).equals(told)) return null;
  const key = idKeyOf(exchange, String(ok.lastInsertId), reader);
  if (key === null || other.lastInsertId === 0n) return null;
  return [(values) => values.bindId(key, String(ok.lastInsertId), String(other.lastInsertId))];
}

/** What differs for another reason shows when the answers are compared again. */
function comparedCell(
  recorded: string | null,
  told: string | null,
  definition: ColumnDefinition | undefined,
  { exchange, reader }: TwoAnswers,
): Bind | undefined {
  if (recorded === null || told === null || recorded === told || definition === undefined) return undefined;
  if ((definition.flags & ColumnFlag.AUTO_INCREMENT) !== 0) {
    const isNumber = /^\d+$/.test(recorded) && /^\d+$/.test(told);
    return isNumber ? (values) => values.bindId(keyOf(definition), recorded, told) : undefined;
  }
  const [moment, other] = [readMoment(recorded), readMoment(told)];
  if (moment === null || other === null || Math.abs(moment.seconds - other.seconds) > MOST_APART) return undefined;
  const askedMs = reader.recordedStatement(exchange.id)?.askedMs ?? null;
  const isClock = readFresh(recorded, { askedMs, isBinary: false })?.kind === 'clock';
  return isClock ? (values) => values.bind('timestamp', recorded, told) : undefined;
}

function contentOf(cell: CellValue): string | null {
  if (cell === null || Buffer.isBuffer(cell)) return cell?.toString('latin1') ?? null;
  return parameterContent(cell);
}
