// Why a value of one run is another one in the next: what it looks like, and where it came from.

import { readFresh } from '../../replay/volatile/values/fresh-values.ts';
import { isOfKind } from '../../replay/volatile/values/volatile-kinds.ts';
import type { VolatileRule } from '../../replay/volatile/values/volatile-rules.ts';

/**
 * `clock`, `identity`, `token`: both look made anew. `server-made`: each run had it from its server's answers. `number`,
 * `text`: values of which nothing more can be told. `name`: what a statement makes or drops is called otherwise.
 */
export type Why = 'clock' | 'identity' | 'token' | 'server-made' | 'number' | 'text' | 'name';

export interface ValueOfRun {
  /** A character per byte. */
  readonly content: string;
  /** When the statement was asked, in ms since 1970. */
  readonly askedMs: number | null;
  /** Whether the run's server had told it before. */
  readonly isTold: boolean;
}

/** Why two values at one place differ. */
export function explainValues(one: ValueOfRun, other: ValueOfRun): Why {
  if (one.isTold && other.isTold) return 'server-made';
  const [a, b] = [one, other].map(({ content, askedMs }) => readFresh(content, { askedMs, isBinary: true }));
  if (a && b && a.shape === b.shape) {
    if (a.kind === 'clock' || a.shape.startsWith('epoch')) return 'clock';
    return a.kind === 'uuid' ? 'identity' : 'token';
  }
  if (isOfKind('timestamp', one.content) && isOfKind('timestamp', other.content)) return 'clock';
  const isNumber = [one, other].every(({ content }) => /^-?\d+(?:\.\d+)?$/.test(content));
  return isNumber ? 'number' : 'text';
}

/** The kind of rule that lets the one stand for the other. */
export function kindOfRule(why: Why, contents: readonly string[]): VolatileRule['kind'] {
  if (why === 'identity') return 'uuid';
  return why === 'clock' && contents.every((content) => isOfKind('timestamp', content)) ? 'timestamp' : 'any';
}
