import { expect, test } from 'vitest';
import { LiveConnections } from '../../../../src/replay/session/live-connections.ts';

test('connections are numbered from 1 on, and a number is never given again', () => {
  const connections = new LiveConnections();
  expect([connections.connected(() => {}), connections.connected(() => {})]).toEqual([1, 2]);
  connections.disconnected(2);
  expect([connections.connected(() => {}), connections.count]).toEqual([3, 3]);
});

test('one that is there can be killed, and hears of it; one that left cannot', () => {
  const connections = new LiveConnections();
  const heard: string[] = [];
  const id = connections.connected(() => void heard.push('killed'));
  connections.kill(id);
  connections.kill(99);
  connections.disconnected(id);
  connections.kill(id);
  expect(heard).toEqual(['killed']);
  expect(connections.canBeKilled(id)).toBe(false);
});

test('one that ended as it was recorded may be killed a moment later', () => {
  const connections = new LiveConnections();
  const id = connections.connected(() => {});
  connections.closedAsRecorded(id);
  connections.disconnected(id);
  expect([connections.canBeKilled(id), connections.canBeKilled(id + 1)]).toEqual([true, false]);
});

test('KILL QUERY reaches who does something just now, and nobody else', () => {
  const connections = new LiveConnections();
  const heard: string[] = [];
  const done = connections.busy(1, () => void heard.push('interrupted'));
  connections.interrupt(2);
  connections.interrupt(1);
  done();
  connections.interrupt(1);
  expect(heard).toEqual(['interrupted']);
});
