// Command whysql reads a SELECT statement and prints its clauses in the order in which they take effect.
package main

import (
	"fmt"
	"io"
	"os"
)

func main() {
	statement, err := io.ReadAll(io.LimitReader(os.Stdin, 1<<20))
	if err != nil {
		fmt.Fprintln(os.Stderr, "whysql:", err)
		os.Exit(1)
	}
	clauses := explain(string(statement))
	if len(clauses) == 0 {
		fmt.Fprintln(os.Stderr, "whysql: no SELECT statement on standard input")
		os.Exit(1)
	}
	for number, clause := range clauses {
		fmt.Printf("%d %-9s %s\n", number+1, clause.keyword, clause.why)
	}
}
