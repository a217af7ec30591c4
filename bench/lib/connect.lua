-- sysbench: log in and say goodbye, over and over
function event()
  local connection = sysbench.sql.driver():connect()
  connection:disconnect()
end
