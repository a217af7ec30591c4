// The configuration file: checked, and taken for what neither the command line nor the environment says.

import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command, Option } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { ParseError } from 'jsonc-parser';
import { MockError, messageOf } from '../../domain/errors.ts';
import { configSchema, fileOptions, nameOf, RULE_LISTS } from './schema.ts';

interface Config {
  readonly file: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** Keys that hold lists of rules. */
  readonly lists: ReadonlySet<string>;
}

/** Sets the options of a command that were not given otherwise. @throws MockError `USAGE` */
export async function applyConfig(file: string, program: Command, command: Command): Promise<void> {
  const config = await loadConfig(file, program);
  const own = config.values[command.name()];
  const values = { ...config.values, ...(isObject(own) ? own : {}) };
  for (const option of fileOptions(command)) {
    const key = option.attributeName();
    const source = command.getOptionValueSource(key);
    const value = values[nameOf(option)];
    if (value === undefined || isObject(value) || (source !== undefined && source !== 'default')) continue;
    command.setOptionValueWithSource(key, parsed(option, value, config.file), 'config');
  }
  nameRuleLists(file, config.lists, command);
}

/** Rules that stand in the file are read from it by who needs them, so that what is wrong is told with rule and line. */
function nameRuleLists(file: string, lists: ReadonlySet<string>, command: Command): void {
  for (const { key, option, commands } of RULE_LISTS) {
    if (!lists.has(key) || !commands.some((name) => name === command.name())) continue;
    const source = command.getOptionValueSource(option);
    if (source === undefined || source === 'default') command.setOptionValueWithSource(option, file, 'config');
  }
}

async function loadConfig(file: string, program: Command): Promise<Config> {
  const shown = relative(process.cwd(), file) || file;
  const { text, value } = await readConfig(file, shown);
  const { Ajv } = await import('ajv');
  const validate = new Ajv({ allErrors: false, allowUnionTypes: true }).compile(configSchema(program));
  const { lists, rest } = withoutRuleLists(value);
  if (!validate(rest)) {
    const [error] = validate.errors ?? [];
    const path = (error?.instancePath ?? '').split('/').slice(1);
    const extra: unknown = error?.params['additionalProperty'];
    const what = typeof extra === 'string' ? `there is no option "${extra}"` : (error?.message ?? 'it makes no sense');
    const where = text === null ? '' : await placeIn(text, typeof extra === 'string' ? [...path, extra] : path);
    throw new MockError('USAGE', `${shown}${where}: ${path.length === 0 ? '' : `${path.join('.')}: `}${what}`);
  }
  return { file: shown, values: isObject(rest) ? rest : {}, lists };
}

/** The text is null where the file is a program. */
async function readConfig(file: string, shown: string): Promise<{ text: string | null; value: unknown }> {
  try {
    if (!file.endsWith('.json')) {
      const module: unknown = await import(pathToFileURL(resolve(file)).href);
      return { text: null, value: isObject(module) ? module['default'] : undefined };
    }
    const text = readFileSync(file, 'utf8');
    const { parse, printParseErrorCode } = await import('jsonc-parser');
    const errors: ParseError[] = [];
    const value: unknown = parse(text, errors, { allowTrailingComma: true });
    const [error] = errors;
    if (error === undefined) return { text, value };
    throw new MockError(
      'USAGE',
      `${shown}${lineAndColumn(text, error.offset)}: no JSON: ${printParseErrorCode(error.error)}`,
    );
  } catch (cause) {
    if (cause instanceof MockError) throw cause;
    throw new MockError('USAGE', `${shown} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

async function placeIn(text: string, path: readonly string[]): Promise<string> {
  const { findNodeAtLocation, parseTree } = await import('jsonc-parser');
  const root = parseTree(text);
  const node = root === undefined ? undefined : findNodeAtLocation(root, [...path]);
  return lineAndColumn(text, node?.offset ?? 0);
}

function lineAndColumn(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n');
  return `:${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
}

function parsed(option: Option, value: unknown, file: string): unknown {
  if (typeof value === 'boolean') return value;
  try {
    if (!Array.isArray(value)) return parseOne(option, String(value), option.defaultValue);
    return value.reduce<unknown>((previous, each) => parseOne(option, String(each), previous), option.defaultValue);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new MockError('USAGE', `${file}: ${nameOf(option)}: ${error.message}`, { cause: error });
  }
}

function parseOne(option: Option, text: string, previous: unknown): unknown {
  return option.parseArg === undefined ? text : option.parseArg(text, previous);
}

function withoutRuleLists(value: unknown): { readonly lists: ReadonlySet<string>; readonly rest: unknown } {
  if (!isObject(value)) return { lists: new Set(), rest: value };
  const keys: readonly string[] = RULE_LISTS.map(({ key }) => key);
  const lists = new Set(keys.filter((key) => Array.isArray(value[key])));
  return { lists, rest: Object.fromEntries(Object.entries(value).filter(([key]) => !lists.has(key))) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
