import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** A small bank: migrations, UUIDs and timestamps of its own making, transactions, a pool. It knows nothing of mock. */
final class Bank {
  private static final Map<String, String> MIGRATIONS = new TreeMap<>(Map.of(
      "1 accounts", "CREATE TABLE accounts (id CHAR(36) PRIMARY KEY, owner VARCHAR(40) NOT NULL, balance INT NOT NULL, opened_at DATETIME(6) NOT NULL)",
      "2 transfers", "CREATE TABLE transfers (id INT PRIMARY KEY AUTO_INCREMENT, payer CHAR(36) NOT NULL, payee CHAR(36) NOT NULL, amount INT NOT NULL)"));
  private final BlockingQueue<Connection> pool;

  Bank(Connection... connections) {
    pool = new ArrayBlockingQueue<>(connections.length, false, List.of(connections));
  }

  /** What is done with one of the pool's connections. */
  private interface Work<T> {
    T with(Connection db) throws SQLException;
  }

  private <T> T borrow(Work<T> work) throws SQLException {
    Connection db = pool.remove();
    try {
      return work.with(db);
    } finally {
      pool.add(db);
    }
  }

  static final class Account {
    final String id;
    final String owner;
    final int balance;
    final Instant opened;

    Account(String id, String owner, int balance, Instant opened) {
      this.id = id;
      this.owner = owner;
      this.balance = balance;
      this.opened = opened;
    }

    @Override
    public String toString() {
      return id + " " + owner + " " + balance + " " + opened;
    }
  }

  void migrate() throws SQLException {
    borrow(db -> {
      try (Statement statement = db.createStatement()) {
        statement.execute("CREATE TABLE IF NOT EXISTS migrations (name VARCHAR(40) PRIMARY KEY)");
        for (Map.Entry<String, String> each : MIGRATIONS.entrySet()) {
          if (count(db, "SELECT COUNT(*) FROM migrations WHERE name = ?", each.getKey()) > 0) continue;
          statement.execute(each.getValue());
          update(db, "INSERT INTO migrations (name) VALUES (?)", each.getKey());
        }
      }
      return null;
    });
  }

  Account open(String owner, int balance) throws SQLException {
    Account account = new Account(UUID.randomUUID().toString(), owner, balance, Instant.now().truncatedTo(ChronoUnit.MICROS));
    String sql = "INSERT INTO accounts (id, owner, balance, opened_at) VALUES (?, ?, ?, ?)";
    borrow(db -> update(db, sql, account.id, owner, balance, Timestamp.from(account.opened)));
    return account;
  }

  /** Null where there is none. */
  Account account(String id) throws SQLException {
    String sql = "SELECT owner, balance, opened_at FROM accounts WHERE id = ?";
    return borrow(db -> {
      try (PreparedStatement statement = prepared(db, sql, id); ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) return null;
        return new Account(id, rows.getString(1), rows.getInt(2), rows.getTimestamp(3).toInstant());
      }
    });
  }

  /** Whether there was enough. */
  boolean transfer(String payer, String payee, int amount) throws SQLException {
    return borrow(db -> {
      db.setAutoCommit(false);
      try {
        String take = "UPDATE accounts SET balance = balance - ? WHERE id = ? AND balance >= ?";
        boolean isEnough = update(db, take, amount, payer, amount) > 0;
        if (isEnough) {
          update(db, "UPDATE accounts SET balance = balance + ? WHERE id = ?", amount, payee);
          update(db, "INSERT INTO transfers (payer, payee, amount) VALUES (?, ?, ?)", payer, payee, amount);
          db.commit();
        } else db.rollback();
        return isEnough;
      } finally {
        db.setAutoCommit(true);
      }
    });
  }

  int transfersOf(String payer) throws SQLException {
    return borrow(db -> count(db, "SELECT COUNT(*) FROM transfers WHERE payer = ?", payer));
  }

  private static int count(Connection db, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = prepared(db, sql, values); ResultSet rows = statement.executeQuery()) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static int update(Connection db, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = prepared(db, sql, values)) {
      return statement.executeUpdate();
    }
  }

  private static PreparedStatement prepared(Connection db, String sql, Object... values) throws SQLException {
    PreparedStatement statement = db.prepareStatement(Objects.requireNonNull(sql));
    for (int at = 0; at < values.length; at++) statement.setObject(at + 1, values[at]);
    return statement;
  }
}
