// The format of console.log in scripts: %s, %d, %i, %j and %f all take the next argument as text.

export function formatMessage(format: unknown, args: readonly unknown[]): string {
  const rest = [...args];
  return String(format).replace(/%([sdijf%])/g, (whole, kind: string) => {
    if (kind === '%') return '%';
    return rest.length === 0 ? whole : String(rest.shift());
  });
}
