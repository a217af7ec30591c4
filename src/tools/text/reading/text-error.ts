// What is wrong with a text twin, and where.

import { MockError } from '../../../core/errors.ts';

/** A place in a text: both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A text that is no recording; the file's name is put before it by whoever knows it. */
export class TextError extends MockError {
  readonly place: Place;

  constructor(place: Place, message: string) {
    super('TEXT_UNUSABLE', `${place.line}:${place.column}: ${message}`);
    this.name = 'TextError';
    this.place = place;
  }
}
