// The server's system variables as a new session has them, as far as the recording knows: what the recorder asked the
// server for, and else what recorded sessions were answered before they had set anything that counts for it.

import { MalformedPacketError } from '../../core/errors.ts';
import type { RecordedExchange, RecordedResponse, RecordingReader, ServerVariable } from '../../core/recording.ts';
import { decodeTextResult } from '../../mysql/codec/text-result.ts';
import { payloads } from '../../mysql/codec/walk-response.ts';
import { charsetOfCollation } from '../../mysql/constants/collations.ts';
import { ColumnType } from '../../mysql/constants/column-types.ts';
import { readVariables, type VariableRead } from '../../sql/session/variable-read.ts';
import { readStatement } from '../../sql/statement-reading.ts';
import { ISOLATION_NAMES } from './variable-names.ts';

/** Exchanges of a session before a read that are looked at: a pool asks for variables when it connects. */
const MAX_BEFORE = 64;
/** Statements behind which a session's variables are still what they were, but for those that a SET names. */
const HARMLESS: ReadonlySet<string> = new Set([
  'SELECT',
  'SHOW',
  'SET',
  'USE',
  'BEGIN',
  'START',
  'COMMIT',
  'ROLLBACK',
  '',
]);

export class ServerVariables {
  readonly #reader: RecordingReader;
  /** By name, `global.` in front of those of the server; null where sessions were told different values. */
  #learnt: Map<string, ServerVariable | null> | undefined;
  #names: readonly string[] | undefined;
  /** Names that were read as `@@session.x`. */
  readonly #ofSession = new Set<string>();

  constructor(reader: RecordingReader) {
    this.#reader = reader;
  }

  /** Undefined where the recording does not know it, or not for certain. @param name in lower case */
  get(name: string, scope: VariableRead['scope']): ServerVariable | undefined {
    this.#learnt ??= this.#learn();
    if (scope === 'global') return this.#learnt.get(`global.${name}`) ?? undefined;
    const learnt = this.#learnt.get(name);
    return learnt === null ? undefined : (this.#reader.serverVariable(name) ?? learnt);
  }

  /** All that the server has, in their order; empty where the recorder did not ask for them. */
  names(): readonly string[] {
    this.#names ??= this.#reader
      .serverVariables()
      .map(({ name }) => name)
      .sort();
    return this.#names;
  }

  /** Whether a session was told of it as `@@session.x`; the server refuses that for one that is global only. */
  isOfSession(name: string): boolean {
    this.#learnt ??= this.#learn();
    return this.#ofSession.has(name);
  }

  #learn(): Map<string, ServerVariable | null> {
    const learnt = new Map<string, ServerVariable | null>();
    for (const exchange of this.#reader.variableReads()) {
      const sql = this.#reader.statementOf(exchange.id);
      const reads = sql === null ? null : readVariables(Buffer.from(sql));
      if (reads === null || exchange.responseId === null) continue;
      const values = valuesOf(this.#reader.response(exchange.responseId), reads);
      if (values.length === 0) continue;
      const given = this.#givenBefore(exchange);
      for (const [index, read] of reads.entries()) {
        const value = values[index] as ServerVariable;
        if (read.scope === 'session') this.#ofSession.add(read.name);
        if (read.scope !== 'global' && (given === null || given.has(read.name))) continue;
        if (read.name === 'wait_timeout' && this.#wasInteractive(exchange)) continue;
        note(learnt, read.scope === 'global' ? `global.${read.name}` : read.name, value);
      }
    }
    return learnt;
  }

  #wasInteractive({ state }: RecordedExchange): boolean {
    return state !== null && this.#reader.stateWords(state).includes(' interactive=1');
  }

  /** Variables that the session had given values; null where that is not certain. */
  #givenBefore({ id, session }: RecordedExchange): ReadonlySet<string> | null {
    const before = this.#reader.bySessionAfter(session, 0, MAX_BEFORE).filter((one) => one.id < id);
    if (before.length >= MAX_BEFORE) return null;
    const given = new Set<string>();
    for (const one of before) {
      const sql = this.#reader.statementOf(one.id);
      const reading = sql === null ? null : readStatement(Buffer.from(sql));
      if (reading !== null && !HARMLESS.has(reading.keyword)) return null;
      for (const setting of reading?.settings ?? []) {
        if (setting.kind !== 'variable') continue;
        for (const name of namesOf(setting.name)) given.add(name);
      }
    }
    return given;
  }
}

/** All names of what a SET of this name may change. */
function namesOf(name: string): readonly string[] {
  return ISOLATION_NAMES.includes(name) ? [...ISOLATION_NAMES, 'transaction_read_only', 'tx_read_only'] : [name];
}

function note(learnt: Map<string, ServerVariable | null>, key: string, variable: ServerVariable): void {
  const known = learnt.get(key);
  if (known === undefined) learnt.set(key, variable);
  else if (known !== null && known.value !== variable.value) learnt.set(key, null);
}

/** One for each column; none where the answer is no single row of them, or its text is not in UTF-8. */
function valuesOf(response: RecordedResponse, reads: readonly VariableRead[]): readonly ServerVariable[] {
  const { whole, encoding } = response;
  if (whole === null || response.outcome !== 'resultset') return [];
  try {
    const { columns, rows } = decodeTextResult(payloads([whole]), encoding);
    const [cells, more] = rows;
    if (cells === undefined || more !== undefined || columns.length !== reads.length) return [];
    if (!columns.every((column, index) => isReadable(column, cells[index] ?? null))) return [];
    return columns.map(({ type, flags, displayLength, decimals, charset }, index) => {
      const value = cells[index]?.toString('utf8') ?? null;
      return {
        name: (reads[index] as VariableRead).name,
        value,
        type,
        flags,
        length: displayLength,
        decimals,
        charset,
      };
    });
  } catch (error) {
    if (error instanceof MalformedPacketError) return [];
    throw error;
  }
}

/** ASCII is the same in every character set that a client may have. */
function isReadable({ type, charset }: Pick<ServerVariable, 'type' | 'charset'>, cell: Buffer | null): boolean {
  if (type !== ColumnType.VAR_STRING || cell === null) return true;
  return charsetOfCollation(charset)?.decoder === 'utf8' || cell.every((byte) => byte < 0x80);
}
