import {
  CONFIG_DEFAULTS,
  FEATURE_FLAGS,
  judgeSettings,
  settingOf,
  settingsOf,
} from '../cluster/settings.js';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import { placesOfPods } from '../tekton/pods.js';

/** 4.2.3: builds on one node share its kernel. */
export const buildIsolation: Control = {
  id: '4.2.3',
  slug: 'build-isolation',
  title: 'Untrusted builds are isolated',
  level: 2,
  assessment: 'automated',
  rationale:
    'Containers on one node share its kernel and its caches. Whoever breaks out of a build of a stranger has the builds beside it, unless each run has a node of its own or a sandbox.',
  audit:
    '`coschedule` in `feature-flags` is `isolate-pipelinerun`, or the pods of builds have a sandboxed `runtimeClassName` (gVisor, Kata).',
  remediation:
    'Set `coschedule: "isolate-pipelinerun"` in `feature-flags`, or `runtimeClassName: gvisor` in the pod template of runs or in `default-pod-template`.',
  impact: 'More nodes, or slower builds.',
  references: ['OWASP CICD-SEC-7', 'CIS SSC 2.2.1', 'SLSA Build L3', 'Tekton affinity assistants'],
  legs: { T: { judge, needs: ['cluster'] } },
};

function judge(subject: Subject): Judgement {
  const pods = placesOfPods(subject);
  const isSandboxed =
    settingsOf(subject, CONFIG_DEFAULTS).some((settings) =>
      /\bruntimeClassName["']?\s*:/.test(settingOf(settings, 'default-pod-template').text ?? ''),
    ) ||
    (pods.length > 0 && pods.every(({ template }) => template.runtimeClassName !== null));
  return judgeSettings(settingsOf(subject, FEATURE_FLAGS), (settings) => {
    const { text, at } = settingOf(settings, 'coschedule');
    if (isSandboxed || text === 'isolate-pipelinerun') return [];
    return [
      {
        at,
        address: settings.object.address,
        subject: 'coschedule',
        severity: 'low',
        message: 'Whoever breaks out of one build has the builds of others on the same node.',
        hint: 'coschedule: "isolate-pipelinerun"',
        actual: text ?? 'not set, so workspaces',
      },
    ];
  });
}
