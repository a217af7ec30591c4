// One exchange of the classic protocol on its way into a recording: its answer while it passes, then what is to be written of it.

import type { Command, ResponseFacts } from '../core/command.ts';
import { MalformedPacketError } from '../core/errors.ts';
import type { RecordingWriter } from '../core/recording.ts';
import { keptCommand } from '../identity/kept-command.ts';
import { shownValues } from '../identity/secret-parameters.ts';
import { framePackets, NoResponse, readPackets } from '../mysql/codec/response-packets.ts';
import { type ResponseShape, walkResponse } from '../mysql/codec/walk-response.ts';
import { ColumnType } from '../mysql/constants/column-types.ts';
import { CommandCode } from '../mysql/constants/commands.ts';
import { decodeBinaryRow } from '../mysql/packets/binary-row.ts';
import { binaryTypeOf } from '../mysql/packets/binary-value.ts';
import { decodeColumnDefinition, encodeColumnDefinition } from '../mysql/packets/column-definition.ts';
import { decodeTextRow } from '../mysql/packets/text-row.ts';
import { secretsIn } from '../sql/secrets/mask-secrets.ts';
import { answersWithSecret, answersWithStatements } from '../sql/secrets/secret-answers.ts';
import { mayHoldSecret } from '../sql/secrets/secret-marks.ts';
import { readStatement } from '../sql/statement-reading.ts';
import { PassingExchange, type Watch } from './passing-exchange.ts';
import { errorAlone } from './quoted-secrets.ts';
import type { ExchangePlace } from './session-writer.ts';

/** What LOCAL INFILE sent, so that a replay can tell another file. */
export interface InfileFacts {
  readonly bytes: number;
  readonly sha256: string;
}

/** One exchange: its answer while it passes, then what is to be written of it. */
export class Capture extends PassingExchange {
  readonly command: Command;
  infile: InfileFacts | null = null;
  readonly #place: ExchangePlace;
  /** The exchange that began the transaction which is open. */
  readonly #transaction: number | null;
  /** The capability bits that shape the answer's bytes. */
  readonly #encoding: bigint;

  constructor(writer: RecordingWriter, at: Standing, command: Command, startedAt?: number) {
    super(writer, command.payload.length, startedAt);
    this.command = command;
    this.#place = at.place;
    this.#transaction = at.transaction;
    this.#encoding = at.encoding;
  }

  protected watch(): Watch | null {
    const { sql } = this.command;
    if (sql === null) return null;
    const hasStatements = answersWithStatements(sql);
    const secrets = secretsOf(this.command);
    return hasStatements || secrets.length > 0 ? { hasStatements, secrets } : null;
  }

  protected *cells(chunks: readonly Buffer[]): Generator<Buffer> {
    const shape = { command: this.command.code, encoding: this.#encoding };
    for (const { kind, payload, columns } of walkResponse(chunks, shape)) {
      if (kind !== 'row') continue;
      // the client has the definitions of an earlier answer: where a row may hold a secret at all, it counts as one
      if (columns.length === 0) {
        if (!mayHoldSecret(payload)) continue;
        const texts = textsOf(payload);
        if (texts === null) throw unreadable(payload);
        yield* texts;
        continue;
      }
      if (this.command.code === CommandCode.COM_QUERY) {
        for (const cell of decodeTextRow(payload, columns.length)) if (cell !== null) yield cell;
      } else {
        for (const cell of decodeBinaryRow(payload, columns.map(binaryTypeOf))) {
          if (cell.kind === 'text' || cell.kind === 'blob') yield cell.value;
        }
      }
    }
  }

  write(): void {
    const { command } = this;
    const masked = command.sql === null ? null : readStatement(command.sql, command.dialect).masked;
    const isMasked = masked !== null && command.sql !== null && !masked.equals(command.sql);
    const kept = keptCommand(command, isMasked ? masked : command.sql);
    const { dialect, database } = command;
    const answer = this.keptAnswer(isMasked, () => masked !== null && answersWithSecret(masked, dialect, database));
    this.writer.putExchange(
      {
        // by name: spreading into one object costs as much as all the rest of this function
        id: this.id,
        session: this.#place.session,
        ordinal: this.#place.ordinal,
        scope: this.#place.scope,
        begunAfter: this.#place.begunAfter,
        transaction: this.#transaction,
        command: kept.command,
        sql: kept.sql,
        request: kept.request,
        fingerprint: kept.fingerprint,
        prepareExchange: kept.prepareExchange,
        database: kept.database,
        state: kept.state,
        parameters: this.infile === null ? kept.parameters : JSON.stringify({ local_infile: this.infile }),
        startedAtUs: this.startedAtUs,
        firstByteUs: this.firstByteUs,
        lastByteUs: this.lastByteUs,
        gap: answer.gap,
      },
      answer.facts.outcome === 'none' ? null : answer.response,
      answer.facts,
      this.#encoding,
    );
  }

  protected override renamed(chunks: readonly Buffer[], secrets: readonly Buffer[]): Buffer | null {
    return withoutNames(chunks, secrets, { command: this.command.code, encoding: this.#encoding });
  }

  protected errorAlone(facts: ResponseFacts): Buffer | null {
    return errorAlone(facts);
  }
}

function unreadable({ length }: Buffer): MalformedPacketError {
  const details = { packet: 'row', field: 'cells', offset: 0, needed: 0, available: length };
  return new MalformedPacketError(details, 'no definitions of its columns came with it');
}

/** The cells of a binary row that is nothing but texts, as most of SHOW are; null for any other. */
function textsOf(row: Buffer): readonly Buffer[] | null {
  for (let count = 1; count <= MOST_SHOWN; count++) {
    try {
      const cells = decodeBinaryRow(
        row,
        Array.from({ length: count }, () => TEXT),
      );
      const texts = cells.flatMap((cell) => (cell.kind === 'text' || cell.kind === 'blob' ? [cell.value] : []));
      // the bytes of numbers, and of lengths that are none, are no letters
      if (texts.every((text) => !CONTROL.test(text.toString('latin1')))) return texts;
    } catch (error) {
      if (!(error instanceof MalformedPacketError)) throw error;
    }
  }
  return null;
}

const CONTROL = /[^\P{Cc}\t\n\r\x80-\x9f]/u;
const TEXT = { type: ColumnType.VAR_STRING, isUnsigned: false } as const;
/** SHOW TRIGGERS has eleven columns. */
const MOST_SHOWN = 12;

/** Null where the bytes are no whole answer. */
function withoutNames(chunks: readonly Buffer[], secrets: readonly Buffer[], shape: ResponseShape): Buffer | null {
  const packets = function* () {
    for (const { kind, payload, sequenceId } of readPackets(chunks, shape)) {
      yield { payload: kind === 'column' ? renamed(payload, secrets, shape.encoding) : payload, sequenceId };
    }
  };
  try {
    return Buffer.concat([...framePackets(packets())]);
  } catch (error) {
    if (error instanceof NoResponse) return null;
    throw error;
  }
}

function renamed(payload: Buffer, secrets: readonly Buffer[], encoding: bigint): Buffer {
  const column = decodeColumnDefinition(payload, encoding);
  const clean = (name: Buffer) => {
    let text = name.toString('latin1');
    for (const secret of secrets) text = text.replaceAll(secret.toString('latin1'), '***');
    return Buffer.from(text, 'latin1');
  };
  return encodeColumnDefinition(
    { ...column, name: clean(column.name), originalName: clean(column.originalName) },
    encoding,
  );
}

/** Bound ones as well. */
function secretsOf(command: Command): Buffer[] {
  const { sql, dialect, statement } = command;
  if (sql === null || !mayHoldSecret(sql)) return [];
  const secrets = secretsIn(sql, dialect);
  if (statement === null) return secrets;
  const shown = shownValues(command, dialect);
  const bound = command.parameters?.flatMap((value, at) =>
    value !== shown?.[at] && (value.kind === 'text' || value.kind === 'blob') && value.value.length > 0
      ? [value.value]
      : [],
  );
  return [...secrets, ...(bound ?? [])];
}

/** Where an exchange stands, and what of its session it depends on. */
export interface Standing {
  readonly place: ExchangePlace;
  readonly transaction: number | null;
  readonly encoding: bigint;
}
