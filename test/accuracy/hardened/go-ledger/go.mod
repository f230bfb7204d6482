module github.com/acme/ledger

go 1.25.4

tool golang.org/x/vuln/cmd/govulncheck

require (
	github.com/jackc/pgx/v5 v5.7.6
	golang.org/x/vuln v1.1.4 // indirect
)
