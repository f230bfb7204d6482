/** A ConfigMap of Tekton as exported; its data begin at line 7. */
export function configMap(name: string, data: string, namespace = 'tekton-pipelines'): string {
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
  namespace: ${namespace}
data:
  ${data}
`;
}

/** A TektonConfig of the operator; its `spec` begins at line 6. */
export function tektonConfig(spec: string): string {
  return `apiVersion: operator.tekton.dev/v1alpha1
kind: TektonConfig
metadata:
  name: config
spec:
  ${spec}
`;
}

/** A `kind: List` of objects in flow style. */
export function list(...objects: readonly string[]): string {
  return `apiVersion: v1
kind: List
items:
${objects.map((object) => `- ${object}`).join('\n')}
`;
}
