// The rule that would have answered a miss: where a statement differs from a recorded one in nothing but values that are
// made anew at every run. It is given as text to be copied, and reaches no further than it must.

import { escapedPattern } from '../../core/escaped-pattern.ts';
import type { TokenDifference } from '../../identity/token-difference.ts';
import { readStatement, tokensOf } from '../../sql/statement-reading.ts';
import { readBroughtIn } from '../../sql/values/brought-in.ts';
import { type NamedKind, readNamed } from '../../sql/values/named.ts';
import { readValues } from '../../sql/values/statement-values.ts';
import { TokenKind } from '../../sql/words/token.ts';
import { readFresh } from '../volatile/values/fresh-values.ts';
import { isEpoch, isOfKind, uuidsIn, withoutUuids } from '../volatile/values/volatile-kinds.ts';
import type { Miss } from './misses.ts';

export interface FreshRule {
  /** In a few words: what the values are. */
  readonly what: string;
  /** As mock.config.yaml or a file for `--rules` holds it, in one line. */
  readonly inline: string;
  /** The same in several lines. */
  readonly yaml: readonly string[];
}

const KINDS = {
  uuid: 'UUIDs',
  timestamp: 'times',
  clock: 'the clock',
  token: 'tokens',
  epoch: 'times as numbers',
  name: 'names',
} as const;
type FreshKind = keyof typeof KINDS;

interface NeededRule {
  readonly kind: FreshKind;
  /** Places of numbers, which no kind of rule tells from others. */
  readonly positions: Set<number>;
  /** Also where nothing stores the value. */
  isAnywhere: boolean;
  /** Of names: of what, and the pattern of the statements that make and drop them. */
  readonly named?: { readonly kind: NamedKind; readonly pattern: string };
}

/** Longest beginning of a statement that becomes a pattern. */
const PATTERN_CHARS = 80;

/** Null where anything else differs: an ordinary value, the statement, its database or scope. */
export function freshRuleFor(miss: Miss): FreshRule | null {
  const { reason, sql, nearest } = miss;
  if (sql === null || nearest === null || (reason !== 'unknown' && reason !== 'parameter differs')) return null;
  if (nearest.database !== miss.database || nearest.scope !== miss.scope) return null;
  const real = nearest.statements.differences.filter(({ kind }) => kind !== 'binding');
  const needed = new Map<FreshKind, NeededRule>();
  const { normal } = readStatement(Buffer.from(sql));
  const { stores } = readBroughtIn(normal, {});
  const times = { askedMs: Date.parse(miss.time), recordedMs: nearest.askedMs ?? null };
  for (const difference of real) {
    const named = namedBy(normal, difference);
    if (named !== null) {
      needed.set('name', { kind: 'name', isAnywhere: false, positions: new Set(), named });
      continue;
    }
    const kind = kindOf(difference, times);
    // a number that is only read may be anything
    if (kind === null || (kind === 'epoch' && !stores(difference.at - 1))) return null;
    const rule = needed.get(kind) ?? { kind, isAnywhere: false, positions: new Set<number>() };
    rule.isAnywhere ||= !stores(difference.at - 1);
    if (kind === 'epoch')
      rule.positions.add(1 + readValues(normal, {}).findIndex(({ start }) => start === difference.at - 1));
    needed.set(kind, rule);
  }
  if (needed.size === 0) return null;
  return textsOf([...needed.values()], patternOf(sql), whyNoClock(real, times));
}

interface Times {
  /** In ms since 1970; of the recorded statement null where it is not known. */
  readonly askedMs: number;
  readonly recordedMs: number | null;
}

/** Before it nothing was recorded: a recording made of a text has no times. */
const FIRST_RECORDED_MS = Date.parse('2020-01-01');

/** Why a time that differs was not carried as the clock, in words to follow others; empty where nothing tells. */
function whyNoClock(differences: readonly TokenDifference[], { askedMs, recordedMs }: Times): string {
  const times = differences.filter(({ kind, asked }) => kind === 'value' && isTime(bare(asked)));
  if (times.length === 0) return '';
  if (recordedMs === null || recordedMs < FIRST_RECORDED_MS) {
    return ', and the recording has no times by which the clock would be known';
  }
  const shapeAt = (content: string, ms: number) => readFresh(bare(content), { askedMs: ms, isBinary: false })?.shape;
  const isMoved = times.every(({ asked, recorded }) => {
    const was = shapeAt(recorded, recordedMs);
    return was !== undefined && was !== shapeAt(asked, askedMs);
  });
  return isMoved ? ', and these are not the time by now: do the clocks of the program and of mock differ?' : '';
}

function isTime(content: string): boolean {
  return isOfKind('timestamp', content) || isEpoch(content);
}

/** @param reason why they were not carried, to follow what they are */
function textsOf(rules: readonly NeededRule[], pattern: string, reason: string): FreshRule {
  const names = rules.map(({ kind }) => KINDS[kind]).join(' and ');
  const isOnlyRead = rules.some(({ isAnywhere }) => isAnywhere);
  const why = isOnlyRead ? ', which nothing stored before they were asked for' : '';
  const items = rules.map(({ kind, isAnywhere, positions, named }) => [
    `statement: ${named?.pattern ?? pattern}`,
    ...(positions.size === 0 ? [] : [`positions: [${[...positions].join(', ')}]`]),
    `kind: ${kind === 'epoch' || kind === 'name' ? 'any' : kind}`,
    ...(isAnywhere ? ['in: anywhere'] : []),
    ...(named === undefined ? [] : [`names: ${named.kind}`]),
  ]);
  return {
    what: `only values differ that are new at every run (${names})${why}${reason}`,
    inline: `volatile: [${items.map((fields) => `{${fields.join(', ')}}`).join(', ')}]`,
    yaml: [
      'volatile:',
      ...items.flatMap((fields) => fields.map((field, at) => `${at === 0 ? '  - ' : '    '}${field}`)),
    ],
  };
}

/** As what kind of value that is made anew the two may stand for each other; null where they look like ordinary data. */
function kindOf(difference: TokenDifference, { askedMs, recordedMs }: Times): FreshKind | null {
  if (difference.kind !== 'value') return null;
  const [asked, recorded] = [bare(difference.asked), bare(difference.recorded)];
  if (uuidsIn(asked).length > 0 && withoutUuids(asked) === withoutUuids(recorded)) return 'uuid';
  if (isOfKind('timestamp', asked) && isOfKind('timestamp', recorded)) return 'timestamp';
  const here = readFresh(asked, { askedMs, isBinary: false });
  const there = readFresh(recorded, { askedMs: recordedMs, isBinary: false });
  if (here === null || here.shape !== there?.shape) {
    // digits of one length, of which one at least was the clock when it was asked
    const isClock = (here ?? there)?.shape.startsWith('epoch') === true;
    return isClock && isEpoch(asked) && isEpoch(recorded) && asked.length === recorded.length ? 'epoch' : null;
  }
  return here.kind === 'clock' || here.shape.startsWith('epoch') ? 'clock' : here.kind;
}

/** Of what the two are names, which the statement makes or drops and which differ in a number alone; null where they are none. */
function namedBy(sql: Buffer, { kind, asked, recorded, at }: TokenDifference): NonNullable<NeededRule['named']> | null {
  const numberless = (name: string) => name.replace(/\d+/g, '0');
  if (kind !== 'token' || !/\d/.test(asked) || numberless(asked) !== numberless(recorded)) return null;
  const named = readNamed(sql, {}).find(({ start }) => start === at - 1);
  if (named === undefined || named.kind === 'savepoint' || named.kind === 'prepared') return null;
  const begin = escapedPattern(named.text.slice(0, named.text.search(/\d/)));
  const verbs = '(CREATE|DROP|ALTER|RENAME|TRUNCATE)';
  return { kind: named.kind, pattern: `'^${verbs} ${named.kind.toUpperCase()} (IF (NOT )?EXISTS )?\`?${begin}\\d'` };
}

function bare(text: string): string {
  return text.replace(/^\? = /, '').replace(/^x?'(.*)'$/s, '$1');
}

/** The statement up to its first value, as a regular expression in a YAML string of single quotes. */
function patternOf(sql: string): string {
  const lexer = tokensOf(Buffer.from(sql)).read();
  let kind = lexer.next();
  while (kind === TokenKind.whitespace || kind === TokenKind.comment) kind = lexer.next();
  let pattern = lexer.start === 0 ? '^' : '';
  let space = '';
  for (let length = 0; length < PATTERN_CHARS && isOfPattern(kind); kind = lexer.next()) {
    const text = lexer.sql.toString('utf8', lexer.start, lexer.end);
    length += text.length;
    if (kind === TokenKind.whitespace) {
      // of several lines may become one the next time
      space = text === ' ' ? text : '\\s+';
      continue;
    }
    pattern += space + text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    space = '';
  }
  return `'${pattern.replaceAll("'", "''")}'`;
}

/** Names, words and what stands between them: no value, no comment. */
function isOfPattern(kind: TokenKind): boolean {
  return kind === TokenKind.whitespace || (kind >= TokenKind.quotedIdentifier && kind !== TokenKind.parameter);
}
