/** `4 h 5 min`, `12 min`, `40 s`, `0.3 s`. */
export function duration(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (ms < 1_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`;
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
