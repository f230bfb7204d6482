import { describe, expect, test } from '@jest/globals';
import { attempt } from '../cluster.js';
import { document, sampleText, steps, taskText } from '../tasks.js';

const admit = (text: string) =>
  attempt(['create', '--dry-run=server', '-n', 'default', '-o', 'json', '-f', '-'], text);

describe.each(steps)('the Task %s', (step) => {
  test('is admitted, and every default is written out', async () => {
    const { status, stdout, stderr } = await admit(taskText(step));
    expect([status, stderr]).toEqual([0, '']);
    const stored = JSON.parse(stdout) as Record<string, unknown>;
    expect(stored['spec']).toEqual(document(taskText(step))['spec']);
  });

  test('has a sample that is admitted', async () => {
    expect(await admit(sampleText(step))).toMatchObject({ status: 0, stderr: '' });
  });

  test.each([
    ['an unknown field', (text: string) => text.replace(/^ {2}steps:/m, '  stepz: []\n  steps:')],
    ['an unknown param', (text: string) => text.replace('$(params.target)', '$(params.nobody)')],
    ['a type that is none', (text: string) => text.replace('type: string', 'type: text')],
  ])('is refused with %s', async (_, change) => {
    const changed = change(taskText(step));
    expect(changed).not.toBe(taskText(step));
    expect((await admit(changed)).status).toBe(1);
  });
});
