// The script of the benchmark, as MySQL Router's mock server runs it: no more is asked of either.
({
  stmts: function (stmt) {
    if (stmt === 'SELECT 1') return { result: { columns: [{ name: '1', type: 'LONGLONG' }], rows: [[1]] } };
    return { ok: {} };
  },
});
