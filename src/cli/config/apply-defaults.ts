// MySQL's environment variables and option files, for what neither the command line, the environment nor our own
// configuration file says of the real server.

import type { Command } from 'commander';
import type { UpstreamAddress } from '../definitions/upstream.ts';
import { type DefaultsFlags, readOptionFiles } from './option-files.ts';
import type { Origins } from './origins.ts';
import { type Setting, upstreamDefaults } from './upstream-defaults.ts';

/** @param command one that asks a real server @throws MockError `USAGE` */
export function applyDefaults(
  command: Command,
  env: NodeJS.ProcessEnv,
  origins: Origins,
  warn: (line: string) => void,
): void {
  const flags = command.opts<DefaultsFlags & UpstreamAddress>();
  const found = upstreamDefaults(readOptionFiles(flags, env, warn), env);
  const take = (key: string, setting: Setting | null): void => {
    const source = command.getOptionValueSource(key);
    if (setting === null || (source !== undefined && source !== 'default')) return;
    command.setOptionValueWithSource(key, setting.value, 'option file');
    origins.set(key, setting.origin);
  };
  if (flags.upstreamEnv === undefined) take('upstream', found.upstream);
  take('upstreamUser', found.user);
  take('upstreamPassword', found.password);
  take('serverSslMode', found.sslMode);
  take('serverSslCa', found.sslCa);
  take('serverSslCert', found.sslCert);
  take('serverSslKey', found.sslKey);
}
