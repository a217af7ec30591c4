// Follows one session and masks its exchanges: the same whether they come from a client while it is recorded, or from a
// recording. Of each exchange: `read`, then `learn`, `mask` or both, then `note`.

import type { Command, ResponseFacts, StatementRules } from '../../core/command.ts';
import { MalformedPacketError } from '../../core/errors.ts';
import type { Gap, SessionFacts } from '../../core/recording.ts';
import { type KeptCommand, keptCommand } from '../../identity/kept-command.ts';
import { CommandCode } from '../../mysql/constants/commands.ts';
import type { BinaryType } from '../../mysql/packets/binary-value.ts';
import type { ColumnDefinition } from '../../mysql/packets/column-definition.ts';
import { decodeComQuery, encodeComQuery } from '../../mysql/packets/com-query.ts';
import { decodeComStmtBulkExecute, encodeComStmtBulkExecute } from '../../mysql/packets/com-stmt-bulk-execute.ts';
import { asksCursor, encodeComStmtExecute } from '../../mysql/packets/com-stmt-execute.ts';
import { type Asked, payloadOf, SessionFollower } from '../history/follow-session.ts';
import { PreparedStatements } from '../text/lines/request-lines.ts';
import { derivedRules } from './derived-columns.ts';
import { learnResponse, type MaskedContext, maskResponse } from './mask-response.ts';
import { learnStatement, maskStatement } from './mask-statement.ts';
import type { Masker } from './masker.ts';
import { parameterRule } from './parameter-rule.ts';

/** An exchange as it is to be masked. */
export interface Maskable extends Asked {
  readonly parameters: string | null;
  readonly gap: Gap | null;
}

/** What it was answered; null where the command has no response. Its chunks may be read more than once. */
export type MaskableAnswer = { readonly encoding: bigint; chunks(): Iterable<Buffer> } | null;

/** The answer's bytes, and what was read of them when it was recorded. */
export interface Told {
  readonly answer: MaskableAnswer;
  readonly facts: ResponseFacts;
}

/** What is kept of an exchange in place of what was asked. */
export interface Masked extends Omit<KeptCommand, 'command'> {
  readonly gap: Gap | null;
  readonly facts: ResponseFacts;
  /** False where the answer cannot be taken apart: what was written of it is to be dropped. */
  readonly isAnswerKept: boolean;
  /** The command as it means something now, for `note`. */
  readonly command: Command;
}

export class SessionMasker {
  readonly #masker: Masker;
  readonly #capabilities: bigint;
  /** As it was asked, and as it is kept. */
  readonly #from: SessionFollower;
  readonly #to: SessionFollower;
  readonly #statements = new PreparedStatements();
  /** Types that a bulk command sent last, by the statement's id. */
  readonly #bulkTypes = new Map<number, readonly BinaryType[]>();
  /** Of prepared statements' results, by the exchange that prepared them. */
  readonly #columns = new Map<number, readonly ColumnDefinition[]>();

  /** @param rules the recording's own rules of identity */
  constructor(facts: SessionFacts, masker: Masker, rules: StatementRules | null) {
    this.#masker = masker;
    this.#capabilities = facts.capabilities;
    this.#from = new SessionFollower(facts, rules);
    this.#to = new SessionFollower(facts, rules);
  }

  /** The transaction that is open among what is kept. */
  get transaction(): number | null {
    return this.#to.transaction;
  }

  read(exchange: Asked): Command {
    return this.#from.decode(exchange.command, payloadOf(exchange, this.#capabilities));
  }

  /** Tells the masker of the values that rules are about. */
  learn(command: Command, answer: MaskableAnswer): void {
    const masker = this.#masker;
    if (command.sql !== null && command.statement === null) learnStatement(command.sql, command.dialect, masker);
    command.parameters?.forEach((value, at) => {
      const rule = parameterRule(command, at, masker);
      if (rule === null || value.kind === 'null') return;
      masker.learn(rule, Buffer.isBuffer(value.value) ? value.value.toString('utf8') : String(value.value));
    });
    if (answer !== null) learnResponse(answer.chunks(), this.#contextOf(command, answer), masker);
  }

  /** @param write takes the masked answer */
  mask(exchange: Maskable, command: Command, { answer, facts }: Told, write: (bytes: Buffer) => void): Masked {
    const payload = this.#payload(command);
    const kept = this.#to.decode(exchange.command, payload ?? command.payload.subarray(0, 1));
    const { command: _name, ...derived } = keptCommand(kept);
    const isAnswerKept =
      answer === null || maskResponse(answer.chunks(), this.#contextOf(command, answer), this.#masker, write);
    // what cannot be taken apart cannot be masked
    const isKnown = isAnswerKept && payload !== null;
    return {
      ...derived,
      parameters: isOfFile(exchange) ? exchange.parameters : derived.parameters,
      gap: isKnown ? exchange.gap : 'secret',
      facts: this.#masker.facts(facts),
      isAnswerKept,
      command: kept,
    };
  }

  /** @param masked what `mask` made of it; null where it was only learned from */
  note(command: Command, masked: Masked | null, { answer, facts }: Told, id: number): void {
    this.#from.note(command, facts, id);
    if (masked !== null) this.#to.note(masked.command, facts, id);
    this.#statements.note(command, facts);
    // the rows that a cursor gives have the columns of the execute
    const opened = asksCursor(command) ? (command.statement?.exchange ?? null) : null;
    const defines = facts.prepared === null ? opened : id;
    if (answer === null || defines === null) return;
    this.#columns.set(defines, learnResponse(answer.chunks(), this.#contextOf(command, answer), this.#masker));
  }

  #contextOf(command: Command, { encoding }: NonNullable<MaskableAnswer>): MaskedContext {
    const knownColumns = this.#columns.get(command.statement?.exchange ?? -1) ?? [];
    const derived = derivedRules(command.sql, command.dialect, this.#masker);
    return { command: command.code, encoding, knownColumns, derived };
  }

  /** Null where it makes no sense. */
  #payload(command: Command): Buffer | null {
    try {
      return this.#maskedPayload(command);
    } catch (error) {
      if (error instanceof MalformedPacketError) return null;
      throw error;
    }
  }

  #maskedPayload(command: Command): Buffer | null {
    const { code, payload, sql, dialect } = command;
    switch (code) {
      case CommandCode.COM_QUERY: {
        const masked = maskStatement(sql ?? payload, dialect, this.#masker);
        // one that cannot be read has all of its payload for a text
        if (sql === null || sql.length === payload.length) return masked;
        const { attributes } = decodeComQuery(payload, this.#capabilities);
        return encodeComQuery({ sql: masked, attributes }, this.#capabilities);
      }
      case CommandCode.COM_STMT_PREPARE:
        return Buffer.concat([payload.subarray(0, 1), maskStatement(payload.subarray(1), dialect, this.#masker)]);
      case CommandCode.COM_STMT_EXECUTE:
        return this.#maskedExecute(command);
      case CommandCode.COM_STMT_BULK_EXECUTE:
        return this.#maskedBulk(command);
      case CommandCode.COM_STMT_SEND_LONG_DATA: {
        const data = payload.toString('utf8', LONG_DATA_AT);
        const cleaned = this.#masker.cleaned(data, 'parameters') ?? '';
        return cleaned === data ? payload : Buffer.concat([payload.subarray(0, LONG_DATA_AT), Buffer.from(cleaned)]);
      }
      default:
        return payload;
    }
  }

  #maskedExecute(command: Command): Buffer | null {
    const { payload, statement } = command;
    // of a statement that is not there the server reads no values
    if (statement === null) return payload.subarray(0, EXECUTE_HEADER_BYTES);
    const execute = this.#statements.decode(payload, this.#capabilities, statement.id);
    if (execute === null) return null;
    const parameters = execute.parameters.map((parameter, at) => {
      if (parameter.isLongData) return parameter;
      const rule = parameterRule(command, at, this.#masker);
      return { ...parameter, value: this.#masker.value(parameter.value, rule, null, 'parameters') };
    });
    return encodeComStmtExecute({ ...execute, parameters }, this.#capabilities);
  }

  #maskedBulk(command: Command): Buffer {
    const { payload, statement } = command;
    if (statement === null) return payload.subarray(0, EXECUTE_HEADER_BYTES);
    const bulk = decodeComStmtBulkExecute(payload, statement.parameterCount, this.#bulkTypes.get(statement.id));
    this.#bulkTypes.set(statement.id, bulk.types);
    const rules = bulk.types.map((_type, at) => parameterRule(command, at, this.#masker));
    const rows = bulk.rows.map((row) =>
      row.map((value, at) => this.#masker.value(value, rules[at] ?? null, null, 'parameters')),
    );
    return encodeComStmtBulkExecute({ ...bulk, rows });
  }
}

/** Command, statement's id, number of the parameter. */
const LONG_DATA_AT = 7;
/** Command and statement's id. */
const EXECUTE_HEADER_BYTES = 5;

function isOfFile({ parameters }: Maskable): boolean {
  return parameters?.startsWith('{"local_infile"') === true;
}
