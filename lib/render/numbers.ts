import { grouped, percent } from '../numbers';

export { grouped, percent };

/** Memory in MiB, which YARN calls MB: `25,870 MiB`. */
export function mib(value: number): string {
  return `${grouped(value)} MiB`;
}
