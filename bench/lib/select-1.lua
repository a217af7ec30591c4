-- sysbench: the same short statement over and over, as text
function thread_init()
  connection = sysbench.sql.driver():connect()
end

function event()
  connection:query("SELECT 1")
end

function thread_done()
  connection:disconnect()
end
