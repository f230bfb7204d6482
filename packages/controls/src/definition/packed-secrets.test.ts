import { expect, test } from '@jest/globals';
import { tektonScripts } from '../composition/scripts.js';
import { subjectOf } from '../testing/subject.js';
import { packedSecrets } from './packed-secrets.js';

/** What is packed of a secret in `$TOKEN`, over steps of these commands. */
function packed(...steps: readonly string[]): readonly string[] {
  const texts = steps.map((script) => `- ${JSON.stringify({ image: 'a', script })}`).join('\n  ');
  const head = 'apiVersion: tekton.dev/v1\nkind: Task\nmetadata: { name: t }\nspec:\n  steps:\n  ';
  const scripts = tektonScripts(subjectOf({ 'task.yaml': head + texts }));
  const holdsSecret = (text: string): boolean => text.includes('$TOKEN');
  return packedSecrets(scripts.map((script) => ({ script, holdsSecret }))).map(
    ({ subject }) => subject,
  );
}

test.each([
  ['echo "//r/:_authToken=$TOKEN" > ~/.npmrc; tar czf c.tgz ~', 'tar ~/.npmrc'],
  ['npm config set //r/:_authToken "$TOKEN"\ntar -cf c.tar -C "$HOME" .npmrc', 'tar ~/.npmrc'],
  ['cat > conf/a <<E\n$TOKEN\nE\nzip -r a.zip conf', 'zip conf/a'],
  ['echo $TOKEN | tee ./a/b; cp -r a /cache/', 'cp a/b'],
  ['echo $TOKEN > a/b; aws s3 sync a s3://x/', 'aws a/b'],
  ['docker login -p "$TOKEN" r; rsync -a ~/.docker /cache/', 'rsync ~/.docker/config.json'],
])('%s', (script, expected) => {
  expect(packed(script)).toEqual([expected]);
});

test.each([
  ['echo hello > ~/.npmrc; tar czf c.tgz ~'],
  ['echo $TOKEN > ~/.npmrc; tar czf c.tgz ~/.npm'],
  ['echo $TOKEN > ~/.npmrc; rm -f ~/.npmrc; tar czf c.tgz ~'],
  ['echo $TOKEN > a/b; tar czf c.tgz --exclude=a/b a'],
  ['echo $TOKEN > a/b; tar xzf a'],
  ['echo $TOKEN > a/b; cp a/c /cache/'],
])('%s takes nothing along', (script) => {
  expect(packed(script)).toEqual([]);
});

test('steps share what the Task mounts, and no home folder', () => {
  expect(packed('echo $TOKEN > src/a', 'tar czf c.tgz src')).toEqual(['tar src/a']);
  expect(packed('echo $TOKEN > ~/a', 'tar czf c.tgz ~')).toEqual([]);
});
