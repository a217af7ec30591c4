// Says in one line how a statement that was asked differs from a recorded one: all places, as far as one can read them.

import type { NearbyStatement } from '../core/recording.ts';
import type { LexerOptions } from '../sql/words/token.ts';
import { literalOf } from './bound-values.ts';
import { compareStatements, differenceLine, MAX_STATEMENT_BYTES, shortLine } from './token-difference.ts';

/** What is compared, in the form in which recordings show it: `parameters` is a JSON array. */
export type ComparedStatement = Pick<NearbyStatement, 'command' | 'sql' | 'parameters' | 'database'>;

const MAX_TOKEN_CHARACTERS = 40;
const MOST_NAMED = 50;
const NOTHING = 'nothing';

/** Where two statements differ first; `nothing`: they do not. */
export type DifferingPart = 'statement' | 'parameters' | 'database' | 'command' | 'nothing';

export interface Difference {
  readonly part: DifferingPart;
  /** One line; each value in it is cut to 40 characters, and beyond 50 places the rest is counted. */
  readonly line: string;
}

const SAME = 'the same statement and parameters: its recorded answers were all used';

/** The first difference between a statement asked and a recorded one. */
export function firstDifference(
  asked: ComparedStatement,
  recorded: ComparedStatement,
  options: LexerOptions = {},
): Difference {
  const parts: readonly (readonly [DifferingPart, () => string | null])[] = [
    ['statement', () => differenceOfStatements(asked, recorded, options)],
    ['parameters', () => differenceOfParameters(asked.parameters, recorded.parameters)],
    ['database', () => differenceOfNames('current database', asked.database, recorded.database)],
    ['command', () => differenceOfNames('command', asked.command, recorded.command)],
  ];
  for (const [part, compare] of parts) {
    const line = compare();
    if (line !== null) return { part, line };
  }
  return { part: 'nothing', line: SAME };
}

/** Values are put in where one side has them bound and the other has them written. */
function differenceOfStatements(
  asked: ComparedStatement,
  recorded: ComparedStatement,
  options: LexerOptions,
): string | null {
  const bare = (side: ComparedStatement) => ({ sql: side.sql, parameters: null });
  if (asked.sql === recorded.sql) return null;
  if (compareStatements(bare(asked), bare(recorded), options).differences.length === 0) {
    const isWhole = Math.max(asked.sql.length, recorded.sql.length) <= MAX_STATEMENT_BYTES;
    return isWhole ? null : `differs behind its first ${MAX_STATEMENT_BYTES / 1024} KiB: no more is compared`;
  }
  const { differences } = compareStatements(asked, recorded, options);
  return differenceLine(differences) ?? 'differs in how its values are given';
}

function differenceOfParameters(asked: string | null, recorded: string | null): string | null {
  if (asked === recorded) return null;
  const left = parseList(asked);
  const right = parseList(recorded);
  if (left.length !== right.length) return `${left.length} parameters asked, ${right.length} recorded`;
  const lines = left.flatMap((value, at) => (value === right[at] ? [] : [parameterLine(at, value, right[at] ?? '')]));
  if (lines.length === 0) return null;
  const more = lines.length > MOST_NAMED ? [`and ${lines.length - MOST_NAMED} more`] : [];
  return [...lines.slice(0, MOST_NAMED), ...more].join('; ');
}

/** As one would write them in a statement, but where only their types differ. */
function parameterLine(at: number, asked: string, recorded: string): string {
  const written = [asked, recorded].map((json) => literalOf(JSON.parse(json)));
  const [here, there] = written[0] === written[1] ? [asked, recorded] : written;
  const [short, other] = [here, there].map((value) => shortLine(value ?? '', MAX_TOKEN_CHARACTERS));
  return `parameter ${at + 1} differs: asked ${short}, recorded ${other}`;
}

function differenceOfNames(what: string, asked: string, recorded: string): string | null {
  if (asked === recorded) return null;
  return `${what} differs: asked ${shortLine(asked || NOTHING, MAX_TOKEN_CHARACTERS)}, recorded ${shortLine(recorded || NOTHING, MAX_TOKEN_CHARACTERS)}`;
}

/** The elements of a JSON array, each as JSON again; a text that is none counts as one element. */
function parseList(json: string | null): string[] {
  if (json === null) return [];
  try {
    const list: unknown = JSON.parse(json);
    return Array.isArray(list) ? list.map((value) => JSON.stringify(value)) : [JSON.stringify(json)];
  } catch {
    return [JSON.stringify(json)];
  }
}
