// `mock learn`: what two runs of one program asked differently, and the rules that answer it.

import { writeFile } from 'node:fs/promises';
import { MockError, messageOf } from '../../core/errors.ts';
import { type LearnResult, learn, rulesAsYaml } from '../../serve/learn.ts';
import type { LearnFlags } from '../definitions/learn.ts';
import { ExitCode } from '../exit-codes.ts';
import { plural, shellWord } from '../format.ts';
import { print, printJson } from '../inspect/output.ts';
import { Terminal } from '../terminal.ts';

const SHOWN = 20;
const STATEMENT_CHARS = 120;

/**
 * Returns the exit code.
 * @param shownAs what the second recording is called
 * @throws MockError `USAGE` where the file for the rules is there already
 */
export async function runLearn(a: string, b: string, flags: LearnFlags, shownAs = b): Promise<number> {
  const terminal = new Terminal(process.stderr);
  const result = await learn(a, b, {
    ...(flags.rules !== undefined && { rules: flags.rules }),
    onProgress: (asked, total) => terminal.setStatus(`asking  ${asked} of ${total} exchanges`),
  });
  terminal.setStatus('');
  if (flags.output !== undefined && result.rules.length > 0) await write(flags.output, rulesAsYaml(result.rules));
  if (flags.json) await printJson({ a, b, ...result });
  else await print(linesOf(a, shownAs, result, flags.output).join('\n'));
  return result.missingWithRules === 0 ? ExitCode.FINE : ExitCode.DIFFERS;
}

async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    throw new MockError('USAGE', `cannot write the rules to ${path}: ${messageOf(cause)}`, { cause });
  }
}

function linesOf(a: string, b: string, result: LearnResult, output: string | undefined): string[] {
  const { asked, missing, missingWithRules, misses, rules } = result;
  const head = `of ${plural(asked, 'command')} of ${b} a replay of ${a} answers ${asked - missing}`;
  if (missing === 0) return [`${head}: no rule is needed`];
  const counts = new Map<string, number>();
  for (const { why } of misses) counts.set(why, (counts.get(why) ?? 0) + 1);
  const left = misses.filter(({ isAnsweredWithRules }) => !isAnsweredWithRules);
  return [
    head,
    `the others: ${[...counts].map(([why, count]) => `${count} ${WHYS[why] ?? why}`).join(', ')}`,
    ...misses.slice(0, SHOWN).map(missLine),
    ...(misses.length > SHOWN ? [`  … and ${misses.length - SHOWN} more; --json tells all`] : []),
    ...(rules.length === 0
      ? ['no rule would answer them']
      : [
          `with ${plural(rules.length, 'rule')} it answers ${asked - missingWithRules}:`,
          ...(output === undefined ? ['', rulesAsYaml(rules).trimEnd()] : [`written to ${output}`]),
          ...(output === undefined ? [] : [`use them: mock replay ${shellWord(a)} --rules ${shellWord(output)}`]),
          ...(missingWithRules === 0 ? [] : ['', `${missingWithRules} stay without an answer:`]),
          ...left.slice(0, SHOWN).map(missLine),
          ...(missingWithRules > SHOWN ? [`  … and ${missingWithRules - SHOWN} more`] : []),
        ]),
  ];
}

const WHYS: Readonly<Record<string, string>> = {
  clock: 'differ by the clock',
  identity: 'differ by an identity',
  token: 'differ by a token',
  'server-made': 'hold a number that the server made',
  number: 'differ by a number',
  text: 'differ by a text',
  name: 'differ by a name',
  order: 'are recorded, but not at this place or in this state',
  new: 'are new: no statement of this text is recorded',
};

function missLine({ exchange, why, sql }: LearnResult['misses'][number]): string {
  return `  ${exchange}  ${why}  ${oneLine(sql)}`;
}

function oneLine(sql: string): string {
  const line = sql.replace(/\s+/g, ' ').trim();
  return line.length > STATEMENT_CHARS ? `${line.slice(0, STATEMENT_CHARS - 1)}…` : line;
}
