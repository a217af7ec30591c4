// The configuration file as the helpers of test runners need it: what it says for `mock run`, else for `mock replay` and
// `mock record`, as options of the API. The same names, the same checks and the same errors as at the command line.

import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import type { RecordOptions } from '../../serve/record.ts';
import type { ReplayOptions } from '../../serve/replay.ts';
import { createProgram } from '../program.ts';
import { chosenUpstream } from '../upstream.ts';
import { findConfig } from './find-config.ts';
import { applyConfig } from './load-config.ts';
import { checkProgram, isProgram } from './trusted-file.ts';

export interface ConfiguredTests {
  readonly options: Partial<Omit<ReplayOptions, 'port' | 'host'>> & Partial<Omit<RecordOptions, 'mode' | 'output'>>;
  readonly maxQueries?: number;
  readonly failOnUnused?: boolean;
}

type Values = Readonly<Record<string, unknown>>;

/** In this order: the first that says something wins. */
const SECTIONS = ['run', 'replay', 'record'] as const;
/** Options whose name and value are those of the API. Ports and addresses are the helper's own. */
const SAME: readonly string[] = [
  ...['rules', 'strategy', 'explain', 'overlay', 'latency', 'exhausted', 'crossProtocol', 'fresh', 'requireAuth'],
  ...['maxAllowedPacket', 'serverVersion', 'clientSslMode', 'clientSslCert', 'clientSslKey', 'clientSslCa', 'dataDir'],
  ...['maxConnections', 'serverSslMode', 'serverSslCa', 'serverSslCert', 'serverSslKey', 'onRecordFailure', 'durable'],
];

/**
 * Null where there is no file.
 * @param file the user's choice; undefined: the nearest one from the recording's folder on, else from the working folder on
 * @throws MockError `USAGE` with the line, and the nearest known name of a key that is not known
 */
export async function configuredTests(
  file: string | undefined,
  recording: string,
  env: NodeJS.ProcessEnv,
): Promise<ConfiguredTests | null> {
  const folders = [dirname(resolve(recording)), process.cwd()];
  const [from] = folders.filter((folder) => findConfig(folder) !== null);
  const found = file ?? (from === undefined ? null : findConfig(from));
  if (found === null) return null;
  if (isProgram(found)) checkProgram(resolve(found), from ?? process.cwd(), file !== undefined);
  const values = await valuesIn(found);
  const same = Object.fromEntries(SAME.filter((key) => values[key] !== undefined).map((key) => [key, values[key]]));
  const { identity, maxQueries, failOnUnused, onMiss } = values;
  return {
    options: {
      ...same,
      ...upstreamOf(values, env),
      ...(typeof identity === 'string' && { identityFile: identity }),
      ...((onMiss === 'error' || onMiss === 'close') && { missPolicy: onMiss }),
      ...(await usersOf(values)),
      ...(await redactionOf(values)),
    },
    ...(typeof maxQueries === 'number' && { maxQueries }),
    ...(typeof failOnUnused === 'boolean' && { failOnUnused }),
  };
}

/** What the file says, by the names that options have in programs. */
async function valuesIn(file: string): Promise<Values> {
  const nothing = async () => undefined;
  const program = createProgram(new Proxy(Object.create(null), { get: () => nothing }), () => undefined);
  const values: Record<string, unknown> = {};
  for (const section of SECTIONS) {
    const command = program.commands.find((one) => one.name() === section);
    if (command === undefined) continue;
    await applyConfig(file, program, command, new Map());
    for (const [key, value] of configured(command)) values[key] ??= value;
  }
  return values;
}

function configured(command: Command): readonly (readonly [string, unknown])[] {
  const values: Values = command.opts();
  return Object.entries(values).filter(([key]) => command.getOptionValueSource(key) === 'config');
}

/** MOCK_UPSTREAM is nearer than the file. */
function upstreamOf({ upstream, upstreamEnv, serverCompress }: Values, env: NodeJS.ProcessEnv): Partial<RecordOptions> {
  const named = {
    ...(typeof upstream === 'string' && { upstream }),
    ...(typeof upstreamEnv === 'string' && env[upstreamEnv] !== undefined && { upstreamEnv }),
  };
  const chosen = (env['MOCK_UPSTREAM'] ?? '') === '' ? chosenUpstream(named, env) : null;
  return {
    ...(chosen !== null && { upstream: chosen }),
    ...((serverCompress === 'zlib' || serverCompress === 'zstd') && { serverCompress }),
    ...(serverCompress === 'off' && { serverCompress: null }),
  };
}

async function usersOf({ user, passwordFile }: Values): Promise<Pick<ReplayOptions, 'users'>> {
  if (!isTexts(user) || !isTexts(passwordFile)) return {};
  const { readPassword } = await import('../read-password.ts');
  const pairs = user.flatMap((name, at) => {
    const file = passwordFile[at];
    return file === undefined ? [] : [{ name, file }];
  });
  return {
    users: await Promise.all(pairs.map(async ({ name, file }) => ({ user: name, password: await readPassword(file) }))),
  };
}

/** Without the key nothing is recorded, but what does not ask for masked values is replayed. */
async function redactionOf({ redact, keyFile }: Values): Promise<Pick<RecordOptions, 'redact'>> {
  if (typeof redact !== 'string') return {};
  const { readRedaction } = await import('../redaction-key.ts');
  const options = await readRedaction({ redact, ...(typeof keyFile === 'string' && { keyFile }) }, false);
  return options === undefined ? {} : { redact: options };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
