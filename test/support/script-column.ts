// A column of a script's answer, each part replaceable.

import { ColumnType } from '../../src/mysql/constants/column-types.ts';
import type { Column } from '../../src/script/answer.ts';

export function scriptColumn(changes: Partial<Column> = {}): Column {
  return {
    ...{ catalog: 'def', schema: '', table: '', originalTable: '', name: 'c', originalName: '' },
    ...{ charset: 255, displayLength: 0, type: ColumnType.VAR_STRING, flags: 0, decimals: 0 },
    ...changes,
  };
}
