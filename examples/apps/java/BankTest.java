// Compiled with Bank.java and integrations/junit/MockRecording.java; bank.db is the recording.

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BankTest {
  @RegisterExtension static MockRecording mock = new MockRecording("bank.db");

  private static String env(String name, String otherwise) {
    return System.getenv().getOrDefault(name, otherwise);
  }

  /** What a test does with a bank. */
  interface Work {
    void with(Bank bank) throws SQLException;
  }

  private static Connection connect() throws SQLException {
    String url = mock.url("mariadb", "bank") + "?useServerPrepStmts=true&serverTimezone=UTC&allowPublicKeyRetrieval=true&connectTimeout=120000";
    return DriverManager.getConnection(url, mock.user(env("MYSQL_USER", "demo")), env("MYSQL_PWD", "any"));
  }

  private static void inBank(Work work) throws SQLException {
    try (Connection one = connect(); Connection other = connect()) {
      Bank bank = new Bank(one, other);
      bank.migrate();
      work.with(bank);
    }
  }

  @Test
  void opensAnAccount() throws SQLException {
    inBank(bank -> {
      Bank.Account ann = bank.open("Ann", 100);
      assertEquals(ann.toString(), bank.account(ann.id).toString());
    });
  }

  @Test
  void transfersMoney() throws SQLException {
    inBank(bank -> {
      String ann = bank.open("Ann", 100).id;
      String bob = bank.open("Bob", 0).id;
      assertTrue(bank.transfer(ann, bob, 30));
      assertEquals("70 30", bank.account(ann).balance + " " + bank.account(bob).balance);
      assertEquals(1, bank.transfersOf(ann));
    });
  }

  @Test
  void leavesAllAsItWasWhereThereIsTooLittle() throws SQLException {
    inBank(bank -> {
      String ann = bank.open("Ann", 10).id;
      String bob = bank.open("Bob", 0).id;
      assertFalse(bank.transfer(ann, bob, 30));
      assertEquals("10 0", bank.account(ann).balance + " " + bank.account(bob).balance);
      assertEquals(0, bank.transfersOf(ann));
    });
  }

  @Test
  void knowsNoAccountThatNobodyOpened() throws SQLException {
    inBank(bank -> assertNull(bank.account("00000000-0000-4000-a000-000000000000")));
  }
}
