// One exchange in a text twin: the command's name, what was asked, and what was answered. What follows from these (the
// fingerprint, the current database) is written only where the recording has it otherwise.

import type { Command, ResponseFacts } from '../../../core/command.ts';
import type { Gap } from '../../../core/recording.ts';
import { type KeptCommand, keptCommand } from '../../../identity/kept-command.ts';
import { ENCODING_BITS } from '../../../mysql/constants/capability-sets.ts';
import { CommandCode, commandCode, isCommandName } from '../../../mysql/constants/commands.ts';
import type { ColumnDefinition } from '../../../mysql/packets/column-definition.ts';
import { asksCursor } from '../../../mysql/packets/com-stmt-execute.ts';
import { payloadOf, type SessionFollower } from '../../history/follow-session.ts';
import { readAnswer } from '../reading/answer-reader.ts';
import { type Line, Lines, MOST_BITS } from '../reading/scanner.ts';
import type { AppendixReader, AppendixWriter } from '../writing/appendix.ts';
import { formatAnswer } from './answer-lines.ts';
import { type Field, integer, nullable, string } from './fields.ts';
import { formatRequest, type PreparedStatements, parseRequest } from './request-lines.ts';
import { formatStatement } from './statement-block.ts';

/** A recorded exchange, with all that its lines tell. */
export interface KeptExchange {
  readonly command: string;
  readonly sql: string | null;
  readonly request: Buffer | null;
  readonly parameters: string | null;
  readonly fingerprint: string | null;
  readonly database: string;
  readonly state: string | null;
  readonly gap: Gap | null;
  /** From when nothing was asked until the server closed, in whole seconds; 0 for all else. */
  readonly idleSeconds: number;
  /** Null where the command has no response. */
  readonly response: { readonly bytes: Buffer; readonly encoding: bigint } | null;
}

/** One of the classic protocol. */
interface ClassicExchange extends KeptExchange {
  /** Of an execute whose own bytes were not kept: the place of its prepare in the session, from 1; else null. */
  readonly prepareOrdinal: number | null;
}

/** What is known within a session when its next exchange is written or read. */
export interface SessionContext {
  readonly capabilities: bigint;
  readonly follower: SessionFollower;
  readonly statements: PreparedStatements;
  /** Columns of prepared statements by the exchange that prepared them. */
  readonly columns: Map<number, readonly ColumnDefinition[]>;
}

/** What a text says of an exchange. */
export interface ReadExchange extends KeptExchange {
  /** A number of the exchange that prepared the statement, as it was given to `parseExchange`. */
  readonly prepareExchange: number | null;
  /** The same of the exchange that began the transaction. */
  readonly transaction: number | null;
  readonly state: string;
  readonly facts: ResponseFacts;
}

/** @param id a number for this exchange within its session; executes refer to it */
export function formatExchange(
  exchange: ClassicExchange,
  id: number,
  context: SessionContext,
  appendix: AppendixWriter,
): string[] {
  const { capabilities, follower, statements } = context;
  const { response } = exchange;
  const payload = payloadOf(exchange, capabilities);
  const command = follower.decode(exchange.command, payload);
  const request = formatRequest(payload, capabilities, statements);
  const { prepareOrdinal } = exchange;
  const prepare = prepareOrdinal === null ? [] : [`executes ${prepareOrdinal}`];
  const kept = [...prepare, ...overrides(exchange, keptCommand(command))];
  const isExecute = command.code === CommandCode.COM_STMT_EXECUTE && command.sql !== null;
  const asked = [...(isExecute ? formatStatement(command.sql ?? Buffer.alloc(0), '# ') : []), ...request, ...kept];
  const facts = follower.answer(command, response === null ? null : [response.bytes], response?.encoding ?? 0n, id);
  statements.note(command, facts);
  if (response === null) return asked;
  const answer = formatAnswer(response.bytes, answerContext(command, response.encoding, context), appendix);
  const defines = definer(command, facts, id);
  if (defines !== null) {
    const lines = new Lines(answer.join('\n'));
    const read = readAnswer(lines, answerContext(command, response.encoding, context), appendix.reader());
    context.columns.set(defines, read.columns);
  }
  const isUsual = response.encoding === (capabilities & ENCODING_BITS);
  return [...asked, isUsual ? '=>' : `=> encoding 0x${response.encoding.toString(16)}`, ...answer];
}

/** Reads the lines behind a command's name. @throws TextError */
export function parseExchange(
  head: Line,
  lines: Lines,
  id: number,
  context: SessionContext,
  appendix: AppendixReader,
): ReadExchange {
  const { capabilities, follower, statements } = context;
  const name = head.word('the name of a command');
  if (!isCommandName(name)) throw head.error(`${name} is no command`, name.length);
  const payload = parseRequest(lines, commandCode(name), capabilities);
  const command = follower.decode(name, payload);
  const derived = { ...keptCommand(command), ...parsePrepare(lines, id) };
  const { transaction } = follower;
  if (name === 'COM_STMT_EXECUTE') statements.decode(payload, capabilities);
  const kept = parseOverrides(lines, derived);
  const arrow = lines.takeIf('=>');
  let response: KeptExchange['response'] = null;
  let columns: readonly ColumnDefinition[] = [];
  if (arrow !== null) {
    const encoding = arrow.takes('encoding')
      ? arrow.bigint('capability bits', MOST_BITS)
      : capabilities & ENCODING_BITS;
    arrow.end();
    const answer = readAnswer(lines, answerContext(command, encoding, context), appendix);
    columns = answer.columns;
    response = { bytes: answer.bytes, encoding };
  }
  const facts = follower.answer(command, response === null ? null : [response.bytes], response?.encoding ?? 0n, id);
  statements.note(command, facts);
  const defines = definer(command, facts, id);
  if (defines !== null) context.columns.set(defines, columns);
  return { ...derived, ...kept, transaction, response, facts };
}

/**
 * The prepare whose statement an answer gives columns: its own exchange, or of the execute that opens a cursor the
 * statement's, since the rows fetched have the execute's columns. Null where it gives none.
 */
function definer(command: Command, { prepared, outcome }: ResponseFacts, id: number): number | null {
  if (prepared !== null) return id;
  return asksCursor(command) && outcome === 'resultset' ? (command.statement?.exchange ?? null) : null;
}

function answerContext(command: Command, encoding: bigint, { columns }: SessionContext) {
  return { command: command.code, encoding, knownColumns: columns.get(command.statement?.exchange ?? -1) ?? [] };
}

/** @param before exchanges of the session before this one */
function parsePrepare(lines: Lines, before: number): Partial<KeptCommand> {
  const line = lines.takeIf('executes');
  if (line === null) return {};
  const ordinal = line.integer('the place of its prepare in the session', before);
  if (ordinal === 0) throw line.error('expected the place of its prepare in the session, from 1', 1);
  line.end();
  return { prepareExchange: ordinal - 1 };
}

export type Kept = KeptCommand & Pick<KeptExchange, 'gap' | 'idleSeconds'>;

/** A line that is written only where the recording has something otherwise than its command tells. */
interface Override {
  /** Null where it is as the command tells. */
  write(exchange: KeptExchange, derived: KeptCommand): string | null;
  /** @throws TextError */
  read(line: Line, derived: KeptCommand): Partial<Kept>;
}

/** @param said what the recording has; undefined where it is as the command tells */
function override<K extends keyof Kept>(
  key: K,
  field: Field<Kept[K]>,
  said: (exchange: KeptExchange, derived: KeptCommand) => Kept[K] | undefined,
): Override {
  return {
    write: (exchange, derived) => {
      const value = said(exchange, derived);
      return value === undefined ? null : field.write(value);
    },
    read: (line) => ({ [key]: field.read(line) }),
  };
}

/** Undefined where both are the same. */
function other<V>(kept: V, derived: V): V | undefined {
  return kept === derived ? undefined : kept;
}

const STRING_OR_NULL = nullable(string('a string'));
const GAPS: readonly Gap[] = ['truncated', 'abandoned', 'secret', 'mid stream', 'unsupported'];
const GAP: Field<Gap | null> = {
  write: (gap) => (gap ?? '').replaceAll(' ', '-'),
  read: (line) => {
    const word = line.word('why it cannot be served');
    const gap = GAPS.find((each) => each.replaceAll(' ', '-') === word);
    if (gap === undefined) throw line.error(`expected ${GAPS.join(', ')}`, word.length);
    return gap;
  },
};
const FINGERPRINT: Field<string | null> = {
  write: (fingerprint) => fingerprint ?? 'none',
  read: (line) => {
    const word = line.word('32 hexadecimal digits or none');
    if (word === 'none') return null;
    if (!/^[0-9a-f]{32}$/.test(word)) throw line.error('expected 32 hexadecimal digits or none', word.length);
    return word;
  },
};
const REQUEST: Override = {
  write: ({ request }, derived) => {
    if ((request === null) === (derived.request === null)) return null;
    return request === null ? 'none' : 'kept';
  },
  read: (line, { request }) => {
    if (line.takes('kept')) return { request };
    line.expect('none');
    return { request: null };
  },
};

/** By their words, in the order of their lines. */
const OVERRIDES: Readonly<Record<string, Override>> = {
  in: override('database', string('a database'), (kept, derived) => other(kept.database, derived.database)),
  fingerprint: override('fingerprint', FINGERPRINT, (kept, derived) => other(kept.fingerprint, derived.fingerprint)),
  // of an execute the listing has its prepare's statement
  shown: override('sql', STRING_OR_NULL, ({ sql }, derived) =>
    derived.sql === null ? undefined : other(sql, derived.sql),
  ),
  bound: override('parameters', STRING_OR_NULL, (kept, derived) => other(kept.parameters, derived.parameters)),
  request: REQUEST,
  state: override('state', string('the state'), ({ state }, derived) => other(state ?? derived.state, derived.state)),
  idle: override('idleSeconds', integer('seconds'), ({ idleSeconds }) => other(idleSeconds, 0)),
  gap: override('gap', GAP, ({ gap }) => other(gap, null)),
};

export function overrides(exchange: KeptExchange, derived: KeptCommand): string[] {
  return Object.entries(OVERRIDES).flatMap(([word, each]) => {
    const text = each.write(exchange, derived);
    return text === null ? [] : [`${word} ${text}`];
  });
}

export function parseOverrides(lines: Lines, derived: KeptCommand): Kept {
  let kept: Kept = { ...derived, gap: null, idleSeconds: 0 };
  for (let line = lines.peek(); line !== null; line = lines.peek()) {
    const word = line.peek();
    const each = Object.hasOwn(OVERRIDES, word) ? OVERRIDES[word] : undefined;
    if (each === undefined) break;
    line.expect(word);
    const changed = each.read(line, kept);
    line.end();
    lines.take();
    kept = { ...kept, ...changed };
  }
  return kept;
}
