// Errors that nobody waits for: timers and forgotten promises of a script that is a module raise them. They are told, and
// end neither the command nor a connection; those of our own do.

export class StrayErrors {
  #path: string | null = null;
  #hear: (error: Error) => void = () => undefined;

  /** @param path of the module, absolute */
  expectFrom(path: string, hear: (error: Error) => void): void {
    this.#path = path;
    this.#hear = hear;
  }

  /** Whether it was one of the module's. */
  take(error: unknown): boolean {
    if (this.#path === null || !(error instanceof Error)) return false;
    const [, first = ''] = error.stack?.split(/\n\s+at /) ?? [];
    if (!first.includes(this.#path)) return false;
    this.#hear(error);
    return true;
  }
}

/** One line. */
export function describeStray(error: Error): string {
  return `an error that nobody waits for: ${String(error).replace(/\s*\n\s*/g, ' ')}`;
}
