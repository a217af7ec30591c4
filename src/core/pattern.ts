// A regular expression of a user's, looked for in time linear in the text: what users write meets what anybody sends,
// and `^(a+)+$` in an engine that backtracks hangs the whole process. No look-around, no back references (RE2's syntax).

import { createRequire } from 'node:module';
import type { RE2JS } from 're2js';
import { MockError } from './errors.ts';

/** Loaded with the first pattern: most runs have none. */
let engine: typeof RE2JS | null = null;

function load(): typeof RE2JS {
  engine ??= (createRequire(import.meta.url)('re2js') as { RE2JS: typeof RE2JS }).RE2JS;
  return engine;
}

export class Pattern {
  readonly source: string;
  readonly #compiled: RE2JS;

  /**
   * @param source as in JavaScript
   * @param flags `i`, `s` and `m` count; a text is always read by its characters (`u`)
   * @throws MockError `USAGE` for one that is none, or that cannot be looked for in linear time
   */
  constructor(source: string, flags = '') {
    const re2 = load();
    this.source = source;
    let bits = flags.includes('i') ? re2.CASE_INSENSITIVE : 0;
    if (flags.includes('s')) bits |= re2.DOTALL;
    if (flags.includes('m')) bits |= re2.MULTILINE;
    try {
      this.#compiled = re2.compile(re2.translateRegExp(source), bits);
    } catch (cause) {
      throw new MockError('USAGE', whyNot(source, cause), { cause });
    }
  }

  /** Of one that JavaScript has made; `g` and `y` do not count. @throws MockError `USAGE` */
  static of(expression: RegExp): Pattern {
    return new Pattern(expression.source, expression.flags);
  }

  /** Whether it stands anywhere in the text. */
  test(text: string): boolean {
    return this.#compiled.test(text);
  }

  /** Replaces all that it finds. @param by a text with `$1`, `$<name>`, `$&` and `$$` as in JavaScript, or a function */
  replace(text: string, by: string | ((found: string) => string)): string {
    if (!this.#compiled.test(text)) return text;
    let result = '';
    let from = 0;
    for (const match of this.#compiled.matchAll(text)) {
      const [found] = match;
      const at = match.index ?? 0;
      result += text.slice(from, at) + (typeof by === 'string' ? substitute(by, match) : by(found));
      from = at + found.length;
    }
    return result + text.slice(from);
  }
}

/** For whom case does not count. @throws MockError `USAGE` */
export function linearPattern(source: string): Pattern {
  return new Pattern(source, 'i');
}

/** One line. */
function whyNot(source: string, cause: unknown): string {
  try {
    new RegExp(source, 'u');
  } catch {
    try {
      new RegExp(source);
    } catch (error) {
      return error instanceof Error ? error.message : 'no regular expression';
    }
  }
  const said = cause instanceof Error ? cause.message.replace(/\s+/g, ' ') : String(cause);
  return `the pattern ${JSON.stringify(source)} cannot be used: ${said}; write it without look-around and back references`;
}

function substitute(by: string, match: RegExpMatchArray): string {
  if (!by.includes('$')) return by;
  return by.replace(/\$(?:\$|&|<([^>]*)>|(\d{1,2}))/g, (text: string, name?: string, number?: string) => {
    if (text === '$$') return '$';
    if (text === '$&') return match[0];
    if (name !== undefined) return match.groups?.[name] ?? '';
    const digits = number ?? '';
    const both = Number(digits);
    if (both >= 1 && both < match.length) return match[both] ?? '';
    // $12 where there is no group 12: group 1, and a 2
    const first = Number(digits[0]);
    if (digits.length === 2 && first >= 1 && first < match.length) return (match[first] ?? '') + digits.slice(1);
    return text;
  });
}
