// The configuration file: checked, and taken for what neither the command line nor the environment says.

import { relative } from 'node:path';
import type { Command, Option } from 'commander';
import { InvalidArgumentError } from 'commander';
import { MockError } from '../../core/errors.ts';
import { nearestName } from '../nearest-name.ts';
import { type ConfigSource, readConfigSource } from './config-source.ts';
import type { Origins } from './origins.ts';
import { configSchema, fileOptions, nameOf, RULE_LISTS } from './schema.ts';

interface Config extends ConfigSource {
  /** As it is called in errors. */
  readonly file: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** Keys that hold lists of rules. */
  readonly lists: ReadonlySet<string>;
}

/** Sets the options of a command that were not given otherwise. @throws MockError `USAGE` */
export async function applyConfig(file: string, program: Command, command: Command, origins: Origins): Promise<void> {
  const config = await loadConfig(file, program);
  const own = config.values[command.name()];
  const ofCommand = isObject(own) ? own : {};
  for (const option of fileOptions(command)) {
    const name = nameOf(option);
    const key = option.attributeName();
    const path = name in ofCommand ? [command.name(), name] : [name];
    const value = name in ofCommand ? ofCommand[name] : config.values[name];
    const source = command.getOptionValueSource(key);
    if (value === undefined || isObject(value) || (source !== undefined && source !== 'default')) continue;
    const place = `${config.file}${config.placeOf(path)}`;
    command.setOptionValueWithSource(key, parsed(option, value, place), 'config');
    origins.set(key, place);
  }
  nameRuleLists(file, config.lists, command);
}

/** Rules that stand in the file are read from it by who needs them, so that what is wrong is told with rule and line. */
function nameRuleLists(file: string, lists: ReadonlySet<string>, command: Command): void {
  for (const option of fileOptions(command)) {
    const { ruleList } = option.row;
    if (ruleList === undefined || !lists.has(ruleList)) continue;
    const key = option.attributeName();
    const source = command.getOptionValueSource(key);
    if (source === undefined || source === 'default') command.setOptionValueWithSource(key, file, 'config');
  }
}

async function loadConfig(file: string, program: Command): Promise<Config> {
  const shown = relative(process.cwd(), file) || file;
  const source = await readConfigSource(file, shown);
  const { value, placeOf } = source;
  const { Ajv } = await import('ajv');
  const validate = new Ajv({ allErrors: false, allowUnionTypes: true, verbose: true }).compile(configSchema(program));
  const { lists, rest } = withoutRuleLists(value);
  if (!validate(rest)) {
    const [error] = validate.errors ?? [];
    const path = (error?.instancePath ?? '').split('/').slice(1);
    const extra: unknown = error?.params['additionalProperty'];
    const what =
      typeof extra === 'string'
        ? noOption(extra, validate.errors?.[0]?.parentSchema)
        : (error?.message ?? 'it makes no sense');
    const where = placeOf(typeof extra === 'string' ? [...path, extra] : path);
    throw new MockError('USAGE', `${shown}${where}: ${path.length === 0 ? '' : `${path.join('.')}: `}${what}`);
  }
  return { file: shown, ...source, values: isObject(rest) ? rest : {}, lists };
}

/** @param schema of the object that has the key */
function noOption(key: string, schema: unknown): string {
  const known = isObject(schema) && isObject(schema['properties']) ? Object.keys(schema['properties']) : [];
  const meant = nearestName(key, known);
  return `there is no option "${key}"${meant === null ? '' : `; did you mean "${meant}"?`}`;
}

function parsed(option: Option, value: unknown, place: string): unknown {
  if (typeof value === 'boolean') return value;
  try {
    if (!Array.isArray(value)) return parseOne(option, String(value), option.defaultValue);
    return value.reduce<unknown>((previous, each) => parseOne(option, String(each), previous), option.defaultValue);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new MockError('USAGE', `${place}: ${nameOf(option)}: ${error.message}`, { cause: error });
  }
}

function parseOne(option: Option, text: string, previous: unknown): unknown {
  return option.parseArg === undefined ? text : option.parseArg(text, previous);
}

function withoutRuleLists(value: unknown): { readonly lists: ReadonlySet<string>; readonly rest: unknown } {
  if (!isObject(value)) return { lists: new Set(), rest: value };
  const keys = Object.keys(RULE_LISTS);
  const lists = new Set(keys.filter((key) => Array.isArray(value[key])));
  return { lists, rest: Object.fromEntries(Object.entries(value).filter(([key]) => !lists.has(key))) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
