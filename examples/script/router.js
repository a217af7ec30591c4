// A script as MySQL Router's mock server runs it: mock script examples/script/router.js --http-port 8080
({
  handshake: { greeting: { exec_time: mysqld.global.connect_exec_time } },
  stmts: (stmt) => {
    mysqld.global.asked = (mysqld.global.asked || 0) + 1;
    if (stmt === 'select @@port') {
      return { result: { columns: [{ name: '@@port', type: 'LONG' }], rows: [[mysqld.session.port]] } };
    }
    return { error: { code: 1273, sql_state: 'HY001', message: 'Syntax Error at: ' + stmt } };
  },
});
