// Answers a client from what was recorded for one in another character set, where both are told the same: the statement is put
// into the recorded one's character set, and what is found comes back in the client's own, definitions too.

import type { Command, ParameterValue, StateWords } from '../../core/command.ts';
import type { RecordedExchange, RecordedResponse, RecordingReader } from '../../core/recording.ts';
import { answerSequenceId, framePayload, packetCount } from '../../mysql/codec/framing.ts';
import { recodedPackets } from '../../mysql/codec/recode-response.ts';
import { recodeText } from '../../mysql/codec/recode-text.ts';
import { charsetOfCollation } from '../../mysql/constants/collations.ts';
import { CommandCode, commandCode } from '../../mysql/constants/commands.ts';
import { asksCursor } from '../../mysql/packets/com-stmt-execute.ts';
import { isCharsetFree } from '../../sql/charset-free.ts';
import { readStatement } from '../../sql/statement-reading.ts';
import { withDefinitions } from '../answers/with-definitions.ts';
import { variableContext } from '../chatter/unrecorded-chatter.ts';
import { resultCharset } from '../chatter/variable-values.ts';
import type { FindContext, Found } from '../matching/find-answer.ts';
import type { Scope } from '../matching/scopes.ts';
import type { ClientView } from './client-view.ts';
import type { ReplayContext } from './replay-context.ts';

/** A response is converted as a whole before any of it is sent. */
const MAX_BYTES = 16 * 1024 * 1024;
const WORD = /(^| )charset=(\S+)/;
/** What a session has set beside all of its character set: then no two of them are alike. */
const PARTS = / (?:character_set_(?:client|connection|results)=|collation=|collation_connection='(?![^']*_CI'))/;

export class OtherCharsets {
  readonly #run: ReplayContext;
  readonly #view: ClientView;

  constructor(run: ReplayContext, view: ClientView) {
    this.#run = run;
    this.#view = view;
  }

  /** As `AnswerFinder.find`, in whatever character set it is recorded. */
  find(command: Command, scope: Scope, context: FindContext): Found {
    const { volatile, isToTheLetter } = this.#run;
    const found = volatile.find(command, scope, context);
    if (found.kind === 'found') return this.#inOwn(command, found);
    if (found.kind !== 'miss' || isToTheLetter || PARTS.test(command.state.settings)) return found;
    const from = charsetIn(command.state.settings);
    for (const charset of this.#others(from, found.near, context.reader)) {
      const asked = inCharset(command, from, charset);
      const other = asked === null ? undefined : this.#findIn(charset, asked, command, scope, context);
      if (other !== undefined) return other;
    }
    return found;
  }

  #findIn(charset: string, asked: Command, command: Command, scope: Scope, context: FindContext): Found | undefined {
    const found = this.#run.volatile.find(asked, scope, context);
    if (found.kind !== 'found') return undefined;
    const response = this.#recoded(found, command, charset);
    if (response !== null) return { ...found, response, repeatable: null };
    const how = found.how === 'again' ? 'again' : 'next';
    context.matcher.notPlayed({ kind: 'played', exchange: found.exchange, how });
    return undefined;
  }

  /** As the client's own login has it: another driver names another collation, and is told of that in definitions. */
  #inOwn(command: Command, found: Found & { readonly kind: 'found' }): Found {
    const { reader } = this.#run;
    const all = this.#run.logins.collations;
    const { settings, collation } = command.state;
    if (setsCharset(command)) return found;
    if (PARTS.test(settings) || (all.size === 1 && collation !== undefined && all.has(collation))) return found;
    const { exchange } = found;
    const isPrepare = command.code === CommandCode.COM_STMT_PREPARE;
    // a statement is prepared alike in every state
    const words = isPrepare && exchange.state !== null ? reader.stateWords(exchange.state) : settings;
    const recorded = found.response ?? recordedOf(exchange, reader);
    if (charsetIn(words) === '' || (recorded?.outcome !== 'resultset' && !isPrepare)) return found;
    const response = this.#recoded(found, command, charsetIn(words));
    return response === null || response === recorded ? found : { ...found, response, repeatable: null };
  }

  /** Character sets that the recording has, but for the client's own. */
  #others(own: string, near: RecordedExchange | null, reader: RecordingReader): Iterable<string> {
    const charsets = new Set([...this.#run.logins.collations].map((id) => charsetOfCollation(id)?.name ?? ''));
    if (near?.state != null) charsets.add(charsetIn(reader.stateWords(near.state)));
    charsets.delete(own);
    charsets.delete('');
    return charsets;
  }

  #recoded(
    { exchange, response }: Found & { readonly kind: 'found' },
    command: Command,
    charset: string,
  ): RecordedResponse | null {
    const { reader } = this.#run;
    const recorded = response ?? recordedOf(exchange, reader);
    const collation = resultCharset(command, variableContext(this.#run, this.#view));
    if (recorded === null || collation === undefined || recorded.bytes > MAX_BYTES) return null;
    const code = response === null ? commandCode(exchange.command) : command.code;
    const recoding = { from: charset, to: charsetIn(command.state.settings), collation };
    const isOther = response === null && charset !== recoding.to;
    const whole = isOther ? withDefinitions(recorded, exchange, reader) : recorded;
    const shape = { command: code, encoding: whole.encoding, asksCursor: asksCursor(command) };
    const packets = recodedPackets(whole.chunks(), shape, recoding);
    if (packets === null || packets === 'same') return packets && whole;
    const bytes = framed(packets, answerSequenceId(command.payload.length));
    return { ...whole, bytes: bytes.length, whole: bytes, chunks: () => [bytes] };
  }
}

const SETS = /\bset\b[^;]*\b(?:names|charset|character|character_set_\w+|collation_connection)\b/i;

/** Whether it may set another one by the way, so that what it answers behind that is not in the one that it was asked in. */
function setsCharset({ sql, dialect }: Command): boolean {
  return sql !== null && SETS.test(readStatement(sql, dialect).masked.toString('latin1'));
}

function recordedOf({ gap, responseId }: RecordedExchange, reader: RecordingReader): RecordedResponse | null {
  return gap !== null || responseId === null ? null : reader.response(responseId);
}

function framed(packets: readonly Buffer[], first: number): Buffer {
  let sequenceId = first;
  const frames: Buffer[] = [];
  for (const payload of packets) {
    frames.push(...framePayload(payload, sequenceId & 0xff));
    sequenceId += packetCount(payload.length);
  }
  return Buffer.concat(frames);
}

/** Empty where the words name none. */
function charsetIn(words: string): string {
  return WORD.exec(words)?.[2] ?? '';
}

/** The command as one would ask it whose connection has another character set; null where the server might do another thing. */
function inCharset(command: Command, from: string, to: string): Command | null {
  const { code, name, payload, sql, dialect, parameters, statement, state, database, context } = command;
  if (sql === null || from === '' || asksCursor(command)) return null;
  const recodedSql = recodeText(sql, from, to, 'asked');
  const values = parameters === null ? null : recodedParameters(parameters, from, to);
  if (recodedSql === null || (parameters !== null && values === null)) return null;
  const isSameBytes = recodedSql === sql && values === parameters;
  if (!isCharsetFree(readStatement(sql, dialect), isSameBytes)) return null;
  const asked = { code, name, payload, dialect, database, context, state: withCharset(state, to) };
  const { parametersKey = null, boundKey = null, boundForm = null } = command;
  if (isSameBytes) return { ...asked, sql, parameters, statement, parametersKey, boundKey, boundForm };
  const anew = statement === null ? null : { ...statement, sql: recodedSql };
  return { ...asked, sql: recodedSql, parameters: values, statement: anew };
}

/** The very list where all bytes are the same. */
function recodedParameters(
  parameters: readonly ParameterValue[],
  from: string,
  to: string,
): readonly ParameterValue[] | null {
  let isOther = false;
  const values: ParameterValue[] = [];
  for (const parameter of parameters) {
    const value = parameter.kind === 'text' ? recodeText(parameter.value, from, to, 'asked') : null;
    if (parameter.kind === 'text' && value === null) return null;
    const isSame = parameter.kind !== 'text' || value === parameter.value;
    isOther ||= !isSame;
    values.push(isSame || value === null ? parameter : { kind: 'text', value });
  }
  return isOther ? values : parameters;
}

function withCharset(state: StateWords, charset: string): StateWords {
  const replace = (words: string) => words.replace(WORD, `$1charset=${charset}`);
  return { ...state, all: replace(state.all), settings: replace(state.settings) };
}
