<?php
// Asks what a list of statements says, with one driver of PHP, and prints what it sees.
[, $driver, $port, $user, $password, $database, $path] = $argv;
$steps = json_decode(file_get_contents($path));
if ($driver === 'mysqli') {
  mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
  $db = new mysqli('127.0.0.1', $user, $password, $database, (int) $port);
  $db->set_charset('utf8mb4');
} else {
  $db = new PDO("mysql:host=127.0.0.1;port=$port;dbname=$database;charset=utf8mb4", $user, $password, [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]);
  $db->setAttribute(PDO::ATTR_EMULATE_PREPARES, $driver === 'pdo');
}
foreach ($steps as [$sql, $values]) {
  try {
    if ($db instanceof PDO) {
      $st = $db->prepare($sql);
      foreach ($values as $n => $value) $st->bindValue($n + 1, $value, is_int($value) ? PDO::PARAM_INT : PDO::PARAM_STR);
      $st->execute();
      $seen = [$st->rowCount(), $st->columnCount() > 0 ? $st->fetchAll(PDO::FETCH_NUM) : [], str_starts_with($sql, 'INSERT') ? $db->lastInsertId() : 0];
    } else if (count($values) === 0) {
      $result = $db->query($sql);
      $seen = [$db->affected_rows, $result === true ? [] : $result->fetch_all(), str_starts_with($sql, 'INSERT') ? $db->insert_id : 0];
    } else {
      $st = $db->prepare($sql);
      $types = implode('', array_map(fn ($value) => is_int($value) ? 'i' : (is_float($value) ? 'd' : 's'), $values));
      $st->bind_param($types, ...$values);
      $st->execute();
      $result = $st->get_result();
      $seen = [$st->affected_rows, $result === false ? [] : $result->fetch_all(), str_starts_with($sql, 'INSERT') ? $db->insert_id : 0];
    }
  } catch (Exception $error) {
    $seen = [$error->getCode(), $error->getMessage()];
  }
  echo json_encode([$sql, $seen], JSON_PARTIAL_OUTPUT_ON_ERROR), "\n";
}
