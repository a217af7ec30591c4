// Where the values of a command's options came from, for `--verbose`.

import type { Command } from 'commander';
import { nameOf } from './schema.ts';

/** Of options that a file gave: the place, by the option's key. */
export type Origins = Map<string, string>;

/** Lines such as `--server-ssl-mode VERIFY_CA (/etc/my.cnf:12)`; nothing of options that have their default. */
export function originLines(command: Command, origins: Origins): string[] {
  const values: Readonly<Record<string, unknown>> = command.opts();
  const lines = command.options.flatMap((option) => {
    const key = option.attributeName();
    const source = command.getOptionValueSource(key);
    if (source === undefined || source === 'default' || key === 'verbose') return [];
    const origin = origins.get(key) ?? (source === 'env' ? (option.envVar ?? source) : 'the command line');
    return [`--${nameOf(option)} ${shown(values[key])} (${origin})`];
  });
  // what option files say beside options
  const others = [...origins].filter(([key]) => !command.options.some((option) => option.attributeName() === key));
  return [...lines, ...others.map(([key, origin]) => `${key.replace('upstream', '').toLowerCase()} (${origin})`)];
}

/** A password within a URL is not shown. */
function shown(value: unknown): string {
  const text = Array.isArray(value) ? value.join(' ') : String(value);
  return text.replace(/(\w{1,32}:\/\/[^:@/]{0,300}):[^/?#]*@/g, '$1:***@');
}
