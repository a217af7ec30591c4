// The configuration file: checked, and taken for what neither the command line nor the environment says.

import { relative } from 'node:path';
import type { Command, Option } from 'commander';
import { InvalidArgumentError } from 'commander';
import { MockError } from '../../core/errors.ts';
import { schemaErrors } from '../../core/files/schema-errors.ts';
import { type Path, readSource } from '../../core/files/source.ts';
import { parseIdentity } from '../../serve/load-identity.ts';
import { parseVolatile } from '../../serve/load-volatile.ts';
import type { RuleListKey } from '../definitions/row.ts';
import { nearestName } from '../nearest-name.ts';
import type { Origins } from './origins.ts';
import { configSchema, fileOptions, nameOf } from './schema.ts';

/** Rules are checked whole whatever the command: who records or checks would else learn of a contradiction when it is too late. */
const CHECKS: Readonly<Record<RuleListKey, (list: unknown, whereOf: (path: Path) => string) => unknown>> = {
  volatile: parseVolatile,
  identity: parseIdentity,
};

interface Config {
  readonly values: Readonly<Record<string, unknown>>;
  /** Names the place of a part of it, such as `mock.config.json:3:5`. */
  readonly whereOf: (path: Path) => string;
  /** Keys that hold lists of rules. */
  readonly lists: ReadonlyMap<RuleListKey, unknown>;
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
    const place = config.whereOf(path);
    command.setOptionValueWithSource(key, parsed(option, value, place), 'config');
    origins.set(key, place);
  }
  nameRuleLists(file, config, command, origins);
}

/**
 * Rules that stand in the file are read from it by who needs them, so that what is wrong is told with rule and line.
 * @throws MockError `USAGE` where the file names another one for them too: only one of the two would count
 */
function nameRuleLists(file: string, { lists, whereOf }: Config, command: Command, origins: Origins): void {
  for (const option of fileOptions(command)) {
    const { ruleList } = option.row;
    if (ruleList === undefined || !lists.has(ruleList)) continue;
    const key = option.attributeName();
    const source = command.getOptionValueSource(key);
    if (source === 'config') {
      const other = `${nameOf(option)} at ${origins.get(key)}`;
      throw new MockError(
        'USAGE',
        `${whereOf([ruleList])}: ${ruleList}: stands beside ${other}; put all rules into one of them`,
      );
    }
    if (source === undefined || source === 'default') command.setOptionValueWithSource(key, file, 'config');
  }
}

async function loadConfig(file: string, program: Command): Promise<Config> {
  const short = relative(process.cwd(), file);
  const shown = short === '' || short.startsWith('..') ? file : short;
  const { value, placeOf } = await readSource(file, shown);
  const whereOf = (path: Path) => {
    const place = placeOf(path);
    return place === null ? shown : `${shown}:${place.line}:${place.column}`;
  };
  // a file of comments alone says nothing, as {} does
  const { lists, rest } = withoutRuleLists(value ?? {});
  const lineOf = (path: Path) => whereOf(path).replace(/:\d+$/, '');
  for (const [key, list] of lists) CHECKS[key](list, (path) => lineOf([key, ...path]));
  const [error] = schemaErrors(configSchema(program), rest);
  if (error !== undefined) {
    const { path, unknownKey: key } = error;
    const what = key === null ? error.what : noOption(key, error.schema);
    const where = whereOf(key === null ? path : [...path, key]);
    throw new MockError('USAGE', `${where}: ${path.length === 0 ? '' : `${path.join('.')}: `}${what}`);
  }
  return { whereOf, values: isObject(rest) ? rest : {}, lists };
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

function withoutRuleLists(value: unknown): Pick<Config, 'lists'> & { readonly rest: unknown } {
  const lists = new Map<RuleListKey, unknown>();
  if (!isObject(value)) return { lists, rest: value };
  for (const key of Object.keys(CHECKS) as RuleListKey[]) if (Array.isArray(value[key])) lists.set(key, value[key]);
  return { lists, rest: Object.fromEntries(Object.entries(value).filter(([key]) => !lists.has(key as RuleListKey))) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
