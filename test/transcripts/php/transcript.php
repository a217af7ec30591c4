<?php
// What the programs in PHP share: their target, the common statements, and the transcript that they print.
declare(strict_types=1);

error_reporting(E_ALL);
set_error_handler(function (int $level, string $message): bool {
    print('warning: ' . $message . "\n");
    return true;
});

final class Target
{
    public static string $kind, $host, $user, $password, $otherUser, $otherPassword, $schema, $files;
    public static int $port;
    public static bool $isTls, $isLarge;

    public static function read(): void
    {
        [self::$kind, self::$host] = [getenv('MOCK_KIND'), getenv('MOCK_HOST')];
        [self::$user, self::$password] = [getenv('MOCK_USER'), getenv('MOCK_PASSWORD')];
        [self::$otherUser, self::$otherPassword] = [getenv('MOCK_OTHER_USER'), getenv('MOCK_OTHER_PASSWORD')];
        [self::$schema, self::$files] = [getenv('MOCK_SCHEMA'), getenv('MOCK_FILES')];
        self::$port = (int) getenv('MOCK_PORT');
        self::$isTls = getenv('MOCK_TLS') === 'on';
        self::$isLarge = getenv('MOCK_LARGE') === 'yes';
    }
}
Target::read();

/** The common statements of a section: name, SQL, and whether it is refused. */
function statements(string $section): iterable
{
    static $fields = null;
    $fields ??= explode("\0", stream_get_contents(STDIN));
    for ($at = 0; $at + 2 < count($fields); $at += 3) {
        [$where, $name] = explode('/', $fields[$at], 2);
        if ($where === $section) yield [$name, $fields[$at + 1], $fields[$at + 2] === 'refused'];
    }
}

function describe(mixed $value): string
{
    if (is_string($value)) {
        if (strlen($value) > 1000) return 'string of ' . strlen($value) . ', sha256 ' . hash('sha256', $value);
        $isText = preg_match('/^[^\x00-\x1f\x7f]*$/uD', $value) === 1;
        return $isText ? "'$value'" : "x'" . bin2hex($value) . "'";
    }
    if (is_object($value)) return get_class($value) . describe(get_object_vars($value));
    if (!is_array($value)) return is_float($value) ? var_export($value, true) : json_encode($value);
    $items = array_map(fn ($key, $item) => "$key: " . describe($item), array_keys($value), $value);
    $text = '[' . implode(', ', $items) . ']';
    return strlen($text) > 2000 ? substr($text, 0, 60) . '... sha256 ' . hash('sha256', $text) : $text;
}

function note(string $label, mixed $value): void
{
    print("$label: " . describe($value) . "\n");
}

/** Notes all that an operation sees; `$isRefused` where it has to fail. */
function run(string $name, callable $work, bool $isRefused = false): void
{
    print("## $name\n");
    $hasFailed = false;
    try {
        $work();
    } catch (Throwable $error) {
        $hasFailed = true;
        note('throws ' . get_class($error), [$error->getCode(), $error->getMessage()]);
        if ($error instanceof mysqli_sql_exception) note('sqlstate', $error->getSqlState());
        if ($error instanceof PDOException) note('errorInfo', $error->errorInfo);
    }
    if ($hasFailed !== $isRefused) print("(a surprise)\n");
}

function refused(string $name, callable $work): void
{
    run($name, $work, true);
}

/** Numbers that are never the same twice. */
function withoutChance(string $text): string
{
    return preg_replace('/\d+(\.\d+)?/', 'N', $text);
}

/** Bytes of every value, in an order that shows when a piece is missing or moved. */
function blob(int $size): string
{
    static $pattern = '';
    for ($index = strlen($pattern); $index < 65_537; $index++) $pattern .= chr(($index * 7 + ($index >> 8)) & 0xff);
    return substr(str_repeat($pattern, intdiv($size, 65_537) + 1), 0, $size);
}

function blobSizes(): array
{
    $sizes = [0, 1, 250, 251, 255, 256, 65_535, 65_536, 1 << 20];
    return Target::$isLarge ? [...$sizes, 1 << 24] : $sizes;
}
