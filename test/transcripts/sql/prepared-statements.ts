// Statements for programs that prepare.

/** One more than the 65,535 that a prepared statement may have. */
export const tooManyPlaceholders = `SELECT ${Array(65_536).fill('?').join(',')}`;
