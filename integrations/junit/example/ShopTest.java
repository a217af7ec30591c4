import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ShopTest {
  @RegisterExtension static MockRecording mock = new MockRecording("shop.db");

  private int count(String query) throws SQLException {
    try (Connection db = DriverManager.getConnection(mock.url("mariadb", "shop"), mock.user("demo"), "any");
        ResultSet rows = db.createStatement().executeQuery(query)) {
      int count = 0;
      while (rows.next()) count++;
      return count;
    }
  }

  @Test
  void listsTheProducts() throws SQLException {
    assertEquals(3, count("SELECT * FROM products"));
  }

  @Test
  void countsTheOrders() throws SQLException {
    assertEquals(1, count("SELECT COUNT(*) FROM orders"));
  }
}
