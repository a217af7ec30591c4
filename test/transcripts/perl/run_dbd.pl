# The matrix's program in Perl with DBD::mysql or DBD::MariaDB, of which the argument names one. Both are the C library
# of MariaDB below and nearly the same above; the names of their attributes begin with `mysql_` or `mariadb_`.
use strict;
use warnings;
use DBI qw(:sql_types);
use Digest::SHA qw(sha256_hex);

my $driver = $ARGV[0];
my $prefix = lc $driver;
my ($host, $port, $schema, $files) = @ENV{qw(MOCK_HOST MOCK_PORT MOCK_SCHEMA MOCK_FILES)};
my %account = (user => $ENV{MOCK_USER}, password => $ENV{MOCK_PASSWORD});
binmode STDOUT;
binmode STDIN;
my @fields = do { local $/; split /\0/, <STDIN>, -1 };

# The common statements of a section: [name, SQL, whether it is refused].
sub statements {
    my ($section) = @_;
    my @found;
    for (my $at = 0; $at + 2 < @fields; $at += 3) {
        my ($where, $name) = split m{/}, $fields[$at], 2;
        push @found, [$name, text($fields[$at + 1]), $fields[$at + 2] eq 'refused'] if $where eq $section;
    }
    return @found;
}

# SQL as the driver wants it: DBD::MariaDB takes characters, DBD::mysql the bytes that are to be sent.
sub text {
    my ($bytes) = @_;
    utf8::decode($bytes) if $driver eq 'MariaDB';
    return $bytes;
}

sub describe {
    my ($value) = @_;
    return 'undef' unless defined $value;
    return '[' . join(', ', map { describe($_) } @$value) . ']' if ref $value eq 'ARRAY';
    my $mark = utf8::is_utf8($value) ? 'characters ' : '';
    utf8::encode($value) if $mark;
    return sprintf '%sof %d bytes, sha256 %s', $mark, length $value, sha256_hex($value) if length $value > 1000;
    $value =~ s/([\x00-\x1f\x7f-\xff\\'])/sprintf '\\x%02x', ord $1/ge;
    return "$mark'$value'";
}

sub note {
    my ($label, @values) = @_;
    print "$label: ", join(', ', map { describe($_) } @values), "\n";
}

# Notes all that an operation sees; it has to fail where it is refused.
sub run {
    my ($name, $work, $is_refused) = @_;
    print "## $name\n";
    my $has_failed = eval { $work->(); 1 } ? 0 : 1;
    if ($has_failed) {
        my $error = $@;
        $error =~ s/ at \S+ line \d+.*//s;
        $error =~ s/port=\d+/port=N/;
        utf8::encode($error) if utf8::is_utf8($error);
        note('dies', $error);
        note('err, state', $DBI::err, $DBI::state);
    }
    print "(a surprise)\n" if $has_failed != ($is_refused ? 1 : 0);
}

sub refused { run(@_[0, 1], 1) }

sub connection {
    my (%how) = @_;
    my %settings = (%account, schema => $schema, dsn => '', begin => 'SET NAMES utf8mb4', prepares => 0, %how);
    my $dsn = "DBI:$driver:host=$host;port=$port;database=$settings{schema};${prefix}_local_infile=1";
    $dsn .= ";${prefix}_multi_statements=1$settings{dsn}";
    $dsn .= ";${prefix}_server_prepare=1" if $settings{prepares};
    # more than optional they cannot have it, unless they verify the certificate
    $dsn .= ";${prefix}_ssl=1;${prefix}_ssl_optional=1" if $ENV{MOCK_TLS} eq 'on';
    my $dbh = DBI->connect($dsn, @settings{qw(user password)}, { RaiseError => 1, PrintError => 0, PrintWarn => 0 });
    $dbh->{private_mock_prepares} = $settings{prepares};
    $dbh->do($settings{begin}) if $settings{begin};
    return $dbh;
}

my @column_facts = (qw(NAME TYPE PRECISION SCALE NULLABLE), map { "${prefix}_$_" }
    qw(is_blob is_num is_key is_pri_key is_auto_increment length max_length table type type_name));

sub note_statement {
    my ($sth) = @_;
    my $has_more;
    do {
        if ($sth->{NUM_OF_FIELDS}) {
            note($_, $sth->{$_}) for @column_facts;
            while (my $row = $sth->fetchrow_arrayref) { note('row', @$row) }
        }
        note('rows, id, warnings', $sth->rows, $sth->{"${prefix}_insertid"}, $sth->{"${prefix}_warning_count"});
        # neither driver reads several results of a statement that the server has prepared
        $has_more = !$sth->{Database}{private_mock_prepares} && $sth->more_results;
    } while ($has_more);
}

sub query {
    my ($dbh, $sql, %attributes) = @_;
    my $sth = $dbh->prepare($sql, { map { ("${prefix}_$_" => $attributes{$_}) } keys %attributes });
    $sth->execute;
    note_statement($sth);
    note('info', $dbh->{"${prefix}_info"});
}

# Values are plain, or [value, type].
sub execute {
    my ($dbh, $sql, @values) = @_;
    my $sth = $dbh->prepare($sql);
    note('parameters', $sth->{NUM_OF_PARAMS});
    my $number = 0;
    $sth->bind_param(++$number, ref $_ ? @$_ : $_) for @values;
    $sth->execute;
    note_statement($sth);
}

sub run_text {
    my ($dbh, $preparing) = @_;
    for my $section (qw(text charset several load)) {
        for (statements($section)) {
            my ($name, $sql, $is_refused) = @$_;
            run($name, sub { query($dbh, $sql) }, $is_refused);
        }
    }
    for (statements('table')) {
        my ($name, $sql) = @$_;
        run("$name: row by row", sub { query($dbh, $sql, use_result => 1) });
        # the C library knows no VECTOR in the binary protocol
        next if $name eq 'others' && $ENV{MOCK_KIND} eq 'mysql';
        run("$name: binary", sub { execute($preparing, $sql) });
    }
}

sub run_values {
    my ($dbh, $how) = @_;
    my @values = ([undef], [-7, SQL_INTEGER], [9007199254740993, SQL_BIGINT], [1.5, SQL_DOUBLE], ["it's \\ \0 \"", SQL_VARCHAR],
        ['', SQL_VARCHAR], ["\x00\x01\xff", SQL_BLOB], [text("\xc3\xa9\xf0\x9f\x98\x80"), SQL_VARCHAR]);
    run("$how: every type", sub { execute($dbh, 'SELECT ' . join(', ', map { 'HEX(?)' } @values), @values) });
    run("$how: insert", sub { execute($dbh, 'INSERT INTO items (code, amount) VALUES (?, ?)', substr($how, 0, 2), 10) });
    run("$how: last id", sub { note('is', $dbh->last_insert_id(undef, undef, undef, undef), $dbh->{"${prefix}_insertid"}) });
    run("$how: update", sub { execute($dbh, 'UPDATE items SET amount = amount + ? WHERE id < ?', 1, 4) });
    run("$how: no rows", sub { execute($dbh, 'SELECT * FROM items WHERE id = ?', -1) });
    run("$how: warnings", sub { execute($dbh, 'SELECT CAST(? AS SIGNED)', '12abc') });
    run("$how: shown", sub { query($dbh, 'SHOW WARNINGS') });
    run("$how: call of the silent one", sub { execute($dbh, 'CALL silent()') });
    for my $sql ('SELEC ?', 'SELECT * FROM missing WHERE id = ?', 'INSERT INTO items (id) VALUES (?)') {
        refused("$how: $sql", sub { execute($dbh, $sql, 1) });
    }
    run("$how: three times", sub {
        my $sth = $dbh->prepare('SELECT id, code FROM items WHERE id > ? ORDER BY id LIMIT 2');
        for my $id (0, 2, 50) {
            $sth->execute($id);
            note('rows', map { @$_ } @{ $sth->fetchall_arrayref });
        }
        $sth->finish;
    });
    run("$how: many", sub {
        my $sth = $dbh->prepare('REPLACE INTO items (code, amount) VALUES (?, ?)');
        note('tuples', $sth->execute_array({ ArrayTupleStatus => \my @status }, ['m1', 'm2', 'm3'], [1, 2, 3]));
        note('status', \@status);
    });
}

sub run_session {
    my ($dbh) = @_;
    my $who = sub { query($dbh, 'SELECT CURRENT_USER(), DATABASE(), @@character_set_client, @@autocommit') };
    for my $end (qw(commit rollback)) {
        run($end, sub {
            $dbh->begin_work;
            query($dbh, "REPLACE INTO items (code) VALUES ('gone')");
            $dbh->$end;
            query($dbh, "SELECT COUNT(*) FROM items WHERE code = 'gone'");
        });
    }
    run('autocommit', sub { for my $is (0, 1) { $dbh->{AutoCommit} = $is; $who->() } });
    run('do', sub { note('affected', $dbh->do('UPDATE items SET amount = amount + 1 WHERE id < 3')) });
    run('rows: left', sub { my $sth = $dbh->prepare('SELECT 1 UNION SELECT 2'); $sth->execute; note('row', $sth->fetchrow_array); $sth->finish });
    run('ping', sub { note('is', $dbh->ping) });
    run('quoted', sub { note('is', $dbh->quote("it's \\ \n \"")) });
    run('another schema', sub { $dbh->do('USE mysql'); $who->() });
    run('back again', sub { $dbh->do("USE $schema"); $who->() });
    run('facts', sub { note($_, $dbh->{"${prefix}_$_"}) for qw(hostinfo protoinfo serverinfo serverversion) });
    run('statistics', sub { note('is', $dbh->{"${prefix}_stat"} =~ s/\d+(\.\d+)?/N/gr) });
    run('tables', sub { note('names', sort map { s/.*\.//r } $dbh->tables(undef, $schema, 'i%', 'TABLE')) });
    run('columns', sub { note('column', @$_[2 .. 10]) for @{ $dbh->column_info(undef, $schema, 'items', '%')->fetchall_arrayref } });
    run('primary key', sub { note('is', $dbh->primary_key(undef, $schema, 'items')) });
}

sub run_blobs {
    my ($dbh, $preparing) = @_;
    my $pattern = pack 'C*', map { ($_ * 7 + ($_ >> 8)) & 0xff } 0 .. 65_536;
    my @sizes = (0, 1, 250, 251, 255, 256, 65_535, 65_536, 1 << 20, $ENV{MOCK_LARGE} eq 'yes' ? 1 << 24 : ());
    run('blobs: create', sub { query($dbh, 'CREATE TABLE blobs (id INT PRIMARY KEY, content LONGBLOB)') });
    for my $number (0 .. $#sizes) {
        my $size = $sizes[$number];
        my $blob = substr $pattern x (int($size / length $pattern) + 1), 0, $size;
        run("blobs: write $size", sub { execute($preparing, 'INSERT INTO blobs VALUES (?, ?)', $number, [$blob, SQL_BLOB]) });
        run("blobs: read $size as text", sub { query($dbh, "SELECT content FROM blobs WHERE id = $number") });
        run("blobs: read $size as binary", sub { execute($preparing, 'SELECT content FROM blobs WHERE id = ?', [$number, SQL_INTEGER]) });
    }
}

sub run_logins {
    my $login = sub {
        my $dbh = connection(@_);
        query($dbh, 'SELECT CURRENT_USER(), DATABASE(), @@character_set_client, @begun');
        query($dbh, "UPDATE $schema.items SET amount = amount");
        $dbh->disconnect;
    };
    refused('login: wrong password', sub { $login->(password => 'wrong') });
    refused('login: no password', sub { $login->(password => '') });
    refused('login: unknown user', sub { $login->(user => 'nobody', password => 'any') });
    refused('login: unknown schema', sub { $login->(schema => 'missing_schema') });
    run('login: no schema', sub { $login->(schema => '') });
    run('login: the other account', sub { $login->(user => $ENV{MOCK_OTHER_USER}, password => $ENV{MOCK_OTHER_PASSWORD}) });
    run('login: latin1', sub { $login->(begin => 'SET NAMES latin1') });
    run('login: rows that changed', sub { $login->(dsn => ";${prefix}_client_found_rows=0") });
    run('login: compressed', sub { $login->(dsn => ";${prefix}_compression=1") });
    run('login: a statement to begin with', sub { $login->(dsn => ";${prefix}_init_command=SET \@begun = 'begun'") });
}

my $dbh = connection();
my $preparing = connection(prepares => 1);
run('TLS', sub { query($dbh, "SHOW SESSION STATUS LIKE 'Ssl_version'") });
run_text($dbh, $preparing);
run_values($dbh, 'emulated');
run_values($preparing, 'prepared');
run_session($dbh);
run_blobs($dbh, $preparing);
run_logins();
run('quit', sub { $dbh->disconnect; $preparing->disconnect });
# DBD::mysql connects anew
run('after the end', sub { query($dbh, 'SELECT 1') }, $driver eq 'MariaDB');
