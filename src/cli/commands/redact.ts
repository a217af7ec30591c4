// `mock redact`, and what `mock record` does for --redact and warns of at its end.

import { existsSync } from 'node:fs';
import { MockError, messageOf } from '../../core/errors.ts';
import type { RedactionOptions } from '../../serve/redaction.ts';
import { openRecording } from '../../store/reading/reader.ts';
import type { Touched } from '../../tools/redact/masker.ts';
import { redactFile } from '../../tools/redact/redact-file.ts';
import { parseRules } from '../../tools/redact/rules.ts';
import { type SecretFinding, scanForSecrets } from '../../tools/redact/scan.ts';
import { pc } from '../colours.ts';
import type { RedactFlags } from '../definitions/redact.ts';
import { ExitCode } from '../exit-codes.ts';
import { plural } from '../format.ts';
import { print } from '../inspect/output.ts';
import { readKey, readText } from '../redaction-key.ts';
import { Terminal } from '../terminal.ts';

/** Returns the exit code: 5 where a scan has found something. */
export async function runRedact(file: string, flags: RedactFlags): Promise<number> {
  if (flags.scan) return await scan(file, flags.rules);
  if (flags.rules === undefined || flags.output === undefined) {
    throw new MockError('USAGE', 'pass --rules FILE and -o FILE, or --scan to look for secrets');
  }
  const rules = parseRules(readText(flags.rules, '--rules'), flags.rules);
  const key = readKey(rules, flags.keyFile);
  const touched = redactFile(file, flags.output, { rules, key, isOverwrite: flags.overwrite === true });
  await print([...touchedLines(touched), `wrote ${flags.output}`].join('\n'));
  return ExitCode.FINE;
}

/** How often each rule was applied. */
export function touchedLines(touched: readonly Touched[]): string[] {
  return touched.map(({ rule, cells, literals, parameters, messages }) => {
    const counts = [plural(cells, 'cell'), plural(literals, 'literal'), plural(parameters, 'parameter')];
    const none = cells + literals + parameters + messages === 0 ? pc.yellow(': it never applied') : '';
    return `${rule}: ${[...counts, plural(messages, 'message')].join(', ')}${none}`;
  });
}

async function scan(file: string, rulesFile: string | undefined): Promise<number> {
  const rules = rulesFile === undefined ? undefined : parseRules(readText(rulesFile, '--rules'), rulesFile);
  const reader = openRecording(file);
  try {
    const terminal = new Terminal(process.stderr);
    const onProgress = (exchanges: number) =>
      terminal.setStatus(`looking for secrets  ${plural(exchanges, 'exchange')}`);
    const { findings } = await scanForSecrets(reader, { onProgress, ...(rules !== undefined && { rules }) });
    terminal.setStatus('');
    if (findings.length === 0) await print('nothing that seems to be a secret');
    else await print(findings.map(findingLine).join('\n'));
    return findings.length === 0 ? ExitCode.FINE : ExitCode.DIFFERS;
  } finally {
    reader.close();
  }
}

function findingLine({ what, where, exchange, sample, count }: SecretFinding): string {
  const times = count === 1 ? '' : `, ${count} times`;
  return `${pc.yellow(what)} in ${where}: ${sample} (exchange ${exchange}${times})`;
}

/** Of each answer. */
const QUICK_ROWS = 100;

/** Lines where a new recording seems to hold secrets, or could not be looked through in this time. Costs no recording. */
export async function secretWarning(
  file: string,
  terminal: Terminal,
  signal: AbortSignal,
  timeLimitMs: number,
  redact?: RedactionOptions,
): Promise<string[]> {
  if (!existsSync(file)) return [];
  try {
    return await warnings(file, terminal, signal, timeLimitMs, redact);
  } catch (error) {
    return [`it could not be looked through for secrets: ${messageOf(error)}`];
  }
}

async function warnings(
  file: string,
  terminal: Terminal,
  signal: AbortSignal,
  timeLimitMs: number,
  redact: RedactionOptions | undefined,
): Promise<string[]> {
  const masks = redact === undefined ? {} : { rules: parseRules(redact.rules, redact.rulesFile) };
  const reader = openRecording(file);
  try {
    const onProgress = (exchanges: number) =>
      terminal.setStatus(`looking for secrets  ${plural(exchanges, 'exchange')}`);
    const limits = { rows: QUICK_ROWS, timeLimitMs, signal, onProgress };
    const { findings, exchanges, isWhole } = await scanForSecrets(reader, { ...limits, ...masks });
    terminal.setStatus('');
    const cut = isWhole
      ? []
      : [`looked through the first ${plural(exchanges, 'exchange')} for secrets: see mock redact --scan`];
    if (findings.length === 0) return cut;
    const kinds = [...new Set(findings.map(({ what, where }) => `${what} in ${where}`))];
    const shown = `${kinds.slice(0, 3).join(', ')}${kinds.length > 3 ? ', …' : ''}`;
    return [`it seems to hold secrets (${shown}): see mock redact --scan, and mask them with --redact`, ...cut];
  } finally {
    reader.close();
  }
}
