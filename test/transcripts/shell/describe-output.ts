// What a command-line client has written, less what differs between two runs by nature, statement by statement.
import type { Transcript } from '../transcript.ts';
import type { ShellOutput, ShellRun } from './run-shell.ts';

const line = '--------------';

type End = NonNullable<ShellRun['ends']>;

/** Adds one operation per statement for the output of `-vvv`, which shows each between two lines; else one in all. */
export function addOutput(transcript: Transcript, name: string, output: ShellOutput, expected: End = 'clean'): void {
  const { exitCode, stdout, stderr } = output;
  const end: End = exitCode !== 0 ? 'refused' : stderr === '' ? 'clean' : 'with errors';
  if (end !== expected) transcript.surprises.push(`${name}: ends ${end}: ${stderr.slice(0, 200)}`);
  const [head = '', ...rest] = withoutChance(stdout).split(`${line}\n`);
  const lines = (text: string) => text.replace(/\n$/, '').split('\n');
  if (head !== '') transcript.add(name, lines(head));
  for (let index = 0; index < rest.length; index += 2) {
    const statement = (rest[index] ?? '').replace(/\s+/g, ' ').slice(0, 80);
    transcript.add(`${name}: ${statement}`, lines(rest[index + 1] ?? ''));
  }
  transcript.add(`${name}: errors and exit`, [...lines(withoutChance(stderr)), `exit code ${exitCode}`]);
}

/** Times and connection ids: `1 row in set (0.00 sec)`, `Connection id:    12`. */
function withoutChance(text: string): string {
  return text
    .replaceAll(/\((?:\d+ (?:day|hour|min)s? )*\d+\.\d+ sec\)/g, '(time)')
    .replaceAll(/^Connection id: +\d+$/gm, 'Connection id: N');
}
