// stderr as a person sees it: lines, and below them one status line that is redrawn in place and never in their way.

import { visible } from './visible.ts';

/** The part of a stream that is needed here. */
export interface TextStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): boolean;
}

const CLEAR_LINE = '\r\u001b[2K';
const DEFAULT_COLUMNS = 80;

export class Terminal {
  readonly #stream: TextStream;
  readonly #guard: (text: string) => string;
  #status = '';

  /** @param guard against what would act on a terminal, in what others have said */
  constructor(stream: TextStream, guard: (text: string) => string = visible) {
    this.#stream = stream;
    this.#guard = guard;
  }

  get isTerminal(): boolean {
    return this.#stream.isTTY === true;
  }

  /** Whole lines, each with its newline. */
  write(text: string): void {
    const shown = this.#guard(text);
    this.#stream.write(this.#status === '' ? shown : `${CLEAR_LINE}${shown}${this.#status}`);
  }

  /** Shows `text` as the status line; empty removes it. Does nothing where stderr is no terminal. */
  setStatus(text: string): void {
    if (!this.isTerminal) return;
    const shown = text.slice(0, (this.#stream.columns ?? DEFAULT_COLUMNS) - 1);
    if (shown === this.#status) return;
    this.#status = shown;
    this.#stream.write(`${CLEAR_LINE}${shown}`);
  }
}
