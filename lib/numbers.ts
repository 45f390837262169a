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
