// A peer that broke the rules of the X Protocol, and what MySQL's X plugin tells it.

import { MockError } from '../../core/errors.ts';
import { type XErrorFacts, XErrors } from '../constants/errors.ts';
import { malformationOf } from '../messages/client-messages.ts';
import type { MalformedMessageError } from '../messages/message-type.ts';

export class XViolation extends MockError {
  /** Null where the connection ends without a word. */
  readonly facts: XErrorFacts | null;

  constructor(facts: XErrorFacts | null, message: string, options?: ErrorOptions) {
    super('PROTOCOL_VIOLATION', message, options);
    this.name = 'XViolation';
    this.facts = facts;
  }
}

/** What MySQL says to such a message; the connection ends behind it. */
export function malformedFacts(error: MalformedMessageError): XErrorFacts {
  return error.endsEarly ? XErrors.invalidFrame : XErrors.unparsable;
}

/** @throws XViolation where a client's message cannot be read */
export function assertReadable(type: number, payload: Buffer): void {
  const cause = malformationOf(type, payload);
  if (cause !== null) throw new XViolation(malformedFacts(cause), 'a message cannot be read', { cause });
}
