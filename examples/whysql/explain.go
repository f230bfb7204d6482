package main

import "regexp"

type clause struct {
	keyword string
	pattern *regexp.Regexp
	why     string
}

// In the order in which a database takes them up.
var order = []clause{
	{"FROM", word(`from`), "picks the tables and joins them"},
	{"WHERE", word(`where`), "drops rows; names given in SELECT are not known yet"},
	{"GROUP BY", word(`group\s+by`), "folds rows into groups"},
	{"HAVING", word(`having`), "drops groups"},
	{"SELECT", word(`select`), "computes the columns that are shown"},
	{"ORDER BY", word(`order\s+by`), "sorts what is left; names given in SELECT are known"},
	{"LIMIT", word(`limit`), "keeps the first rows of what was sorted"},
}

var quoted = regexp.MustCompile(`'[^']*'|"[^"]*"|--[^\n]*`)

func word(pattern string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b` + pattern + `\b`)
}

// explain returns the clauses that the statement has; none if it is no SELECT.
func explain(statement string) []clause {
	bare := quoted.ReplaceAllString(statement, " ")
	var found []clause
	for _, candidate := range order {
		if candidate.pattern.MatchString(bare) {
			found = append(found, candidate)
		}
	}
	if !word(`select`).MatchString(bare) {
		return nil
	}
	return found
}
