package main

import (
	"strings"
	"testing"
)

func TestExplain(t *testing.T) {
	cases := map[string]string{
		"select 1":                                 "SELECT",
		"SELECT a FROM t WHERE b LIMIT 3":          "FROM WHERE SELECT LIMIT",
		"select a from t group  by a having b":     "FROM GROUP BY HAVING SELECT",
		"select 'where' from t -- order by nobody": "FROM SELECT",
		"insert into t values (1)":                 "",
	}
	for statement, want := range cases {
		var keywords []string
		for _, clause := range explain(statement) {
			keywords = append(keywords, clause.keyword)
		}
		if got := strings.Join(keywords, " "); got != want {
			t.Errorf("explain(%q) = %q, want %q", statement, got, want)
		}
	}
}
