import type { PublishCommand } from '@aws-sdk/client-sns';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { emrActor } from '../../../lambda/remediator/adapters/actor';
import type { JobReader } from '../../../lambda/remediator/adapters/job';
import { DynamoLedger } from '../../../lambda/remediator/adapters/ledger';
import { topic } from '../../../lambda/remediator/adapters/topic';
import type { Ports } from '../../../lambda/remediator/ports';
import type { AskedJob, EmrCall, Listing, LogEntry, Row } from '../../../lib/remedy';
import { jobSaying } from '../../remedy/gates/job';
import { CLUSTER, MINUTE, ROOT } from '../../remedy/support';
import { FakeWorld, LOST_READ } from './fake-world';
import { keyIn, MemoryTable, type TableCommand } from './memory-table';
import type { Faults, WorldOptions } from './options';

const SILENT: AskedJob = { kind: 'none', reason: 'no answer', isApplicationUnknown: false };

/** A client of the SDK, as far as it is asked for. */
const client = <T>(send: (command: T) => Promise<unknown>): never => ({ send, destroy: () => {} }) as never;

/** The fake world with the shipped adapters around it: each request that they make is an effect, where a crash may come or an answer be lost. */
export class EveryCallWorld extends FakeWorld {
  private readonly table = new MemoryTable();
  private readonly delivered: string[] = [];

  public constructor(options: WorldOptions, faults: Faults = new Map()) {
    super({ ...options, everyRead: true }, faults);
    const approval = `approval#${CLUSTER}#${ROOT}`;
    const approvedUntil = { N: String(this.now + 30 * MINUTE) };
    if (options.mode === 'approve') this.table.items.set(approval, { pk: { S: approval }, approvedUntil });
  }

  /** Those that the topic has taken. */
  protected override sent(): readonly string[] {
    return this.delivered;
  }

  /** The root step's application as its arguments say, the attempt's with twice the slots; one that cannot be asked is an answer. */
  protected override jobReader(): JobReader {
    return ({ step: { marker } }) =>
      this.effect<AskedJob>(
        'read other.job',
        async () => ({
          kind: 'evidence',
          evidence: marker === undefined ? jobSaying({ at: this.now }) : this.attemptSaying(),
        }),
        SILENT,
      );
  }

  private attemptSaying() {
    const changes = this.row?.lineage?.payload.changes ?? [];
    const settings = Object.fromEntries(changes.map(({ key, to }) => [key, to]));
    return jobSaying({ settings, executors: 327, cores: 4, at: this.now });
  }

  protected override async listed(offset: number): Promise<Listing | undefined> {
    // As a tick does: a ledger that cannot be read names nobody.
    const listings = await this.shippedLedger(() => this.now + offset)
      .listings()
      .catch(() => new Map<string, Listing>());
    return listings.get(CLUSTER);
  }

  protected override memoryFor(now: () => number): Ports['ledger'] {
    return this.shippedLedger(now);
  }

  protected override outside(now: () => number): Pick<Ports, 'ledger' | 'call' | 'page'> {
    const log = (line: LogEntry) => this.lines.push({ ...line });
    const role = { arn: 'arn:aws:iam::123456789012:role/actor', region: 'eu-central-1' };
    return {
      ledger: this.shippedLedger(now),
      call: (call, freshUntil) => {
        const sts = client(() => this.effect('AssumeRole', async () => KEYS, LOST_READ as never));
        const emr = client(() => this.effect(`call ${call.kind}`, async () => this.answerTo(call), LOST_READ as never));
        return emrActor({ sts, emrWith: () => emr, role, now, log })(call, freshUntil);
      },
      page: topic({
        client: client(({ input: { MessageAttributes } }: PublishCommand) =>
          this.effect(
            'Publish',
            async () => {
              this.delivered.push(MessageAttributes?.reason?.StringValue ?? '');
              return { MessageId: 'delivered' };
            },
            LOST_READ as never,
          ),
        ),
        topicArn: 'arn:aws:sns:eu-central-1:123456789012:pages',
        remediatorId: 'one',
        log,
      }),
    };
  }

  protected override listing(): Listing | undefined {
    const listed = this.table.items.get('open#lineages')?.[CLUSTER];
    return listed?.M === undefined ? undefined : (unmarshall(listed.M) as Listing);
  }

  protected override tamper(row: Row | undefined): void {
    super.tamper(row);
    const key = `cluster#${CLUSTER}`;
    if (row === undefined) this.table.items.delete(key);
    else this.table.items.set(key, marshall({ pk: key, ...row }, { removeUndefinedValues: true }));
  }

  private shippedLedger(now: () => number): DynamoLedger {
    return new DynamoLedger({
      client: client((command: TableCommand) =>
        this.effect(nameOf(command), async () => this.stored(command), LOST_READ as never),
      ),
      table: 'ledger',
      policy: this.policy,
      now,
      log: (line) => this.lines.push({ ...line }),
    });
  }

  private stored(command: TableCommand): object {
    const answer = this.table.answer(command);
    const row = this.table.items.get(`cluster#${CLUSTER}`);
    if (command.constructor.name === 'PutItemCommand' && row !== undefined) this.ledger.row = unmarshall(row) as Row;
    return answer;
  }

  private answerTo(call: EmrCall): object {
    const result = this.call(call);
    if (result.kind !== 'done') throw new Error('EMR is there');
    if (call.kind === 'add') return { StepIds: [result.stepId] };
    const Status = result.accepted ? 'SUBMITTED' : 'FAILED';
    return { CancelStepsInfoList: [{ StepId: call.stepId, Status }] };
  }
}

const KEYS = { Credentials: { AccessKeyId: 'a', SecretAccessKey: 'b', SessionToken: 'c' } };

/** As the fake world names what it does itself; other items by the kind of their key. */
function nameOf(command: TableCommand): string {
  const [kind] = keyIn(command).split('#');
  const name = command.constructor.name.replace('Command', '');
  if (kind !== 'cluster') return `${name} ${kind}`;
  if (name === 'GetItem') return 'readRow';
  const { Item } = command.input as { Item?: { state?: { S?: string } } };
  return `writeRow ${Item?.state?.S}`;
}
