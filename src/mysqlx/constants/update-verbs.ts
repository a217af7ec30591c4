// Names of the ways in which an operation changes a document or row, by CrudUpdateOperation's type: as scripts and texts have them.

import { CrudUpdateOperationUpdateType as UpdateType } from '../messages/schema.ts';

export const UPDATE_VERBS = {
  [UpdateType.SET]: 'set',
  [UpdateType.ITEM_REMOVE]: 'unset',
  [UpdateType.ITEM_SET]: 'set',
  [UpdateType.ITEM_REPLACE]: 'replace',
  [UpdateType.ITEM_MERGE]: 'merge',
  [UpdateType.ARRAY_INSERT]: 'arrayInsert',
  [UpdateType.ARRAY_APPEND]: 'arrayAppend',
  [UpdateType.MERGE_PATCH]: 'patch',
} as const;
