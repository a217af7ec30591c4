// XOR of a text with a key that is repeated as often as needed: what every scramble is made with.

/** A new buffer of `text.length` bytes. @param key not empty */
export function xorBytes(text: Buffer, key: Buffer): Buffer {
  const result = Buffer.alloc(text.length);
  for (let i = 0; i < text.length; i++) result[i] = (text[i] ?? 0) ^ (key[i % key.length] ?? 0);
  return result;
}
