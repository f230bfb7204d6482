import { parseInstant, text } from '@plumbline/core';

/** A time as records carry it: RFC 3339, UTC, whole seconds. */
export function formatTime(time: Date): string {
  return time.toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** The shape of such a time. */
export const recordTime = text({
  expected: 'a time such as 2026-12-31T23:59:59Z',
  pattern: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/,
  accepts: (time) => parseInstant(time) !== null,
});
