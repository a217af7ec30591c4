// `mock check`, and what `mock record` does of it at its end.

import { messageOf } from '../../core/errors.ts';
import { check, checkAndMark } from '../../serve/check.ts';
import { verifySeal } from '../../store/file/verify-seal.ts';
import { openRecording } from '../../store/reading/reader.ts';
import type { CheckResult } from '../../tools/check/check-result.ts';
import type { CheckFlags } from '../definitions/check.ts';
import { ExitCode } from '../exit-codes.ts';
import { plural, shellWord } from '../format.ts';
import { print, printJson } from '../inspect/output.ts';
import { Terminal } from '../terminal.ts';

const SHOWN = 10;
const STATEMENT_CHARS = 200;

/** Returns the exit code. */
export async function runCheck(file: string, flags: CheckFlags): Promise<number> {
  // one that a killed writer left is sealed by it
  openRecording(file).close();
  const { digest, damages } = verifySeal(file);
  const isVerified = digest !== null && damages.length === 0;
  const result = await check(file, { onProgress: progress(new Terminal(process.stderr)) }, isVerified);
  if (flags.json) await printJson({ recording: file, digest, damages, ...result });
  else {
    const holes = result.holes.slice(0, SHOWN).map(holeLine);
    const differences = result.differences.slice(0, SHOWN).map(differenceLine);
    await print([...headLines(file, result), ...differences, ...holes, ...sealLines(file, digest, damages)].join('\n'));
  }
  return result.differing + damages.length === 0 ? ExitCode.FINE : ExitCode.DIFFERS;
}

function sealLines(file: string, digest: string | null, damages: readonly string[]): string[] {
  if (damages.length > 0)
    return [
      `it is not as it was sealed: ${plural(damages.length, 'damage')}, see mock seal --verify ${shellWord(file)}`,
    ];
  return digest === null ? [] : [`it is as it was sealed, digest ${digest}`];
}

/** Checks what was just recorded, for so long at the most; returns lines for its summary. What goes wrong with it costs no recording. */
export async function checkRecorded(
  file: string,
  shownAs: string,
  terminal: Terminal,
  signal: AbortSignal,
  timeLimitMs: number,
): Promise<string[]> {
  try {
    const onProgress = progress(terminal);
    const result = await checkAndMark(file, { timeLimitMs, signal, onProgress });
    terminal.setStatus('');
    const lines = headLines(shownAs, result);
    return result.differing + result.holes.length === 0 ? lines : [...lines, `see: mock check ${shellWord(shownAs)}`];
  } catch (error) {
    return [`the recording could not be checked: ${messageOf(error)}`];
  }
}

function progress(terminal: Terminal): (played: number, total: number) => void {
  return (played, total) => terminal.setStatus(played < total ? `checking  ${played} of ${total} exchanges` : '');
}

function headLines(file: string, result: CheckResult): string[] {
  const { compared, exchanges, differing, isSample, skipped, holes } = result;
  const what = isSample
    ? `the first ${compared} of ${plural(exchanges, 'exchange')}, and looked for no holes, for want of time`
    : plural(compared, 'exchange');
  const lines =
    differing === 0
      ? [`checked ${what}: every answer comes out as it was recorded`]
      : [`checked ${what}: ${differing} ${differing === 1 ? 'does' : 'do'} not come out of ${file} as recorded`];
  const left = Object.entries(skipped).map(([why, count]) => `${count} ${why}`);
  if (left.length > 0) lines.push(`not checked: ${left.join(', ')}`);
  if (holes.length > 0) {
    lines.push(
      `${plural(holes.length, 'hole')}: statements with several answers for the same data, given by place only`,
    );
  }
  return lines;
}

function differenceLine({ exchange, session, command, sql, what }: CheckResult['differences'][number]): string {
  const statement = (sql ?? '').replace(/\s+/g, ' ').slice(0, STATEMENT_CHARS);
  return `exchange ${exchange} (session ${session}) ${command} ${statement}\n    ${what}`;
}

function holeLine({ exchanges, answers, sql, state, tables, behind }: CheckResult['holes'][number]): string {
  const statement = (sql ?? '').replace(/\s+/g, ' ').slice(0, STATEMENT_CHARS);
  const on = tables.length === 0 ? 'on no data' : `on ${tables.join(', ')}`;
  const write = behind === 0 ? 'behind no recorded write to them' : `behind exchange ${behind}`;
  const shown = exchanges.slice(0, SHOWN).join(', ');
  const more = exchanges.length > SHOWN ? ', …' : '';
  return `hole: ${plural(answers, 'answer')} (exchanges ${shown}${more}) to ${statement}\n    all depend ${on}, were asked ${write}, in the state ${state}`;
}
