// What a value is, in the words of MySQL Router's mock server: every type word that fits, in its order.

/** E.g. `primitive, undefined`, `array, object`. @param isThread whether an object is a coroutine */
export function describeTypes(value: unknown, isThread: (value: object) => boolean = () => false): string {
  if (value === null) return 'null, primitive';
  switch (typeof value) {
    case 'undefined':
      return 'primitive, undefined';
    case 'boolean':
      return 'boolean, primitive';
    case 'number':
      return 'number, primitive';
    case 'string':
      return 'primitive, string';
    case 'function':
      return 'callable, function, ecmascript-function, object';
    case 'object':
      return describeObject(value as object, isThread);
    default:
      return `primitive, ${typeof value}`;
  }
}

function describeObject(value: object, isThread: (value: object) => boolean): string {
  if (Array.isArray(value)) return 'array, object';
  if (ArrayBuffer.isView(value)) return 'buffer_data, object';
  if (isThread(value)) return 'object, thread';
  return isError(value) ? 'error, object' : 'object';
}

/** Of any realm. */
export function isError(value: unknown): value is Error {
  return Object.prototype.toString.call(value) === '[object Error]';
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
