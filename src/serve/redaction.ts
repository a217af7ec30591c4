// How values are masked: while a recording is made, and so that what was masked is found when a replay is asked for it.

import { MockError } from '../core/errors.ts';
import type { Logger } from '../core/log/logger.ts';
import type { CommandMasking } from '../replay/volatile/values/masked-forms.ts';
import type { Masking } from '../tools/redact/start-masking.ts';

export interface RedactionOptions {
  /** Text of a file of rules, see `mock redact`. */
  readonly rules: string;
  /** What that file is called in errors. */
  readonly rulesFile: string;
  /** Of pseudonyms; may be empty where no rule makes them. */
  readonly key: Buffer;
}

/** Loaded only where it is asked for. @throws MockError `USAGE` */
export async function prepareMasking(
  { rules, rulesFile, key }: RedactionOptions,
  isAppended: boolean,
): Promise<Masking> {
  if (isAppended) throw new MockError('USAGE', '--redact is for a new recording: leave out --append');
  const { startMasking } = await import('../tools/redact/start-masking.ts');
  if (key.length === 0 && (await makesPseudonyms(rules, rulesFile))) {
    throw new MockError('USAGE', `${rulesFile} makes pseudonyms: set MOCK_REDACT_KEY, or give a key`);
  }
  return startMasking(rules, rulesFile, key);
}

/** Null where nothing is masked, or there is no key to find pseudonyms by. @throws MockError `USAGE` */
export async function commandMasking(
  options: RedactionOptions | undefined,
  logger: Logger,
): Promise<CommandMasking | null> {
  if (options === undefined) return null;
  if (options.key.length === 0 && (await makesPseudonyms(options.rules, options.rulesFile))) {
    const advice = 'what it masked is found where clients send the pseudonyms only: set MOCK_REDACT_KEY';
    logger.warn({}, `${options.rulesFile} makes pseudonyms, and there is no key: ${advice}`);
    return null;
  }
  const { startCommandMasking } = await import('../tools/redact/command-masking.ts');
  return startCommandMasking(options.rules, options.rulesFile, options.key);
}

async function makesPseudonyms(rules: string, file: string): Promise<boolean> {
  const { parseRules } = await import('../tools/redact/rules.ts');
  return parseRules(rules, file).some(({ method }) => method.kind === 'pseudonym');
}
