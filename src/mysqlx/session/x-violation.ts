// A peer that broke the rules of the X Protocol, and what MySQL's X plugin tells it.

import { MockError } from '../../core/errors.ts';
import type { XErrorFacts } from '../constants/errors.ts';

export class XViolation extends MockError {
  /** Null where the connection ends without a word. */
  readonly facts: XErrorFacts | null;

  constructor(facts: XErrorFacts | null, message: string, options?: ErrorOptions) {
    super('PROTOCOL_VIOLATION', message, options);
    this.name = 'XViolation';
    this.facts = facts;
  }
}
