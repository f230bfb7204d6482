// Command oracle prints the signed payload of Tekton resources and its sha256, computed by Tekton's own code.
//
// Standard input: JSON lines {"id", "document"}, or with -files one path a line. Files are split as Kubernetes' YAML reader
// does; with -split documents are, too.
// Standard output: one JSON line per document.
package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"

	"plumbline.dev/scripts/tekton/resource"
)

type question struct {
	ID       string `json:"id"`
	Document string `json:"document"`
}

type answer struct {
	ID         string `json:"id"`
	Index      int    `json:"index"`
	APIVersion string `json:"apiVersion,omitempty"`
	Kind       string `json:"kind,omitempty"`
	Name       string `json:"name,omitempty"`
	Payload    string `json:"payload,omitempty"`
	SHA256     string `json:"sha256,omitempty"`
	Error      string `json:"error,omitempty"`
}

func main() {
	profile := flag.String("profile", "controller", "controller or tkn-v1beta1")
	files := flag.Bool("files", false, "standard input holds paths")
	split := flag.Bool("split", false, "a document may hold several")
	flag.Parse()
	payload, known := map[string]func([]byte) ([]byte, error){"controller": controllerPayload, "tkn-v1beta1": tknPayload}[*profile]
	if !known {
		log.Fatalf("no profile %q", *profile)
	}
	out := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	reply := func(a answer, document []byte) { _ = encoder.Encode(complete(a, document, payload)) }
	if err := each(*files, *split, reply); err != nil {
		log.Fatal(err)
	}
	if err := out.Flush(); err != nil {
		log.Fatal(err)
	}
}

func each(files, split bool, reply func(answer, []byte)) error {
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	for {
		line, err := lines.ReadBytes('\n')
		if line = bytes.TrimSpace(line); len(line) > 0 {
			if files {
				readFile(string(line), reply)
			} else {
				var q question
				if err := json.Unmarshal(line, &q); err != nil {
					return err
				}
				if split {
					splitDocuments(q.ID, []byte(q.Document), reply)
				} else {
					reply(answer{ID: q.ID}, []byte(q.Document))
				}
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func readFile(path string, reply func(answer, []byte)) {
	content, err := os.ReadFile(path)
	if err != nil {
		reply(answer{ID: path, Error: err.Error()}, nil)
		return
	}
	splitDocuments(path, content, reply)
}

func splitDocuments(id string, content []byte, reply func(answer, []byte)) {
	reader := utilyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(content)))
	for index := 0; ; index++ {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			reply(answer{ID: id, Index: index, Error: err.Error()}, nil)
			return
		}
		reply(answer{ID: id, Index: index}, document)
	}
}

func complete(a answer, document []byte, payload func([]byte) ([]byte, error)) answer {
	if a.Error != "" {
		return a
	}
	var head struct {
		metav1.TypeMeta `json:",inline"`
		Metadata        struct {
			Name string `json:"name"`
		} `json:"metadata"`
	}
	if yaml.Unmarshal(document, &head) == nil {
		a.APIVersion, a.Kind, a.Name = head.APIVersion, head.Kind, head.Metadata.Name
	}
	bytes, err := payload(document)
	if err != nil {
		a.Error = err.Error()
		return a
	}
	sum := sha256.Sum256(bytes)
	a.Payload, a.SHA256 = string(bytes), hex.EncodeToString(sum[:])
	return a
}

func controllerPayload(document []byte) ([]byte, error) {
	object, err := resource.Decode(document)
	if err != nil {
		return nil, err
	}
	checksum, err := object.Checksum()
	if err != nil {
		return nil, err
	}
	hashed, err := resource.Copy(object)
	if err != nil {
		return nil, err
	}
	payload, err := json.Marshal(hashed)
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(payload); !bytes.Equal(sum[:], checksum) {
		return nil, fmt.Errorf("bug of the oracle: its payload is not what Tekton hashes")
	}
	return payload, nil
}

func tknPayload(document []byte) ([]byte, error) {
	object, err := resource.DecodeForTkn(document)
	if err != nil {
		return nil, err
	}
	annotations := object.GetAnnotations()
	delete(annotations, "tekton.dev/signature")
	object.SetAnnotations(annotations)
	return json.Marshal(object)
}
