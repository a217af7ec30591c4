# Asks what a list of statements says, with one driver of Perl, and prints what it sees.
use strict; use warnings; use utf8;
use DBI; use JSON::PP;
my ($driver, $port, $user, $password, $database, $path) = @ARGV;
open(my $file, '<', $path) or die; local $/; my $steps = JSON::PP->new->utf8->decode(<$file>);
my ($name, $how) = split /-/, $driver;
my $class = $name eq 'mysql' ? 'mysql' : 'MariaDB';
my %more = $class eq 'mysql' ? (mysql_enable_utf8mb4 => 1) : ();
my $prepares = $class eq 'mysql' ? 'mysql_server_prepare' : 'mariadb_server_prepare';
my $db = DBI->connect("DBI:$class:database=$database;host=127.0.0.1;port=$port", $user, $password,
  { RaiseError => 0, PrintError => 0, AutoCommit => 1, %more, $prepares => ($how // '') eq 'prepared' ? 1 : 0 }) or die $DBI::errstr;
my $json = JSON::PP->new->utf8->canonical;
for my $step (@$steps) {
  my ($sql, $values) = @$step;
  my $st = $db->prepare($sql);
  my $seen;
  if ($st) {
    # as programs do that know a number for one
    my $n = 0;
    $st->bind_param(++$n, $_, /^\d+$/ ? DBI::SQL_INTEGER() : DBI::SQL_VARCHAR()) for @$values;
  }
  if ($st && $st->execute) {
    my $rows = $st->{NUM_OF_FIELDS} ? $st->fetchall_arrayref : [];
    $seen = [$st->rows, $rows, $sql =~ /^INSERT/ ? $db->last_insert_id(undef, undef, undef, undef) : 0];
  } else { $seen = [$db->err, $db->errstr]; }
  print $json->encode([$sql, $seen]), "\n";
}
$db->disconnect;
