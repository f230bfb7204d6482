import {
  CONFIG_DEFAULTS,
  CONFIG_EVENTS,
  settingOf,
  settingsOf,
  type Settings,
} from '../cluster/settings.js';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import type { Violation } from '../violation.js';

/** 6.2.5: what nobody is told of, nobody misses. */
export const eventSink: Control = {
  id: '6.2.5',
  slug: 'event-sink',
  title: 'Events of runs reach an authenticated sink',
  level: 2,
  assessment: 'automated',
  rationale: 'Runs that nobody is told of are runs that nobody misses.',
  audit:
    '`kubectl get configmap config-events -n tekton-pipelines -o yaml`: `sink` is set, over TLS unless it stays in the cluster. That the receiver authenticates only its own configuration tells.',
  remediation: 'Set `sink: https://<receiver>` in `config-events`.',
  impact: 'A receiver to run.',
  references: ['OWASP CICD-SEC-10', 'Tekton: events'],
  legs: { T: { judge, needs: ['cluster'] } },
};

function judge(subject: Subject): Judgement {
  const events = settingsOf(subject, CONFIG_EVENTS);
  if (events.length === 0) return 'not-offered';
  const before = settingsOf(subject, CONFIG_DEFAULTS).map(
    (settings) => settingOf(settings, 'default-cloud-events-sink').text ?? '',
  );
  return events.flatMap((settings) => judgeSink(settings, before.join('')));
}

/** Hosts that only the cluster resolves. */
const INSIDE = /^http:\/\/[\w.-]+\.svc(?:\.[\w.-]+)?(?::\d+)?(?:\/|$)/;

function judgeSink(settings: Settings, before: string): readonly Violation[] {
  const { text, at } = settingOf(settings, 'sink');
  const sink = text === null || text === '' ? before : text;
  if (sink !== '' && (!sink.startsWith('http:') || INSIDE.test(sink))) return [];
  return [
    {
      at,
      address: settings.object.address,
      subject: 'sink',
      severity: 'low',
      message:
        sink === ''
          ? 'Whoever starts a run that should not be is not noticed: nobody is told of runs.'
          : 'Whoever is on the way to the receiver reads, drops and makes up events: they are sent without TLS.',
      hint: 'sink: https://<receiver>',
      actual: sink === '' ? 'not set' : sink,
    },
  ];
}
