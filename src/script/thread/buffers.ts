// Bytes that came from another thread, as Buffers again: cloning leaves their class behind.

/** Changes what it is given, which is a clone that nobody else has. */
export function withBuffers<T>(value: T): T {
  if (value instanceof Uint8Array) return bufferOf(value) as unknown as T;
  if (typeof value !== 'object' || value === null) return value;
  for (const [key, member] of Object.entries(value)) {
    if (typeof member === 'object' && member !== null) Reflect.set(value, key, withBuffers(member));
  }
  return value;
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
