// A logger that keeps everything it is told, at every level, as text to search in.

import { inspect } from 'node:util';
import type { Logger } from '../../src/core/log/logger.ts';

export class CapturedLog implements Logger {
  readonly #lines: string[] = [];

  get text(): string {
    return this.#lines.join('\n');
  }

  debug(facts: object, message: string): void {
    this.#keep('debug', facts, message);
  }

  info(facts: object, message: string): void {
    this.#keep('info', facts, message);
  }

  warn(facts: object, message: string): void {
    this.#keep('warn', facts, message);
  }

  error(facts: object, message: string): void {
    this.#keep('error', facts, message);
  }

  #keep(level: string, facts: object, message: string): void {
    this.#lines.push(
      `${level} ${message} ${inspect(facts, { depth: 10, maxStringLength: null, breakLength: Infinity })}`,
    );
  }
}
