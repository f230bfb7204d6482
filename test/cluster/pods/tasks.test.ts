import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '@plumbline/report';
import { runTask, type TaskRun } from '../../support/task.js';
import { steps } from '../tasks.js';
import { CASES } from './cases.js';
import { foreignSubjects, signedByChains, withChains } from './chains.js';
import { openPlace, type Place } from './place.js';
import { newFolder } from './volumes.js';

let place: Place;
beforeAll(async () => {
  place = await openPlace('tasks');
});
afterAll(() => place.close());

describe.each(steps)('the Task %s', (step) => {
  const prepare = CASES[step];
  if (prepare === undefined) {
    test.todo('has a case in test/cluster/pods/cases.ts');
    return;
  }

  test('gives in a pod what the command gives', async () => {
    const [alone, inPod] = twins({ task: step, ...prepare(step) });
    const there = await place.run(step, inPod);
    const here = runTask(alone);
    expect(there.status).toBe(here.status);
    expect(said(there.log, MOUNTED)).toBe(said(here.stdout + here.stderr, reportsOf(alone)));
    expect(comparable(there.results)).toEqual(comparable(here.results));
    expect(kept(inPod, MOUNTED)).toEqual(kept(alone, reportsOf(alone)));
  });

  withChains('Chains signs the run, and nothing that the Task did not write', async () => {
    const signed = await signedByChains(place.namespace, 'taskrun', step);
    expect(signed.predicateType).toBe('https://slsa.dev/provenance/v1');
    expect(foreignSubjects(signed)).toEqual([]);
  });
});

/** The same run twice, each with files of its own. */
function twins(run: TaskRun): readonly [TaskRun, TaskRun] {
  const copy = (name: string): TaskRun => {
    const source = newFolder(run.task, name, 'source');
    cpSync(run.source, source, { recursive: true });
    const reports = newFolder(run.task, name, 'reports');
    return { ...run, source, workspaces: { ...run.workspaces, reports } };
  };
  return [copy('alone'), copy('in-pod')];
}

/** Where Tekton mounts the reports. */
const MOUNTED = '/workspace/reports';

const reportsOf = ({ workspaces }: TaskRun): string => workspaces?.['reports'] ?? '';

const said = (text: string, reports: string): string => text.replaceAll(reports, 'REPORTS');

/** What tells of no time, no signature and no place. */
function comparable(results: Readonly<Record<string, unknown>>): object {
  const varying = /^(?:bundle|expires|(?:manifest|provenance|record|report)(?:-.*)?)$/;
  return Object.fromEntries(Object.entries(results).filter(([name]) => !varying.test(name)));
}

/** The reports of a run: the text, and what the other says of each check. */
function kept(run: TaskRun, mounted: string): readonly unknown[] {
  const folder = reportsOf(run);
  const names = readdirSync(folder).filter((name) => /^plumbline-.*\.(?:json|txt)$/.test(name));
  return names.map((name) => {
    const text = said(readFileSync(join(folder, name), 'utf8'), mounted);
    if (name.endsWith('.txt')) return text;
    const { verdict, checks } = JSON.parse(text) as Report;
    return { verdict, checks };
  });
}
