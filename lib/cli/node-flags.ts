import { instanceFacts } from '../catalog';
import type { LintHardware } from '../lint';
import { nodes } from './values';

/** Identical nodes as a flag gives them. */
export interface NodeRange {
  readonly instanceType: string;
  readonly min: number;
  readonly max: number;
}

/** The groups of `--core` and `--task`, the core nodes first. */
export function nodeRanges(core: string, task: readonly string[] = []): NodeRange[] {
  return [nodes('--core', core), ...task.map((text) => nodes('--task', text))];
}

/** What lint judges sizes against: the nodes at their most. */
export function hardwareFor(
  ranges: readonly Pick<NodeRange, 'instanceType' | 'max'>[],
  primary: string | undefined,
): LintHardware {
  return {
    primary,
    nodes: ranges.map(({ instanceType, max }) => {
      const { yarnMemoryMiB, yarnVcores } = instanceFacts(instanceType);
      return { instanceType, count: max, memoryMiB: yarnMemoryMiB, vcores: yarnVcores };
    }),
  };
}
