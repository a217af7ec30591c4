// Everything that says what a command's options are beside the command line. The nearest wins: command line, environment, our
// configuration file, MySQL's option files.

import { resolve } from 'node:path';
import type { Command } from 'commander';
import { findConfig } from './find-config.ts';
import type { Origins } from './origins.ts';
import { checkProgram, isProgram } from './trusted-file.ts';

/** @throws MockError `USAGE` */
export async function configure(whole: () => Command, command: Command): Promise<void> {
  const { config, verbose } = command.opts<{ config?: string; verbose?: true }>();
  const origins: Origins = new Map();
  const warn = (line: string) => process.stderr.write(`mock: ${line}\n`);
  const file = config ?? findConfig(process.cwd());
  if (file !== null) {
    if (isProgram(file)) checkProgram(resolve(file), process.cwd(), config !== undefined);
    if (verbose === true)
      warn(`settings from ${resolve(file)}${isProgram(file) ? ', which was run as a program' : ''}`);
    const { applyConfig } = await import('./load-config.ts');
    await applyConfig(file, whole(), command, origins);
  }
  if (command.options.some((option) => option.attributeName() === 'upstream')) {
    const { applyDefaults } = await import('./apply-defaults.ts');
    applyDefaults(command, process.env, origins, warn);
  }
  if (verbose !== true) return;
  const { originLines } = await import('./origins.ts');
  for (const line of originLines(command, origins)) warn(line);
}
