# A small bank: migrations, UUIDs and timestamps of its own making, transactions, a pool. It knows nothing of mock.

require "mysql2"
require "securerandom"

class Bank
  MIGRATIONS = {
    "1 accounts" => "CREATE TABLE accounts (id CHAR(36) PRIMARY KEY, owner VARCHAR(40) NOT NULL, balance INT NOT NULL, opened_at DATETIME(6) NOT NULL)",
    "2 transfers" => "CREATE TABLE transfers (id INT PRIMARY KEY AUTO_INCREMENT, payer CHAR(36) NOT NULL, payee CHAR(36) NOT NULL, amount INT NOT NULL)",
  }.freeze

  # @param options of Mysql2::Client
  def initialize(size: 2, **options)
    @pool = Queue.new
    size.times { @pool << Mysql2::Client.new(**options) }
  end

  def close
    @pool.pop.close until @pool.empty?
  end

  def migrate
    with do |db|
      db.query("CREATE TABLE IF NOT EXISTS migrations (name VARCHAR(40) PRIMARY KEY)")
      done = db.query("SELECT name FROM migrations").map { |row| row["name"] }
      MIGRATIONS.each do |name, sql|
        next if done.include?(name)
        db.query(sql)
        db.prepare("INSERT INTO migrations (name) VALUES (?)").execute(name)
      end
    end
  end

  def open(owner, balance)
    id = SecureRandom.uuid
    opened = Time.now.utc.strftime("%Y-%m-%d %H:%M:%S.%6N")
    with { |db| db.prepare("INSERT INTO accounts (id, owner, balance, opened_at) VALUES (?, ?, ?, ?)").execute(id, owner, balance, opened) }
    [id, opened]
  end

  def account(id)
    query = "SELECT owner, balance, CAST(opened_at AS CHAR) AS opened FROM accounts WHERE id = ?"
    with { |db| db.prepare(query).execute(id).first }
  end

  def transfer(payer, payee, amount)
    with do |db|
      db.query("BEGIN")
      db.prepare("UPDATE accounts SET balance = balance - ? WHERE id = ? AND balance >= ?").execute(amount, payer, amount)
      if db.affected_rows.zero?
        db.query("ROLLBACK")
        next false
      end
      db.prepare("UPDATE accounts SET balance = balance + ? WHERE id = ?").execute(amount, payee)
      db.prepare("INSERT INTO transfers (payer, payee, amount) VALUES (?, ?, ?)").execute(payer, payee, amount)
      db.query("COMMIT")
      true
    end
  end

  def transfers_of(payer)
    with { |db| db.prepare("SELECT COUNT(*) AS count FROM transfers WHERE payer = ?").execute(payer).first["count"] }
  end

  private

  def with
    db = @pool.pop
    yield db
  ensure
    @pool << db
  end
end
