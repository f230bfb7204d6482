/** JSON strings are YAML double-quoted scalars, so that no text of a definition can be read as anything but text. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** The first line of generated files: where they come from. */
export function generatedNotice(name: string): string {
  return `# Generated from packages/steps/${name}/src/definition.ts by "npm run generate"; do not edit.`;
}
