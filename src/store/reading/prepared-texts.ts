// What EXECUTE runs: the texts that PREPARE named in the same recording, found by the digest that the session's state has of them.

import { canonicalDigest } from '../../core/canonical-hash.ts';
import type { ParameterValue } from '../../core/command.ts';
import { escapedPattern } from '../../core/escaped-pattern.ts';
import type { SessionEffect } from '../../sql/session/session-effect.ts';
import { contentOfHeld } from '../../sql/session/user-variable.ts';
import { readStatement, type StatementReading } from '../../sql/statement-reading.ts';
import type { LexerOptions } from '../../sql/words/token.ts';

/** A longer value is a digest in the state. */
const DIGEST = /^[\da-f]{32,}$/;

type Executed = Extract<SessionEffect, { readonly kind: 'executed' | 'executed text' }>;

/** A statement that EXECUTE ran, with the values that it used. */
export interface ExecutedText {
  readonly reading: StatementReading;
  readonly parameters: readonly ParameterValue[];
}

export class PreparedTexts {
  readonly #byDigest = new Map<string, Buffer>();

  /** Takes in what a PREPARE of the recording prepares. @param state in which it was asked, in words */
  note({ effects }: StatementReading, state: string): void {
    const effect = effects.find(({ kind }) => kind === 'prepared');
    if (effect?.kind !== 'prepared' || effect.text.kind === 'unknown') return;
    const values = effect.variables.map((name) => valueIn(state, name));
    const [first = null] = values;
    const text = effect.text.kind === 'literal' ? effect.text.sql : first === null ? null : Buffer.from(first);
    if (text === null || values.includes(null)) return;
    this.#byDigest.set(canonicalDigest([effect.digest, ...values].join('\n')), text);
  }

  /** Of an EXECUTE that reads or writes rows, and does nothing else; null where nobody knows what it ran. */
  executedBy({ effects }: StatementReading, state: string, options: LexerOptions): ExecutedText | null {
    const effect = effects.find(isExecuted);
    const text = effect === undefined ? null : this.#textOf(effect, state);
    if (effect === undefined || text === null) return null;
    const reading = readStatement(text, options);
    const [access, other] = reading.access;
    if (other !== undefined || (access?.kind !== 'read' && access?.kind !== 'write')) return null;
    return { reading, parameters: effect.using.map((name) => boundValue(name === null ? null : valueIn(state, name))) };
  }

  #textOf(effect: Executed, state: string): Buffer | null {
    if (effect.kind === 'executed text') return effect.text.kind === 'literal' ? effect.text.sql : null;
    const [, digest] = new RegExp(` prepared\\.${escapedPattern(effect.name)}=([\\da-f]{8})(?: |$)`).exec(state) ?? [];
    if (digest === undefined) return null;
    for (const [known, text] of this.#byDigest) if (known.startsWith(digest)) return text;
    return null;
  }
}

function isExecuted(effect: SessionEffect): effect is Executed {
  return effect.kind === 'executed' || effect.kind === 'executed text';
}

/** A user variable's value as the state has it; null where it has none, or not all of it. */
function valueIn(state: string, name: string): string | null {
  const word = ` @${name}='`;
  const at = state.indexOf(word);
  if (at < 0) return null;
  const from = at + word.length;
  // the next word, or the end, stands behind the quote
  const [, value] = /^([\s\S]*?)'(?= [@a-z_]+[^ ']*=|$)/.exec(state.slice(from)) ?? [];
  return value === undefined || DIGEST.test(value) ? null : value;
}

function boundValue(value: string | null): ParameterValue {
  // a blob tells no rows apart
  if (value === null) return { kind: 'blob', value: Buffer.alloc(0) };
  return { kind: 'text', value: Buffer.from(contentOfHeld(value)) };
}
