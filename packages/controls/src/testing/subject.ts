import { modelTarget } from '@plumbline/pipeline';
import { builtInPolicy } from '@plumbline/step';
import type { Subject } from '../subject.js';
import { memoryTree, type Files } from './memory-tree.js';

/** What a test sets apart from the files. */
export type Circumstances = Partial<Pick<Subject, 'platform' | 'policy' | 'today'>>;

/** What controls judge, of files held in memory. */
export function subjectOf(files: Files, circumstances: Circumstances = {}): Subject {
  const tree = memoryTree(files);
  const model = modelTarget(tree, { objects: true });
  if (!model.ok) throw new Error(model.error.message);
  return {
    model: model.value,
    tree,
    platform: 'github.com',
    policy: builtInPolicy,
    today: '2026-11-21',
    ...circumstances,
  };
}
