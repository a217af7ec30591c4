// `mock match`: which recorded exchange answers a statement, and why.

import type { ParameterValue } from '../../core/command.ts';
import { MockError } from '../../core/errors.ts';
import type { RecordedExchange } from '../../core/recording.ts';
import { rulesOf } from '../../identity/recorded-rules.ts';
import { missDetails, missMessage } from '../../replay/misses/miss-texts.ts';
import { matchOffline, type OfflineAnswer } from '../../replay/offline/match-offline.ts';
import type { AskedAfter } from '../../serve/match-after.ts';
import { openRecording, type RecordingFileReader } from '../../store/reading/reader.ts';
import type { MatchFlags } from '../definitions/check.ts';
import { ExitCode } from '../exit-codes.ts';
import { plural } from '../format.ts';
import { print, printJson } from '../inspect/output.ts';

const SHOWN = 10;

/** Returns the exit code. */
export async function runMatch(
  file: string,
  sql: string,
  words: readonly string[],
  flags: MatchFlags,
): Promise<number> {
  const reader = openRecording(file);
  try {
    const scope = reader.scopeId(flags.scope);
    if (scope === null) throw new MockError('USAGE', unknownScope(file, flags.scope, reader));
    if (flags.after.length > 0) return await afterOthers(reader, file, sql, words, flags);
    const isPrepared = words.length > 0 || flags.prepared === true;
    const parameters = isPrepared ? boundAs(words) : null;
    const rules = rulesOf(reader);
    const question = { sql, parameters, database: flags.database ?? null, scope: flags.scope, rules };
    const answer = matchOffline(reader, question, scope);
    if (flags.json) await printJson(facts(reader, answer));
    else await print(lines(reader, answer).join('\n'));
    return answer.kind === 'found' && isServable(answer.exchanges) ? ExitCode.FINE : ExitCode.DIFFERS;
  } finally {
    reader.close();
  }
}

/** All are asked of a replay, one after the other. */
async function afterOthers(
  reader: RecordingFileReader,
  file: string,
  sql: string,
  words: readonly string[],
  { after, database, scope, json, prepared }: MatchFlags,
): Promise<number> {
  if (words.length > 0 || prepared === true) {
    const message = 'statements behind --after are asked as text: write the values into the statement';
    throw new MockError('USAGE', message);
  }
  const { matchAfter } = await import('../../serve/match-after.ts');
  const asked = await matchAfter(file, { statements: [...after, sql], database: database ?? null, scope });
  const last = asked.at(-1);
  if (json) await printJson({ found: last?.miss === null, asked });
  else await print(asked.flatMap((one) => afterLines(reader, one)).join('\n'));
  return last?.miss === null ? ExitCode.FINE : ExitCode.DIFFERS;
}

function afterLines(reader: RecordingFileReader, { sql, exchange, how, miss }: AskedAfter): string[] {
  if (miss !== null) {
    const details = missDetails(miss).map((line) => `    ${line}`);
    return [sql, `  ${missMessage(miss).replace(/^mock: /, '')}`, ...details];
  }
  if (exchange === null) return [sql, '  answered without the recording: chatter of drivers'];
  const recorded = reader.exchangeById(exchange);
  const line = recorded === undefined ? `exchange ${exchange}` : exchangeLine(reader, recorded);
  return [sql, `  ${line}${how === 'again' ? ' (again)' : ''}`];
}

function unknownScope(file: string, name: string, reader: RecordingFileReader): string {
  const names = reader.scopeNames().slice(0, SHOWN).join(', ') || 'none';
  return `${file} has no scope ${JSON.stringify(name)}: pass --scope with one that it has (${names})`;
}

/** Drivers bind one number in several ways; each is tried for all numbers. */
function boundAs(words: readonly string[]): (readonly ParameterValue[])[] {
  const kinds = ['int', 'double', 'decimal', 'text'] as const;
  return kinds.map((kind) => words.map((word) => parameterOf(word, kind)));
}

function parameterOf(word: string, kind: 'int' | 'double' | 'decimal' | 'text'): ParameterValue {
  if (word.toLowerCase() === 'null') return { kind: 'null' };
  const quoted = /^'(.*)'$/s.exec(word)?.[1];
  if (quoted !== undefined) return { kind: 'text', value: Buffer.from(quoted.replaceAll("''", "'")) };
  if (kind === 'int' && /^-?\d+$/.test(word)) return { kind, value: BigInt(word) };
  const isNumber = /^-?(\d+(?:\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(word);
  if (kind === 'decimal' && isNumber) return { kind, value: word };
  if ((kind === 'int' || kind === 'double') && isNumber) return { kind: 'double', value: Number(word) };
  return { kind: 'text', value: Buffer.from(word) };
}

function isServable(exchanges: readonly RecordedExchange[]): boolean {
  return exchanges.some(({ gap }) => gap === null);
}

function lines(reader: RecordingFileReader, answer: OfflineAnswer): string[] {
  if (answer.kind === 'miss') {
    return [missMessage(answer.miss).replace(/^mock: /, ''), ...missDetails(answer.miss).map((line) => `  ${line}`)];
  }
  const { exchanges, database, isOtherProtocol } = answer;
  const where = database === '' ? '' : ` in database ${database}`;
  const how = isOtherProtocol ? ', recorded in the other protocol (text or prepared)' : '';
  const shown = exchanges.slice(0, SHOWN).map((exchange) => `  ${exchangeLine(reader, exchange)}`);
  const rest = exchanges.length > SHOWN ? [`  … and ${exchanges.length - SHOWN} more`] : [];
  return [`${plural(exchanges.length, 'recorded answer')}${where}${how}, given in this order:`, ...shown, ...rest];
}

function exchangeLine(reader: RecordingFileReader, { id, session, state, transaction, gap }: RecordedExchange): string {
  const listed = reader.exchange(id);
  const what = gap === null ? outcomeOf(listed?.outcome ?? '', listed?.rows ?? null) : `never served, a gap: ${gap}`;
  const within = transaction === null ? '' : `, in the transaction begun by ${transaction}`;
  const words = state === null ? 'any state' : reader.stateWords(state);
  return `exchange ${id} (session ${session}${within}): ${what}; asked with ${words}`;
}

function outcomeOf(outcome: string, rows: number | null): string {
  return outcome === 'resultset' && rows !== null ? plural(rows, 'row') : outcome;
}

function facts(reader: RecordingFileReader, answer: OfflineAnswer): object {
  if (answer.kind === 'miss') return { found: false, miss: answer.miss };
  const { database, isOtherProtocol, exchanges } = answer;
  const shown = exchanges.map(({ id, session, state, transaction, gap }) => {
    return { exchange: id, session, state: state === null ? null : reader.stateWords(state), transaction, gap };
  });
  return { found: isServable(exchanges), database, isOtherProtocol, exchanges: shown };
}
