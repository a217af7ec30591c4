# The matrix's program in Ruby with the mysql2 gem, which is the C library of MariaDB below.
require 'bigdecimal'
require 'date'
require 'digest'
require 'io/wait'
require 'mysql2'
require 'time'

HOST, PORT = ENV['MOCK_HOST'], ENV['MOCK_PORT'].to_i
SCHEMA, FILES = ENV['MOCK_SCHEMA'], ENV['MOCK_FILES']
Encoding.default_external = Encoding::UTF_8
$fields = $stdin.binmode.read.force_encoding('UTF-8').split("\0", -1)

# The common statements of a section: name, SQL, and whether it is refused.
def statements(section)
  $fields.each_slice(3).select { |path, _, outcome| outcome && path.start_with?("#{section}/") }.map do |path, sql, outcome|
    [path.split('/', 2)[1], sql, outcome == 'refused']
  end
end

def describe(value)
  text = case value
         when Array then "[#{value.map { |item| describe(item) }.join(', ')}]"
         when Hash then "{#{value.map { |key, item| "#{describe(key)}: #{describe(item)}" }.join(', ')}}"
         when String then "#{value.encoding} #{value.inspect}"
         when BigDecimal then "decimal #{value}"
         when Time then "time #{value.iso8601(6)}"
         else value.inspect
         end
  text = text.dup.force_encoding('BINARY')
  text.bytesize <= 1000 ? text : "#{text[0, 60].inspect}... (#{text.bytesize} bytes, sha256 #{Digest::SHA256.hexdigest(text)})"
end

def note(label, value)
  $stdout.binmode.write("#{label}: ".b, describe(value), "\n")
end

# Notes all that an operation sees; it has to fail where it is refused.
def run(name, is_refused: false)
  $stdout.binmode.write("## #{name}\n")
  begin
    yield
    has_failed = false
  rescue Mysql2::Error => error
    has_failed = true
    note('raises', [error.class, error.error_number, error.sql_state, error.message])
  rescue StandardError => error
    has_failed = true
    note('raises', [error.class, error.message])
  end
  $stdout.write("(a surprise)\n") if has_failed != is_refused
end

def refused(name, &work)
  run(name, is_refused: true, &work)
end

def connect(**options)
  tls = ENV['MOCK_TLS'] == 'on' ? { ssl_mode: :required, sslverify: false } : {}
  Mysql2::Client.new(host: HOST, port: PORT, username: ENV['MOCK_USER'], password: ENV['MOCK_PASSWORD'],
                     database: SCHEMA, encoding: 'utf8mb4', local_infile: true,
                     flags: Mysql2::Client::MULTI_STATEMENTS, **tls, **options)
end

def with_connection
  client = connect
  yield client
ensure
  client&.close
end

def note_result(result)
  return if result.nil?

  note('columns', result.fields)
  result.each(as: :array) { |row| note('row', row) }
  note('count', result.count)
end

def note_state(client)
  note('affected, id, info, warnings', [client.affected_rows, client.last_id, client.query_info_string, client.warning_count])
end

def query(client, sql, **options)
  note_result(client.query(sql, **options))
  note_state(client) unless options[:stream] # there is no count of rows that are not kept
  while client.next_result
    $stdout.write("next result\n")
    note_result(client.store_result)
    note_state(client)
  end
ensure
  # what has come of an answer before its error
  client.abandon_results! unless client.closed?
end

def execute(client, sql, *values, **options)
  statement = client.prepare(sql)
  note('parameters, columns', [statement.param_count, statement.field_count])
  note_result(statement.execute(*values, **options))
  note('affected, id', [statement.affected_rows, statement.last_id]) unless options[:stream]
ensure
  statement&.close
end

def run_text(client)
  %w[text charset several load].each do |section|
    statements(section).each do |name, sql, is_refused|
      # a month of 0 is no date for the gem
      run(name, is_refused: is_refused || name == 'times: select') { query(client, sql) }
    end
  end
  statements('table').each do |name, sql|
    run("#{name}: not cast") { query(client, sql, cast: false) }
    run("#{name}: row by row", is_refused: name == 'times') do
      with_connection { |own| query(own, sql, stream: true, cache_rows: false) }
    end
    # the C library knows no VECTOR in the binary protocol
    next if name == 'others' && ENV['MOCK_KIND'] == 'mysql'

    run("#{name}: binary", is_refused: name == 'times') { with_connection { |own| execute(own, sql) } }
    # without knowing the longest value the gem has too little space for it, and takes that for a fault of its own
    run("#{name}: binary, row by row", is_refused: %w[fractions times texts bytes shapes others].include?(name)) do
      with_connection { |own| execute(own, sql, stream: true, cache_rows: false) }
    end
  end
end

def run_prepared(client)
  values = [nil, -7, 2**62 + 1, 1.5, 'é😀', '', "\x00\x01\xff".b, true, false, BigDecimal('1.50'), Date.new(2024, 2, 29),
            Time.utc(2024, 2, 29, 12, 34, 56, 789_000), DateTime.new(2024, 2, 29, 1, 2, 3)]
  values.each { |value| run("prepared: #{value.inspect}") { execute(client, 'SELECT HEX(?)', value) } }
  run('prepared: all at once') { execute(client, "SELECT #{values.map { 'HEX(?)' }.join(', ')}", *values) }
  run('prepared: insert') { execute(client, 'INSERT INTO items (code, amount) VALUES (?, ?)', 'p1', 10) }
  run('prepared: update') { execute(client, 'UPDATE items SET amount = amount + ? WHERE code LIKE ?', 1, 'p%') }
  run('prepared: no rows') { execute(client, 'SELECT * FROM items WHERE id = ?', -1) }
  run('prepared: warnings') { execute(client, 'SELECT CAST(? AS SIGNED)', '12abc') }
  run('prepared: shown') { query(client, 'SHOW WARNINGS') }
  run('prepared: call of the silent one') { execute(client, 'CALL silent()') }
  ['SELEC ?', 'SELECT * FROM missing WHERE id = ?', 'INSERT INTO items (id) VALUES (?)', 'SELECT ?; SELECT 2', 'SELECT ?, ?'].each do |sql|
    refused("prepared: #{sql}") { execute(client, sql, 1) }
  end
  run('statement: used three times, closed') do
    statement = client.prepare('SELECT id, code FROM items WHERE id > ? ORDER BY id LIMIT 2')
    [0, 2, 50].each { |id| note_result(statement.execute(id)) }
    statement.close
  end
  run('statement: two at a time') do
    first, second = client.prepare('SELECT ? AS first'), client.prepare('SELECT ? AS second, 2 AS two')
    note_result(second.execute('b'))
    note_result(first.execute('a'))
    first.close
    note_result(second.execute('c'))
    second.close
  end
end

def run_session(client)
  who = -> { query(client, 'SELECT CURRENT_USER(), DATABASE(), @@character_set_client, @@autocommit') }
  run('results: asked for later') do
    client.query('SELECT SLEEP(0.01), 7', async: true)
    note('waits', IO.for_fd(client.socket, autoclose: false).wait_readable(5).nil?)
    note_result(client.async_result)
  end
  run('results: left') { note('first', client.query('SELECT 1; SELECT 2; SELECT 3').to_a) && client.abandon_results! }
  refused('results: out of order') { with_connection { |own| own.query('SELECT 1; SELECT 2') && own.query('SELECT 3') } }
  run('results: as hashes, with symbols') { note('all', client.query('SELECT 1 AS a, 2 AS b', symbolize_keys: true).to_a) }
  run('another schema') { client.select_db('mysql') && who.call }
  refused('no such schema') { client.select_db('missing_schema') }
  run('back again') { client.select_db(SCHEMA) && who.call }
  run('ping') { note('is', client.ping) }
  run('one statement only') { note('is', client.set_server_option(Mysql2::Client::OPTION_MULTI_STATEMENTS_OFF)) }
  refused('one statement only: two') { query(client, 'SELECT 1; SELECT 2') }
  run('several statements') { note('is', client.set_server_option(Mysql2::Client::OPTION_MULTI_STATEMENTS_ON)) }
  run('escaped') { note('is', client.escape("it's \\ \n \0 é")) }
  run('facts') { note('server', [client.server_info, client.encoding]) }
end

def run_blobs(client)
  pattern = (0...65_537).map { |index| (index * 7 + (index >> 8)) & 0xff }.pack('C*')
  sizes = [0, 1, 250, 251, 255, 256, 65_535, 65_536, 1 << 20] + (ENV['MOCK_LARGE'] == 'yes' ? [1 << 24] : [])
  run('blobs: create') { query(client, 'CREATE TABLE blobs (id INT PRIMARY KEY, content LONGBLOB)') }
  sizes.each_with_index do |size, number|
    blob = (pattern * (size / pattern.bytesize + 1)).byteslice(0, size)
    run("blobs: write #{size}") { execute(client, 'INSERT INTO blobs VALUES (?, ?)', number, blob) }
    run("blobs: read #{size} as text") { query(client, "SELECT content FROM blobs WHERE id = #{number}") }
    run("blobs: read #{size} as binary") { execute(client, 'SELECT content FROM blobs WHERE id = ?', number) }
  end
end

def run_logins
  login = lambda do |**options|
    client = connect(**options)
    query(client, "SELECT CURRENT_USER(), DATABASE(), @@character_set_client, @begun, 'é'")
    query(client, "UPDATE #{SCHEMA}.items SET amount = amount")
    client.close
  end
  refused('login: wrong password') { login.call(password: 'wrong') }
  refused('login: no password') { login.call(password: nil) }
  refused('login: unknown user') { login.call(username: 'nobody_é', password: 'any') }
  refused('login: unknown schema') { login.call(database: 'missing_schema') }
  run('login: no schema') { login.call(database: nil) }
  run('login: the other account') { login.call(username: ENV['MOCK_OTHER_USER'], password: ENV['MOCK_OTHER_PASSWORD']) }
  run('login: latin1') { login.call(encoding: 'latin1') }
  run('login: found rows') { login.call(flags: Mysql2::Client::FOUND_ROWS) }
  run('login: compressed') { login.call(flags: Mysql2::Client::COMPRESS) }
  run('login: attributes') { login.call(connect_attrs: { 'program' => 'transcript é', 'empty' => '' }) }
  run('login: a statement to begin with') { login.call(init_command: "SET @begun = 'begun'") }
end

client = connect
run('TLS') { query(client, "SHOW SESSION STATUS LIKE 'Ssl_version'") }
run_text(client)
run_prepared(client)
run_session(client)
run_blobs(client)
run_logins
run('quit') { client.close }
refused('after the end') { client.query('SELECT 1') }
