/** The number of the form in which text twins are written and read. */
export const FORM = 1;
