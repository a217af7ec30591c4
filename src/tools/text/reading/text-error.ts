// What is wrong with a text twin, and where.

import { MockError } from '../../../core/errors.ts';
import type { TextPosition } from '../../../core/files/source.ts';

/** A text that is no recording; the file's name is put before it by whoever knows it. */
export class TextError extends MockError {
  readonly place: TextPosition;

  constructor(place: TextPosition, message: string) {
    super('TEXT_UNUSABLE', `${place.line}:${place.column}: ${message}`);
    this.name = 'TextError';
    this.place = place;
  }
}
