// `mock verify`: what a live server answers otherwise than it was recorded, as lines, as JSON and as reports.

import { MockError } from '../../core/errors.ts';
import { verify } from '../../serve/verify.ts';
import type { Asked, Drift, TableDrift, VerifyResult } from '../../tools/verify/verify-result.ts';
import { changeLines } from '../change-lines.ts';
import { pc } from '../colours.ts';
import { apiOptions } from '../definitions/row.ts';
import { SERVER_SSL_OPTIONS } from '../definitions/upstream.ts';
import type { VerifyFlags } from '../definitions/verify.ts';
import { ExitCode } from '../exit-codes.ts';
import { plural } from '../format.ts';
import { print, printJson } from '../inspect/output.ts';
import { readPassword } from '../read-password.ts';
import type { VerifyReport } from '../report/verify-forms.ts';
import { coverageLine, isDrifting, tableLines, tooLittleLine } from '../report/verify-lines.ts';
import { checkReportFiles, writeReports } from '../report/write-reports.ts';
import { Terminal } from '../terminal.ts';
import { type ChosenAccount, chosenAccount, chosenUpstream } from '../upstream.ts';

const SHOWN_DRIFTS = 50;
const SHOWN_WITHHELD = 10;

/** Returns the exit code: 5 where an answer or a table is another one now, or too little could be compared. */
export async function runVerify(file: string, flags: VerifyFlags): Promise<number> {
  checkReportFiles(flags.report);
  const upstream = chosenUpstream(flags, process.env);
  if (upstream === null) throw new MockError('USAGE', 'there is no server to ask: pass --upstream');
  const terminal = new Terminal(process.stderr);
  const account = await accountOf(upstream, flags);
  let result: VerifyResult;
  try {
    result = await verify(file, {
      upstream,
      ...apiOptions(SERVER_SSL_OPTIONS, flags),
      ...account,
      allowWrites: flags.allowWrites === true,
      onProgress: (done, total) => terminal.setStatus(`verifying  ${done} of ${total} exchanges`),
    });
  } finally {
    terminal.setStatus('');
  }
  if (flags.report.length > 0) {
    const { verifyForms } = await import('../report/verify-forms.ts');
    const { changesPage, verifyChanges } = await import('../report/html.ts');
    const page = (report: VerifyReport) => changesPage(file, verifyChanges(report), flags);
    writeReports(
      flags.report,
      { recording: file, minShare: flags.minShare, ...result },
      { ...verifyForms, '.html': page },
    );
  }
  if (flags.json) await printJson({ recording: file, minShare: flags.minShare, ...result });
  else await print(resultLines(file, result, flags.minShare).join('\n'));
  const isTooLittle = tooLittleLine(result, flags.minShare) !== null;
  return isDrifting(result) || isTooLittle ? ExitCode.DIFFERS : ExitCode.FINE;
}

async function accountOf(upstream: string, { user, passwordFile, ...flags }: VerifyFlags): Promise<ChosenAccount> {
  const password = passwordFile === undefined ? undefined : await readPassword(passwordFile);
  const chosen = chosenAccount(upstream, flags);
  return { ...chosen, ...(user !== undefined && { user }), ...(password !== undefined && { password }) };
}

function resultLines(file: string, result: VerifyResult, minShare: number): string[] {
  const { tables, drifts, drifting, withheld } = result;
  const lines = [
    coverageLine(result),
    ...(tables ?? []).flatMap(tableText),
    ...drifts.slice(0, SHOWN_DRIFTS).flatMap(driftText),
  ];
  if (drifting > SHOWN_DRIFTS)
    lines.push(`… and ${plural(drifting - SHOWN_DRIFTS, 'other answer')}: see --json or --report`);
  for (const each of withheld.slice(0, SHOWN_WITHHELD))
    lines.push(pc.dim(`not sent, ${each.reason}: ${statementOf(each)}`));
  if (withheld.length > SHOWN_WITHHELD)
    lines.push(pc.dim(`… and ${withheld.length - SHOWN_WITHHELD} more were not sent`));
  return [...lines, ...summaryLines(file, result, minShare)];
}

function summaryLines(file: string, result: VerifyResult, minShare: number): string[] {
  const { compared, exchanges, drifting, tables, unguarded } = result;
  const tooLittle = tooLittleLine(result, minShare);
  const what = `${compared} of ${plural(exchanges, 'exchange')}`;
  const answers =
    drifting === 0
      ? `verified ${what}: ${tooLittle === null ? 'the server answers' : 'what was compared is answered'} as it was recorded`
      : `verified ${what}: ${plural(drifting, 'answer')} ${drifting === 1 ? 'is another one' : 'are others'} now`;
  const changed =
    tables === null
      ? `${file} knows no tables: record it with an account in --upstream to have them compared`
      : `${tables.length === 0 ? 'no table has' : `${plural(tables.length, 'table')} ${tables.length === 1 ? 'has' : 'have'}`} changed`;
  const lines = [answers, changed];
  if (tooLittle !== null) lines.push(pc.red(tooLittle));
  if (unguarded.length > 0) {
    lines.push(
      pc.red(`what exchange ${unguarded.join(', ')} did ended the transaction: changes before it may have stayed`),
    );
  }
  return lines;
}

function tableText(drift: TableDrift): string[] {
  const [head, ...rest] = tableLines(drift);
  return [pc.yellow(`~ ${head}`), ...rest.map((line) => `    ${line.startsWith('-') ? pc.red(line) : pc.green(line)}`)];
}

function driftText(drift: Drift): string[] {
  const scope = drift.scope === '' ? '' : ` (${drift.scope})`;
  const bound = drift.parameters === null ? '' : `  ${drift.parameters}`;
  return [
    pc.yellow(`~ exchange ${drift.exchange}${scope}: ${statementOf(drift)}${bound}`),
    ...changeLines(drift.changes).map((line) => `    ${line}`),
  ];
}

function statementOf({ sql, command }: Asked): string {
  return sql === null ? command : sql.replace(/\s+/g, ' ').trim();
}
