// What a suite of others' tests is to the runner: where its sources come from, how it is started, and what each test came to.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { Language } from '../languages/installed.ts';
import type { ServerKind } from '../servers/server-kind.ts';

/** Name of a test -> whether it passed. A test that was skipped is in it as neither. */
export type Verdicts = ReadonlyMap<string, boolean>;

export interface Run {
  readonly port: number;
  /** The suite's sources; to be left as they are. */
  readonly sources: string;
  /** A folder of this run's own. */
  readonly folder: string;
  readonly isReversed: boolean;
  /** Of files, groups and tests; `shuffled` only where the suite shuffles. */
  readonly order: Order;
  /** How many connections its pools have at most, where that is not left to the suite. */
  readonly poolSize?: number | undefined;
}

export type Order = 'as written' | 'reversed' | 'shuffled';

export interface Source {
  /** The Debian package whose upstream source is fetched. */
  readonly debian?: string;
  /** Versions of npm's packages by their names. */
  readonly npm?: Readonly<Record<string, string>>;
  readonly overrides?: Readonly<Record<string, string>>;
}

export interface Suite {
  readonly name: string;
  readonly server: ServerKind;
  /** None where its tests are installed. */
  readonly source?: Source;
  readonly language?: Language;
  /** Made anew before each run against a server. */
  readonly databases: readonly string[];
  /** Its tests can be run in the reverse of their order. */
  readonly reverses: boolean;
  /** It can be shuffled too, and given pools of another size. */
  readonly shuffles?: boolean;
  readonly pools?: boolean;
  run(run: Run): Promise<Verdicts>;
}

export const ACCOUNT = { user: 'root', password: '' };

const LIMIT_MS = 1_500_000;

/** A list in this order; the shuffled one is always the same. */
export function inOrder<T>(list: readonly T[], order: Order): T[] {
  if (order === 'reversed') return [...list].reverse();
  const mixed = [...list];
  if (order === 'as written') return mixed;
  let state = 7;
  for (let at = mixed.length - 1; at > 0; at--) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const other = state % (at + 1);
    [mixed[at], mixed[other]] = [mixed[other] as T, mixed[at] as T];
  }
  return mixed;
}

export interface Said {
  readonly exitCode: number | null;
  readonly output: string;
}

/** Runs a program of the suite to its end, whatever it is; what it says on both streams, as it came. */
export async function start(
  program: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Said> {
  const child = spawn(program, args, {
    cwd,
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: cwd, LC_ALL: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  let output = '';
  const add = (part: string) => {
    output += part;
  };
  child.stdout.setEncoding('utf8').on('data', add);
  child.stderr.setEncoding('utf8').on('data', add);
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, output }));
  });
}

/** The verdicts of a report as JUnit writes it, which runners of most languages can. */
export async function readJunit(file: string): Promise<Verdicts> {
  const verdicts = new Map<string, boolean>();
  const text = await readFile(file, 'utf8').catch(() => '');
  for (const [, attributes = '', isEmpty, inner = ''] of text.matchAll(
    /<testcase\b((?:[^>"]|"[^"]*")*?)(?:(\/)>|>([\s\S]*?)<\/testcase>)/g,
  )) {
    const value = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? '';
    const name = `${value('classname') || value('class')} ${value('name')}`;
    if (isEmpty === undefined && /<skipped\b/.test(inner)) continue;
    verdicts.set(name, isEmpty !== undefined || !/<(?:failure|error|warning)\b/.test(inner));
  }
  return verdicts;
}
