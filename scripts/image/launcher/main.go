// Command launcher starts the plumbline command of the image. Whoever starts a container may set its environment, and
// Node, the dynamic linker and OpenSSL load code and trust from theirs; this program is static and passes on what is listed.
package main

import (
	"fmt"
	"os"
	"strings"
	"syscall"
)

const (
	node    = "/nodejs/bin/node"
	command = "/app/index.js"
	bug     = 70
)

// What the command itself reads; facts of a runner are kept, as without them it would take itself for somebody's terminal.
var kept = map[string]bool{
	"COSIGN_PASSWORD":         true,
	"GH_TOKEN":                true,
	"KUBERNETES_SERVICE_HOST": true,
	"KUBERNETES_SERVICE_PORT": true,
	"NO_COLOR":                true,
	"PRIVATE_PASSWORD":        true,
	"TERM":                    true,
}

const runner = "GITHUB_"

func environment(all []string) []string {
	few := []string{}
	for _, entry := range all {
		name, _, found := strings.Cut(entry, "=")
		if found && (kept[name] || strings.HasPrefix(name, runner)) {
			few = append(few, entry)
		}
	}
	return few
}

func main() {
	arguments := append([]string{node, command}, os.Args[min(1, len(os.Args)):]...)
	err := syscall.Exec(node, arguments, environment(os.Environ()))
	fmt.Fprintln(os.Stderr, "error: Node cannot be started:", err)
	os.Exit(bug)
}
