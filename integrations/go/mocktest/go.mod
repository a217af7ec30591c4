module mysql-replay/mocktest

go 1.19
