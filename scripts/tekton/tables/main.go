// Command tables writes the JSON shape of Tekton's resources, found by reflection, as JSON on standard output.
//
// Of each struct type: its fields in the order in which encoding/json writes them, as "name:flags:type" with flags
// e (omitempty) and z (omitzero). Types: s string, i<bits>, u<bits>, f<bits>, b bool, *T pointer, [T slice, {T map, else a name.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"reflect"
	"strings"

	v1 "github.com/tektoncd/pipeline/pkg/apis/pipeline/v1"
	"github.com/tektoncd/pipeline/pkg/apis/pipeline/v1beta1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
)

var roots = map[string]any{
	"tekton.dev/v1/Task": v1.Task{}, "tekton.dev/v1/Pipeline": v1.Pipeline{},
	"tekton.dev/v1beta1/Task": v1beta1.Task{}, "tekton.dev/v1beta1/Pipeline": v1beta1.Pipeline{},
	"tekton.dev/v1beta1/StepAction": v1beta1.StepAction{},
}

// custom names the types with code of their own for JSON; every one needs an encoder in packages/trust/src/tekton.
var custom = map[reflect.Type]string{
	reflect.TypeFor[resource.Quantity]():    "Quantity",
	reflect.TypeFor[metav1.Time]():          "Time",
	reflect.TypeFor[metav1.Duration]():      "Duration",
	reflect.TypeFor[intstr.IntOrString]():   "IntOrString",
	reflect.TypeFor[v1.ParamValue]():        "ParamValue",
	reflect.TypeFor[v1beta1.ParamValue]():   "ParamValue",
	reflect.TypeFor[runtime.RawExtension](): "RawExtension",
	reflect.TypeFor[metav1.FieldsV1]():      "FieldsV1",
}

var (
	marshaler   = reflect.TypeFor[json.Marshaler]()
	unmarshaler = reflect.TypeFor[json.Unmarshaler]()
)

type tables struct {
	Roots map[string]string   `json:"roots"`
	Types map[string][]string `json:"types"`
}

func main() {
	result := tables{Roots: map[string]string{}, Types: map[string][]string{}}
	for kind, value := range roots {
		result.Roots[kind] = result.describe(reflect.TypeOf(value))
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(result); err != nil {
		log.Fatal(err)
	}
}

func (t tables) describe(typ reflect.Type) string {
	if name, known := custom[typ]; known {
		return name
	}
	if typ.Kind() != reflect.Pointer && (typ.Implements(marshaler) || reflect.PointerTo(typ).Implements(unmarshaler)) {
		log.Fatalf("%s has code of its own for JSON", typ)
	}
	switch typ.Kind() {
	case reflect.String:
		return "s"
	case reflect.Bool:
		return "b"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return fmt.Sprintf("i%d", typ.Bits())
	case reflect.Pointer:
		return "*" + t.describe(typ.Elem())
	case reflect.Slice:
		if typ.Elem().Kind() != reflect.Uint8 {
			return "[" + t.describe(typ.Elem())
		}
	case reflect.Map:
		if typ.Key().Kind() == reflect.String {
			return "{" + t.describe(typ.Elem())
		}
	case reflect.Struct:
		return t.describeStruct(typ)
	}
	log.Fatalf("%s: this kind of type has no encoder", typ)
	return ""
}

func (t tables) describeStruct(typ reflect.Type) string {
	path := strings.Split(typ.PkgPath(), "/")
	name := path[len(path)-1] + "." + typ.Name()
	if strings.HasPrefix(typ.PkgPath(), "k8s.io/api/") {
		name = "core." + typ.Name()
	} else if strings.HasPrefix(typ.PkgPath(), "k8s.io/apimachinery/") {
		name = "meta." + typ.Name()
	}
	if _, seen := t.Types[name]; !seen {
		t.Types[name] = nil
		fields := t.fields(typ)
		seen := map[string]bool{}
		for _, field := range fields {
			if json := strings.SplitN(field, ":", 2)[0]; seen[json] {
				log.Fatalf("%s has two fields %q", typ, json)
			} else {
				seen[json] = true
			}
		}
		t.Types[name] = fields
	}
	return name
}

func (t tables) fields(typ reflect.Type) []string {
	result := []string{}
	for i := range typ.NumField() {
		field := typ.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "-" && options == "" || !field.IsExported() && !field.Anonymous {
			continue
		}
		if field.Anonymous && name == "" && field.Type.Kind() == reflect.Struct {
			result = append(result, t.fields(field.Type)...)
			continue
		}
		if field.Anonymous && name == "" {
			log.Fatalf("%s.%s: embedded %s", typ, field.Name, field.Type)
		}
		if name == "" {
			name = field.Name
		}
		result = append(result, name+":"+flags(field, options)+":"+t.describe(field.Type))
	}
	return result
}

func flags(field reflect.StructField, options string) string {
	result := ""
	for _, option := range strings.Split(options, ",") {
		switch option {
		case "", "inline":
		case "omitempty":
			result += "e"
		case "omitzero":
			result += "z"
		default:
			log.Fatalf("%s: json option %q", field.Name, option)
		}
	}
	return result
}
