import type { OracleCase } from './case';
import type { Dice } from './dice';

/** Labelled nodes take their first executors only after as many heartbeats as there are nodes; more nodes cost seconds. */
const MAX_LABELLED_NODES = 80;
const LABEL = 'CORE';

/** A case with several applications, a limited queue or node labels: each in a quarter of the cases, so often none, sometimes all. */
export function withFeatures(plain: OracleCase, dice: Dice): OracleCase {
  const { chance } = dice;
  let drawn = plain;
  if (chance(0.25)) drawn = withQueue(drawn, dice);
  if (chance(0.25)) drawn = withApplications(drawn, dice);
  if (chance(0.25) && nodesOf(drawn) <= MAX_LABELLED_NODES) drawn = withLabels(drawn, dice);
  return drawn;
}

function withQueue(plain: OracleCase, { chance, int, pick }: Dice): OracleCase {
  const capacity = pick([50, 50, 30, 33.3, 66.7, 12.5, 80, 100, int(1, 99)]);
  const maximumCapacity = pick([capacity, 100, 100, Math.min(100, capacity + int(0, 40))]);
  const userLimitFactor = pick([1, 1, 1, 2, 0.5, 1.5, 3.3, -1]);
  const queue = { capacity, maximumCapacity, userLimitFactor };
  if (!chance(0.3)) return { ...plain, queue };
  // The boundary of the limit: room for n containers, give or take a few MiB.
  const ofUser = userLimitFactor === -1 ? 100 : capacity * userLimitFactor;
  const total = plain.nodes.reduce((mb, n) => mb + n.count * n.memoryMb, 0);
  const limit = (total * Math.min(ofUser, maximumCapacity)) / 100;
  const largest = Math.max(...plain.nodes.map((n) => n.memoryMb));
  const least = Math.max(1, Math.ceil(limit / largest));
  const memMb = Math.max(
    1,
    Math.floor((limit - (chance(0.7) ? plain.am.memMb : 0)) / int(least, least + 12)) + int(-3, 3),
  );
  return { ...plain, queue, executor: { ...plain.executor, memMb: Math.min(largest, memMb) } };
}

function withApplications(plain: OracleCase, { chance, int, pick }: Dice): OracleCase {
  const apps = int(2, 6);
  const amResourcePercent = pick([plain.amResourcePercent ?? 0.1, 0.1, 0.25, 0.5, 1]);
  if (chance(0.25)) {
    // More masters than the nodes have room for: the last ones wait, and reserve.
    const nodes = plain.nodes.map((node) => ({ ...node, count: Math.min(node.count, int(1, 2)) }));
    const memMb = Math.max(1, Math.floor(pick(nodes).memoryMb / int(1, 3)) + int(-600, 3));
    return { ...plain, nodes, apps, amResourcePercent: 1, am: { ...plain.am, memMb } };
  }
  if (!chance(0.4)) return { ...plain, apps, amResourcePercent };
  // The boundary of the share: room for n masters, give or take a few MiB.
  const total = plain.nodes.reduce((mb, n) => mb + n.count * n.memoryMb, 0);
  const share = (total * amResourcePercent * (plain.queue?.capacity ?? 100)) / 100;
  const largest = Math.max(...plain.nodes.map((n) => n.memoryMb));
  const memMb = Math.max(1, Math.floor(share / int(1, 6)) + int(-3, 3));
  return {
    ...plain,
    apps,
    amResourcePercent,
    am: { ...plain.am, memMb: Math.min(memMb, Math.ceil(largest / int(1, 3))) },
  };
}

function withLabels(plain: OracleCase, { chance, int, pick }: Dice): OracleCase {
  const [first, ...others] = plain.nodes;
  if (!first) return plain;
  let nodes = plain.nodes;
  if (others.length === 0 && first.count > 1 && chance(0.7)) {
    const labelled = int(1, first.count - 1);
    nodes = [
      { ...first, count: first.count - labelled },
      { ...first, count: labelled },
    ];
  }
  const all = chance(0.1);
  const chosen = int(0, nodes.length - 1);
  nodes = nodes.map((node, i) => (all || i === chosen ? { ...node, label: LABEL } : node));
  if (nodes.length > 2 && chance(0.2))
    nodes = nodes.map((node, i) => (i === (chosen + 1) % 3 ? { ...node, label: 'TASK' } : node));
  // Labels on whose nodes no executor fits give the others no chance.
  const labelled = Math.min(...nodes.filter((n) => n.label).map((n) => n.count));
  return {
    ...plain,
    nodes,
    ...(chance(0.7) ? { amLabel: LABEL } : {}),
    ...(chance(0.15) ? { exclusiveLabels: true } : {}),
    amResourcePercent: pick([plain.amResourcePercent ?? 0.1, 1]),
    quietRounds: Math.ceil(nodesOf(plain) / labelled) + 3,
  };
}

const nodesOf = ({ nodes }: OracleCase): number => nodes.reduce((count, n) => count + n.count, 0);
