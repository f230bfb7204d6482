/* eslint-disable jest/no-export, jest/valid-title -- declares the tests of other files */
import { describe, expect, test } from '@jest/globals';
import { isDecided, type Control, type Judgement, type Platform } from '../control.js';
import { findingsOf } from '../finding.js';
import type { Files } from './memory-tree.js';
import { spellings, type Spelling } from './spellings.js';
import { subjectOf, type Circumstances } from './subject.js';

/** Two files that differ in one edit: the first violates the control, the second does not. */
export interface Twin {
  readonly name: string;
  readonly bad: string;
  /** What stands once in `bad`, and what makes it good. */
  readonly edit: readonly [from: string, to: string];
  /** Where the violations are: `line:column`, or `path:line:column` in another file. */
  readonly at: string | readonly string[];
  /** Of the edited file; default `.github/workflows/ci.yml`, `pipeline.yaml` on Tekton. */
  readonly path?: string;
  /** Other files beside it. */
  readonly beside?: Files;
  readonly given?: Circumstances;
}

/** Files that violate the control at the places `at`; none if it is good. */
export interface Case {
  readonly name: string;
  readonly files: Files | string;
  readonly at?: readonly string[];
  readonly given?: Circumstances;
}

export interface LegCases {
  /** At least three. */
  readonly twins: readonly Twin[];
  readonly bad?: readonly (Case & { readonly at: readonly string[] })[];
  readonly good?: readonly Case[];
  readonly notApplicable?: readonly Case[];
  readonly notOffered?: readonly Case[];
  /** Names of spellings that change what this leg looks at. */
  readonly except?: readonly string[];
}

const TEST = { id: '0.0.0', slug: 'test', platform: 'G' } as const;
/** `npm test` writes a case in every third spelling, the next one in the others; CI writes each in all of them. */
const STRIDE = process.env['PLUMBLINE_THOROUGH'] === '1' ? 1 : 3;
const PATHS = { G: '.github/workflows/ci.yml', T: 'pipeline.yaml' } as const;

/** Declares the tests of a leg: every case as written and in other spellings, which must not change the findings. */
export function expectLeg(control: Control, platform: Platform, cases: LegCases): void {
  const judge = judgeOf(control, platform);
  const path = PATHS[platform];
  const usual = spellings.filter((spelling) => cases.except?.includes(spelling.name) !== true);
  let count = 0;
  const check = ({ name, files, at = [], given }: Case): void => {
    const written = typeof files === 'string' ? { [path]: files } : files;
    test(name, () => {
      const judgement = judge(written, given);
      expect(placesOf(judgement)).toEqual(at.map((place) => fullPlace(place, path)).sort());
    });
    const turn = count++;
    const others = usual.filter((_, index) => (index + turn) % STRIDE === 0);
    test(`${name}, in other spellings`, () => {
      const found = remembered((files) => fingerprints(judge(files, given)));
      const expected = found(written);
      const judged = others.map(
        (spelling) => [spelling.name, found(respell(written, spelling))] as const,
      );
      expect(judged).toEqual(others.map(({ name: spelling }) => [spelling, expected]));
    });
  };
  describe(`${control.id}/${platform} ${control.slug}`, () => {
    test('has at least three twins', () => {
      expect(cases.twins.length).toBeGreaterThanOrEqual(3);
    });
    for (const twin of cases.twins) {
      const [bad, good] = written(twin, path);
      const own = twin.path ?? path;
      const at = [twin.at].flat().map((place) => fullPlace(place, own));
      check({ ...twin, name: `bad: ${twin.name}`, files: bad, at });
      check({ ...twin, name: `good: ${twin.name}`, files: good, at: [] });
    }
    for (const one of cases.bad ?? []) check({ ...one, name: `bad: ${one.name}` });
    for (const one of cases.good ?? []) check({ ...one, name: `good: ${one.name}`, at: [] });
    for (const state of ['notApplicable', 'notOffered'] as const) {
      for (const { name, files, given } of cases[state] ?? []) {
        test(`${state}: ${name}`, () => {
          const expected = state === 'notApplicable' ? 'not-applicable' : 'not-offered';
          expect(judge(typeof files === 'string' ? { [path]: files } : files, given)).toBe(
            expected,
          );
        });
      }
    }
  });
}

type Judge = (files: Files, given: Circumstances | undefined) => Judgement;

function judgeOf(control: Control, platform: Platform): Judge {
  const leg = control.legs[platform];
  if (leg === undefined || !isDecided(leg))
    throw new Error(`${control.id}/${platform} is not decided`);
  return (files, given) => leg.judge(subjectOf(files, given));
}

/** Some spellings of a file are the same text: nothing is judged twice. */
function remembered(find: (files: Files) => unknown): (files: Files) => unknown {
  const known = new Map<string, unknown>();
  return (files) => {
    const key = JSON.stringify(files);
    if (!known.has(key)) known.set(key, find(files));
    return known.get(key);
  };
}

/** The files of a twin before and after its edit. */
function written(twin: Twin, fallback: string): readonly [Files, Files] {
  const path = twin.path ?? fallback;
  const [from, to] = twin.edit;
  if (twin.bad.split(from).length !== 2)
    throw new Error(`${twin.name}: "${from}" stands ${twin.bad.split(from).length - 1} times`);
  const good = twin.bad.replace(from, () => to);
  return [
    { ...twin.beside, [path]: twin.bad },
    { ...twin.beside, [path]: good },
  ];
}

function fullPlace(place: string, path: string): string {
  return /^\d+:\d+$/.test(place) ? `${path}:${place}` : place;
}

function placesOf(judgement: Judgement): readonly string[] {
  if (typeof judgement === 'string') return [];
  return findingsOf(TEST, judgement)
    .flatMap(({ locations }) => locations.map((at) => `${at.path}:${at.line}:${at.column}`))
    .sort();
}

/** A state, or what identifies the findings. */
function fingerprints(judgement: Judgement): string | readonly string[] {
  if (typeof judgement === 'string') return judgement;
  return findingsOf(TEST, judgement)
    .map(({ fingerprint }) => fingerprint)
    .sort();
}

function respell(files: Files, spelling: Spelling): Files {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [
      path,
      /\.ya?ml$/.test(path) ? spelling.write(text) : text,
    ]),
  );
}
