import { configMap, list, tektonConfig } from '../testing/cluster.js';
import { expectLeg } from '../testing/expect-leg.js';
import { eventSink } from './event-sink.js';

const events = (sink: string): string => configMap('config-events', `sink: ${sink}`);

expectLeg(eventSink, 'T', {
  twins: [
    { name: 'nobody', bad: events('""'), edit: ['""', 'https://events.example.com'], at: '7:9' },
    {
      name: 'in the clear',
      bad: events('http://events.example.com/tekton'),
      edit: ['http:', 'https:'],
      at: '7:9',
    },
    {
      name: 'in the clear, outside of the cluster',
      bad: events('http://events.example.com'),
      edit: ['events.example.com', 'broker.events.svc.cluster.local'],
      at: '7:9',
    },
    {
      name: 'by the operator',
      bad: tektonConfig(
        'pipeline: { options: { configMaps: { config-events: { data: { sink: "" } } } } }',
      ),
      edit: ['""', '"https://events.example.com"'],
      at: '6:71',
    },
  ],
  good: [
    {
      name: 'the setting before',
      files: list(
        '{ apiVersion: v1, kind: ConfigMap, metadata: { name: config-events, namespace: tekton-pipelines }, data: { formats: tektonv1 } }',
        '{ apiVersion: v1, kind: ConfigMap, metadata: { name: config-defaults, namespace: tekton-pipelines }, data: { default-cloud-events-sink: "https://events.example.com" } }',
      ),
    },
  ],
  notOffered: [{ name: 'nothing', files: '' }],
});
