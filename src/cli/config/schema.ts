// The JSON Schema of the configuration file, made of the options themselves: the same names, the same values.
// https://json-schema.org/draft-07

import type { Command, Option } from 'commander';
import { IDENTITY_SCHEMA } from '../../serve/load-identity.ts';
import { VOLATILE_SCHEMA } from '../../serve/load-volatile.ts';
import type { RulesSchema } from '../../serve/rules-file.ts';
import { type RuleListKey, TableOption } from '../definitions/row.ts';

export interface ConfigSchema {
  readonly $schema: string;
  readonly title: string;
  readonly type: 'object';
  readonly properties: Readonly<Record<string, object>>;
  readonly additionalProperties: false;
}

/** Lists of rules that stand in the file itself. */
const RULE_LISTS: Readonly<Record<RuleListKey, RulesSchema>> = {
  volatile: VOLATILE_SCHEMA,
  identity: IDENTITY_SCHEMA,
};

/** Options of a command that a file may set. */
export function fileOptions(command: Command): readonly TableOption[] {
  return tableOptions(command).filter(({ row }) => row.isOnce !== true);
}

/** The options of a command; its help is none of them. */
function tableOptions(command: Command): readonly TableOption[] {
  return command.options.filter((option) => option instanceof TableOption);
}

/** `server-ssl-mode`; `strict` of `--no-strict`. */
export function nameOf(option: Option): string {
  return (option.long ?? '').replace(/^--(?:no-)?/, '');
}

/** An object per command, and beside them the options that several have, which hold for each of these. */
export function configSchema(program: Command): ConfigSchema {
  const commands = program
    .createHelp()
    .visibleCommands(program)
    .filter((command) => command.name() !== 'help');
  const counts = new Map<string, number>();
  const shared: Record<string, object> = {};
  const properties: Record<string, object> = {};
  for (const command of commands) {
    const own: Record<string, object> = {};
    for (const option of fileOptions(command)) {
      const name = nameOf(option);
      own[name] = valueSchema(option);
      counts.set(name, (counts.get(name) ?? 0) + 1);
      shared[name] = own[name];
    }
    properties[command.name()] = { type: 'object', properties: own, additionalProperties: false };
  }
  const common = Object.entries(shared).filter(([name]) => (counts.get(name) ?? 0) > 1 && !(name in properties));
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'mock.config.json',
    type: 'object',
    properties: { $schema: { type: 'string' }, ...withLists(Object.fromEntries(common)), ...properties },
    additionalProperties: false,
  };
}

/** A list stands beside what an option of its name may be. */
function withLists(common: Readonly<Record<string, object>>): Record<string, object> {
  const lists = Object.entries(RULE_LISTS).map(([key, schema]) => {
    const option = common[key];
    return [key, option === undefined ? schema : { anyOf: [option, schema] }] as const;
  });
  return { ...common, ...Object.fromEntries(lists) };
}

function valueSchema(option: Option): object {
  const { description } = option;
  if (option.isBoolean() || option.negate) return { type: 'boolean', description };
  const value = { type: ['string', 'number'] };
  return Array.isArray(option.defaultValue) ? { type: 'array', items: value, description } : { ...value, description };
}
