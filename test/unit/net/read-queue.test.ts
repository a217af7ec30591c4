import { expect, test } from 'vitest';
import { ReadQueue } from '../../../src/net/read-queue.ts';
import { rejection } from './support.ts';

const A = Buffer.from('aa');
const B = Buffer.from('b');

test('hands a chunk to the reader who waits and queues the next ones', async () => {
  const queue = new ReadQueue();
  const waiting = queue.wait();
  queue.push(A);
  queue.push(B);
  expect(await waiting).toBe(A);
  expect(queue.bytes).toBe(1);
  expect(queue.take()).toBe(B);
  expect(queue.take()).toBeUndefined();
});

test('gives what is queued before the end, and the end again and again', () => {
  const queue = new ReadQueue();
  queue.push(A);
  queue.finish();
  expect([queue.take(), queue.take(), queue.take()]).toEqual([A, null, null]);
});

test('gives what is queued before the failure', async () => {
  const queue = new ReadQueue();
  queue.push(A);
  queue.fail(new Error('gone'));
  expect(queue.take()).toBe(A);
  expect(() => queue.take()).toThrow('gone');
});

test('an end that was reached outlasts a failure', () => {
  const queue = new ReadQueue();
  queue.finish();
  queue.fail(new Error('gone'));
  expect(queue.take()).toBeNull();
});

test('a failure reaches the reader who waits', async () => {
  const queue = new ReadQueue();
  const waiting = queue.wait();
  const error = new Error('gone');
  queue.fail(error);
  expect(await rejection(waiting)).toBe(error);
});

test('puts bytes back in front and takes all in one piece', () => {
  const queue = new ReadQueue();
  queue.push(B);
  queue.putBack(A);
  expect(queue.takeAll().toString()).toBe('aab');
  expect(queue.bytes).toBe(0);
});
