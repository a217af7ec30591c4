// The matrix's program in Java with MariaDB Connector/J.
import java.io.ByteArrayInputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.*;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

public final class Program {
    private interface Work { void run() throws Exception; }

    private record Common(String name, String sql, boolean isRefused) {}

    private static PrintStream out;
    private static String[] fields;

    public static void main(String[] args) throws Exception {
        out = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), false, StandardCharsets.UTF_8);
        fields = new String(System.in.readAllBytes(), StandardCharsets.UTF_8).split("\0", -1);
        try (Connection text = connect(); Connection binary = connect("useServerPrepStmts", "true")) {
            run("TLS", () -> query(text, "SHOW SESSION STATUS LIKE 'Ssl_version'"));
            runText(text, binary);
            runPrepared(text, "emulated");
            runPrepared(binary, "prepared");
            runSession(text);
            runMetaData(text);
            runBlobs(text, binary);
            runLogins();
        }
        out.flush();
        // threads of the driver would wait on
        System.exit(0);
    }

    private static String env(String name) { return System.getenv("MOCK_" + name); }

    private static boolean isUnreadable(String sql) {
        return env("KIND").equals("mysql") && sql.contains("FROM others ORDER");
    }

    private static Connection connect(String... options) throws SQLException {
        Properties settings = new Properties();
        settings.put("user", env("USER"));
        settings.put("password", env("PASSWORD"));
        settings.put("allowMultiQueries", "true");
        settings.put("allowLocalInfile", "true");
        settings.put("allowPublicKeyRetrieval", "true");
        settings.put("useSsl", env("TLS").equals("on") ? "true" : "false");
        settings.put("trustServerCertificate", "true");
        settings.put("schema", env("SCHEMA"));
        for (int at = 0; at < options.length; at += 2) settings.put(options[at], options[at + 1]);
        String schema = (String) settings.remove("schema");
        return DriverManager.getConnection("jdbc:mariadb://" + env("HOST") + ":" + env("PORT") + "/" + schema, settings);
    }

    private static List<Common> statements(String section) {
        List<Common> all = new ArrayList<>();
        for (int at = 0; at + 2 < fields.length; at += 3) {
            String[] path = fields[at].split("/", 2);
            if (path[0].equals(section)) all.add(new Common(path[1], fields[at + 1], fields[at + 2].equals("refused")));
        }
        return all;
    }

    private static void note(String label, Object... values) throws Exception {
        StringBuilder line = new StringBuilder(label).append(':');
        for (Object value : values) line.append(' ').append(describe(value));
        out.println(line);
    }

    private static String describe(Object value) throws Exception {
        if (value == null) return "null";
        String text = value instanceof byte[] bytes ? new String(bytes, StandardCharsets.ISO_8859_1)
            : value instanceof Blob blob ? new String(blob.getBytes(1, (int) blob.length()), StandardCharsets.ISO_8859_1)
            : value.toString();
        String kind = value instanceof byte[] ? "bytes" : value.getClass().getSimpleName();
        if (text.length() > 1000) return kind + " of " + text.length() + ", sha256 " + sha256(text);
        StringBuilder shown = new StringBuilder(kind).append(" '");
        for (char c : text.toCharArray()) shown.append(c < ' ' || c == '\'' || Character.isSurrogate(c) || c > 0x2000 ? String.format("\\u%04x", (int) c) : String.valueOf(c));
        return shown.append('\'').toString();
    }

    private static String sha256(String text) throws Exception {
        return java.util.HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void run(String name, Work work) throws Exception { perform(name, work, false); }

    private static void refused(String name, Work work) throws Exception { perform(name, work, true); }

    private static void perform(String name, Work work, boolean isRefused) throws Exception {
        out.println("## " + name);
        boolean hasFailed = false;
        try {
            work.run();
        } catch (Exception error) {
            hasFailed = true;
            note("throws " + error.getClass().getName(), withoutChance(error.getMessage()));
            if (error instanceof SQLException refusal) note("code, state", refusal.getErrorCode(), refusal.getSQLState());
        }
        if (hasFailed != isRefused) out.println("(a surprise)");
    }

    /** The driver's messages name the connection's id, its thread and its address. */
    private static String withoutChance(String message) {
        return message == null ? "" : message.replaceAll("\\(conn=\\d+\\)", "(conn=N)").replaceAll("port=\\d+", "port=N")
            .replaceAll("thread: ?\\S+", "thread: N");
    }

    private static void noteAll(Statement statement, boolean hasRows) throws Exception {
        for (;;) {
            if (hasRows) {
                noteRows(statement.getResultSet());
            } else {
                long count = statement.getLargeUpdateCount();
                if (count == -1) return;
                note("affected", count);
                if (!(statement instanceof CallableStatement)) {
                    try (ResultSet keys = statement.getGeneratedKeys()) { noteRows(keys); }
                }
            }
            for (SQLWarning warning = statement.getWarnings(); warning != null; warning = warning.getNextWarning()) {
                note("warning", warning.getErrorCode(), warning.getSQLState(), warning.getMessage());
            }
            statement.clearWarnings();
            hasRows = statement.getMoreResults();
        }
    }

    private static void noteRows(ResultSet rows) throws Exception {
        ResultSetMetaData columns = rows.getMetaData();
        int count = columns.getColumnCount();
        for (int index = 1; index <= count; index++) {
            note("column", columns.getColumnLabel(index), columns.getColumnName(index), columns.getTableName(index),
                columns.getColumnTypeName(index), columns.getColumnType(index), columns.getPrecision(index), columns.getScale(index),
                columns.isNullable(index), columns.isSigned(index), columns.isAutoIncrement(index), columns.getColumnClassName(index));
        }
        while (rows.next()) {
            Object[] values = new Object[count];
            for (int index = 1; index <= count; index++) values[index - 1] = columns.getColumnType(index) == Types.TIMESTAMP || columns.getColumnType(index) == Types.DATE
                || columns.getColumnType(index) == Types.TIME ? rows.getString(index) : rows.getObject(index);
            note("row", values);
        }
    }

    private static void query(Connection connection, String sql) throws Exception {
        try (Statement statement = connection.createStatement()) {
            noteAll(statement, statement.execute(sql, Statement.RETURN_GENERATED_KEYS));
        }
    }

    private static void execute(Connection connection, String sql, Object... values) throws Exception {
        try (PreparedStatement statement = connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)) {
            for (int index = 0; index < values.length; index++) statement.setObject(index + 1, values[index]);
            noteAll(statement, statement.execute());
        }
    }

    private static void runText(Connection text, Connection binary) throws Exception {
        for (String section : new String[] {"text", "several", "load"}) {
            for (Common each : statements(section)) {
                if (isUnreadable(each.sql)) continue;
                perform(each.name, () -> query(text, each.sql), each.isRefused);
            }
        }
        for (Common each : statements("table")) {
            if (isUnreadable(each.sql)) continue;
            run(each.name + ": binary", () -> execute(binary, each.sql));
            run(each.name + ": row by row", () -> {
                try (Statement statement = text.createStatement()) {
                    statement.setFetchSize(1);
                    noteRows(statement.executeQuery(each.sql));
                }
            });
        }
    }

    private static void runPrepared(Connection connection, String how) throws Exception {
        Object[] values = {null, -7, 1L << 62, 1.5, 0.1f, "é😀'\"\\\0", "", new byte[] {0, 1, -1}, true, new java.math.BigDecimal("1.50"),
            java.time.LocalDate.of(2024, 2, 29), java.time.LocalDateTime.of(2024, 2, 29, 12, 34, 56, 789000000), java.time.LocalTime.of(1, 2, 3)};
        // MySQL takes the driver's binary form of some value for a malformed packet
        boolean isMalformed = how.equals("prepared") && env("KIND").equals("mysql");
        perform(how + ": every type", () -> execute(connection, "SELECT HEX(?)" + ", HEX(?)".repeat(values.length - 1), values), isMalformed);
        run(how + ": insert", () -> execute(connection, "INSERT INTO items (code, amount) VALUES (?, ?)", how.substring(0, 2), 10));
        run(how + ": update", () -> execute(connection, "UPDATE items SET amount = amount + ? WHERE id < ?", 1, 4));
        run(how + ": no rows", () -> execute(connection, "SELECT * FROM items WHERE id = ?", -1));
        run(how + ": warnings", () -> execute(connection, "SELECT CAST(? AS SIGNED)", "12abc"));
        for (String sql : new String[] {"SELEC ?", "SELECT * FROM missing WHERE id = ?", "INSERT INTO items (id) VALUES (?)", "SELECT ?, ?"}) {
            refused(how + ": " + sql, () -> execute(connection, sql, 1));
        }
        run(how + ": procedure with OUT parameters", () -> {
            try (CallableStatement call = connection.prepareCall("{call several(?, ?, ?)}")) {
                call.setInt(1, 2);
                call.registerOutParameter(2, Types.INTEGER);
                call.setString(3, "é");
                call.registerOutParameter(3, Types.VARCHAR);
                noteAll(call, call.execute());
                note("out", call.getInt(2), call.getString(3));
            }
        });
        run(how + ": function", () -> {
            try (CallableStatement call = connection.prepareCall("{? = call twice(?)}")) {
                call.registerOutParameter(1, Types.INTEGER);
                call.setInt(2, 21);
                call.execute();
                note("out", call.getInt(1));
            }
        });
        refused(how + ": call of the failing one", () -> execute(connection, "CALL fails_late()"));
        run(how + ": batch", () -> {
            try (PreparedStatement statement = connection.prepareStatement("REPLACE INTO items (code, amount) VALUES (?, ?)")) {
                for (int index = 0; index < 20; index++) {
                    statement.setString(1, "b" + index);
                    if (index % 5 == 0) statement.setNull(2, Types.INTEGER, "INT"); else statement.setInt(2, index);
                    if (index % 5 != 0) statement.addBatch();
                }
                for (int count : statement.executeBatch()) note("count", count);
            }
        });
        refused(how + ": batch that fails", () -> {
            try (PreparedStatement statement = connection.prepareStatement("INSERT INTO items (id, code) VALUES (?, ?)")) {
                for (int id : new int[] {70001, 1, 70002}) {
                    statement.setInt(1, id);
                    statement.setString(2, how.charAt(0) + "f" + id);
                    statement.addBatch();
                }
                statement.executeBatch();
            }
        });
        run(how + ": and on", () -> query(connection, "SELECT COUNT(*) FROM items"));
    }

    private static void runSession(Connection connection) throws Exception {
        for (boolean isKept : new boolean[] {true, false}) {
            run(isKept ? "commit" : "rollback", () -> {
                connection.setAutoCommit(false);
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                query(connection, "REPLACE INTO items (code) VALUES ('tx')");
                Savepoint here = connection.setSavepoint("here");
                query(connection, "DELETE FROM items WHERE code = 'tx'");
                connection.rollback(here);
                if (isKept) connection.commit(); else connection.rollback();
                connection.setAutoCommit(true);
                query(connection, "SELECT COUNT(*) FROM items WHERE code = 'tx'");
            });
        }
        run("valid", () -> note("is", connection.isValid(5)));
        run("read only", () -> { connection.setReadOnly(true); note("is", connection.isReadOnly()); connection.setReadOnly(false); });
        run("another schema", () -> { connection.setCatalog("mysql"); note("is", connection.getCatalog()); });
        run("back again", () -> { connection.setCatalog(env("SCHEMA")); note("is", connection.getCatalog()); });
        run("several at once", () -> {
            try (Statement statement = connection.createStatement()) {
                for (int index = 0; index < 10; index++) statement.addBatch("UPDATE items SET amount = " + index + " WHERE id = 1");
                for (int count : statement.executeBatch()) note("count", count);
            }
        });
    }

    private static void runMetaData(Connection connection) throws Exception {
        DatabaseMetaData facts = connection.getMetaData();
        run("meta data: names", () -> note("are", facts.getDatabaseProductName(), facts.getDatabaseProductVersion(), facts.getDriverVersion()));
        run("meta data: tables", () -> noteRows(facts.getTables(env("SCHEMA"), null, "i%", null)));
        run("meta data: columns", () -> noteRows(facts.getColumns(env("SCHEMA"), null, "items", null)));
        run("meta data: primary keys", () -> noteRows(facts.getPrimaryKeys(env("SCHEMA"), null, "items")));
        run("meta data: procedures", () -> noteRows(facts.getProcedures(env("SCHEMA"), null, "s%")));
    }

    private static void runBlobs(Connection text, Connection binary) throws Exception {
        List<Integer> sizes = new ArrayList<>(List.of(0, 1, 250, 251, 255, 256, 65_535, 65_536, 1 << 20));
        if (env("LARGE").equals("yes")) sizes.add(1 << 24);
        run("blobs: create", () -> query(text, "CREATE TABLE blobs (id INT PRIMARY KEY, content LONGBLOB)"));
        for (int size : sizes) {
            byte[] blob = new byte[size];
            for (int at = 0; at < size; at++) blob[at] = (byte) (at % 65_537 * 7 + (at % 65_537 >> 8));
            run("blobs: write " + size, () -> execute(text, "INSERT INTO blobs VALUES (?, ?)", size, blob));
            run("blobs: write as a stream " + size, () -> {
                try (PreparedStatement statement = binary.prepareStatement("REPLACE INTO blobs VALUES (?, ?)")) {
                    statement.setInt(1, size);
                    statement.setBinaryStream(2, new ByteArrayInputStream(blob));
                    note("affected", statement.executeUpdate());
                }
            });
            run("blobs: read as text " + size, () -> query(text, "SELECT content FROM blobs WHERE id = " + size));
            run("blobs: read as binary " + size, () -> execute(binary, "SELECT content FROM blobs WHERE id = ?", size));
        }
    }

    private static void login(String... options) throws Exception {
        try (Connection connection = connect(options)) {
            query(connection, "SELECT CURRENT_USER(), DATABASE(), @@character_set_client, @begun, 'é'");
            query(connection, "UPDATE " + env("SCHEMA") + ".items SET amount = amount");
        }
    }

    private static void runLogins() throws Exception {
        refused("login: wrong password", () -> login("password", "wrong"));
        refused("login: no password", () -> login("password", ""));
        refused("login: unknown user", () -> login("user", "nobody_é", "password", "any"));
        refused("login: unknown schema", () -> login("schema", "missing_schema"));
        run("login: no schema", () -> login("schema", ""));
        run("login: the other account", () -> login("user", env("OTHER_USER"), "password", env("OTHER_PASSWORD")));
        run("login: rows that changed", () -> login("useAffectedRows", "true"));
        run("login: variables", () -> login("sessionVariables", "@begun='begun',sql_mode='ANSI_QUOTES'"));
        run("login: one command after the other", () -> login("usePipelineAuth", "false", "useBatchMultiSend", "false"));
        run("login: one login command after the other", () -> login("usePipelineAuth", "true"));
        refused("load: forbidden", () -> {
            try (Connection connection = connect("allowLocalInfile", "false")) {
                query(connection, "LOAD DATA LOCAL INFILE '" + env("FILES") + "/rows.tsv' INTO TABLE loaded");
            }
        });
    }
}
