// Types of the X Protocol's notices, as scripts number them (Mysqlx.Notice.Frame.Type).

export const XNoticeType = {
  WARNING: 1,
  SESSION_VARIABLE_CHANGED: 2,
  SESSION_STATE_CHANGED: 3,
  GROUP_REPLICATION_STATE_CHANGED: 4,
  SERVER_HELLO: 5,
} as const;
