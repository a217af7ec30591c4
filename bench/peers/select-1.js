// The script of the benchmark, as MySQL Router's mock server runs it: the same file was measured there.
({
  stmts: (stmt) => {
    if (stmt === 'SELECT 1') return { result: { columns: [{ name: '1', type: 'LONGLONG' }], rows: [[1]] } };
    return { ok: {} };
  },
});
