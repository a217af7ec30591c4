// The pattern by which a fault knows its statements.

/** Of text, upper and lower case are the same. @throws SyntaxError */
export function toPattern(statement: string | RegExp): RegExp {
  if (typeof statement === 'string') return new RegExp(statement, 'i');
  // Without what makes a pattern remember where it was.
  return new RegExp(statement.source, statement.flags.replace(/[gy]/g, ''));
}
