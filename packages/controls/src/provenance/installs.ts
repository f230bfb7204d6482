/** Whether a command runs the install scripts of dependencies. */
export function runsScripts(program: string, args: readonly string[]): boolean {
  if (!/^(?:npm|pnpm|yarn)$/.test(program) || args.includes('--ignore-scripts')) return false;
  const [verb] = args.filter((word) => !word.startsWith('-'));
  if (program === 'yarn' && verb === undefined) return true;
  return /^(?:ci|i|install|clean-install|add)$/.test(verb ?? '');
}
