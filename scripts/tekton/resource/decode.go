// Package resource reads Tekton resources as Tekton's controller and tkn do.
package resource

import (
	"context"
	"fmt"

	v1 "github.com/tektoncd/pipeline/pkg/apis/pipeline/v1"
	"github.com/tektoncd/pipeline/pkg/apis/pipeline/v1beta1"
	"github.com/tektoncd/pipeline/pkg/client/clientset/versioned/scheme"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"sigs.k8s.io/yaml"
)

// Object is what the controller can compute a checksum of.
type Object interface {
	metav1.Object
	SetDefaults(context.Context)
	Checksum() ([]byte, error)
}

var codecs = serializer.NewCodecFactory(scheme.Scheme, serializer.EnableStrict)

// Decode reads the bytes that a resolver returned: strictly, and with the defaults that the controller sets before it verifies.
func Decode(document []byte) (Object, error) {
	decoded, _, err := codecs.UniversalDeserializer().Decode(document, nil, nil)
	if err != nil {
		return nil, err
	}
	object, ok := decoded.(Object)
	if !ok {
		return nil, fmt.Errorf("%T has no checksum", decoded)
	}
	object.SetDefaults(context.Background())
	return object, nil
}

// DecodeForTkn reads a document as `tkn task|pipeline sign` does: always into the v1beta1 types, leniently, without defaults.
func DecodeForTkn(document []byte) (metav1.Object, error) {
	var meta metav1.TypeMeta
	if err := yaml.Unmarshal(document, &meta); err != nil {
		return nil, err
	}
	var object metav1.Object
	switch meta.Kind {
	case "Task":
		object = &v1beta1.Task{}
	case "Pipeline":
		object = &v1beta1.Pipeline{}
	default:
		return nil, fmt.Errorf("tkn does not sign kind %q", meta.Kind)
	}
	return object, yaml.Unmarshal(document, object)
}

// Copy returns the object with the metadata that the controller hashes, and nothing else of it.
func Copy(object Object) (any, error) {
	meta := hashedMeta(object)
	switch o := object.(type) {
	case *v1.Task:
		return v1.Task{TypeMeta: typeMeta("v1", "Task"), ObjectMeta: meta, Spec: o.Spec}, nil
	case *v1.Pipeline:
		return v1.Pipeline{TypeMeta: typeMeta("v1", "Pipeline"), ObjectMeta: meta, Spec: o.Spec}, nil
	case *v1beta1.Task:
		return v1beta1.Task{TypeMeta: typeMeta("v1beta1", "Task"), ObjectMeta: meta, Spec: o.Spec}, nil
	case *v1beta1.Pipeline:
		return v1beta1.Pipeline{TypeMeta: typeMeta("v1beta1", "Pipeline"), ObjectMeta: meta, Spec: o.Spec}, nil
	case *v1beta1.StepAction:
		return v1beta1.StepAction{TypeMeta: typeMeta("v1beta1", "StepAction"), ObjectMeta: meta, Spec: o.Spec}, nil
	}
	return nil, fmt.Errorf("%T is not signed", object)
}

func typeMeta(version, kind string) metav1.TypeMeta {
	return metav1.TypeMeta{APIVersion: "tekton.dev/" + version, Kind: kind}
}

func hashedMeta(object metav1.Object) metav1.ObjectMeta {
	annotations := map[string]string{}
	for key, value := range object.GetAnnotations() {
		switch key {
		case "tekton.dev/signature", "kubectl-client-side-apply", "kubectl.kubernetes.io/last-applied-configuration":
		default:
			annotations[key] = value
		}
	}
	return metav1.ObjectMeta{
		Name:         object.GetName(),
		GenerateName: object.GetGenerateName(),
		Namespace:    object.GetNamespace(),
		Labels:       object.GetLabels(),
		Annotations:  annotations,
	}
}
