// `mock mcp`: the tools behind the Model Context Protocol, on standard input and output, until the client goes.
// https://modelcontextprotocol.io/specification

import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { MockError } from '../core/errors.ts';
import { version } from '../version.ts';
import { RecordingFolder } from './folder.ts';
import { TOOLS } from './tools.ts';

const INSTRUCTIONS =
  'Recordings of what a program asked its MySQL or MariaDB server, and of what it was answered. A test that is replayed from ' +
  'one fails for a statement that is not in it: explain_miss says why. Nothing here changes a recording: to record anew is for ' +
  'the user (-u of the test runner, or mock run -u).';
/** Of one answer: agents pay by the letter. */
const MAX_CHARS = 100_000;

/** @param root the folder that recordings are read from @throws MockError `USAGE` */
export async function serveMcp(root: string): Promise<void> {
  const folder = new RecordingFolder(root);
  const server = new Server({ name: 'mock', version }, { capabilities: { tools: {} }, instructions: INSTRUCTIONS });
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: TOOLS.map(({ name, description, inputSchema }) => ({
      ...{ name, description, inputSchema },
      annotations: { readOnlyHint: true, openWorldHint: false },
    })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    const tool = TOOLS.find(({ name }) => name === params.name);
    if (tool === undefined) return failed(`there is no tool ${params.name}`);
    try {
      return told(JSON.stringify(await tool.run(folder, params.arguments ?? {}), null, 1));
    } catch (error) {
      if (error instanceof MockError) return failed(error.message);
      throw error;
    }
  });
  const gone = new Promise<void>((resolve) => {
    server.onclose = resolve;
    process.stdin.once('end', resolve);
  });
  await server.connect(new StdioServerTransport());
  await gone;
}

function told(text: string) {
  if (text.length <= MAX_CHARS) return { content: [{ type: 'text' as const, text }] };
  const note = `\n… cut at ${MAX_CHARS} of ${text.length} characters: ask for less (limit, rows, filter)`;
  return { content: [{ type: 'text' as const, text: text.slice(0, MAX_CHARS) + note }] };
}

function failed(text: string) {
  return { isError: true, content: [{ type: 'text' as const, text }] };
}
