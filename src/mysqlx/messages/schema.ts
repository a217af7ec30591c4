// Written from proto/ by `npx vitest run test/unit/mysqlx/messages/schema.test.ts -u`; a test keeps it up to date.
// One file, however long: nobody edits it, and its types refer to one another as the messages do.

/** A 64-bit integer; `toString` of one that was read gives its digits. */
export interface Int64 {
  readonly low: number;
  readonly high: number;
  readonly unsigned: boolean;
}

export const MysqlxClientMessagesType = {
  CON_CAPABILITIES_GET: 1,
  CON_CAPABILITIES_SET: 2,
  CON_CLOSE: 3,
  SESS_AUTHENTICATE_START: 4,
  SESS_AUTHENTICATE_CONTINUE: 5,
  SESS_RESET: 6,
  SESS_CLOSE: 7,
  SQL_STMT_EXECUTE: 12,
  CRUD_FIND: 17,
  CRUD_INSERT: 18,
  CRUD_UPDATE: 19,
  CRUD_DELETE: 20,
  EXPECT_OPEN: 24,
  EXPECT_CLOSE: 25,
  CRUD_CREATE_VIEW: 30,
  CRUD_MODIFY_VIEW: 31,
  CRUD_DROP_VIEW: 32,
  PREPARE_PREPARE: 40,
  PREPARE_EXECUTE: 41,
  PREPARE_DEALLOCATE: 42,
  CURSOR_OPEN: 43,
  CURSOR_CLOSE: 44,
  CURSOR_FETCH: 45,
  COMPRESSION: 46,
} as const;

export const MysqlxServerMessagesType = {
  OK: 0,
  ERROR: 1,
  CONN_CAPABILITIES: 2,
  SESS_AUTHENTICATE_CONTINUE: 3,
  SESS_AUTHENTICATE_OK: 4,
  NOTICE: 11,
  RESULTSET_COLUMN_META_DATA: 12,
  RESULTSET_ROW: 13,
  RESULTSET_FETCH_DONE: 14,
  RESULTSET_FETCH_SUSPENDED: 15,
  RESULTSET_FETCH_DONE_MORE_RESULTSETS: 16,
  SQL_STMT_EXECUTE_OK: 17,
  RESULTSET_FETCH_DONE_MORE_OUT_PARAMS: 18,
  COMPRESSION: 19,
} as const;

export interface MysqlxOk {
  readonly msg?: string | null;
}

export interface MysqlxError {
  readonly severity?: number | null;
  readonly code: number;
  readonly msg: string;
  readonly sqlState: string;
}

export const MysqlxErrorSeverity = {
  ERROR: 0,
  FATAL: 1,
} as const;

export interface ConnectionCapability {
  readonly name: string;
  readonly value: DatatypesAny;
}

export interface ConnectionCapabilities {
  readonly capabilities: readonly ConnectionCapability[];
}

export interface ConnectionCapabilitiesSet {
  readonly capabilities: ConnectionCapabilities;
}

export interface ConnectionCompression {
  readonly uncompressedSize?: Int64 | null;
  readonly serverMessages?: number | null;
  readonly clientMessages?: number | null;
  readonly payload: Buffer;
}

export interface DatatypesScalar {
  readonly type: number;
  readonly vSignedInt?: Int64 | null;
  readonly vUnsignedInt?: Int64 | null;
  readonly vOctets?: DatatypesScalarOctets | null;
  readonly vDouble?: number | null;
  readonly vFloat?: number | null;
  readonly vBool?: boolean | null;
  readonly vString?: DatatypesScalarString | null;
}

export interface DatatypesScalarString {
  readonly value: Buffer;
  readonly collation?: Int64 | null;
}

export interface DatatypesScalarOctets {
  readonly value: Buffer;
  readonly contentType?: number | null;
}

export const DatatypesScalarType = {
  V_SINT: 1,
  V_UINT: 2,
  V_NULL: 3,
  V_OCTETS: 4,
  V_DOUBLE: 5,
  V_FLOAT: 6,
  V_BOOL: 7,
  V_STRING: 8,
} as const;

export interface DatatypesObject {
  readonly fld: readonly DatatypesObjectObjectField[];
}

export interface DatatypesObjectObjectField {
  readonly key: string;
  readonly value: DatatypesAny;
}

export interface DatatypesArray {
  readonly value: readonly DatatypesAny[];
}

export interface DatatypesAny {
  readonly type: number;
  readonly scalar?: DatatypesScalar | null;
  readonly obj?: DatatypesObject | null;
  readonly array?: DatatypesArray | null;
}

export const DatatypesAnyType = {
  SCALAR: 1,
  OBJECT: 2,
  ARRAY: 3,
} as const;

export const CrudDataModel = {
  DOCUMENT: 1,
  TABLE: 2,
} as const;

export const CrudViewAlgorithm = {
  UNDEFINED: 1,
  MERGE: 2,
  TEMPTABLE: 3,
} as const;

export const CrudViewSqlSecurity = {
  INVOKER: 1,
  DEFINER: 2,
} as const;

export const CrudViewCheckOption = {
  LOCAL: 1,
  CASCADED: 2,
} as const;

export interface CrudColumn {
  readonly name?: string | null;
  readonly alias?: string | null;
  readonly documentPath: readonly ExprDocumentPathItem[];
}

export interface CrudProjection {
  readonly source: ExprExpr;
  readonly alias?: string | null;
}

export interface CrudCollection {
  readonly name: string;
  readonly schema?: string | null;
}

export interface CrudLimit {
  readonly rowCount: Int64;
  readonly offset?: Int64 | null;
}

export interface CrudLimitExpr {
  readonly rowCount: ExprExpr;
  readonly offset?: ExprExpr | null;
}

export interface CrudOrder {
  readonly expr: ExprExpr;
  readonly direction?: number | null;
}

export const CrudOrderDirection = {
  ASC: 1,
  DESC: 2,
} as const;

export interface CrudUpdateOperation {
  readonly source: ExprColumnIdentifier;
  readonly operation: number;
  readonly value?: ExprExpr | null;
}

export const CrudUpdateOperationUpdateType = {
  SET: 1,
  ITEM_REMOVE: 2,
  ITEM_SET: 3,
  ITEM_REPLACE: 4,
  ITEM_MERGE: 5,
  ARRAY_INSERT: 6,
  ARRAY_APPEND: 7,
  MERGE_PATCH: 8,
} as const;

export interface CrudFind {
  readonly collection: CrudCollection;
  readonly dataModel?: number | null;
  readonly projection: readonly CrudProjection[];
  readonly args: readonly DatatypesScalar[];
  readonly criteria?: ExprExpr | null;
  readonly limit?: CrudLimit | null;
  readonly order: readonly CrudOrder[];
  readonly grouping: readonly ExprExpr[];
  readonly groupingCriteria?: ExprExpr | null;
  readonly locking?: number | null;
  readonly lockingOptions?: number | null;
  readonly limitExpr?: CrudLimitExpr | null;
}

export const CrudFindRowLock = {
  SHARED_LOCK: 1,
  EXCLUSIVE_LOCK: 2,
} as const;

export const CrudFindRowLockOptions = {
  NOWAIT: 1,
  SKIP_LOCKED: 2,
} as const;

export interface CrudInsert {
  readonly collection: CrudCollection;
  readonly dataModel?: number | null;
  readonly projection: readonly CrudColumn[];
  readonly row: readonly CrudInsertTypedRow[];
  readonly args: readonly DatatypesScalar[];
  readonly upsert?: boolean | null;
}

export interface CrudInsertTypedRow {
  readonly field: readonly ExprExpr[];
}

export interface CrudUpdate {
  readonly collection: CrudCollection;
  readonly dataModel?: number | null;
  readonly criteria?: ExprExpr | null;
  readonly limit?: CrudLimit | null;
  readonly order: readonly CrudOrder[];
  readonly operation: readonly CrudUpdateOperation[];
  readonly args: readonly DatatypesScalar[];
  readonly limitExpr?: CrudLimitExpr | null;
}

export interface CrudDelete {
  readonly collection: CrudCollection;
  readonly dataModel?: number | null;
  readonly criteria?: ExprExpr | null;
  readonly limit?: CrudLimit | null;
  readonly order: readonly CrudOrder[];
  readonly args: readonly DatatypesScalar[];
  readonly limitExpr?: CrudLimitExpr | null;
}

export interface CrudCreateView {
  readonly collection: CrudCollection;
  readonly definer?: string | null;
  readonly algorithm?: number | null;
  readonly security?: number | null;
  readonly check?: number | null;
  readonly column: readonly string[];
  readonly stmt: CrudFind;
  readonly replaceExisting?: boolean | null;
}

export interface CrudModifyView {
  readonly collection: CrudCollection;
  readonly definer?: string | null;
  readonly algorithm?: number | null;
  readonly security?: number | null;
  readonly check?: number | null;
  readonly column: readonly string[];
  readonly stmt?: CrudFind | null;
}

export interface CrudDropView {
  readonly collection: CrudCollection;
  readonly ifExists?: boolean | null;
}

export interface ExprExpr {
  readonly type: number;
  readonly identifier?: ExprColumnIdentifier | null;
  readonly variable?: string | null;
  readonly literal?: DatatypesScalar | null;
  readonly functionCall?: ExprFunctionCall | null;
  readonly operator?: ExprOperator | null;
  readonly position?: number | null;
  readonly object?: ExprObject | null;
  readonly array?: ExprArray | null;
}

export const ExprExprType = {
  IDENT: 1,
  LITERAL: 2,
  VARIABLE: 3,
  FUNC_CALL: 4,
  OPERATOR: 5,
  PLACEHOLDER: 6,
  OBJECT: 7,
  ARRAY: 8,
} as const;

export interface ExprIdentifier {
  readonly name: string;
  readonly schemaName?: string | null;
}

export interface ExprDocumentPathItem {
  readonly type: number;
  readonly value?: string | null;
  readonly index?: number | null;
}

export const ExprDocumentPathItemType = {
  MEMBER: 1,
  MEMBER_ASTERISK: 2,
  ARRAY_INDEX: 3,
  ARRAY_INDEX_ASTERISK: 4,
  DOUBLE_ASTERISK: 5,
} as const;

export interface ExprColumnIdentifier {
  readonly documentPath: readonly ExprDocumentPathItem[];
  readonly name?: string | null;
  readonly tableName?: string | null;
  readonly schemaName?: string | null;
}

export interface ExprFunctionCall {
  readonly name: ExprIdentifier;
  readonly param: readonly ExprExpr[];
}

export interface ExprOperator {
  readonly name: string;
  readonly param: readonly ExprExpr[];
}

export interface ExprObject {
  readonly fld: readonly ExprObjectObjectField[];
}

export interface ExprObjectObjectField {
  readonly key: string;
  readonly value: ExprExpr;
}

export interface ExprArray {
  readonly value: readonly ExprExpr[];
}

export interface CursorOpen {
  readonly cursorId: number;
  readonly stmt: CursorOpenOneOfMessage;
  readonly fetchRows?: Int64 | null;
}

export interface CursorOpenOneOfMessage {
  readonly type: number;
  readonly prepareExecute?: PrepareExecute | null;
}

export const CursorOpenOneOfMessageType = {
  PREPARE_EXECUTE: 0,
} as const;

export interface CursorFetch {
  readonly cursorId: number;
  readonly fetchRows?: Int64 | null;
}

export interface CursorClose {
  readonly cursorId: number;
}

export interface PreparePrepare {
  readonly stmtId: number;
  readonly stmt: PreparePrepareOneOfMessage;
}

export interface PreparePrepareOneOfMessage {
  readonly type: number;
  readonly find?: CrudFind | null;
  readonly insert?: CrudInsert | null;
  readonly update?: CrudUpdate | null;
  readonly delete?: CrudDelete | null;
  readonly stmtExecute?: SqlStmtExecute | null;
}

export const PreparePrepareOneOfMessageType = {
  FIND: 0,
  INSERT: 1,
  UPDATE: 2,
  DELETE: 4,
  STMT: 5,
} as const;

export interface PrepareExecute {
  readonly stmtId: number;
  readonly args: readonly DatatypesAny[];
  readonly compactMetadata?: boolean | null;
}

export interface PrepareDeallocate {
  readonly stmtId: number;
}

export interface SqlStmtExecute {
  readonly namespace?: string | null;
  readonly stmt: Buffer;
  readonly args: readonly DatatypesAny[];
  readonly compactMetadata?: boolean | null;
}

export interface ExpectOpen {
  readonly op?: number | null;
  readonly cond: readonly ExpectOpenCondition[];
}

export interface ExpectOpenCondition {
  readonly conditionKey: number;
  readonly conditionValue?: Buffer | null;
  readonly op?: number | null;
}

export const ExpectOpenConditionKey = {
  EXPECT_NO_ERROR: 1,
  EXPECT_FIELD_EXIST: 2,
  EXPECT_DOCID_GENERATED: 3,
} as const;

export const ExpectOpenConditionConditionOperation = {
  EXPECT_OP_SET: 0,
  EXPECT_OP_UNSET: 1,
} as const;

export const ExpectOpenCtxOperation = {
  EXPECT_CTX_COPY_PREV: 0,
  EXPECT_CTX_EMPTY: 1,
} as const;

export interface NoticeFrame {
  readonly type: number;
  readonly scope?: number | null;
  readonly payload?: Buffer | null;
}

export const NoticeFrameScope = {
  GLOBAL: 1,
  LOCAL: 2,
} as const;

export const NoticeFrameType = {
  WARNING: 1,
  SESSION_VARIABLE_CHANGED: 2,
  SESSION_STATE_CHANGED: 3,
  GROUP_REPLICATION_STATE_CHANGED: 4,
  SERVER_HELLO: 5,
} as const;

export interface NoticeWarning {
  readonly level?: number | null;
  readonly code: number;
  readonly msg: string;
}

export const NoticeWarningLevel = {
  NOTE: 1,
  WARNING: 2,
  ERROR: 3,
} as const;

export interface NoticeSessionVariableChanged {
  readonly param: string;
  readonly value?: DatatypesScalar | null;
}

export interface NoticeSessionStateChanged {
  readonly param: number;
  readonly value: readonly DatatypesScalar[];
}

export const NoticeSessionStateChangedParameter = {
  CURRENT_SCHEMA: 1,
  ACCOUNT_EXPIRED: 2,
  GENERATED_INSERT_ID: 3,
  ROWS_AFFECTED: 4,
  ROWS_FOUND: 5,
  ROWS_MATCHED: 6,
  TRX_COMMITTED: 7,
  TRX_ROLLEDBACK: 9,
  PRODUCED_MESSAGE: 10,
  CLIENT_ID_ASSIGNED: 11,
  GENERATED_DOCUMENT_IDS: 12,
} as const;

export interface NoticeGroupReplicationStateChanged {
  readonly type: number;
  readonly viewId?: string | null;
}

export const NoticeGroupReplicationStateChangedType = {
  MEMBERSHIP_QUORUM_LOSS: 1,
  MEMBERSHIP_VIEW_CHANGE: 2,
  MEMBER_ROLE_CHANGE: 3,
  MEMBER_STATE_CHANGE: 4,
} as const;

export interface ResultsetColumnMetaData {
  readonly type: number;
  readonly name?: Buffer | null;
  readonly originalName?: Buffer | null;
  readonly table?: Buffer | null;
  readonly originalTable?: Buffer | null;
  readonly schema?: Buffer | null;
  readonly catalog?: Buffer | null;
  readonly collation?: Int64 | null;
  readonly fractionalDigits?: number | null;
  readonly length?: number | null;
  readonly flags?: number | null;
  readonly contentType?: number | null;
}

export const ResultsetColumnMetaDataFieldType = {
  SINT: 1,
  UINT: 2,
  DOUBLE: 5,
  FLOAT: 6,
  BYTES: 7,
  TIME: 10,
  DATETIME: 12,
  SET: 15,
  ENUM: 16,
  BIT: 17,
  DECIMAL: 18,
} as const;

export interface ResultsetRow {
  readonly field: readonly Buffer[];
}

export interface SessionAuthenticateStart {
  readonly mechName: string;
  readonly authData?: Buffer | null;
  readonly initialResponse?: Buffer | null;
}

export interface SessionAuthenticateContinue {
  readonly authData: Buffer;
}

export interface SessionAuthenticateOk {
  readonly authData?: Buffer | null;
}

export interface SessionReset {
  readonly keepOpen?: boolean | null;
}

export const descriptor = {
 "nested": {
  "Mysqlx": {
   "nested": {
    "ClientMessages": {
     "edition": "proto2",
     "fields": {},
     "nested": {
      "Type": {
       "values": {
        "CON_CAPABILITIES_GET": 1,
        "CON_CAPABILITIES_SET": 2,
        "CON_CLOSE": 3,
        "SESS_AUTHENTICATE_START": 4,
        "SESS_AUTHENTICATE_CONTINUE": 5,
        "SESS_RESET": 6,
        "SESS_CLOSE": 7,
        "SQL_STMT_EXECUTE": 12,
        "CRUD_FIND": 17,
        "CRUD_INSERT": 18,
        "CRUD_UPDATE": 19,
        "CRUD_DELETE": 20,
        "EXPECT_OPEN": 24,
        "EXPECT_CLOSE": 25,
        "CRUD_CREATE_VIEW": 30,
        "CRUD_MODIFY_VIEW": 31,
        "CRUD_DROP_VIEW": 32,
        "PREPARE_PREPARE": 40,
        "PREPARE_EXECUTE": 41,
        "PREPARE_DEALLOCATE": 42,
        "CURSOR_OPEN": 43,
        "CURSOR_CLOSE": 44,
        "CURSOR_FETCH": 45,
        "COMPRESSION": 46
       }
      }
     }
    },
    "ServerMessages": {
     "edition": "proto2",
     "fields": {},
     "nested": {
      "Type": {
       "values": {
        "OK": 0,
        "ERROR": 1,
        "CONN_CAPABILITIES": 2,
        "SESS_AUTHENTICATE_CONTINUE": 3,
        "SESS_AUTHENTICATE_OK": 4,
        "NOTICE": 11,
        "RESULTSET_COLUMN_META_DATA": 12,
        "RESULTSET_ROW": 13,
        "RESULTSET_FETCH_DONE": 14,
        "RESULTSET_FETCH_SUSPENDED": 15,
        "RESULTSET_FETCH_DONE_MORE_RESULTSETS": 16,
        "SQL_STMT_EXECUTE_OK": 17,
        "RESULTSET_FETCH_DONE_MORE_OUT_PARAMS": 18,
        "COMPRESSION": 19
       }
      }
     }
    },
    "Ok": {
     "edition": "proto2",
     "fields": {
      "msg": {
       "type": "string",
       "id": 1
      }
     }
    },
    "Error": {
     "edition": "proto2",
     "fields": {
      "severity": {
       "type": "Severity",
       "id": 1,
       "options": {
        "default": "ERROR"
       }
      },
      "code": {
       "rule": "required",
       "type": "uint32",
       "id": 2
      },
      "msg": {
       "rule": "required",
       "type": "string",
       "id": 3
      },
      "sqlState": {
       "rule": "required",
       "type": "string",
       "id": 4,
       "protoName": "sql_state"
      }
     },
     "nested": {
      "Severity": {
       "values": {
        "ERROR": 0,
        "FATAL": 1
       }
      }
     }
    },
    "Connection": {
     "nested": {
      "Capability": {
       "edition": "proto2",
       "fields": {
        "name": {
         "rule": "required",
         "type": "string",
         "id": 1
        },
        "value": {
         "rule": "required",
         "type": "Mysqlx.Datatypes.Any",
         "id": 2
        }
       }
      },
      "Capabilities": {
       "edition": "proto2",
       "fields": {
        "capabilities": {
         "rule": "repeated",
         "type": "Capability",
         "id": 1
        }
       }
      },
      "CapabilitiesGet": {
       "edition": "proto2",
       "fields": {}
      },
      "CapabilitiesSet": {
       "edition": "proto2",
       "fields": {
        "capabilities": {
         "rule": "required",
         "type": "Capabilities",
         "id": 1
        }
       }
      },
      "Close": {
       "edition": "proto2",
       "fields": {}
      },
      "Compression": {
       "edition": "proto2",
       "fields": {
        "uncompressedSize": {
         "type": "uint64",
         "id": 1,
         "protoName": "uncompressed_size"
        },
        "serverMessages": {
         "type": "Mysqlx.ServerMessages.Type",
         "id": 2,
         "protoName": "server_messages"
        },
        "clientMessages": {
         "type": "Mysqlx.ClientMessages.Type",
         "id": 3,
         "protoName": "client_messages"
        },
        "payload": {
         "rule": "required",
         "type": "bytes",
         "id": 4
        }
       }
      }
     }
    },
    "Datatypes": {
     "nested": {
      "Scalar": {
       "edition": "proto2",
       "fields": {
        "type": {
         "rule": "required",
         "type": "Type",
         "id": 1
        },
        "vSignedInt": {
         "type": "sint64",
         "id": 2,
         "protoName": "v_signed_int"
        },
        "vUnsignedInt": {
         "type": "uint64",
         "id": 3,
         "protoName": "v_unsigned_int"
        },
        "vOctets": {
         "type": "Octets",
         "id": 5,
         "protoName": "v_octets"
        },
        "vDouble": {
         "type": "double",
         "id": 6,
         "protoName": "v_double"
        },
        "vFloat": {
         "type": "float",
         "id": 7,
         "protoName": "v_float"
        },
        "vBool": {
         "type": "bool",
         "id": 8,
         "protoName": "v_bool"
        },
        "vString": {
         "type": "String",
         "id": 9,
         "protoName": "v_string"
        }
       },
       "nested": {
        "String": {
         "fields": {
          "value": {
           "rule": "required",
           "type": "bytes",
           "id": 1
          },
          "collation": {
           "type": "uint64",
           "id": 2
          }
         }
        },
        "Octets": {
         "fields": {
          "value": {
           "rule": "required",
           "type": "bytes",
           "id": 1
          },
          "contentType": {
           "type": "uint32",
           "id": 2,
           "protoName": "content_type"
          }
         }
        },
        "Type": {
         "values": {
          "V_SINT": 1,
          "V_UINT": 2,
          "V_NULL": 3,
          "V_OCTETS": 4,
          "V_DOUBLE": 5,
          "V_FLOAT": 6,
          "V_BOOL": 7,
          "V_STRING": 8
         }
        }
       }
      },
      "Object": {
       "edition": "proto2",
       "fields": {
        "fld": {
         "rule": "repeated",
         "type": "ObjectField",
         "id": 1
        }
       },
       "nested": {
        "ObjectField": {
         "fields": {
          "key": {
           "rule": "required",
           "type": "string",
           "id": 1
          },
          "value": {
           "rule": "required",
           "type": "Any",
           "id": 2
          }
         }
        }
       }
      },
      "Array": {
       "edition": "proto2",
       "fields": {
        "value": {
         "rule": "repeated",
         "type": "Any",
         "id": 1
        }
       }
      },
      "Any": {
       "edition": "proto2",
       "fields": {
        "type": {
         "rule": "required",
         "type": "Type",
         "id": 1
        },
        "scalar": {
         "type": "Scalar",
         "id": 2
        },
        "obj": {
         "type": "Object",
         "id": 3
        },
        "array": {
         "type": "Array",
         "id": 4
        }
       },
       "nested": {
        "Type": {
         "values": {
          "SCALAR": 1,
          "OBJECT": 2,
          "ARRAY": 3
         }
        }
       }
      }
     }
    },
    "Crud": {
     "nested": {
      "DataModel": {
       "edition": "proto2",
       "values": {
        "DOCUMENT": 1,
        "TABLE": 2
       }
      },
      "ViewAlgorithm": {
       "edition": "proto2",
       "values": {
        "UNDEFINED": 1,
        "MERGE": 2,
        "TEMPTABLE": 3
       }
      },
      "ViewSqlSecurity": {
       "edition": "proto2",
       "values": {
        "INVOKER": 1,
        "DEFINER": 2
       }
      },
      "ViewCheckOption": {
       "edition": "proto2",
       "values": {
        "LOCAL": 1,
        "CASCADED": 2
       }
      },
      "Column": {
       "edition": "proto2",
       "fields": {
        "name": {
         "type": "string",
         "id": 1
        },
        "alias": {
         "type": "string",
         "id": 2
        },
        "documentPath": {
         "rule": "repeated",
         "type": "Mysqlx.Expr.DocumentPathItem",
         "id": 3,
         "protoName": "document_path"
        }
       }
      },
      "Projection": {
       "edition": "proto2",
       "fields": {
        "source": {
         "rule": "required",
         "type": "Mysqlx.Expr.Expr",
         "id": 1
        },
        "alias": {
         "type": "string",
         "id": 2
        }
       }
      },
      "Collection": {
       "edition": "proto2",
       "fields": {
        "name": {
         "rule": "required",
         "type": "string",
         "id": 1
        },
        "schema": {
         "type": "string",
         "id": 2
        }
       }
      },
      "Limit": {
       "edition": "proto2",
       "fields": {
        "rowCount": {
         "rule": "required",
         "type": "uint64",
         "id": 1,
         "protoName": "row_count"
        },
        "offset": {
         "type": "uint64",
         "id": 2
        }
       }
      },
      "LimitExpr": {
       "edition": "proto2",
       "fields": {
        "rowCount": {
         "rule": "required",
         "type": "Mysqlx.Expr.Expr",
         "id": 1,
         "protoName": "row_count"
        },
        "offset": {
         "type": "Mysqlx.Expr.Expr",
         "id": 2
        }
       }
      },
      "Order": {
       "edition": "proto2",
       "fields": {
        "expr": {
         "rule": "required",
         "type": "Mysqlx.Expr.Expr",
         "id": 1
        },
        "direction": {
         "type": "Direction",
         "id": 2,
         "options": {
          "default": "ASC"
         }
        }
       },
       "nested": {
        "Direction": {
         "values": {
          "ASC": 1,
          "DESC": 2
         }
        }
       }
      },
      "UpdateOperation": {
       "edition": "proto2",
       "fields": {
        "source": {
         "rule": "required",
         "type": "Mysqlx.Expr.ColumnIdentifier",
         "id": 1
        },
        "operation": {
         "rule": "required",
         "type": "UpdateType",
         "id": 2
        },
        "value": {
         "type": "Mysqlx.Expr.Expr",
         "id": 3
        }
       },
       "nested": {
        "UpdateType": {
         "values": {
          "SET": 1,
          "ITEM_REMOVE": 2,
          "ITEM_SET": 3,
          "ITEM_REPLACE": 4,
          "ITEM_MERGE": 5,
          "ARRAY_INSERT": 6,
          "ARRAY_APPEND": 7,
          "MERGE_PATCH": 8
         }
        }
       }
      },
      "Find": {
       "edition": "proto2",
       "fields": {
        "collection": {
         "rule": "required",
         "type": "Collection",
         "id": 2
        },
        "dataModel": {
         "type": "DataModel",
         "id": 3,
         "protoName": "data_model"
        },
        "projection": {
         "rule": "repeated",
         "type": "Projection",
         "id": 4
        },
        "args": {
         "rule": "repeated",
         "type": "Mysqlx.Datatypes.Scalar",
         "id": 11
        },
        "criteria": {
         "type": "Mysqlx.Expr.Expr",
         "id": 5
        },
        "limit": {
         "type": "Limit",
         "id": 6
        },
        "order": {
         "rule": "repeated",
         "type": "Order",
         "id": 7
        },
        "grouping": {
         "rule": "repeated",
         "type": "Mysqlx.Expr.Expr",
         "id": 8
        },
        "groupingCriteria": {
         "type": "Mysqlx.Expr.Expr",
         "id": 9,
         "protoName": "grouping_criteria"
        },
        "locking": {
         "type": "RowLock",
         "id": 12
        },
        "lockingOptions": {
         "type": "RowLockOptions",
         "id": 13,
         "protoName": "locking_options"
        },
        "limitExpr": {
         "type": "LimitExpr",
         "id": 14,
         "protoName": "limit_expr"
        }
       },
       "nested": {
        "RowLock": {
         "values": {
          "SHARED_LOCK": 1,
          "EXCLUSIVE_LOCK": 2
         }
        },
        "RowLockOptions": {
         "values": {
          "NOWAIT": 1,
          "SKIP_LOCKED": 2
         }
        }
       }
      },
      "Insert": {
       "edition": "proto2",
       "fields": {
        "collection": {
         "rule": "required",
         "type": "Collection",
         "id": 1
        },
        "dataModel": {
         "type": "DataModel",
         "id": 2,
         "protoName": "data_model"
        },
        "projection": {
         "rule": "repeated",
         "type": "Column",
         "id": 3
        },
        "row": {
         "rule": "repeated",
         "type": "TypedRow",
         "id": 4
        },
        "args": {
         "rule": "repeated",
         "type": "Mysqlx.Datatypes.Scalar",
         "id": 5
        },
        "upsert": {
         "type": "bool",
         "id": 6,
         "options": {
          "default": false
         }
        }
       },
       "nested": {
        "TypedRow": {
         "fields": {
          "field": {
           "rule": "repeated",
           "type": "Mysqlx.Expr.Expr",
           "id": 1
          }
         }
        }
       }
      },
      "Update": {
       "edition": "proto2",
       "fields": {
        "collection": {
         "rule": "required",
         "type": "Collection",
         "id": 2
        },
        "dataModel": {
         "type": "DataModel",
         "id": 3,
         "protoName": "data_model"
        },
        "criteria": {
         "type": "Mysqlx.Expr.Expr",
         "id": 4
        },
        "limit": {
         "type": "Limit",
         "id": 5
        },
        "order": {
         "rule": "repeated",
         "type": "Order",
         "id": 6
        },
        "operation": {
         "rule": "repeated",
         "type": "UpdateOperation",
         "id": 7
        },
        "args": {
         "rule": "repeated",
         "type": "Mysqlx.Datatypes.Scalar",
         "id": 8
        },
        "limitExpr": {
         "type": "LimitExpr",
         "id": 9,
         "protoName": "limit_expr"
        }
       }
      },
      "Delete": {
       "edition": "proto2",
       "fields": {
        "collection": {
         "rule": "required",
         "type": "Collection",
         "id": 1
        },
        "dataModel": {
         "type": "DataModel",
         "id": 2,
         "protoName": "data_model"
        },
        "criteria": {
         "type": "Mysqlx.Expr.Expr",
         "id": 3
        },
        "limit": {
         "type": "Limit",
         "id": 4
        },
        "order": {
         "rule": "repeated",
         "type": "Order",
         "id": 5
        },
        "args": {
         "rule": "repeated",
         "type": "Mysqlx.Datatypes.Scalar",
         "id": 6
        },
        "limitExpr": {
         "type": "LimitExpr",
         "id": 7,
         "protoName": "limit_expr"
        }
       }
      },
      "CreateView": {
       "edition": "proto2",
       "fields": {
        "collection": {
         "rule": "required",
         "type": "Collection",
         "id": 1
        },
        "definer": {
         "type": "string",
         "id": 2
        },
        "algorithm": {
         "type": "ViewAlgorithm",
         "id": 3,
         "options": {
          "default": "UNDEFINED"
         }
        },
        "security": {
         "type": "ViewSqlSecurity",
         "id": 4,
         "options": {
          "default": "DEFINER"
         }
        },
        "check": {
         "type": "ViewCheckOption",
         "id": 5
        },
        "column": {
         "rule": "repeated",
         "type": "string",
         "id": 6
        },
        "stmt": {
         "rule": "required",
         "type": "Find",
         "id": 7
        },
        "replaceExisting": {
         "type": "bool",
         "id": 8,
         "protoName": "replace_existing",
         "options": {
          "default": false
         }
        }
       }
      },
      "ModifyView": {
       "edition": "proto2",
       "fields": {
        "collection": {
         "rule": "required",
         "type": "Collection",
         "id": 1
        },
        "definer": {
         "type": "string",
         "id": 2
        },
        "algorithm": {
         "type": "ViewAlgorithm",
         "id": 3
        },
        "security": {
         "type": "ViewSqlSecurity",
         "id": 4
        },
        "check": {
         "type": "ViewCheckOption",
         "id": 5
        },
        "column": {
         "rule": "repeated",
         "type": "string",
         "id": 6
        },
        "stmt": {
         "type": "Find",
         "id": 7
        }
       }
      },
      "DropView": {
       "edition": "proto2",
       "fields": {
        "collection": {
         "rule": "required",
         "type": "Collection",
         "id": 1
        },
        "ifExists": {
         "type": "bool",
         "id": 2,
         "protoName": "if_exists",
         "options": {
          "default": false
         }
        }
       }
      }
     }
    },
    "Expr": {
     "nested": {
      "Expr": {
       "edition": "proto2",
       "fields": {
        "type": {
         "rule": "required",
         "type": "Type",
         "id": 1
        },
        "identifier": {
         "type": "ColumnIdentifier",
         "id": 2
        },
        "variable": {
         "type": "string",
         "id": 3
        },
        "literal": {
         "type": "Mysqlx.Datatypes.Scalar",
         "id": 4
        },
        "functionCall": {
         "type": "FunctionCall",
         "id": 5,
         "protoName": "function_call"
        },
        "operator": {
         "type": "Operator",
         "id": 6
        },
        "position": {
         "type": "uint32",
         "id": 7
        },
        "object": {
         "type": "Object",
         "id": 8
        },
        "array": {
         "type": "Array",
         "id": 9
        }
       },
       "nested": {
        "Type": {
         "values": {
          "IDENT": 1,
          "LITERAL": 2,
          "VARIABLE": 3,
          "FUNC_CALL": 4,
          "OPERATOR": 5,
          "PLACEHOLDER": 6,
          "OBJECT": 7,
          "ARRAY": 8
         }
        }
       }
      },
      "Identifier": {
       "edition": "proto2",
       "fields": {
        "name": {
         "rule": "required",
         "type": "string",
         "id": 1
        },
        "schemaName": {
         "type": "string",
         "id": 2,
         "protoName": "schema_name"
        }
       }
      },
      "DocumentPathItem": {
       "edition": "proto2",
       "fields": {
        "type": {
         "rule": "required",
         "type": "Type",
         "id": 1
        },
        "value": {
         "type": "string",
         "id": 2
        },
        "index": {
         "type": "uint32",
         "id": 3
        }
       },
       "nested": {
        "Type": {
         "values": {
          "MEMBER": 1,
          "MEMBER_ASTERISK": 2,
          "ARRAY_INDEX": 3,
          "ARRAY_INDEX_ASTERISK": 4,
          "DOUBLE_ASTERISK": 5
         }
        }
       }
      },
      "ColumnIdentifier": {
       "edition": "proto2",
       "fields": {
        "documentPath": {
         "rule": "repeated",
         "type": "DocumentPathItem",
         "id": 1,
         "protoName": "document_path"
        },
        "name": {
         "type": "string",
         "id": 2
        },
        "tableName": {
         "type": "string",
         "id": 3,
         "protoName": "table_name"
        },
        "schemaName": {
         "type": "string",
         "id": 4,
         "protoName": "schema_name"
        }
       }
      },
      "FunctionCall": {
       "edition": "proto2",
       "fields": {
        "name": {
         "rule": "required",
         "type": "Identifier",
         "id": 1
        },
        "param": {
         "rule": "repeated",
         "type": "Expr",
         "id": 2
        }
       }
      },
      "Operator": {
       "edition": "proto2",
       "fields": {
        "name": {
         "rule": "required",
         "type": "string",
         "id": 1
        },
        "param": {
         "rule": "repeated",
         "type": "Expr",
         "id": 2
        }
       }
      },
      "Object": {
       "edition": "proto2",
       "fields": {
        "fld": {
         "rule": "repeated",
         "type": "ObjectField",
         "id": 1
        }
       },
       "nested": {
        "ObjectField": {
         "fields": {
          "key": {
           "rule": "required",
           "type": "string",
           "id": 1
          },
          "value": {
           "rule": "required",
           "type": "Expr",
           "id": 2
          }
         }
        }
       }
      },
      "Array": {
       "edition": "proto2",
       "fields": {
        "value": {
         "rule": "repeated",
         "type": "Expr",
         "id": 1
        }
       }
      }
     }
    },
    "Cursor": {
     "nested": {
      "Open": {
       "edition": "proto2",
       "fields": {
        "cursorId": {
         "rule": "required",
         "type": "uint32",
         "id": 1,
         "protoName": "cursor_id"
        },
        "stmt": {
         "rule": "required",
         "type": "OneOfMessage",
         "id": 4
        },
        "fetchRows": {
         "type": "uint64",
         "id": 5,
         "protoName": "fetch_rows"
        }
       },
       "nested": {
        "OneOfMessage": {
         "fields": {
          "type": {
           "rule": "required",
           "type": "Type",
           "id": 1
          },
          "prepareExecute": {
           "type": "Mysqlx.Prepare.Execute",
           "id": 2,
           "protoName": "prepare_execute"
          }
         },
         "nested": {
          "Type": {
           "values": {
            "PREPARE_EXECUTE": 0
           }
          }
         }
        }
       }
      },
      "Fetch": {
       "edition": "proto2",
       "fields": {
        "cursorId": {
         "rule": "required",
         "type": "uint32",
         "id": 1,
         "protoName": "cursor_id"
        },
        "fetchRows": {
         "type": "uint64",
         "id": 5,
         "protoName": "fetch_rows"
        }
       }
      },
      "Close": {
       "edition": "proto2",
       "fields": {
        "cursorId": {
         "rule": "required",
         "type": "uint32",
         "id": 1,
         "protoName": "cursor_id"
        }
       }
      }
     }
    },
    "Prepare": {
     "nested": {
      "Prepare": {
       "edition": "proto2",
       "fields": {
        "stmtId": {
         "rule": "required",
         "type": "uint32",
         "id": 1,
         "protoName": "stmt_id"
        },
        "stmt": {
         "rule": "required",
         "type": "OneOfMessage",
         "id": 2
        }
       },
       "nested": {
        "OneOfMessage": {
         "fields": {
          "type": {
           "rule": "required",
           "type": "Type",
           "id": 1
          },
          "find": {
           "type": "Mysqlx.Crud.Find",
           "id": 2
          },
          "insert": {
           "type": "Mysqlx.Crud.Insert",
           "id": 3
          },
          "update": {
           "type": "Mysqlx.Crud.Update",
           "id": 4
          },
          "delete": {
           "type": "Mysqlx.Crud.Delete",
           "id": 5
          },
          "stmtExecute": {
           "type": "Mysqlx.Sql.StmtExecute",
           "id": 6,
           "protoName": "stmt_execute"
          }
         },
         "nested": {
          "Type": {
           "values": {
            "FIND": 0,
            "INSERT": 1,
            "UPDATE": 2,
            "DELETE": 4,
            "STMT": 5
           }
          }
         }
        }
       }
      },
      "Execute": {
       "edition": "proto2",
       "fields": {
        "stmtId": {
         "rule": "required",
         "type": "uint32",
         "id": 1,
         "protoName": "stmt_id"
        },
        "args": {
         "rule": "repeated",
         "type": "Mysqlx.Datatypes.Any",
         "id": 2
        },
        "compactMetadata": {
         "type": "bool",
         "id": 3,
         "protoName": "compact_metadata",
         "options": {
          "default": false
         }
        }
       }
      },
      "Deallocate": {
       "edition": "proto2",
       "fields": {
        "stmtId": {
         "rule": "required",
         "type": "uint32",
         "id": 1,
         "protoName": "stmt_id"
        }
       }
      }
     }
    },
    "Sql": {
     "nested": {
      "StmtExecute": {
       "edition": "proto2",
       "fields": {
        "namespace": {
         "type": "string",
         "id": 3,
         "options": {
          "default": "sql"
         }
        },
        "stmt": {
         "rule": "required",
         "type": "bytes",
         "id": 1
        },
        "args": {
         "rule": "repeated",
         "type": "Mysqlx.Datatypes.Any",
         "id": 2
        },
        "compactMetadata": {
         "type": "bool",
         "id": 4,
         "protoName": "compact_metadata",
         "options": {
          "default": false
         }
        }
       }
      },
      "StmtExecuteOk": {
       "edition": "proto2",
       "fields": {}
      }
     }
    },
    "Expect": {
     "nested": {
      "Open": {
       "edition": "proto2",
       "fields": {
        "op": {
         "type": "CtxOperation",
         "id": 1,
         "options": {
          "default": "EXPECT_CTX_COPY_PREV"
         }
        },
        "cond": {
         "rule": "repeated",
         "type": "Condition",
         "id": 2
        }
       },
       "nested": {
        "Condition": {
         "fields": {
          "conditionKey": {
           "rule": "required",
           "type": "uint32",
           "id": 1,
           "protoName": "condition_key"
          },
          "conditionValue": {
           "type": "bytes",
           "id": 2,
           "protoName": "condition_value"
          },
          "op": {
           "type": "ConditionOperation",
           "id": 3,
           "options": {
            "default": "EXPECT_OP_SET"
           }
          }
         },
         "nested": {
          "Key": {
           "values": {
            "EXPECT_NO_ERROR": 1,
            "EXPECT_FIELD_EXIST": 2,
            "EXPECT_DOCID_GENERATED": 3
           }
          },
          "ConditionOperation": {
           "values": {
            "EXPECT_OP_SET": 0,
            "EXPECT_OP_UNSET": 1
           }
          }
         }
        },
        "CtxOperation": {
         "values": {
          "EXPECT_CTX_COPY_PREV": 0,
          "EXPECT_CTX_EMPTY": 1
         }
        }
       }
      },
      "Close": {
       "edition": "proto2",
       "fields": {}
      }
     }
    },
    "Notice": {
     "nested": {
      "Frame": {
       "edition": "proto2",
       "fields": {
        "type": {
         "rule": "required",
         "type": "uint32",
         "id": 1
        },
        "scope": {
         "type": "Scope",
         "id": 2,
         "options": {
          "default": "GLOBAL"
         }
        },
        "payload": {
         "type": "bytes",
         "id": 3
        }
       },
       "nested": {
        "Scope": {
         "values": {
          "GLOBAL": 1,
          "LOCAL": 2
         }
        },
        "Type": {
         "values": {
          "WARNING": 1,
          "SESSION_VARIABLE_CHANGED": 2,
          "SESSION_STATE_CHANGED": 3,
          "GROUP_REPLICATION_STATE_CHANGED": 4,
          "SERVER_HELLO": 5
         }
        }
       }
      },
      "Warning": {
       "edition": "proto2",
       "fields": {
        "level": {
         "type": "Level",
         "id": 1,
         "options": {
          "default": "WARNING"
         }
        },
        "code": {
         "rule": "required",
         "type": "uint32",
         "id": 2
        },
        "msg": {
         "rule": "required",
         "type": "string",
         "id": 3
        }
       },
       "nested": {
        "Level": {
         "values": {
          "NOTE": 1,
          "WARNING": 2,
          "ERROR": 3
         }
        }
       }
      },
      "SessionVariableChanged": {
       "edition": "proto2",
       "fields": {
        "param": {
         "rule": "required",
         "type": "string",
         "id": 1
        },
        "value": {
         "type": "Mysqlx.Datatypes.Scalar",
         "id": 2
        }
       }
      },
      "SessionStateChanged": {
       "edition": "proto2",
       "fields": {
        "param": {
         "rule": "required",
         "type": "Parameter",
         "id": 1
        },
        "value": {
         "rule": "repeated",
         "type": "Mysqlx.Datatypes.Scalar",
         "id": 2
        }
       },
       "nested": {
        "Parameter": {
         "values": {
          "CURRENT_SCHEMA": 1,
          "ACCOUNT_EXPIRED": 2,
          "GENERATED_INSERT_ID": 3,
          "ROWS_AFFECTED": 4,
          "ROWS_FOUND": 5,
          "ROWS_MATCHED": 6,
          "TRX_COMMITTED": 7,
          "TRX_ROLLEDBACK": 9,
          "PRODUCED_MESSAGE": 10,
          "CLIENT_ID_ASSIGNED": 11,
          "GENERATED_DOCUMENT_IDS": 12
         }
        }
       }
      },
      "GroupReplicationStateChanged": {
       "edition": "proto2",
       "fields": {
        "type": {
         "rule": "required",
         "type": "uint32",
         "id": 1
        },
        "viewId": {
         "type": "string",
         "id": 2,
         "protoName": "view_id"
        }
       },
       "nested": {
        "Type": {
         "values": {
          "MEMBERSHIP_QUORUM_LOSS": 1,
          "MEMBERSHIP_VIEW_CHANGE": 2,
          "MEMBER_ROLE_CHANGE": 3,
          "MEMBER_STATE_CHANGE": 4
         }
        }
       }
      },
      "ServerHello": {
       "edition": "proto2",
       "fields": {}
      }
     }
    },
    "Resultset": {
     "nested": {
      "FetchDoneMoreOutParams": {
       "edition": "proto2",
       "fields": {}
      },
      "FetchDoneMoreResultsets": {
       "edition": "proto2",
       "fields": {}
      },
      "FetchDone": {
       "edition": "proto2",
       "fields": {}
      },
      "FetchSuspended": {
       "edition": "proto2",
       "fields": {}
      },
      "ColumnMetaData": {
       "edition": "proto2",
       "fields": {
        "type": {
         "rule": "required",
         "type": "FieldType",
         "id": 1
        },
        "name": {
         "type": "bytes",
         "id": 2
        },
        "originalName": {
         "type": "bytes",
         "id": 3,
         "protoName": "original_name"
        },
        "table": {
         "type": "bytes",
         "id": 4
        },
        "originalTable": {
         "type": "bytes",
         "id": 5,
         "protoName": "original_table"
        },
        "schema": {
         "type": "bytes",
         "id": 6
        },
        "catalog": {
         "type": "bytes",
         "id": 7
        },
        "collation": {
         "type": "uint64",
         "id": 8
        },
        "fractionalDigits": {
         "type": "uint32",
         "id": 9,
         "protoName": "fractional_digits"
        },
        "length": {
         "type": "uint32",
         "id": 10
        },
        "flags": {
         "type": "uint32",
         "id": 11
        },
        "contentType": {
         "type": "uint32",
         "id": 12,
         "protoName": "content_type"
        }
       },
       "nested": {
        "FieldType": {
         "values": {
          "SINT": 1,
          "UINT": 2,
          "DOUBLE": 5,
          "FLOAT": 6,
          "BYTES": 7,
          "TIME": 10,
          "DATETIME": 12,
          "SET": 15,
          "ENUM": 16,
          "BIT": 17,
          "DECIMAL": 18
         }
        }
       }
      },
      "Row": {
       "edition": "proto2",
       "fields": {
        "field": {
         "rule": "repeated",
         "type": "bytes",
         "id": 1
        }
       }
      }
     }
    },
    "Session": {
     "nested": {
      "AuthenticateStart": {
       "edition": "proto2",
       "fields": {
        "mechName": {
         "rule": "required",
         "type": "string",
         "id": 1,
         "protoName": "mech_name"
        },
        "authData": {
         "type": "bytes",
         "id": 2,
         "protoName": "auth_data"
        },
        "initialResponse": {
         "type": "bytes",
         "id": 3,
         "protoName": "initial_response"
        }
       }
      },
      "AuthenticateContinue": {
       "edition": "proto2",
       "fields": {
        "authData": {
         "rule": "required",
         "type": "bytes",
         "id": 1,
         "protoName": "auth_data"
        }
       }
      },
      "AuthenticateOk": {
       "edition": "proto2",
       "fields": {
        "authData": {
         "type": "bytes",
         "id": 1,
         "protoName": "auth_data"
        }
       }
      },
      "Reset": {
       "edition": "proto2",
       "fields": {
        "keepOpen": {
         "type": "bool",
         "id": 1,
         "protoName": "keep_open",
         "options": {
          "default": false
         }
        }
       }
      },
      "Close": {
       "edition": "proto2",
       "fields": {}
      }
     }
    }
   }
  }
 }
};
