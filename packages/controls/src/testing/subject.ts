import { modelTarget } from '@plumbline/pipeline';
import type { GitHubPlatform, Subject } from '../subject.js';
import { memoryTree, type Files } from './memory-tree.js';

/** What controls judge, of files held in memory. */
export function subjectOf(files: Files, platform: GitHubPlatform = 'github.com'): Subject {
  const model = modelTarget(memoryTree(files), { objects: true });
  if (!model.ok) throw new Error(model.error.message);
  return { model: model.value, platform };
}
