module example.com/whysql

go 1.25
