# Asks what a list of statements says, with the driver of Ruby, and prints what it sees.
require 'mysql2'
require 'json'
driver, port, user, password, database, path = ARGV
client = Mysql2::Client.new(host: '127.0.0.1', port: port.to_i, username: user, password: password, database: database, encoding: 'utf8mb4')
JSON.parse(File.read(path, encoding: 'utf-8')).each do |sql, values|
  begin
    rows = values.empty? ? client.query(sql, as: :array) : client.prepare(sql).execute(*values, as: :array)
    seen = [client.affected_rows, rows.nil? ? [] : rows.map { |row| row.map(&:inspect) }, sql.start_with?('INSERT') ? client.last_id : 0]
  rescue Mysql2::Error => error
    seen = [error.error_number, error.message]
  end
  puts JSON.generate([sql, seen])
end
client.close
