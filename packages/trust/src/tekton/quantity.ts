/**
 * The text that resource.Quantity of k8s.io/apimachinery writes for the text that it read. It keeps a text that is canonical,
 * by its own fast test, and rewrites others in the family of their suffix.
 */
export function canonicalQuantity(text: string): string | undefined {
  const match = QUANTITY.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match;
  const unit = unitOf(suffix);
  if (unit === undefined) return undefined;
  const significant = whole.replace(/^0+/, '');
  if (significant.length + fraction.length > MAX_DIGITS) return undefined;
  const digits = `${significant || '0'}${fraction}`;
  if (keepsText(digits, fraction.length, unit)) return text;
  const scaled = scale(BigInt(digits), fraction.length, unit);
  return render(sign === '-', scaled, unit.family);
}

const QUANTITY = /^([-+]?)([0-9]*)(?:\.([0-9]*))?([a-zA-Z]*(?:[-+]?[0-9]+)?)$/;

/** More digits leave Go's fast path, and nobody writes them. */
const MAX_DIGITS = 15;

type Family = 'decimal' | 'exponent' | 'binary';

interface Unit {
  readonly family: Family;
  /** A power of ten, or of two for the binary family. */
  readonly exponent: number;
}

const DECIMAL: readonly (readonly [string, number])[] = [
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
];
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

function unitOf(suffix: string): Unit | undefined {
  const decimal = DECIMAL.find(([name]) => name === suffix);
  if (decimal !== undefined) return { family: 'decimal', exponent: decimal[1] };
  const binary = BINARY.indexOf(suffix);
  if (binary !== -1) return { family: 'binary', exponent: 10 * (binary + 1) };
  const exponent = /^[eE]([-+]?[0-9]{1,2})$/.exec(suffix)?.[1];
  if (exponent === undefined) return undefined;
  const value = Number(exponent);
  return Math.abs(value) <= 18 ? { family: 'exponent', exponent: value } : undefined;
}

/** ParseQuantity's own test whether a text is canonical; it lets some pass that are not. */
function keepsText(digits: string, places: number, { family, exponent }: Unit): boolean {
  if (family === 'binary') {
    const fast = 15 - digits.length - Math.trunc((exponent * 3) / 10) - 1 >= 0 && places === 0;
    return fast && fits(BigInt(digits) << BigInt(exponent)) && (BigInt(digits) & 7n) !== 0n;
  }
  const scale = exponent - places;
  if (scale < NANO) return false;
  return scale % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0');
}

const NANO = -9;
const fits = (value: bigint): boolean => value < 1n << 63n;

/** A number times a power of ten. */
interface Decimal {
  readonly value: bigint;
  readonly exponent: number;
}

function scale(digits: bigint, places: number, { family, exponent }: Unit): Decimal {
  if (family === 'binary') {
    const shifted = { value: digits << BigInt(exponent), exponent: -places };
    return capped(roundedUp(shifted, NANO));
  }
  return roundedUp({ value: digits, exponent: exponent - places }, NANO);
}

/** Quantities of the binary family end at 2^63 - 1. */
function capped(number: Decimal): Decimal {
  const max = (1n << 63n) - 1n;
  return compare(number, max) > 0 ? { value: max, exponent: 0 } : number;
}

function roundedUp({ value, exponent }: Decimal, least: number): Decimal {
  if (exponent >= least) return { value, exponent };
  const divisor = 10n ** BigInt(least - exponent);
  return { value: (value + divisor - 1n) / divisor, exponent: least };
}

function compare({ value, exponent }: Decimal, other: bigint): number {
  const left = exponent >= 0 ? value * 10n ** BigInt(exponent) : value;
  const right = exponent >= 0 ? other : other * 10n ** BigInt(-exponent);
  return left === right ? 0 : left < right ? -1 : 1;
}

function render(negative: boolean, number: Decimal, family: Family): string | undefined {
  if (number.value === 0n) return '0';
  const sign = negative ? '-' : '';
  if (family === 'binary' && compare(number, 1024n) >= 0) {
    const whole = roundedUp(number, 0);
    if (compare(number, asInteger(whole)) === 0) return `${sign}${binary(asInteger(whole))}`;
  }
  const { value, exponent } = engineering(number);
  const suffix = family === 'exponent' ? exponentSuffix(exponent) : decimalSuffix(exponent);
  return suffix === undefined ? undefined : `${sign}${String(value)}${suffix}`;
}

function asInteger({ value, exponent }: Decimal): bigint {
  return value * 10n ** BigInt(exponent);
}

function binary(value: bigint): string {
  let rest = value;
  let times = 0;
  for (; rest >= 1024n && rest % 1024n === 0n; times += 1) rest /= 1024n;
  return `${String(rest)}${times === 0 ? '' : (BINARY[times - 1] ?? '')}`;
}

/** With an exponent that three divides, and the number as small as that allows. */
function engineering(number: Decimal): Decimal {
  let { value, exponent } = number;
  for (; value % 10n === 0n; exponent += 1) value /= 10n;
  for (; exponent % 3 !== 0; exponent -= 1) value *= 10n;
  return { value, exponent };
}

function exponentSuffix(exponent: number): string {
  return exponent === 0 ? '' : `e${String(exponent)}`;
}

function decimalSuffix(exponent: number): string | undefined {
  return DECIMAL.find(([, power]) => power === exponent)?.[0];
}
