module github.com/acme/ledger-api

go 1.25.3

require github.com/jackc/pgx/v5 v5.7.6

require (
	golang.org/x/vuln v1.1.4 // indirect
	honnef.co/go/tools v0.6.1 // indirect
)

tool (
	golang.org/x/vuln/cmd/govulncheck
	honnef.co/go/tools/cmd/staticcheck
)
