// Command verify asks Tekton's own verifier about signed resources.
//
// Arguments: -key, the PEM file of a public key. Standard input: JSON lines {"id", "document"}.
// Standard output: JSON lines {"id", "ok", "error"}.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"log"
	"os"

	v1 "github.com/tektoncd/pipeline/pkg/apis/pipeline/v1"
	"github.com/tektoncd/pipeline/pkg/apis/pipeline/v1alpha1"
	"github.com/tektoncd/pipeline/pkg/trustedresources"

	"plumbline.dev/scripts/tekton/resource"
)

func main() {
	keyFile := flag.String("key", "", "PEM file of the public key")
	flag.Parse()
	key, err := os.ReadFile(*keyFile)
	if err != nil {
		log.Fatal(err)
	}
	questions, answers := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		var q struct{ ID, Document string }
		if err := questions.Decode(&q); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			log.Fatal(err)
		}
		answer := map[string]any{"id": q.ID, "ok": true}
		if err := verify([]byte(q.Document), string(key)); err != nil {
			answer["ok"], answer["error"] = false, err.Error()
		}
		if err := answers.Encode(answer); err != nil {
			log.Fatal(err)
		}
	}
}

func verify(document []byte, key string) error {
	object, err := resource.Decode(document)
	if err != nil {
		return err
	}
	policy := &v1alpha1.VerificationPolicy{Spec: v1alpha1.VerificationPolicySpec{
		Resources:   []v1alpha1.ResourcePattern{{Pattern: ".*"}},
		Authorities: []v1alpha1.Authority{{Name: "key", Key: &v1alpha1.KeyRef{Data: key, HashAlgorithm: "sha256"}}},
		Mode:        v1alpha1.ModeEnforce,
	}}
	result := trustedresources.VerifyResource(context.Background(), object, nil,
		&v1.RefSource{URI: "file"}, []*v1alpha1.VerificationPolicy{policy})
	if result.VerificationResultType != trustedresources.VerificationPass {
		return errors.Join(errors.New("not verified"), result.Err)
	}
	return nil
}
