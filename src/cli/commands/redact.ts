// `mock redact`, and what `mock record` does for --redact and warns of at its end.

import { readFileSync, statSync } from 'node:fs';
import pc from 'picocolors';
import { MockError, messageOf } from '../../core/errors.ts';
import { openRecording } from '../../store/reader.ts';
import type { Touched } from '../../tools/redact/masker.ts';
import { redactFile } from '../../tools/redact/redact-file.ts';
import { parseRules, type Rule } from '../../tools/redact/rules.ts';
import { type SecretFinding, scanForSecrets } from '../../tools/redact/scan.ts';
import type { RedactFlags } from '../definitions/redact.ts';
import { ExitCode } from '../exit-codes.ts';
import { plural } from '../format.ts';
import { print } from '../inspect/output.ts';

/** Returns the exit code: 5 where a scan has found something. */
export async function runRedact(file: string, flags: RedactFlags): Promise<number> {
  if (flags.scan) return await scan(file);
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

/** @throws MockError `USAGE` where a pseudonym needs a key and there is none */
export function readKey(rules: readonly Rule[], keyFile: string | undefined): Buffer {
  if (keyFile !== undefined) return Buffer.from(readText(keyFile, '--key-file').trim());
  const { MOCK_REDACT_KEY: key } = process.env;
  if (key !== undefined && key !== '') return Buffer.from(key);
  const rule = rules.find(({ method }) => method.kind === 'pseudonym');
  if (rule === undefined) return Buffer.alloc(0);
  throw new MockError('USAGE', `the rule "${rule.name}" makes pseudonyms: set MOCK_REDACT_KEY or pass --key-file`);
}

/** @throws MockError `USAGE` */
export function readText(file: string, option: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new MockError('USAGE', `${option} ${file} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

async function scan(file: string): Promise<number> {
  const reader = openRecording(file);
  try {
    const everything = { rows: Number.MAX_SAFE_INTEGER, exchanges: Number.MAX_SAFE_INTEGER };
    const findings = scanForSecrets(reader, everything);
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

/** A recording up to this size is looked through when it is finished. */
const QUICK_BYTES = 16 * 1024 * 1024;
const QUICK = { rows: 100, exchanges: 10_000 };

/** One line where a new recording seems to hold secrets; nothing where it is too long to be looked through at once. */
export function secretWarning(file: string): string[] {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? Number.POSITIVE_INFINITY) > QUICK_BYTES) return [];
  const reader = openRecording(file);
  try {
    const findings = scanForSecrets(reader, QUICK);
    if (findings.length === 0) return [];
    const kinds = [...new Set(findings.map(({ what, where }) => `${what} in ${where}`))];
    const shown = `${kinds.slice(0, 3).join(', ')}${kinds.length > 3 ? ', …' : ''}`;
    return [`it seems to hold secrets (${shown}): see mock redact --scan, and mask them with --redact`];
  } finally {
    reader.close();
  }
}
