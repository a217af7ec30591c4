// One option of the command line as a row of a table: how it is typed, what is said of it, what its value is, whether a file of
// configuration may set it, and which option of the API it becomes. Parsing, help, docs/cli.md, the schema of the configuration
// and the API's options are all read from the row; nothing else tells of an option.

import { Command, Option } from 'commander';
import type { RecordOptions } from '../../serve/record.ts';
import type { ReplayOptions } from '../../serve/replay.ts';
import type { ScriptOptions } from '../../serve/script.ts';
import { collect, parseOneOf } from '../values.ts';

/** Lists of rules that may stand in the configuration itself, where an option names a file with such a list. */
export type RuleListKey = 'volatile' | 'identity';

/** What a row can say beside flags, description and type. */
interface Details<V> {
  /** The value where none is given. */
  readonly default?: V;
  /** The default in words. */
  readonly shown?: string;
  /** An environment variable that gives it too. */
  readonly env?: string;
  /** Options that it excludes, by their keys. */
  readonly conflicts?: readonly string[];
  /** Values of other options that it brings. */
  readonly implies?: Readonly<Record<string, unknown>>;
  readonly isMandatory?: true;
  /** What was typed where the option stands alone, though it may have a value. */
  readonly preset?: string;
  /** Asked for one run: no file of configuration sets it. */
  readonly isOnce?: true;
  readonly ruleList?: RuleListKey;
}

export interface Row extends Details<unknown> {
  /** As commander takes them: `-o, --output <file>`. */
  readonly flags: string;
  readonly description: string;
  /** What its `--no-…` does, where it has one beside itself. */
  readonly reverse?: string;
  readonly parse?: (text: string, previous: never) => unknown;
  readonly api?: { readonly name: string; readonly from: (value: never) => unknown };
}

/** By the key that commander gives the option: `clientSslMode` for `--client-ssl-mode`. In the order of the help. */
export type OptionTable = Readonly<Record<string, Row>>;

/**
 * A row with its types, which no value ever has: V of the option's value, H whether there always is one, N the name in the
 * API and A its type there.
 */
export interface TypedRow<V, H extends boolean, N extends string = never, A = V> extends Row {
  readonly types?: { readonly value: V; readonly isAlways: H; readonly name: N; readonly api: A };
}

type TypesOf<R> = R extends { readonly types?: infer T } ? NonNullable<T> : never;
type Is<R, key extends 'value' | 'isAlways' | 'name' | 'api'> =
  TypesOf<R> extends Readonly<Record<key, infer X>> ? X : never;
type Always<T> = { [K in keyof T]: Is<T[K], 'isAlways'> extends true ? K : never }[keyof T];
type InApi<T> = { [K in keyof T]: [Is<T[K], 'name'>] extends [never] ? never : K }[keyof T];

/** The values of a table's options, as they come from the command line. */
export type FlagsOf<T> = { readonly [K in Always<T>]: Is<T[K], 'value'> } & {
  readonly [K in Exclude<keyof T, Always<T>>]?: Is<T[K], 'value'>;
};

/** The options of the API that they become. */
export type ApiOf<T> = {
  readonly [K in InApi<T> & Always<T> as Extract<Is<T[K], 'name'>, string>]: Is<T[K], 'api'>;
} & {
  readonly [K in Exclude<InApi<T>, Always<T>> as Extract<Is<T[K], 'name'>, string>]?: Is<T[K], 'api'>;
};

type IsAlways<D> = D extends { readonly default: unknown } | { readonly isMandatory: true } ? true : false;
type ApiName = keyof (RecordOptions & ReplayOptions & ScriptOptions);

/** Given or not: `--append`. */
export function flag(flags: string, description: string, details: Details<never> = {}): TypedRow<true, false> {
  return { flags, description, ...details };
}

/** Given, or its reverse, or neither: `--strict`, `--no-strict`. @param reverse what the reverse does */
export function toggle(flags: `--${string}`, description: string, reverse: string): TypedRow<boolean, false> {
  return { flags, description, reverse };
}

/** True unless given: `--no-check`. */
export function negation(flags: string, description: string, details: Details<never> = {}): TypedRow<boolean, true> {
  return { flags, description, ...details };
}

/** Its value is what was typed. */
export function text<const D extends Details<string>>(
  flags: string,
  description: string,
  details?: D,
): TypedRow<string, IsAlways<D>> {
  return { flags, description, ...details };
}

/** Its value is what `parse` makes of it. @param parse throws commander's InvalidArgumentError */
export function parsed<V, const D extends Details<NoInfer<V>>>(
  flags: string,
  description: string,
  parse: (text: string) => V,
  details?: D,
): TypedRow<V, IsAlways<D>> {
  return { flags, description, parse, ...details };
}

/** One of some words, whatever their case. */
export function choice<const W extends string, const D extends Details<NoInfer<W>>>(
  flags: string,
  description: string,
  words: readonly W[],
  details?: D,
): TypedRow<W, IsAlways<D>> {
  return { flags, description, parse: parseOneOf(words), ...details };
}

/** May be given several times. @param shown what holds where it is not, in words */
export function list(flags: string, description: string, shown = 'none'): TypedRow<readonly string[], true> {
  return { flags, description, parse: collect, default: [], shown };
}

/** The row of an option that the API has too. @param from makes the API's value of it; the same without it */
export function inApi<V, H extends boolean, N extends ApiName>(name: N, row: TypedRow<V, H>): TypedRow<V, H, N, V>;
export function inApi<V, H extends boolean, N extends ApiName, A>(
  name: N,
  row: TypedRow<V, H>,
  from: (value: V) => A,
): TypedRow<V, H, N, A>;
export function inApi<V, H extends boolean, N extends ApiName>(
  name: N,
  { types: _, ...row }: TypedRow<V, H>,
  from: (value: V) => unknown = (value) => value,
): TypedRow<V, H, N, unknown> {
  return { ...row, api: { name, from } };
}

/** The API's options of those that were given or have a default. */
export function apiOptions<T extends OptionTable>(table: T, flags: FlagsOf<T>): ApiOf<T> {
  const values: Readonly<Record<string, unknown>> = flags;
  const pairs = Object.entries(table).flatMap(([key, { api }]) =>
    api === undefined || values[key] === undefined ? [] : [[api.name, api.from(values[key] as never)] as const],
  );
  return Object.fromEntries(pairs) as ApiOf<T>;
}

/** What holds where nothing was typed. */
export function defaultsOf<T extends OptionTable>(table: T): Pick<FlagsOf<T>, Always<T>> {
  const pairs = Object.entries(table).flatMap(([key, row]) =>
    isNegation(row) ? [[key, true]] : row.default === undefined ? [] : [[key, row.default]],
  );
  return Object.fromEntries(pairs) as Pick<FlagsOf<T>, Always<T>>;
}

function isNegation({ flags }: Row): boolean {
  return flags.startsWith('--no-');
}

/** Commander's option that knows its row. */
export class TableOption extends Option {
  readonly row: Row;

  constructor(row: Row) {
    super(row.flags, row.description);
    this.row = row;
    if (row.default !== undefined) this.default(row.default, row.shown);
    const { parse } = row;
    if (parse !== undefined) this.argParser((value, previous) => parse(value, previous as never));
    if (row.preset !== undefined) this.preset(row.preset);
    if (row.env !== undefined) this.env(row.env);
    if (row.conflicts !== undefined) this.conflicts([...row.conflicts]);
    if (row.implies !== undefined) this.implies(row.implies);
    if (row.isMandatory === true) this.makeOptionMandatory();
  }
}

/** A command as it is typed. */
export interface Definition {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  /** In commander's words, each with what is said of it: `<file>`, `[other]`, `[command...]`. */
  readonly arguments?: Readonly<Record<string, string>>;
  readonly options: OptionTable;
  /** Stands behind the help. */
  readonly examples: string;
}

/** The command without what it does. */
export function commandOf({
  name,
  summary,
  description,
  arguments: words = {},
  options,
  examples,
}: Definition): Command {
  const command = new Command(name).summary(summary).description(description);
  for (const [word, what] of Object.entries(words)) command.argument(word, what);
  return addOptions(command, options).addHelpText('after', examples);
}

export function addOptions(command: Command, table: OptionTable): Command {
  for (const [key, row] of Object.entries(table)) {
    const option = new TableOption(row);
    const name = option.attributeName();
    if (name !== key) throw new Error(`the row of ${row.flags} is called ${key}: call it ${name}`);
    command.addOption(option);
    if (row.reverse !== undefined) command.addOption(new Option(row.flags.replace('--', '--no-'), row.reverse));
  }
  return command;
}
