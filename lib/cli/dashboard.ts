import { InputError } from '../errors';
import { grouped, percent } from '../numbers';
import { MAX_OVERSUBSCRIPTION } from '../sizing';

/** A figure of a dashboard as it was understood. */
export interface DashboardFigure {
  /** What is in use, in the unit of the total: MB as YARN counts them, or vcores. */
  readonly used: number;
  /** How it was read, in words. */
  readonly reading: string;
}

/** A total that a dashboard rounds may differ from that of the nodes by this share, or by half of its last decimal. */
const ROUNDED_WITHIN = 0.02;

/** What a unit may stand for, in MB of YARN, which are MiB. */
interface Unit {
  readonly mb: number;
  /** undefined where the unit has one meaning. */
  readonly base?: Base;
}

type Base = 'decimal' | 'binary' | 'bytes';

const PREFIXES: Readonly<Record<string, number>> = { M: 0, G: 1, T: 2, P: 3 };

/**
 * `TiB` is binary. `TB` is 10⁶ MB on dashboards that divide CloudWatch's figures, 2²⁰ MB on the pages of YARN and Spark, and 10¹² bytes where
 * a dashboard is told of bytes.
 */
function unitsFor(text: string): Unit[] | undefined {
  const match = /^([MGTP])?(I)?B?$/.exec(text.toUpperCase());
  if (match === null) return undefined;
  const [, prefix, binary] = match;
  if (prefix === undefined) return text === '' ? [{ mb: 1 }] : [{ mb: 2 ** -20 }];
  const power = PREFIXES[prefix] ?? 0;
  if (power === 0) return [{ mb: 1 }];
  if (binary !== undefined) return [{ mb: 1024 ** power }];
  return [
    { mb: 1000 ** power, base: 'decimal' },
    { mb: 1024 ** power, base: 'binary' },
    { mb: (1000 ** power * 1e6) / 2 ** 20, base: 'bytes' },
  ];
}

/** One of the two numbers, or the only one. */
interface Part {
  /** More than one where a mark may separate thousands or decimals; in the order in which they are likely. */
  readonly numbers: readonly number[];
  readonly unit: string;
  readonly isFree: boolean;
  readonly text: string;
}

const FREE = 'available|free|left|idle|remaining';
const PART = new RegExp(
  `^(-?\\d[\\d.,_']*(?: \\d{3})*)\\s*(%|[a-z]*?)\\s*(?:(${FREE})|in use|used|allocated|total|v?cores|vcpus)?$`,
  'i',
);

/**
 * Memory in use: `9.85/10.08TB`, `9.39 TiB of 9.61 TiB`, `97.7%`, `2.3% available`, `0.977`, `9,85 TB`. Where used and total are given their
 * ratio counts, as both are rounded alike.
 *
 * @param totalMB what the nodes have
 * @throws InputError for a text of another form, or a total that the nodes do not have
 */
export function readMemory(text: string, totalMB: number): DashboardFigure {
  return read({ option: '--memory', example: '9.85/10.08TB or 97.7%', total: totalMB, units: unitsFor }, text);
}

/**
 * vcores in use, read in the same way; a whole number is a count, and under the default calculator it may exceed the total.
 *
 * @param total what the nodes have
 */
export function readCores(text: string, total: number): DashboardFigure {
  const units = (unit: string): Unit[] | undefined => (unit === '' ? [{ mb: 1 }] : undefined);
  return read({ option: '--cores', example: '591/1312 or 45%', total, units }, text);
}

interface Question {
  readonly option: '--memory' | '--cores';
  readonly example: string;
  readonly total: number;
  readonly units: (text: string) => Unit[] | undefined;
}

function read(question: Question, text: string): DashboardFigure {
  const parts = clean(text, question.option)
    .split(/\s*(?:\/|\bout of\b|\bof\b)\s*/i)
    .map(toPart);
  const [first, second, ...more] = parts;
  const malformed = first === undefined || more.length > 0 || (parts.length === 2 && second === undefined);
  if (malformed || second?.unit === '%') {
    const { option, example } = question;
    throw new InputError('bad-usage', `${option} takes USED/TOTAL or a percentage, such as ${example}, got "${text}"`);
  }
  const isShare = first.unit === '%' || (second === undefined && isBareShare(first, question));
  const figure = isShare
    ? shareFigure(question, first, second)
    : second === undefined
      ? loneFigure(question, first)
      : pairFigure(question, first, second);
  const mostUsed = question.option === '--cores' ? Number.POSITIVE_INFINITY : question.total;
  if (!(figure.used >= 0 && figure.used <= mostUsed)) {
    throw new InputError('out-of-range', `${question.option} must be between 0 and the total, got "${text}"`);
  }
  return figure;
}

/** Also a copy of the ResourceManager's page, `<memory:9.39 TB, vCores:591>`, and a remark in brackets. */
function clean(text: string, option: Question['option']): string {
  const field = option === '--memory' ? 'memory' : 'vCores';
  return text
    .replaceAll(
      /<memory:[^<>]*>/gi,
      (resource) => new RegExp(`${field}:([^<>]*?)(, vCores|>)`, 'i').exec(resource)?.[1] ?? '',
    )
    .replaceAll(/\([^()]*\)/g, '')
    .replaceAll(/(\d)\s*per\s?cent\b/gi, '$1%')
    .replaceAll(/\s/g, ' ')
    .trim();
}

function toPart(text: string): Part | undefined {
  const match = PART.exec(text.trim());
  if (match === null) return undefined;
  const [, digits = '', unit = '', free] = match;
  const numbers = numbersIn(digits.trim());
  return numbers.length === 0 ? undefined : { numbers, unit, isFree: free !== undefined, text: text.trim() };
}

/** `10,080` is ten thousand or, with a comma for decimals, ten. */
function numbersIn(digits: string): number[] {
  const text = digits.replaceAll(/[_' ]/g, '');
  if (text.includes(',') && text.includes('.')) {
    const decimal = text.lastIndexOf(',') > text.lastIndexOf('.') ? ',' : '.';
    const number = Number(text.replaceAll(decimal === ',' ? '.' : ',', '').replace(decimal, '.'));
    return Number.isFinite(number) ? [number] : [];
  }
  const mark = text.includes(',') ? ',' : '.';
  const [whole = '', ...groups] = text.split(mark);
  const areThousands = /^-?[1-9]\d{0,2}$/.test(whole) && groups.every((group) => group.length === 3);
  const thousands = groups.length > 0 && areThousands ? [Number(`${whole}${groups.join('')}`)] : [];
  const decimal = groups.length > 1 ? [] : [Number([whole, ...groups].join('.'))];
  return mark === ',' ? [...thousands, ...decimal] : [...decimal, ...thousands];
}

/** `0.977` and, for memory, `97.7`; a whole number of cores is a count. */
function isBareShare({ numbers: [number = 0], unit }: Part, { option }: Question): boolean {
  if (unit !== '') return false;
  return option === '--memory' ? number <= 100 : !Number.isInteger(number) && number < 1;
}

function shareFigure(question: Question, first: Part, second: Part | undefined): DashboardFigure {
  const number = first.numbers.at(first.text.includes('%') && first.numbers.length > 1 ? -1 : 0) ?? 0;
  const given = first.unit === '%' || number > 1 ? number / 100 : number;
  if (second !== undefined) checkedTotal(question, second);
  const share = first.isFree ? 1 - given : given;
  const { option, total } = question;
  const what = `${percent(share)} of ${inUnits(total, option)}`;
  const from = first.isFree ? `"${first.text}"` : first.unit === '%' ? '' : `"${first.text}" as a share`;
  return { used: share * total, reading: from === '' ? what : `${what}, from ${from}` };
}

/** A number with a unit and no total: only where one meaning of the unit is possible. */
function loneFigure(question: Question, part: Part): DashboardFigure {
  const { option, total } = question;
  const mostUsed = option === '--cores' ? Number.POSITIVE_INFINITY : total * (1 + ROUNDED_WITHIN);
  // Only a total tells that a dashboard counts bytes.
  const units = question.units(part.unit)?.filter(({ base }) => base !== 'bytes') ?? [];
  const all = units.flatMap((unit) => part.numbers.map((number) => ({ unit, number })));
  if (all.length === 0) throw unknownUnit(question, part);
  const possible = all.filter(({ unit, number }) => unit.mb * number <= mostUsed);
  const [one, other] = possible;
  if (one === undefined) {
    const least = Math.min(...all.map(({ unit, number }) => unit.mb * number));
    throw new InputError(
      'totals-differ',
      `${option} says ${grouped(least)} in use, but the nodes have ${grouped(total)}; check --core and --task`,
    );
  }
  if (other !== undefined && option === '--memory') {
    throw new InputError(
      'two-readings',
      `${option} ${part.text} is ${possible.map(({ unit, number }) => `${grouped(unit.mb * number)} MB`).join(' or ')}; give the total of that dashboard as well, such as 9.85/10.08TB`,
    );
  }
  const mb = one.unit.mb * one.number;
  const used = part.isFree ? total - mb : Math.min(mb, option === '--cores' ? mb : total);
  return { used, reading: `${inUnits(used, option)} of ${grouped(total)}${inBase(one.unit.base, part.unit)}` };
}

function pairFigure(question: Question, first: Part, second: Part): DashboardFigure {
  const { option, total } = question;
  const { number, unit, index } = checkedTotal(question, { ...second, unit: second.unit || first.unit });
  const units = first.unit === '' ? [unit] : question.units(first.unit);
  if (units === undefined) throw unknownUnit(question, first);
  const own = units.find(({ base }) => base === unit.base) ?? units[0] ?? unit;
  const digits = first.numbers.length > 1 ? (first.numbers.at(index) ?? 0) : (first.numbers[0] ?? 0);
  const given = (digits * own.mb) / (number * unit.mb);
  const share = first.isFree ? 1 - given : given;
  const stated = `${first.text} of ${second.text}`;
  const reading =
    option === '--cores'
      ? `${grouped(share * total)} of ${grouped(total)} vcores`
      : `${stated}${inBase(unit.base, second.unit || first.unit)}: ${grouped(number * unit.mb)} MB, the nodes have ${grouped(total)}; ${percent(share)} in use`;
  return { used: share * total, reading };
}

/** The meaning of a stated total that comes closest to the nodes. */
function checkedTotal(question: Question, part: Part): { number: number; unit: Unit; index: number } {
  const { option, total } = question;
  const units = question.units(part.unit);
  if (units === undefined) throw unknownUnit(question, part);
  const off = ({ number, unit }: { number: number; unit: Unit }): number => Math.abs(number * unit.mb - total) / total;
  const halfOfLast = ({ number, unit }: { number: number; unit: Unit }): number =>
    (halfDecimal(number) * unit.mb) / total;
  const all = units.flatMap((unit) => part.numbers.map((number, index) => ({ number, unit, index })));
  const closest = all.reduce((a, b) => (off(b) < off(a) ? b : a));
  if (!(off(closest) <= Math.max(ROUNDED_WITHIN, halfOfLast(closest)))) {
    const [likely = closest] = all;
    const stated = Math.round(likely.number * likely.unit.mb);
    const factor = stated / total;
    // A whole or half number for each vCPU is declared on purpose.
    const isDeclared =
      option === '--cores' && factor > 1 && factor <= MAX_OVERSUBSCRIPTION && Number.isInteger(2 * factor);
    const other = isDeclared
      ? `, or say that node managers declare more vcores than EMR (--oversubscribe ${factor})`
      : '';
    throw new InputError(
      'totals-differ',
      `${option} says ${grouped(stated)} in total, but the nodes have ${grouped(total)}; check --core and --task${other}`,
    );
  }
  return closest;
}

/** `1.2` may stand for 1.15 to 1.25; a whole number is taken at its word. */
function halfDecimal(number: number): number {
  const decimals = String(number).split('.')[1]?.length ?? 0;
  return decimals === 0 ? 0 : 0.5 * 10 ** -decimals;
}

function unknownUnit({ option }: Question, { text }: Part): InputError {
  const known = option === '--cores' ? 'takes a number of vcores' : 'knows MB, GB, TB and PB, and GiB, TiB and PiB';
  return new InputError('bad-usage', `${option} ${known}, got "${text}"`);
}

const inUnits = (value: number, option: Question['option']): string =>
  `${grouped(value)} ${option === '--memory' ? 'MB' : 'vcores'}`;

/** Says which meaning of a unit was taken, where it has two. */
function inBase(base: Base | undefined, unit: string): string {
  if (base === undefined) return '';
  const prefix = unit.slice(0, 1).toUpperCase();
  const power = PREFIXES[prefix] ?? 0;
  if (base === 'bytes') return `, decimal (1 ${prefix}B = 10^${6 + 3 * power} bytes)`;
  const mb = grouped((base === 'decimal' ? 1000 : 1024) ** power);
  return `, ${base} (1 ${prefix}B = ${mb} MB)`;
}
