<?php
// Tests that answer from a recording of MySQL or MariaDB, each in a scope of its own. Starts the executable `mock` and speaks its
// standard output and its REST API; it knows nothing of MySQL's protocol. PHPUnit 9 and newer, PHP 8.0 and newer.
declare(strict_types=1);

namespace MysqlReplay;

/** The executable, once per recording and process of PHP. It ends with us, since its standard input does. */
final class Mock
{
    /** @var array<string, self> */
    private static array $started = [];
    public readonly int $port;
    private ?string $http = null;
    /** @var resource */
    private $process;
    /** @var array<int, resource> */
    private array $pipes = [];

    public static function for(string $recording): self
    {
        return self::$started[$recording] ??= new self($recording);
    }

    private function __construct(public readonly string $recording)
    {
        $command = preg_split('/ +/', getenv('MOCK_COMMAND') ?: 'npx --no-install mock');
        $words = [...$command, ...self::words($recording)];
        $environment = ['MOCK_END_WITH_STDIN' => '1'] + getenv();
        $process = proc_open($words, [['pipe', 'r'], ['pipe', 'w'], STDERR], $this->pipes, null, $environment);
        if ($process === false) {
            throw new \RuntimeException('mock cannot be started: ' . implode(' ', $words) . '; set MOCK_COMMAND');
        }
        $this->process = $process;
        $port = 0;
        while (($line = fgets($this->pipes[1])) !== false) {
            if (preg_match('~^listening mysql://.*:(\d+)$~', rtrim($line), $found)) {
                $port = (int) $found[1];
            } elseif (preg_match('~^listening (http://\S+)$~', rtrim($line), $found)) {
                $this->http = rtrim($found[1], '/');
            } elseif (rtrim($line) === 'ready') {
                $this->port = $port;
                return;
            }
        }
        throw new \RuntimeException('mock ended before it was ready: ' . implode(' ', $words));
    }

    public function __destruct()
    {
        fclose($this->pipes[0]);
        proc_close($this->process);
    }

    /** What failed tests recorded is not kept by mock. */
    public function tellFailure(): void
    {
        if ($this->http === null) {
            fwrite($this->pipes[0], "failed\n");
        }
    }

    /** Misses of a scope, as lines; none while recording. @return list<string> */
    public function misses(string $scope): array
    {
        if ($this->http === null) {
            return [];
        }
        $answer = file_get_contents("{$this->http}/api/v1/mock/misses", false, stream_context_create(['http' => ['ignore_errors' => true]]));
        if (str_contains($http_response_header[0] ?? '', ' 404')) {
            throw new \RuntimeException('this mock is older than ReplaysMysql.php: it tells no misses; update mysql-replay');
        }
        $misses = json_decode((string) $answer, true);
        $own = array_filter($misses, fn (array $miss): bool => $miss['scope'] === $scope);
        return array_values(array_map(self::told(...), $own));
    }

    /** @param array<string, mixed> $miss */
    private static function told(array $miss): string
    {
        $text = 'mock has no recorded answer to: ' . ($miss['sql'] ?? $miss['command']);
        $nearest = $miss['nearest'];
        return $nearest === null ? $text : "$text\n    nearest: {$nearest['sql']}\n    {$nearest['difference']}";
    }

    /** Replays what is there; records where it is not and a server is named, but never with CI set. @return list<string> */
    private static function words(string $recording): array
    {
        $upstream = getenv('MOCK_UPSTREAM') ?: '';
        $isCi = !in_array(strtolower(getenv('CI') ?: ''), ['', '0', 'false', 'no', 'off'], true);
        $isWanted = getenv('MOCK_RECORD') === 'all' || !file_exists($recording);
        if (!$isWanted) {
            return ['replay', $recording, '--port', '0', '--http-port', '0', '--log-level', 'error'];
        }
        if ($isCi || $upstream === '') {
            $why = $isCi ? 'with CI set none is made' : 'none can be made without a server: set MOCK_UPSTREAM';
            throw new \RuntimeException("there is no recording at $recording, and $why");
        }
        return ['record', '--upstream', $upstream, '-o', $recording, '--overwrite', '--port', '0', '--log-level', 'error'];
    }
}

/** For a TestCase: `$this->mock('shop.db')` says where this test connects, and a miss fails it. */
trait ReplaysMysql
{
    private ?Mock $mysqlReplay = null;

    /** @return array{host: string, port: int} */
    protected function mock(string $recording): array
    {
        $this->mysqlReplay = Mock::for($recording);
        return ['host' => '127.0.0.1', 'port' => $this->mysqlReplay->port];
    }

    /** The user to log in as: it carries the test's name, which is its scope. */
    protected function mockUser(string $name): string
    {
        return "$name+{$this->mockScope()}";
    }

    /** @after */
    #[\PHPUnit\Framework\Attributes\After]
    public function failForMisses(): void
    {
        // PHPUnit 10 and newer, 9
        $hasFailed = method_exists($this, 'status') ? $this->status()->isFailure() || $this->status()->isError() : $this->hasFailed();
        if ($hasFailed) {
            $this->mysqlReplay?->tellFailure();
        }
        $lines = $this->mysqlReplay?->misses($this->mockScope()) ?? [];
        if ($lines !== []) {
            $this->fail(implode("\n", [...$lines, 'If that is as it should be, record anew: MOCK_RECORD=all.']));
        }
    }

    private function mockScope(): string
    {
        // a plus would end the user's name
        return str_replace('+', ' plus ', static::class . '::' . (method_exists($this, 'nameWithDataSet') ? $this->nameWithDataSet() : $this->getName()));
    }
}
