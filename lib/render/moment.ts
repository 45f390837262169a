/** A time as people read it: `2026-01-05 06:20 UTC`. */
export const moment = (epochMs: number): string =>
  `${new Date(epochMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
