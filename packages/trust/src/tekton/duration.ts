const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  '\u00b5s': 1_000n,
  '\u03bcs': 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const MAX = 1n << 63n;
/** Nobody writes longer ones. */
const MAX_LENGTH = 100;

/** Nanoseconds of a text for time.ParseDuration; nothing for what it refuses or rounds in ways of its own. */
export function parseGoDuration(text: string): bigint | undefined {
  const [, sign = '', body = ''] = /^([-+]?)(.*)$/s.exec(text) ?? [];
  if (body === '0') return 0n;
  if (body.length > MAX_LENGTH) return undefined;
  let total = 0n;
  let rest = body;
  do {
    const part = /^([0-9]*)(?:\.([0-9]*))?([^0-9.]+)/.exec(rest);
    if (part === null) return undefined;
    const nanoseconds = partOf(part);
    if (nanoseconds === undefined) return undefined;
    total += nanoseconds;
    rest = rest.slice(part[0].length);
  } while (rest !== '');
  const limit = sign === '-' ? MAX : MAX - 1n;
  return total > limit ? undefined : sign === '-' ? -total : total;
}

function partOf([, whole = '', fraction, unit = '']: RegExpExecArray): bigint | undefined {
  const scale = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
  if (scale === undefined || (whole === '' && !fraction)) return undefined;
  // Go adds the fraction by way of a double, which is exact below 2^53 and shorter than anybody writes.
  if (fraction !== undefined && fraction.length > 15) return undefined;
  const behind = fraction
    ? BigInt(Math.trunc(Number(fraction) * (Number(scale) / 10 ** fraction.length)))
    : 0n;
  return BigInt(whole || '0') * scale + behind;
}

/** time.Duration.String(). */
export function formatGoDuration(nanoseconds: bigint): string {
  if (nanoseconds < 0n) return `-${formatGoDuration(-nanoseconds)}`;
  if (nanoseconds === 0n) return '0s';
  if (nanoseconds < 1_000n) return `${String(nanoseconds)}ns`;
  if (nanoseconds < 1_000_000n) return `${decimal(nanoseconds, 3)}\u00b5s`;
  if (nanoseconds < 1_000_000_000n) return `${decimal(nanoseconds, 6)}ms`;
  const minutes = nanoseconds / 60_000_000_000n;
  const seconds = `${decimal(nanoseconds % 60_000_000_000n, 9)}s`;
  if (minutes === 0n) return seconds;
  const hours = minutes / 60n;
  return `${hours === 0n ? '' : `${String(hours)}h`}${String(minutes % 60n)}m${seconds}`;
}

/** value / 10^places without zeros at the end. */
function decimal(value: bigint, places: number): string {
  const digits = String(value).padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  return `${digits.slice(0, -places)}${fraction === '' ? '' : `.${fraction}`}`;
}
