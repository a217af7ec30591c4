// docs/cli.md, written from the same definitions that parse the command line.

import type { Argument, Command, Option } from 'commander';
import { type Commands, createProgram } from '../../../src/cli/program.ts';

const INTRODUCTION = `# The command line

Written from the program itself by \`npx vitest run test/unit/cli/reference.test.ts -u\`; a test keeps it up to date.

## Streams, signals, exit codes

- **stdout** is for machines. \`record\` and \`replay\` print one line per listener once they accept connections, such as
  \`listening mysql://127.0.0.1:3307\` or \`listening mysql+unix:///run/m.sock\`, then \`ready\`. \`inspect\` prints what was asked for.
- \`--json\` makes every line of stdout one JSON object: \`{"event":"listening","url":…}\`, \`{"event":"ready","recording":…}\`
  and at the end \`{"event":"summary",…}\`. Numbers beyond 2^53 are strings, bytes are \`{"hex":…}\`.
- **stderr** is the log: lines for people on a terminal, JSON lines otherwise (\`--log-format\`). An error that keeps a
  command from starting is a line of text, unless \`--log-format json\` is given.
- SIGINT, SIGTERM or SIGHUP: stops listening, ends the sessions, finishes the recording, prints a summary, exits. A second
  one ends the process at once; the recording is valid then too, and the next command that opens it finishes it.
- Every error is one line that says what happened, to what, and what to do; \`--log-level debug\` adds stack and causes.
- Colours and the progress line are for terminals only; \`NO_COLOR\` turns colours off.

| exit code | |
| --- | --- |
| 0 | fine |
| 1 | failed at work: the port is in use, the output exists, there is no such recording, … |
| 2 | wrong usage |
| 3 | a client asked what the recording has no answer to (\`--strict\`) |
| 4 | recorded exchanges were never asked for (\`--fail-on-unused\`) |
| 5 | what was compared differs (\`check\`, \`diff\`, \`verify\`), nothing answers (\`match\`), or a budget is exceeded (\`--max-queries\`) |
| 6 | not a usable recording: damaged, from a newer version, or no recording at all |
| 126, 127, 128+n | the command behind \`--\` could not be run, does not exist, died by signal n; else its own code where it is not 0 |

## Settings

Options come from the command line, else from the environment, else from \`mock.config.json\` (with comments), \`.yaml\`, \`.yml\`,
\`.js\` or \`.mjs\` in the working directory or a folder above it, or from \`--config FILE\`. \`--verbose\` says where each came
from. The names are those of the options; an object
named like a command holds for that one. Lists of rules may stand in it too: \`volatile\` and \`identity\`, see
[matching.md](matching.md). [mock.config.schema.json](mock.config.schema.json) describes it:

\`\`\`json
{
  "$schema": "node_modules/mysql-replay/docs/mock.config.schema.json",
  "log-level": "warn",
  "run": { "upstream": "db:3306", "fail-on-unused": true },
  "stats": { "max-queries": 50 }
}
\`\`\`

Commands that ask a real server also read what is said of it to MySQL's own programs: \`MYSQL_HOST\`, \`MYSQL_TCP_PORT\`,
\`MYSQL_UNIX_PORT\` and \`MYSQL_PWD\`, and the groups \`[client]\` and \`[mock]\` of option files (\`/etc/my.cnf\`, \`/etc/mysql/my.cnf\`,
\`~/.my.cnf\`, with \`!include\` and \`!includedir\`): \`host\`, \`port\`, \`socket\`, \`protocol\`, \`user\`, \`password\`, \`ssl-mode\`, \`ssl-ca\`,
\`ssl-cert\` and \`ssl-key\`. A host or a socket there names the server where nothing nearer does. \`--defaults-file\`,
\`--defaults-extra-file\`, \`--defaults-group-suffix\` and \`--no-defaults\` are those of MySQL, and stand anywhere on the command line.

## Running a command

With a command behind \`--\`, \`record\`, \`replay\` and \`run\` serve as long as it lives. It gets \`MYSQL_HOST\`, \`MYSQL_TCP_PORT\`,
\`MYSQL_UNIX_PORT\` (a socket of its own), \`MOCK_PORT\` and \`MOCK_MODE\` (\`record\` or \`replay\`). Where they are set, \`MYSQL_PORT\` and
\`MARIADB_HOST\`, \`MARIADB_PORT\` are replaced too, and in \`DATABASE_URL\`, \`MYSQL_URL\`, \`JDBC_DATABASE_URL\`, \`SPRING_DATASOURCE_URL\` and
their like (\`--url-env\` names others) host and port, with user, database and all parameters kept. Signals are passed on,
stdout is the command's own, and a short summary on stderr says what was played, missed and left.
`;

/** The text of docs/cli.md. */
export function cliReference(): string {
  const program = referenceProgram();
  const shown = program
    .createHelp()
    .visibleCommands(program)
    .filter((command) => command.name() !== 'help');
  return [INTRODUCTION, ...shown.map(commandSection)].join('\n');
}

function commandSection(command: Command): string {
  const [plain, last] = [false, true].map((isLast) =>
    command.registeredArguments.filter(({ variadic }) => variadic === isLast).map(argumentWord),
  );
  const words = ['mock', command.name(), ...(plain ?? []), '[options]', ...(last ?? [])];
  const options = command.options.filter((option) => !option.hidden);
  const rows = options.map((option) => `| \`${option.flags}\` | ${optionText(option)} |`);
  const [examples, remarks] = examplesOf(command);
  return [
    `## \`${words.join(' ')}\`\n`,
    `${command.description()}\n`,
    '| option | |',
    '| --- | --- |',
    ...rows,
    '',
    '```',
    ...examples,
    '```',
    '',
    ...remarks,
    '',
  ].join('\n');
}

function argumentWord(argument: Argument): string {
  if (argument.variadic) return argument.required ? `<${argument.name()}…>` : `[-- <${argument.name()}…>]`;
  return argument.required ? `<${argument.name()}>` : `[${argument.name()}]`;
}

function optionText({ description, defaultValue, defaultValueDescription, envVar }: Option): string {
  const value = defaultValueDescription ?? (defaultValue === undefined ? '' : String(defaultValue));
  const parts = [
    description,
    value === '' ? '' : `Default: ${value}.`,
    envVar === undefined ? '' : `Also from \`${envVar}\`.`,
  ];
  return parts
    .filter((part) => part !== '')
    .join('. ')
    .replaceAll(/[|<]/g, '\\$&');
}

/** What stands behind the options in the command's help: the lines to type, and those to read. */
function examplesOf(command: Command): [examples: string[], remarks: string[]] {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  const lines = text.split('\nExamples:\n')[1]?.trimEnd().split('\n') ?? [];
  const isExample = (line: string) => line.startsWith('  $ ');
  return [lines.filter(isExample).map((line) => line.trim()), lines.filter((line) => !isExample(line))];
}

/** The command line as it is parsed. */
export function referenceProgram(): Command {
  const nothing = () => Promise.resolve();
  return createProgram(new Proxy({} as Commands, { get: () => nothing }), () => undefined);
}
