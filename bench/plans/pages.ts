import { benchmarkDocument } from './document';
import type { Judged, Silence } from './judge';
import { picture } from './picture';

/** The generated files by path, as they must stand in the repository. */
export function pages(all: readonly Judged[], silent: readonly Silence[], hadoop: string): Record<string, string> {
  const asConfigured = all.filter(({ peer, calculator }) => calculator === peer.calculators[0]);
  const dominant = all.filter(({ calculator }) => calculator === 'dominant');
  const title = (calculator: string): string => `What vCPUs do under each plan, ${calculator}`;
  return {
    'docs/benchmark.md': benchmarkDocument(all, silent, hadoop),
    'docs/images/benchmark.svg': picture(
      title("EMR's memory-only calculator (this project configures the dominant one)"),
      asConfigured,
      silent,
    ),
    'docs/images/benchmark-dominant.svg': picture(title('dominant calculator for all'), dominant, silent),
  };
}
