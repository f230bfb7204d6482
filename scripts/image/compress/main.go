// Command compress writes its input as gzip. The zlib of Node gives other bytes on other processors; this is Go alone.
package main

import (
	"compress/gzip"
	"io"
	"os"
)

func compress() error {
	writer, err := gzip.NewWriterLevel(os.Stdout, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := io.Copy(writer, os.Stdin); err != nil {
		return err
	}
	return writer.Close()
}

func main() {
	if err := compress(); err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
}
