// Tests that answer from a recording of MySQL or MariaDB, each in a scope of its own. Starts the executable `mock` and speaks its
// standard output and its REST API; it knows nothing of MySQL's protocol. JUnit 5, Java 11 and newer.

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** {@code @RegisterExtension static MockRecording mock = new MockRecording("shop.db");} */
public final class MockRecording implements BeforeEachCallback, AfterEachCallback {
  private static final Map<String, MockRecording> STARTED = new ConcurrentHashMap<>();
  private final String recording;
  private final ThreadLocal<String> scope = ThreadLocal.withInitial(() -> "");
  private int port;
  private String http;
  private OutputStream input;

  public MockRecording(String recording) {
    this.recording = recording;
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    MockRecording server = STARTED.computeIfAbsent(new File(recording).getAbsolutePath(), this::start);
    port = server.port;
    http = server.http;
    input = server.input;
    String method = context.getRequiredTestMethod().getName();
    // a plus would end the user's name
    String named = method + context.getDisplayName().replace(method, "").replace("()", "");
    scope.set((context.getRequiredTestClass().getSimpleName() + "." + named).replace("+", " plus "));
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException, InterruptedException {
    // what failed tests recorded is not kept by mock
    if (http == null && context.getExecutionException().isPresent()) {
      input.write("failed\n".getBytes(StandardCharsets.UTF_8));
      input.flush();
    }
    String lines = http == null ? "" : told(scope.get());
    if (lines.isEmpty()) return;
    throw new AssertionError("mock has no recorded answer to what the test asked:\n" + lines
        + "\nIf that is as it should be, record anew: MOCK_RECORD=all.");
  }

  public String host() {
    return "127.0.0.1";
  }

  public int port() {
    return port;
  }

  /** The user to log in as: it carries the test's name, which is its scope. */
  public String user(String name) {
    return name + "+" + scope.get();
  }

  /** @param scheme mysql or mariadb */
  public String url(String scheme, String database) {
    return "jdbc:" + scheme + "://" + host() + ":" + port + "/" + database;
  }

  /** It ends with us, since its standard input does. */
  private MockRecording start(String path) {
    List<String> words = new ArrayList<>(List.of(env("MOCK_COMMAND", "npx --no-install mock").split(" +")));
    words.addAll(wordsFor(path));
    try {
      ProcessBuilder builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT);
      builder.environment().put("MOCK_END_WITH_STDIN", "1");
      Process process = builder.start();
      input = process.getOutputStream();
      BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream()));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("listening mysql://")) port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
        else if (line.startsWith("listening http://")) http = line.substring("listening ".length()).replaceAll("/$", "");
        else if (line.equals("ready")) return this;
      }
    } catch (IOException error) {
      throw new IllegalStateException("mock cannot be started: " + error.getMessage() + "; set MOCK_COMMAND", error);
    }
    throw new IllegalStateException("mock ended before it was ready: " + String.join(" ", words));
  }

  /** Replays what is there; records where it is not and a server is named, but never with CI set. */
  private static List<String> wordsFor(String path) {
    if (new File(path).exists() && !env("MOCK_RECORD", "").equals("all")) {
      return List.of("replay", path, "--port", "0", "--http-port", "0", "--log-level", "error");
    }
    boolean isCi = !List.of("", "0", "false", "no", "off").contains(env("CI", "").toLowerCase());
    String upstream = env("MOCK_UPSTREAM", "");
    if (isCi) throw new IllegalStateException("there is no recording at " + path + ", and with CI set none is made");
    if (upstream.isEmpty()) {
      throw new IllegalStateException("there is no recording at " + path + ", and none can be made: set MOCK_UPSTREAM");
    }
    return List.of("record", "--upstream", upstream, "-o", path, "--overwrite", "--port", "0", "--log-level", "error");
  }

  /** Misses of a scope. JSON is looked at as text: Java brings no reader of it, and a miss's own scope comes before its nearest's. */
  private String told(String name) throws IOException, InterruptedException {
    StringBuilder lines = new StringBuilder();
    for (String miss : misses().split("(?=\\{\"time\":)")) {
      int at = miss.indexOf("\"scope\":");
      if (at >= 0 && miss.startsWith("\"scope\":" + quoted(name), at)) lines.append("    ").append(miss).append('\n');
    }
    return lines.toString().stripTrailing();
  }

  private String misses() throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(http + "/api/v1/mock/misses")).build();
    HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 404) return answer.body();
    throw new IllegalStateException("this mock is older than MockRecording.java: it tells no misses; update mysql-replay");
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static String env(String name, String otherwise) {
    String value = System.getenv(name);
    return value == null || value.isEmpty() ? otherwise : value;
  }
}
