/** An EventListener with one trigger; the trigger's name is at 9:13, its interceptors begin at line 11. */
export function listener(interceptors: string, more = 'resources: {}'): string {
  return `apiVersion: triggers.tekton.dev/v1beta1
kind: EventListener
metadata:
  name: hooks
spec:
  serviceAccountName: hook-bot
  ${more}
  triggers:
    - name: build
      interceptors:
        ${interceptors}
      bindings: [ { ref: build } ]
      template: { ref: build }
`;
}

/** An interceptor that checks a signature and takes pushes only. */
export const SIGNED =
  '- { ref: { name: github }, params: [ { name: secretRef, value: { secretName: hook, secretKey: token } }, { name: eventTypes, value: [ push ] } ] }';
