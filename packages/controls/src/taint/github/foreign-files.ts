import type { Text, WorkflowStep } from '@plumbline/pipeline';
import type { Range } from '../../expression/syntax.js';
import { CLEAN, union, type Taint } from '../taint.js';
import type { ForeignFiles } from './flow.js';
import type { Frame, Run } from './frame.js';
import { artifactsOf, downloaded } from './artifacts.js';
import { entry, taintsOfText } from './names.js';
import { placeWithin } from './texts.js';

const DOWNLOADS =
  /^(?:[\w.-]+\/[\w.-]*(?:download-(?:\w+-)?artifacts?|artifacts?-(?:\w+-)?download)[\w-]*|marocchino\/on_artifact)$/;

/** Notes the files of somebody outside that an action brings into the workspace. */
export function bringFiles(run: Run, frame: Frame, step: WorkflowStep, action: string): void {
  if (action === 'actions/checkout') {
    for (const name of ['ref', 'repository']) {
      const text = inputNamed(step, name);
      if (text !== null)
        bring(run, frame, {
          step,
          text,
          part: whole(text),
          kind: 'checkout',
          taints: revisionsOf(taintsOfText(frame, text)),
        });
    }
  } else if (action === 'docker/build-push-action') {
    const text = inputNamed(step, 'context');
    if (text?.value.includes('://') === true)
      bring(run, frame, {
        step,
        text,
        part: whole(text),
        kind: 'fetch',
        taints: revisionsOf(taintsOfText(frame, text)),
      });
  } else if (step.uses !== null && (DOWNLOADS.test(action) || callsForArtifact(step, action))) {
    const text = step.uses;
    bring(run, frame, {
      step,
      text,
      part: whole(text),
      kind: 'artifact',
      taints: artifactsOf(run, frame, step),
    });
  }
}

/** A script that takes an artifact by the API; it is unpacked later. */
function callsForArtifact(step: WorkflowStep, action: string): boolean {
  if (action !== 'actions/github-script') return false;
  return /\bdownloadArtifact\b/.test(inputNamed(step, 'script')?.value ?? '');
}

function whole(text: Text): Range {
  return { start: 0, end: Math.max(text.value.length, 1) };
}

/** The value of an input of a step, by its name in lower case. */
export function inputNamed(step: WorkflowStep, name: string): Text | null {
  return step.with.find((input) => input.name.value.toLowerCase() === name)?.value ?? null;
}

/** Those that name code of a pull request. */
function revisionsOf(taints: readonly Taint[]): readonly Taint[] {
  return taints.filter(({ revision }) => revision);
}

interface Brought {
  readonly step: WorkflowStep;
  readonly text: Text;
  readonly part: Range;
  readonly kind: ForeignFiles['kind'];
  readonly taints: readonly Taint[];
}

/** Notes files that come into the workspace: later steps may read or run them. */
function bring(run: Run, frame: Frame, { step, text, part, kind, taints }: Brought): void {
  const [taint] = taints;
  if (taint === undefined) return;
  const at = placeWithin(frame.of, text, part);
  const key = [kind, at.source.path, at.span.start, at.span.end].join(' ');
  if (!run.foreign.has(key))
    run.foreign.set(key, {
      kind,
      taint,
      at,
      address: run.addresses.get(step) ?? 'steps',
      of: frame.of,
      step,
      job: frame.site,
      starts: frame.starts,
    });
  if (!frame.starts.some(({ outsider }) => outsider)) return;
  const contents = { ...taint, free: true, lines: true, name: `files of ${taint.name}` };
  frame.files.taints = union(frame.files.taints, [contents]);
}

const CHECKS_OUT =
  /\bgh\s+(?:pr\s+checkout|run\s+download)\b[^\n]*|\b(?:gh\s+api|curl|wget)\b[^\n]{0,400}(?:\/artifacts\/[^\n]{0,200}\/zip|archive_download_url)[^\n]{0,400}|\bgit\s+(?:fetch|checkout|switch|pull|merge|reset|clone|worktree)\b[^\n]*/g;
const PULL_REF = /\bpull\/[^\s/]+\/(?:head|merge)\b/;

/** A fetch of all pull requests at once, which checks nothing out. */
function staysRemote(command: string, script: string): boolean {
  return (
    /^git\s+fetch\b[^\n]*pull\/\*\//.test(command) &&
    !/\bgit\s+(?:checkout|switch|merge|reset|worktree|restore|rebase)\b/.test(script)
  );
}

/** Notes code of a pull request that a command fetches. */
export function fetchFiles(
  run: Run,
  frame: Frame,
  step: WorkflowStep,
  used: (range: Range, words: string) => readonly Taint[],
): void {
  const text = step.run;
  if (text === null || !/\bgit\b|\bgh\b|\/zip|archive_download_url/.test(text.value)) return;
  for (const found of text.value.matchAll(CHECKS_OUT)) {
    if (staysRemote(found[0], text.value)) continue;
    const part = { start: found.index, end: found.index + found[0].trimEnd().length };
    if (/^(?:gh\s+(?:run|api)|curl|wget)\b/.test(found[0])) {
      bring(run, frame, {
        step,
        text,
        part,
        kind: 'artifact',
        taints: downloaded(frame, text, part),
      });
      continue;
    }
    const taints = revisionsOf(used(part, found[0]));
    const pull = /^gh\b/.test(found[0]) || PULL_REF.test(found[0]);
    const outside = frame.starts.some(({ event }) =>
      /^(?:pull_request_target|issue_comment|workflow_run|pull_request)/.test(event),
    );
    const own = !pull || !outside ? CLEAN : [pullRequest(frame, text, part)];
    bring(run, frame, {
      step,
      text,
      part,
      kind: 'fetch',
      taints: taints.length > 0 ? taints : own,
    });
  }
}

function pullRequest(frame: Frame, text: Text, part: Range): Taint {
  return entry('the code of a pull request', placeWithin(frame.of, text, part), {
    grade: 'author',
    who: 'Whoever opens a pull request',
    revision: true,
  });
}
