import { settingOf, type Settings } from '../cluster/settings.js';

/** Whether Chains keeps no provenance: one of the two kinds of runs is enough, and an empty text is no storage. */
export function keepsNothing(settings: Settings): boolean {
  const keys = ['artifacts.taskrun.storage', 'artifacts.pipelinerun.storage'];
  return keys.every((key) => settingOf(settings, key).text === '');
}
