/** Whether a command runs code of dependencies: their install scripts, or tests that load them. */
export function runsDependencies(program: string, args: readonly string[]): boolean {
  if (/^python3?$/.test(program) && args[0] === '-m')
    return runsDependencies(args[1] ?? '', args.slice(2));
  if (program === 'uv' && args[0] === 'pip') return runsDependencies('pip', args.slice(1));
  if (/^(?:npm|pnpm|yarn)$/.test(program)) return byNode(program, args);
  if (/^pip3?$/.test(program)) return byPip(args);
  if (TESTS.test(program)) return true;
  return WHOLE.get(program)?.test(args.join(' ')) === true;
}

const TESTS = /^(?:pytest|tox|nox|unittest|jest|vitest)$/;

/** Commands that install, or test with, everything that a project names. */
const WHOLE: ReadonlyMap<string, RegExp> = new Map([
  ['bundle', /^(?:install\b|exec (?:rspec|rake test)\b|$)/],
  ['cargo', /^test\b/],
  ['pdm', /^(?:install|sync)\b/],
  ['pipenv', /^(?:install|sync)\b/],
  ['poetry', /^(?:install|sync)\b(?!.*--only-root)/],
  ['uv', /^(?:sync\b|run (?:pytest|tox|nox)\b)/],
]);

function byNode(program: string, args: readonly string[]): boolean {
  const [verb, script] = args.filter((word) => !word.startsWith('-'));
  if (/^(?:test|t)$/.test(verb ?? '') || (verb === 'run' && script === 'test')) return true;
  if (args.includes('--ignore-scripts')) return false;
  if (program === 'yarn' && verb === undefined) return true;
  return /^(?:ci|i|install|clean-install|add)$/.test(verb ?? '');
}

/** What publishes may be installed where it publishes. */
const PUBLISHERS =
  /^(?:pip|setuptools|wheel|build|twine|flit|hatch|poetry|uv|pdm|maturin)(?:[=<>~!@[].*)?$/;

function byPip(args: readonly string[]): boolean {
  const [verb, ...names] = args.filter((word) => !word.startsWith('-'));
  const isHeld = args.some((arg) =>
    /^--(?:require-hashes|only-binary|no-index|no-deps)(?:=|$)/.test(arg),
  );
  if (verb !== 'install' || isHeld) return false;
  return !names.every((name) => PUBLISHERS.test(name) || /\.(?:whl|tar\.gz)$/.test(name));
}
