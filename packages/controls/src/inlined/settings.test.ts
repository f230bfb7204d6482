import { expect, test } from '@jest/globals';
import { scalarOf, mapGet } from '@plumbline/core';
import { subjectOf } from '../testing/subject.js';
import { settingsOf, withSettings } from './settings.js';

/** The script of a step once the settings of its environment and its own stand in it. */
function scriptOf(env: string, ...lines: readonly string[]): string | undefined {
  const run = lines.map((line) => `          ${line}\n`).join('');
  const text = `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - env: { ${env} }\n        run: |\n${run}`;
  const { workflows } = subjectOf({ '.github/workflows/ci.yml': text }).model;
  const [step] = workflows[0]?.jobs[0]?.steps ?? [];
  if (step === undefined) return undefined;
  const settings = settingsOf(new Map(), undefined);
  return scalarOf(mapGet(withSettings(step.node, settings), 'run'))?.text.trimEnd();
}

test.each([
  ['of the environment', ['make "$T"'], ['make "deploy"']],
  ['of the script', ['F=$HOME/x.env', '. "$F"'], ['F=$HOME/x.env', '. "$HOME/x.env"']],
  ['in braces', ['F="a/b"', '. ${F}'], ['F="a/b"', '. a/b']],
  ['no path', ['F=a', '. $F'], ['F=a', '. $F']],
  ['set twice', ['F=a/b', 'F=c/d', '. $F'], ['F=a/b', 'F=c/d', '. $F']],
  ['read', ['F=a/b', 'read -r F', '. $F'], ['F=a/b', 'read -r F', '. $F']],
  ['of itself', ['F=$F/b', '. $F'], ['F=$F/b', '. $F']],
  ['out of a command', ['F=$(mktemp -d)/b', '. $F'], ['F=$(mktemp -d)/b', '. $F']],
  ['set by the script', ['T=$1', 'make $T'], ['T=$1', 'make $T']],
])('a setting %s', (_name, before, after) => {
  expect(scriptOf('T: deploy', ...before)).toBe(after.join('\n'));
});

test('a value of many variables is read at once', () => {
  const lines = [`F=${'$AAAAA'.repeat(30)}!`, 'make $F'];
  expect(scriptOf('T: deploy', ...lines)).toBe(lines.join('\n'));
});
