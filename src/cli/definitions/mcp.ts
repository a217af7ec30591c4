// `mock mcp` as it is typed.

import type { Command } from 'commander';
import { ERROR_OPTIONS } from './common.ts';
import { commandOf, type FlagsOf, text } from './row.ts';

const MCP_OPTIONS = {
  root: text('--root <folder>', 'the folder whose recordings may be read', { default: '.', isOnce: true }),
  ...ERROR_OPTIONS,
};

export type McpFlags = FlagsOf<typeof MCP_OPTIONS>;

const EXAMPLES = `
Examples:
  $ mock mcp
  $ mock mcp --root recordings
In an agent's settings: { "mcpServers": { "mock": { "command": "npx", "args": ["--no-install", "mock", "mcp"] } } }`;

export function mcpDefinition(run: (flags: McpFlags) => Promise<void>): Command {
  return commandOf({
    name: 'mcp',
    summary: 'let coding agents read recordings (Model Context Protocol)',
    description:
      'A server of the Model Context Protocol on standard input and output, with tools that list recordings, search and show\n' +
      'exchanges, explain misses and propose rules. Nothing is changed.',
    options: MCP_OPTIONS,
    examples: EXAMPLES,
  }).action((flags: McpFlags) => run(flags));
}
