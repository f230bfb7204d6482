import type { Check, CheckStatus, Finding } from '@plumbline/core';
import {
  isDecided,
  type Control,
  type Judgement,
  type Leg,
  type Need,
  type Platform,
} from '../control.js';
import { findingsOf, type Rule } from '../finding.js';
import { judgeAsBuilt } from '../kustomize/states.js';
import type { Subject } from '../subject.js';
import { platformsOf } from './presence.js';
import type { Scope } from './scope.js';

const PLATFORMS = ['G', 'T'] as const;

/** A check for every leg in scope, in the order of the benchmark, before waivers and base. */
export function judgeControls(subject: Subject, { controls }: Scope): readonly Check[] {
  return controls.flatMap((control) =>
    PLATFORMS.flatMap((platform) => {
      const leg = control.legs[platform];
      return leg === undefined ? [] : [judgeLeg(subject, { control, platform, leg })];
    }),
  );
}

interface LegOf {
  readonly control: Control;
  readonly platform: Platform;
  readonly leg: Leg;
}

interface State {
  readonly status: CheckStatus;
  readonly counted: boolean;
  readonly needs?: readonly Need[];
  readonly findings?: readonly Finding[];
}

function judgeLeg(subject: Subject, of: LegOf): Check {
  const { id, slug, title, level } = of.control;
  const { needs = [], ...state } = platformsOf(subject).has(of.platform)
    ? stateOf(subject, of)
    : NOT_APPLICABLE;
  return {
    ...{ id: `${id}/${of.platform}`, slug, title, level, findings: [] },
    ...{ needs: needs.map((need) => WORDS[need]), ...state },
  };
}

const NOT_APPLICABLE: State = { status: 'not-applicable', counted: false };

/** As reports say it: `3 need the network`. */
const WORDS: Readonly<Record<Need, string>> = {
  settings: 'repository settings',
  network: 'the network',
  cluster: 'objects exported from the cluster',
  live: 'runs and their logs',
  human: 'a person',
};

/** A control that throws is a bug of ours: it is not decided, and the others are. */
function stateOf(subject: Subject, { control, platform, leg }: LegOf): State {
  if (!isDecided(leg)) {
    const isManual = leg.needs.every((need) => need === 'human');
    return { status: isManual ? 'manual' : 'unknown', counted: false, needs: leg.needs };
  }
  try {
    const judgement = platform === 'T' ? judgeAsBuilt(leg, subject) : leg.judge(subject);
    return judged({ ...control, platform }, judgement, leg.needs ?? ['cluster']);
  } catch (thrown) {
    return { status: 'error', counted: true, findings: [crash(control, thrown)] };
  }
}

function judged(rule: Rule, judgement: Judgement, needs: readonly Need[]): State {
  if (judgement === 'not-applicable') return NOT_APPLICABLE;
  if (judgement === 'not-offered') return { status: 'unknown', counted: false, needs };
  const findings = findingsOf(rule, judgement);
  return { status: findings.some(weighs) ? 'fail' : 'pass', counted: true, findings };
}

/** Findings of low confidence are shown and speak against nothing. */
export function weighs({ confidence }: Finding): boolean {
  return confidence !== 'low';
}

function crash({ slug }: Pick<Control, 'slug'>, thrown: unknown): Finding {
  const what = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : 'unknown';
  return {
    message: `This control cannot decide: it ran into a bug of ours (${what}).`,
    severity: 'info',
    confidence: 'high',
    locations: [],
    hint: 'report it with the definition that it was run on',
    fingerprint: `error/${slug}`,
  };
}
