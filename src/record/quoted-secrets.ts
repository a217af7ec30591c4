// A server's syntax error quotes the statement from where it could not read on, secrets included:
//   … right syntax to use near 'BY 'the password'' at line 1
// It is cut at 80 characters, so there is no telling where a secret in it ends: what is quoted goes as a whole.

import type { ResponseFacts } from '../core/command.ts';
import { frameSmall } from '../mysql/codec/framing.ts';
import { encodeErr } from '../mysql/packets/err.ts';

const QUOTED = /near '.*'( at line \d+)?/s;

/** The same error without what it quotes; null where it quotes nothing. @param facts of a statement with a secret */
export function withoutQuote(facts: ResponseFacts): ResponseFacts | null {
  if (facts.errorMessage === null || !QUOTED.test(facts.errorMessage)) return null;
  return { ...facts, errorMessage: facts.errorMessage.replace(QUOTED, "near '***'$1") };
}

/** The response that is nothing but this error; null where results of other statements stand before it. */
export function errorAlone(facts: ResponseFacts): Buffer | null {
  const isAlone = facts.affectedRows === null && facts.columns === null;
  if (!isAlone || facts.errorCode === null || facts.errorMessage === null) return null;
  const { errorCode, sqlState, errorMessage } = facts;
  return frameSmall(encodeErr({ code: errorCode, sqlState, message: Buffer.from(errorMessage) }), 1);
}
