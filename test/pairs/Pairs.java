// Asks what a list of statements says, with a driver of Java, and prints what it sees. The list is one statement to a line,
// its values behind tabs, each with a letter for its type.
import java.nio.file.*;
import java.sql.*;
import java.util.*;

class Pairs {
  public static void main(String[] args) throws Exception {
    String options = args[0].equals("java-prepared") ? "?useServerPrepStmts=true" : "";
    String url = "jdbc:mariadb://127.0.0.1:" + args[1] + "/" + args[4] + options;
    try (Connection db = DriverManager.getConnection(url, args[2], args[3])) {
      for (String line : Files.readAllLines(Paths.get(args[5] + ".tsv"))) {
        String[] parts = line.split("\t");
        System.out.println(parts[0] + " | " + ask(db, parts));
      }
    }
  }

  static String ask(Connection db, String[] parts) {
    StringBuilder seen = new StringBuilder();
    try (PreparedStatement st = db.prepareStatement(parts[0], Statement.RETURN_GENERATED_KEYS)) {
      for (int n = 1; n < parts.length; n++) {
        String value = parts[n].substring(1);
        if (parts[n].charAt(0) == 'i') st.setInt(n, Integer.parseInt(value));
        else if (parts[n].charAt(0) == 'd') st.setDouble(n, Double.parseDouble(value));
        else st.setString(n, value);
      }
      if (!st.execute()) {
        seen.append(st.getUpdateCount());
        if (parts[0].startsWith("INSERT")) {
          ResultSet keys = st.getGeneratedKeys();
          if (keys.next()) seen.append(" id ").append(keys.getString(1));
        }
        return seen.toString();
      }
      ResultSet rows = st.getResultSet();
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        for (int n = 1; n <= columns; n++) seen.append(rows.getString(n)).append(',');
        seen.append(';');
      }
      return seen.toString();
    } catch (SQLException error) {
      return error.getErrorCode() + " " + error.getMessage().replaceAll("\\(conn=\\d+\\) ", "");
    }
  }
}
