import { expectLeg } from '../testing/expect-leg.js';
import { listener, SIGNED } from '../testing/listener.js';
import { authenticatedListener } from './authenticated-listener.js';

const cel = (filter: string): string =>
  listener(`- { ref: { name: cel }, params: [ { name: filter, value: ${filter} } ] }`);

const trigger = (params: string): string => `apiVersion: triggers.tekton.dev/v1beta1
kind: Trigger
metadata: { name: build, labels: { a: b } }
spec:
  interceptors:
    - ref: { name: gitlab }
      params:
        - name: eventTypes
          value: [ Push Hook ]
        ${params}
  bindings: []
  template: { ref: build }
`;

expectLeg(authenticatedListener, 'T', {
  twins: [
    {
      name: 'an interceptor without a secret',
      bad: listener(
        '- { ref: { name: github }, params: [ { name: eventTypes, value: [ push ] } ] }',
      ),
      edit: [
        'params: [ ',
        'params: [ { name: secretRef, value: { secretName: a, secretKey: b } }, ',
      ],
      at: '11:26',
    },
    {
      name: 'no interceptor',
      bad: listener('[]'),
      edit: ['[]', SIGNED],
      at: '9:13',
    },
    {
      name: 'a filter over the body',
      bad: cel(`"body.token == 'abc'"`),
      edit: [`body.token == 'abc'`, `header.canonical('X-Token').compareSecret('key', 'hook')`],
      at: '9:13',
    },
    {
      name: 'a constant is compared',
      bad: cel(`"'abc'.compareSecret('key', 'hook')"`),
      edit: [`'abc'.`, `header.canonical('X-Token').`],
      at: '9:13',
    },
    {
      name: 'a Trigger of its own',
      bad: trigger('- { name: other, value: a }'),
      edit: [
        '{ name: other, value: a }',
        '{ name: secretRef, value: { secretName: a, secretKey: b } }',
      ],
      at: '6:20',
    },
    {
      name: 'the form of v1alpha1',
      bad: `apiVersion: triggers.tekton.dev/v1alpha1
kind: EventListener
metadata: { name: hooks }
spec:
  triggers:
    - name: build
      interceptors:
        - github: { eventTypes: [ push ] }
      template: { name: build }
`,
      edit: ['{ eventTypes', '{ secretRef: { secretName: a, secretKey: b }, eventTypes'],
      at: '8:11',
    },
    {
      name: 'a Trigger behind a group',
      bad: `${trigger('- { name: other, value: a }')}---
apiVersion: triggers.tekton.dev/v1beta1
kind: EventListener
metadata: { name: hooks }
spec:
  triggerGroups:
    - name: all
      interceptors:
        - { ref: { name: github }, params: [ { name: secret, value: { secretName: a, secretKey: b } } ] }
      triggerSelector: { labelSelector: { matchLabels: { a: b } } }
`,
      edit: ['name: secret,', 'name: secretRef,'],
      at: '21:26',
    },
  ],
  good: [
    {
      name: 'an interceptor of their own',
      files: listener('- { ref: { name: hmac, kind: NamespacedInterceptor } }'),
    },
    {
      name: 'a webhook of their own',
      files: listener('- { webhook: { objectRef: { kind: Service, name: check } } }'),
    },
  ],
  bad: [
    {
      name: 'a group that selects others',
      files: `${trigger('- { name: other, value: a }')}---
apiVersion: triggers.tekton.dev/v1beta1
kind: EventListener
metadata: { name: hooks }
spec:
  triggerGroups:
    - name: all
      interceptors: [ { ref: { name: github }, params: [ { name: secretRef, value: { secretName: a, secretKey: b } } ] } ]
      triggerSelector: { labelSelector: { matchLabels: { a: c } } }
`,
      at: ['6:20'],
    },
  ],
  notOffered: [{ name: 'nothing', files: '' }],
});
