import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import type { RECORD_OPTIONS } from '../../../../src/cli/definitions/record.ts';
import type { REPLAY_OPTIONS } from '../../../../src/cli/definitions/replay.ts';
import {
  type ApiOf,
  addOptions,
  apiOptions,
  choice,
  defaultsOf,
  flag,
  inApi,
  list,
  negation,
  parsed,
  TableOption,
  text,
} from '../../../../src/cli/definitions/row.ts';
import type { SCRIPT_OPTIONS } from '../../../../src/cli/definitions/script.ts';
import { parseCount } from '../../../../src/cli/values.ts';
import type { RecordOptions } from '../../../../src/serve/record.ts';
import type { ReplayOptions } from '../../../../src/serve/replay.ts';
import type { ScriptOptions } from '../../../../src/serve/script.ts';

const TABLE = {
  output: text('-o, --output <file>', 'where to', { isOnce: true }),
  bind: inApi('host', text('--bind <address>', 'where', { default: '127.0.0.1' })),
  maxConnections: inApi('maxConnections', parsed('--max-connections <n>', 'how many', parseCount, { default: 10 })),
  strategy: inApi('strategy', choice('--strategy <name>', 'which', ['data', 'any'], { default: 'data' })),
  crossProtocol: inApi('crossProtocol', negation('--no-cross-protocol', 'not')),
  explain: inApi('explain', flag('--explain', 'why')),
  callTimeout: inApi(
    'callTimeoutMs',
    parsed('--call-timeout <s>', 'how long', parseCount),
    (seconds) => seconds * 1000,
  ),
  user: list('--user <name>', 'who'),
};

function parse(...argv: string[]) {
  const command = addOptions(new Command('test'), TABLE)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  return command.parse(argv, { from: 'user' }).opts<Parameters<typeof apiOptions<typeof TABLE>>[1]>();
}

describe('a table of options', () => {
  test('is what the command line takes', () => {
    const argv = ['-o', 'a.db', '--strategy', 'ANY', '--no-cross-protocol', '--explain', '--user', 'a', '--user', 'b'];
    expect(parse(...argv)).toEqual({
      ...{ output: 'a.db', bind: '127.0.0.1', maxConnections: 10, strategy: 'any', crossProtocol: false },
      ...{ explain: true, user: ['a', 'b'] },
    });
    expect(() => parse('--strategy', 'none')).toThrow("option '--strategy <name>' argument 'none' is invalid");
  });

  test('says what holds where nothing is typed', () => {
    expect(parse()).toEqual(defaultsOf(TABLE));
  });

  test('becomes the options of the API: what has no name there is left out, and what was not given', () => {
    expect(apiOptions(TABLE, parse('-o', 'a.db', '--call-timeout', '2'))).toEqual({
      ...{ host: '127.0.0.1', maxConnections: 10, strategy: 'data', crossProtocol: true, callTimeoutMs: 2000 },
    });
  });

  test('has the keys of its options', () => {
    expect(() => addOptions(new Command(), { wrong: flag('--right', '') })).toThrow('call it right');
  });

  test('knows each option behind its command', () => {
    const [option] = addOptions(new Command(), TABLE).options;
    expect(option instanceof TableOption && option.row).toBe(TABLE.output);
  });
});

/** Options that the API has and the command line has not: whoever adds one says here why. */
type OnlyInApi<Options, Table> = Readonly<Record<Exclude<keyof Options, keyof ApiOf<Table>>, string>>;

const REFINEMENTS = 'for mysql_server_mock, which has them from MySQL Router';
const LISTENERS = {
  logger: 'made of --log-level and --log-format',
  clientSslCrl: REFINEMENTS,
  clientSslCipher: REFINEMENTS,
  clientTlsVersion: REFINEMENTS,
  connectTimeoutMs: REFINEMENTS,
};
const HTTP = { httpToken: 'read from --http-token-file' };

test('each option of the API is one of the command line, or is known to be none', () => {
  const onlyInRecord: OnlyInApi<RecordOptions, typeof RECORD_OPTIONS> = {
    ...LISTENERS,
    upstream: '--upstream, --upstream-env, or the sample server',
    user: 'of --upstream, or from option files',
    password: 'of --upstream, or from option files',
    output: 'has a default that depends on the server',
    mode: '--append and --overwrite',
    identity: 'rules as values; a file is --identity',
    redact: '--redact and --key-file, read',
    onFailure: 'a function',
    onSealing: 'a function',
    isSteered: 'what --ui needs',
    ...HTTP,
  };
  const onlyInReplay: OnlyInApi<ReplayOptions, typeof REPLAY_OPTIONS> = {
    ...LISTENERS,
    ...HTTP,
    users: '--user and --password-file, read',
    redact: '--redact and --key-file, read',
    onMiss: 'a function',
    onPlayed: 'a function',
    onScripted: 'a function',
    onSynthesised: 'a function',
    onSubstituted: 'a function',
    volatile: 'rules as values; a file is --rules',
  };
  const onlyInScript: OnlyInApi<ScriptOptions, typeof SCRIPT_OPTIONS> = {
    ...LISTENERS,
    ...HTTP,
    isRouters: 'scripts of mysql_server_mock alone',
    xPort: 'scripts of the X Protocol are of mysql_server_mock',
    xSocket: 'scripts of the X Protocol are of mysql_server_mock',
    trace: 'a script can print what it is asked',
    modulePrefix: 'made absolute',
    globals: 'a value of JavaScript',
    print: 'a function',
  };
  expect([onlyInRecord, onlyInReplay, onlyInScript].flatMap(Object.values)).not.toContain('');
});
