// Reads test/fixtures/golden/mysqlx-…: conversations of the X Protocol captured from a real server, one message per line.

import { readdirSync, readFileSync } from 'node:fs';
import { frameMessage } from '../../src/mysqlx/codec/framing.ts';

export interface XGoldenMessage {
  readonly from: 'client' | 'server';
  readonly type: number;
  readonly payload: Buffer;
}

const folder = new URL('../fixtures/golden/mysqlx-9.7.4/', import.meta.url);

export const xGoldenNames = readdirSync(folder).map((file) => file.replace(/\.hex$/, ''));

export function readXGolden(name: string): XGoldenMessage[] {
  return readFileSync(new URL(`${name}.hex`, folder), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('>') || line.startsWith('<'))
    .map((line) => {
      const [mark, type, hex = ''] = line.split(' ');
      return { from: mark === '>' ? 'client' : 'server', type: Number(type), payload: Buffer.from(hex, 'hex') };
    });
}

/** Each message of the client with the frames that answered it. */
export function xGoldenExchanges(name: string): { message: XGoldenMessage; answer: Buffer }[] {
  const exchanges: { message: XGoldenMessage; answer: Buffer[] }[] = [];
  for (const message of readXGolden(name)) {
    if (message.from === 'client') exchanges.push({ message, answer: [] });
    else exchanges.at(-1)?.answer.push(frameMessage(message.type, message.payload));
  }
  return exchanges.map(({ message, answer }) => ({ message, answer: Buffer.concat(answer) }));
}

/** A message as a session gets it. */
export function xMessage(type: number, payload: Buffer) {
  return { type, payload, frame: frameMessage(type, payload) };
}
