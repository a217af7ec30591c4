// The command line as a whole. Only what is needed to parse it is here; what a command does is loaded when it is asked.

import { Command } from 'commander';
import { oneLine } from '../core/errors.ts';
import { version } from '../version.ts';
import type { Shell } from './completion.ts';
import { type CheckFlags, checkDefinition, type MatchFlags, matchDefinition } from './definitions/check.ts';
import { completionDefinition } from './definitions/completion.ts';
import { type DoctorFlags, doctorDefinition } from './definitions/doctor.ts';
import { type InspectFlags, inspectDefinition } from './definitions/inspect.ts';
import { type LearnFlags, learnDefinition } from './definitions/learn.ts';
import { type McpFlags, mcpDefinition } from './definitions/mcp.ts';
import {
  type DiffFlags,
  diffDefinition,
  type MergeFlags,
  mergeDefinition,
  type PruneFlags,
  pruneDefinition,
  type StatsFlags,
  statsDefinition,
} from './definitions/offline.ts';
import { type RecordFlags, recordDefinition } from './definitions/record.ts';
import { type RedactFlags, redactDefinition } from './definitions/redact.ts';
import { type ReplayFlags, replayDefinition } from './definitions/replay.ts';
import { addOptions, flag, text } from './definitions/row.ts';
import { type RunFlags, runDefinition } from './definitions/run.ts';
import { type ScriptFlags, scriptDefinition } from './definitions/script.ts';
import { type SealFlags, sealDefinition } from './definitions/seal.ts';
import {
  type DumpFlags,
  dumpDefinition,
  type InitFlags,
  initDefinition,
  type LoadFlags,
  loadDefinition,
  mergeDriverDefinition,
} from './definitions/text.ts';
import { type ExportFlags, exportDefinition, type ImportFlags, importDefinition } from './definitions/traces.ts';
import { type UiFlags, uiDefinition } from './definitions/ui.ts';
import { type VerifyFlags, verifyDefinition } from './definitions/verify.ts';

/** What the commands do. */
export interface Commands {
  record(flags: RecordFlags, words: readonly string[]): Promise<void>;
  replay(file: string, flags: ReplayFlags, words: readonly string[]): Promise<void>;
  run(file: string, flags: RunFlags, words: readonly string[]): Promise<void>;
  script(file: string, flags: ScriptFlags): Promise<void>;
  inspect(file: string, flags: InspectFlags): Promise<void>;
  ui(a: string, b: string | undefined, flags: UiFlags): Promise<void>;
  check(file: string, flags: CheckFlags): Promise<void>;
  seal(file: string, flags: SealFlags): Promise<void>;
  learn(a: string, b: string, flags: LearnFlags): Promise<void>;
  verify(file: string, flags: VerifyFlags): Promise<void>;
  match(file: string, sql: string, parameters: readonly string[], flags: MatchFlags): Promise<void>;
  export(file: string, flags: ExportFlags): Promise<void>;
  import(file: string, flags: ImportFlags): Promise<void>;
  dump(file: string, flags: DumpFlags): Promise<void>;
  load(text: string, flags: LoadFlags): Promise<void>;
  diff(a: string, b: string, flags: DiffFlags): Promise<void>;
  stats(file: string, flags: StatsFlags): Promise<void>;
  merge(files: readonly string[], flags: MergeFlags): Promise<void>;
  prune(file: string, flags: PruneFlags): Promise<void>;
  redact(file: string, flags: RedactFlags): Promise<void>;
  init(flags: InitFlags): Promise<void>;
  mergeDriver(base: string, ours: string, theirs: string): Promise<void>;
  doctor(flags: DoctorFlags): Promise<void>;
  mcp(flags: McpFlags): Promise<void>;
  completion(program: Command, shell: Shell): Promise<void>;
  /** Before any of the others: what a configuration file says. @param whole makes the program with all its commands */
  configure(whole: () => Command, command: Command): Promise<void>;
}

/** Of every command. */
const SETTINGS_OPTIONS = {
  config: text('--config <file>', 'settings (default: mock.config.json, .yaml or .js, here or in a folder above)', {
    isOnce: true,
  }),
  verbose: flag('--verbose', 'say where each setting came from', { isOnce: true }),
};

const EXAMPLES = `
Examples:
  $ mock record --upstream db:3306               # let your program connect to port 3307, end with Ctrl-C
  $ mock replay recordings/db-3306-….db          # run your program again, with no server
  $ mock run recordings/shop.db --upstream db:3306 -- npm test   # records the first time, replays from then on
  $ mock script answers.json                     # answers that nobody could record

Exit codes: 0 fine, 1 failed at work, 2 wrong usage, 3 misses (--strict), 4 exchanges left unplayed (--fail-on-unused),
5 differs, 6 not a usable recording; with a command, its own exit code where it is not 0.`;

/**
 * Throws commander's errors instead of exiting; `writeError` takes its messages, made to one line each.
 * @param first the first word of the command line: where it names a command, no other is made, of which most have dozens of options
 */
export function createProgram(commands: Commands, writeError: (line: string) => void, first = ''): Command {
  const program = new Command('mock')
    .description('Records a real MySQL or MariaDB server, then replays it with no server.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', EXAMPLES);
  const makers = makersOf(commands);
  const only = Object.hasOwn(makers, first) ? makers[first] : undefined;
  const made = only === undefined ? Object.values(makers).map((make) => make()) : [only()];
  if (only === undefined) made.push(completionDefinition((shell) => commands.completion(program, shell)));
  for (const command of made) {
    program.addCommand(addOptions(command, SETTINGS_OPTIONS).helpOption('-h, --help', 'print this help'));
  }
  const whole = () => (only === undefined ? program : createProgram(commands, writeError));
  program.hook('preAction', (_program, command) => commands.configure(whole, command));
  program.addCommand(mergeDriverDefinition(commands.mergeDriver), { hidden: true });
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ outputError: (text) => writeError(usageLine(text, command)) });
  }
  return program;
}

/** How each command is made, by its name, in the order of the help. */
function makersOf(commands: Commands): Readonly<Record<string, () => Command>> {
  return {
    record: () => recordDefinition(commands.record),
    replay: () => replayDefinition(commands.replay),
    run: () => runDefinition(commands.run),
    script: () => scriptDefinition(commands.script),
    inspect: () => inspectDefinition(commands.inspect),
    ui: () => uiDefinition(commands.ui),
    check: () => checkDefinition(commands.check),
    seal: () => sealDefinition(commands.seal),
    learn: () => learnDefinition(commands.learn),
    verify: () => verifyDefinition(commands.verify),
    match: () => matchDefinition(commands.match),
    export: () => exportDefinition(commands.export),
    import: () => importDefinition(commands.import),
    dump: () => dumpDefinition(commands.dump),
    load: () => loadDefinition(commands.load),
    diff: () => diffDefinition(commands.diff),
    stats: () => statsDefinition(commands.stats),
    merge: () => mergeDefinition(commands.merge),
    prune: () => pruneDefinition(commands.prune),
    redact: () => redactDefinition(commands.redact),
    init: () => initDefinition(commands.init),
    doctor: () => doctorDefinition(commands.doctor),
    mcp: () => mcpDefinition(commands.mcp),
  };
}

/** Commander's `error: …`, with its suggestion on the same line. */
function usageLine(text: string, command: Command): string {
  const sentence = oneLine(text.replace(/^error: /, ''));
  const name = command.parent === null ? 'mock' : `mock ${command.name()}`;
  return `mock: ${sentence}${/[.)?]$/.test(sentence) ? '' : ';'} see ${name} --help\n`;
}
