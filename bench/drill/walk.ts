import { type PageKind, runbookFor } from '../../lib/remedy';
import type { ExplainJson } from '../../lib/render';
import { briefScenario } from '../../lib/simulator';
import { jobIdentity } from '../../lib/simulator/job/command';
import { CLUSTER_ID } from '../../lib/simulator/world/create';
import { DRILLS, ROOT } from './drills';
import { readRunbook, type Section } from './page';
import { openShell, type Shell } from './shell';
import { openStage, type Stage } from './stage';

/** What somebody who follows the runbook word for word came to. */
export interface Walk {
  readonly kind: PageKind;
  /** Blocks of shell lines that were run. */
  readonly blocks: number;
  /** Where the page and what really is do not agree. */
  readonly failures: readonly string[];
}

/** Services that a stage does not have; and the primary node's shell. */
const NOT_THERE = /\b(aws (logs|cloudtrail|cloudformation)|yarn) /;

/** Of these no run of the job can follow on this cluster, or the job goes on by itself. */
const WITHOUT_RUN: ReadonlySet<PageKind> = new Set([
  'lost:cluster-gone',
  'slot-stuck',
  'aborted:cancel-refused',
  'cancel-slow',
]);

/** Brings a page about, and then does with a shell what the runbook says, the job submitted again where none runs. */
export async function walk(kind: PageKind, awsFolder: string): Promise<Walk> {
  const { minutes, play, scenario = briefScenario() } = DRILLS[kind];
  const stage = await openStage(scenario, Date.now() - minutes * 60_000);
  const environment = { ...stage.environment, CLUSTER: CLUSTER_ID, STEP: ROOT, AWS_DEFAULT_REGION: 'us-east-1' };
  const shell = openShell(environment, awsFolder);
  try {
    await play(stage);
    stage.letRun();
    const walker = new Walker(kind, stage, shell);
    await walker.walk();
    return { kind, blocks: walker.blocks, failures: walker.failures };
  } finally {
    shell.close();
    await stage.close();
  }
}

class Walker {
  public blocks = 0;
  public readonly failures: string[] = [];
  private readonly runbook = readRunbook();

  public constructor(
    private readonly kind: PageKind,
    private readonly stage: Stage,
    private readonly shell: Shell,
  ) {}

  public async walk(): Promise<void> {
    const { runbook, state } = await this.explain();
    if (state === 'watching' || state === 'held')
      this.expect(runbook.includes(runbookFor(this.kind)), 'explain does not name the section');
    await this.run('look-for-the-resubmission');
    // The gravest first, as explain names them.
    for (const url of new Set([...runbook, runbookFor(this.kind)]))
      await this.follow(this.section(url.split('#')[1] ?? ''));
    if (state === 'held') await this.release();
    // Of what is not held the remediator takes care by itself.
    else await this.stage.tick();
    if (!WITHOUT_RUN.has(this.kind))
      this.expect(this.runs().length === 1, `${this.runs().length} runs of the job, not 1`);
  }

  private async follow(section: Section): Promise<void> {
    await this.actOn(section);
    const isSubmitted = section.text.includes('#submit-the-job-again');
    if (isSubmitted && (await this.explain()).jobMayBeOwed) await this.run('submit-the-job-again');
  }

  private async release(): Promise<void> {
    await this.run('release');
    await this.stage.tick();
    const { state, needsAction } = await this.explain();
    this.expect(
      state === 'watching' && !needsAction,
      `after the release it is ${state}, and ${needsAction ? 'somebody' : 'nobody'} is needed`,
    );
  }

  /** The section's own lines, and what its words tell to do on the primary node. */
  private async actOn({ blocks }: Section): Promise<void> {
    if (this.kind === 'held:cancel-stuck') {
      this.stage.happen({ kind: 'end-step', step: ROOT, outcome: 'FAILED' });
    }
    for (const block of blocks)
      if (!NOT_THERE.test(block)) await this.shellRun(block.replaceAll('s-OTHER', this.newest()));
  }

  private async run(anchor: string): Promise<void> {
    for (const block of this.section(anchor).blocks) await this.shellRun(block);
  }

  private async shellRun(lines: string): Promise<void> {
    const { code, err } = await this.shell.run(lines);
    this.blocks += 1;
    this.expect(code === 0, `"${lines.trim().split('\n')[0]}" ends with ${code}: ${err.trim()}`);
  }

  private async explain(): Promise<ExplainJson> {
    const { out, err } = await this.shell.run('emr-autotune explain $CLUSTER --json');
    if (out === '') throw new Error(err);
    return JSON.parse(out) as ExplainJson;
  }

  private section(anchor: string): Section {
    const found = this.runbook.get(anchor);
    if (found === undefined) throw new Error(`the runbook has no section ${anchor}`);
    return found;
  }

  /** Steps by which the job waits, runs or has run. */
  private runs(): string[] {
    const { steps } = this.stage.world();
    const identity = (step: (typeof steps)[number]): string => jobIdentity(step.request.jar, step.request.args);
    const [root] = steps;
    if (root === undefined) return [];
    const counted = steps.filter(({ state }) => ['PENDING', 'RUNNING', 'COMPLETED'].includes(state));
    return counted.filter((step) => identity(step) === identity(root)).map(({ id }) => id);
  }

  private newest = (): string => this.stage.world().steps.at(-1)?.id ?? '';

  private expect(holds: boolean, failure: string): void {
    if (!holds) this.failures.push(failure);
  }
}
