// A transcript is everything that a client saw of its server, operation by operation, as text that is the same whenever
// the server has answered the same. What differs by nature between two runs (connection ids, times) is left out of it.
import { createHash } from 'node:crypto';
import { describeError, describeLines, sha256 } from './describe-value.ts';

/** An operation that takes longer has been forgotten by the other side. */
const operationTimeoutMs = 30_000;
/** An operation whose text is longer than this is kept as its beginning and a digest of the whole. */
const maxLines = 400;
const maxLineLength = 4_000;

export interface Operation {
  readonly name: string;
  readonly lines: readonly string[];
}

/** Notes what the operation under way sees: a word for what it is, and a value to be described. */
export type Note = (label: string, value: unknown) => void;

class OperationTimeout extends Error {
  override readonly name = 'OperationTimeout';
}

export class Transcript {
  readonly operations: Operation[] = [];
  /** Names of the operations that failed though they should not, or the other way round. */
  readonly surprises: string[] = [];

  /** Runs an operation that succeeds, and notes what it returns. Rejects only where it does not end in time. */
  async run(name: string, work: (note: Note) => Promise<unknown>): Promise<void> {
    await this.#perform(name, work, 'returns');
  }

  /** Runs an operation that the server, or the driver, refuses, and notes how. Otherwise as `run`. */
  async refused(name: string, work: (note: Note) => Promise<unknown>): Promise<void> {
    await this.#perform(name, work, 'throws');
  }

  /** Appends what was gathered elsewhere, e.g. by one of several parallel connections. */
  append(prefix: string, other: Transcript): void {
    for (const { name, lines } of other.operations) this.add(`${prefix}: ${name}`, lines);
    this.surprises.push(...other.surprises.map((name) => `${prefix}: ${name}`));
  }

  /** A copy with some of the operations. */
  only(isWanted: (index: number) => boolean): Transcript {
    const copy = new Transcript();
    copy.operations.push(...this.operations.filter((_, index) => isWanted(index)));
    return copy;
  }

  add(name: string, lines: readonly string[]): void {
    this.operations.push({ name, lines: condense(lines) });
  }

  get text(): string {
    return this.operations.map(({ name, lines }) => [`## ${name}`, ...lines, ''].join('\n')).join('\n');
  }

  async #perform(name: string, work: (note: Note) => Promise<unknown>, expected: 'returns' | 'throws'): Promise<void> {
    const lines: string[] = [];
    const note: Note = (label, value) => lines.push(...describeLines(label, value));
    let outcome: 'returns' | 'throws' = 'returns';
    try {
      const result = await inTime(name, work(note));
      if (result !== undefined) note('result', result);
    } catch (error) {
      outcome = 'throws';
      lines.push(...describeError(error));
      if (error instanceof OperationTimeout) throw error;
    } finally {
      if (outcome !== expected) this.surprises.push(name);
      this.add(name, lines);
    }
  }
}

async function inTime<T>(name: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, fail) => {
    const message = `${name}: no answer within ${operationTimeoutMs / 1000} s`;
    timer = setTimeout(() => fail(new OperationTimeout(message)), operationTimeoutMs);
  });
  return Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
}

function condense(lines: readonly string[]): string[] {
  const shown = lines.slice(0, maxLines).map((line) => {
    if (line.length <= maxLineLength) return line;
    return `${line.slice(0, 200)} … (${line.length} characters, sha256 ${sha256(line)})`;
  });
  if (lines.length <= maxLines) return shown;
  const digest = createHash('sha256');
  for (const line of lines) digest.update(line).update('\n');
  return [...shown.slice(0, 20), `… (${lines.length} lines, sha256 ${digest.digest('hex')})`];
}
