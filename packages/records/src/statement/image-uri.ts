/** The package URL of an image in a repository (purl-spec, type `oci`). */
export function imageUri(repository: string, sha256: string): string {
  const name = repository.slice(repository.lastIndexOf('/') + 1).toLowerCase();
  return `pkg:oci/${name}@sha256%3A${sha256}?repository_url=${encodeURI(repository)}`;
}
