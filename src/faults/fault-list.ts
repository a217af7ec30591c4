// The faults of a server, shared by all its sessions: what is put in is felt on connections that are open already.

import type { Pattern } from '../core/pattern.ts';
import type { ConnectFault, Fault, StatementFault } from './fault.ts';
import { parseFaults } from './parse-faults.ts';
import { toPattern } from './statement-pattern.ts';

const CONNECT: ReadonlySet<string> = new Set(['tooManyConnections', 'handshakeStall', 'tlsFailure', 'authFailure']);

/** A fault with what it has seen so far. */
interface Armed<F extends Fault> {
  readonly fault: F;
  readonly pattern: Pattern | null;
  readonly random: () => number;
  matched: number;
  fired: number;
}

export class FaultList {
  readonly #initial: readonly Fault[];
  #faults: readonly Fault[] = [];
  #onStatement: Armed<StatementFault>[] = [];
  #onConnect: Armed<ConnectFault>[] = [];

  constructor(faults: readonly Fault[] = []) {
    this.#initial = faults;
    this.#set(faults);
  }

  /** Whether statements can be answered without a look. */
  get spareStatements(): boolean {
    return this.#onStatement.length === 0;
  }

  list(): readonly object[] {
    return this.#faults.map((fault) => {
      const { statement } = fault;
      return statement instanceof Object ? { ...fault, statement: String(statement) } : fault;
    });
  }

  /** @throws MockError `USAGE` */
  replace(faults: unknown): void {
    this.#set(parseFaults(faults, 'the faults'));
  }

  add(faults: unknown): void {
    this.#set([...this.#faults, ...parseFaults(faults, 'the faults')]);
  }

  clear(): void {
    this.#set([]);
  }

  /** As at the beginning, every count at zero. */
  reset(): void {
    this.#set(this.#initial);
  }

  /** The fault that befalls a statement now; the first in the list. */
  onStatement(statement: string): StatementFault | undefined {
    return this.#onStatement.find((armed) => fires(armed, statement))?.fault;
  }

  /** The fault of this kind that befalls a client that connects now. */
  onConnect(kind: ConnectFault['fault']): ConnectFault | undefined {
    return this.#onConnect.find((armed) => armed.fault.fault === kind && fires(armed, ''))?.fault;
  }

  #set(faults: readonly Fault[]): void {
    this.#faults = faults;
    const isConnect = (fault: Fault): fault is ConnectFault => CONNECT.has(fault.fault);
    this.#onConnect = faults.filter(isConnect).map(arm);
    this.#onStatement = faults.filter((fault): fault is StatementFault => !isConnect(fault)).map(arm);
  }
}

function arm<F extends Fault>(fault: F): Armed<F> {
  const { statement } = fault;
  const pattern = statement === undefined ? null : toPattern(statement);
  return { fault, pattern, random: randomOf(fault.seed ?? 1), matched: 0, fired: 0 };
}

function fires(armed: Armed<Fault>, statement: string): boolean {
  const { fault, pattern } = armed;
  if (pattern !== null && !pattern.test(statement)) return false;
  armed.matched++;
  if (fault.nth !== undefined && armed.matched !== fault.nth) return false;
  if (fault.times !== undefined && armed.fired >= fault.times) return false;
  if (fault.probability !== undefined && armed.random() >= fault.probability) return false;
  armed.fired++;
  return true;
}

/** Numbers from 0 to 1, the same for the same seed: a linear congruential generator with the constants of Numerical Recipes. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
