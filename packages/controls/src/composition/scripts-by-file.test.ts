import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { subjectOf } from '../testing/subject.js';
import { tektonScripts } from './scripts.js';
import { scriptsBelow } from './scripts-by-file.js';

const task = (names: readonly string[]): string => `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: t }
spec:
  steps:
${names.map((name) => `    - { name: "${name}", image: x, script: make }`).join('\n')}
`;

const name = fc.array(fc.constantFrom('a', 'b', '.', '-'), { minLength: 1, maxLength: 4 });

test('finds what looking at every script finds', () => {
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 6 }), (names) => {
      const subject = subjectOf({ 't.yaml': task(names.map((parts) => parts.join(''))) });
      const all = tektonScripts(subject);
      for (const { address } of all) {
        const expected = all.filter(
          (script) => script.address === address || script.address.startsWith(`${address}.`),
        );
        expect(scriptsBelow(subject, 't.yaml', address)).toEqual(expected);
      }
      expect(scriptsBelow(subject, 't.yaml', 'nowhere')).toEqual([]);
    }),
    { numRuns: 50 },
  );
});
