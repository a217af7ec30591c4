// What a list of exchanges is divided by, as parts of a filter. Pure: it runs in the browser too.

export interface Divided {
  readonly command: string;
  readonly errorCode: unknown;
  readonly gap: unknown;
  readonly scope: string;
  readonly played?: boolean | null;
}

/** The parts of a filter that find an exchange, such as `command:QUERY`. */
export function facetsOf({ command, errorCode, gap, scope, played = null }: Divided): string[] {
  const facets = [`command:${command.replace(/^COM_/, '')}`];
  if (errorCode !== null) facets.push('is:error');
  if (gap !== null) facets.push('is:gap');
  if (played !== null) facets.push(played ? 'is:played' : 'is:unused');
  if (scope !== '') facets.push(`scope:"${scope.replace(/["\\]/g, '\\$&')}"`);
  return facets;
}
