import { globSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { judge } from './judge.mjs';
import { root } from '../build/workspaces.mjs';

const TWINS = join(root, 'test/accuracy/twins');
const HARDENED = join(root, 'test/accuracy/hardened');
const DEFAULT = { G: '.github/workflows/ci.yml', T: 'tekton.yaml' };

const filled = (text) =>
  text
    .replaceAll('{sha}', '8f4b7f84864484a7bf31766abe9204da3cbe65b3')
    .replaceAll('{digest}', `sha256:${'4be8c6a1'.repeat(8)}`);

/** `⟦vulnerable‖fixed⟧` is the edit. */
const spelt = (text, side) => text.replace(/⟦([^‖⟧]*)‖([^⟧]*)⟧/g, `$${side}`);

const filesOf = (body, path) => {
  const [head, ...others] = body.split(/^@@ (.+)\n/m);
  const pairs = head.trim() === '' ? [] : [[path, head]];
  for (let at = 0; at < others.length; at += 2) pairs.push([others[at], others[at + 1]]);
  return pairs;
};

const sideOf = (body, path, { side, crlf }) =>
  Object.fromEntries(
    filesOf(filled(spelt(body, side)), path).map(([name, text]) => [
      name,
      crlf ? text.replaceAll('\n', '\r\n') : text,
    ]),
  );

/** `== check [crlf] name`, then the file; `@@ path` starts another. */
const twinsOf = (text, place) =>
  text
    .split(/^== /m)
    .slice(1)
    .map((part) => {
      const [title, ...lines] = part.split('\n');
      const [, check, crlf, name] = /^(\S+)( \[crlf\])? (.+)$/.exec(title);
      const body = lines.join('\n');
      const given = { crlf: crlf !== undefined };
      const path = DEFAULT[check.at(-1)];
      const [bad, good] = [1, 2].map((side) => sideOf(body, path, { ...given, side }));
      if (!/⟦/.test(body)) throw new Error(`${place}: ${name}: no edit`);
      return { check, name, bad, good };
    });

export const twins = () =>
  globSync('*.twins', { cwd: TWINS })
    .sort()
    .flatMap((file) => twinsOf(readFileSync(join(TWINS, file), 'utf8'), file));

/** What counts against a side: low confidence never does. */
const countedIn = (files, check) =>
  judge(files, 2)
    .find(({ id }) => id === check)
    ?.findings.filter(({ confidence }) => confidence !== 'low') ?? [];

export const judged = () =>
  twins().map((twin) => ({
    ...twin,
    hit: countedIn(twin.bad, twin.check).length > 0,
    alarms: countedIn(twin.good, twin.check),
  }));

const hardenedFiles = (folder) =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [relative(folder, path), readFileSync(path, 'utf8')]),
  );

/** Each hardened repository with what is found in it; `EXPECTED` in its folder names checks that rightly fail. */
export const hardened = () =>
  globSync('*', { cwd: HARDENED })
    .sort()
    .map((name) => {
      const files = hardenedFiles(join(HARDENED, name));
      const { EXPECTED: named = '', ...tree } = files;
      const expected = new Set(named.match(/^\S+/gm) ?? []);
      const findings = judge(tree).flatMap(({ id, findings: all }) =>
        all
          .filter(({ confidence }) => confidence !== 'low')
          .map((finding) => ({ check: id, finding })),
      );
      return {
        name: basename(name),
        files: Object.keys(tree).length,
        findings: findings.filter(({ check }) => !expected.has(check)),
        missing: [...expected].filter((check) => !findings.some((one) => one.check === check)),
      };
    });
