// Command tkn is Tekton's command with its commands for tasks and pipelines alone: what those that ask a hub need cannot
// be had everywhere.
package main

import (
	"os"

	"github.com/spf13/cobra"
	"github.com/tektoncd/cli/pkg/cli"
	"github.com/tektoncd/cli/pkg/cmd/pipeline"
	"github.com/tektoncd/cli/pkg/cmd/task"
)

func main() {
	tkn := &cobra.Command{Use: "tkn", SilenceUsage: true}
	params := &cli.TektonParams{}
	tkn.AddCommand(task.Command(params), pipeline.Command(params))
	if tkn.Execute() != nil {
		os.Exit(1)
	}
}
