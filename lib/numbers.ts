/** A whole number with thousands separators: `1,312`. */
export function grouped(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A share as a percentage with one decimal: 0.9771 → `97.7 %`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** A count with its noun: `1 executor`, `1,312 executors`; 0 takes the plural. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(count)} ${count === 1 ? noun : plural}`;
}

/** A size: binary units, as Spark's pages show them. */
export function bytes(value: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  const unit = value < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(value) / 10));
  const amount = value / 1024 ** unit;
  return `${unit === 0 || amount >= 100 ? grouped(amount) : amount.toFixed(1)} ${units[unit]}`;
}

/** Time of task slots in hours: `1,204`, `3.1`, `0.042`. */
export function slotHours(ms: number): string {
  const hours = ms / 3_600_000;
  if (hours >= 100) return grouped(hours);
  return hours >= 1 ? hours.toFixed(1) : hours.toFixed(3);
}
